"""Whatever happens while a file is written, the old one stays whole, and the next run writes the new one."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from commandline import outcome
from watching import BPOKPO, bpokpo

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


def in_bash(command: str, folder: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, input=stdin, capture_output=True, check=False, timeout=60
    )


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


@pytest.mark.parametrize("untrusted", ["", "--untrusted"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(closed: str, untrusted: str, folder: Path) -> None:
    query, code = ("-d a.ttl -q 'ASK {}'", 6) if closed == ">&-" else ("-d - -q 'ASK {}'", 3)
    run = in_bash(f"{BPOKPO} query --bare {query} {untrusted} {closed}", folder, b"oops")
    assert run.returncode == code, run.stderr
    assert b"Traceback" not in run.stderr
    assert run.stderr.startswith(b"bpokpo: ") != ("2>&-" in closed)


@pytest.mark.parametrize(
    "arguments",
    [
        "--help",
        "--version",
        "query --list",
        "query --help",
        "compare BPO KPO",
        "show BPO --untrusted",
        "new model ITO",
    ],
)
def test_nothing_is_said_to_be_done_where_standard_output_is_closed(arguments: str, folder: Path) -> None:
    run = in_bash(f"{BPOKPO} {arguments} >&-", folder)
    assert run.returncode == 6
    assert run.stderr == b"bpokpo: standard output is closed: open it, or name a file with -o\n"
    assert in_bash(f"{BPOKPO} {arguments} >&- 2>&-", folder).returncode == 6


def test_a_closed_standard_output_does_not_disturb_a_file(folder: Path) -> None:
    for options in ("", "--untrusted"):
        run = in_bash(f"{BPOKPO} query -q 'ASK {{}}' {options} -o out.json <&- >&- 2>&-", folder)
        assert (run.returncode, (folder / "out.json").read_bytes()) == (0, b"true\n")
        (folder / "out.json").unlink()
    assert in_bash(f"{BPOKPO} query -q 'ASK {{}}' -o /dev/stdout >&-", folder).returncode == 6


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("validate bad.ttl", 1),
        ("validate bad.ttl --untrusted", 1),
        ("validate a.ttl", 3),
        ("source check a.txt", 1),
        ("query -q 'ASK { <a:b> <a:c> <a:d> }' --exit-code", 1),
        ("query -q 'SELECT * { ?s ?p ?o }' -f nonsense", 2),
        ("query --list", 0),
        ("export", 0),
        ("--help", 0),
        ("--version", 0),
    ],
)
def test_a_reader_that_goes_away_changes_no_exit_code(arguments: str, code: int, folder: Path) -> None:
    (folder / "a.ttl").write_bytes(b"oops")
    (folder / "bad.ttl").write_text("<http://e/x> a <https://w3id.org/bpokpo/ns#OutsourcingModel> .")
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        ["bash", "-c", f"{BPOKPO} {arguments}"],
        cwd=folder,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert run.returncode == code, run.stderr
    assert b"Broken pipe" not in run.stderr


def test_what_nobody_reads_is_not_made(folder: Path) -> None:
    """An endless document ends with its reader."""
    program = (
        "import itertools, click; from bpokpo_graph.cli import running, streams; streams.settle()\n"
        "try: running.pour(itertools.repeat(b'text' * 1000), None)\n"
        "except click.exceptions.Exit as end: raise SystemExit(end.exit_code)"
    )
    assert in_bash(f'set -o pipefail; {sys.executable} -c "{program}" | head -c 9', folder).returncode == 0


def test_the_folder_one_works_in_is_gone(tmp_path: Path) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && {BPOKPO} query -q 'ASK {{}}'"
    run = in_bash(command, tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"true\n", b"")


@pytest.mark.parametrize("command", [[str(BPOKPO)], [sys.executable, "-m", "bpokpo_graph"]])
def test_ctrl_c_while_the_program_is_still_being_loaded(command: Sequence[str], tmp_path: Path) -> None:
    """A library that is loaded first sends the signal that the key would."""
    (tmp_path / "click.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([*command, "--help"], capture_output=True, check=False, timeout=60, env=environment)
    assert (run.returncode, run.stdout, run.stderr) == (130, b"", b"")


@pytest.mark.parametrize("options", [(), ("--untrusted",)])
def test_a_template_replaces_no_file_that_came_meanwhile(
    options: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["bpokpo_graph.cli.new"], "_check_free", lambda *_: None)  # it was not there yet
    code, told = outcome("new", "model", "ITO", *options, "-o", str(folder / "a.ttl"))
    assert (code, (folder / "a.ttl").read_bytes()) == (6, b"")
    assert "a.ttl: not written, it is there already: choose another name" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", "model", "ITO"),
        ("show", "BPO", "-f", "json"),
        ("export", "-f", "csv"),
        ("export", "-f", "csv", "--table", "models"),
        ("export", "-f", "parquet"),
    ],
)
@pytest.mark.parametrize("name", ["n" * 300, "/".join(["folder"] * 700)])
def test_a_name_that_is_too_long_is_told(arguments: Sequence[str], name: str, folder: Path) -> None:
    run = bpokpo(*arguments, "-o", name, folder=folder)
    assert (run.code, run.out) == (6, b"")
    assert b"not written, a name is longer than the file system allows: choose a shorter one\n" in run.err
    assert run.err.count(b"\n") == 1
