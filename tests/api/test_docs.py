"""The pages for people who write programs: for whoever asks, complete, in their language."""

import re

import pytest
from django.test import Client

from tridesk.api.docs.guides import ORDER, guides
from tridesk.api.docs.prose import Piece, blocks, pieces
from tridesk.api.docs.refusals import told_problems
from tridesk.api.docs.shown import areas
from tridesk.wording.refusals import GENERAL, SENTENCES

ROOT = "/api/v1/docs"
OPERATIONS = [operation for area in areas() for operation in area.operations]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("/problems", 200),
        ("/schemas", 200),
        *((f"/guides/{name}", 200) for name in ORDER),
        *((f"/areas/{area.name}", 200) for area in areas()),
        ("/guides/none", 404),
        ("/areas/none", 404),
    ],
)
def test_whoever_asks_may_read_them(client: Client, path: str, status: int) -> None:
    assert client.get(ROOT + path).status_code == status


def test_the_first_page_leads_to_every_operation_and_to_every_guide(client: Client) -> None:
    page = client.get(ROOT).content.decode()
    assert [each.id for each in OPERATIONS if f"#{each.id}" not in page] == []
    assert [each.name for each in guides() if f"/guides/{each.name}" not in page] == []


def test_links_on_the_pages_lead_somewhere(client: Client) -> None:
    for page in ("", "/schemas", *(f"/areas/{area.name}" for area in areas())):
        for address, place in set(
            re.findall(r'href="(/api/[^"#]*)(?:#([^"]+))?"', client.get(ROOT + page).content.decode())
        ):
            found = client.get(address)
            assert found.status_code == 200
            assert not place or f'id="{place}"' in found.content.decode(), (page, address, place)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.id)
def test_every_operation_is_shown_for_curl_and_python(operation) -> None:
    assert operation.curl.startswith("curl http")
    assert "{" not in operation.curl.split()[1]
    assert "{" not in operation.python.splitlines()[2]
    compile(operation.python, operation.id, "exec")


def test_every_refusal_that_a_program_may_get_has_its_own_sentence() -> None:
    told = {each.type.rpartition(":")[2] for each in told_problems()}
    assert {"not_signed_in", "scope_missing", "too_many_calls", "changed_since", "idempotency_key_reused"} <= told
    for code in ("not_signed_in", "scope_missing", "too_many_calls", "changed_since", "malformed", *GENERAL):
        assert code in SENTENCES


def test_the_frame_speaks_the_language_of_who_reads(client: Client) -> None:
    page = client.get(f"{ROOT}/problems", headers={"accept-language": "pt-br"}).content.decode()
    assert '<html lang="pt-br"' in page


def test_prose_has_paragraphs_lists_and_code() -> None:
    found = blocks("One `a` two.\n\n- x\n  y\n- z\n\n    code\n\n    more\n\n## Head")
    assert [block.kind for block in found] == ["text", "list", "code", "heading"]
    assert found[0].lines == ((Piece("One ", False), Piece("a", True), Piece(" two.", False)),)
    assert [line[0].text for line in found[1].lines] == ["x y", "z"]
    assert found[2].text == "code\n\nmore"
    assert pieces("") == ()
