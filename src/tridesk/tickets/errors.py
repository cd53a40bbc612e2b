"""What can go wrong with a ticket."""

from tridesk.kernel.errors import ConflictError, InvalidError, NotFoundError


class TicketNotFoundError(NotFoundError):
    """No such ticket, or this reader may not know of it."""

    code = "ticket_not_found"


class ChangedMeanwhileError(ConflictError):
    """Somebody else changed `field` to `theirs` after this form was opened."""

    code = "ticket_changed_meanwhile"


class TicketGoneError(ConflictError):
    """The ticket was deleted, is spam, or was merged (`into`): nothing more can be done to it here."""

    code = "ticket_gone"


class EmptyMessageError(InvalidError):
    """A message has neither text nor attachment."""

    code = "message_empty"


class FieldInvalidError(InvalidError):
    """A custom field's value does not fit (`field`, `reason`)."""

    code = "field_invalid"


class MergeError(InvalidError):
    """These tickets cannot be merged (`reason`: itself, gone, closed)."""

    code = "merge_refused"


class LinkError(InvalidError):
    """These tickets cannot be linked (`reason`: itself, gone, ring)."""

    code = "link_refused"


class CannotUndoError(ConflictError):
    """What happened since makes it impossible to take this back (`reason`)."""

    code = "cannot_undo"
