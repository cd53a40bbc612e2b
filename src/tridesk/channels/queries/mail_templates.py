"""The words of outgoing mails for their settings pages: which are changed, what they give."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tridesk.channels.errors import MailTemplateInvalidError, MailTemplateNotFoundError
from tridesk.channels.kinds.email.dark import as_dark
from tridesk.channels.kinds.email.example import NUMBER, example, shown
from tridesk.channels.kinds.email.mail_words import checked, shipped
from tridesk.channels.kinds.email.outbound import Rendered
from tridesk.channels.kinds.email.placeholders import IN_SUBJECT, KINDS, NAMES, REQUIRED
from tridesk.channels.models import MailTemplate
from tridesk.channels.types import MailWords
from tridesk.identity.types import Actor, Permission

_STORY = datetime.fromisoformat("2026-03-10T09:30:00+00:00")


@dataclass(frozen=True, slots=True)
class MailTemplateRow:
    """A kind of mail in a language. `changed_at` None: nobody ever changed it."""

    kind: str
    language: str
    in_use: bool = False
    changed_at: datetime | None = None
    changed_by: str | None = None


@dataclass(frozen=True, slots=True)
class MailTemplateDetail:
    """One with its words: those in use, and those that were put aside. `id` None: it was never changed."""

    row: MailTemplateRow
    id: int | None
    words: MailWords
    aside: MailWords | None
    broken: bool


@dataclass(frozen=True, slots=True)
class PlaceholderRow:
    """`required`: the text and the HTML need it."""

    name: str
    in_subject: bool
    required: bool


def mail_templates(*, actor: Actor) -> list[MailTemplateRow]:
    """All of them, kind by kind; one statement. Raises NotAllowedError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    columns = ("kind", "language", "in_use", "changed_at", "changed_by__name")
    known = {row[:2]: MailTemplateRow(*row) for row in MailTemplate.objects.values_list(*columns)}
    codes = [code for code, _name in settings.LANGUAGES]
    return [known.get((kind, code)) or MailTemplateRow(kind, code) for kind in KINDS for code in codes]


def mail_template(*, actor: Actor, kind: str, language: str) -> MailTemplateDetail:
    """One with the words to begin with. Raises NotAllowedError, MailTemplateNotFoundError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    require_known(kind=kind, language=language)
    row = MailTemplate.objects.select_related("changed_by").filter(kind=kind, language=language).first()
    if row is None:
        return MailTemplateDetail(MailTemplateRow(kind, language), None, shipped(kind, language), None, broken=False)
    by = row.changed_by.name if row.changed_by else None
    kept = MailWords(row.subject, row.text, row.html)
    return MailTemplateDetail(
        MailTemplateRow(kind, language, row.in_use, row.changed_at, by),
        row.pk,
        kept if row.in_use else shipped(kind, language),
        None if row.in_use else kept,
        broken=row.in_use and not _usable(kind, language, kept),
    )


def hold_mail_template(*, actor: Actor, kind: str, language: str) -> MailTemplateDetail:
    """The same, its row locked until the transaction ends, where there is one."""
    actor.require(Permission.MAILBOXES_MANAGE)
    list(MailTemplate.objects.select_for_update().filter(kind=kind, language=language).values_list("pk"))
    return mail_template(actor=actor, kind=kind, language=language)


def _usable(kind: str, language: str, words: MailWords) -> bool:
    try:
        checked(kind=kind, language=language, words=words)
    except MailTemplateInvalidError:
        return False
    return True


def require_known(*, kind: str, language: str) -> None:
    """Raises MailTemplateNotFoundError for a kind or language that has no mails."""
    if kind not in KINDS or language not in dict(settings.LANGUAGES):
        raise MailTemplateNotFoundError(kind=kind, language=language)


def placeholders(*, kind: str) -> list[PlaceholderRow]:
    """What the words of this kind of mail can name."""
    return [PlaceholderRow(name, name in IN_SUBJECT, name == REQUIRED[kind]) for name in NAMES[kind]]


def preview(
    *, actor: Actor, kind: str, language: str, words: MailWords, full: bool = True, number: int = NUMBER
) -> Rendered:
    """What a mail with these words would say in the example's story.

    Raises NotAllowedError, MailTemplateNotFoundError, MailTemplateInvalidError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    require_known(kind=kind, language=language)
    kept = checked(kind=kind, language=language, words=words).words
    return shown(example(kind=kind, language=language, words=kept, full=full, number=number, now=_STORY))


def in_the_dark(*, html: str) -> str:
    """The mail's page as programs with dark colours show it."""
    return as_dark(html)


def mail_template_kinds(*, actor: Actor) -> dict[int, tuple[str, str]]:
    """Kind and language of those that were ever changed, by their number. Raises NotAllowedError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    return {pk: (kind, language) for pk, kind, language in MailTemplate.objects.values_list("pk", "kind", "language")}
