"""The manifest of the pages' build, read."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tridesk.web import assets


@pytest.fixture(autouse=True)
def a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "manifest.json").write_text(
        json.dumps({"main.ts": {"file": "main-abc.js"}, "icons.svg": {"file": "icons-1.svg"}})
    )
    monkeypatch.setattr(assets, "BUILD", tmp_path)
    assets._manifest.cache_clear()
    yield
    assets._manifest.cache_clear()


def test_a_source_file_is_found_under_its_hashed_name() -> None:
    assert assets.static_asset("main.ts") == "/static/build/main-abc.js"


def test_a_file_that_was_not_built_is_named_in_the_error() -> None:
    with pytest.raises(assets.AssetMissingError, match=r"composer\.ts"):
        assets.static_asset("composer.ts")


def test_an_icon_without_a_label_is_decoration() -> None:
    markup = assets.icon_markup("lock")
    assert 'aria-hidden="true"' in markup
    assert "/static/build/icons-1.svg#lock" in markup


def test_a_label_is_escaped() -> None:
    assert 'aria-label="a &#34;b&#34;"' in assets.icon_markup("lock", label='a "b"')
