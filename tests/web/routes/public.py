from django.core import signing
from tests.web.asking import Route
from tests.web.world import World

from tridesk.web.setup import _SALT, _WORD


def _setup(world: World) -> dict[str, object]:
    return {"token": signing.dumps(_WORD, salt=_SALT)}


ROUTES = [
    Route("start", works=302, outsider=302, read_only=302),
    Route("set_language", may="nobody", works=302, data=lambda w: {"language": "es"}),
    Route("setup", values=_setup, may="nobody", works=404),  # there is an administrator
    Route("health", may="nobody", sql=1),
]
