"""The tests' servers as Tridesk's own mail wire is told of them."""

from dataclasses import replace

from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.infra.mail.types import Account, Security, ServerAddress


def imap_account(servers: MailServers, user: MailUser, security: Security = Security.TLS) -> Account:
    port = servers.imap.tls_port if security is Security.TLS else servers.imap.plain_port
    return Account(_address(servers, port, security), user.address, user.password)


def pop_account(servers: MailServers, user: MailUser, security: Security = Security.TLS) -> Account:
    port = servers.imap.pop3s_port if security is Security.TLS else servers.imap.pop3_port
    return Account(_address(servers, port, security), user.address, user.password)


def smtp_account(servers: MailServers, user: MailUser, security: Security = Security.TLS) -> Account:
    """The submission ports, which want the login."""
    port = servers.smtp.submissions_port if security is Security.TLS else servers.smtp.submission_port
    return Account(_address(servers, port, security), user.address, user.password)


def without_trust(account: Account) -> Account:
    """The same for a client that knows only the system's authorities."""
    return replace(account, server=replace(account.server, ca_file=None))


def _address(servers: MailServers, port: int, security: Security) -> ServerAddress:
    return ServerAddress("localhost", port, security, ca_file=servers.certificates.authority)
