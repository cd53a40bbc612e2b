from django.db import transaction

from tridesk.kernel.ids import PersonId
from tridesk.orgs.actions.leave import promote
from tridesk.orgs.models import Affiliation


def follow_merge(*, person_id: PersonId, other_id: PersonId) -> None:
    """The affiliations of `other_id` become those of `person_id`, whose own primary one stays.

    Safe to repeat.
    """
    with transaction.atomic():
        theirs = Affiliation.objects.select_for_update().filter(person_id=other_id)
        own = Affiliation.objects.filter(person_id=person_id)
        theirs.filter(organisation_id__in=list(own.values_list("organisation_id", flat=True))).delete()
        if own.filter(is_primary=True).exists():
            theirs.update(person_id=person_id, is_primary=False)
        else:
            theirs.update(person_id=person_id)
        if not own.filter(is_primary=True).exists():
            promote(person_id)
