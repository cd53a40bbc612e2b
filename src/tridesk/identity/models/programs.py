from django.db import models
from django.db.models import Q

from tridesk.identity.models.person import Person


class Application(models.Model):
    """A program that asks for people (authorization code) or for itself (client credentials, RFC 6749).

    For itself it acts as `acts_as`. A public one (an app on somebody's machine) has no secret and needs PKCE.
    """

    name = models.CharField(max_length=120)
    client_id = models.CharField(max_length=40, unique=True)
    secret_digest = models.CharField(max_length=64, blank=True)
    redirect_uris = models.JSONField(default=list)
    scopes = models.JSONField(default=list)
    acts_as = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    switched_off_at = models.DateTimeField(null=True)


class Consent(models.Model):
    """Somebody lets an application act for them within `scopes`; gone when they take it back."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "application"], name="one_consent_of_a_person")]


class AuthorizationCode(models.Model):
    """Somebody said yes to an application; good once and for a minute. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    redirect_uri = models.CharField(max_length=2000, blank=True)
    scopes = models.JSONField(default=list)
    challenge = models.CharField(max_length=128, blank=True)
    challenge_method = models.CharField(max_length=10, blank=True)
    grant = models.CharField(max_length=32)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccessToken(models.Model):
    """What a program shows in place of a password; only digests are kept, and `hint` to know it by.

    `kind`: personal (somebody's own script), application (an administrator gave it to a program), oauth (given by the
    protocol; `grant` joins all that came of one consent, so that a stolen refresh token that is used twice ends them
    all). What it may: what its person may, narrowed to `scopes`.

    A refresh token that was used keeps its row and digest, so that its second use is noticed.
    """

    PERSONAL, APPLICATION, OAUTH = "personal", "application", "oauth"

    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=20)
    name = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.JSONField(default=list)
    grant = models.CharField(max_length=32, blank=True)
    refresh_digest = models.CharField(max_length=64, null=True, unique=True)
    refresh_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_ip = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="tokens_of_person"),
            models.Index(fields=["grant"], name="tokens_of_grant", condition=~Q(grant="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["personal", "application", "oauth"]), name="token_kind"),
            models.CheckConstraint(
                condition=Q(kind="personal") | Q(application__isnull=False), name="token_of_application"
            ),
        ]
