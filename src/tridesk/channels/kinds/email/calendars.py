"""Invitations and their answers (RFC 5545, RFC 5546) in a few lines a person can read."""

import re

_UNFOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r"([A-Za-z0-9-]{1,40})((?:;[^:\"\n]*(?:\"[^\"\n]*\"[^:\"\n]*)*)?):(.*)")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?")
_LIMIT = 200_000
_ORDER = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "ORGANIZER", "STATUS", "DESCRIPTION")


def summary(text: str) -> str:
    """METHOD and the first event's fields, one a line; empty when there is no event in it."""
    event: dict[str, str] = {}
    method, answer, inside = "", "", False
    for line in _UNFOLD.sub("", text[:_LIMIT]).split("\n"):
        match = _LINE.match(line.strip())
        if not match:
            continue
        name, parameters, value = match[1].upper(), match[2], match[3]
        if name == "BEGIN" and value.upper() in {"VEVENT", "VTODO"}:
            inside = True
        elif name == "END" and value.upper() in {"VEVENT", "VTODO"}:
            break
        elif name == "METHOD":
            method = value.strip().upper()
        elif inside and name == "ATTENDEE" and method == "REPLY":
            answer = _parameter(parameters, "PARTSTAT")
        elif inside and name in _ORDER:
            event.setdefault(name, _readable(name, parameters, value))
    if not event:
        return ""
    head = " ".join(word for word in (method, answer) if word)
    lines = [head] if head else []
    return "\n".join(lines + [f"{name}: {event[name]}" for name in _ORDER if event.get(name)])


def _readable(name: str, parameters: str, value: str) -> str:
    if name in {"DTSTART", "DTEND"}:
        return _moment(parameters, value)
    if name == "ORGANIZER":
        address = value.removeprefix("mailto:").removeprefix("MAILTO:")
        person = _parameter(parameters, "CN")
        return f"{person} <{address}>" if person else address
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _parameter(parameters: str, name: str) -> str:
    found = re.search(rf";{name}=(?:\"([^\"]*)\"|([^;:]*))", parameters, re.IGNORECASE)
    return (found[1] or found[2] or "").strip() if found else ""


def _moment(parameters: str, value: str) -> str:
    found = _STAMP.match(value.strip())
    if not found:
        return value.strip()
    day = f"{found[1]}-{found[2]}-{found[3]}"
    if not found[4]:
        return day
    zone = "UTC" if found[7] else _parameter(parameters, "TZID")
    return f"{day} {found[4]}:{found[5]} {zone}".strip()
