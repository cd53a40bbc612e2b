"""Signing in by any address of one's own: the main one and every verified one, whatever way in is chosen.

allauth looks in a table of its own; here the people's own addresses are asked. What somebody unknown gets is the same,
and takes as long: a password is hashed all the same, a mail goes out in the background.
"""

from typing import cast

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import RequestLoginCodeForm, ResetPasswordForm
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from tridesk.identity.queries.sign_in import person_signing_in
from tridesk.kernel.text import normal_address


class AnyAddressBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed for us
    """Password and address."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return cast("AbstractBaseUser | None", self._check_password(_person(email), password))


class AnyAddressCodeForm(RequestLoginCodeForm):  # type: ignore[misc]
    """The code goes to the address that was typed."""

    def clean_email(self) -> str:
        email = _kept(super().clean_email())
        self._user = _active(email)
        return email


class AnyAddressResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The link goes to the address that was typed."""

    def clean_email(self) -> str:
        email = _kept(super().clean_email())
        self.users = [person for person in [_active(email)] if person]
        return email


def _kept(email: str) -> str:
    """The address as it is kept: what looks alike to a reader must not be mailed in place of it."""
    return normal_address(email) or email


def _person(email: str) -> AbstractBaseUser | None:
    found = person_signing_in(address=email)
    return get_user_model().objects.filter(pk=found).first() if found is not None else None


def _active(email: str) -> AbstractBaseUser | None:
    person = _person(email)
    return person if person is not None and person.is_active else None
