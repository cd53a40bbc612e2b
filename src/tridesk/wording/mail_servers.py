"""What is wrong with a mail server, as a sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tridesk.wording import server_answers

TROUBLE: dict[str, Promise] = {
    "unreachable": _("The server cannot be reached. Check its name, the port, and whether a firewall stands between."),
    "tls": _(
        "The server's certificate cannot be trusted, or it speaks another kind of security. Check name and security."
    ),
    "login_refused": _("The server refused user or password. Many providers want a password made for programs."),
    "folder_missing": _("There is no such folder. Choose one of those the server has."),
    "message_missing": _("A mail vanished while it was fetched. The next round goes on without it."),
    "protocol": _("The server answered what we do not understand. Check whether port and security belong together."),
    "refused": _("The server does not take our mails. What it said tells why."),
    "secret_lost": _("The password can no longer be read, because the desk's secret key was changed. Enter it again."),
    "put_away_refused": _(
        "The server does not let us move or delete mails. What it said tells why; all of them are stored here."
    ),
    "read_only": _(
        "We may only read this folder there. Allow the user to change it, or leave the mails where they are; all of "
        "them are stored here."
    ),
    "no_server": _("No server is named. Enter one, or answers cannot leave."),
}
_DELIVERY: dict[str, Promise] = {
    "file_waiting": _("An attached file waits for the virus scanner. The mail leaves once it was checked."),
    "no_server": TROUBLE["no_server"],
    "pace": _("The mailbox has sent as many mails as it may for now. This one leaves by itself when its turn comes."),
    "gone": _("The message, or its whole ticket, was taken away before the mail left."),
}
_PACE: dict[str, Promise] = {
    "login_refused": _(
        "It is tried again less and less often, at the latest after half an hour; a change of the mailbox is tried "
        "at once."
    ),
}


def mail_trouble(reason: str) -> str:
    """What is wrong with a mail server, and what to do."""
    return str(TROUBLE.get(reason, _("Something went wrong. What the server said tells more.")))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a mail of ours waits or failed: `words` is a sentence, or empty; `said` the server's own text, or empty."""

    words: str
    said: str = ""

    def __str__(self) -> str:
        if not self.words or not self.said:
            return self.words or self.said
        return gettext("%(words)s The server said: %(said)s") % {"words": self.words, "said": self.said}


def why_not_delivered(reason: str) -> Trouble:
    """From what is kept with a mail: our own reason, or a server's answer."""
    if reason in _DELIVERY:
        return Trouble(str(_DELIVERY[reason]))
    answer = server_answers.read_answer(reason)
    return Trouble(str(server_answers.WORDS[answer.kind]), answer.said) if answer else Trouble("", reason)


def delivery_trouble(reason: str) -> str:
    """The same in one line: what it means first, the server's text behind it."""
    return str(why_not_delivered(reason))


def retry_pace(reason: str) -> str:
    """When a failing mailbox is tried again, where that is not soon; else empty."""
    return str(_PACE.get(reason, ""))
