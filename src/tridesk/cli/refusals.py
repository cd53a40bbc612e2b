"""What a room refused, in words for an operator at the command line."""

from tridesk.kernel.errors import DomainError
from tridesk.wording.refusals import explain, is_known


def refusal(error: DomainError) -> str:
    """The sentence; with the code and its values, which can be searched for, where it is a general one."""
    return explain(error) if is_known(error) else f"{explain(error)} ({error})"
