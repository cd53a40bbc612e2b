from datetime import datetime, timedelta

from django.db.models import Q

from tridesk.identity.models import AccessToken, AuthorizationCode

KEPT_FOR = timedelta(days=30)  # so long a used refresh token is known again


def clear_tokens(*, now: datetime) -> int:
    """Forgets codes and tokens that ended a month ago; returns how many."""
    before = now - KEPT_FOR
    codes, _ = AuthorizationCode.objects.filter(expires_at__lt=before).delete()
    ended = Q(refresh_expires_at__lt=before) | Q(refresh_expires_at=None, expires_at__lt=before)
    given, _ = AccessToken.objects.filter(ended, kind=AccessToken.OAUTH).delete()
    revoked, _ = AccessToken.objects.filter(revoked_at__lt=before).exclude(kind=AccessToken.OAUTH).delete()
    return codes + given + revoked
