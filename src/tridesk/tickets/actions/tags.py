"""The tags of a ticket, as one set."""

from collections.abc import Iterable

from tridesk.tickets import rules
from tridesk.tickets.models import Tag, Ticket, TicketTag


def set_tags(ticket: Ticket, names: Iterable[str]) -> tuple[str, str]:
    """Makes these the ticket's tags; returns them before and after, sorted and joined by spaces."""
    wanted = sorted({clean for name in names if (clean := rules.clean_tag(name))})
    present = dict(TicketTag.objects.filter(ticket=ticket).values_list("tag__name", "id"))
    if gone := [row for name, row in present.items() if name not in wanted]:
        TicketTag.objects.filter(id__in=gone).delete()
    if fresh := [name for name in wanted if name not in present]:
        Tag.objects.bulk_create([Tag(name=name) for name in fresh], ignore_conflicts=True)
        tags = Tag.objects.filter(name__in=fresh)
        TicketTag.objects.bulk_create([TicketTag(ticket=ticket, tag=tag) for tag in tags], ignore_conflicts=True)
    return " ".join(sorted(present)), " ".join(wanted)
