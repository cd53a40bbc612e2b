"""Fixtures of the real servers. They are loaded once, as a plugin (`pytest_plugins` in tests/conftest.py)."""

from collections.abc import Iterator

import pytest
from tests.servers import clamd as scanner
from tests.servers import dns, mail
from tests.servers.clamd import Clamd
from tests.servers.dns import NameServer
from tests.servers.mail import MailServers


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    if (reason := mail.why_not()) is not None:
        pytest.skip(f"{reason}: tests with real mail servers are left out (install dovecot and postfix)")
    with MailServers() as servers:
        yield servers


@pytest.fixture(scope="session")
def _clamd() -> Iterator[Clamd]:
    if (reason := scanner.why_not()) is not None:
        pytest.skip(f"{reason}: tests with a real virus scanner are left out (install clamav-daemon)")
    with Clamd() as server:
        yield server


@pytest.fixture
def clamd(_clamd: Clamd) -> Clamd:
    """Running, whatever the test before did to it."""
    _clamd.start()
    return _clamd


@pytest.fixture(scope="session")
def _name_server() -> Iterator[NameServer]:
    if (reason := dns.why_not()) is not None:
        pytest.skip(f"{reason}: tests with a real name server are left out (install dnsmasq-base)")
    with NameServer() as server:
        yield server


@pytest.fixture
def name_server(_name_server: NameServer) -> NameServer:
    """Running once something is published; what the test before published may still be there."""
    return _name_server


@pytest.fixture(autouse=True)
def _servers_are_back(request: pytest.FixtureRequest) -> None:
    """Each test that uses the servers finds both running, whatever the test before did to them."""
    if "mail_servers" in request.fixturenames:
        servers = request.getfixturevalue("mail_servers")
        servers.start()
        servers.provider.forget_orders()
