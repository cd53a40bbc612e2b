"""Signing in and out, and what one may change about oneself. Of allauth only what is shown here has an address."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, path, re_path

from tridesk.web import converters, sign_in_audit  # noqa: F401 - <id:...>; who can sign in is heard of
from tridesk.web.views import profile, tokens

account: list[URLPattern | URLResolver] = [
    path("sign-in", sign_in.login, name="account_login"),
    path("sign-out", sign_in.logout, name="account_logout"),
    path("sign-in/code", sign_in.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm", sign_in.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/second", second.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/again", sign_in.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code", second.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/switched-off", sign_in.account_inactive, name="account_inactive"),
    path("password/forgotten", sign_in.password_reset, name="account_reset_password"),
    path("password/forgotten/sent", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("me", profile.profile, name="profile"),
    path("me/notices", profile.notices, name="profile_notices"),
    path("me/programs", tokens.index, name="tokens"),
    path("me/programs/tokens/new", tokens.new, name="token_new"),
    path("me/programs/tokens/<id:token_id>/revoke", tokens.revoke, name="token_revoke"),
    path("me/programs/tokens/<id:token_id>/restore", tokens.restore, name="token_restore"),
    path("me/programs/<id:application_id>/disconnect", tokens.disconnect, name="program_disconnect"),
    path("me/password", sign_in.password_change, name="account_change_password"),
    path("me/password/first", sign_in.password_set, name="account_set_password"),
    path("me/security", second.index, name="mfa_index"),
    path("me/security/app", totp.activate_totp, name="mfa_activate_totp"),
    path("me/security/app/off", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/security/codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/security/codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/security/codes/file", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("me/security/passkeys", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("me/security/passkeys/new", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("me/security/passkeys/<id:pk>/remove", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("me/security/passkeys/<id:pk>", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]
