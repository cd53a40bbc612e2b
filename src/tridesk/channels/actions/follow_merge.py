"""Two persons turned out to be one: our mails to them follow."""

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat

from tridesk.channels.models import MailOffer, OutboundMail


def follow_merge(*, kept: int, other: int) -> None:
    """Mails to `other` are mails to `kept`, who gets no words twice: what waits for both goes once. Safe to repeat."""
    with transaction.atomic():
        to_kept = OutboundMail.objects.filter(person=kept, said=OuterRef("said"), kind=OuterRef("kind"))
        theirs = OutboundMail.objects.filter(person=other)
        theirs.filter(Exists(to_kept.exclude(state=OutboundMail.FAILED)), state=OutboundMail.QUEUED).delete()
        # The occasion names the person, so that a message's event that comes again finds them told.
        told = theirs.filter(kind=OutboundMail.REPLY, said__isnull=False).exclude(Exists(to_kept))
        told.update(occasion=Concat(Value("reply:"), Cast(F("said_id"), CharField()), Value(f":{kept}")))
        theirs.update(person=kept)
        MailOffer.objects.filter(person=other, kind=MailOffer.PASSED_ON).update(person=kept)
        MailOffer.objects.filter(other=other).update(other=kept)
