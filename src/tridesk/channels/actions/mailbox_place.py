"""Where we are in a mailbox, forgotten when it becomes another one."""

from tridesk.channels.models import Mailbox, PopSeen

PLACE = frozenset({"fetch_by", "fetch_host", "fetch_user", "folder"})


def forget_place(mailbox: Mailbox) -> None:
    """Numbers and names of mails mean nothing in another mailbox; what we have is known by its fingerprint. The caller
    saves the mailbox."""
    mailbox.uidvalidity, mailbox.last_uid, mailbox.missed, mailbox.unmoved = 0, 0, [], []
    PopSeen.objects.filter(mailbox=mailbox).delete()
