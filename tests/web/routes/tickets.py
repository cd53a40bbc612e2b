from datetime import timedelta
from typing import Any

from tests.cast import person
from tests.channels.post import Post
from tests.web.asking import GONE, Route
from tests.web.world import World

from tridesk.channels.models import InboundMail, MailOffer
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.kernel import clock
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.link import link as connect
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.schedule_reply import schedule_reply
from tridesk.tickets.models import Message
from tridesk.tickets.types import Body, Channel, LinkKind, NewTicket


def ticket(world: World) -> dict[str, Any]:
    return {"ticket_id": world.ticket}


def message(world: World) -> dict[str, Any]:
    return {**ticket(world), "message_id": Message.objects.get(ticket=world.ticket).pk}


def mailed(world: World) -> dict[str, Any]:
    """The same message as if a mail had brought it."""
    found = message(world)
    InboundMail.objects.get_or_create(
        fingerprint="b" * 64,
        defaults={
            "file": files.put_bytes(b"From: alice@acme.test\r\nSubject: hi\r\n\r\nwords"),
            "received_at": clock.now(),
            "state": InboundMail.TAKEN,
            "outcome": "opened",
            "ticket_id": world.ticket,
            "said_id": found["message_id"],
        },
    )
    return found


def link(world: World) -> dict[str, Any]:
    return {"token": world.link}


def said_by_link(world: World) -> dict[str, Any]:
    return {**link(world), "message_id": message(world)["message_id"]}


def reader(world: World) -> dict[str, Any]:
    return {**ticket(world), "person_id": person(world.cast.alice)}


def planned(world: World) -> dict[str, Any]:
    number = schedule_reply(
        actor=world.cast.bruno,
        ticket_id=world.ticket,
        body=Body(text="We come at nine."),
        send_at=clock.now() + timedelta(hours=1),
        now=clock.now(),
    )
    return {**ticket(world), "scheduled_id": number}


def words(world: World) -> dict[str, Any]:
    return {"body": "It is fixed.", "submission_key": "once"}


def selected(world: World) -> dict[str, Any]:
    return {"ticket": [world.ticket], "do": "status:solved"}


def other(world: World) -> dict[str, Any]:
    number = open_ticket(
        actor=SYSTEM,
        new=NewTicket(person(world.cast.alice), "Toner", Body(text="Empty."), Channel.WEB, team=world.cast.first_line),
        now=clock.now(),
    )
    return {"other": str(number), "kind": "relates", "outgoing": "1"}


def linked(world: World) -> dict[str, Any]:
    data = other(world)
    connect(
        actor=SYSTEM,
        ticket_id=world.ticket,
        other_id=TicketId(int(data["other"])),
        kind=LinkKind.RELATES,
        now=clock.now(),
    )
    return data


def offer(world: World) -> dict[str, Any]:
    text = "---------- Forwarded message ---------\nFrom: Nadia <nadia@acme.test>\nSubject: Printer\n\nIt smokes."
    taken = Post(world.mailbox, clock.now()).receive("bruno@desk.test", "Fwd: Printer", text)
    return {"ticket_id": taken.ticket, "offer_id": MailOffer.objects.get(said=taken.message).pk}


def new(world: World) -> dict[str, Any]:
    return {"subject": "Help", "body": "Please.", "requester": str(person(world.cast.alice)), "type": "incident",
            "impact": "2", "urgency": "2"}  # fmt: skip


ONE = {"may": "bruno", "values": ticket, "malformed": GONE}
SEEN = {**ONE, "read_only": 200}
DONE = {**ONE, "works": 302}
HIDDEN = {"outsider": GONE, "malformed": GONE}
BAD_LINK = {"malformed": GONE, "broken": {"token": "1-forged"}, "may": "nobody", "values": link}
OPTIONS = {"may": "bruno", "read_only": 200}
ROUTES = [
    Route("inbox", may="bruno", outsider=302, read_only=200, sql=3),
    Route("tickets", may="bruno", read_only=200, sql=4),
    Route("tickets", query="?view=all&team=1&requester=1&organisation=1&tag=x", may="bruno", read_only=200, sql=6),
    Route("ticket_filters", may="bruno", read_only=200, sql=3),
    Route("tickets_beside", may="bruno", read_only=200, sql=2),
    Route("tickets_bulk", may="bruno", data=selected, works=302, read_only=302),
    Route("tickets_bulk_undo", may="bruno", data=lambda w: {}, works=302, read_only=302),
    Route("ticket_new", may="bruno", sql=4),
    Route("ticket_new", may="bruno", data=new, works=302),
    Route("ticket_new_fields", may="bruno", read_only=200, sql=2),
    Route("ticket", **SEEN | {"outsider": 302}, sql=17),
    Route("ticket_timeline", **SEEN, sql=7),
    Route("ticket_earlier", **SEEN, query="?before=999999999", sql=6),
    Route("ticket_message", **SEEN | {"values": message, "outsider": GONE}, sql=8),
    Route("ticket_mail", **SEEN | {"values": mailed}, sql=7),
    Route("ticket_mail_raw", **SEEN | {"values": mailed}, sql=7),
    Route("ticket_reply", **DONE, data=words),
    Route("ticket_planned_send", **DONE | {"values": planned}, data=lambda w: {}),
    Route("ticket_planned_edit", **DONE | {"values": planned}, data=lambda w: {}),
    Route("ticket_planned_cancel", **DONE | {"values": planned}, data=lambda w: {}),
    Route("ticket_planned_restore", **DONE | {"values": planned}, data=lambda w: {}),
    Route("ticket_properties", **DONE, data=lambda w: {"priority": "1", "seen-priority": "3"}),
    Route("ticket_subject", **SEEN, sql=6),
    Route(
        "ticket_undo",
        **DONE | {"values": lambda w: {**ticket(w), "event_id": 1}, "malformed": 302},
        data=lambda w: {},
        read_only=302,
    ),
    Route("ticket_follow", **DONE, data=lambda w: {}, read_only=302),
    Route("ticket_unfollow", **DONE, data=lambda w: {}, read_only=302),
    Route("ticket_spam", **DONE, data=lambda w: {}),
    Route("ticket_not_spam", **DONE, data=lambda w: {}),
    Route("ticket_delete", **DONE | {"may": "carla"}, data=lambda w: {}),
    Route("ticket_restore", **DONE | {"may": "carla"}, data=lambda w: {}),
    Route("ticket_access", **SEEN, sql=5),
    Route("ticket_access_revoke", **DONE | {"values": reader}, data=lambda w: {}),
    Route("ticket_offer", **DONE | {"values": offer}, data=lambda w: {"do": "no"}, read_only=302),
    Route("ticket_merge", **SEEN, sql=3),
    Route("ticket_merge", **SEEN | {"works": 422, "read_only": 422}, data=lambda w: {"into": ""}),
    Route("ticket_unmerge", **DONE | {"malformed": 302}, data=lambda w: {}, read_only=302),
    Route("ticket_split", **SEEN, sql=5),
    Route("ticket_split", **SEEN | {"works": 422, "read_only": 403}, data=lambda w: {"subject": "Other"}),
    Route("ticket_link", **DONE, data=other),
    Route("ticket_unlink", **DONE, data=linked),
    Route("options_people", **OPTIONS, sql=2),
    Route("options_analysts", **OPTIONS, sql=2),
    Route("options_teams", **OPTIONS, sql=2),
    Route("options_organisations", **OPTIONS, sql=2),
    Route("options_tags", **OPTIONS, sql=2),
    Route("options_tickets", **OPTIONS, sql=2),
    Route("options_field", **OPTIONS, values=lambda w: {"key": "serial"}, sql=2),
    Route("my_tickets", may="alice", outsider=200, read_only=200, sql=3),
    Route("my_ticket", may="alice", values=ticket, **HIDDEN, read_only=302, sql=7),
    Route("my_ticket_reply", may="alice", values=ticket, data=words, works=302, **HIDDEN),
    Route("my_ticket_status", may="alice", values=ticket, data=lambda w: {"status": "solved"}, works=302, **HIDDEN),
    Route("my_ticket_message", may="alice", values=message, **HIDDEN, read_only=200, sql=8),
    Route("my_ticket_new", may="alice", outsider=200, sql=2),
    Route("my_ticket_new", may="alice", data=new, works=302, outsider=302),
    Route("public_ticket", **BAD_LINK, sql=7),
    Route("public_ticket_reply", **BAD_LINK, data=words, works=302),
    Route("public_ticket_status", **BAD_LINK, data=lambda w: {"status": "solved"}, works=302),
    Route("public_ticket_message", **BAD_LINK | {"values": said_by_link}, sql=9),
    Route("public_ticket_again", **BAD_LINK | {"malformed": None}, data=lambda w: {}),
]
