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


class TicketClosedError(ConflictError):
    """A closed ticket takes no more words; what comes later opens a ticket of its own."""

    code = "ticket_closed"


class ScheduledNotFoundError(NotFoundError):
    """No such reply for later on this ticket."""

    code = "scheduled_not_found"


class ScheduledGoneError(ConflictError):
    """It has left already, or something else was said in its place."""

    code = "scheduled_gone"


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
