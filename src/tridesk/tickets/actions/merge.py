"""Two tickets about one matter become one; and the way back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.actions.status import COLUMNS, move
from tridesk.tickets.actions.words import retell
from tridesk.tickets.errors import CannotUndoError, MergeError
from tridesk.tickets.events import TicketGaveBack, TicketMerged, TicketTookIn, TicketUnmerged
from tridesk.tickets.models import Merge, Message, Participant, ScheduledReply, Ticket
from tridesk.tickets.rules import accepts_messages, holder_of
from tridesk.tickets.types import ParticipantKind, Status

_WORDS = ("snippet", "last_message_at")


def merge(*, actor: Actor, source_id: TicketId, into_id: TicketId, now: datetime) -> None:
    """Moves the source's words and people into the other ticket and closes the source.

    Raises MergeError (reason: itself, gone, closed: what takes no more words takes no ticket in either),
    TicketNotFoundError, NotAllowedError.
    """
    if source_id == into_id:
        raise MergeError(field="into", reason="itself")
    with transaction.atomic():
        rows = _locked(actor, source_id, into_id)
        source, into = rows[source_id], rows[into_id]
        if not source.facts().listed or not into.facts().listed:
            raise MergeError(field="into", reason="gone")
        if not accepts_messages(Status(into.status)):
            raise MergeError(field="into", reason="closed")
        _remember(source, _take_in_words(source, into), _take_in_people(source, into), _take_in_planned(source, into))
        move(source, Status.CLOSED, now=now)
        source.merged_into = into
        retell(into)
        store.save(source, "merged_into", *COLUMNS, now=now)
        store.save(into, *_WORDS, now=now)
        outbox.record(
            TicketMerged(ticket=source_id, into=into_id, at=now, by=actor.person_id, ip=actor.ip),
            TicketTookIn(ticket=into_id, source=source_id, at=now, by=actor.person_id, ip=actor.ip),
        )


def unmerge(*, actor: Actor, source_id: TicketId, now: datetime) -> None:
    """Takes a merge back: the words that came from the source return to it, what was said since stays.

    They are fetched from where they are now, if the other ticket was merged further. Raises
    TicketNotFoundError, NotAllowedError, CannotUndoError (reason: not_merged, changed).
    """
    with transaction.atomic():
        chain = _chain(source_id)
        if not chain:
            raise CannotUndoError(reason="not_merged")
        rows = _locked(actor, source_id, *chain)
        if _chain(source_id) != chain:
            raise CannotUndoError(reason="changed")
        source, keeper = rows[source_id], rows[chain[-1]]
        _give_back(source, keeper, chain)
        retell(keeper)
        retell(source)
        store.save(source, "merged_into", *COLUMNS, *_WORDS, now=now)
        store.save(keeper, *_WORDS, now=now)
        outbox.record(
            TicketUnmerged(ticket=source_id, source_of=chain[0], at=now, by=actor.person_id, ip=actor.ip),
            TicketGaveBack(ticket=keeper.pk, source=source_id, at=now, by=actor.person_id, ip=actor.ip),
        )


def _chain(number: TicketId) -> list[TicketId]:
    """Where the ticket went, step by step."""
    chain: list[TicketId] = []
    while True:
        start = chain[-1] if chain else number
        into = Ticket.objects.filter(pk=start).values_list("merged_into_id", flat=True).first()
        if into is None:
            return chain
        chain.append(TicketId(into))


def _locked(actor: Actor, *numbers: TicketId) -> dict[TicketId, Ticket]:
    # Always the lower number first: two merges in opposite directions wait for each other instead of locking up.
    rows = {number: store.locked(number) for number in sorted(set(numbers))}
    for ticket in rows.values():
        facts = store.facts(ticket, actor)
        policies.require(policies.may_merge(actor, facts), actor, facts, right="merge")
    return rows


def _take_in_words(source: Ticket, into: Ticket) -> list[int]:
    moved = list(Message.objects.filter(ticket=source).order_by("id").values_list("id", flat=True))
    Message.objects.filter(ticket=source, original_ticket=None).update(original_ticket=source)
    Message.objects.filter(ticket=source).update(ticket=into)
    _come_home(into)
    return moved


def _take_in_planned(source: Ticket, into: Ticket) -> list[int]:
    """Replies that leave later leave from where the conversation goes on."""
    rows = ScheduledReply.objects.filter(ticket=source).exclude(state=ScheduledReply.SAID)
    moved = list(rows.order_by("id").values_list("id", flat=True))
    rows.update(ticket=into)
    return moved


def _take_in_people(source: Ticket, into: Ticket) -> list[tuple[int, str]]:
    people = set(Participant.objects.filter(ticket=source).values_list("person_id", "kind"))
    people.add((source.requester_id, ParticipantKind.CC.value))
    people.discard((into.requester_id, ParticipantKind.CC.value))
    fresh = sorted(people - set(Participant.objects.filter(ticket=into).values_list("person_id", "kind")))
    Participant.objects.bulk_create(Participant(ticket=into, person_id=person, kind=kind) for person, kind in fresh)
    return fresh


def _remember(source: Ticket, messages: list[int], people: list[tuple[int, str]], scheduled: list[int]) -> None:
    Merge.objects.create(
        ticket=source,
        status=source.status,
        holder_since=source.holder_since,
        solved_at=source.solved_at,
        closed_at=source.closed_at,
        messages=messages,
        people=people,
        scheduled=scheduled,
    )


def _give_back(source: Ticket, keeper: Ticket, chain: Sequence[TicketId]) -> None:
    merged = Merge.objects.get(ticket=source)
    Message.objects.filter(ticket=keeper, pk__in=merged.messages).update(ticket=source)
    ScheduledReply.objects.filter(ticket=keeper, pk__in=merged.scheduled).update(ticket=source)
    _come_home(source)
    for further in Merge.objects.filter(ticket__in=chain):  # what is home again is no longer theirs to take back
        further.messages = [message for message in further.messages if message not in merged.messages]
        further.scheduled = [planned for planned in further.scheduled if planned not in merged.scheduled]
        further.save(update_fields=["messages", "scheduled"])
    for person, kind in merged.people:
        _see_off(person, kind, source, chain)
    source.merged_into = None
    source.status, source.holder = merged.status, holder_of(Status(merged.status)).value
    source.holder_since, source.solved_at, source.closed_at = merged.holder_since, merged.solved_at, merged.closed_at
    merged.delete()


def _see_off(person: int, kind: str, source: Ticket, chain: Sequence[TicketId]) -> None:
    """Takes out whom the merge brought, as far as merges carried them, unless another merged ticket needs them too."""
    for into in chain:
        others = Merge.objects.filter(ticket__merged_into=into).exclude(ticket=source)
        theirs = Q(ticket__requester=person) | Q(ticket__participants__person=person)
        if (other := others.filter(theirs).first()) is not None:
            other.people = [*other.people, (person, kind)]
            other.save(update_fields=["people"])
            return
        Participant.objects.filter(ticket=into, person=person, kind=kind).delete()
        further = Merge.objects.filter(ticket=into).first()
        if further is None or [person, kind] not in further.people:
            return
        further.people.remove([person, kind])
        further.save(update_fields=["people"])


def _come_home(ticket: Ticket) -> None:
    """A message that is back where it was first has no other ticket to tell of."""
    Message.objects.filter(ticket=ticket, original_ticket=ticket).update(original_ticket=None)
