"""How allauth's sign-in is ours: nobody signs up, mails speak the person's language, the audit trail hears of it."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tridesk.identity.actions.record_failed_sign_in import record_failed_sign_in
from tridesk.identity.actions.set_password import set_password
from tridesk.identity.queries import find_person_by_address, recipients
from tridesk.identity.queries.actors import actor_of
from tridesk.infra.client_address import client_ip
from tridesk.kernel import clock
from tridesk.kernel.ids import PersonId
from tridesk.notify.actions.mail_secret import mail_secret
from tridesk.web.auth import home_of

NEWS: dict[str, Promise] = {
    "account/messages/login_code_sent.txt": _("If we know this address, a code is on its way to it."),
    "account/messages/password_changed.txt": _("Your password is changed. Other browsers were signed out."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is asked from now on."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is no longer asked."),
    "mfa/messages/recovery_codes_generated.txt": _("These are your new recovery codes. The old ones are void."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed for us
    """What allauth asks the house."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off. Ask an administrator."),
        "email_password_mismatch": _("Address and password do not belong together. Check both and try again."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Look at the newest one and try again."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already, or is too old. Ask for a new one."),
        "too_many_login_attempts": _("This was tried too often. Wait five minutes, then try again."),
        "rate_limited": _("This was tried too often. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(actor_of(person_id=PersonId(request.user.pk or 0)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("profile")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or "0.0.0.0"  # noqa: S104 - a name for "unknown" that rate limits can count under

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language and zone of whose address it is, and in the background."""
        owner = find_person_by_address(address=email)
        person = next(iter(recipients(person_ids=[owner] if owner else [])), None)
        if person is None:
            mail_secret(message=self.render_mail(template_prefix, email, context))
            return
        with translation.override(person.language), timezone.override(ZoneInfo(person.zone)):
            mail_secret(message=self.render_mail(template_prefix, email, {**context, "name": person.name}))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",  # noqa: ARG002
        message: str | None = None,
    ) -> None:
        """Says only what tells something new: that one is signed in shows the page."""
        if text := message or NEWS.get(message_template or ""):
            super().add_message(request, level, message=str(text))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Through the action: the audit trail hears of it and the person's other sessions end."""
        actor = actor_of(person_id=PersonId(user.pk)).coming_from(client_ip(self.request))
        own = self.request.session.session_key if self.request.user.pk == user.pk else ""
        set_password(
            actor=actor, person_id=PersonId(user.pk), password=password, keep_session=own or "", now=clock.now()
        )
        user.refresh_from_db(fields=["password"])

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        email = str(credentials.get("email", ""))
        record_failed_sign_in(email=email, ip=client_ip(request), now=clock.now())
