from django.utils.http import int_to_base36
from tests.web.asking import GONE, Route

OWN = {"outsider": 200, "read_only": 200}  # pages about oneself are open to everybody who signed in
AGAIN = {"works": 403, "outsider": 403, "read_only": 403}  # they have nothing by which to prove themselves again
ROUTES = [
    Route("account_login", may="nobody", sql=0),
    Route("account_login", may="nobody", data=lambda w: {"login": "bruno@desk.test", "password": "no"}),
    Route("account_logout", may="bruno", **OWN, sql=2),
    Route("account_logout", may="bruno", data=lambda w: {"next": "/sign-in"}, works=302, outsider=302, read_only=302),
    Route("account_request_login_code", may="nobody", sql=0),
    Route("account_confirm_login_code", may="nobody", works=302),
    Route("account_reset_password", may="nobody", sql=0),
    Route("account_reset_password_done", may="nobody", sql=0),
    Route(
        "account_reset_password_from_key",
        may="nobody",
        values=lambda w: {"uidb36": int_to_base36(w.cast.alice.person_id), "key": "forged-key"},
        sql=2,
    ),
    Route("account_reset_password_from_key_done", may="nobody", sql=0),
    Route("account_inactive", may="nobody", sql=0),
    Route("account_reauthenticate", may="bruno", **AGAIN),
    Route("account_change_password", may="bruno", works=302, outsider=302, read_only=302),  # none of them has one
    Route("account_set_password", may="bruno", **OWN, sql=2),
    Route("profile", may="bruno", **OWN, sql=5),
    Route("profile_notices", may="bruno", data=lambda w: {"assigned": "on"}, works=302, read_only=302),
    Route(
        "profile",
        may="bruno",
        data=lambda w: {"name": "B", "language": "es", "time_zone": "UTC"},
        works=302,
        outsider=302,
        read_only=302,
    ),
    Route("mfa_authenticate", may="nobody", works=302),
    Route("mfa_login_webauthn", may="nobody", works=302),
    Route("mfa_reauthenticate", may="bruno", **AGAIN),
    Route("mfa_reauthenticate_webauthn", may="bruno", **AGAIN),
    Route("mfa_index", may="bruno", **OWN, sql=4),
    Route("mfa_activate_totp", may="bruno", **OWN, sql=10),
    Route("mfa_deactivate_totp", may="bruno", works=GONE, outsider=GONE, read_only=GONE),
    Route("mfa_view_recovery_codes", may="bruno", works=GONE, outsider=GONE, read_only=GONE),
    Route("mfa_generate_recovery_codes", may="bruno", **OWN, sql=6),
    Route("mfa_download_recovery_codes", may="bruno", works=GONE, outsider=GONE, read_only=GONE),
    Route("mfa_list_webauthn", may="bruno", **OWN, sql=3),
    Route("mfa_add_webauthn", may="bruno", **OWN, sql=10),
    Route("mfa_edit_webauthn", may="bruno", values=lambda w: {"pk": 1}, works=GONE, outsider=GONE, read_only=GONE),
    Route("mfa_remove_webauthn", may="bruno", values=lambda w: {"pk": 1}, works=GONE, outsider=GONE, read_only=GONE),
]
