from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tridesk.identity.models.roles import Role
from tridesk.kernel.text import folded


class People(BaseUserManager["Person"]):
    """Finds people for sign-in by their primary address, whatever its letters' case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """One record for a person, whatever their side.

    `email` is the primary address (a copy of the row in Address, because sign-in reads it); it is empty for
    somebody known only by phone or chat. Who may not sign in has no usable password and no staff role.
    """

    name = models.CharField(max_length=200)
    name_key = models.CharField(
        max_length=400, editable=False
    )  # the name folded: both databases sort and find by it alike
    email = models.EmailField(max_length=254, blank=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="people")
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=64)
    phone = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="person_email_once", condition=~Q(email="")),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(is_active=False), name="merged_person_is_off"),
        ]
        indexes = [models.Index(fields=["name_key", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Sets the name and what is kept beside it; does not save."""
        self.name, self.name_key = name, folded(name)[:400]


class Address(models.Model):
    """A mail address of a person, lower-cased; it belongs to one person only.

    `dead_since` is when a mail to it came back for good, `dead_reason` what the server said.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=254, unique=True)
    verified = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    dead_since = models.DateTimeField(null=True)
    dead_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(address=Lower("address")), name="address_lower_case")]

    def __str__(self) -> str:
        return self.address
