"""The table of settings: name, default, how it is read, meaning. `config.py` reads them, `docs` list them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tridesk.bootstrap import config_values as read

LANGUAGES = ("en", "es", "pt-br")


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table below; `name` is without the prefix."""

    name: str
    default: str
    read: Callable[[str], Any]
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("BIND", "127.0.0.1:8000", read.bind, "Address and port that the web server listens on."),
    Setting("DATA_DIR", "var", read.text, "Folder of the database (SQLite), the files and the secret key."),
    Setting(
        "DATABASE_URL",
        "",
        read.database,
        "postgresql://user:password@host/name; empty: SQLite in the data folder.",
        secret=True,
    ),
    Setting(
        "PUBLIC_URL",
        "",
        read.origin,
        "Address under which people reach the pages; empty: http:// and the bind address.",
    ),
    Setting("ALLOWED_HOSTS", "", read.words, "Further host names the pages answer to, separated by commas."),
    Setting(
        "SECRET_KEY",
        "",
        read.text,
        "Signs sessions and links; empty: made once and kept in the data folder.",
        secret=True,
    ),
    Setting("DEBUG", "false", read.flag, "Shows errors with their source on the page. Never on a public address."),
    Setting("LANGUAGE", "en", read.choice(*LANGUAGES), "Language of people who have not chosen one: en, es or pt-br."),
    Setting("TIME_ZONE", "UTC", read.zone, "Time zone of people who have not chosen one."),
    Setting("SITE_NAME", "Tridesk", read.text, "Name of this desk on pages and in mails."),
    Setting("TICKET_PREFIX", "TD-", read.text, "What stands before a ticket's number."),
    Setting("MAIL_FROM", "", read.sender, "Sender of mails that belong to no mailbox (sign-in codes, notices)."),
    Setting(
        "SMTP_URL",
        "",
        read.smtp,
        "smtp://, smtps:// or smtp+starttls://user:password@host:port for those mails.",
        secret=True,
    ),
    Setting(
        "TRUSTED_AUTHSERV",
        "",
        read.words,
        "Names (authserv-id) by which your own mail servers sign Authentication-Results, separated by commas; empty: "
        "no such header is believed.",
    ),
    Setting(
        "CHECK_ORIGIN",
        "true",
        read.flag,
        "Where none of those servers said anything of a mail, check SPF, DKIM, DMARC and ARC here, by name servers.",
    ),
    Setting(
        "DNS",
        "",
        read.name_servers,
        "Addresses of the name servers to ask, separated by commas, as in 192.0.2.53 or 192.0.2.54:5353; empty: the "
        "system's.",
    ),
    Setting(
        "MAIL_RELAYS",
        "",
        read.networks,
        "Public addresses or networks of servers that your mail passes on its way here, such as a filter in front, "
        "separated by commas; SPF is about who brought it to them.",
    ),
    Setting(
        "REPLY_BY_MAIL",
        "true",
        read.flag,
        "An analyst's mail that is surely theirs counts as their reply and goes to the requester; false: it is a note.",
    ),
    Setting(
        "MAIL_COMMANDS",
        "false",
        read.flag,
        "Commands in the first lines of an analyst's mail (/solved, /pending, /note, /assign) are followed.",
    ),
    Setting("MAX_UPLOAD_MB", "50", read.whole(1, 10_000), "Largest file a person may attach, in MB (1,000,000 bytes)."),
    Setting(
        "MAX_MAIL_MB",
        "50",
        read.whole(1, 10_000),
        "Largest mail that is taken from a mail server or a provider who brings it, in MB (1,000,000 bytes).",
    ),
    Setting(
        "BLOCKED_FILE_TYPES",
        "exe,com,bat,cmd,scr,pif,msi,vbs,js,jse,wsf,hta,lnk,ps1",
        read.words,
        "File endings that are refused as attachments on pages.",
    ),
    Setting(
        "CLAMD",
        "",
        read.clamd,
        "Where clamd scans files for viruses: unix:/run/clamav/clamd.ctl or host:port; empty: nothing is scanned.",
    ),
    Setting("LINK_DAYS", "90", read.whole(1, 3650), "Days after which a requester's signed link expires."),
    Setting("CLOSE_AFTER_DAYS", "10", read.whole(1, 3650), "Days after which a solved ticket is closed."),
    Setting("DELETE_AFTER_DAYS", "30", read.whole(1, 3650), "Days a deleted ticket can be brought back."),
    Setting(
        "API_PER_MINUTE",
        "1200",
        read.whole(0, 10_000_000),
        "Calls of the API a token, or a signed-in person, may make in a minute; 0: as many as they like.",
    ),
    Setting(
        "WEBHOOK_PRIVATE",
        "",
        read.reachable,
        "Hosts, addresses or networks inside your own network that webhooks may be sent to, separated by commas, as in "
        "ci.example.internal or 10.1.0.0/16; empty: none.",
    ),
    Setting("S3_BUCKET", "", read.text, "Bucket for files; empty: files lie in the data folder."),
    Setting("S3_ENDPOINT", "", read.url, "Address of the S3-compatible store; empty: Amazon's."),
    Setting("S3_REGION", "", read.text, "Region of the bucket."),
    Setting("S3_ACCESS_KEY", "", read.text, "Access key of the bucket.", secret=True),
    Setting("S3_SECRET_KEY", "", read.text, "Secret key of the bucket.", secret=True),
    Setting(
        "WEB_THREADS", "0", read.whole(0, 64), "Threads that answer pages; 0: three on SQLite, eight on PostgreSQL."
    ),
    Setting(
        "WORKER_THREADS",
        "2",
        read.whole(1, 64),
        "Threads of the worker that wait for mail servers, and as many for webhooks.",
    ),
    Setting("TRUST_PROXY", "false", read.flag, "Believe X-Forwarded-For and X-Forwarded-Proto of the proxy in front."),
    Setting("LOG_LEVEL", "info", read.choice("debug", "info", "warning", "error"), "How much is logged."),
)
