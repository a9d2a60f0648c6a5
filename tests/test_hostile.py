"""Nothing from outside can hurt the command, reach the network, or read files that nobody named."""

import re
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

import hostile_calls
import hostile_documents
import hostile_queries
import hostile_shapes
from hostile_cases import ESCAPES, Case
from watching import BPOKPO, bpokpo, trap

THEMES = (hostile_documents, hostile_queries, hostile_shapes, hostile_calls)
CASES = [case for theme in THEMES for case in theme.cases()]
UNNAMED = "not-to-be-read-7f3a"
SECONDS = 60  # on a machine that does much else besides


def replaced(text: bytes, web: str, folder: Path) -> bytes:
    return text.replace(b"@WEB@", web.encode()).replace(b"@DIR@", bytes(folder))


def given(case: Case, folder: Path, web: str) -> list[str | bytes]:
    """Write the case's files; its arguments, with their places filled in."""
    for name, content in case.files.items():
        (folder / name).write_bytes(replaced(content, web, folder))
    if case.prepare:
        case.prepare(folder)
    return [
        each if isinstance(each, bytes) else replaced(each.encode(), web, folder).decode() for each in case.arguments
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_hostile_input(case: Case, tmp_path: Path) -> None:
    folder, secret = tmp_path / "work", tmp_path / "secret.ttl"
    folder.mkdir()
    (tmp_path / "tmp").mkdir()
    secret.write_text(f'<urn:{UNNAMED}> <urn:p> "{UNNAMED}" .')
    with trap(secret) as trapped:
        arguments = given(case, folder, trapped.address)
        run = bpokpo(
            *arguments,
            folder=folder,
            stdin=case.stdin,
            seconds=SECONDS,
            environment={"TMPDIR": str(tmp_path / "tmp"), **case.environment},
        )
        assert not trapped.called(), "the network was used"
        assert not trapped.read(), "another file was read"
    message = run.err.decode("utf-8")
    assert run.code == case.code, message[:2000]
    assert "Traceback" not in message
    assert re.search(case.told, message if case.code > 1 else run.out.decode("utf-8", "replace")), message[:2000]
    if case.code > 1:
        assert run.out == b""
        assert message.startswith("bpokpo: ")
        assert message.count("\n") == case.lines
        assert len(message) < 5000 + max(map(len, map(str, case.arguments)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\u2028]", message), "steers the terminal"
    assert UNNAMED not in message + run.out.decode("utf-8", "replace")
    assert run.strays([str(folder), str(tmp_path / "tmp"), *case.reads]) == []
    canonical = {("subprocess.Popen", sys.executable)} if "--canonical" in case.arguments else set()
    assert set(run.calls) <= canonical


def test_there_are_many_of_every_kind() -> None:
    assert len(CASES) >= 100
    assert len({case.id for case in CASES}) == len(CASES)
    assert {case.code for case in CASES} == {0, 1, 2, 3, 4, 5, 6}


def test_the_network_is_shut_to_tests() -> None:
    import socket

    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
    ):
        for call in (
            lambda: socket.getaddrinfo("example.org", 80),
            lambda: socket.gethostbyname("example.org"),
            lambda: stream.connect(("192.0.2.1", 80)),
            lambda: datagrams.sendto(b"x", ("192.0.2.1", 9)),
        ):
            with pytest.raises(AssertionError, match="a test tried to reach"):
                call()


def test_the_diary_tells_what_was_read(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (tmp_path / "other.nt").write_bytes(b"")
    run = bpokpo("query", "--bare", "-d", "../other.nt", "-q", "ASK {}", folder=folder)
    assert run.code == 0
    assert ("open", str(tmp_path / "other.nt")) in run.strays([str(folder)])
    assert run.strays([str(folder), str(tmp_path / "other.nt")]) == []


def test_the_trap_sees_what_code_beneath_python_does(tmp_path: Path) -> None:
    """The engine's own file reader and HTTP client, which no audit hook hears of."""
    import threading

    import pyoxigraph as ox

    def call(address: str) -> None:
        with suppress(OSError):
            list(ox.Store().query(f"SELECT * {{ SERVICE <{address}/> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]

    file = tmp_path / "a.nt"
    file.write_bytes(b"")
    with trap(file) as trapped:
        assert not trapped.read()
        assert not trapped.called()
        list(ox.parse(path=file))
        assert trapped.read()
        caller = threading.Thread(target=call, args=[trapped.address], daemon=True)
        caller.start()
        end = time.monotonic() + 10
        while not (called := trapped.called()) and time.monotonic() < end:
            time.sleep(0.05)
        assert called
        caller.join(10)


def on_terminal(*arguments: str, folder: Path) -> str:
    """What a terminal is sent, answer and messages."""
    import os
    import pty
    import subprocess

    primary, secondary = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "", "COLUMNS": "200"}
    with subprocess.Popen([BPOKPO, *arguments], cwd=folder, stdout=secondary, stderr=secondary, env=environment) as run:
        os.close(secondary)
        sent = b""
        with suppress(OSError):  # the other end is closed
            while chunk := os.read(primary, 65536):
                sent += chunk
        os.close(primary)
        assert run.wait(60) in (0, 1, 2)
    return sent.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "--bare", "-d", "a.ttl", "-q", "SELECT * { ?s ?p ?o }"),
        ("query", "--bare", "-d", "a.ttl", "-q", "SELECT * { ?s ?p ?o }", "-f", "md"),
        ("query", "--bare", "-d", "a.ttl", "-q", "SELECT * { ?s ?p ?o }", "-f", "srj"),
        ("query", "--bare", "-d", "a.ttl", "-q", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"),
        ("show", "http://e/a", "-a", "a.ttl"),
        ("show", "http://e/a", "-a", "a.ttl", "-f", "json"),
        ("compare", "BPO", "http://e/a", "-a", "a.ttl"),
        ("validate", "a.ttl"),
        ("export", "-a", "a.ttl", "--term", "http://e/a"),
        ("show", ESCAPES, "-a", "a.ttl"),
    ],
    ids=" ".join,
)
def test_a_label_does_not_steer_the_terminal(arguments: tuple[str, ...], tmp_path: Path) -> None:
    escaped = "".join(f"\\U{ord(each):08X}" for each in ESCAPES)
    (tmp_path / "a.ttl").write_text(
        f"""@prefix b: <https://w3id.org/bpokpo/ns#> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .
        <http://e/a> a b:OutsourcingModel ; r:label "{escaped}"@en, "{escaped}x"@id ; b:expandedName "{escaped}"@en ."""
    )
    sent = on_terminal(*arguments, folder=tmp_path)
    assert "]0;owned" in sent
    assert "\x1b]" not in sent
    assert "\x1b[2J" not in sent
    assert "\x07" not in sent
