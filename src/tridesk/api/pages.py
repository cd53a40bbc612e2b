"""Lists: a page of rows and where its neighbours are, in the body and as Link (RFC 8288)."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import Field

from tridesk.api.call import Call
from tridesk.api.ids import cursor_out
from tridesk.api.routes import Answer
from tridesk.kernel.paging import Page

MAX_LIMIT = 200
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]  # no `type`: Ninja does not look into one


def page_of[Row](call: Call, page: Page[Row], row: Callable[[Row], Any]) -> Answer:
    """`next` leads on, `previous` back; both null at an end."""
    return page_answer(call, [row(each) for each in page.rows], newer=page.newer, older=page.older)


def page_answer(
    call: Call, rows: Iterable[Any], *, newer: str | None, older: str | None, partial: bool = False
) -> Answer:
    following, before = cursor_out(older), cursor_out(newer)
    ends = (("next", following), ("prev", before))
    links = [f'<{_address(call, cursor)}>; rel="{rel}"' for rel, cursor in ends if cursor]
    body = {"items": list(rows), "next": following, "previous": before}
    return Answer(body, headers={"Link": ", ".join(links)} if links else {}, tagged=False, partial=partial)


def _address(call: Call, cursor: str) -> str:
    query = call.request.GET.copy()
    query["cursor"] = cursor
    return f"{call.request.build_absolute_uri(call.request.path)}?{query.urlencode()}"
