"""Every setting of an installation: its name, default, meaning and how it is read.

Values come from `TRIDESK_*` variables, then from the file that `TRIDESK_CONFIG` names (default `tridesk.toml` in
the data folder and, before it, in the present one; keys are the lower-case names without the prefix). A secret
may also be given as `..._FILE`, the path of a file that holds it. An unknown or wrong one refuses to start.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import quote
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tridesk.bootstrap import config_values as read
from tridesk.cli.language import gettext as _

PREFIX = "TRIDESK_"
LANGUAGES = ("en", "es", "pt-br")


class ConfigError(Exception):
    """A setting is unknown or wrong; the text names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table below; `name` is without the prefix."""

    name: str
    default: str
    read: Callable[[str], Any]
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("BIND", "127.0.0.1:8000", read.bind, "Address and port that the web server listens on."),
    Setting("DATA_DIR", "var", read.text, "Folder of the database (SQLite), the files and the secret key."),
    Setting(
        "DATABASE_URL",
        "",
        read.database,
        "postgresql://user:password@host/name; empty: SQLite in the data folder.",
        secret=True,
    ),
    Setting(
        "PUBLIC_URL",
        "",
        read.origin,
        "Address under which people reach the pages; empty: http:// and the bind address.",
    ),
    Setting("ALLOWED_HOSTS", "", read.words, "Further host names the pages answer to, separated by commas."),
    Setting(
        "SECRET_KEY",
        "",
        read.text,
        "Signs sessions and links; empty: made once and kept in the data folder.",
        secret=True,
    ),
    Setting("DEBUG", "false", read.flag, "Shows errors with their source on the page. Never on a public address."),
    Setting("LANGUAGE", "en", read.choice(*LANGUAGES), "Language of people who have not chosen one: en, es or pt-br."),
    Setting("TIME_ZONE", "UTC", read.zone, "Time zone of people who have not chosen one."),
    Setting("SITE_NAME", "Tridesk", read.text, "Name of this desk on pages and in mails."),
    Setting("TICKET_PREFIX", "TD-", read.text, "What stands before a ticket's number."),
    Setting("MAIL_FROM", "", read.sender, "Sender of mails that belong to no mailbox (sign-in codes, notices)."),
    Setting(
        "SMTP_URL",
        "",
        read.smtp,
        "smtp://, smtps:// or smtp+starttls://user:password@host:port for those mails.",
        secret=True,
    ),
    Setting(
        "TRUSTED_AUTHSERV",
        "",
        read.words,
        "Names (authserv-id) by which your own mail servers sign Authentication-Results, separated by commas; empty: "
        "no such header is believed.",
    ),
    Setting(
        "REPLY_BY_MAIL",
        "true",
        read.flag,
        "An analyst's mail that is surely theirs counts as their reply and goes to the requester; false: it is a note.",
    ),
    Setting(
        "MAIL_COMMANDS",
        "false",
        read.flag,
        "Commands in the first lines of an analyst's mail (/solved, /pending, /note, /assign) are followed.",
    ),
    Setting("MAX_UPLOAD_MB", "50", read.whole(1, 10_000), "Largest file a person may attach, in MB (1,000,000 bytes)."),
    Setting(
        "MAX_MAIL_MB",
        "50",
        read.whole(1, 10_000),
        "Largest mail that is taken from a mail server or a provider who brings it, in MB (1,000,000 bytes).",
    ),
    Setting(
        "BLOCKED_FILE_TYPES",
        "exe,com,bat,cmd,scr,pif,msi,vbs,js,jse,wsf,hta,lnk,ps1",
        read.words,
        "File endings that are refused as attachments on pages.",
    ),
    Setting(
        "CLAMD",
        "",
        read.clamd,
        "Where clamd scans files for viruses: unix:/run/clamav/clamd.ctl or host:port; empty: nothing is scanned.",
    ),
    Setting("LINK_DAYS", "90", read.whole(1, 3650), "Days after which a requester's signed link expires."),
    Setting("CLOSE_AFTER_DAYS", "10", read.whole(1, 3650), "Days after which a solved ticket is closed."),
    Setting("DELETE_AFTER_DAYS", "30", read.whole(1, 3650), "Days a deleted ticket can be brought back."),
    Setting("S3_BUCKET", "", read.text, "Bucket for files; empty: files lie in the data folder."),
    Setting("S3_ENDPOINT", "", read.url, "Address of the S3-compatible store; empty: Amazon's."),
    Setting("S3_REGION", "", read.text, "Region of the bucket."),
    Setting("S3_ACCESS_KEY", "", read.text, "Access key of the bucket.", secret=True),
    Setting("S3_SECRET_KEY", "", read.text, "Secret key of the bucket.", secret=True),
    Setting(
        "WEB_THREADS", "0", read.whole(0, 64), "Threads that answer pages; 0: three on SQLite, eight on PostgreSQL."
    ),
    Setting("WORKER_THREADS", "2", read.whole(1, 64), "Threads of the worker that wait for networks (mail)."),
    Setting("TRUST_PROXY", "false", read.flag, "Believe X-Forwarded-For and X-Forwarded-Proto of the proxy in front."),
    Setting("LOG_LEVEL", "info", read.choice("debug", "info", "warning", "error"), "How much is logged."),
)
# Read by tests and tools of the project, not by the product; they must not make it refuse to start.
FOREIGN = {"CONFIG", "CORPORA", "DATA"}
FOREIGN_PREFIXES = ("TEST_", "BENCH_")


@dataclass(frozen=True)
class Config:
    """The settings of this process, read and checked; attribute names are the lower-case names."""

    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name.upper()]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def data_dir(self) -> Path:
        return Path(self.values["DATA_DIR"]).expanduser().absolute()

    @property
    def public_url(self) -> str:
        return str(self.values["PUBLIC_URL"] or f"http://{self.values['BIND']}")

    @property
    def public_host(self) -> str:
        """The host of the public address without its port; of IPv6 in brackets."""
        parts = urlsplit(self.public_url)
        return parts.netloc.removesuffix(f":{parts.port}")

    @property
    def sender(self) -> str:
        """Who mails are from that belong to no mailbox; the desk's name may hold what a header takes for a sign."""
        return self.values["MAIL_FROM"] or f'"{quote(self.values["SITE_NAME"])}" <tridesk@localhost>'


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Reads and checks all settings; raises ConfigError that names the first wrong one."""
    environ = os.environ if environ is None else environ
    given = {key.removeprefix(PREFIX): value for key, value in environ.items() if key.startswith(PREFIX)}
    known = {setting.name: setting for setting in SETTINGS}
    _refuse_unknown(given, known, where=_("the environment"))
    file_values = _from_file(given, known)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = _raw(setting, given, file_values)
        try:
            values[setting.name] = setting.read(raw)
        except ValueError as error:
            words = "%(setting)s %(wrong)s" if setting.secret else _("%(setting)s %(wrong)s (it is “%(value)s”)")
            said = {"setting": PREFIX + setting.name, "wrong": error, "value": raw}
            raise ConfigError(words % said) from None
    return Config(values)


def _raw(setting: Setting, given: Mapping[str, str], file_values: Mapping[str, str]) -> str:
    if setting.name in given:
        return given[setting.name]
    if setting.secret and (path := given.get(f"{setting.name}_FILE") or file_values.get(f"{setting.name}_FILE")):
        words = _text_of(Path(path), named=f"{PREFIX}{setting.name}_FILE").strip()
        if not words:  # a secret that is not there yet must not pass for none: another key, another database
            raise ConfigError(
                _("%(path)s is empty (%(setting)s names it)")
                % {"path": path, "setting": f"{PREFIX}{setting.name}_FILE"}
            )
        return words
    return file_values.get(setting.name, setting.default)


def _refuse_unknown(names: Mapping[str, object], known: Mapping[str, Setting], *, where: str) -> None:
    for name in names:
        plain = name.removesuffix("_FILE")
        if name in known or (name.endswith("_FILE") and plain in known and known[plain].secret):
            continue
        if name in FOREIGN or name.startswith(FOREIGN_PREFIXES):
            continue
        close = _closest(name, list(known))
        said = {"setting": PREFIX + name, "where": where, "close": f"{PREFIX}{close}"}
        if close:
            raise ConfigError(_("%(setting)s in %(where)s is no setting of Tridesk. Is %(close)s meant?") % said)
        raise ConfigError(_("%(setting)s in %(where)s is no setting of Tridesk.") % said)


def _closest(name: str, names: list[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(name, names, n=1)), None)


def _from_file(given: Mapping[str, str], known: Mapping[str, Setting]) -> dict[str, str]:
    path = Path(given["CONFIG"]) if given.get("CONFIG") else _default_file(given)
    if path is None:
        return {}
    try:
        table = tomllib.loads(_text_of(path, named=f"{PREFIX}CONFIG"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_("%(path)s is not TOML: %(error)s") % {"path": path, "error": error}) from None
    upper = {key.upper(): value for key, value in table.items()}
    _refuse_unknown(upper, known, where=str(path))
    return {key: _as_text(value) for key, value in upper.items()}


def _text_of(path: Path, *, named: str) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror
    except UnicodeDecodeError:
        why = _("it is not UTF-8")
    raise ConfigError(
        _("%(setting)s: %(path)s cannot be read (%(error)s)") % {"setting": named, "path": path, "error": why}
    )


def _default_file(given: Mapping[str, str]) -> Path | None:
    places = (Path("tridesk.toml"), Path(given.get("DATA_DIR", "var")).expanduser() / "tridesk.toml")
    return next((place for place in places if place.is_file()), None)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(str(part) for part in value)
    return str(value)
