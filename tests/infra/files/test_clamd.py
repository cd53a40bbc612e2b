"""The scanner's client: clamd's words understood, and a real clamd asked over both kinds of socket."""

import socket
import threading
from collections.abc import Iterator

import pytest
from tests.servers.clamd import EICAR, MAX_STREAM, SIGNATURE, Clamd
from tests.servers.ports import claim

from tridesk.infra.files.clamd import ClamdAwayError, Finding, scan, understood, version
from tridesk.infra.models import Verdict

CLEAN, TOO_LARGE = Finding(Verdict.CLEAN), Finding(Verdict.TOO_LARGE)


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("stream: OK", CLEAN),
        ("stream: Win.Test.EICAR_HDB-1 FOUND", Finding(Verdict.INFECTED, "Win.Test.EICAR_HDB-1")),
        ("stream: Heuristics.Encrypted.Zip FOUND", Finding(Verdict.INFECTED, "Heuristics.Encrypted.Zip")),
        ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", TOO_LARGE),
        ("INSTREAM size limit exceeded. ERROR", TOO_LARGE),
        (f"stream: {'x' * 300} FOUND", Finding(Verdict.INFECTED, "x" * 200)),
    ],
)
def test_an_answer_is_understood(answer: str, meant: Finding) -> None:
    assert understood(answer) == meant


@pytest.mark.parametrize("answer", ["", "UNKNOWN COMMAND", "stream: Can't allocate memory ERROR", "OK FOUND it"])
def test_what_is_no_verdict_is_never_taken_for_one(answer: str) -> None:
    with pytest.raises(ClamdAwayError):
        understood(answer)


@pytest.fixture(params=["unix", "tcp"])
def address(request: pytest.FixtureRequest, clamd: Clamd) -> str:
    return str(getattr(clamd, request.param))


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([b"Dear Bruno"], CLEAN),
        ([], CLEAN),
        ([b"", b"Dear ", b"", b"Bruno"], CLEAN),
        ([EICAR], Finding(Verdict.INFECTED, SIGNATURE)),
        ([EICAR[:20], EICAR[20:]], Finding(Verdict.INFECTED, SIGNATURE)),
        ([bytes(50_000)] * (MAX_STREAM // 50_000), CLEAN),
        ([bytes(50_000)] * 400, TOO_LARGE),
    ],
)
def test_clamd_gives_its_verdict(address: str, pieces: list[bytes], found: Finding) -> None:
    assert scan(address, pieces) == found


def test_no_more_is_read_than_clamd_wants_to_hear(clamd: Clamd) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield bytes(50_000)

    assert scan(clamd.unix, endless()) == TOO_LARGE
    assert read < 1000


def test_clamd_tells_its_version(address: str) -> None:
    assert version(address).startswith("ClamAV ")


def test_a_clamd_that_is_away_is_told_from_a_verdict(clamd: Clamd) -> None:
    clamd.stop()
    for address in (clamd.unix, clamd.tcp, "unix:/nowhere/socket"):
        with pytest.raises(ClamdAwayError):
            scan(address, [EICAR])


def test_a_server_that_hangs_up_gave_no_verdict() -> None:
    port = claim()
    with socket.create_server(("127.0.0.1", port)) as server:

        def hang_up() -> None:
            line, _ = server.accept()
            line.recv(10)
            line.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(ClamdAwayError):
            scan(f"127.0.0.1:{port}", [b"x"])
        thread.join()


def test_a_content_that_cannot_be_read_is_no_fault_of_clamd(clamd: Clamd) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise FileNotFoundError("lost")

    with pytest.raises(FileNotFoundError):
        scan(clamd.unix, broken())
