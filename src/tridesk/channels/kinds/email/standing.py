"""With whom a ticket is now and what happens next, in words for the mail's reader."""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SENTENCES: dict[str, Promise] = {
    "new": gettext_lazy("It is with us now: somebody of our team reads it and answers you by mail."),
    "open": gettext_lazy("It is with us now: we work on it and write to you by mail."),
    "waiting_requester": gettext_lazy("It is with you now: we wait for your answer. Just answer this mail."),
    "waiting_vendor": gettext_lazy(
        "It is with the vendor now: we write to you as soon as they answer. There is nothing you need to do."
    ),
    "on_hold": gettext_lazy("It is put off for the moment; we have it and write to you when it goes on."),
    "solved": gettext_lazy("We take it as solved. If it is not, just answer this mail: that opens it again."),
    "closed": gettext_lazy("It is closed. If it comes back, just write to us again."),
}


def standing(status: str, language: str, *, to_requester: bool) -> str:
    """Empty where nothing is known of the ticket."""
    with translation.override(language):
        if status == "waiting_requester" and not to_requester:
            return _("We wait for the requester's answer.")
        if status == "waiting_vendor" and not to_requester:  # the reader may be the vendor
            return _("We wait for the vendor's answer.")
        return str(_SENTENCES.get(status, ""))


def where_answers_go(language: str) -> str:
    """For those of the team who get a notice of a ticket."""
    with translation.override(language):
        return _("An answer to this mail goes to the requester.")
