"""What `make check` says about a catalogue, tried on small ones."""

from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo
from scripts import catalogue
from scripts.check_translations import complaints, main
from scripts.compile_translations import main as compile_one


def catalog(*entries):
    made = Catalog(locale="es")
    for text, translation, *flags in entries:
        made.add(text, translation, flags=flags)
    return made


def kinds(sources, translated):
    return [kind for kind, _text in complaints(sources, translated)]


@pytest.mark.parametrize(
    ("text", "translation", "said"),
    [
        ("Open", "Abierto", []),
        ("Open", "", ["missing"]),
        ("Hello %(name)s", "Hola %(name)s", []),
        ("Hello %(name)s", "Hola %(nombre)s", ["wrong", "wrong"]),
        ("Hello %(name)s", "Hola", ["wrong"]),
        ("See <b>here</b>", "Vea <b>aquí</b>", []),
        ("See <b>here</b>", "Vea <i>aquí</i>", ["wrong", "wrong"]),
        (("%(num)s ticket", "%(num)s tickets"), ("Un ticket", "%(num)s tickets"), []),
        (("%(num)s ticket", "%(num)s tickets"), ("%(num)s ticket", "tickets"), ["wrong"]),
        (("%(num)s ticket", "%(num)s tickets"), ("%(num)s ticket", ""), ["missing"]),
    ],
)
def test_a_translation_keeps_what_the_source_promises(text, translation, said):
    assert kinds(catalog((text, None)), catalog((text, translation))) == said


def test_missing_fuzzy_and_obsolete_entries_are_named():
    sources = catalog(("Open", None), ("Close", None), ("Save", None))
    translated = catalog(("Open", "Abierto"), ("Close", "Cerrar", "fuzzy"), ("Gone", "Ido"))
    assert sorted(kinds(sources, translated)) == ["fuzzy", "missing", "obsolete"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    templates = tmp_path / "src/tridesk/web/templates"
    templates.mkdir(parents=True)
    (templates / "a.html").write_text(
        '{{ _("Hello %(name)s", name=x) }} {% trans %}Bye{% endtrans %}'
        '{{ ngettext("%(num)s mail", "%(num)s mails", n) }}'
    )
    (templates / "dev").mkdir()
    (templates / "dev/sample.html").write_text("{{ _('Sample') }}")
    (tmp_path / "src/tridesk/web/forms.py").write_text('_("Subject")\nngettext_lazy("%d file", "%d files")\n')
    return tmp_path


def test_texts_are_taken_from_templates_and_python(tree):
    found = {text for _context, text in catalogue.texts(catalogue.taken_out(tree))}
    assert found == {"Hello %(name)s", "Bye", "%(num)s mail", "Subject", "%d file"}


def test_a_second_update_changes_nothing_and_keeps_translations(tree):
    sources = catalogue.taken_out(tree)
    path = catalogue.path_of("es", tree)
    path.parent.mkdir(parents=True)
    path.write_bytes(catalogue.written(catalogue.merged(catalogue.read("es", tree), sources)))
    text = path.read_text().replace('msgid "Subject"\nmsgstr ""', 'msgid "Subject"\nmsgstr "Asunto"')
    path.write_text(text)
    assert catalogue.written(catalogue.merged(catalogue.read("es", tree), sources)).decode() == text
    assert "Date" not in text
    assert "forms.py:" not in text


def test_an_unfinished_catalogue_fails_the_check_and_says_what_lacks(tree, capsys):
    assert main(tree, brief=False) == 1
    said = capsys.readouterr().out
    assert "es: 5 texts, 5 missing" in said
    assert "pt_BR missing: 'Subject' (src/tridesk/web/forms.py)" in said


def test_a_template_that_cannot_be_read_stops_the_extraction(tree):
    (tree / "src/tridesk/web/templates/b.html").write_text("{% if %}")
    with pytest.raises(Exception, match="Expected an expression"):
        catalogue.taken_out(tree)


def test_a_compiled_catalogue_speaks(tmp_path):
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(catalogue.written(catalog(("Open", "Abierto"), ("Close", ""))))
    compile_one(str(folder / "django.po"), str(folder / "django.mo"))
    with (folder / "django.mo").open("rb") as compiled:
        assert read_mo(compiled)["Open"].string == "Abierto"
