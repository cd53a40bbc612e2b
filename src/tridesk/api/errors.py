"""What goes wrong at this door itself; the rooms' refusals come from below."""

from tridesk.kernel.errors import ConflictError, DomainError, InvalidError, NotAllowedError


class NotSignedInError(DomainError):
    """No token, or one that is none, was revoked or has ended."""

    code = "not_signed_in"


class ScopeMissingError(NotAllowedError):
    """The token was not given this scope (`scope`)."""

    code = "scope_missing"


class TooManyCallsError(DomainError):
    """More calls than allowed; `seconds` until the next is taken."""

    code = "too_many_calls"


class KeyReusedError(InvalidError):
    """An Idempotency-Key came again with something else."""

    code = "idempotency_key_reused"


class ChangedSinceError(ConflictError):
    """If-Match names another state than the present one."""

    code = "changed_since"


class MalformedError(InvalidError):
    """The call cannot be read; `problems` says what and where (pydantic's `loc` and `msg`)."""

    code = "malformed"


class TusVersionError(DomainError):
    """An upload in pieces that speaks another version than ours, or says none."""

    code = "upload_version"


class TusTypeError(DomainError):
    """A piece of an upload that does not say that it is one."""

    code = "upload_type"
