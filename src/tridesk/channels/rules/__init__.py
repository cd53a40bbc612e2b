"""What to make of a mail. Pure: facts in, a verdict out."""

from tridesk.channels.rules.joining import Joining, may_join
from tridesk.channels.rules.robots import Voice, is_alert, is_robot, is_robots_address, voice_of
from tridesk.channels.rules.topics import PREFIXES

__all__ = [
    "MAX_ACKNOWLEDGEMENTS",
    "Joining",
    "Voice",
    "is_alert",
    "is_robot",
    "is_robots_address",
    "may_join",
    "plain_subject",
    "voice_of",
]

MAX_ACKNOWLEDGEMENTS = 5  # to one address within an hour: more is a machine talking to a machine


def plain_subject(subject: str) -> str:
    """Without the Re:, Fwd:, RES:, ENC: of many languages in front, as a ticket's subject is kept."""
    return PREFIXES.sub("", subject).strip() or subject.strip()
