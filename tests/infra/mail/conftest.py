"""Real servers for the mail wire: accounts of people who exist there, and connections that are closed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from tests.servers.accounts import imap_account
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from tridesk.infra.mail.imap import ImapConnection
from tridesk.infra.mail.types import Security

type Connect = Callable[..., ImapConnection]


@pytest.fixture
def connect(mail_servers: MailServers) -> Iterator[Connect]:
    """`connect(user)` opens a mailbox by IMAP until the test ends."""
    with ExitStack() as opened:

        def connect(user: MailUser, security: Security = Security.PLAIN) -> ImapConnection:
            return opened.enter_context(ImapConnection(imap_account(mail_servers, user, security)))

        yield connect


@pytest.fixture
def alice(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("alice", "acme.test")


@pytest.fixture
def elena(mail_servers: MailServers) -> MailUser:
    return mail_servers.user("elena", "fabrikam.test")


@pytest.fixture
def support(mail_servers: MailServers) -> MailUser:
    """The desk's own mailbox."""
    return mail_servers.user("support", "tridesk.test")
