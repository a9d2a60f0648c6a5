"""Work in a confined process: whatever it does, we go on, and it reaches nothing but what it was given."""

import ctypes
import errno
import mmap
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bpokpo_graph import errors
from bpokpo_graph.cli.options import Opened, data_options, pour
from bpokpo_graph.isolation import Bounds, Message, Send, isolated

# An absolute import, since each test module is imported by its file.
from commandline import answer, bpokpo, complaint
from test_cli import SLOW

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # the test runner has threads
]
MIB = 2**20
UNTRUSTED = ("--untrusted", "--timeout", "50")  # where other work may take most of the processor


def sent(work: Callable[[Send], object], seconds: float = 20, memory: int = 512, *readable: Path) -> list[Message]:
    return list(isolated(work, Bounds(seconds, memory, readable)))


def told(work: Callable[[], object]) -> str:
    """What a call in a worker gives, as text."""
    ((kind, data),) = sent(lambda send: send("told", str(work()).encode()))
    assert kind == "told"
    return data.decode()


def stopped(work: Callable[[], object], **bounds: float) -> str:
    """The limit that a worker died of."""
    with pytest.raises(errors.LimitError) as caught:
        list(isolated(lambda _: work(), Bounds(**bounds)))  # type: ignore[arg-type]  # seconds or memory
    return str(caught.value)


def refused(work: Callable[[], object], *readable: Path) -> str:
    with pytest.raises(errors.PolicyError) as caught:
        sent(lambda _: work(), 20, 512, *readable)
    assert str(caught.value).count("\n") == 0
    return str(caught.value)


# Messages and errors come through


def test_messages_keep_their_order_and_size() -> None:
    big = bytes(range(256)) * 12_000

    def work(send: Send) -> None:
        send("a", b"first")
        send("b", b"")
        send("c", big)
        send("a", b"\0last")

    found = sent(work)
    assert found[:2] == [("a", b"first"), ("b", b"")]
    assert found[-1] == ("a", b"\0last")
    assert b"".join(data for kind, data in found if kind == "c") == big


@pytest.mark.parametrize(
    "error",
    [
        errors.UsageError("wrong"),
        errors.UnknownTermError("BPQ", ["BPO", "KPO"]),
        errors.InputError("odd", file="a.ttl", line=3, column=7),
        errors.LimitError("deep", limit="depth 3", option="--max-depth"),
        errors.PolicyError("no"),
        RecursionError("too deep"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_come_back_as_themselves(error: Exception) -> None:
    def work(_: Send) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        sent(work)
    assert type(caught.value) is type(error)
    assert str(caught.value) == str(error)
    if isinstance(error, errors.InputError):
        assert isinstance(caught.value, errors.InputError)
        assert (caught.value.file, caught.value.line, caught.value.column) == ("a.ttl", 3, 7)


def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError: division by zero") as caught:
        sent(lambda _: 1 / 0)
    assert any("Traceback" in note and "1 / 0" in note for note in caught.value.__notes__)


def test_a_panic_of_the_engine_is_a_crash() -> None:
    class Panic(BaseException):
        """As pyo3 has it."""

    def work() -> None:
        raise Panic

    assert "crashed" in stopped(work)


# However it ends, we go on


@pytest.mark.parametrize(
    ("cause", "option"),
    [
        (signal.SIGSEGV, "ulimit -s"),
        (signal.SIGBUS, "ulimit -s"),
        (signal.SIGILL, "ulimit -s"),
        (signal.SIGABRT, "--max-memory"),
        (signal.SIGKILL, "--max-memory"),
        (signal.SIGXCPU, "--timeout"),
    ],
)
def test_every_death_is_a_limit(cause: signal.Signals, option: str) -> None:
    import faulthandler

    def work() -> None:
        faulthandler.disable()
        os.kill(os.getpid(), cause)
        time.sleep(5)

    assert f"{option} changes it" in stopped(work)


def test_a_crash_and_a_silent_end_are_limits() -> None:
    import faulthandler

    def work() -> None:
        faulthandler.disable()
        ctypes.string_at(0)

    assert "crashed" in stopped(work)
    assert "crashed" in stopped(lambda: os._exit(3))


def test_time_is_limited() -> None:
    start = time.monotonic()
    assert "(limit: 0.3 s; --timeout changes it)" in stopped(lambda: time.sleep(20), seconds=0.3)
    assert "--timeout" in stopped(lambda: all(iter(lambda: True, False)), seconds=0.3)
    assert time.monotonic() - start < 15


def test_messages_win_no_time() -> None:
    def work(send: Send) -> None:
        for _ in range(200):
            time.sleep(0.05)
            send("data", b"x")

    with pytest.raises(errors.LimitError, match="--timeout"):
        list(isolated(work, Bounds(seconds=0.5)))


def test_the_time_of_the_receiver_does_not_count() -> None:
    def work(send: Send) -> None:
        for _ in range(3):
            send("data", b"x" * MIB)

    found = []
    for message in isolated(work, Bounds(seconds=0.5)):
        time.sleep(0.3)
        found.append(message)
    assert len(found) == 3


def test_memory_is_limited_whoever_takes_it() -> None:
    assert "(limit: 64 MiB; --max-memory changes it)" in stopped(lambda: bytearray(96 * MIB), memory=64)
    assert told(lambda: len(bytearray(96 * MIB))) == str(96 * MIB)
    assert "--max-memory" in stopped(lambda: mmap.mmap(-1, 96 * MIB, mmap.MAP_PRIVATE) and os.abort(), memory=64)


def test_limits_of_the_kernel() -> None:
    def limits() -> object:
        names = ("RLIMIT_CORE", "RLIMIT_FSIZE")
        return [resource.getrlimit(getattr(resource, name)) for name in names]

    assert told(limits) == "[(0, 0), (0, 0)]"
    # The hard limit would kill without saying why.
    assert told(lambda: 20 < min(resource.getrlimit(resource.RLIMIT_CPU)) < 20 * (os.cpu_count() or 1) + 2) == "True"
    assert told(lambda: int.__sub__(*resource.getrlimit(resource.RLIMIT_CPU))) == "-1"


def test_a_stack_without_limit_gets_one() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    if hard != resource.RLIM_INFINITY:
        pytest.skip("no stack can be without limit here")
    resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))
    try:
        assert told(lambda: resource.getrlimit(resource.RLIMIT_STACK)[0]) == str(8 * MIB)
    finally:
        resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))


def test_a_worker_hears_no_ctrl_c() -> None:
    def work() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return "goes on"

    assert told(work) == "goes on"


def test_no_process_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(errors.LimitError, match="ulimit -u changes it"):
        sent(lambda send: send("a", b""))


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_no_worker_is_left() -> None:
    def work(send: Send) -> None:
        send("pid", str(os.getpid()).encode())
        time.sleep(20)

    messages = isolated(work, Bounds())
    _, data = next(messages)
    assert alive(int(data))
    messages.close()
    assert not alive(int(data))
    late = isolated(work, Bounds(seconds=0.3))
    _, data = next(late)
    with pytest.raises(errors.LimitError):
        next(late)
    assert not alive(int(data))


def test_a_worker_that_will_not_end_is_ended() -> None:
    """It closes the channel and goes on."""

    def work(send: Send) -> None:
        send("pid", str(os.getpid()).encode())
        os.closerange(3, 200)
        time.sleep(20)

    start, messages = time.monotonic(), isolated(work, Bounds())
    _, data = next(messages)
    with pytest.raises(errors.LimitError):
        next(messages)
    assert time.monotonic() - start < 15
    assert not alive(int(data))


# The network


def libc(name: str, *arguments: object) -> Callable[[], object]:
    """A call of the C library, which no hook of Python's sees; gives its error number, or 0."""

    def call() -> object:
        library = ctypes.CDLL(None, use_errno=True)
        return ctypes.get_errno() if getattr(library, name)(*arguments) == -1 else 0

    return call


def test_no_network() -> None:
    assert "network" in refused(lambda: socket.socket())
    assert "network" in refused(lambda: socket.getaddrinfo("localhost", 80))
    assert "network" in refused(lambda: socket.gethostbyname("localhost"))
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        assert told(libc("socket", int(family), 1, 0)) == str(errno.EACCES)


def test_open_sockets_are_not_inherited() -> None:
    here, there = socket.socketpair()
    with here, there, Path(__file__).open("rb") as file:
        number, kept = here.fileno(), file.fileno()
        assert told(libc("fcntl", number, 1)) == str(errno.EBADF)
        assert told(libc("fcntl", kept, 1)) == "0"


# Programs and processes


def test_no_programs() -> None:
    for start in (
        lambda: subprocess.run(["true"], check=False),
        lambda: os.system("true"),  # noqa: S605 - to be refused
        lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - to be refused
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: os.fork(),
    ):
        assert "--untrusted" in refused(start)
    assert told(libc("fork")) == str(errno.EACCES)
    assert told(libc("execv", b"/bin/true", None)) == str(errno.EACCES)
    assert told(libc("kill", os.getpid(), 0)) == str(errno.EACCES)
    assert told(libc("kill", -1, 0)) == str(errno.EACCES)
    assert told(libc("prlimit", os.getpid(), 0, None, None)) == str(errno.EACCES)


def test_threads_are_allowed() -> None:
    def work() -> object:
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(7))
        thread.start()
        thread.join()
        return found

    assert told(work) == "[7]"


# Files


def test_only_named_files_are_read(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a").write_text("a")
    (tmp_path / "in-other").write_text("b")
    (inside / "link").symlink_to("/etc/passwd")
    (inside / "up").symlink_to(tmp_path / "in-other")
    assert sent(lambda send: send("text", (inside / "a").read_bytes()), 20, 512, inside) == [("text", b"a")]
    for path in (
        Path("/etc/passwd"),
        inside / "link",
        inside / "up",
        tmp_path / "in-other",
        inside / ".." / "in-other",
        Path("/proc/self/environ"),
    ):
        assert "is refused" in refused(path.read_bytes, inside)
        assert "is refused" in refused(partial(os.open, path, os.O_RDONLY), inside)
    assert "is refused" in refused(lambda: list(Path("/etc").iterdir()), inside)
    assert "is refused" in refused(lambda: list(os.scandir(tmp_path)), inside)


def test_the_library_stays_within_reach() -> None:
    from zoneinfo import ZoneInfo

    assert told(lambda: __import__("colorsys").__name__) == "colorsys"
    assert told(lambda: ZoneInfo.no_cache("Asia/Jakarta").key) == "Asia/Jakarta"


def test_nothing_is_written_or_changed(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("a")
    for change in (
        lambda: file.write_text("b"),
        lambda: file.open("a"),
        lambda: file.open("r+"),
        lambda: os.open(file, os.O_RDONLY | os.O_CREAT),
        lambda: os.open(tmp_path / "new", os.O_WRONLY | os.O_CREAT),
        file.unlink,
        lambda: file.rename(tmp_path / "c"),
        lambda: (tmp_path / "folder").mkdir(),
        lambda: file.chmod(0),
        lambda: os.truncate(file, 0),
    ):
        assert "is refused" in refused(change, tmp_path)
    for call in (
        libc("open", bytes(file), os.O_WRONLY),
        libc("open", bytes(file), os.O_RDWR),
        libc("open", bytes(file), os.O_TRUNC),
        libc("open", bytes(tmp_path / "new"), os.O_CREAT),
        libc("unlink", bytes(file)),
        libc("rename", bytes(file), bytes(tmp_path / "c")),
        libc("mkdir", bytes(tmp_path / "folder")),
        libc("truncate", bytes(file), 0),
        libc("chmod", bytes(file), 0),
        libc("symlink", bytes(file), bytes(tmp_path / "c")),
    ):
        assert told(call) == str(errno.EACCES)
    with file.open("ab") as opened:
        assert told(libc("write", opened.fileno(), b"b", 1)) == str(errno.EFBIG)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
    assert file.read_text() == "a"


def test_calls_that_the_c_library_has_left_behind(tmp_path: Path) -> None:
    """By number, as no C library makes them any more: asm/unistd.h."""
    file = tmp_path / "a"
    file.write_text("a")
    # Alike everywhere: io_uring_setup, pidfd_getfd; clone3 and openat2 are said not to be there.
    expected: dict[tuple[object, ...], int] = {(425, 1, None): errno.EACCES, (438, -1, 0, 0): errno.EACCES}
    expected |= {(435, None, 0): errno.ENOSYS, (437, -1, bytes(file), None, 0): errno.ENOSYS}
    if platform.machine() == "x86_64":  # open, creat, fork, ptrace, and socket of x32
        expected |= {(2, bytes(file), os.O_WRONLY): errno.EACCES, (85, bytes(file), 0): errno.EACCES}
        expected |= {(57,): errno.EACCES, (101, 0, 0, 0, 0): errno.EACCES}
        expected |= {(0x40000000 + 41, socket.AF_INET, 1, 0): errno.EACCES}
    for call, error in expected.items():
        assert told(libc("syscall", *call)) == str(error), call
    assert file.read_text() == "a"


def test_modules_are_imported_without_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fresh_module.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert told(lambda: __import__("fresh_module").__name__) == "fresh_module"
    assert [each.name for each in tmp_path.iterdir()] == ["fresh_module.py"]


def test_modules_do_not_come_from_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "planted.py").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match="No module named 'planted'"):
        sent(lambda _: __import__("planted"))


# The command line


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "skill-gap"],
        ["query", "requires", "-f", "jsonld"],
        ["compare", "BPO", "KPO", "--lang", "id"],
        ["show", "KPO", "-f", "json"],
        ["export", "--term", "BPO", "--infer", "owlrl"],
        ["export", "--canonical"],
    ],
    ids=" ".join,
)
def test_it_changes_no_answer(arguments: list[str]) -> None:
    assert answer(*arguments, *UNTRUSTED) == answer(*arguments)


def test_validate_tells_the_same(tmp_path: Path) -> None:
    example = str(Path(__file__).parent.parent / "docs" / "my-ito.ttl")
    out = tmp_path / "report.json"
    known = bpokpo("validate", example, "--fail-on", "warning", "-f", "json")
    found = bpokpo("validate", example, "--fail-on", "warning", "-o", str(out), *UNTRUSTED)
    assert (found.returncode, out.read_bytes(), found.stderr) == (1, known.stdout, known.stderr)


def test_standard_input_is_an_input() -> None:
    data = b"<http://e.org/s> <http://e.org/p> 1 ."
    assert (
        bpokpo("query", "--untrusted", "-d", "-", "-q", "ASK { ?s <http://e.org/p> 1 }", stdin=data).stdout == b"true\n"
    )
    assert bpokpo("query", "--untrusted", "-", stdin=b"ASK {}").stdout == b"true\n"


def test_errors_are_the_same_sentences(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<http://e.org/s> <http://e.org/p> ")
    for code, *arguments in (
        (3, "compare", "BPO", "KPO", "-a", str(bad)),
        (2, "compare", "BPO", "XYZ"),
        (2, "compare", "BPO", "KPO", "--named", "nonsense"),
        (5, "query", "-q", "SELECT * { SERVICE <http://e.org/sparql> { ?s ?p ?o } }"),
        (4, "query", "-q", "ASK " + "{" * 200 + "}" * 200),
        (6, "query", "skill-gap", "-o", "/no/such/folder/a.csv"),
    ):
        words = [str(word) for word in arguments]
        assert complaint(bpokpo(*words, *UNTRUSTED), int(str(code))) == complaint(bpokpo(*words), int(str(code)))


BOMBS = {
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "text": "SELECT (GROUP_CONCAT(?x) AS ?t) { ?a ?b ?c . ?d ?e ?f BIND ( STR(?b) AS ?x ) }",
    "distinct": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_query_that_needs_too_much_memory(name: str) -> None:
    result = bpokpo("query", *UNTRUSTED, "--max-memory", "64", "-q", BOMBS[name], "-f", "srj")
    assert "(limit: 64 MiB; --max-memory changes it)" in complaint(result, 4)


def test_a_file_that_needs_too_much_memory(tmp_path: Path) -> None:
    big = tmp_path / "big.ttl"
    big.write_bytes(b'<http://e.org/s> <http://e.org/p> "' + b"x" * 240 * MIB + b'" .')
    result = bpokpo("query", "--untrusted", "-d", str(big), "-q", "ASK { ?s ?p 1 }", "--timeout", "50")
    assert "(limit: 512 MiB; --max-memory changes it)" in complaint(result, 4)


def test_a_file_that_is_too_big(tmp_path: Path) -> None:
    for command in (["compare", "BPO", "KPO", "-a"], ["validate", "-s"]):
        with (tmp_path / "big.ttl").open("wb") as file:
            file.truncate(256 * MIB + 1)  # on disk it takes no place
        message = complaint(bpokpo(*command, str(tmp_path / "big.ttl"), *UNTRUSTED), 4)
        assert "268,435,456 bytes; --max-size" in message


def test_a_query_without_end() -> None:
    start = time.monotonic()
    assert "limit: 1 s; --timeout" in complaint(bpokpo("query", "--untrusted", "-q", SLOW, "--timeout", "1"), 4)
    assert time.monotonic() - start < 30


def test_shapes_that_would_hang(tmp_path: Path) -> None:
    """Python's regular expressions backtrack, and hold the lock of the interpreter meanwhile."""
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e.org/Shape> a sh:NodeShape ; sh:targetNode <http://e.org/s>"
        ' ; sh:property [ sh:path <http://e.org/p> ; sh:pattern "^(a+)+$" ] .'
    )
    data.write_text(f'<http://e.org/s> <http://e.org/p> "{"a" * 60}b" .')
    start = time.monotonic()
    result = bpokpo("validate", "--untrusted", "--bare", "-s", str(shapes), str(data), "--timeout", "3")
    assert "limit: 3 s; --timeout" in complaint(result, 4)
    assert time.monotonic() - start < 40


@pytest.mark.parametrize("error", [errors.PolicyError("no"), MemoryError()], ids=["policy", "memory"])
def test_refusals_are_not_blamed_on_the_shapes(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyshacl

    from bpokpo_graph import Dataset, validate

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pyshacl, "validate", refuse)
    with pytest.raises(type(error)):
        validate(dataset=Dataset.open(bare=True))


def test_what_only_the_command_line_names_is_read(tmp_path: Path) -> None:
    folder, outside = tmp_path / "data", tmp_path / "secret.ttl"
    folder.mkdir()
    outside.write_text("<http://e.org/s> <http://e.org/p> 1 .")
    (folder / "link.ttl").symlink_to(outside)
    asked = ["query", "-q", "ASK { <http://e.org/s> ?p 1 }", *UNTRUSTED]
    assert str(folder / "link.ttl") in complaint(bpokpo(*asked, "-a", str(folder)), 5)
    assert answer(*asked, "-a", str(folder / "link.ttl")) == "true\n"
    assert answer(*asked, "--named", f"http://e.org/g={outside}") == "true\n"


def test_formats_that_need_temporary_files_are_refused(tmp_path: Path) -> None:
    message = complaint(bpokpo("query", "skill-gap", *UNTRUSTED, "-o", str(tmp_path / "a.xlsx")), 5)
    assert "without temporary files" in message
    assert bpokpo("query", "skill-gap", *UNTRUSTED, "-o", str(tmp_path / "a.parquet")).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]


def test_options_that_do_not_fit() -> None:
    assert "--untrusted" in complaint(bpokpo("query", "skill-gap", "--max-memory", "64"), 2)
    assert "--max-memory" in complaint(bpokpo("query", "skill-gap", "--untrusted", "--max-memory", "0"), 2)
    assert "--timeout" in complaint(bpokpo("compare", "BPO", "KPO", "--timeout", "0"), 2)


def test_elsewhere_than_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(errors.UsageError, match="needs Linux"):
        sent(lambda send: send("a", b""))


def test_our_own_queries_are_not_limited() -> None:
    assert answer("query", "skill-gap", "--max-parts", "1") == answer("query", "skill-gap")
    for command in (["compare", "BPO", "KPO"], ["show", "KPO"], ["query", "skill-gap"]):
        assert answer(*command, "--max-depth", "9") == answer(*command)
    foreign = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1"
    assert "2 parts; --max-parts" in complaint(bpokpo("query", "-q", foreign, "--max-parts", "2"), 4)
    assert "depth 1; --max-depth" in complaint(bpokpo("query", "-q", "ASK { { } }", "--max-depth", "1"), 4)
    many = "ASK { FILTER(" + "1 + " * 510 + "1 = 511) }"
    assert "--max-parts" in complaint(bpokpo("query", "-q", many), 4)
    assert answer("query", "-q", many, "--max-parts", "2000") == "true\n"


# Ends that come from outside


def running_worker(*more: str, stdout: int = subprocess.DEVNULL) -> tuple[subprocess.Popen[bytes], int]:
    """A call whose worker never ends, with that worker."""
    command = [sys.executable, "-m", "bpokpo_graph", "query", "--untrusted", "--timeout", "60", "-q", SLOW, *more]
    process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := children.read_text().split():
            time.sleep(0.5)  # until it works
            return process, int(found[0])
        time.sleep(0.02)
    raise AssertionError("no worker has begun")


def gone(process: int) -> bool:
    deadline = time.monotonic() + 5
    while alive(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(process)


@pytest.mark.parametrize("to_all", [False, True], ids=["one", "as the terminal does"])
def test_ctrl_c_ends_both_at_once(to_all: bool, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old")
    process, worker = running_worker("-o", str(out))
    with process:
        start = time.monotonic()
        if to_all:
            os.kill(worker, signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130
        assert time.monotonic() - start < 5
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert gone(worker)
    assert (out.read_text(), list(tmp_path.iterdir())) == ("old", [out])


@pytest.mark.parametrize("cause", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_worker_does_not_outlive_us(cause: signal.Signals) -> None:
    process, worker = running_worker()
    with process:
        process.send_signal(cause)
        process.wait(timeout=10)
    assert gone(worker)


@pytest.mark.parametrize("cause", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_killed_from_outside(cause: signal.Signals, tmp_path: Path) -> None:
    process, worker = running_worker("-o", str(tmp_path / "out.csv"))
    with process:
        os.kill(worker, cause)
        assert process.wait(timeout=10) == 4
        assert process.stderr is not None
        message = process.stderr.read().decode()
    assert message.startswith("bpokpo: ")
    assert message.count("\n") == 1
    assert not list(tmp_path.iterdir())


@click.command()
@click.option("-o", "--output")
@click.option("--how")
@data_options
def half(opened: Opened, output: str, how: str) -> None:
    """Write the first half of a document, then end badly."""

    def chunks() -> Iterator[bytes]:
        yield b"half of it"
        time.sleep(0.2)
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "late":
            time.sleep(20)
        raise errors.InputError("broken")

    opened.note("begins")
    pour(chunks(), output)


@pytest.mark.parametrize(
    ("how", "more", "kind"),
    [
        ("killed", ["--untrusted"], errors.LimitError),
        ("late", ["--untrusted", "--timeout", "1"], errors.LimitError),
        ("late", ["--timeout", "1"], errors.LimitError),
        ("broken", ["--untrusted"], errors.InputError),
        ("broken", [], errors.InputError),
    ],
)
def test_half_a_document_is_none(how: str, more: list[str], kind: type[Exception], tmp_path: Path) -> None:
    out = tmp_path / "out.ttl"
    out.write_text("old")
    result = CliRunner().invoke(half, ["-o", str(out), "--how", how, *more])
    assert type(result.exception) is kind
    assert result.output == "bpokpo: begins\n"
    assert (out.read_text(), list(tmp_path.iterdir())) == ("old", [out])


def test_tables_of_strangers_reach_their_folder_and_their_file(tmp_path: Path) -> None:
    plain, confined = tmp_path / "plain", tmp_path / "confined"
    for place, more in ((plain, ()), (confined, ("--untrusted",))):
        done = bpokpo("export", "-f", "csv", "-o", str(place), *more)
        assert done.returncode == 0, done.stderr
        done = bpokpo("export", "--table", "values", "-o", str(place / "one.csv"), *more)
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in plain.iterdir())
    assert {"claims.csv", "csv-metadata.json", "one.csv", "one.csv-metadata.json"} <= set(names)
    assert sorted(path.name for path in confined.iterdir()) == names
    for name in names:
        assert (plain / name).read_bytes() == (confined / name).read_bytes(), name
