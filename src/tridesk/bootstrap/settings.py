"""Django's settings, made from `config`. Nothing here is a choice of the installation: those are in `config`."""

import secrets
import sys
from pathlib import Path

from django.utils.csp import CSP

from tridesk.bootstrap import config as configuration
from tridesk.bootstrap.database import database

try:
    CONFIG = configuration.load()
except configuration.ConfigError as error:
    sys.stderr.write(f"tridesk: {error}\n")
    sys.exit(78)  # EX_CONFIG of sysexits.h


def _secret_key() -> str:
    """The given key, or one made at the first start and readable by its owner alone."""
    if CONFIG.secret_key:
        return str(CONFIG.secret_key)
    path = CONFIG.data_dir / "secret.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"secret.key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(fresh)  # of two first starts at once, one key wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


BASE = Path(__file__).resolve().parent.parent
SECRET_KEY = _secret_key()
DEBUG = CONFIG.debug
ALLOWED_HOSTS = [CONFIG.public_host, "127.0.0.1", "localhost", "[::1]", *CONFIG.allowed_hosts]
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url]

ROOMS = ("infra", "identity", "orgs", "tickets", "channels", "notify", "webhooks")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"tridesk.{room}" for room in ROOMS),
    "tridesk.web",
    "tridesk.bootstrap",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tridesk.web.middleware.ActorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tridesk.web.errors.DomainErrorMiddleware",
]
APPEND_SLASH = False
ROOT_URLCONF = "tridesk.bootstrap.urls"
WSGI_APPLICATION = "tridesk.bootstrap.wsgi.application"
DATABASES = {"default": database(CONFIG.database_url, CONFIG.data_dir)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "tridesk.web.jinja.environment",
            "context_processors": ["tridesk.web.context.everywhere"],
        },
    },
    # allauth's own mails and forms fall back to its templates where we have none.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

LANGUAGE_CODE = CONFIG.language
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt-br", "Português (Brasil)")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = CONFIG.time_zone
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_ROOT = None
WHITENOISE_AUTOREFRESH = DEBUG
STATIC_ROOT = BASE / "web" / "static"
STORAGES = {
    "default": {
        "BACKEND": "tridesk.infra.files.storage.LocalBlobs",
        "OPTIONS": {"location": str(CONFIG.data_dir / "files")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if CONFIG.s3_bucket:
    STORAGES["default"] = {
        "BACKEND": "tridesk.infra.files.s3.S3Blobs",
        "OPTIONS": {
            "bucket_name": CONFIG.s3_bucket,
            "endpoint_url": CONFIG.s3_endpoint or None,
            "region_name": CONFIG.s3_region or None,
            "access_key": CONFIG.s3_access_key or None,
            "secret_key": CONFIG.s3_secret_key or None,
        },
    }
FILE_UPLOAD_HANDLERS = ["tridesk.infra.files.upload.BlobUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["tridesk.web.sign_in.AnyAddressBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "tridesk.identity.models.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.public_url.startswith("https://")
SESSION_COOKIE_NAME = "tridesk_session"
CSRF_COOKIE_NAME = "tridesk_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tridesk.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"

ACCOUNT_ADAPTER = "tridesk.web.account.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "request_login_code": "tridesk.web.sign_in.AnyAddressCodeForm",
    "reset_password": "tridesk.web.sign_in.AnyAddressResetForm",
}
# allauth's own generator copies addresses into its table, where they would outlive the person's change.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "tridesk.web.reset_tokens.ResetTokens"  # noqa: S105 - a class
ACCOUNT_SIGNUP_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "tridesk.web.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = CONFIG.site_name
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.public_url.startswith("https://")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
if CONFIG.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if CONFIG.public_url.startswith("https://"):
    SECURE_HSTS_SECONDS = 31_536_000
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:", "https:"],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"

TASKS = {"default": {"BACKEND": "tridesk.infra.outbox.backend.OutboxBackend"}}
MAILERS = {"default": {"BACKEND": "tridesk.channels.actions.system_mail.SystemMailBackend"}}
DEFAULT_FROM_EMAIL = CONFIG.sender
# Rate limits of sign-in are counted here, for all processes together; nothing hot is kept in it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "infra_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # more than a flood of addresses can push out while a limit runs
    }
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": CONFIG.log_level.upper()},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
    },
}
