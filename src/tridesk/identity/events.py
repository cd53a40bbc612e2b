"""What happened to people and rights. All of it belongs to the audit trail."""

from tridesk.kernel.events import Event


class _PersonEvent(Event, audit=True):
    person: int

    @property
    def stream(self) -> str:
        return f"person:{self.person}"


class PersonAdded(_PersonEvent, name="person.added"):
    person_name: str
    email: str
    role: str


class PersonChanged(_PersonEvent, name="person.changed"):
    """`changes` maps a field to its value before and after; secrets are named, never shown."""

    changes: dict[str, tuple[str, str]]


class PersonSwitchedOff(_PersonEvent, name="person.switched_off"):
    pass


class PersonSwitchedOn(_PersonEvent, name="person.switched_on"):
    pass


class AddressAdded(_PersonEvent, name="person.address_added"):
    address: str


class AddressVerified(_PersonEvent, name="person.address_verified"):
    address: str


class AddressRemoved(_PersonEvent, name="person.address_removed"):
    address: str


class AddressDied(_PersonEvent, name="person.address_died"):
    """A mail to it came back for good; `reason` is what the server said."""

    address: str
    reason: str


class AddressRevived(_PersonEvent, name="person.address_revived"):
    """A mail came from it, or somebody says that it works."""

    address: str


class PersonsMerged(_PersonEvent, name="person.merged"):
    """`other` is gone; everything that was theirs belongs to `person`."""

    other: int


class SignedIn(_PersonEvent, name="person.signed_in"):
    method: str


class SecondFactorChanged(_PersonEvent, name="person.second_factor"):
    """`kind`: totp, webauthn or recovery_codes; `change`: added, removed or reset."""

    kind: str
    change: str


class SecondFactorSwitchedOff(_PersonEvent, name="person.second_factor_off"):
    """Somebody else took all of `kinds` off: the person lost their device."""

    kinds: list[str]


class SignInFailed(Event, name="person.sign_in_failed", audit=True):
    email: str

    @property
    def stream(self) -> str:
        return "sign_in"


class LinkRevoked(_PersonEvent, name="link.revoked"):
    subject: str


class _TeamEvent(Event, audit=True):
    team: int

    @property
    def stream(self) -> str:
        return f"team:{self.team}"


class TeamAdded(_TeamEvent, name="team.added"):
    team_name: str


class TeamChanged(_TeamEvent, name="team.changed"):
    changes: dict[str, tuple[str, str]]


class TeamArchived(_TeamEvent, name="team.archived"):
    pass


class TeamRestored(_TeamEvent, name="team.restored"):
    pass


class MembershipSet(_TeamEvent, name="team.membership_set"):
    """`right` is empty when the person left the team."""

    person: int
    right: str


class _RoleEvent(Event, audit=True):
    role: int

    @property
    def stream(self) -> str:
        return f"role:{self.role}"


class RoleAdded(_RoleEvent, name="role.added"):
    role_name: str
    permissions: list[str]


class RoleChanged(_RoleEvent, name="role.changed"):
    changes: dict[str, tuple[str, str]]


class RoleRemoved(_RoleEvent, name="role.removed"):
    role_name: str


class TokenIssued(_PersonEvent, name="token.issued"):
    """Somebody made a token for a program that acts as `person`."""

    token: int
    token_name: str
    scopes: list[str]
    application: int | None = None


class TokenRevoked(_PersonEvent, name="token.revoked"):
    token: int
    token_name: str


class TokenRestored(_PersonEvent, name="token.restored"):
    """Who revoked it took that back at once."""

    token: int
    token_name: str


class TokenRefreshed(_PersonEvent, name="token.refreshed", audit=False):
    """A program renewed its access. Once an hour and program, so it is in the log and not in the audit trail."""

    token: int
    application: int


class GrantEnded(_PersonEvent, name="token.grant_ended"):
    """All tokens that came of one consent ended. `reason`: code_reused, refresh_reused or given_back."""

    application: int
    reason: str


class ConsentGiven(_PersonEvent, name="consent.given"):
    """The person lets an application act for them."""

    application: int
    scopes: list[str]


class ConsentRevoked(_PersonEvent, name="consent.revoked"):
    application: int


class _ApplicationEvent(Event, audit=True):
    application: int

    @property
    def stream(self) -> str:
        return f"application:{self.application}"


class ApplicationAdded(_ApplicationEvent, name="application.added"):
    application_name: str
    scopes: list[str]


class ApplicationChanged(_ApplicationEvent, name="application.changed"):
    changes: dict[str, tuple[str, str]]


class ApplicationSwitchedOff(_ApplicationEvent, name="application.switched_off"):
    pass


class ApplicationSwitchedOn(_ApplicationEvent, name="application.switched_on"):
    pass


class ApplicationRemoved(_ApplicationEvent, name="application.removed"):
    application_name: str


class ApplicationSecretRotated(_ApplicationEvent, name="application.secret_rotated"):
    """It has a new secret; the one before ended."""
