"""All commands and their words. Nothing heavy is imported before a command is known."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from tridesk import __version__
from tridesk.cli.language import gettext as _
from tridesk.cli.usage import translate


class Parser(argparse.ArgumentParser):
    """Ends a wrong call with 64 (EX_USAGE) and a hint where help is."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        hint = _("Try '%(program)s --help'.") % {"program": self.prog}
        self.exit(64, f"{self.prog}: {message}\n{hint}\n")


def build() -> argparse.ArgumentParser:
    """The whole command line."""
    translate()
    parser = Parser(
        prog="tridesk", description=_("The one desk where the user, the analyst and the vendor work in harmony.")
    )
    parser.add_argument("--version", action="version", version=f"tridesk {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    _service(commands)
    _data(commands)
    _people(commands)
    _tokens(commands)
    _mailboxes(commands)
    _mail(commands)
    _api(commands)
    return parser


def _call(path: str) -> Callable[[argparse.Namespace], Any]:
    """Imports `module:function` only when it is called; a module without dots is one of this package."""
    module, _colon, function = path.partition(":")
    full = module if "." in module else f"tridesk.cli.{module}"

    def call(arguments: argparse.Namespace) -> Any:
        return getattr(import_module(full), function)(arguments)

    return call


def _add(commands: Any, name: str, words: str, path: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(call=_call(path))
    return parser


def _service(commands: Any) -> None:
    run = _add(
        commands,
        "run",
        _("Serve pages and do all background work, in one process family."),
        "tridesk.bootstrap.serving:run",
    )
    run.add_argument("--demo-if-empty", action="store_true", help=_("Load the demo story if there is no data yet."))
    _add(commands, "web", _("Serve the pages only."), "tridesk.bootstrap.serving:web")
    worker = _add(
        commands,
        "worker",
        _("Do background work only: mail, events, recurring work."),
        "tridesk.bootstrap.serving:worker",
    )
    worker.add_argument(
        "--with-parent", type=int, metavar="PID", help=_("End when this process, which started the worker, ends.")
    )
    _add(commands, "migrate", _("Bring the database up to this version."), "data:migrate")
    demo = _add(commands, "demo", _("Load the demo story into an empty installation."), "data:demo")
    demo.add_argument("--force", action="store_true", help=_("Also into one that has data."))


def _data(commands: Any) -> None:
    doctor = _add(commands, "doctor", _("Say what is wrong and what to do about it."), "doctor:run")
    doctor.add_argument("--json", action="store_true", help=_("Print one JSON object, with counts."))
    backup = _add(commands, "backup", _("Copy database and files into a folder, while running."), "data:backup")
    backup.add_argument("directory", metavar="DIR")
    backup.add_argument("--json", action="store_true", help=_("Print one JSON object."))
    restore = _add(commands, "restore", _("Bring a backup back."), "data:restore")
    restore.add_argument("directory", metavar="DIR")
    restore.add_argument("--overwrite", action="store_true", help=_("Also where there is data already; it is lost."))


def _people(commands: Any) -> None:
    user = commands.add_parser("user", help=_("People who sign in."))
    verbs = user.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    add = _add(verbs, "add", _("Add a person, or give a known one a role and a password."), "people:add")
    add.add_argument("email", metavar="ADDRESS")
    add.add_argument("--name", default="", help=_("How the person is called."))
    add.add_argument(
        "--role",
        default="administrator",
        help=_("requester, vendor_contact, analyst, lead, administrator or a role of your own."),
    )
    add.add_argument("--language", default="", choices=["", "en", "es", "pt-br"], help=_("Language of the person."))
    add.add_argument("--password-stdin", action="store_true", help=_("Read the password from standard input."))
    add.add_argument("--json", action="store_true", help=_("Print one JSON object."))


def _tokens(commands: Any) -> None:
    token = commands.add_parser("token", help=_("Tokens that programs show to the API."))
    verbs = token.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    create = _add(verbs, "create", _("Make a token for a person's program and print it, this once."), "tokens:create")
    create.add_argument("--person", required=True, metavar="ADDRESS", help=_("Who the program acts as."))
    create.add_argument("--name", required=True, help=_("By which the token is known later."))
    create.add_argument(
        "--scope", required=True, nargs="+", action="extend", metavar="SCOPE", help=_("What it may do: tickets:read.")
    )
    create.add_argument("--days", type=int, metavar="DAYS", help=_("When it ends; else it does not."))
    create.add_argument("--json", action="store_true", help=_("Print one JSON object."))
    listed = _add(verbs, "list", _("Show all tokens that count."), "tokens:show")
    listed.add_argument("--json", action="store_true", help=_("Print a JSON line for each."))
    revoke = _add(verbs, "revoke", _("End a token at once."), "tokens:revoke")
    revoke.add_argument("id", type=int, metavar="ID")


def _mailboxes(commands: Any) -> None:
    mailbox = commands.add_parser("mailbox", help=_("Addresses that people write to."))
    verbs = mailbox.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    add = _add(verbs, "add", _("Add a mailbox; passwords are asked for or read from the environment."), "mailboxes:add")
    add.add_argument("address", metavar="ADDRESS")
    add.add_argument(
        "--imap", default="", metavar="URL", help=_("imaps://user@host:993/INBOX, imap+starttls:// or imap://")
    )
    add.add_argument(
        "--pop3",
        default="",
        metavar="URL",
        help=_("pop3s://user@host:995, pop3+starttls:// or pop3://, instead of IMAP"),
    )
    add.add_argument("--smtp", default="", metavar="URL", help=_("smtps://user@host:465, smtp+starttls:// or smtp://"))
    add.add_argument(
        "--password-env", default="", metavar="NAME", help=_("Environment variable that holds the password of both.")
    )
    add.add_argument("--password-stdin", action="store_true", help=_("Read the password of both from standard input."))
    add.add_argument(
        "--largest-mb", default=20, type=int, metavar="MB", help=_("What its SMTP server takes of one mail.")
    )
    add.add_argument(
        "--per-minute", default=0, type=int, metavar="MAILS", help=_("How many mails may leave a minute; 0: no limit.")
    )
    add.add_argument("--ca-file", default="", help=_("Certificates (PEM) to trust in place of the system's."))
    add.add_argument("--team", default="", help=_("Name of the team its tickets go to."))
    add.add_argument("--name", default="", help=_("Sender name."))
    add.add_argument("--language", default="", choices=["", "en", "es", "pt-br"])
    add.add_argument("--plus-addressing", action="store_true", help=_("The server delivers name+anything@ to name@."))
    add.add_argument(
        "--after-reading",
        default="keep",
        choices=["keep", "move", "delete"],
        help=_("What becomes of a mail on the server once it is stored here."),
    )
    add.add_argument("--move-to", default="", metavar="FOLDER", help=_("The folder that stored mails are moved to."))
    for name, words, path in (
        ("test", _("Connect to both servers and say what they answer."), "mailboxes:test"),
        ("poll", _("Fetch what is new now."), "mailboxes:poll"),
    ):
        verb = _add(verbs, name, words, path)
        verb.add_argument("address", metavar="ADDRESS")
        verb.add_argument("--json", action="store_true", help=_("Print one JSON object."))
    dkim = _add(verbs, "dkim", _("Show, make or remove the key that its mails are signed with."), "mailbox_dkim:run")
    dkim.add_argument("address", metavar="ADDRESS")
    change = dkim.add_mutually_exclusive_group()
    change.add_argument("--make", action="store_true", help=_("Make a new key and sign with it."))
    change.add_argument("--remove", action="store_true", help=_("Forget the key; mails leave unsigned."))
    dkim.add_argument("--domain", default="", help=_("Domain to sign for; else the one of the address."))
    dkim.add_argument("--selector", default="", metavar="NAME", help=_("Name of the new key, another one for each."))
    dkim.add_argument("--check", action="store_true", help=_("Ask the name servers whether the record is there."))
    dkim.add_argument("--json", action="store_true", help=_("Print one JSON object."))
    listed = _add(verbs, "list", _("Show all mailboxes and how they fare."), "mailboxes:show")
    listed.add_argument("--json", action="store_true", help=_("Print a JSON line for each."))


def _mail(commands: Any) -> None:
    mail = commands.add_parser("mail", help=_("Mails from files, and from a mail server that brings them."))
    verbs = mail.add_subparsers(metavar="VERB", required=True, parser_class=Parser)
    parse = _add(verbs, "parse", _("Read mails and print each as a JSON line; needs no database."), "mail:parse")
    parse.add_argument(
        "paths", nargs="+", metavar="PATH", help=_("Files, folders of .eml, mbox files, Maildir folders.")
    )
    ingest = _add(verbs, "ingest", _("Take mails in as tickets; prints a JSON line for each."), "mail:ingest")
    ingest.add_argument(
        "paths", nargs="+", metavar="PATH", help=_("Files, folders of .eml, mbox files, Maildir folders.")
    )
    ingest.add_argument(
        "--answer", action="store_true", help=_("Acknowledge and tell people, as if they had just come.")
    )
    ingest.add_argument(
        "--mailbox", default="", metavar="ADDRESS", help=_("The mailbox through which they count as come.")
    )
    listen = _add(
        verbs,
        "listen",
        _("Take mail from the mail server beside us by LMTP, until it is ended."),
        "tridesk.bootstrap.serving:listen",
    )
    where = listen.add_mutually_exclusive_group()
    where.add_argument("--bind", default="127.0.0.1:2424", metavar="ADDRESS:PORT", help=_("Where to listen."))
    where.add_argument("--socket", default="", metavar="PATH", help=_("Listen on this socket in place of a port."))
    listen.add_argument(
        "--with-parent", type=int, metavar="PID", help=_("End when this process, which started the listener, ends.")
    )


def _api(commands: Any) -> None:
    api = _add(
        commands, "api", _("Call the API once and print its JSON; without a path, list what there is."), "api:call"
    )
    api.add_argument("method", nargs="?", default="GET", metavar="METHOD", help=_("GET, POST, PATCH, PUT or DELETE."))
    api.add_argument("path", nargs="?", default="", metavar="PATH", help=_("Such as /tickets."))
    api.add_argument("--data", metavar="JSON", help=_("The body; @file reads it from a file, - from standard input."))
    api.add_argument(
        "--query", action="append", default=[], metavar="NAME=VALUE", help=_("May be given several times.")
    )
    api.add_argument("--url", default="", help=_("Address of the desk; else this installation's own."))
    api.add_argument(
        "--token-env", default="TRIDESK_TOKEN", metavar="NAME", help=_("Environment variable that holds the token.")
    )
    api.add_argument("--token-file", default="", metavar="PATH", help=_("File that holds the token, with mode 0600."))
    how = api.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_true", help=_("Follow the pages and print a JSON line for each item."))
    how.add_argument("--raw", action="store_true", help=_("Print the answer byte by byte, for files."))
