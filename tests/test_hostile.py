"""Nothing from outside can hurt the command, reach the network, or read files that nobody named."""

import re
import sys
import time
from pathlib import Path

import pytest

from hostile_cases import Case, cases
from watching import bpokpo, trap

CASES = cases()
UNNAMED = "not-to-be-read-7f3a"
SECONDS = 30  # on a machine that does much else besides


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
        start = time.monotonic()
        run = bpokpo(
            *arguments,
            folder=folder,
            stdin=case.stdin,
            seconds=60,
            environment={"TMPDIR": str(tmp_path / "tmp"), **case.environment},
        )
        assert time.monotonic() - start < SECONDS
        assert not trapped.called, "the network was used"
        assert not trapped.read, "another file was read"
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
