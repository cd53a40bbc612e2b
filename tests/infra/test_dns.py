"""Asking name servers: what is remembered, and what a server costs that does not answer."""

import time

import pytest
from tests.servers.dns import SLOW, NameServer

from tridesk.infra import dns
from tridesk.infra.dns import Questions, Resolver, UnansweredError

LONG = ["x" * 900, "y" * 900]  # more than UDP carries


@pytest.fixture
def names(name_server: NameServer) -> NameServer:
    name_server.publish(
        {"a.test": ["one", "two"], "long.test": LONG, "large.test": [f"{at}{'y' * 900}" for at in range(5)]},
        "host-record=host.test,192.0.2.1,2001:db8::1",
        "mx-host=a.test,host.test,10",
        "ptr-record=1.2.0.192.in-addr.arpa,host.test",
    )
    return name_server


@pytest.fixture
def resolver(names: NameServer) -> Resolver:
    return Resolver([names.address])


def test_each_kind_of_record_is_read(resolver: Resolver) -> None:
    assert sorted(resolver.ask("A.test.", "TXT")) == [b"one", b"two"]
    assert sorted(resolver.ask("long.test", "TXT")) == [text.encode() for text in LONG]
    assert resolver.ask("host.test", "A") == ("192.0.2.1",)
    assert resolver.ask("host.test", "AAAA") == ("2001:db8::1",)
    assert resolver.ask("a.test", "MX") == ((10, "host.test"),)
    assert resolver.ask("1.2.0.192.in-addr.arpa", "PTR") == ("host.test",)


@pytest.mark.parametrize("name", ["gone.test", "host.test", "", "a..test", "x" * 64 + ".test", "ü" * 300, "\\999.test"])
def test_a_name_that_does_not_exist_or_cannot_has_no_records(resolver: Resolver, name: str) -> None:
    assert resolver.ask(name, "TXT") == ()


def test_a_refusal_says_nothing_and_is_not_asked_for_again_at_once(resolver: Resolver) -> None:
    for _ in range(2):
        with pytest.raises(UnansweredError):
            resolver.ask("outside.example", "TXT")
    assert resolver.ask("a.test", "TXT")  # the server itself is none the worse


def test_what_is_known_is_not_asked_for_again(names: NameServer, resolver: Resolver) -> None:
    for name in ("a.test", "gone.test", "large.test"):
        resolver.ask(name, "TXT")
    names.stop()
    try:
        assert len(resolver.ask("a.test", "TXT")) == 2
        assert resolver.ask("gone.test", "TXT") == ()
        with pytest.raises(UnansweredError):
            resolver.ask("large.test", "TXT", seconds=0.05)  # too large to keep
    finally:
        names.start()


def test_memory_is_bounded(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "_KEPT", 3)
    for number in range(9):
        resolver.ask(f"n{number}.test", "TXT")
    assert len(resolver._kept) == 3


def test_a_slow_domain_costs_its_time_once_and_others_are_still_answered(resolver: Resolver) -> None:
    with pytest.raises(UnansweredError):
        resolver.ask(f"x.{SLOW}", "TXT", seconds=0.1)
    begun = time.monotonic()
    with pytest.raises(UnansweredError):
        resolver.ask(f"x.{SLOW}", "TXT")
    assert time.monotonic() - begun < 0.1
    assert resolver.ask("a.test", "TXT")


def test_a_server_that_is_gone_is_left_alone_for_a_while(names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "PROBE_SECONDS", 0.05)
    resolver = Resolver([names.silent])
    with pytest.raises(UnansweredError):
        resolver.ask("a.test", "TXT", seconds=0.05)
    begun = time.monotonic()
    for number in range(100):
        with pytest.raises(UnansweredError):
            resolver.ask(f"b{number}.test", "TXT")
    assert time.monotonic() - begun < 0.1
    monkeypatch.setattr(resolver, "_servers", [names.address])
    monkeypatch.setattr(resolver, "_asking", None)
    monkeypatch.setattr(resolver, "_silent_until", 0.0)
    assert resolver.ask("host.test", "A")


def test_who_makes_us_wait_often_is_given_less_time(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "_PATIENCE", 0.1)
    monkeypatch.setattr(dns, "HURRIED_SECONDS", 0.05)
    with pytest.raises(UnansweredError):
        resolver.ask(f"a.{SLOW}", "TXT", seconds=0.2)
    begun = time.monotonic()
    with pytest.raises(UnansweredError):
        resolver.ask(f"b.{SLOW}", "TXT")
    assert time.monotonic() - begun < 0.5
    assert resolver.ask("a.test", "TXT")


def test_one_mail_asks_so_much_and_no_more(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Questions(resolver, lookups=2)
    few.ask("a.test", "TXT")
    few.ask("gone.test", "TXT")
    with pytest.raises(UnansweredError):
        few.ask("a.test", "TXT")
    patient = Questions(resolver, silences=1)
    with pytest.raises(UnansweredError):
        Questions(resolver, seconds=0.05).ask(f"c.{SLOW}", "TXT")
    with pytest.raises(UnansweredError):
        patient.ask(f"c.{SLOW}", "TXT")  # known to be slow: nobody waited
    patient.ask("a.test", "TXT")
    monkeypatch.setattr(dns, "QUERY_SECONDS", 0.05)
    with pytest.raises(UnansweredError):
        patient.ask(f"d.{SLOW}", "TXT")
    with pytest.raises(UnansweredError):
        patient.ask("a.test", "TXT")
    late = Questions(resolver, seconds=0)
    with pytest.raises(UnansweredError):
        late.ask("a.test", "TXT")


def test_a_system_without_name_servers_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise dns.dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.dns.resolver, "Resolver", none)
    with pytest.raises(UnansweredError):
        Resolver().ask("a.test", "TXT")
