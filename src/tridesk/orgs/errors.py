"""What can go wrong with organisations."""

from tridesk.kernel.errors import ConflictError


class DomainTakenError(ConflictError):
    """The mail domain belongs to another organisation already (`organisation_id`)."""

    code = "domain_taken"


class OrganisationNameTakenError(ConflictError):
    """Another organisation has the same name, whatever its case and accents."""

    code = "organisation_name_taken"
