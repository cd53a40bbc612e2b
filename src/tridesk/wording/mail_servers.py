"""What is wrong with a mail server, as a sentence."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
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
    "no_uidl": _(
        "The server gives its mails no lasting names (UIDL), so we could not tell which we have. Fetch this mailbox by "
        "IMAP, or let its provider send the mails on."
    ),
    "in_use": _(
        "Another program reads this mailbox just now, and by POP3 only one is let in at a time. It is tried again by "
        "itself; if this stays, end the other program."
    ),
    "no_oauth2": _(
        "This server takes no sign-in by OAuth2. Check its name, or let the mailbox sign in with user and password."
    ),
    "token_refused": _(
        "The server does not take the token that the provider gave us. Check that the user is the account that "
        "consented or one it may open, that the provider allows IMAP, POP3 and SMTP for it, and connect it again on "
        "the mailbox's page."
    ),
    "grant_missing": _(
        "Nobody has consented yet that we use this mailbox. Open the mailbox's page, press “Connect” and sign in with "
        "its account."
    ),
    "grant_broken": _(
        "The provider no longer accepts the consent for this mailbox: it was taken back, ran out, or the account's "
        "password was changed. Open the mailbox's page and press “Connect again”."
    ),
    "grant_unreadable": _(
        "The consent and the client secret can no longer be read, because the desk's secret key was changed. Enter the "
        "client secret again on the mailbox's page and press “Connect again”."
    ),
    "client_refused": _(
        "The provider does not accept our client ID or secret. Secrets run out: make a new one there and enter it on "
        "the mailbox's page. Nobody has to consent again."
    ),
    "token_failed": _(
        "The provider gives us no new token. What it said tells why. Check what is registered there and what is "
        "entered on the mailbox's page."
    ),
    "token_unreachable": _(
        "The provider does not answer when we ask for a new token. It is tried again by itself; if this stays, check "
        "that this machine may connect to it."
    ),
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
    **{name: TROUBLE[name] for name in TROUBLE if name.startswith(("grant_", "token_", "client_", "no_oauth2"))},
}
_OURS = re.compile(r"([a-z0-9_]+)(?: \([^)]*\))?: (.*)", re.DOTALL)  # as MailServerError and DeliveryFailed are written
_SELDOM = _(
    "It is tried again less and less often, at the latest after half an hour; a change of the mailbox is tried at once."
)
_PACE: dict[str, Promise] = dict.fromkeys(
    ("login_refused", "token_refused", "token_failed", "client_refused", "no_oauth2"), _SELDOM
)


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
    if (ours := _OURS.fullmatch(reason)) and ours[1] in _DELIVERY:
        return Trouble(str(_DELIVERY[ours[1]]), ours[2].strip())
    answer = server_answers.read_answer(reason)
    return Trouble(str(server_answers.WORDS[answer.kind]), answer.said) if answer else Trouble("", reason)


def delivery_trouble(reason: str) -> str:
    """The same in one line: what it means first, the server's text behind it."""
    return str(why_not_delivered(reason))


def retry_pace(reason: str) -> str:
    """When a failing mailbox is tried again, where that is not soon; else empty."""
    return str(_PACE.get(reason, ""))


_UNSIGNED: dict[str, Promise] = {
    "secret_lost": _(
        "Mails leave unsigned: the key was sealed with another secret key of this installation. Remove it and make a "
        "new one, or bring the old secret key back."
    ),
    "other_domain": _(
        "Mails leave unsigned: the key is for a domain that does not speak for this address. Remove it and make a new "
        "one."
    ),
}


def signing_trouble(reason: str) -> str:
    """Why a mailbox that has a key sends unsigned, and what to do."""
    return str(_UNSIGNED[reason])


_RECORDS: dict[str, Promise] = {
    "ours": _("The record is there and it is right: others can check the signatures."),
    "nothing": _(
        "The record is not there yet. Name servers may go on saying so for an hour or two after you published it."
    ),
    "other": _(
        "Another record is there, or more than one: others take the signatures for wrong. Publish the one shown here "
        "and no other under this name."
    ),
    "unanswered": _("The name servers did not answer. Try it again in a minute."),
    "lost": _UNSIGNED["secret_lost"],
}


def dkim_record(found: str) -> str:
    """What name servers say of the record for our key (DkimRecord)."""
    return str(_RECORDS[found])


def unread_mails(count: int) -> str:
    """That a server holds mails which it cannot give us, and what becomes of the others."""
    words = ngettext(
        "The server cannot give us %(count)s mail. It is asked for again each round, and all others come in.",
        "The server cannot give us %(count)s mails. They are asked for again each round, and all others come in.",
        count,
    )
    return words % {"count": count}
