"""The sign-in kit keeps a table of addresses of its own; what leaves a person must leave it too."""

from allauth.account.models import EmailAddress


def forget_sign_in_address(address: str) -> None:
    """Nobody can sign in by this address until it is somebody's primary one: it is a key to the account."""
    if address:
        EmailAddress.objects.filter(email__iexact=address).delete()
