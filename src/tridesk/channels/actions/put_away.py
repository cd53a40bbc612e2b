"""What is stored here is moved or deleted on the server, if the mailbox wants it so.

The UIDs are written down before the server is asked: whoever is killed in between finds them in the next round,
and a server that refuses is asked again then. Neither holds up the mails that come meanwhile.
"""

from collections.abc import Sequence
from itertools import batched

from tridesk.channels.models import Mailbox
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.imap import ImapConnection

_TOGETHER = 200  # UIDs in one command


def remember(mailbox: Mailbox, stored: Sequence[int] | Sequence[str]) -> None:
    """These UIDs (of POP3: names) are stored; the caller saves `unmoved` together with what else it learned of them."""
    if mailbox.after_reading != Mailbox.KEEP:
        mailbox.unmoved = sorted({*mailbox.unmoved, *stored})


def forget_gone(mailbox: Mailbox, connection: ImapConnection) -> None:
    """What waits from an earlier round and lies there no more was put away by somebody else, or by us just before
    we were killed."""
    if mailbox.unmoved:
        present = [connection.present(piece) for piece in batched(mailbox.unmoved, _TOGETHER, strict=False)]
        mailbox.unmoved = sorted(set().union(*present))
        mailbox.save(update_fields=["unmoved"])


def put_away(mailbox: Mailbox, connection: ImapConnection, *, writable: bool) -> bool:
    """Moves or deletes what waits; False when the server refuses, which is noted on the mailbox.

    Raises MailServerError only when the connection is gone.
    """
    try:
        for piece in list(batched(mailbox.unmoved, _TOGETHER, strict=False)):
            if not writable:
                note(mailbox, "read_only", "")
                return False
            if mailbox.after_reading == Mailbox.MOVE:
                connection.move(piece, mailbox.move_to)
            else:
                connection.delete(piece)
            mailbox.unmoved = mailbox.unmoved[len(piece) :]
            mailbox.save(update_fields=["unmoved"])
    except MailServerError as error:
        if error.reason is Reason.UNREACHABLE:
            raise
        note(mailbox, "put_away_refused", str(error))
        return False
    note(mailbox, "", "")
    return True


def note(mailbox: Mailbox, reason: str, error: str) -> None:
    """Why the server does not let us, for the mailbox's page; empty when it does."""
    if (mailbox.unmoved_reason, mailbox.unmoved_error) != (reason, error[:2000]):
        mailbox.unmoved_reason, mailbox.unmoved_error = reason, error[:2000]
        mailbox.save(update_fields=["unmoved_reason", "unmoved_error"])
