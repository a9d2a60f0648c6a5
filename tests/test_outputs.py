"""Whatever happens while a file is written, the old one stays whole, and the next run writes the new one."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from watching import bpokpo

STAGES = ("open", "write", "middle", "flush", "rename", "renamed")
FAULTS = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "the disk is full",
    "EIO": "Input/output error",
    "EROFS": "you may not write there",
    "EACCES": "you may not write there",
    "EFBIG": "the file is larger than you may write",
}
# Every command that writes, with what its output must begin with and the code it ends with.
COMMANDS: dict[str, tuple[Sequence[str], bytes, int]] = {
    "compare": (("compare", "BPO", "KPO", "-o", "out.json"), b'{\n  "models"', 0),
    "query": (("query", "-q", "ASK {}", "-o", "out.json"), b"true\n", 0),
    "export": (("export", "-f", "nt", "-o", "out.json"), b"<", 0),
    "context": (("export", "--context", "-o", "out.json"), b'{\n  "@context"', 0),
    "show": (("show", "BPO", "-o", "out.json"), b"{", 0),
    "validate": (("validate", "-d", "a.ttl", "-q", "--allow-empty", "-o", "out.json"), b"{", 0),
    "source": (("source", "check", "a.txt", "-q", "-o", "out.json"), b"{", 1),
}
OLD = b'{"old": true}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.ttl").write_bytes(b"")
    (folder / "a.txt").write_bytes(b"no text of ours")
    (folder / "out.json").write_bytes(OLD)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def assert_whole(folder: Path, command: str) -> None:
    """The same command, undisturbed, writes the file and leaves nothing else behind."""
    arguments, start, code = COMMANDS[command]
    run = bpokpo(*arguments, folder=folder)
    assert run.code == code, run.err
    assert (folder / "out.json").read_bytes().startswith(start)
    assert names(folder) == ["a.ttl", "a.txt", "out.json"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_leaves_the_old_file(command: str, folder: Path) -> None:
    run = bpokpo(*COMMANDS[command][0], folder=folder, environment={"WATCH_FAULT": "middle ENOSPC"})
    assert (run.code, run.out) == (6, b"")
    assert run.err.decode() == (
        "bpokpo: out.json: not written, the disk is full: free some space or choose another place\n"
    )
    assert (folder / "out.json").read_bytes() == OLD
    assert names(folder) == ["a.ttl", "a.txt", "out.json"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_process_leaves_the_old_file(command: str, folder: Path) -> None:
    run = bpokpo(*COMMANDS[command][0], folder=folder, environment={"WATCH_FAULT": "middle KILL"})
    assert run.code == -signal.SIGKILL
    assert (folder / "out.json").read_bytes() == OLD
    assert_whole(folder, command)


@pytest.mark.parametrize("stage", STAGES[:-1])
@pytest.mark.parametrize("fault", FAULTS)
def test_any_fault_at_any_stage(fault: str, stage: str, folder: Path) -> None:
    run = bpokpo(*COMMANDS["query"][0], folder=folder, environment={"WATCH_FAULT": f"{stage} {fault}"})
    assert run.code == 6
    assert f"bpokpo: out.json: not written, {FAULTS[fault]}" in run.err.decode()
    assert run.err.count(b"\n") == 1
    assert (folder / "out.json").read_bytes() == OLD
    assert names(folder) == ["a.ttl", "a.txt", "out.json"]


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_any_stage(stage: str, folder: Path) -> None:
    run = bpokpo(*COMMANDS["query"][0], folder=folder, environment={"WATCH_FAULT": f"{stage} KILL"})
    assert run.code == -signal.SIGKILL
    assert (folder / "out.json").read_bytes() == (b"true\n" if stage == "renamed" else OLD)
    assert len(names(folder)) == (3 if stage in ("open", "renamed") else 4)  # with what was left behind
    assert_whole(folder, "query")


def test_a_limit_of_the_system_leaves_the_old_file(folder: Path) -> None:
    run = bpokpo(*COMMANDS["export"][0], folder=folder, environment={"WATCH_FILE": "50000"})
    assert run.code == 6
    assert "out.json: not written, the file is larger than you may write" in run.err.decode()
    assert (folder / "out.json").read_bytes() == OLD
    assert_whole(folder, "export")


def test_what_another_process_is_writing_stays(folder: Path) -> None:
    import fcntl

    theirs, stray = folder / ".out.json.bpokpo-1-1.part", folder / ".out.json.bpokpo-2-2.part"
    other, alike = folder / ".other.json.bpokpo-3-3.part", folder / ".out.json.part"
    for path in (theirs, stray, other, alike):
        path.touch()
    descriptor = os.open(theirs, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert bpokpo(*COMMANDS["query"][0], folder=folder).code == 0
    os.close(descriptor)
    assert [path.exists() for path in (theirs, stray, other, alike)] == [True, False, True, True]
    assert bpokpo(*COMMANDS["query"][0], folder=folder).code == 0
    assert not theirs.exists()


@pytest.mark.parametrize("target", ["/proc/out.json", "/sys/out.json", "/sys/kernel/out.json"])
def test_a_folder_nobody_may_write(target: str, folder: Path) -> None:
    run = bpokpo("query", "-q", "ASK {}", "-f", "json", "-o", target, folder=folder)
    assert (run.code, run.err.decode()) == (
        6,
        f"bpokpo: {target}: not written, you may not write there: choose another place\n",
    )


@pytest.mark.parametrize(("closed", "code"), [("<&-", 3), (">&-", 6), ("2>&-", 3), ("<&- >&- 2>&-", 3)])
def test_streams_that_are_closed(closed: str, code: int, folder: Path) -> None:
    import subprocess

    from watching import BPOKPO

    query = "-d a.ttl -q 'ASK {}'" if code == 6 else "-d - -q 'ASK {}'"
    run = subprocess.run(
        ["bash", "-c", f"{BPOKPO} query --bare {query} {closed}"],
        cwd=folder,
        input=b"oops",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == code, run.stderr
    assert b"Traceback" not in run.stderr
    assert run.stderr.startswith(b"bpokpo: ") != ("2>&-" in closed)


def test_the_folder_one_works_in_is_gone(tmp_path: Path) -> None:
    import subprocess

    from watching import BPOKPO

    command = f"mkdir gone && cd gone && rmdir ../gone && {BPOKPO} query -q 'ASK {{}}'"
    run = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"true\n", b"")
