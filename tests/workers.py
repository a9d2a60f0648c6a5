"""Work done in a confined process, and what came of it."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bpokpo_graph import errors
from bpokpo_graph.isolation import Bounds, Message, Send, isolated

MIB = 2**20


def sent(work: Callable[[Send], object], seconds: float = 20, memory: int = 512, *readable: Path) -> list[Message]:
    return list(isolated(work, Bounds(seconds, memory, readable)))


def told(work: Callable[[], object], *readable: Path) -> str:
    """What a call in a worker gives, as text."""
    ((kind, data),) = sent(lambda send: send("told", str(work()).encode()), 20, 512, *readable)
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


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def gone(process: int) -> bool:
    """Whether it has ended, or does so soon."""
    deadline = time.monotonic() + 5
    while alive(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(process)


def running(*arguments: str, stdout: int = subprocess.DEVNULL) -> tuple[subprocess.Popen[bytes], int]:
    """A call of the command line that never ends, with the process that it has begun for its work."""
    command = [sys.executable, "-m", "bpokpo_graph", *arguments]
    process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        # One of several threads may have begun it.
        for thread in Path(f"/proc/{process.pid}/task").iterdir():
            if found := (thread / "children").read_text().split():
                return process, int(found[0])
        time.sleep(0.02)
    raise AssertionError("no process has begun")


def interrupted(process: "subprocess.Popen[bytes]") -> float:
    """How long it takes to end at Ctrl-C, as it should end."""
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 130
    assert process.stderr is not None
    assert process.stderr.read().strip() == b""
    return time.monotonic() - start


def libc(name: str, *arguments: object) -> Callable[[], object]:
    """A call of the C library, which no hook of Python's sees; gives its error number, or 0."""

    def call() -> object:
        library = ctypes.CDLL(None, use_errno=True)
        return ctypes.get_errno() if getattr(library, name)(*arguments) == -1 else 0

    return call
