"""`migrate`, `demo`, `backup`, `restore`."""

import argparse
from pathlib import Path

from tridesk.cli.language import gettext as _
from tridesk.cli.language import ngettext
from tridesk.cli.setup import fail, ready, ready_with_database, say, say_json

# What migrating writes; whoever changes it leaves an audit line, which tells the two apart.
DEFAULTS = frozenset({"identity_role", "identity_team", "infra_installation_key"})


def migrate(_arguments: argparse.Namespace) -> int:
    """Brings the database up to this version."""
    ready()
    done = migrated()
    text = ngettext("Done: %(count)s step.", "Done: %(count)s steps.", done)
    say(_("The database is at this version.") if not done else text % {"count": done})
    return 0


def migrated() -> int:
    """Runs what is pending; returns how many steps that were."""
    from django.conf import settings
    from django.core.management import call_command

    from tridesk.infra.outbox.feed import begin_era
    from tridesk.infra.schema import pending_migrations

    settings.CONFIG.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    pending = len(pending_migrations())
    if pending:
        call_command("migrate", verbosity=0, skip_checks=True)
    begin_era()  # the database may have come from another server
    return pending


def demo(arguments: argparse.Namespace) -> int:
    """Loads the story."""
    ready_with_database()
    from tridesk.cli.demo import is_empty, load, sign_ins

    if not arguments.force and not is_empty():
        return fail(
            73, _("There is data here already. The demo belongs into an empty installation; --force loads it anyway.")
        )
    load()
    for line in sign_ins():
        say(line)
    return 0


def backup(arguments: argparse.Namespace) -> int:
    """Copies everything."""
    ready_with_database()
    from tridesk.cli.refusals import refusal
    from tridesk.infra.backup import BackupError
    from tridesk.infra.backup import backup as take
    from tridesk.kernel.clock import now

    try:
        manifest = take(Path(arguments.directory), now=now())
    except BackupError as error:
        return fail(73, refusal(error))
    if arguments.json:
        import msgspec

        say_json(msgspec.to_builtins(manifest))
    else:
        say(_("The backup is in %(folder)s.") % {"folder": arguments.directory})
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Brings everything back."""
    ready()
    from tridesk.cli.refusals import refusal
    from tridesk.infra.backup import BackupError
    from tridesk.infra.backup import restore as bring_back

    try:
        bring_back(Path(arguments.directory), overwrite=arguments.overwrite, defaults=DEFAULTS)
    except BackupError as error:
        return fail(73, refusal(error))
    say(_("The backup is back. Run 'tridesk migrate' if it is of an older version."))
    return 0
