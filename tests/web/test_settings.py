"""What settings pages do beside showing: nothing typed is lost, refusals stand at their field, deeds can be undone."""

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests.cast import person
from tests.web.asking import client_of
from tests.web.world import World

from tridesk.channels.models import Mailbox
from tridesk.identity.models import Person
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.queries.teams import team_detail
from tridesk.identity.types import SYSTEM, TeamRight
from tridesk.infra.models import Job
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.queries import affiliations_of, organisation_detail, organisation_of


@pytest.fixture
def dante(world: World) -> Client:
    return client_of(world.cast.dante)


def news(client: Client, page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'class="flash .*?<span>(.*?)</span>', client.get(page).text)]


def undo(client: Client, page: str) -> str:
    found = re.search(r'<form method="post" action="([^"]+)">[^\n]*flash-undo', client.get(page).text)
    assert found, "no Undo on the page"
    return unescape(found[1])


def new_person(**given: Any) -> dict[str, Any]:
    role = role_with_key(key="requester")
    return {"name": "Zoe", "role_id": role, "language": "en", "time_zone": "UTC", **given}


def test_an_address_that_is_taken_is_told_beside_its_field_and_nothing_typed_is_lost(dante: Client) -> None:
    answer = dante.post("/people/new", new_person(email="alice@acme.test", phone="+55 11"))
    assert answer.status_code == 422
    error = re.search(r'id="f-email-error">.*?<span>(.*?)</span>', answer.text)
    assert error is not None
    assert "alice@acme.test belongs to somebody else" in error[1]
    assert ('value="+55 11"' in answer.text, 'aria-invalid="true"' in answer.text) == (True, True)


def test_the_summary_of_errors_leads_to_the_fields(dante: Client) -> None:
    answer = dante.post("/people/new", new_person(name=""))
    assert '<a href="#f-name">' in answer.text


def test_switching_somebody_off_can_be_undone(world: World, dante: Client) -> None:
    page = f"/people/{world.cast.alice.person_id}"
    dante.post(f"{page}/off")
    assert not Person.objects.get(pk=world.cast.alice.person_id).is_active
    dante.post(undo(dante, page))
    assert Person.objects.get(pk=world.cast.alice.person_id).is_active


def test_an_address_and_an_organisation_come_back_by_undo(world: World, dante: Client) -> None:
    alice = world.cast.alice.person_id
    page = f"/people/{alice}"
    dante.post(f"{page}/addresses/add", {"address": "a2@acme.test"})
    dante.post(f"{page}/addresses/remove", {"address": "a2@acme.test"})
    assert "a2@acme.test is removed." in news(dante, page)
    dante.post(f"{page}/addresses/remove", {"address": "a2@acme.test"})
    dante.post(f"{page}/organisations/{world.cast.acme}/leave")
    dante.post(undo(dante, page))
    assert organisation_of(person_id=alice) == world.cast.acme  # type: ignore[arg-type]


def test_an_organisation_comes_back_with_its_place(world: World, dante: Client, now: datetime) -> None:
    alice, cast = person(world.cast.alice), world.cast
    affiliate(actor=SYSTEM, person_id=alice, organisation_id=cast.acme, site_id=world.site, now=now)
    affiliate(actor=SYSTEM, person_id=alice, organisation_id=cast.fabrikam, primary=False, now=now)
    before = affiliations_of(actor=cast.dante, person_id=alice)
    dante.post(f"/people/{alice}/organisations/{cast.acme}/leave")
    dante.post(undo(dante, f"/people/{alice}"))
    assert affiliations_of(actor=cast.dante, person_id=alice) == before


def test_the_second_step_is_switched_off_after_it_was_said_what_happens(world: World, dante: Client) -> None:
    page = f"/people/{world.cast.bruno.person_id}"
    assert "They lost their device" not in dante.get(page).text
    assert "There is no second step" in dante.get(f"{page}/second-step").text
    for kind in ("totp", "webauthn", "webauthn"):
        Authenticator.objects.create(user_id=world.cast.bruno.person_id, type=kind, data={})
    assert "They lost their device" in dante.get(page).text
    told = dante.get(f"{page}/second-step").text
    assert ("app is asked no more" in told, "Their 2 passkeys are removed." in told) == (True, True)
    dante.post(f"{page}/second-step")
    assert "The second step is off. We told them by mail." in news(dante, page)
    assert not Authenticator.objects.exists()


def test_ones_own_second_step_is_no_others_business(world: World, dante: Client) -> None:
    own = world.cast.dante.person_id
    Authenticator.objects.create(user_id=own, type="totp", data={})
    assert "They lost their device" not in dante.get(f"/people/{own}").text
    assert dante.post(f"/people/{own}/second-step").status_code == 403


def test_several_choices_are_boxes_of_our_own_look(dante: Client) -> None:
    boxes = re.findall(r'<input type="checkbox" name="ticket_types"[^>]*>', dante.get("/settings/fields/new").text)
    assert len(boxes) == 5
    assert [box for box in boxes if 'class="form-check-input"' not in box] == []


def test_the_only_administrator_cannot_be_switched_off(world: World, dante: Client) -> None:
    page = f"/people/{world.cast.dante.person_id}"
    dante.post(f"{page}/off")
    assert news(dante, page) == [
        "Nobody would be left who can manage roles. Make somebody else an administrator first."
    ]


def test_a_merge_shows_both_before_it_is_done(world: World, dante: Client) -> None:
    page = f"/people/{world.cast.alice.person_id}/merge"
    preview = dante.get(f"{page}?other={world.cast.otto.person_id}").text
    assert ("otto@elsewhere.test" in preview, "Merge Otto Olsen into Alice Andrade" in preview) == (True, True)
    dante.post(page, {"other": world.cast.otto.person_id})
    merged = dante.get(f"/people/{world.cast.otto.person_id}").text
    assert "This record became part of another one." in merged


def test_a_member_taken_out_of_a_team_comes_back_with_the_same_right(world: World, dante: Client) -> None:
    page = f"/settings/teams/{world.cast.first_line}"
    dante.post(f"{page}/member", {"person": world.cast.bruno.person_id, "right": ""})
    dante.post(undo(dante, page))
    members = team_detail(actor=world.cast.dante, team_id=world.cast.first_line).members
    assert {each.person: each.right for each in members}[world.cast.bruno.person_id] is TeamRight.REPLY  # type: ignore[index]


def test_colleagues_joining_is_a_switch_that_the_audit_trail_tells_in_words(world: World, dante: Client) -> None:
    page = f"/organisations/{world.cast.acme}"
    assert 'name="colleagues_join"' in dante.get(page).text
    dante.post(page, {"name": "Acme", "kind": "customer", "domains": "acme.test", "active": "on"})
    assert not organisation_detail(actor=world.cast.dante, organisation_id=world.cast.acme).colleagues_join
    told = dante.get("/settings/audit").text
    assert "Colleagues may join each other" in told
    assert "yes → no" in told


def test_a_free_mail_domain_keeps_the_rest_from_being_half_saved(world: World, dante: Client) -> None:
    page = f"/organisations/{world.cast.acme}"
    answer = dante.post(page, {"name": "Acme 2", "kind": "customer", "domains": "gmail.com", "active": "on"})
    assert (answer.status_code, "Anybody can have an address at gmail.com" in answer.text) == (422, True)
    assert "<h1>Acme</h1>" in dante.get(page).text


def test_a_site_is_removed_from_its_own_organisation_only(world: World, dante: Client) -> None:
    assert dante.post(f"/organisations/{world.cast.fabrikam}/sites/{world.site}/remove").status_code == 404
    assert "Porto Alegre" in dante.get(f"/organisations/{world.cast.acme}").text


def test_a_role_of_ones_own_holds_from_the_next_click(world: World, dante: Client) -> None:
    rita = client_of(world.rita)
    assert rita.get("/settings/audit").status_code == 403
    role = Person.objects.get(pk=world.rita.person_id).role_id
    dante.post(f"/settings/roles/{role}", {"name": "Auditor", "permissions": ["people.see", "audit.see"]})
    assert rita.get("/settings/audit").status_code == 200


def test_passwords_of_a_mailbox_are_never_sent_back(world: World, dante: Client) -> None:
    page = f"/settings/mailboxes/{world.mailbox}"
    given = {"address": "help@desk.test", "fetch_port": 993, "fetch_security": "tls", "folder": "INBOX"}
    given |= {"largest_mb": 25, "per_minute": 30, "smtp_port": 465, "smtp_security": "tls", "after_reading": "keep"}
    dante.post(page, {**given, "fetch_password": "s3cret-imap"})
    assert "s3cret-imap" not in dante.get(page).text


def test_a_mailbox_that_cannot_be_reached_says_what_to_do(world: World, dante: Client) -> None:
    page = f"/settings/mailboxes/{world.mailbox}"
    given = {"address": "help@desk.test", "fetch_port": 1, "fetch_security": "plain", "folder": "INBOX"}
    given |= {"fetch_by": "imap", "sign_in": "password"}
    given |= {"smtp_port": 1, "smtp_security": "plain", "fetch_host": "127.0.0.1", "smtp_host": "127.0.0.1"}
    dante.post(
        page,
        {**given, "fetch_user": "x", "fetch_password": "y", "after_reading": "keep", "largest_mb": 20, "per_minute": 0},
    )
    text = dante.post(f"{page}/try").text
    assert "Fetching does not work. The server cannot be reached." in text
    assert "Sending does not work. The server cannot be reached." in text


def test_mails_that_cannot_be_put_away_are_counted_and_explained(world: World, dante: Client) -> None:
    page = f"/settings/mailboxes/{world.mailbox}"
    Mailbox.objects.filter(pk=world.mailbox).update(unmoved=[1, 2], unmoved_reason="read_only", unmoved_error="no <b>")
    text = dante.get(page).text
    assert "2 mails are stored here and still lie in the folder there. We may only read this folder there." in text
    assert "no &lt;b&gt;" in text


def test_failed_work_runs_again_or_is_given_up(world: World, dante: Client) -> None:
    dante.post(f"/settings/jobs/{world.job}/again")
    assert Job.objects.get(pk=world.job).parked_at is None
    dante.post(f"/settings/jobs/{world.job}/let-go")
    assert "It is no longer parked: somebody dealt with it meanwhile." in news(dante, "/settings/jobs")
    assert Job.objects.filter(pk=world.job).exists()


def test_the_index_is_searched_by_other_words_too(dante: Client) -> None:
    text = dante.get("/settings?q=imap").text
    main = text.partition('class="pane-main"')[2]
    assert ('href="/settings/mailboxes"' in main, 'href="/settings/roles"' in main) == (True, False)


def test_nobody_sees_settings_they_may_not_open(world: World) -> None:
    text = client_of(world.cast.bruno).get("/settings").text
    assert ('href="/people"' in text, 'href="/settings/audit"' in text) == (True, False)


def test_the_audit_trail_tells_what_changed_from_what_to_what(world: World, dante: Client) -> None:
    dante.post(f"/settings/teams/{world.cast.specialists}", {"name": "Networks"})
    text = dante.get(f"/settings/audit?stream=team:{world.cast.specialists}").text
    assert ("changed a team" in text, "Specialists → Networks" in text, "127.0.0.1" in text) == (True, True, True)
