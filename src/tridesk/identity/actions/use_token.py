from datetime import datetime, timedelta

from tridesk.identity.models import AccessToken

STEP = timedelta(minutes=1)  # how exactly the last use is kept: not worth a write on every call


def use_token(*, token_id: int, last_used_at: datetime | None, ip: str, now: datetime) -> None:
    """Notes that a token was used, once a minute at most."""
    if last_used_at is None or last_used_at <= now - STEP:
        AccessToken.objects.filter(pk=token_id).update(last_used_at=now, last_ip=ip)
