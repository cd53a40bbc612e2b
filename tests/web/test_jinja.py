"""Texts are translated when a template is compiled, once a language, and never trusted further than our own words."""

from datetime import UTC, datetime, timedelta
from itertools import count

import jinja2
import pytest
from django.utils import timezone, translation
from markupsafe import escape

from tridesk.kernel import clock
from tridesk.web.jinja import Languages, OneLanguage


class Catalogue:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def gettext(self, text: str) -> str:
        self.asked += 1
        return {"Save": "Guardar", "Hello <b>%(name)s</b>": "Hola <b>%(name)s</b>"}.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many


@pytest.fixture
def spanish() -> OneLanguage:
    made = OneLanguage("es", loader=jinja2.DictLoader({}), auto_reload=False)
    made.catalogue = Catalogue()  # type: ignore[assignment]
    return made


def test_a_constant_text_is_looked_up_when_the_template_is_compiled_and_never_again(spanish: OneLanguage) -> None:
    template = spanish.from_string('<button>{{ _("Save") }}</button>')
    assert spanish.catalogue.asked == 1
    assert [template.render(), template.render()] == ["<button>Guardar</button>"] * 2
    assert spanish.catalogue.asked == 1


def test_a_constant_text_becomes_part_of_the_text_around_it(spanish: OneLanguage) -> None:
    code = spanish.compile('<p>{{ _("Save") }}</p>', raw=True)
    assert "<p>Guardar</p>" in code


def test_what_fills_a_text_is_escaped_and_the_text_itself_is_not(spanish: OneLanguage) -> None:
    template = spanish.from_string('{{ _("Hello <b>%(name)s</b>", name=name) }}')
    assert template.render(name="<i>") == "Hola <b>&lt;i&gt;</b>"
    assert spanish.catalogue.asked == 1


def test_a_text_in_a_variable_is_escaped() -> None:
    environment = OneLanguage("en", loader=jinja2.DictLoader({}), auto_reload=False)
    assert environment.from_string("{{ _(text) }}").render(text="<b>") == "&lt;b&gt;"


def test_plurals_are_chosen_by_the_number() -> None:
    environment = OneLanguage("en", loader=jinja2.DictLoader({}), auto_reload=False)
    template = environment.from_string('{{ ngettext("%(num)s <b>ticket</b>", "%(num)s <b>tickets</b>", n) }}')
    assert [template.render(n=1), template.render(n=2)] == ["1 <b>ticket</b>", "2 <b>tickets</b>"]


def test_trans_blocks_are_translated_at_compile_time_too(spanish: OneLanguage) -> None:
    assert spanish.from_string("{% trans %}Save{% endtrans %}").render() == "Guardar"
    assert spanish.catalogue.asked == 1


def test_the_active_language_decides_which_template_is_given() -> None:
    loader = jinja2.DictLoader({"a.html": "{{ moment|date('long') }}"})
    languages = Languages(loader=loader, auto_reload=False)
    shown = {}
    for code in ("en", "es", "pt-br"):
        with translation.override(code):
            shown[code] = languages.get_template("a.html").render(moment=datetime(2026, 3, 10, 12, tzinfo=UTC))
    assert shown == {"en": "March 10, 2026", "es": "10 de marzo de 2026", "pt-br": "10 de março de 2026"}


def test_text_mails_are_not_escaped() -> None:
    loader = jinja2.DictLoader({"a.txt": '{{ _("Hello %(name)s", name=name) }} {{ name }}'})
    environment = OneLanguage("en", loader=loader, auto_reload=False)
    assert environment.get_template("a.txt").render(name="O'Neil & Co") == "Hello O'Neil & Co O'Neil & Co"


def test_a_name_that_is_missing_is_an_error_and_not_an_empty_page() -> None:
    environment = OneLanguage("en", loader=jinja2.DictLoader({}), auto_reload=False)
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ ticket.subject }}").render()


def test_times_are_shown_in_the_readers_zone() -> None:
    environment = OneLanguage("pt-br", loader=jinja2.DictLoader({}), auto_reload=False)
    template = environment.from_string("{{ moment|dt }} | {{ moment|iso }}")
    with timezone.override("America/Sao_Paulo"):
        shown = template.render(moment=datetime(2026, 3, 10, 12, 5, tzinfo=UTC))
    assert shown == "10 de mar. de 2026 09:05 | 2026-03-10T12:05:00Z"


def test_sizes_and_numbers_are_written_as_in_the_readers_language() -> None:
    environment = OneLanguage("es", loader=jinja2.DictLoader({}), auto_reload=False)
    assert environment.from_string("{{ 1536|filesize }} {{ 12345.5|number }}").render() == "1,5 kB 12.345,5"


def test_what_is_long_ago_is_a_date() -> None:
    environment = OneLanguage("en", loader=jinja2.DictLoader({}), auto_reload=False)
    template = environment.from_string("{{ moment|ago }}")
    assert template.render(moment=clock.now() - timedelta(minutes=5)) == "5 minutes ago"
    assert template.render(moment=datetime(2020, 1, 2, 12, tzinfo=UTC)) == "Jan 2, 2020"


@pytest.mark.parametrize(("developing", "drawn"), [(False, ["1", "1"]), (True, ["1", "2"])])
def test_what_a_part_draws_by_itself_is_drawn_once(developing: bool, drawn: list[str]) -> None:
    parts = {"part.html": "{% set face = draw() %}", "page.html": '{% from "part.html" import face %}{{ face }}'}
    environment = OneLanguage("en", loader=jinja2.DictLoader(parts), auto_reload=developing)
    numbers = count(1)
    environment.globals["draw"] = lambda: next(numbers)
    assert [environment.get_template("page.html").render() for _ in drawn] == drawn


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alice Andrade", "AA"),
        ("Maria del Carmen Ruiz", "MR"),
        ("Cher", "C"),
        ("  ", "?"),
        (None, "?"),
        ("<b> &", "<&"),
    ],
)
def test_somebody_without_a_picture_is_known_by_two_letters(name: str | None, letters: str) -> None:
    environment = OneLanguage("en", loader=jinja2.DictLoader({}), auto_reload=False)
    assert environment.from_string("{{ name|initials }}").render(name=name) == str(escape(letters))
