import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.events import ApplicationAdded
from tridesk.identity.models import Application
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId
from tridesk.kernel.tokens import digest, new_token


@dataclass(frozen=True, slots=True)
class Registered:
    """A new application; `secret` is shown once, "" for a public one."""

    id: int
    client_id: str
    secret: str = field(repr=False)


def add_application(
    *,
    actor: Actor,
    name: str,
    public: bool,
    redirect_uris: Iterable[str],
    scopes: Iterable[str],
    acts_as: PersonId | None,
    now: datetime,
) -> Registered:
    """Registers a program: it may ask people for consent where it has redirect URIs, and act for itself as `acts_as`.

    Raises InvalidError; a public one cannot keep a secret, so it acts as nobody.
    """
    policies.require(actor, Permission.ROLES_MANAGE)
    label = rules.checked_text(name, field="name", limit=120)
    wanted, addresses = rules.checked_scopes(scopes), rules.checked_redirects(redirect_uris)
    if public and not addresses:
        raise InvalidError(field="redirect_uris", reason="required")
    secret = "" if public else new_token("s")
    with transaction.atomic():
        require_to_act_as(acts_as, public=public)
        row = Application.objects.create(
            name=label,
            client_id=secrets.token_hex(12),
            secret_digest=digest(secret) if secret else "",
            redirect_uris=addresses,
            scopes=wanted,
            acts_as_id=acts_as,
            made_by_id=actor.person_id,
            created_at=now,
        )
        outbox.record(
            ApplicationAdded(
                application=row.pk, application_name=label, scopes=wanted, at=now, by=actor.person_id, ip=actor.ip
            )
        )
    return Registered(row.pk, row.client_id, secret)


def require_to_act_as(person_id: PersonId | None, *, public: bool) -> None:
    """Raises InvalidError where an application cannot act as this person; the person's row is locked."""
    if person_id is None:
        return
    if public:
        raise InvalidError(field="acts_as", reason="public")
    if not store.locked_person(person_id).is_active:
        raise InvalidError(field="acts_as", reason="switched_off")
