"""How many tickets each view holds, up to a cap: the cost never grows with the desk."""

from collections.abc import Sequence

from tridesk.identity.types import Actor
from tridesk.infra.counting import CappedCounts
from tridesk.infra.prepared import Kept
from tridesk.tickets.queries.lists import View, in_view
from tridesk.tickets.queries.scope import scope_key

CAP = 500
_kept: Kept[CappedCounts] = Kept()


def view_counts(*, actor: Actor, views: Sequence[View]) -> dict[View, int]:
    """Tickets per view in one statement; a count of CAP means "that many or more"."""

    def made() -> CappedCounts:
        return CappedCounts([in_view(actor=actor, view=view) for view in views], cap=CAP)

    counts = _kept.get((scope_key(actor=actor), *views), made).ask()
    return dict(zip(views, counts, strict=True))
