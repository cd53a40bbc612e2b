"""Links that claim to lead somewhere else than they do. Hosts are read as browsers read them (WHATWG URL)."""

import re
from urllib.parse import unquote, urlsplit

from tridesk.kernel.text import word_set

MAX_HOST = 253
_NOT_READ = re.compile(r"[\t\r\n]|^[\x00-\x20]+|[\x00-\x20]+$")  # a browser leaves them out
_BEGINNING = re.compile(r"^(?:(https?):[/\\]*|[/\\]{2,})", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ADDRESS = re.compile(r"(?:https?:[/\\]{2}|www\.)[^\s<>\"']+", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]{1,63}\.){1,10}([^\W\d_]{2,63}|xn--[\w-]{1,59})\.?(?::\d{1,5})?(?:[/?#]\S*)?")
_FILE = word_set("csv doc docx eml gif htm html ics jpeg jpg js json log odt pdf png ppt pptx txt xls xlsx xml")
_AROUND = "()[]{}<>«»“”‘’\"'.,;:!?…"


def hidden_host(text: str, href: str) -> str:
    """The host `href` really leads to, in ASCII, where the link's text claims another; otherwise empty.

    A user before the host (`https://bank.test@evil.test`) always counts as a claim. Redirects are not followed.
    """
    true, user = _host(href)
    if not true:
        return ""
    seen = _INVISIBLE.sub("", text[:2000]).strip()
    return true if user or any(not _leads_to(claim, true) for claim in _claims(seen)) else ""


def _claims(text: str) -> list[str]:
    """The hosts that the words of a link name."""
    found = [address.rstrip(_AROUND) for address in _ADDRESS.findall(text)]
    if not found and (bare := _BARE.fullmatch(text.strip(_AROUND))) and bare[1].lower() not in _FILE:
        found = [bare[0]]
    hosts = [_host(each if _BEGINNING.match(each) else f"http://{each}")[0] for each in found]
    return [host for host in hosts if host]


def _leads_to(claim: str, true: str) -> bool:
    """The same host, or one within it."""
    return true == claim or true.endswith(f".{claim}")


def _host(href: str) -> tuple[str, bool]:
    """The host without `www.`, and whether a user stands before it; nothing for what is no web address."""
    address = _NOT_READ.sub("", href)
    beginning = _BEGINNING.match(address)
    if beginning is None:
        return "", False
    rest = address[beginning.end() :].replace("\\", "/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user, at, _ = authority.rpartition("@")
    try:
        host = urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        host = authority.rpartition("@")[2]
    return _ascii(unquote(host)).rstrip(".").removeprefix("www."), bool(at and user.strip(":"))


def _ascii(host: str) -> str:
    try:
        return host[:MAX_HOST].encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host[:MAX_HOST].lower()
