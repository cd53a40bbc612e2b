"""What people write here, made safe, and its pictures: on the way in `cid:` parts, on the way out addresses."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tridesk.infra.safe_html import with_pictures
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import FileId
from tridesk.tickets.queries import MessageRow
from tridesk.tickets.types import NewAttachment
from tridesk.web.uploads import Upload

_CID = re.compile(r'(<img\b[^>]*?\ssrc=")cid:([^"]+)(")', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """Safe HTML and the pictures that stand in it."""

    html: str
    pictures: tuple[NewAttachment, ...]


def written(html: str, read: Callable[[str], Upload]) -> Written:
    """Makes the HTML safe and turns pictures that were uploaded (`data-upload`) into inline parts.

    `read` gives what an upload's token stands for and raises InvalidError for a foreign one; such pictures, and
    those of other servers, are taken out.
    """
    pictures: dict[str, NewAttachment] = {}

    def content_id(token: str) -> str | None:
        try:
            picture = pictures[token] = pictures.get(token) or _picture(read(token))
        except InvalidError:
            return None
        return picture.content_id

    return Written(with_pictures(html, content_id), tuple(pictures.values()))


def _picture(upload: Upload) -> NewAttachment:
    name = f"{secrets.token_hex(12)}@tridesk"
    return NewAttachment(FileId(upload.file), upload.name, upload.type, content_id=name, inline=True)


def show_pictures(messages: Iterable[MessageRow], address: Callable[[int, str], str]) -> None:
    """Points the inline pictures of these messages at their attachments' addresses, in place.

    What is marked inline but stands nowhere in the text is listed like any other file: nothing is lost.
    """
    for message in messages:
        by_cid = {part.content_id: part for part in message.attachments if part.content_id}
        addresses = {cid: address(part.id, part.name) for cid, part in by_cid.items()}
        shown: set[str] = set()
        message.html = _CID.sub(lambda match: _shown(match, addresses, shown), message.html)  # noqa: B023
        message.attachments = [
            replace(part, inline=False) if part.inline and part.content_id not in shown else part
            for part in message.attachments
        ]


def show_pictures_in(html: str, addresses: Mapping[str, str]) -> str:
    """The same for one piece of HTML; `addresses` by content id."""
    return _CID.sub(lambda match: _shown(match, addresses, set()), html)


def _shown(match: re.Match[str], addresses: Mapping[str, str], shown: set[str]) -> str:
    before, cid, after = match.groups()
    shown.add(cid)
    return f"{before}{addresses[cid]}{after}" if cid in addresses else f"{before}{after}"
