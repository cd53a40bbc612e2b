"""A Postfix of the tests' own, beside the machine's: takes mail by SMTP, hands it to Dovecot by LMTP."""

import functools
import grp
import os
import pwd
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.policy import RecipientPolicy
from tests.servers.ports import claim
from tests.servers.process import OwnedProcess, greets
from tests.servers.tls import Certificates

DESK_DOMAIN = "desk.test"  # its mail goes to a socket at which a test may listen
DOMAINS = frozenset({"tridesk.test", DESK_DOMAIN, "acme.test", "fabrikam.test", "outside.test"})
SIZE_LIMIT = 64 * 1024 * 1024
SMALL = 100_000  # bytes that `small_port` and `silent_port` take of one mail
_DAEMONS = ("/usr/lib/postfix/sbin", "/usr/libexec/postfix", "/usr/lib/postfix/bin", "/usr/lib/postfix")
_QUEUES = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush"),
    *("hold", "incoming", "private", "saved", "trace"),
)


def why_not() -> str | None:
    """Why no Postfix can be started here, in words for a skipped test."""
    if _daemon_folder() is None:
        return "Postfix is not installed"
    if os.getuid() != 0:
        return "Postfix's master starts only as root"
    return None


@dataclass
class Postfix:
    """`folder` must be readable by every user of the machine: Postfix drops its rights.

    `smtp_port` takes mail for its domains from anybody (STARTTLS offered), the two submission ports take it
    after a login (STARTTLS offered; TLS from the start), `old_port` knows no extension of SMTP at all. `small_port`
    takes `SMALL` bytes of a mail and says so, `silent_port` as many and says it only when it had too much.
    """

    folder: Path
    certificates: Certificates
    lmtp_socket: Path
    sasl_socket: Path
    smtp_port: int = field(default_factory=claim)
    submission_port: int = field(default_factory=claim)
    submissions_port: int = field(default_factory=claim)
    old_port: int = field(default_factory=claim)
    small_port: int = field(default_factory=claim)
    silent_port: int = field(default_factory=claim)

    def __post_init__(self) -> None:
        self.policy = RecipientPolicy(claim(), DOMAINS)
        ports = (self.smtp_port, self.submission_port, self.submissions_port, self.old_port)
        ports += (self.small_port, self.silent_port)
        self._process = OwnedProcess(log=self.folder / "postfix-master.log", ports=ports)
        self._process.log.touch()
        self._configuration = self.folder / "postfix"
        self._configuration.mkdir()
        self._lay_out_queue()
        (self._configuration / "main.cf").write_text(self._main())
        (self._configuration / "master.cf").write_text(self._master())

    @property
    def log(self) -> Path:
        return self.folder / "postfix.log"

    @property
    def desk_socket(self) -> Path:
        """Where mail for `desk.test` is brought by LMTP; what nobody takes waits and is tried again."""
        return self.folder / "desk.lmtp"

    @property
    def running(self) -> bool:
        return self._process.running

    def start(self) -> None:
        if not self._process.running:
            # -d: no session of its own, so that its process group is ours to end
            self._process.start([f"{_daemon_folder()}/master", "-c", str(self._configuration), "-d"])
            for port in (self.smtp_port, self.submission_port, self.old_port):
                self._process.wait_until(functools.partial(greets, port, b"220 "))

    def stop(self) -> None:
        self._process.stop()

    def kill(self) -> None:
        """As a power cut."""
        self._process.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.stop()
        self.policy.close()

    def _lay_out_queue(self) -> None:
        postfix, drop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop")
        queue = self.folder / "queue"
        for name in ("", "pid", *_QUEUES):
            (queue / name).mkdir(mode=0o755 if name in ("", "pid") else 0o700)
            if name in _QUEUES:
                os.chown(queue / name, postfix.pw_uid, -1)
        for name, mode in (("public", 0o710), ("maildrop", 0o730)):
            (queue / name).mkdir()
            os.chown(queue / name, postfix.pw_uid, drop.gr_gid)
            (queue / name).chmod(mode)
        data = self.folder / "postfix-data"
        data.mkdir(mode=0o700)
        os.chown(data, postfix.pw_uid, -1)

    def _main(self) -> str:
        return _MAIN.format(
            folder=self.folder,
            daemons=_daemon_folder(),
            domains=" ".join(sorted(DOMAINS)),
            lmtp=self.lmtp_socket,
            desk_domain=DESK_DOMAIN,
            desk=self.desk_socket,
            sasl=self.sasl_socket,
            certificate=self.certificates.certificate,
            key=self.certificates.key,
            policy=self.policy.port,
            size_limit=SIZE_LIMIT,
        )

    def _master(self) -> str:
        return _MASTER.format(
            smtp=self.smtp_port,
            submission=self.submission_port,
            submissions=self.submissions_port,
            old=self.old_port,
            small=self.small_port,
            silent=self.silent_port,
            limit=SMALL,
        )


def _daemon_folder() -> str | None:
    return next((folder for folder in _DAEMONS if shutil.which("master", path=folder)), None)


# Postfix is an outside world with a short memory: what it defers it tries again within a second.
_MAIN = """\
compatibility_level = 3.6
myhostname = mail.tridesk.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
queue_directory = {folder}/queue
data_directory = {folder}/postfix-data
daemon_directory = {daemons}
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
alias_maps =
alias_database =
local_recipient_maps =
default_transport = error:5.1.2 no mail leaves this machine
recipient_delimiter = +
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = static:known
virtual_transport = lmtp:unix:{lmtp}
transport_maps = inline:{{ {{ {desk_domain} = lmtp:unix:{desk} }} }}
lmtp_destination_recipient_limit = 50
message_size_limit = {size_limit}
virtual_mailbox_limit = 0
queue_minfree = 0
in_flow_delay = 0
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_session_cache_database =
every_ehlo_keyword =
  pipelining size vrfy etrn starttls auth enhancedstatuscodes 8bitmime dsn smtputf8 chunking
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_sasl_security_options = noanonymous
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
transport_retry_time = 1s
service_throttle_time = 1s
maximal_queue_lifetime = 1h
bounce_queue_lifetime = 1h
"""

_MASTER = """\
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{submissions} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{old} inet n - n - - smtpd
  -o smtpd_discard_ehlo_keywords=$every_ehlo_keyword
127.0.0.1:{small} inet n - n - - smtpd
  -o message_size_limit={limit}
127.0.0.1:{silent} inet n - n - - smtpd
  -o message_size_limit={limit}
  -o smtpd_discard_ehlo_keywords=size
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
