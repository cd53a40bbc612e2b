"""Files on their way in."""

from tridesk.api.schemas.base import Moment, Out


class Upload(Out):
    """A file that was sent and belongs to nothing yet; `received` of `size` bytes are here. It is kept until
    `expires_at`, and whatever was said with it keeps it for good."""

    id: str
    name: str
    content_type: str
    size: int
    received: int
    complete: bool
    expires_at: Moment
