"""Whatever a page points at is there."""

import pytest
from scripts.steps import ROOT
from tests.docs.pages import anchors, links, name_of, pages

# Made by `make screenshots`; a tree without them is complete all the same.
MADE = {"docs/images/inbox.png", "docs/images/ticket.png"}


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_somewhere(page):
    for link in links(page):
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if target.is_relative_to(ROOT) and name_of(target) in MADE:
            continue
        assert target.exists(), f"{link} is not there"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


def test_every_page_can_be_reached_from_the_index():
    index = ROOT / "docs/README.md"
    reached = {(index.parent / link).resolve() for link in links(index)}
    lost = [name_of(page) for page in pages() if page.is_relative_to(ROOT / "docs") and page not in {*reached, index}]
    assert lost == []


def test_the_pictures_of_the_readme_are_those_that_are_made():
    asked = {link for page in pages() for link in links(page) if link.endswith(".png")}
    assert {link.rpartition("/")[2] for link in asked} == {name.rpartition("/")[2] for name in MADE}
