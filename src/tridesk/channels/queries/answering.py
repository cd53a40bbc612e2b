"""Where the people of a ticket are answered: at the address they wrote from last, there."""

from collections.abc import Collection

from tridesk.infra.asking import ask, marks
from tridesk.kernel.ids import PersonId

# By the words, not by the ticket the mail came to: they move when tickets are merged or split.
_USED = """
SELECT a.person_id, a.address FROM tickets_message s
JOIN channels_inboundmail m ON m.said_id = s.id
JOIN identity_address a ON a.address = m.sender
WHERE s.ticket_id = %s AND a.person_id IN ({}) AND a.dead_since IS NULL AND NOT m.robot AND m.concern = ''
ORDER BY m.id
"""


def addresses_used(*, ticket: int, people: Collection[PersonId]) -> dict[PersonId, str]:
    """The address each of them wrote from last in this ticket, in lower case; one statement.

    Only what is still theirs and takes mail, and never by a mail that may not be from them. Others are left out: they
    are answered at their main address.
    """
    rows = ask(_USED.format(marks(people)), ticket, *people) if people else []
    return {PersonId(person): address for person, address in rows}
