from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.asking import GONE, Route
from tests.web.world import PICTURE, World

from tridesk.identity.actions.open_link import open_link
from tridesk.infra import files
from tridesk.kernel import clock
from tridesk.web.uploads import Upload, token_for


def _attachment(world: World) -> dict[str, Any]:
    return {"attachment_id": world.attachment, "name": "screen.png"}


def _file(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("screen.png", PICTURE, "image/png")}


def _link(world: World) -> dict[str, Any]:
    return {"link": world.link}


def _uploaded(world: World) -> dict[str, Any]:
    kept = Upload(files.put_bytes(PICTURE).pk, "screen.png", "image/png")
    return {"token": token_for(kept, world.cast.bruno), "name": "screen.png"}


def _link_uploaded(world: World) -> dict[str, Any]:
    kept = Upload(files.put_bytes(PICTURE).pk, "screen.png", "image/png")
    actor, _ = open_link(token=world.link, now=clock.now())
    return {"link": world.link, "token": token_for(kept, actor), "name": "screen.png"}


ROUTES = [
    Route("upload", may="bruno", data=_file, works=201, outsider=201, read_only=201),
    Route(
        "uploaded",
        may="bruno",
        values=_uploaded,
        outsider=GONE,
        read_only=GONE,
        malformed=GONE,
        broken={"token": "not-ours"},
        sql=2,
    ),
    Route("attachment", may="bruno", values=_attachment, outsider=GONE, read_only=200, malformed=GONE, sql=4),
    Route(
        "link_upload", may="nobody", values=_link, data=_file, works=201, malformed=GONE, broken={"link": "1-forged"}
    ),
    Route("link_uploaded", may="nobody", values=_link_uploaded, malformed=GONE, broken={"link": "1-forged"}, sql=2),
    Route("link_attachment", may="nobody", values=lambda w: {**_link(w), **_attachment(w)}, malformed=GONE, sql=5),
]
