"""Background work: load, one call."""

from tridesk.notify.actions.mail_secret import send_secret


def send_sealed(sealed: str) -> None:
    """A mail with a code or a link in it goes out."""
    send_secret(sealed=sealed)
