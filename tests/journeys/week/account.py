"""The account book: every mail that was sent to the desk and what may become of it; then what did."""

from collections import Counter
from dataclasses import dataclass, field

from tests.journeys.harness import Installation

OPENED, APPENDED, RECORDED, PARKED = "opened", "appended", "recorded", "parked"
BY_POSTFIX = "bounce"  # made by the mail server itself, so nobody entered it beforehand
_ROWS = "SELECT message_id, outcome, reason, robot, ticket_id, said_id, kind FROM channels_inboundmail"


@dataclass(frozen=True)
class Entry:
    """A mail on its way to us. `root` is the Message-ID of the mail that opened the ticket it belongs to."""

    kind: str
    outcomes: frozenset[str]
    robot: bool = False
    root: str = ""


@dataclass(frozen=True)
class Row:
    """What the desk knows of a mail."""

    message_id: str
    outcome: str
    reason: str
    robot: bool
    ticket: int | None
    said: int | None
    kind: str


@dataclass
class Account:
    """Entries by Message-ID. A mail that is sent twice has one entry."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def enter(self, message_id: str, kind: str, *outcomes: str, robot: bool = False, root: str = "") -> None:
        assert message_id not in self.entries, message_id
        self.entries[message_id] = Entry(kind, frozenset(outcomes), robot, root)

    @property
    def robots(self) -> set[str]:
        """The Message-IDs of what no person wrote."""
        return {message_id for message_id, entry in self.entries.items() if entry.robot}

    def missing(self, desk: Installation) -> set[str]:
        """What was sent and is not decided on by the desk yet."""
        rows = desk.rows("SELECT message_id FROM channels_inboundmail WHERE state <> 'stored'")
        return self.entries.keys() - {message_id for (message_id,) in rows}

    def audit(self, desk: Installation, lying: Counter[str]) -> list[Row]:
        """Each mail has exactly one row with an outcome it may have, on the ticket it belongs to; nothing else has one.

        `lying` are the Message-IDs in our mailboxes on the server, the independent witness.
        """
        rows = [Row(*row[:3], bool(row[3]), *row[4:]) for row in desk.rows(_ROWS)]
        times = Counter(row.message_id for row in rows)
        assert set(times) == set(lying), (set(lying) ^ set(times), desk.logs())
        assert set(times.values()) == {1}, [one for one, count in times.items() if count > 1]
        by_id = {row.message_id: row for row in rows}
        assert self.entries.keys() <= by_id.keys()
        for message_id, entry in self.entries.items():
            self._compare(message_id, entry, by_id)
        unforeseen = [row for row in rows if row.message_id not in self.entries]
        assert {row.kind for row in unforeseen} <= {BY_POSTFIX}, unforeseen
        assert {row.outcome for row in unforeseen} <= {RECORDED}, unforeseen
        return rows

    def kind_of(self, row: Row) -> str:
        entry = self.entries.get(row.message_id)
        return entry.kind if entry else "bounce by the server"

    def _compare(self, message_id: str, entry: Entry, by_id: dict[str, Row]) -> None:
        row = by_id[message_id]
        assert row.outcome in entry.outcomes, (message_id, entry, row)
        assert not entry.robot or row.robot or row.outcome in (RECORDED, PARKED), (message_id, entry, row)
        assert row.reason or row.outcome != PARKED, (message_id, entry, row)
        if entry.root:
            assert row.ticket == by_id[entry.root].ticket, (message_id, entry, row)

    def table(self, rows: list[Row]) -> str:
        """How many of each kind were sent and what became of them."""
        outcomes = (OPENED, APPENDED, RECORDED, PARKED)
        kinds: dict[str, Counter[str]] = {}
        for row in rows:
            kinds.setdefault(self.kind_of(row), Counter())[row.outcome] += 1
        lines = [("kind of mail", *outcomes, "together")]
        lines += [
            (kind, *(str(found[one] or "") for one in outcomes), str(found.total())) for kind, found in kinds.items()
        ]
        sums = Counter(row.outcome for row in rows)
        lines.append(("together", *(str(sums[one]) for one in outcomes), str(sums.total())))
        return "\n".join(f"{name:<24}" + "".join(f"{value:>10}" for value in values) for name, *values in lines)
