"""Posting to addresses that people name: where to, how long, what is made of the answer."""

import socket
import time
from ipaddress import ip_address, ip_network

import pytest
from tests.webhooks import receiver as receivers
from tests.webhooks.receiver import answer, dribble, dribbling_body, hang, raw

from tridesk.infra.posting import KEPT, PostingError, checked_url, post, require_reachable
from tridesk.infra.public_addresses import Allowed, is_public, may_connect

LOOPBACK = Allowed(networks=(ip_network("127.0.0.1/32"),))


@pytest.fixture
def receiver():
    with receivers.receiving() as found:
        yield found


def send(url: str, *, seconds: float = 5.0, allowed: Allowed = LOOPBACK, **more):
    return post(url, body=b"{}", headers={"x-own": "1"}, allowed=allowed, seconds=seconds, **more)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "169.254.0.1",
        "100.64.0.1", "100.100.100.200", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250", "255.255.255.255",
        "192.0.0.192", "198.18.0.1", "192.0.2.1", "203.0.113.9", "240.0.0.1", "168.63.129.16", "192.88.99.1",
        "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "::ffff:0:127.0.0.1",
    ],
)  # fmt: skip
def test_what_only_we_could_reach_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not may_connect("example.org", [address], Allowed())
    assert not may_connect("example.org", ["93.184.215.14", address], Allowed())


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "100.128.0.1", "172.32.0.1"])
def test_what_anybody_can_reach_is_not(address: str) -> None:
    assert may_connect("example.org", [address], Allowed())


def test_an_administrator_allows_hosts_and_networks() -> None:
    assert may_connect("ci.internal", ["10.1.2.3"], Allowed(frozenset({"ci.internal"})))
    assert may_connect("CI.internal.", ["10.1.2.3"], Allowed(frozenset({"ci.internal"})))
    assert not may_connect("evil.example", ["10.1.2.3"], Allowed(frozenset({"ci.internal"})))
    assert may_connect("any.example", ["10.1.2.3"], Allowed(networks=(ip_network("10.1.0.0/16"),)))
    assert not may_connect("any.example", ["10.2.2.3"], Allowed(networks=(ip_network("10.1.0.0/16"),)))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "//example.org", "example.org", "http://", "http:///x",
        "http://user:pw@example.org/", "http://user@example.org/", "http://example.org/#part", "http://example.org:0/",
        "http://example.org:99999/", "http://exa mple.org/", "http://example.org/\r\nX: y", "http://[::1", "gopher://x/",
        "http://example.org\\@127.0.0.1/", "http://ex\u00e4mple.org/", "http://example.org/" + "x" * 2000,
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_posted_to(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        checked_url(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "localhost"])
def test_other_spellings_of_loopback_lead_nowhere(host: str) -> None:
    with pytest.raises(PostingError) as refused:
        require_reachable(f"http://{host}:8000/", allowed=Allowed())
    assert refused.value.code in ("private", "unknown_host")


def test_the_name_is_asked_once_and_exactly_that_address_connected_to(receiver) -> None:
    """A name server that says something harmless first and our own network later."""
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    got = send(f"http://name.example:{receiver.port}/in", resolve=rebinding)
    assert (got.status, len(asked)) == (200, 1)
    assert receiver.got[0].headers["host"] == f"name.example:{receiver.port}"


def test_a_name_that_turns_private_is_refused_before_anything_is_sent(receiver) -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    require_reachable("http://name.example/", allowed=Allowed(), resolve=lambda _host, _port: next(answers))
    with pytest.raises(PostingError) as refused:
        send(f"http://name.example:{receiver.port}/", allowed=Allowed(), resolve=lambda _host, _port: next(answers))
    assert refused.value.code == "private"
    assert receiver.got == []


def test_no_proxy_of_the_environment_stands_between(receiver, monkeypatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert send(receiver.url).status == 200


def test_redirects_are_not_followed(receiver) -> None:
    receiver.behaviour = answer(302, b"", Location="http://127.0.0.1:1/")
    assert send(receiver.url).status == 302
    assert len(receiver.got) == 1


def test_what_was_answered_is_kept_to_a_kilobyte(receiver) -> None:
    receiver.behaviour = answer(500, b"x" * 50_000)
    got = send(receiver.url)
    assert (got.status, len(got.body)) == (500, KEPT)


def test_a_body_that_never_ends_takes_nothing_away_from_the_status(receiver) -> None:
    receiver.behaviour = dribbling_body
    begun = time.monotonic()
    assert send(receiver.url, seconds=0.3).status == 200
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("behaviour", [hang, dribble], ids=["hangs", "byte by byte"])
def test_nobody_keeps_us_longer_than_the_whole_try_may_take(receiver, behaviour) -> None:
    receiver.behaviour = behaviour
    begun = time.monotonic()
    with pytest.raises(PostingError) as failed:
        send(receiver.url, seconds=0.4)
    assert failed.value.code == "timeout"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "data", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 2000 No\r\n\r\n", b"HTTP/1.1 200 OK\r\nA" + b"x" * 200_000]
)
def test_what_is_no_answer_is_none(receiver, data: bytes) -> None:
    receiver.behaviour = raw(data)
    with pytest.raises(PostingError) as failed:
        send(receiver.url, seconds=3)
    assert failed.value.code in ("broken", "timeout")


def test_a_status_counts_though_the_rest_breaks_off(receiver) -> None:
    receiver.behaviour = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\ngarb\xff\x00age")
    assert send(receiver.url).body == "garb\ufffdage"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(PostingError) as failed:
            send(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert failed.value.code == "refused"


def test_tls_with_what_speaks_none(receiver) -> None:
    with pytest.raises(PostingError) as failed:
        send(receiver.url.replace("http:", "https:"), seconds=3)
    assert failed.value.code in ("tls", "broken", "timeout")


def test_a_resolver_that_hangs_is_left_alone() -> None:
    with pytest.raises(PostingError) as failed:
        send("http://name.example/", seconds=0.2, resolve=lambda _host, _port: time.sleep(2) or [])
    assert failed.value.code == "timeout"
