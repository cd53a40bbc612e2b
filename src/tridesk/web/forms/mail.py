"""Forms about mailboxes and fields of tickets."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tridesk.channels.types import MailWords
from tridesk.tickets.types import FieldKind
from tridesk.web import words
from tridesk.web.forms.base import Area, DeskForm

SECURITY = [
    ("tls", _("TLS from the first byte (usual)")),
    ("starttls", _("STARTTLS")),
    ("plain", _("none (only inside the house)")),
]
AFTER_READING = [
    ("keep", _("leave it there, marked as read")),
    ("move", _("move it to another folder")),
    ("delete", _("delete it there")),
]
FETCH_BY = [("imap", _("IMAP")), ("pop3", _("POP3"))]
SIGN_IN = [
    ("password", _("user and password")),
    ("oauth2", _("OAuth2 (Google, Microsoft and others)")),
]
_KEEP = _("Leave it empty to keep the one we have.")


class MailboxForm(DeskForm):
    """One mailbox: who it is, where its mail comes from, how its answers leave."""

    address = forms.EmailField(label=_("Mail address"), max_length=254)
    sender_name = forms.CharField(label=_("Sender's name"), max_length=120, required=False)
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, empty_value=None, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    signature = Area(label=_("Signature under answers"), required=False)
    acknowledge = forms.BooleanField(
        label=_("Acknowledge new tickets"),
        required=False,
        help_text=_("Once, in the sender's language, never to robots."),
    )
    plus_addressing = forms.BooleanField(
        label=_("The server knows addresses with a plus"),
        required=False,
        help_text=_("Then answers come back to support+4711.…@, which finds the ticket surest."),
    )
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Otherwise nothing is fetched or sent.")
    )
    fetch_by = forms.ChoiceField(label=_("Fetched by"), choices=FETCH_BY)
    sign_in = forms.ChoiceField(
        label=_("Signs in with"),
        choices=SIGN_IN,
        help_text=_("At both servers. OAuth2 needs no password; once it is saved, this page asks for the provider."),
    )
    fetch_host = forms.CharField(label=_("Server to fetch from"), max_length=253, required=False)
    fetch_port = forms.IntegerField(label=_("Port to fetch from"), min_value=1, max_value=65535)
    fetch_security = forms.ChoiceField(label=_("Security of fetching"), choices=SECURITY)
    fetch_user = forms.CharField(label=_("User for fetching"), max_length=254, required=False)
    fetch_password = forms.CharField(
        label=_("Password for fetching"),
        required=False,
        strip=False,
        help_text=_KEEP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    folder = forms.CharField(label=_("Folder"), max_length=200, help_text=_("Only with IMAP: POP3 has no folders."))
    after_reading = forms.ChoiceField(
        label=_("A mail that is stored here"),
        choices=AFTER_READING,
        help_text=_("What becomes of it on the server. Nothing is touched there before it is stored here."),
    )
    move_to = forms.CharField(
        label=_("Folder to move it to"),
        max_length=200,
        required=False,
        help_text=_("Only where mails are moved, by IMAP. It is made if it is missing."),
    )
    smtp_host = forms.CharField(label=_("SMTP server"), max_length=253, required=False)
    smtp_port = forms.IntegerField(label=_("SMTP port"), min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=_("Security of SMTP"), choices=SECURITY)
    smtp_user = forms.CharField(label=_("SMTP user"), max_length=254, required=False)
    smtp_password = forms.CharField(
        label=_("SMTP password"),
        required=False,
        strip=False,
        help_text=_KEEP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    largest_mb = forms.IntegerField(
        label=_("Largest mail, in MB"),
        min_value=1,
        max_value=1000,
        help_text=_("Files that do not fit are sent as links. Gmail and Microsoft 365 take 25 to 35 MB."),
    )
    per_minute = forms.IntegerField(
        label=_("Mails a minute, at most"),
        min_value=0,
        max_value=100_000,
        help_text=_(
            "0: no limit. Microsoft 365 takes 30 a minute. Gmail counts by the day: 2,000 in Google Workspace, 500 "
            "without."
        ),
    )
    ca_file = forms.CharField(
        label=_("File with the servers' own certificate authority"), max_length=500, required=False
    )

    def __init__(self, *args: Any, teams: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("The default team")), *teams.items()]  # type: ignore[attr-defined]
        languages = [("", _("The sender's own")), *settings.LANGUAGES]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class MailTemplateForm(DeskForm):
    """The words of a kind of mail, and how its preview shows them."""

    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        help_text=_("The shipped one where it is empty."),
        widget=forms.TextInput(attrs={"data-words": "", "autocomplete": "off"}),
    )
    text = Area(label=_("Plain text"), required=False, strip=False, rows=12)
    html = Area(
        label=_("HTML"),
        required=False,
        strip=False,
        rows=12,
        help_text=_("Made from the plain text where it is empty."),
    )
    part = forms.ChoiceField(
        label=_("Part"),
        choices=[("mail", _("Mail")), ("plain", _("Plain text"))],
        required=False,
        widget=forms.RadioSelect,
    )
    colours = forms.ChoiceField(
        label=_("Colours"),
        choices=[("light", _("Light")), ("dark", _("Dark"))],
        required=False,
        widget=forms.RadioSelect,
    )
    width = forms.ChoiceField(
        label=_("Width"),
        choices=[("computer", _("Computer")), ("phone", _("Phone"))],
        required=False,
        widget=forms.RadioSelect,
    )
    filled = forms.ChoiceField(
        label=_("Filled in"),
        choices=[("full", _("Everything")), ("least", _("The least"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text", "html"):
            self.fields[name].widget.attrs |= {"data-words": "", "spellcheck": "true" if name == "text" else "false"}

    def words(self) -> MailWords:
        """What the actions take."""
        given = self.cleaned_data
        return MailWords(given["subject"], given["text"], given["html"])


class FieldForm(DeskForm):
    """A custom field: its names, its choices, where it is asked."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=80, required=False)
    name_pt_br = forms.CharField(label=_("Name in Portuguese"), max_length=80, required=False)
    options = Area(label=_("Choices"), required=False, help_text=_("One a line. For fields with choices only."))
    ticket_types = forms.MultipleChoiceField(
        label=_("For tickets of these types"),
        required=False,
        choices=list(words.TICKET_TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all."),
    )
    position = forms.IntegerField(
        label=_("Place"), min_value=0, max_value=1000, initial=0, help_text=_("Small numbers come first.")
    )
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    for_requester = forms.BooleanField(label=_("Requesters see and fill it in too"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean_options(self) -> list[str]:
        return str(self.cleaned_data["options"]).splitlines()

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        names = {"en": given.pop("name_en"), "es": given.pop("name_es"), "pt-br": given.pop("name_pt_br")}
        given.pop("kind", None)
        given.pop("key", None)
        return {"names": names, **given}


class NewFieldForm(FieldForm):
    """Kind and key are chosen once: values already given would lose their meaning."""

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=FieldKind, choices=list(words.FIELD_KINDS.items()))
    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        required=False,
        help_text=_("Its name for programs; made from the name where empty."),
    )
    field_order = ("name_en", "name_es", "name_pt_br", "kind", "key")
