"""Every setting of an installation: its name, default, meaning and how it is read.

Values come from `TRIDESK_*` variables, then from the file that `TRIDESK_CONFIG` names (default `tridesk.toml` in
the data folder and, before it, in the present one; keys are the lower-case names without the prefix). A secret
may also be given as `..._FILE`, the path of a file that holds it. An unknown or wrong one refuses to start.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import quote
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tridesk.bootstrap.config_table import SETTINGS, Setting
from tridesk.cli.language import gettext as _

PREFIX = "TRIDESK_"


class ConfigError(Exception):
    """A setting is unknown or wrong; the text names it and says what would be right."""


# Read by tests and tools of the project, not by the product; they must not make it refuse to start.
FOREIGN = {"CONFIG", "CORPORA", "DATA", "TOKEN"}
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
