"""What people decide about background work that failed for good."""

from tridesk.kernel.events import Event


class _ParkedJobEvent(Event, audit=True):
    """`work` is the reader's or the task's name; `event` and `about` say what it was to hear of, if anything."""

    job: int
    work: str
    event: str
    about: str

    @property
    def stream(self) -> str:
        return f"job:{self.job}"


class ParkedJobRunAgain(_ParkedJobEvent, name="job.run_again"):
    """`given_way`: another one of its kind waits already and does its work."""

    given_way: bool


class ParkedJobLetGo(_ParkedJobEvent, name="job.let_go"):
    """What it should have done will not happen."""
