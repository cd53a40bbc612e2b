"""The same story's people, organisations, teams and settings."""

from typing import Any

from tridesk.api.examples import TICKET

AT = "2026-03-10T09:30:00Z"
REQUESTER_ROLE = {"id": "ro_2m5k1xac9v8b4n6a2s7d1f3q7h", "name": "Requester", "key": "requester", "side": "requester"}
ACME = {"id": "or_4n6a2s7d1f3q2h7m5k1xac9v8b", "name": "Acme"}
PLACE = {"id": "si_8b4n6a2s7d1f3q2h7m5k1xac9v", "name": "Porto Alegre"}
TEAM_NAMED = {"id": TICKET["team"], "name": "First line"}
ALICE_BRIEF: dict[str, Any] = {
    "id": TICKET["requester"],
    "name": "Alice Andrade",
    "email": "alice@acme.example",
    "title": "Accounting",
    "role": REQUESTER_ROLE,
    "active": True,
}
ALICE: dict[str, Any] = {
    "id": TICKET["requester"],
    "name": "Alice Andrade",
    "email": "alice@acme.example",
    "phone": "+55 51 5555 0100",
    "title": "Accounting",
    "language": "pt-br",
    "time_zone": "America/Sao_Paulo",
    "role": REQUESTER_ROLE,
    "active": True,
    "merged_into": None,
    "created_at": AT,
    "last_sign_in_at": None,
    "addresses": [
        {"address": "alice@acme.example", "verified": True, "primary": True, "dead_since": None, "dead_reason": ""}
    ],
    "organisations": [{"organisation": ACME, "site": PLACE, "primary": True}],
    "teams": [],
}
ME: dict[str, Any] = {
    "person": ALICE,
    "permissions": ["tickets.open", "tickets.reply"],
    "scopes": ["tickets:read", "tickets:write"],
    "application": None,
}
SITE: dict[str, Any] = {
    **PLACE,
    "organisation": ACME["id"],
    "address": "Rua da Praia 10",
    "time_zone": "America/Sao_Paulo",
}
ORGANISATION: dict[str, Any] = {
    **ACME,
    "kind": "customer",
    "notes": "",
    "active": True,
    "colleagues_join": True,
    "created_at": AT,
    "domains": ["acme.example"],
    "sites": [SITE],
}
ORGANISATION_BRIEF = {**ACME, "kind": "customer", "active": True}
MEMBER: dict[str, Any] = {
    "id": TICKET["requester"],
    "name": "Alice Andrade",
    "email": "alice@acme.example",
    "side": "requester",
    "site": "Porto Alegre",
    "primary": True,
    "active": True,
}
TEAM_BRIEF: dict[str, Any] = {**TEAM_NAMED, "default": True, "active": True, "members": 2}
TEAM: dict[str, Any] = {
    **TEAM_NAMED,
    "default": True,
    "active": True,
    "members": [
        {
            "id": TICKET["assignee"],
            "name": "Bruno Rossi",
            "email": "bruno@desk.example",
            "right": "reply",
            "active": True,
        }
    ],
}
ROLE: dict[str, Any] = {
    "id": "ro_7m5k1xac9v8b4n6a2s7d1f3q2h",
    "name": "Night shift",
    "key": None,
    "side": "analyst",
    "permissions": ["tickets.open", "tickets.reply", "people.see"],
    "people": 3,
}
FIELD: dict[str, Any] = {
    "id": "fi_1f3q2h7m5k1xac9v8b4n6a2s7d",
    "key": "floor",
    "names": {"en": "Floor", "es": "Planta"},
    "kind": "choice",
    "options": ["Ground floor", "Second floor"],
    "ticket_types": ["incident"],
    "required": False,
    "for_requester": True,
    "active": True,
    "position": 10,
}


def listed(*rows: Any) -> dict[str, Any]:
    """A list of these and nothing more."""
    return {"items": list(rows), "next": None, "previous": None}
