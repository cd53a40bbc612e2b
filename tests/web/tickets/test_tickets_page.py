from datetime import timedelta

from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import minutes, opened, said, seen_by, shown

from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.kernel.ids import FileId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.read import mark_read
from tridesk.tickets.models import Message, ReadMark
from tridesk.tickets.types import FieldKind, LinkKind, NewAttachment, ParticipantKind


def test_the_page_tells_the_whole_matter(cast, now) -> None:
    ticket = opened(cast, now)
    said(cast.bruno, ticket, "Which printer is it?", now + minutes(5))
    said(cast.bruno, ticket, "It is the old one again", now + minutes(6), note=True)
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    for words in ("TD-", "The printer eats paper", "It ate ten pages.", "Which printer is it?", "Note: only your team"):
        assert words in page
    assert page.index("It ate ten pages.") < page.index("Which printer is it?") < page.index("the old one again")
    assert "Bruno Bianchi took it" in page


def test_it_stays_within_nineteen_statements_however_much_is_there(cast, now, django_assert_max_num_queries) -> None:
    ticket, other = opened(cast, now, tags=("a", "b")), opened(cast, now, "Toner")
    add_field(actor=cast.dante, key="owner", kind=FieldKind.PERSON, values={"names": {"en": "Owner"}}, now=now)
    wish = {"field:owner": person(cast.dante), "organisation": cast.fabrikam, "status": "waiting_vendor"}
    change(actor=SYSTEM, ticket_id=ticket, changes=wish, now=now)
    for someone, kind in ((cast.elena, ParticipantKind.CC), (cast.carla, ParticipantKind.FOLLOWER)):
        add_participant(actor=SYSTEM, ticket_id=ticket, person=person(someone), kind=kind, now=now)
    link(actor=SYSTEM, ticket_id=ticket, other_id=other, kind=LinkKind.BLOCKS, now=now)
    for number in range(12):
        said((cast.bruno, cast.alice)[number % 2], ticket, f"Words {number}", now + minutes(number))
    client = client_of(cast.carla)
    with django_assert_max_num_queries(19):
        page = shown(client.get(f"/tickets/{ticket}"))
    assert "Words 11" in page


def test_a_vendor_who_has_the_ball_is_called_by_name(cast, now) -> None:
    ticket = opened(cast, now)
    add_participant(actor=SYSTEM, ticket_id=ticket, person=person(cast.elena), kind=ParticipantKind.CC, now=now)
    change(actor=SYSTEM, ticket_id=ticket, changes={"status": "waiting_vendor"}, now=now)
    assert "With Fabrikam ·" in seen_by(cast.bruno, f"/tickets/{ticket}")


def test_looking_at_it_marks_it_read(cast, now) -> None:
    ticket = opened(cast, now)
    seen_by(cast.bruno, f"/tickets/{ticket}")
    assert ReadMark.objects.filter(ticket=ticket, person=cast.bruno.person_id).exists()


def test_new_words_since_the_last_visit_are_marked(cast, now) -> None:
    ticket = opened(cast, now)
    mark_read(actor=cast.bruno, ticket_id=ticket, now=now + minutes(1))
    said(cast.alice, ticket, "And now it smokes", now + minutes(2))
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    assert page.index("New since your last visit") < page.index("And now it smokes")


def test_earlier_messages_come_on_demand(cast, now) -> None:
    ticket = opened(cast, now)
    for number in range(45):
        said(cast.alice, ticket, f"Word {number:02}.", now + minutes(number))
    client = client_of(cast.bruno)
    page = shown(client.get(f"/tickets/{ticket}"))
    assert "Show 6 earlier messages" in page
    assert "It ate ten pages." not in page
    before = page.split("earlier?before=")[1].split('"')[0]
    part = shown(client.get(f"/tickets/{ticket}/earlier?before={before}", headers={"HX-Request": "true"}))
    assert "It ate ten pages." in part
    assert "<html" not in part
    assert "It ate ten pages." in shown(client.get(f"/tickets/{ticket}?all=1"))


def test_folded_history_is_fetched_whole(cast, now) -> None:
    ticket = opened(cast, now)
    message = Message.objects.get(ticket=ticket)
    Message.objects.filter(pk=message.pk).update(full_text="It ate ten pages. > Earlier words")
    client = client_of(cast.bruno)
    assert "Show the whole message" in shown(client.get(f"/tickets/{ticket}"))
    assert "> Earlier words" in shown(client.get(f"/tickets/{ticket}/messages/{message.pk}"))


def test_pictures_of_other_servers_wait_for_a_button(cast, now) -> None:
    ticket = opened(cast, now)
    said(cast.alice, ticket, "See", now, html='<p>See</p><img data-remote-src="https://spy.test/p.png">')
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    assert "Show pictures" in page
    assert 'src="https://spy.test' not in page.replace("data-remote-src", "")


def test_files_are_listed_with_their_size_and_inline_pictures_stand_in_the_text(cast, now) -> None:
    ticket = opened(cast, now)
    file = FileId(files.put_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 2000).pk)
    parts = (
        NewAttachment(file, "log.png", "image/png"),
        NewAttachment(file, "in.png", "image/png", "a@x", inline=True),
    )
    said(cast.alice, ticket, "See", now, html='<p>See</p><img src="cid:a@x">', attachments=parts)
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    assert "log.png" in page
    assert "kB" in page
    assert page.count("/attachments/") == 2
    assert "cid:" not in page


def test_a_deleted_ticket_offers_the_way_back(cast, now) -> None:
    ticket = opened(cast, now)
    client = client_of(cast.carla)
    client.post(f"/tickets/{ticket}/delete")
    assert f"/tickets/{ticket}/restore" in shown(client.get(f"/tickets/{ticket}"))
    client.post(f"/tickets/{ticket}/restore")
    assert f"/tickets/{ticket}/restore" not in shown(client.get(f"/tickets/{ticket}")).split('id="flash"')[0]


def test_the_timeline_tells_everything_with_its_time(cast, now) -> None:
    ticket = opened(cast, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"priority": 1}, now=now + timedelta(days=1))
    page = seen_by(cast.bruno, f"/tickets/{ticket}/timeline")
    assert "Alice Andrade opened the ticket" in page
    assert "Carla Cruz changed the priority from “Medium” to “Emergency”" in page


def test_the_timeline_names_the_person_a_field_holds_and_writes_dates_for_people(cast, now) -> None:
    for key, kind in (("owner", FieldKind.PERSON), ("due", FieldKind.DATE)):
        add_field(actor=SYSTEM, key=key, kind=kind, values={"names": {"en": key.title()}}, now=now)
    ticket = opened(cast, now)
    change(
        actor=cast.carla,
        ticket_id=ticket,
        changes={"field:owner": str(cast.otto.person_id), "field:due": "2026-03-10"},
        now=now,
    )
    page = seen_by(cast.bruno, f"/tickets/{ticket}/timeline")
    assert "set the field “Owner” to “Otto Olsen”" in page
    assert "set the field “Due” to “Mar 10, 2026”" in page


def test_an_outsider_does_not_learn_that_it_exists(cast, now) -> None:
    ticket = opened(cast, now)
    assert client_of(cast.otto).get(f"/my/{ticket}").status_code == 404
