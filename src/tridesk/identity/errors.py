"""What can go wrong with people, roles and links."""

from tridesk.kernel.errors import ConflictError, InvalidError, NotFoundError


class AddressTakenError(ConflictError):
    """The mail address belongs to somebody else already (`person_id`)."""

    code = "address_taken"


class LinkInvalidError(NotFoundError):
    """The signed link is unknown, forged, expired or revoked."""

    code = "link_invalid"


class LastAdministratorError(InvalidError):
    """Nobody would be left who can manage roles."""

    code = "last_administrator"


class RoleInUseError(ConflictError):
    """The role still belongs to people, or came with the product."""

    code = "role_in_use"


class GrantRefusedError(InvalidError):
    """A program asked for a token and gets none. `error` is the protocol's code (RFC 6749 section 5.2), `reason` ours:
    unknown, used, expired, redirect_uri, verifier, scope, off, machine.
    """

    code = "grant_refused"
