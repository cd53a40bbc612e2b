"""What can go wrong between us and the outside."""

from tridesk.kernel.errors import ConflictError, InvalidError, NotFoundError


class MailboxNotFoundError(NotFoundError):
    code = "mailbox_not_found"


class MailboxTakenError(ConflictError):
    """Another mailbox has this address already."""

    code = "mailbox_taken"


class MailboxInvalidError(InvalidError):
    """A mailbox's setting cannot be taken (`field`, `reason`)."""

    code = "mailbox_invalid"


class MailNotFoundError(NotFoundError):
    code = "mail_not_found"


class MailTemplateNotFoundError(NotFoundError):
    """There is no such kind of mail, or none in this language."""

    code = "mail_template_not_found"


class MailTemplateChangedError(ConflictError):
    """Somebody else changed the same words meanwhile."""

    code = "mail_template_changed"


class MailTemplateInvalidError(InvalidError):
    """The words of a mail cannot be taken: `field`, `reason`; where known the `line` (from 1) and what it `name`s."""

    code = "mail_template_invalid"


class ConsentRefusedError(ConflictError):
    """The provider gave us no tokens (`reason`, and `said`, its own words)."""

    code = "consent_refused"


class OfferNotFoundError(NotFoundError):
    """What a mail made us ask is answered already, or not for this person to answer."""

    code = "offer_not_found"
