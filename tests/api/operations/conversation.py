from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.api.asking import Operation
from tests.api.operations.tickets import ticket, words
from tests.cast import person
from tests.web.routes.tickets import mailed
from tests.web.world import World

from tridesk.api.ids import Kind, named, told
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.infra.files import uploads
from tridesk.kernel import clock
from tridesk.kernel.ids import MessageId, ScheduledId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import delete, mark_spam
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.actions.schedule_reply import cancel_scheduled, schedule_reply
from tridesk.tickets.models import Message
from tridesk.tickets.types import Body, Channel, LinkKind, NewTicket, ParticipantKind, Visibility


def other(world: World) -> TicketId:
    """Another ticket of Alice's on the first line."""
    new = NewTicket(
        requester=person(world.cast.alice),
        subject="The scanner is slow",
        body=Body(text="Very."),
        channel=Channel.WEB,
        team=world.cast.first_line,
    )
    return open_ticket(actor=SYSTEM, new=new, now=clock.now())


def two(world: World) -> Mapping[str, Any]:
    return {"into": told(Kind.TICKET, other(world))}


def merged(world: World) -> Mapping[str, Any]:
    source = other(world)
    merge(actor=world.cast.dante, source_id=source, into_id=world.ticket, now=clock.now())
    return {"id": told(Kind.TICKET, source)}


def deleted(world: World) -> Mapping[str, Any]:
    number = other(world)
    delete(actor=world.cast.dante, ticket_id=number, now=clock.now())
    return {"id": told(Kind.TICKET, number)}


def spam(world: World) -> Mapping[str, Any]:
    number = other(world)
    mark_spam(actor=world.cast.dante, ticket_id=number, now=clock.now())
    return {"id": told(Kind.TICKET, number)}


def changed(world: World) -> Mapping[str, Any]:
    number = other(world)
    change(actor=world.cast.dante, ticket_id=number, changes={"subject": "It crawls"}, now=clock.now())
    return {"id": told(Kind.TICKET, number)}


def linked(world: World) -> Mapping[str, Any]:
    number = other(world)
    dante = world.cast.dante
    link(actor=dante, ticket_id=world.ticket, other_id=number, kind=LinkKind.BLOCKS, now=clock.now())
    return {**ticket(world), "other": told(Kind.TICKET, number)}


def to_link(world: World) -> Mapping[str, Any]:
    return {"other": told(Kind.TICKET, other(world)), "kind": "blocks"}


def message(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.MESSAGE, Message.objects.filter(ticket=world.ticket).order_by("id")[0].pk)}


def came_by_mail(world: World) -> Mapping[str, Any]:
    mailed(world)
    return message(world)


def split_off(world: World) -> Mapping[str, Any]:
    said: MessageId = reply(
        actor=world.cast.bruno,
        ticket_id=world.ticket,
        body=Body(text="And the scanner?"),
        visibility=Visibility.PUBLIC,
        channel=Channel.WEB,
        now=clock.now(),
    )
    return {"messages": [told(Kind.MESSAGE, said)], "subject": "The scanner"}


def attachment(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.ATTACHMENT, world.attachment)}


def scheduled(world: World) -> Mapping[str, Any]:
    number = schedule_reply(
        actor=world.cast.dante,
        ticket_id=world.ticket,
        body=Body(text="Good morning."),
        send_at=clock.now() + timedelta(hours=9),
        now=clock.now(),
    )
    return {**ticket(world), "scheduled": told(Kind.SCHEDULED, number)}


def called_off(world: World) -> Mapping[str, Any]:
    ids = scheduled(world)
    number = ScheduledId(named(Kind.SCHEDULED, ids["scheduled"]))
    cancel_scheduled(actor=world.cast.dante, ticket_id=world.ticket, scheduled_id=number, now=clock.now())
    return ids


def later(world: World) -> Mapping[str, Any]:
    return {**words(world), "send_at": (clock.now() + timedelta(days=1)).isoformat(), "unless_answered": True}


def mailbox(world: World) -> Mapping[str, Any]:
    return {"mailbox": told(Kind.MAILBOX, world.mailbox)}


def copied(world: World) -> Mapping[str, Any]:
    elena = person(world.cast.elena)
    dante = world.cast.dante
    add_participant(actor=dante, ticket_id=world.ticket, person=elena, kind=ParticipantKind.CC, now=clock.now())
    return {**ticket(world), "person": told(Kind.PERSON, elena)}


def followed(world: World) -> Mapping[str, Any]:
    carla = person(world.cast.carla)
    dante = world.cast.dante
    add_participant(actor=dante, ticket_id=world.ticket, person=carla, kind=ParticipantKind.FOLLOWER, now=clock.now())
    return {**ticket(world), "person": told(Kind.PERSON, carla)}


def stranger(world: World) -> Mapping[str, Any]:
    return {"email": "ana@acme.test"}


def nobody_named(world: World) -> Mapping[str, Any]:
    return {}


def upload(world: World) -> Mapping[str, Any]:
    owner = f"person:{person(world.cast.dante)}"
    file = files.put_bytes(b"words")
    kept = uploads.whole(owner=owner, name="a.txt", content_type="text/plain", file=file, now=clock.now())
    return {"id": told(Kind.UPLOAD, kept.pk)}


def begun(world: World) -> Mapping[str, Any]:
    owner = f"person:{person(world.cast.dante)}"
    kept = uploads.begin(owner=owner, name="a.txt", content_type="text/plain", length=10, now=clock.now())
    return {"id": told(Kind.UPLOAD, kept.pk)}


def changes(world: World) -> Mapping[str, Any]:
    return {"items": [{**ticket(world), "changes": {"urgency": "high"}}]}


def several(world: World) -> Mapping[str, Any]:
    return {"items": [{"subject": "One", "text": "First."}, {"subject": "Two", "text": "Second."}]}


_TUS = {"Tus-Resumable": "1.0.0"}
_ONE: dict[str, Any] = {"ids": ticket, "outsider": 404, "malformed": 404}
_SEEN: dict[str, Any] = {**_ONE, "read_only": 200}
_MINE: dict[str, Any] = {"outsider": 404, "read_only": 404, "malformed": 404}  # uploads are their owner's alone
OPERATIONS = (
    Operation("list_messages", "GET", "/tickets/{id}/messages", **_SEEN, sql=5),
    Operation("list_messages", "GET", "/tickets/{id}/messages", query="?order=newest&limit=1", **_SEEN),
    Operation("get_message", "GET", "/messages/{id}", **{**_SEEN, "ids": message}, sql=6),
    Operation("get_message", "GET", "/messages/{id}", query="?full=true", **{**_SEEN, "ids": message}),
    Operation("get_raw_message", "GET", "/messages/{id}/raw", **{**_SEEN, "ids": came_by_mail}),
    Operation("get_raw_message", "GET", "/messages/{id}/raw", query="?none", ids=message, works=404, outsider=404,
              read_only=404, malformed=404),
    Operation("list_message_deliveries", "GET", "/messages/{id}/deliveries", **{**_SEEN, "ids": message}, sql=6),
    Operation("get_attachment", "GET", "/attachments/{id}", **{**_SEEN, "ids": attachment}, sql=4),
    Operation("get_attachment_content", "GET", "/attachments/{id}/content", **{**_SEEN, "ids": attachment}),
    Operation("list_scheduled_replies", "GET", "/tickets/{id}/scheduled-replies", **_SEEN, sql=4),
    Operation("schedule_a_reply", "POST", "/tickets/{id}/scheduled-replies", body=later, works=201, **_ONE),
    Operation("get_scheduled_reply", "GET", "/tickets/{id}/scheduled-replies/{scheduled}", **{**_ONE, "ids": scheduled},
              read_only=404),
    Operation("cancel_scheduled_reply", "DELETE", "/tickets/{id}/scheduled-replies/{scheduled}", works=204,
              **{**_ONE, "ids": scheduled}),
    Operation("restore_scheduled_reply", "POST", "/tickets/{id}/scheduled-replies/{scheduled}/restore",
              **{**_ONE, "ids": called_off}),
    Operation("send_scheduled_reply", "POST", "/tickets/{id}/scheduled-replies/{scheduled}/send",
              **{**_ONE, "ids": scheduled}),
    Operation("list_senders", "GET", "/tickets/{id}/senders", **_ONE, sql=4),
    Operation("choose_sender", "PUT", "/tickets/{id}/senders", body=mailbox, **_ONE),
    Operation("list_participants", "GET", "/tickets/{id}/participants", **_SEEN, sql=3),
    Operation("add_copy", "POST", "/tickets/{id}/cc", body=stranger, ids=ticket, outsider=403, malformed=404),
    Operation("remove_copy", "DELETE", "/tickets/{id}/cc/{person}", works=204, **{**_ONE, "ids": copied}),
    # Following is one's own: whoever sees the notes may.
    Operation("add_follower", "POST", "/tickets/{id}/followers", body=nobody_named, **_SEEN),
    Operation("remove_follower", "DELETE", "/tickets/{id}/followers/{person}", works=204, **{**_ONE, "ids": followed}),
    Operation("merge_ticket", "POST", "/tickets/{id}/merge", body=two, **_ONE),
    Operation("unmerge_ticket", "POST", "/tickets/{id}/unmerge", **{**_ONE, "ids": merged}),
    Operation("split_ticket", "POST", "/tickets/{id}/split", body=split_off, works=201, **_ONE),
    Operation("list_links", "GET", "/tickets/{id}/links", **{**_SEEN, "ids": linked}, sql=3),
    Operation("add_link", "POST", "/tickets/{id}/links", body=to_link, **_ONE),
    Operation("remove_link", "DELETE", "/tickets/{id}/links/{other}", query="?kind=blocks", works=204,
              **{**_ONE, "ids": linked}),
    Operation("delete_ticket", "DELETE", "/tickets/{id}", works=204, **_ONE),
    Operation("restore_ticket", "POST", "/tickets/{id}/restore", **{**_ONE, "ids": deleted}),
    Operation("mark_as_spam", "PUT", "/tickets/{id}/spam", **_ONE),
    Operation("mark_as_no_spam", "DELETE", "/tickets/{id}/spam", **{**_ONE, "ids": spam}),
    # Nobody else has changed anything that could be taken back.
    Operation("undo_ticket_change", "POST", "/tickets/{id}/undo", body=nobody_named, read_only=409,
              **{**_ONE, "ids": changed}),
    Operation("mark_ticket_read", "PUT", "/tickets/{id}/read", **{**_SEEN, "works": 204, "read_only": 204}),
    Operation("mark_ticket_unread", "DELETE", "/tickets/{id}/read", **{**_SEEN, "works": 204, "read_only": 204}),
    Operation("list_timeline", "GET", "/tickets/{id}/timeline", **_SEEN, sql=8),
    Operation("list_timeline", "GET", "/tickets/{id}/timeline", query="?order=newest&limit=2",
              **{**_SEEN, "ids": linked}),
    Operation("change_tickets", "POST", "/tickets/bulk", body=changes, outsider=200, read_only=200),
    Operation("create_tickets", "POST", "/tickets/bulk-create", body=several, outsider=200, read_only=200),
    Operation("create_upload", "POST", "/uploads", query="?filename=a.txt", body=words, works=201, outsider=201,
              read_only=201),
    Operation("get_upload", "GET", "/uploads/{id}", ids=upload, **_MINE, sql=2),
    Operation("delete_upload", "DELETE", "/uploads/{id}", ids=upload, works=204, **_MINE),
    Operation("describe_resumable_uploads", "OPTIONS", "/uploads/resumable", works=204, outsider=204, read_only=204,
              scopeless=None),
    Operation("create_resumable_upload", "POST", "/uploads/resumable", headers={**_TUS, "Upload-Length": "10"},
              works=201, outsider=201, read_only=201),
    Operation("find_resumable_upload", "HEAD", "/uploads/resumable/{id}", ids=begun, headers=_TUS, works=204, **_MINE),
    Operation("append_to_resumable_upload", "PATCH", "/uploads/resumable/{id}", ids=begun, works=204,
              headers={**_TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}, **_MINE),
    Operation("delete_resumable_upload", "DELETE", "/uploads/resumable/{id}", ids=begun, headers=_TUS, works=204,
              **_MINE),
)  # fmt: skip
