"""Addresses that programs post to: no session, no form of ours; the token in the address is all they need."""

from tempfile import TemporaryFile

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tridesk.channels.actions.mail_hooks import take_posted
from tridesk.channels.queries.mailboxes import mailbox_of_hook
from tridesk.kernel import clock
from tridesk.web.posted_mail import PostedMailError, TooLargeError, mail_in, receive


@csrf_exempt
@require_POST
def mail(request: HttpRequest, token: str) -> HttpResponse:
    """Answers 200 only after the mail is stored; the same one again is 200, too."""
    receiver = mailbox_of_hook(token=token)
    if receiver is None:
        return _said(404, "There is no such address.")
    if not receiver.is_active:
        return _said(503, "This mailbox is switched off. Post it again later.")
    largest = settings.CONFIG.max_mail_mb * 1_000_000
    length = request.META.get("CONTENT_LENGTH") or "0"
    try:
        with TemporaryFile() as body:
            receive(request, body, length=int(length) if length.isdecimal() else 0, largest=largest)
            raw = mail_in(body, request.META.get("CONTENT_TYPE", ""))
            take_posted(mailbox_id=receiver.id, raw=raw, now=clock.now())
    except TooLargeError:
        return _said(413, f"A mail may have {largest} bytes.")
    except PostedMailError as error:
        return _said(400, str(error))
    return _said(200, "Stored.")


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
