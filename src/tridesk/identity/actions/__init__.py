"""What can be done to people, roles, teams, addresses and links: one verb a file."""

from tridesk.identity.actions.add_address import add_address
from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.add_role import add_role
from tridesk.identity.actions.add_team import add_team
from tridesk.identity.actions.archive_team import archive_team
from tridesk.identity.actions.change_person import change_person
from tridesk.identity.actions.change_role import change_role
from tridesk.identity.actions.change_team import change_team
from tridesk.identity.actions.ensure_defaults import ensure_defaults
from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.actions.meet import meet
from tridesk.identity.actions.merge_people import merge_people
from tridesk.identity.actions.open_link import open_link
from tridesk.identity.actions.record_failed_sign_in import record_failed_sign_in
from tridesk.identity.actions.record_sign_in import record_sign_in
from tridesk.identity.actions.remove_address import remove_address
from tridesk.identity.actions.remove_role import remove_role
from tridesk.identity.actions.restore_team import restore_team
from tridesk.identity.actions.revive_address import revive_address
from tridesk.identity.actions.revoke_link import revoke_link
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.actions.set_password import set_password
from tridesk.identity.actions.set_preferences import set_preferences
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.actions.switch_off_second_factor import switch_off_second_factor
from tridesk.identity.actions.switch_on import switch_on
from tridesk.identity.actions.verify_address import verify_address

__all__ = [
    "add_address",
    "add_person",
    "add_role",
    "add_team",
    "archive_team",
    "change_person",
    "change_role",
    "change_team",
    "ensure_defaults",
    "grant_link",
    "mark_address_dead",
    "meet",
    "merge_people",
    "open_link",
    "record_failed_sign_in",
    "record_sign_in",
    "remove_address",
    "remove_role",
    "restore_team",
    "revive_address",
    "revoke_link",
    "set_membership",
    "set_password",
    "set_preferences",
    "switch_off",
    "switch_off_second_factor",
    "switch_on",
    "verify_address",
]
