from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tridesk.identity import policies, rules, store
from tridesk.identity.actions._grants import end_tokens
from tridesk.identity.actions.add_application import require_to_act_as
from tridesk.identity.events import ApplicationChanged
from tridesk.identity.models import AccessToken, Application, Person
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId


def change_application(
    *,
    actor: Actor,
    application_id: int,
    name: str,
    redirect_uris: Iterable[str],
    scopes: Iterable[str],
    acts_as: PersonId | None,
    now: datetime,
) -> None:
    """Changes what an application is called, where its answers go, what it may ask for and whom it acts as.

    Tokens that may more than it may now, or act as somebody else, end at once. Raises NotFoundError, InvalidError.
    """
    policies.require(actor, Permission.ROLES_MANAGE)
    new = {
        "name": rules.checked_text(name, field="name", limit=120),
        "redirect_uris": rules.checked_redirects(redirect_uris),
        "scopes": rules.checked_scopes(scopes),
        "acts_as_id": acts_as,
    }
    with transaction.atomic():
        row = store.locked_application(application_id)
        public = not row.secret_digest
        if public and not new["redirect_uris"]:
            raise InvalidError(field="redirect_uris", reason="required")
        if acts_as != row.acts_as_id:
            require_to_act_as(acts_as, public=public)
        old = {key: getattr(row, key) for key in new}
        changed = {key: value for key, value in new.items() if value != old[key]}
        if not changed:
            return
        Application.objects.filter(pk=row.pk).update(**changed)
        _end_what_goes_too_far(row, new["scopes"], acts_as, now=now, by=actor.person_id)
        whom = [pk for pk in (acts_as, row.acts_as_id) if pk is not None]
        names = dict(Person.objects.filter(pk__in=whom).values_list("pk", "name"))
        changes = {
            key.removesuffix("_id"): (_told(old[key], names), _told(value, names)) for key, value in changed.items()
        }
        outbox.record(ApplicationChanged(application=row.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def _end_what_goes_too_far(
    row: Application, scopes: object, acts_as: PersonId | None, *, now: datetime, by: int | None
) -> None:
    alive = AccessToken.objects.filter(application=row.pk, revoked_at=None)
    allowed = set(scopes) if isinstance(scopes, list) else set()
    wide = [pk for pk, may in alive.values_list("pk", "scopes") if not allowed.issuperset(may)]
    end_tokens(alive.filter(pk__in=wide), now=now, by=by)
    if acts_as != row.acts_as_id:
        end_tokens(alive.filter(Q(kind=AccessToken.APPLICATION) | Q(grant="")), now=now, by=by)


def _told(value: object, names: Mapping[int, str]) -> str:
    """A person by name: lines about them are read by people and told to programs."""
    if isinstance(value, list):
        return " ".join(value)
    return names.get(value, "") if isinstance(value, int) else str(value or "")
