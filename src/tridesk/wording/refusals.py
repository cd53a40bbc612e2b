"""Refusals as sentences: what happened, why, what to do now. One table for all rooms and all doors."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as N_
from django.utils.translation import ngettext_lazy

from tridesk.kernel.errors import ConflictError, DomainError, InvalidError, NotAllowedError, NotFoundError
from tridesk.wording.mail_templates import MAIL_TEMPLATES
from tridesk.wording.uploads import UPLOADS

# The closest entry counts: "code.field.reason", "code.reason", "code.field", "code", then the same of the base.
SENTENCES: dict[str, Promise] = {
    "not_signed_in": N_("This needs a token that works. Send one as “Authorization: Bearer …”, or make a new one."),
    "not_signed_in.csrf": N_("This came without the page's own mark. Reload the page and try again."),
    "scope_missing": N_("This token lacks the scope %(scope)s. Make one that has it."),
    "too_many_calls": N_("These were too many calls. Wait %(seconds)s seconds and try again."),
    "idempotency_key_reused": N_("This Idempotency-Key was used for something else. Make a new one for each call."),
    "changed_since": N_(
        "Somebody changed this since you read it, and nothing was saved. Read it again and decide again."
    ),
    "malformed": N_("This cannot be read. What is wrong, and where, stands in “errors”."),
    "not_found": N_("There is nothing here, or it is not yours to see. Check the address, or ask for it by name."),
    "not_allowed": N_("Your role does not allow this. Ask an administrator if you need it."),
    "conflict": N_("Somebody else changed this meanwhile, and nothing was saved. Reload the page and try again."),
    "invalid": N_("This value cannot be taken. Check it and try again."),
    "invalid.empty": N_("Fill this in."),
    "invalid.required": N_("Fill this in."),
    "invalid.too_long": ngettext_lazy(
        "This is too long: at most %(limit)s character.", "This is too long: at most %(limit)s characters.", "limit"
    ),
    "invalid.taken": N_("Another one has this name already. Choose a different name."),
    "invalid.too_many": N_("These are too many. Leave some out."),
    "invalid.no_address": N_("This is no mail address. It looks like name@example.com."),
    "invalid.out_of_range": N_("Choose a number from %(least)s to %(most)s."),
    "invalid.no_port": N_("A port is a number from 1 to 65535."),
    "invalid.url.private": N_(
        "This address lies inside a network that is not reached from here. An administrator of the server can allow it "
        "with TRIDESK_WEBHOOK_PRIVATE."
    ),
    "invalid.url.unknown_host": N_("Nobody knows this host. Check how the address is written."),
    "invalid.url.malformed": N_("This is no address that can be posted to. It looks like https://example.com/hook."),
    "invalid.headers.header_name": N_("“%(value)s” cannot be a header of yours. Choose another name."),
    "invalid.signature_header.header_name": N_("“%(value)s” cannot be the name of a header. Check how it is written."),
    "webhook_off": N_("This webhook is switched off. Switch it on first."),
    "invalid.unknown": N_("This is none of the choices. Choose one from the list."),
    "invalid.unknown_value": N_("This is none of the choices. Choose one from the list."),
    "invalid.malformed": N_("This cannot be read. Check how it is written."),
    "invalid.address.malformed": N_("This is no mail address. It looks like name@example.com."),
    "invalid.email.malformed": N_("This is no mail address. It looks like name@example.com."),
    "invalid.email.not_theirs": N_("Only one of the person's own addresses can be the main one. Add it first."),
    "invalid.address.primary": N_("This is the main address. Make another one the main address first."),
    "invalid.domains.malformed": N_("“%(value)s” is no mail domain. It looks like example.com."),
    "invalid.domains.free_mail": N_(
        "Anybody can have an address at %(value)s, so it cannot tell where somebody belongs."
    ),
    "invalid.time_zone.unknown": N_("This is no time zone we know. Choose one from the list."),
    "invalid.cursor": N_("This address is not complete. Begin at the first page of the list."),
    "invalid.file.too_large": N_("“%(name)s” is too large: at most %(limit_mb)s MB."),
    "invalid.file.type_blocked": N_(
        "Files that end in .%(ending)s are not taken here. Put “%(name)s” into a ZIP file and try again."
    ),
    "invalid.file.token": N_("This file was uploaded too long ago, or by somebody else. Attach it again."),
    "file_infected": N_(
        "This file is held back: the virus scanner found %(signature)s in it. Ask its sender for a clean one. If it is "
        "surely harmless, let it be sent another way."
    ),
    "file_waiting": N_("This file is being checked for viruses. Try again in a moment."),
    "invalid.person.merged": N_("This person was merged into another one. Use the other one."),
    "invalid.person.not_staff": N_("Only people who work tickets can be in a team. Change the role first."),
    "invalid.other.itself": N_("Choose somebody else: one cannot be merged with oneself."),
    "invalid.other.ring": N_("This would lead in a circle. Choose another one."),
    "invalid.team.default": N_(
        "Tickets that nobody else claims wait in this team. Make another one the default first."
    ),
    "invalid.default.archived": N_("An archived team cannot be the default. Restore it first."),
    "invalid.name.built_in": N_("The names of the roles that came with Tridesk stay as they are."),
    "invalid.permissions.built_in": N_("The administrator's role always allows everything."),
    "invalid.site.of_another_organisation": N_("This site belongs to another organisation. Choose one of its own."),
    "invalid.password.password_too_short": N_("This password is too short. Use at least 10 characters."),
    "invalid.password.password_too_common": N_(
        "This password is one of those that are tried first. Choose another one."
    ),
    "invalid.password.password_too_similar": N_("This password is too much like the name or the address."),
    "invalid.password.password_entirely_numeric": N_("Digits alone are soon guessed. Use letters too."),
    "invalid.send_at.past": N_("This time is over. Choose one that is still to come."),
    "invalid.send_at.too_late": N_("This is more than a year ahead. Choose an earlier time."),
    "invalid.send_at.malformed": N_("This is no date with a time of day. Choose one."),
    "invalid.send_at.note": N_("A note is for your team and is added at once. Choose “Reply” to send something later."),
    "invalid.voice.not_theirs": N_("This mailbox does not speak for this ticket. Choose another sender."),
    "scheduled_gone": N_("This reply has left meanwhile, or another one took its place. Reload the page."),
    "author_left": N_("Who wrote it does not work here any more. Edit it and send it in your own name."),
    "invalid.subject.required": N_("Give it a subject: a few words that say what it is about."),
    "invalid.status.not_new_again": N_("A ticket that was answered cannot be new again."),
    "invalid.messages.not_of_this_ticket": N_("One of the messages is no longer on this ticket. Reload the page."),
    "invalid.messages.nothing_left": N_("Something must stay on this ticket. Leave out at least one message."),
    "invalid.assignee.not_assignable": N_("This person cannot work the team's tickets. Choose somebody of the team."),
    "message_empty": N_("Write something first."),
    "field_invalid.required": N_("Fill in “%(name)s”."),
    "field_invalid.unknown": N_("Tickets of this type have no field “%(name)s”."),
    "field_invalid.too_long": N_("“%(name)s” is too long. Shorten it."),
    "field_invalid.not_a_number": N_("“%(name)s” takes a number, such as 12.5."),
    "field_invalid.not_a_date": N_("“%(name)s” takes a date, such as 2026-03-10."),
    "field_invalid.not_a_choice": N_("That is none of the choices of “%(name)s”. Choose one from the list."),
    "field_invalid.not_a_person": N_("“%(name)s” takes a person. Choose one from the list."),
    "field_invalid": N_("“%(name)s” does not fit. Check what you wrote."),
    "last_administrator": N_("Nobody would be left who can manage roles. Make somebody else an administrator first."),
    "address_taken": N_("%(address)s belongs to somebody else already. Open that person, or merge the two."),
    "role_in_use.people": N_("People still have this role. Give them another one first."),
    "role_in_use.built_in": N_("This role came with Tridesk and stays."),
    "role_in_use": N_("This role is still in use. Give its people another one first."),
    "domain_taken": N_("%(domain)s belongs to another organisation already. Take it away there first."),
    "organisation_name_taken": N_("There is an organisation “%(name)s” already. Open it, or choose another name."),
    "link_invalid": N_("This link is no longer good. Ask for a new one by answering any mail about your ticket."),
    "ticket_not_found": N_("There is no such ticket, or it is not yours to see."),
    "ticket_changed_meanwhile": N_(
        "Somebody else changed this meanwhile, and nothing was saved. It is now “%(theirs)s”. Reload and decide again."
    ),
    "ticket_gone": N_(
        "This ticket was deleted, marked as spam or merged meanwhile; nothing more can be done to it here."
    ),
    "ticket_closed": N_("This ticket is closed and takes no more replies. Open a new one for what comes now."),
    "link_refused.itself": N_("A ticket cannot be linked to itself. Choose another number."),
    "link_refused.gone": N_("That ticket was deleted, is spam, or was merged. Choose another number."),
    "merge_refused.closed": N_(
        "This ticket is closed and takes no more messages, so nothing can be merged into it. Reopen it first, or merge "
        "it into the other one."
    ),
    "merge_refused.itself": N_("A ticket cannot be merged into itself. Choose another number."),
    "merge_refused.gone": N_("That ticket was deleted or merged. Choose another number."),
    "merge_refused": N_("These tickets cannot be merged."),
    "cannot_undo.too_late": N_("It is too late to take this back."),
    "cannot_undo.was_new": N_("A ticket that was answered cannot be new again."),
    "cannot_undo.not_spam": N_("This ticket is not spam any more."),
    "cannot_undo.not_deleted": N_("This ticket is not deleted any more."),
    "cannot_undo.not_merged": N_("This ticket is not merged any more."),
    "cannot_undo.not_yours": N_("Only who did this can take it back."),
    "cannot_undo": N_("Something happened since, so this cannot be taken back."),
    "mailbox_not_found": N_("This mailbox is gone. Go back to the list of mailboxes."),
    "invalid.move_to.same_folder": N_(
        "Mails are fetched from this folder, so they cannot be moved to it. Choose another folder."
    ),
    "invalid.after_reading.pop3_has_no_folders": N_(
        "POP3 knows no folders, so mails cannot be moved to one. Leave them there, delete them, or fetch by IMAP."
    ),
    "invalid.no_safe_url": N_("Secrets are sent there, so this must be an address that begins with https://."),
    "invalid.client_secret.lost": N_(
        "The client secret can no longer be read, because the desk's secret key was changed. Enter it again."
    ),
    "consent_refused.unknown_state": N_(
        "This answer belongs to no try of this browser, or to one of an hour ago. Open the mailbox and press “Connect”."
    ),
    "consent_refused.denied": N_(
        "The provider was told not to allow it. Press “Connect” again and agree, or ask the administrator of your "
        "organisation there to allow it."
    ),
    "consent_refused.grant": N_("The provider did not accept its own answer any more. Press “Connect” again."),
    "consent_refused.client": N_(
        "The provider does not accept our client ID or secret. Check both on this page; a secret may have run out."
    ),
    "consent_refused.refused": N_("The provider refused. What it said tells why; check what is registered there."),
    "consent_refused.passing": N_("The provider does not answer just now. Press “Connect” again in a moment."),
    "consent_refused.no_refresh_token": N_(
        "The provider gave us access for an hour only. Take this desk off the account's list of allowed programs "
        "there, and press “Connect” again; of another provider, ask for a scope that lasts (often “offline_access”)."
    ),
    "consent_refused.changed": N_(
        "The provider's settings were changed meanwhile, and nothing was saved. Press “Connect” again."
    ),
    "invalid.domain.no_domain": N_("This is no domain. It looks like example.org, in the letters a to z."),
    "invalid.domain.other_domain": N_(
        "This domain does not speak for the mailbox's address. Take the one after its @, or one above that somebody "
        "registered."
    ),
    "invalid.selector.no_selector": N_("Use small letters from a to z, digits and hyphens."),
    "invalid.selector.selector_taken": N_(
        "Another mailbox signs with another key of this name. Choose another name, or sign with its key."
    ),
    "invalid.key.no_key": N_("This is no private key in PEM form. It begins with -----BEGIN and ends with -----."),
    "invalid.key.sealed_key": N_("This key has a password. Take the password off it first."),
    "invalid.key.no_rsa": N_("This is a key of another kind. Signatures that everybody can check need an RSA key."),
    "invalid.key.key_size": N_("This key is too short or too long. Take one of 2048 bits."),
    "invalid.name.too_many_tokens": N_("There are 100 tokens already. Revoke some that are not used any more."),
    "invalid.token.ended": N_("This token has ended for good. Make a new one."),
    "invalid.expires_at.past": N_("This time is over. Choose one that is still to come."),
    "invalid.person.switched_off": N_("This person is switched off. Switch them on first, or choose somebody else."),
    "invalid.acts_as.switched_off": N_("This person is switched off. Switch them on first, or choose somebody else."),
    "invalid.acts_as.public": N_("A program that cannot keep a secret acts for people only. Leave this empty."),
    "invalid.acts_as.nobody": N_("The program acts as nobody yet. Choose the person it acts as first."),
    "invalid.application.switched_off": N_("This program is switched off. Switch it on first."),
    "invalid.application.public": N_("This program cannot keep a secret, so it has none."),
    "invalid.redirect_uris.no_redirect": N_(
        "“%(value)s” cannot be come back to. Take an https:// address without # and *, an app's own scheme with a dot "
        "in it, or http://127.0.0.1/."
    ),
    "invalid.redirect_uris.required": N_("Name at least one address to come back to."),
    "invalid.client_id.no_program": N_(
        "The program that sent you here is not known on this desk, or is switched off. Ask whoever runs it."
    ),
    "invalid.redirect_uri.not_registered": N_(
        "%(name)s wants its answer sent to an address that is not registered here, so you were not led on. Ask whoever "
        "runs it."
    ),
    "grant_refused": N_("The program was given no access. Begin again from the program."),
    "mailbox_taken": N_("This address is used by another mailbox already."),
    **MAIL_TEMPLATES,
    **UPLOADS,
    "mail_not_found": N_("This mail is gone: somebody dealt with it meanwhile."),
    "backup.backup_exists": N_("There is a backup of this second in %(folder)s already. Wait a moment and try again."),
    "backup.no_backup": N_(
        "There is no backup in %(folder)s. Name the folder that 'tridesk backup' wrote into, or a dated one in it."
    ),
    "backup.manifest_unreadable": N_(
        "%(path)s cannot be read, so this backup is not whole. Nothing was changed. Use another copy of it, or "
        "another backup."
    ),
    "backup.newer_format": N_("A newer Tridesk made this backup. Install that version, then restore."),
    "backup.other_database": N_(
        "This backup is of %(backup)s, and the database here is %(target)s. Let TRIDESK_DATABASE_URL name a "
        "database of the same kind."
    ),
    "backup.database_damaged": N_(
        "%(path)s is missing or damaged. Nothing was changed. Use another copy of the backup, or another backup."
    ),
    "backup.source_damaged": N_(
        "The database %(path)s is damaged, and so would its backup be. Look at the disk; the last good backup can "
        "be restored."
    ),
    "backup.file_missing": N_(
        "The backup lacks the file %(path)s. Nothing was changed. Use another copy of it, or another backup."
    ),
    "backup.file_damaged": N_(
        "The file %(path)s of the backup is damaged. Nothing was changed. Use another copy of it, or another backup."
    ),
    "backup.secret_key_missing": N_(
        "The backup lacks %(path)s, without which mailboxes cannot be opened. Nothing was changed. Use another copy "
        "of it."
    ),
    "backup.database_not_empty": N_(
        "There is data in the database already (%(name)s), and it would be lost. If that is meant, say --overwrite."
    ),
    "backup.files_not_empty": N_(
        "There are files in the storage already (%(name)s). If the backup is to take their place, say --overwrite."
    ),
    "backup.target_in_use": N_(
        "Somebody is connected to the database %(name)s. Nothing was changed. Stop Tridesk and try again."
    ),
    "backup.program_missing": N_(
        "PostgreSQL's program %(program)s is not here. Install its client programs, in the server's version or a "
        "newer one."
    ),
    "backup.program_too_old": N_(
        "%(program)s is of version %(version)s and the server of version %(needed)s. Install newer client programs "
        "of PostgreSQL."
    ),
    "backup.program_failed": N_("%(program)s failed, and nothing was changed. It said: %(output)s"),
    "backup.system_error": N_("%(path)s: the system said “%(error)s”. See to its rights and its room, and try again."),
    "backup.unsupported_database": N_("Only SQLite and PostgreSQL can be backed up, not %(name)s."),
}
# What is said where nothing closer is known: a door that can show the code shows it, too.
GENERAL = frozenset({"not_found", "not_allowed", "conflict", "invalid"})
_BASES = ((NotFoundError, "not_found"), (NotAllowedError, "not_allowed"), (ConflictError, "conflict"))


def explain(error: DomainError) -> str:
    """The refusal in the reader's language."""
    values: dict[str, object] = defaultdict(str, error.values)
    for key in keys(error):
        if key in SENTENCES:
            return str(SENTENCES[key] % values)
    return _("This did not work, and nothing was changed. Reload the page and try again.")


def is_known(error: DomainError) -> bool:
    """Whether the sentence speaks of just this refusal, and not of its kind alone."""
    return next((key for key in keys(error) if key in SENTENCES), "invalid") not in GENERAL


def field_of(error: DomainError) -> str | None:
    """The field of the form that the refusal speaks about, or None."""
    field = error.values.get("field")
    return field if isinstance(field, str) else None


def keys(error: DomainError) -> Iterator[str]:
    """Under which entries the refusal is looked for, the closest first."""
    bases = [code for base, code in _BASES if isinstance(error, base)]
    if isinstance(error, InvalidError):
        bases.append("invalid")
    field, reason = field_of(error), error.values.get("reason")
    for code in dict.fromkeys([error.code, *bases]):
        yield f"{code}.{field}.{reason}"
        yield f"{code}.{reason}"
        yield f"{code}.{field}"
        yield code
