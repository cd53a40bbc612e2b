"""Files of messages."""

from typing import Any

from django.http.response import HttpResponseBase

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.uploads import routes
from tridesk.api.examples import ATTACHMENT
from tridesk.api.ids import Kind, named
from tridesk.api.schemas.tickets import Attachment
from tridesk.api.served import served
from tridesk.identity.types import Scope
from tridesk.kernel.ids import AttachmentId
from tridesk.tickets.queries import attachment_file

__all__ = ["routes"]


@routes.read("/attachments/{id}", scope=Scope.TICKETS_READ, gives=Attachment, example=ATTACHMENT)
def get_attachment(call: Call, id: str) -> Any:
    """What a file is called, how large it is, whether it is given out

    `standing` is empty for a sound one, `unscanned`, `waiting` for the virus scanner, or `infected`.
    """
    row, _file = attachment_file(actor=call.actor, attachment_id=AttachmentId(named(Kind.ATTACHMENT, id)))
    return shapes.attachment(row)


@routes.read("/attachments/{id}/content", scope=Scope.TICKETS_READ, gives=None, media="application/octet-stream")
def get_attachment_content(call: Call, id: str) -> HttpResponseBase:
    """The file itself

    Streamed; `Range` asks for a part of it. 423 while the virus scanner looks at it, 403 where it found something.
    """
    row, file = attachment_file(actor=call.actor, attachment_id=AttachmentId(named(Kind.ATTACHMENT, id)))
    return served(call, file, name=row.name, content_type=row.content_type)
