"""The audit page speaks of people and things by name, and says values in the reader's words."""

from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.cast import person
from tests.web.asking import client_of
from tests.web.world import World

from tridesk.channels.actions.mailboxes import change_mailbox, remove_mailbox
from tridesk.identity import actions
from tridesk.identity.queries import role_with_key
from tridesk.identity.types import SYSTEM, TeamRight
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.tickets.actions.define_field import change_field
from tridesk.web.audit_values import in_words, label

KNOWN = {"team": {3: "Networks"}, "person": {5: "Elena Engel"}}


@pytest.fixture
def dante(world: World) -> Client:
    return client_of(world.cast.dante)


def shown(client: Client, query: str) -> str:
    return unescape(client.get(f"/settings/audit?{query}").text)


def test_what_lines_are_about_is_named(world: World, dante: Client) -> None:
    text = shown(dante, "")
    wanted = ("Field Serial", "Mailbox help@desk.test", "Team First line", "Role Night shift", "Alice Andrade")
    assert [each for each in wanted if f">{each}</a>" not in text] == []
    assert ">field:" not in text


def test_what_is_gone_keeps_its_number(world: World, dante: Client, now: datetime) -> None:
    remove_mailbox(actor=world.cast.dante, mailbox_id=world.mailbox, now=now)
    assert f">Mailbox {world.mailbox}</a>" in shown(dante, "name=mailbox.removed")


def test_the_filter_is_named_too(world: World, dante: Client) -> None:
    assert "Team Specialists" in shown(dante, f"stream=team:{world.cast.specialists}&name=role.added")
    assert shown(dante, "stream=team:" + "9" * 30) != ""
    assert shown(dante, "stream=nonsense") != ""


def test_details_say_who_and_what_in_words(world: World, dante: Client, now: datetime) -> None:
    cast = world.cast
    actions.set_membership(
        actor=cast.dante, team_id=cast.specialists, person_id=person(cast.bruno), right=TeamRight.SEE, now=now
    )
    text = shown(dante, f"stream=team:{cast.specialists}&name=team.membership_set")
    assert ("<dd>Bruno Bianchi</dd>" in text, "<dd>sees the team's tickets</dd>" in text) == (True, True)
    affiliate(actor=SYSTEM, person_id=person(cast.otto), organisation_id=cast.acme, site_id=world.site, now=now)
    text = shown(dante, "name=organisation.person_affiliated")
    assert ("<dd>Porto Alegre</dd>" in text, "<dd>Otto Olsen</dd>" in text) == (True, True)


def test_changes_are_said_by_the_pages_own_names(world: World, dante: Client, now: datetime) -> None:
    actor = world.cast.dante
    change_mailbox(
        actor=actor, mailbox_id=world.mailbox, values={"team": world.cast.specialists, "fetch_password": "x"}, now=now
    )
    text = shown(dante, "name=mailbox.changed")
    assert ("– → Specialists" in text, "<dt>Password for fetching</dt><dd>changed</dd>" in text) == (True, True)
    values = {"names": {"en": "Serial", "es": "Serie"}, "required": True, "ticket_types": ["incident"]}
    change_field(actor=actor, field_id=world.field, values=values, now=now)
    text = shown(dante, "name=field.changed")
    assert "Serial (English) → Serial (English), Serie (Español)" in text
    assert ("<dt>Must be filled in</dt><dd>no → yes</dd>" in text, "– → Incident" in text) == (True, True)


def test_a_person_in_another_language_reads_it_in_that(world: World, now: datetime) -> None:
    actions.change_person(
        actor=SYSTEM, person_id=person(world.cast.carla), role_id=role_with_key(key="administrator"), now=now
    )
    text = shown(client_of(world.cast.carla), "name=person.changed")
    assert f"{_in('es', 'Lead')} → {_in('es', 'Administrator')}" in text


def _in(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


@pytest.mark.parametrize(
    ("event", "key", "value", "said"),
    [
        ("person.signed_in", "method", "password, totp", "Password, Authenticator app"),
        ("person.second_factor_off", "kinds", ["totp", "webauthn"], "Authenticator app, Passkey"),
        ("person.second_factor", "kind", "recovery_codes", "Recovery codes"),
        ("person.second_factor", "change", "reset", "made anew"),
        ("person.added", "role", "Vendor contact", "Vendor contact"),
        ("person.added", "role", "Night shift", "Night shift"),
        ("person.merged", "other", 5, "Elena Engel"),
        ("person.merged", "other", 6, "6"),
        ("person.changed", "language", "pt-br", "Português (Brasil)"),
        ("role.added", "permissions", ["people.see"], "See people and organisations"),
        ("role.changed", "permissions", "people.see audit.see", "See people and organisations, Read the audit trail"),
        ("organisation.added", "kind", "vendor", "Vendor"),
        ("organisation.changed", "active", "false", "no"),
        ("field.added", "kind", "yes_no", "Yes or no"),
        ("field.changed", "options", "['a', 'b']", "a, b"),
        ("field.changed", "options", "[broken", "[broken"),
        ("field.changed", "options", "[not python]", "[not python]"),
        ("mailbox.changed", "fetch_security", "starttls", "STARTTLS"),
        ("link.revoked", "subject", "team:3", "Team Networks"),
        ("newer.thing", "unheard", "of", "of"),
    ],
)
def test_values_are_said_in_words(event: str, key: str, value: Any, said: str) -> None:
    assert in_words(event, key, value, KNOWN) == said


@pytest.mark.parametrize(
    ("event", "key", "said"),
    [
        ("person.changed", "title", "What they do"),
        ("person.added", "person_name", "Name"),
        ("organisation.site_added", "site_name", "Name of the site"),
        ("mailbox.changed", "smtp_port", "SMTP port"),
        ("field.changed", "is_active", "In use"),
        ("organisation.changed", "active", "In use"),
        ("newer.thing", "unheard", "unheard"),
    ],
)
def test_facts_have_the_names_of_the_pages_they_were_changed_on(event: str, key: str, said: str) -> None:
    assert label(event, key) == said
