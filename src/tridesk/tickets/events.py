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


class TicketSplit(TicketEvent, name="ticket.split"):
    """Messages of this ticket became a ticket of their own."""

    into: int
    messages: list[int]


class TicketLinked(TicketEvent, name="ticket.linked"):
    other: int
    kind: str


class TicketUnlinked(TicketEvent, name="ticket.unlinked"):
    other: int
    kind: str


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
