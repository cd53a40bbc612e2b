"""The demo story in an installation, and the numbers of what its pages show."""

import json
import re
from functools import partial
from typing import Any

from tests.journeys.browser import Desk

_PROGRAMS = """
import json
from tridesk.identity.actions.add_application import add_application
from tridesk.identity.queries import actor_of, find_person_by_address
from tridesk.kernel.clock import now
from tridesk.webhooks.actions.hooks import add_hook
from tridesk.webhooks.actions.webhooks import add_webhook
dante = actor_of(person_id=find_person_by_address(address="dante@desk.example"))
app = add_application(actor=dante, name="Planner", public=False, redirect_uris=["https://app.example/back"],
    scopes=["tickets:read"], acts_as=dante.person_id, now=now())
hook = add_hook(actor=dante, values={"name": "Alerts", "preset": "grafana"}, now=now())
place = {"name": "Chat", "url": "https://93.184.215.14/in", "events": ["*"]}
webhook = add_webhook(actor=dante, values=place, now=now())
print(json.dumps({"application_id": app.id, "hook_id": hook.id, "webhook_id": webhook.id}))
"""


class Demo(Desk):
    """The demo story, with the numbers of what its pages show."""

    def values(self) -> dict[str, Any]:
        one = partial(self._one)
        ticket = one("SELECT ticket_id FROM tickets_attachment a JOIN tickets_message m ON m.id = a.message_id LIMIT 1")
        alice = one("SELECT person_id FROM identity_address WHERE address = ?", "alice@acme.example")
        own = one("SELECT MAX(id) FROM tickets_ticket WHERE requester_id = ? AND merged_into_id IS NULL", alice)
        return {
            "ticket_id": ticket,
            "own": own,
            "message_id": one("SELECT MIN(id) FROM tickets_message WHERE ticket_id = ?", ticket),
            "own_message": one("SELECT MIN(id) FROM tickets_message WHERE ticket_id = ?", own),
            "person_id": alice,
            "organisation_id": one("SELECT organisation_id FROM orgs_site LIMIT 1"),
            "site_id": one("SELECT id FROM orgs_site LIMIT 1"),
            "team_id": one("SELECT MIN(id) FROM identity_team"),
            "role_id": one("SELECT MIN(id) FROM identity_role"),
            "field_id": one("SELECT MIN(id) FROM tickets_field"),
            "mailbox_id": one("SELECT MIN(id) FROM channels_mailbox"),
            "kind": "reply",
            "language": "pt-br",
            "guide": "first-call",
            "area": "tickets",
            "mail_id": one("SELECT MIN(id) FROM channels_inboundmail WHERE state = 'parked'"),
            "ours_id": self._failed_mail(),
            "token": self.link(alice, own),
            **self._programs(),
        }

    def _programs(self) -> dict[str, int]:
        """A webhook, an inbound hook and a program: the story has none. The webhook's place is in nobody's network."""
        return json.loads(str(self.python(_PROGRAMS)).strip().splitlines()[-1])

    @property
    def password(self) -> str:
        """What `tridesk run` prints for those who try the demo."""
        found = re.search(r"password ([\w-]+)", self.family.output)
        assert found is not None, self.family.output
        return found[1]

    def _failed_mail(self) -> int:
        """One of ours that nobody took: the story itself sends nothing."""
        code = (
            "from tridesk.channels.models import OutboundMail; from tridesk.kernel.clock import now\n"
            "row = OutboundMail.objects.create(kind='notice', occasion='failed', recipient='gone@acme.example',\n"
            "    message_id='failed@desk.example', queued_at=now(), state='failed', error='550 5.1.1 no such user')\n"
            "print(row.pk)"
        )
        return int(str(self.python(code)).strip())

    def _one(self, sql: str, *values: object) -> int:
        return int(self.rows(sql, *values)[0][0])

    def link(self, person: int, ticket: int) -> str:
        code = (
            "from tridesk.identity.actions.grant_link import grant_link; from tridesk.kernel.clock import now\n"
            "print(grant_link(person=int(sys.argv[1]), subject='ticket:' + sys.argv[2], now=now(), days=30))"
        )
        return str(self.python(code, str(person), str(ticket))).strip()
