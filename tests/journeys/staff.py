"""Hires the cast for journeys with a browser: everybody who works here has the same password.

`from tests.journeys.staff import hire_all` inside of an installation (`Installation.python`).
"""

PASSWORD = "correct horse battery"


def hire_all() -> None:
    """Bruno, Carla and Dante sign in with PASSWORD; the others know only their mails."""
    from tests.cast import hire, person

    from tridesk.identity.actions.set_password import set_password
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now

    cast = hire(now=now())
    for each in (cast.bruno, cast.carla, cast.dante):
        set_password(actor=SYSTEM, person_id=person(each), password=PASSWORD, now=now())


def hire_more(*addresses: str) -> None:
    """Analysts called Grace, with PASSWORD, in no team."""
    from tridesk.identity.actions.add_person import add_person
    from tridesk.identity.actions.set_password import set_password
    from tridesk.identity.queries import role_with_key
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now

    role = role_with_key(key="analyst")
    for address in addresses:
        grace = add_person(actor=SYSTEM, name="Grace", email=address, role_id=role, verified=True, now=now())
        set_password(actor=SYSTEM, person_id=grace, password=PASSWORD, now=now())


def open_tickets(*subjects: str) -> list[int]:
    """One ticket of Alice's for each subject, in the default team; their numbers."""
    from tridesk.identity.queries import actor_of, default_team, find_person_by_address
    from tridesk.kernel.clock import now
    from tridesk.tickets.actions.open import open_ticket
    from tridesk.tickets.types import Body, Channel, NewTicket

    alice = find_person_by_address(address="alice@acme.test")
    assert alice is not None
    actor, team = actor_of(person_id=alice), default_team()
    return [
        open_ticket(
            actor=actor,
            new=NewTicket(
                requester=alice, subject=subject, body=Body(text="It does not work."), channel=Channel.WEB, team=team
            ),
            now=now(),
        )
        for subject in subjects
    ]
