"""What this room does when it hears of lower rooms."""

from tridesk.identity.events import PersonsMerged
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId
from tridesk.orgs.actions.follow_merge import follow_merge


@outbox.subscriber("orgs.affiliations", PersonsMerged)
def move_affiliations(event: PersonsMerged) -> None:
    follow_merge(person_id=PersonId(event.person), other_id=PersonId(event.other))
