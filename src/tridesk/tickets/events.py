"""What happened to a ticket. These lines are its timeline."""

from tridesk.kernel.events import Event


class TicketEvent(Event):
    """Base: everything of one ticket is told in order."""

    ticket: int

    @property
    def stream(self) -> str:
        return f"ticket:{self.ticket}"


class TicketOpened(TicketEvent, name="ticket.opened"):
    subject: str
    requester: int
    channel: str
    message: int
    side: str
    team: int | None = None
    assignee: int | None = None


class MessageAdded(TicketEvent, name="ticket.message_added"):
    """`first` when it opened the ticket; `author` is None for a robot."""

    message: int
    visibility: str
    side: str
    channel: str
    author: int | None
    first: bool = False


class ReplyScheduled(TicketEvent, name="ticket.reply_scheduled"):
    """A public reply was written that leaves later."""

    scheduled: int


class ScheduledCancelled(TicketEvent, name="ticket.scheduled_cancelled"):
    """One that waited was called off, or set aside to be changed."""

    scheduled: int


class ScheduledRestored(TicketEvent, name="ticket.scheduled_restored"):
    """That was taken back."""

    scheduled: int


class ScheduledFailed(TicketEvent, name="ticket.scheduled_failed"):
    """Its time came and it could not be said: `reason` is an error's code, or "answered". Its words are kept."""

    scheduled: int
    author: int
    reason: str


class StayedSolved(TicketEvent, name="ticket.stayed_solved"):
    """A message from outside said thanks and nothing else, so it did not open the ticket again."""

    message: int


class TicketChanged(TicketEvent, name="ticket.changed"):
    """`changes` maps a property to its value before and after (ids as text, empty for none)."""

    changes: dict[str, tuple[str, str]]
    undoes: int | None = None


class ParticipantAdded(TicketEvent, name="ticket.participant_added"):
    person: int
    kind: str


class ParticipantRemoved(TicketEvent, name="ticket.participant_removed"):
    person: int
    kind: str


class TicketMerged(TicketEvent, name="ticket.merged"):
    """This ticket went into `into`."""

    into: int


class TicketTookIn(TicketEvent, name="ticket.took_in"):
    """The other end of TicketMerged."""

    source: int


class TicketUnmerged(TicketEvent, name="ticket.unmerged"):
    """This ticket came out of `source_of` again."""

    source_of: int


class TicketGaveBack(TicketEvent, name="ticket.gave_back"):
    """The other end of TicketUnmerged: `source` has its words again."""

    source: int


class TicketSplit(TicketEvent, name="ticket.split"):
    """Messages of this ticket became a ticket of their own."""

    into: int
    messages: list[int]


class TicketLinked(TicketEvent, name="ticket.linked"):
    """Told at both ends. `outgoing`: this ticket <kind> the other; otherwise the other <kind> this one."""

    other: int
    kind: str
    outgoing: bool = True


class TicketUnlinked(TicketEvent, name="ticket.unlinked"):
    """Told at both ends."""

    other: int
    kind: str
    outgoing: bool = True


class TicketMarkedSpam(TicketEvent, name="ticket.marked_spam"):
    pass


class TicketNotSpam(TicketEvent, name="ticket.not_spam"):
    pass


class TicketDeleted(TicketEvent, name="ticket.deleted"):
    pass


class TicketRestored(TicketEvent, name="ticket.restored"):
    pass


class TicketPurged(TicketEvent, name="ticket.purged", audit=True):
    """The grace period is over: the words are gone, this line stays."""


class _FieldEvent(Event, audit=True):
    field: int

    @property
    def stream(self) -> str:
        return f"field:{self.field}"


class FieldAdded(_FieldEvent, name="field.added"):
    key: str
    kind: str


class FieldChanged(_FieldEvent, name="field.changed"):
    changes: dict[str, tuple[str, str]]
