"""What a room refused, in words for an operator at the command line."""

from tridesk.cli.language import gettext as _
from tridesk.kernel.errors import DomainError


def refusal(error: DomainError) -> str:
    """A sentence; where we have none, the error's code and values, which an operator can search for."""
    return _words().get(_key(error), "") % _Values(error.values) or str(error)


def _key(error: DomainError) -> str:
    reason = error.values.get("reason")
    return f"{error.values.get('field', '')}.{reason}" if reason else error.code


def _words() -> dict[str, str]:
    return {
        "mailbox_taken": _("There is a mailbox %(address)s already."),
        "address_taken": _("This mail address belongs to somebody else."),
        "role.last_administrator": _("This is the last administrator. Make somebody else one first."),
        "not_allowed": _("The role does not allow this."),
        "address.no_address": _("This is no mail address. It looks like name@example.com."),
        "address.required": _("This is no mail address. It looks like name@example.com."),
        "address.malformed": _("This is no mail address. It looks like name@example.com."),
        "email.malformed": _("This is no mail address. It looks like name@example.com."),
        "imap_port.no_port": _("The port of IMAP must lie between 1 and 65535."),
        "smtp_port.no_port": _("The port of SMTP must lie between 1 and 65535."),
        "password.password_too_short": _("The password is too short: at least 10 characters."),
        "password.password_too_common": _("This password is one of those that are tried first."),
        "password.password_too_similar": _("The password is too much like the name or the address."),
        "password.password_entirely_numeric": _("Digits alone are soon guessed: use letters, too."),
    }


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""
