"""Work in a process of its own: what comes back from it, and that we go on however it ends."""

import ctypes
import errno
import mmap
import os
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from bpokpo_graph import errors
from bpokpo_graph.isolation import Bounds, Send, apart, isolated

# An absolute import, since each test module is imported by its file.
from test_cli import SLOW
from workers import MIB, alive, gone, libc, running, sent, stopped, told

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # the test runner has threads
]


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


def test_deaths_of_work_without_limits_of_ours() -> None:
    def ends(cause: signal.Signals) -> object:
        return list(apart(lambda _: os.kill(os.getpid(), cause), None))

    with pytest.raises(MemoryError):
        ends(signal.SIGKILL)
    with pytest.raises(errors.LimitError, match="ulimit -t changes it"):
        ends(signal.SIGXCPU)
    with pytest.raises(errors.LimitError, match="crashed"):
        ends(signal.SIGSYS)


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
    mapped = partial(mmap.mmap, -1, 96 * MIB, mmap.MAP_PRIVATE)
    assert "(limit: 64 MiB; --max-memory changes it)" in stopped(mapped, memory=64)
    assert told(lambda: len(mapped())) == str(96 * MIB)


def test_memory_that_no_limit_counts_is_refused() -> None:
    """Shared, or as a stack that grows: linux/mman.h."""
    private, shared, anonymous, growing = 0x02, 0x01, 0x20, 0x0100
    map_ = partial(libc, "mmap", None, 4096, mmap.PROT_READ | mmap.PROT_WRITE)
    assert told(map_(anonymous | private, -1, 0)) == "0"
    assert told(map_(anonymous | shared, -1, 0)) == str(errno.EACCES)
    assert told(map_(anonymous | shared | private, -1, 0)) == str(errno.EACCES)
    assert told(map_(anonymous | private | growing, -1, 0)) == str(errno.EACCES)
    assert told(lambda: len(set(resource.getrlimit(resource.RLIMIT_STACK)))) == "1"  # no more to be had


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


# Ends that come from outside


def running_worker(*more: str) -> tuple[subprocess.Popen[bytes], int]:
    found = running("query", "--untrusted", "--timeout", "60", "-q", SLOW, *more)
    time.sleep(0.7)  # until it works
    return found


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
        assert time.monotonic() - start < 2
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
