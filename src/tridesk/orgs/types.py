"""Plain values about organisations that cross rooms."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is to us."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    OWN = "own"
