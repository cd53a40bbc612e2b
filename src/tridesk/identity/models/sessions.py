"""Signed-in browsers. Django finds `SessionStore` here by the setting SESSION_ENGINE."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from tridesk.identity.models.person import Person


class Session(AbstractBaseSession):
    """A signed-in browser. The person stands beside the data, so that one joined query reads both."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> type:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's database sessions, kept in our table."""

    _encoded = ""

    def hand_over(self, encoded: str) -> None:
        """The data as a query read it along with the person: not read again, and decoded only where it is looked at."""
        self._encoded = encoded

    def load(self) -> dict[str, Any]:
        return self.decode(self._encoded) if self._encoded else super().load()

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of this session, with whom it belongs to in the column of its own."""
        row: Any = super().create_model_instance(data)
        row.person_id = int(data["_auth_user_id"]) if data.get("_auth_user_id") else None
        return row
