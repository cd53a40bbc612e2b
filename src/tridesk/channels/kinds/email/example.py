"""A story that fills a template so that an administrator sees what their people would get."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tridesk.channels.kinds.email.fitting import Attached
from tridesk.channels.kinds.email.outbound import Letter, Quoted, Rendered, rendered
from tridesk.channels.types import MailWords
from tridesk.infra.files import StoredFile
from tridesk.kernel.ids import TicketId

NUMBER = 4711
FILE = Attached(StoredFile(size=31_457_280), "printer-log.zip", "application/zip", "", inline=False)


def example(*, kind: str, language: str, words: MailWords | None, full: bool, number: int, now: datetime) -> Letter:
    """A letter of the story; `full`: with everything a mail can have, else with the least."""
    with translation.override(language):
        notice = kind == "notice"
        return Letter(
            template=kind,
            message_id="example@example.invalid",
            to_name="Alice Andrade",
            to_address="alice@example.invalid",
            from_name=settings.CONFIG.site_name,
            from_address="desk@example.invalid",
            language=language,
            zone=settings.TIME_ZONE,
            subject=_("[%(number)s] Bruno Bianchi wrote: The printer eats paper")
            % {"number": f"{settings.CONFIG.ticket_prefix}{number}"},
            ticket=TicketId(number) if full or not notice else None,
            ticket_subject=_("The printer eats paper"),
            text=_("Please open the tray at the back and take the paper out.\nDoes it print then?"),
            html="",
            at=now,
            signature=_("Your help desk") if full else "",
            link=f"{settings.CONFIG.public_url}/" if full or not notice else "",
            others=("Carla Conti", "Elena Engel") if full else (),
            quoted=Quoted("Alice Andrade", now - timedelta(hours=1), _("It ate ten pages this morning."), "")
            if full
            else None,
            author="Bruno Bianchi",
            to_team=notice,
            status="new" if kind == "acknowledgement" else "waiting_requester",
            words=words,
        )


def shown(letter: Letter) -> Rendered:
    """What the story's letter says; one that has everything has a file that is too large, too."""
    return rendered(letter, [replace(FILE, link=letter.link)] if letter.others else [])
