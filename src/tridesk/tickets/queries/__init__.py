"""Reads of tickets, each scoped to who reads."""

from tridesk.tickets.queries.abilities import Abilities, abilities
from tridesk.tickets.queries.choices import TicketBrief, find_tickets, other_tickets, tag_names
from tridesk.tickets.queries.conversation import (
    Conversation,
    MessageRow,
    attachment_file,
    conversation,
    full_message,
    require_inside,
)
from tridesk.tickets.queries.counts import view_counts
from tridesk.tickets.queries.detail import TicketDetail, ticket_detail
from tridesk.tickets.queries.fields import field_rows, field_specs, field_values, field_values_of
from tridesk.tickets.queries.lists import Filters, TicketRow, View, may_see_view, ticket_list
from tridesk.tickets.queries.mail import (
    Audience,
    MailFacts,
    OutgoingMessage,
    audience_of,
    has_tickets,
    mail_facts,
    message_before,
    outgoing_message,
    totals,
)
from tridesk.tickets.queries.order import Sort
from tridesk.tickets.queries.scheduled import ScheduledRow, scheduled_replies, scheduled_words
from tridesk.tickets.queries.scope import facts_of, visible_to
from tridesk.tickets.queries.timeline import changes_at, timeline

__all__ = [
    "Abilities",
    "Audience",
    "Conversation",
    "Filters",
    "MailFacts",
    "MessageRow",
    "OutgoingMessage",
    "ScheduledRow",
    "Sort",
    "TicketBrief",
    "TicketDetail",
    "TicketRow",
    "View",
    "abilities",
    "attachment_file",
    "audience_of",
    "changes_at",
    "conversation",
    "facts_of",
    "field_rows",
    "field_specs",
    "field_values",
    "field_values_of",
    "find_tickets",
    "full_message",
    "has_tickets",
    "mail_facts",
    "may_see_view",
    "message_before",
    "other_tickets",
    "outgoing_message",
    "require_inside",
    "scheduled_replies",
    "scheduled_words",
    "tag_names",
    "ticket_detail",
    "ticket_list",
    "timeline",
    "totals",
    "view_counts",
    "visible_to",
]
