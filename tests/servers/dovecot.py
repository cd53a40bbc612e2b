"""A Dovecot of the tests' own: IMAP and POP3 (plain, STARTTLS, TLS), LMTP for delivery, SASL for Postfix; passwords and
tokens of the tests' own provider."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import claim
from tests.servers.process import OwnedProcess, greets
from tests.servers.tls import Certificates

SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"])


def installed() -> bool:
    return shutil.which("dovecot", path=SEARCHED) is not None


@dataclass
class Dovecot:
    """`folder` must be readable by every user of the machine: Dovecot drops its rights."""

    folder: Path
    certificates: Certificates
    introspection_url: str  # where it asks whose a token is
    plain_port: int = field(default_factory=claim)
    tls_port: int = field(default_factory=claim)
    pop3_port: int = field(default_factory=claim)
    pop3s_port: int = field(default_factory=claim)

    def __post_init__(self) -> None:
        for name in ("mail", "people"):
            (self.folder / name).mkdir(mode=0o755, exist_ok=True)
        self._process = OwnedProcess(
            log=self.folder / "dovecot.log", ports=(self.plain_port, self.tls_port, self.pop3_port)
        )
        self._process.log.touch()
        self.lmtp_socket = self.folder / "run" / "lmtp"
        self.sasl_socket = self.folder / "run" / "sasl"
        self._mail_owner = _mail_owner()
        os.chown(self.folder / "mail", self._mail_owner.pw_uid, self._mail_owner.pw_gid)
        self._configuration = self.folder / "dovecot.conf"
        self._configuration.write_text("\n".join(self._settings()))

    @property
    def log(self) -> Path:
        return self._process.log

    @property
    def running(self) -> bool:
        return self._process.running

    def start(self) -> None:
        if not self._process.running:
            self._forget_last_run()
            self._process.start([_program("dovecot"), "-F", "-c", str(self._configuration)])
            self._process.wait_until(lambda: greets(self.plain_port, b"* OK"))
            self._process.wait_until(lambda: greets(self.pop3_port, b"+OK"))

    def stop(self) -> None:
        self._process.stop()

    def kill(self) -> None:
        """As a power cut: connections break in the middle, nothing is said to the clients."""
        self._process.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def _forget_last_run(self) -> None:
        """A killed master leaves sockets and locks behind, and the next waits for the dead."""
        for name in ("run", "state"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir(mode=0o755)

    def add_user(self, address: str, password: str) -> None:
        # A file for each: a common one would be looked at again only a second after the last look.
        name, owner = address.lower(), self._mail_owner
        line = f"{name}:{{PLAIN}}{password}:{owner.pw_uid}:{owner.pw_gid}::{self.folder}/mail/{name}::\n"
        (self.folder / "people" / name).write_text(line)

    def renumber(self, address: str, uidvalidity: int, folder: str = "INBOX") -> None:
        """Give the folder another UIDVALIDITY, as a rebuilt or restored mailbox has."""
        update = ["mailbox", "update", "-u", address, "--uid-validity", str(uidvalidity), folder]
        subprocess.run([_program("doveadm"), "-c", str(self._configuration), *update], check=True, capture_output=True)

    def _settings(self) -> Iterable[str]:
        new = _version() >= (2, 4)
        yield from _new_dialect(self) if new else _old_dialect(self)
        yield from _users(self._mail_owner)
        yield f"base_dir = {self.folder}/run"
        yield f"state_dir = {self.folder}/state"
        yield f"log_path = {self.log}"
        ports = {"plain": self.plain_port, "tls": self.tls_port, "pop3": self.pop3_port, "pop3s": self.pop3s_port}
        yield from _COMMON.format(**ports).splitlines()


_COMMON = """\
listen = 127.0.0.1
ssl = yes
auth_mechanisms = plain login xoauth2 oauthbearer
auth_username_chars =
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 500
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  service_count = 0
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service pop3-login {{
  service_count = 0
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener sasl {{
    mode = 0666
  }}
}}
service anvil {{
  # no growing pauses after refused logins: tests make many on purpose
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def _old_dialect(server: Dovecot) -> Iterable[str]:
    """Dovecot 2.3."""
    yield "protocols = imap lmtp pop3"
    yield f"ssl_cert = <{server.certificates.certificate}"
    yield f"ssl_key = <{server.certificates.key}"
    yield "disable_plaintext_auth = no"
    yield "auth_username_format = %Lu"
    yield "mail_location = maildir:~/Maildir"
    tokens = server.folder / "tokens.conf"
    tokens.write_text(_INTROSPECTION.format(url=server.introspection_url) + "force_introspection = yes\n")
    yield f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {tokens}\n}}"
    yield f"passdb {{\n  driver = passwd-file\n  mechanisms = plain login\n  args = {server.folder}/people/%u\n}}"
    yield f"userdb {{\n  driver = passwd-file\n  args = {server.folder}/people/%u\n}}"


_INTROSPECTION = """\
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""


def _new_dialect(server: Dovecot) -> Iterable[str]:
    """Dovecot 2.4 renamed most settings; the version must be the first line."""
    yield "dovecot_config_version = 2.4.0"
    yield "dovecot_storage_version = 2.4.0"
    yield "protocols {\n  imap = yes\n  lmtp = yes\n  pop3 = yes\n}"
    yield f"ssl_server_cert_file = {server.certificates.certificate}"
    yield f"ssl_server_key_file = {server.certificates.key}"
    yield "auth_allow_cleartext = yes"
    yield "auth_username_format = %{user | lower}"
    yield "mail_driver = maildir"
    yield "mail_path = ~/Maildir"
    yield f"oauth2 {{\n{_INTROSPECTION.format(url=server.introspection_url)}  oauth2_force_introspection = yes\n}}"
    yield "passdb oauth2 {\n  mechanisms_filter = xoauth2 oauthbearer\n}"
    people = f"passwd_file_path = {server.folder}/people/%{{user}}"
    yield f"passdb passwd-file {{\n  mechanisms_filter = plain login\n  {people}\n}}"
    yield f"userdb passwd-file {{\n  {people}\n}}"


def _users(mail_owner: pwd.struct_passwd) -> Iterable[str]:
    yield f"mail_uid = {mail_owner.pw_uid}"
    yield f"mail_gid = {mail_owner.pw_gid}"
    yield "first_valid_uid = 1"
    yield "first_valid_gid = 1"
    yield "last_valid_uid = 0"
    if os.getuid() != 0:  # it cannot change to its own users, so everything is done as us
        yield f"default_internal_user = {mail_owner.pw_name}"
        yield f"default_login_user = {mail_owner.pw_name}"
        yield f"default_internal_group = {mail_owner.pw_gid}"
        for service in ("anvil", "imap-login", "pop3-login"):
            yield f"service {service} {{\n  chroot =\n}}"


def _mail_owner() -> pwd.struct_passwd:
    """Dovecot refuses to touch mail as root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _program(name: str) -> str:
    found = shutil.which(name, path=SEARCHED)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed")
    return found


def _version() -> tuple[int, int]:
    said = subprocess.run([_program("dovecot"), "--version"], check=True, capture_output=True, text=True)
    found = re.match(r"(\d+)\.(\d+)", said.stdout)
    if found is None:
        raise RuntimeError(f"Dovecot says an unknown version: {said.stdout!r}")
    return int(found[1]), int(found[2])
