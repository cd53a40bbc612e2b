"""What became of mails, and what lies in them, as sentences."""

import re
from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as N_

from tridesk.channels.queries.mail_log import IncomingRow, OutgoingRow
from tridesk.wording.mail_servers import delivery_trouble

_PARKED = N_("It could not be understood. Look inside, try it again, or make a ticket of it.")
_RECORDED = N_("A robot's mail that concerns no ticket. It was noted and answered by nobody.")
# By outcome and reason; a reason that is not named has the sentence of its outcome.
BECAME: dict[tuple[str, str], Promise] = {
    ("opened", ""): N_("It opened a ticket."),
    ("opened", "by_hand"): N_("Somebody made a ticket of it."),
    ("opened", "loop_rate"): N_("It opened a ticket. Its sender is too fast for a person, so nobody was written to."),
    ("opened", "number_of_a_stranger"): N_(
        "It opened a ticket of its own: it names another one that its sender takes no part in."
    ),
    ("opened", "reference_of_a_stranger"): N_(
        "It opened a ticket of its own: it answers a mail of another one that its sender takes no part in."
    ),
    ("opened", "ticket_closed"): N_("It opened a ticket of its own: the one it answers is closed."),
    ("opened", "ticket_gone"): N_("It opened a ticket of its own: the one it answers was deleted or is spam."),
    ("appended", ""): N_("It joined its ticket."),
    ("appended", "topic"): N_("It joined the ticket of the same matter: a robot told more of it."),
    ("appended", "gathered"): N_(
        "It joined the newest ticket of its sender, a robot that opened too many within an hour."
    ),
    ("appended", "loop_rate"): N_("It joined a ticket. Its sender is too fast for a person, so nobody was written to."),
    ("recorded", "auto_reply"): N_("An automatic answer. It was noted and answered by nobody."),
    ("recorded", "bounce"): N_("A report that a mail could not be delivered. It was noted and answered by nobody."),
    ("recorded", "complaint"): N_("A provider's complaint that somebody called a mail of ours spam. It was noted."),
    ("recorded", "loop"): N_("A loop: a mail of ours came back. Nothing was done."),
    ("recorded", "loop_returned"): N_("A loop: a mail of ours came back under another name. Nothing was done."),
    ("recorded", "loop_hops"): N_("A loop: it went through too many desks. Nothing was done."),
    ("recorded", "sender_switched_off"): N_("Its sender, a robot, was switched off. It was only noted."),
    ("recorded", ""): _RECORDED,
    ("parked", "no_sender"): N_("It names no sender we could answer."),
    ("parked", "sender_switched_off"): N_(
        "Its sender was switched off. Switch them on and try it again, or set it aside."
    ),
    ("parked", ""): _PARKED,
}
_DEFECTS: tuple[tuple[str, Promise], ...] = (
    ("no date$", N_("It has no date.")),
    ("the date is absurd", N_("Its date cannot be right; the time it came is shown.")),
    ("the date cannot be read", N_("Its date cannot be read.")),
    ("a header line without a name", N_("A line of its head has no name.")),
    (
        "text without a charset|charset ",
        N_("Its text says wrongly how its letters are written; they were guessed."),
    ),
    ("multipart without|the boundary", N_("Its parts are not marked as they should be.")),
    ("more than .* parts", N_("It has too many parts: the last ones are only in the mail as it came.")),
    ("nested too deeply", N_("Its parts are nested too deeply: the inner ones are kept as one file.")),
    ("a text of", N_("A text is so long that only its beginning is shown; the whole is kept as a file.")),
    ("winmail.dat", N_("A file winmail.dat could not be unpacked.")),
    ("base64 that is none|unknown transfer", N_("A part could not be decoded and is kept as it lies.")),
    ("the message breaks off", N_("It breaks off: its last part may be incomplete.")),
    ("reading stopped", N_("It could not be read to its end.")),
    (".* could not be read", N_("Something in it could not be read.")),
)
_CHECKS = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "arc": "ARC"}
_RESULTS: dict[str, Promise] = {
    "pass": N_("passed"),
    "fail": N_("failed"),
    "softfail": N_("failed, but the domain is not strict about it"),
    "neutral": N_("the domain says neither yes nor no"),
    "none": N_("there was nothing to check"),
    "policy": N_("not accepted as it is"),
    "temperror": N_("could not be checked at that moment"),
    "permerror": N_("could not be checked: the domain's entry is wrong"),
}
OUR_KINDS: dict[str, Promise] = {
    "reply": N_("Reply"),
    "acknowledgement": N_("Acknowledgement"),
    "notice": N_("Notice to the team"),
}


def became(row: IncomingRow) -> str:
    """What became of a mail that came, and why."""
    if row.state == "discarded":
        return _("Somebody set it aside.")
    if row.state == "stored":
        return _("It waits to be read.")
    found = BECAME.get((row.outcome, row.reason)) or BECAME.get((row.outcome, ""))
    return str(found or _PARKED)


def fares(row: OutgoingRow) -> str:
    """How a mail of ours fares, and why."""
    if row.state == "sent":
        return _("It was handed to the mail server.")
    why = delivery_trouble(row.error)
    if row.state == "failed":
        return _("It failed: %(reason)s") % {"reason": why} if why else _("It failed.")
    return _("It waits: %(reason)s") % {"reason": why} if why else _("It waits to be sent.")


def our_kind(kind: str) -> str:
    return str(OUR_KINDS.get(kind, kind))


def defects(found: Iterable[str]) -> list[tuple[str, str]]:
    """What could not be read, each in words and as the program that reads mails calls it."""
    return [(_defect(each), each) for each in found if each]


def _defect(code: str) -> str:
    return str(next((words for pattern, words in _DEFECTS if re.match(pattern, code)), code))


def checks(authenticity: Mapping[str, object]) -> list[tuple[str, str]]:
    """What was found of a mail's origin: each check and its result; nothing where nothing was found."""
    found = [(name, str(authenticity.get(key) or "")) for key, name in _CHECKS.items()]
    said = [(name, result) for name, result in found if result and (name, result) != ("ARC", "none")]
    return [(name, str(_RESULTS.get(result, result))) for name, result in said]
