"""Every setting of an installation: its name, default, meaning and how it is read.

Values come from `TRIDESK_*` variables, then from the file that `TRIDESK_CONFIG` names (default `tridesk.toml` in
the data folder and, before it, in the present one; keys are the lower-case names without the prefix). A secret
may also be given as `..._FILE`, the path of a file that holds it. An unknown or wrong one refuses to start.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "TRIDESK_"
LANGUAGES = ("en", "es", "pt-br")


class ConfigError(Exception):
    """A setting is unknown or wrong; the text names it and says what would be right."""


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("must be true or false")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            raise ValueError(f"must be a whole number, not {value!r}") from None
        if not low <= number <= high:
            raise ValueError(f"must lie between {low} and {high}")
        return number

    return read


def _bind(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("must be host:port, as in 127.0.0.1:8000")
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ValueError("must be an address that begins with http:// or https://")
    return value.rstrip("/")


def _database(value: str) -> str:
    if value and urlsplit(value).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{value!r} is no time zone of the IANA list, as in America/Sao_Paulo") from None
    return value


def _choice(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return read


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table below; `name` is without the prefix."""

    name: str
    default: str
    read: Callable[[str], Any]
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("BIND", "127.0.0.1:8000", _bind, "Address and port that the web server listens on."),
    Setting("DATA_DIR", "var", _text, "Folder of the database (SQLite), the files and the secret key."),
    Setting(
        "DATABASE_URL",
        "",
        _database,
        "postgresql://user:password@host/name; empty: SQLite in the data folder.",
        secret=True,
    ),
    Setting("PUBLIC_URL", "", _url, "Address under which people reach the pages; empty: http:// and the bind address."),
    Setting("ALLOWED_HOSTS", "", _words, "Further host names the pages answer to, separated by commas."),
    Setting(
        "SECRET_KEY", "", _text, "Signs sessions and links; empty: made once and kept in the data folder.", secret=True
    ),
    Setting("DEBUG", "false", _flag, "Shows errors with their source on the page. Never on a public address."),
    Setting("LANGUAGE", "en", _choice(*LANGUAGES), "Language of people who have not chosen one: en, es or pt-br."),
    Setting("TIME_ZONE", "UTC", _zone, "Time zone of people who have not chosen one."),
    Setting("SITE_NAME", "Tridesk", _text, "Name of this desk on pages and in mails."),
    Setting("TICKET_PREFIX", "TD-", _text, "What stands before a ticket's number."),
    Setting("MAIL_FROM", "", _text, "Sender of mails that belong to no mailbox (sign-in codes, notices)."),
    Setting(
        "SMTP_URL",
        "",
        _text,
        "smtp://, smtps:// or smtp+starttls://user:password@host:port for those mails.",
        secret=True,
    ),
    Setting("MAX_UPLOAD_MB", "50", _whole(1, 10_000), "Largest file a person may attach, in MB (1,000,000 bytes)."),
    Setting(
        "BLOCKED_FILE_TYPES",
        "exe,com,bat,cmd,scr,pif,msi,vbs,js,jse,wsf,hta,lnk,ps1",
        _words,
        "File endings that are refused as attachments on pages.",
    ),
    Setting("LINK_DAYS", "90", _whole(1, 3650), "Days after which a requester's signed link expires."),
    Setting("CLOSE_AFTER_DAYS", "10", _whole(1, 3650), "Days after which a solved ticket is closed."),
    Setting("DELETE_AFTER_DAYS", "30", _whole(1, 3650), "Days a deleted ticket can be brought back."),
    Setting("S3_BUCKET", "", _text, "Bucket for files; empty: files lie in the data folder."),
    Setting("S3_ENDPOINT", "", _url, "Address of the S3-compatible store; empty: Amazon's."),
    Setting("S3_REGION", "", _text, "Region of the bucket."),
    Setting("S3_ACCESS_KEY", "", _text, "Access key of the bucket.", secret=True),
    Setting("S3_SECRET_KEY", "", _text, "Secret key of the bucket.", secret=True),
    Setting("WEB_THREADS", "0", _whole(0, 64), "Threads that answer pages; 0: three on SQLite, eight on PostgreSQL."),
    Setting("WORKER_THREADS", "2", _whole(1, 64), "Threads of the worker that wait for networks (mail)."),
    Setting("TRUST_PROXY", "false", _flag, "Believe X-Forwarded-For and X-Forwarded-Proto of the proxy in front."),
    Setting("LOG_LEVEL", "info", _choice("debug", "info", "warning", "error"), "How much is logged."),
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


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Reads and checks all settings; raises ConfigError that names the first wrong one."""
    environ = os.environ if environ is None else environ
    given = {key.removeprefix(PREFIX): value for key, value in environ.items() if key.startswith(PREFIX)}
    known = {setting.name: setting for setting in SETTINGS}
    _refuse_unknown(given, known, where="the environment")
    file_values = _from_file(given, known)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = _raw(setting, given, file_values)
        try:
            values[setting.name] = setting.read(raw)
        except ValueError as error:
            shown = "" if setting.secret else f" (it is {raw!r})"
            raise ConfigError(f"{PREFIX}{setting.name} {error}{shown}") from None
    return Config(values)


def _raw(setting: Setting, given: Mapping[str, str], file_values: Mapping[str, str]) -> str:
    if setting.name in given:
        return given[setting.name]
    if setting.secret and (path := given.get(f"{setting.name}_FILE") or file_values.get(f"{setting.name}_FILE")):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise ConfigError(f"{PREFIX}{setting.name}_FILE: {path} cannot be read ({error.strerror})") from None
    return file_values.get(setting.name, setting.default)


def _refuse_unknown(names: Mapping[str, object], known: Mapping[str, Setting], *, where: str) -> None:
    for name in names:
        plain = name.removesuffix("_FILE")
        if name in known or (name.endswith("_FILE") and plain in known and known[plain].secret):
            continue
        if name in FOREIGN or name.startswith(FOREIGN_PREFIXES):
            continue
        close = _closest(name, list(known))
        hint = f" Is {PREFIX}{close} meant?" if close else ""
        raise ConfigError(f"{PREFIX}{name} in {where} is no setting of Tridesk.{hint}")


def _closest(name: str, names: list[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(name, names, n=1)), None)


def _from_file(given: Mapping[str, str], known: Mapping[str, Setting]) -> dict[str, str]:
    path = Path(given["CONFIG"]) if "CONFIG" in given else _default_file(given)
    if path is None:
        return {}
    try:
        table = tomllib.loads(path.read_text())
    except OSError as error:
        raise ConfigError(f"{PREFIX}CONFIG: {path} cannot be read ({error.strerror})") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    upper = {key.upper(): value for key, value in table.items()}
    _refuse_unknown(upper, known, where=str(path))
    return {key: _as_text(value) for key, value in upper.items()}


def _default_file(given: Mapping[str, str]) -> Path | None:
    places = (Path("tridesk.toml"), Path(given.get("DATA_DIR", "var")) / "tridesk.toml")
    return next((place for place in places if place.is_file()), None)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(str(part) for part in value)
    return str(value)
