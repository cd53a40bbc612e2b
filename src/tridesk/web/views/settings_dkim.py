"""How a mailbox signs what it sends: its key, the record to publish, whether that is there."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.channels.actions.dkim_key import check_dkim_record, remove_dkim_key, set_dkim_key, share_dkim_key
from tridesk.channels.queries import signing_of
from tridesk.channels.types import DkimRecord
from tridesk.identity.types import Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import MailboxId
from tridesk.web.auth import actor_of, permission_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.dkim import DkimForm
from tridesk.web.forms.refusals import told
from tridesk.web.settings_index import render_settings

manage = permission_required(Permission.MAILBOXES_MANAGE)


@manage
def key(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    signing = signing_of(actor=actor, mailbox_id=pk)
    now = clock.now()
    form = DkimForm(request.POST or None, initial={"domain": signing.domain, "selector": signing.next_selector(now)})
    if form.is_valid():
        with told(form):
            set_dkim_key(actor=actor, mailbox_id=pk, now=now, **form.cleaned_data)
        if form.is_valid():
            flash(request, _("What this mailbox sends is signed from now on. Publish the record below."))
            return redirect("mailbox_dkim", mailbox_id=mailbox_id)
    return _page(request, signing=signing, form=form)


@require_POST
@manage
def share(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    """Signs with the key of another mailbox."""
    other = request.POST.get("other", "")
    try:
        if not other.isdecimal() or len(other) > 18:
            raise NotFoundError
        share_dkim_key(
            actor=actor_of(request), mailbox_id=MailboxId(mailbox_id), other_id=MailboxId(int(other)), now=clock.now()
        )
    except InvalidError as error:
        flash(request, explain(error), kind="error")
    else:
        flash(request, _("What this mailbox sends is signed with the same key from now on."))
    return redirect("mailbox_dkim", mailbox_id=mailbox_id)


@require_POST
@manage
def check(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    """Asks the name servers and shows what they said beside the record."""
    actor, pk = actor_of(request), MailboxId(mailbox_id)
    signing = signing_of(actor=actor, mailbox_id=pk)
    found = check_dkim_record(actor=actor, mailbox_id=pk)
    return _page(request, signing=signing, found=found)


@require_POST
@manage
def remove(request: HttpRequest, mailbox_id: int) -> HttpResponseBase:
    remove_dkim_key(actor=actor_of(request), mailbox_id=MailboxId(mailbox_id), now=clock.now())
    flash(request, _("The key is removed: what this mailbox sends is not signed any more."))
    return redirect("mailbox_dkim", mailbox_id=mailbox_id)


def _page(request: HttpRequest, *, found: DkimRecord | None = None, **context: object) -> HttpResponseBase:
    context["found"] = found.value if found is not None else ""
    return render_settings(request, "mailbox_dkim.html", "mailboxes", context)
