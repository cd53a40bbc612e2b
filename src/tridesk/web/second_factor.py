"""The second factor: secrets sealed before they are stored, names of our own."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tridesk.infra.secrets import seal, unseal


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed for us
    """What allauth's second factors ask the house."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. Look at the newest one and try again."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(settings.CONFIG.site_name)

    def _get_site_name(self) -> str:
        return str(settings.CONFIG.site_name)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: ARG002 - allauth's names
        return _("My passkey")
