"""Work in a process of its own, which can be ended whatever it does; however it ends, the process that asked goes on.

For input that nobody vouches for it can do nothing but compute: the worker has limits of memory and time, no network,
and reads only what it is told to; it writes nothing but messages to us, which are plain bytes.
"""

import json
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from errno import ENOMEM
from pathlib import Path
from typing import NoReturn, TypeAlias

from bpokpo_graph.errors import BpokpoError, LimitError, UsageError

Message: TypeAlias = tuple[str, bytes]
Send: TypeAlias = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a confined worker may use: seconds, MiB on top of what the process has already, what it may read.

    That is files and folders, and "-" for standard input; its own program, Python's libraries and time zones it may
    read always.
    """

    seconds: float = 10
    memory: int = 512
    readable: tuple[Path, ...] = ()


def isolated(work: Callable[[Send], object], bounds: Bounds) -> Generator[Message]:
    """The messages that `work` sends, each a kind and some bytes, while it runs in a worker that is then ended.

    Time that the receiver takes between two messages does not count. Raises what the work raises of our own errors;
    LimitError if it takes too much time or memory, or crashes; PolicyError if it reaches for what it may not;
    UsageError where no process can be confined like this.
    """
    if sys.platform != "linux":
        raise UsageError("--untrusted needs Linux, whose processes can be confined: leave it out for data you trust")

    def confine(sender: int) -> None:
        from bpokpo_graph.isolation import confinement

        confinement.enter(bounds.seconds, bounds.memory, bounds.readable, sender)

    return _worked(work, confine, bounds.seconds, bounds.memory)


def apart(work: Callable[[Send], object], seconds: float | None) -> Generator[Message]:
    """As `isolated`, for work that may do all that we may, but would hear neither Ctrl-C nor a clock in a thread:
    Python's regular expressions hold the lock of the interpreter.

    Raises MemoryError if there is no memory left for it, UsageError where there are no such processes.
    """
    if not hasattr(os, "fork"):
        raise UsageError("--timeout needs a system that can fork processes, as Linux and macOS do: leave it out")
    return _worked(work, lambda _: None, seconds, None)


def _worked(
    work: Callable[[Send], object], confine: Callable[[int], None], seconds: float | None, memory: int | None
) -> Generator[Message]:
    receiver, sender = _channel()
    parent, worker = os.getpid(), _forked(receiver, sender)
    if not worker:
        os.close(receiver)
        _work(work, confine, sender, parent)
    os.close(sender)
    process = _Process(worker)
    try:
        for kind, data in _messages(receiver, seconds, memory, process):
            if kind == _END:
                break
            if kind == _FAILED:
                raise _failure(data)
            yield kind, data
    finally:
        os.close(receiver)
        process.end()


def _channel() -> tuple[int, int]:
    """A pipe whose ends are no standard stream, even if those are closed."""
    import fcntl

    ends = os.pipe()
    receiver, sender = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3) for end in ends)
    for end in ends:
        os.close(end)
    return receiver, sender


def _forked(*channel: int) -> int:
    try:
        return os.fork()
    except OSError as error:
        for end in channel:
            os.close(end)
        message = f"no process can be started for this ({error.strerror}): end others first"
        raise LimitError(message, limit="the number of processes", option="ulimit -u") from error


def out_of_time(seconds: float) -> LimitError:
    """The error for work that takes longer."""
    return LimitError("this takes too long: ask for less", limit=f"{seconds:g} s", option="--timeout")


# How messages travel: the length of the rest, the kind, a zero byte, the data. The two last kinds are our own.
_LENGTH = struct.Struct("!I")
_MOST = 2**20
_WAIT = 86_400  # the system waits some weeks at most
_END, _FAILED = "\x01end", "\x01failed"
_PANIC = "panic"  # what pyo3 makes of one is no Exception
_NO_MEMORY = 12  # the exit status of a worker that cannot even say so


# In the worker


def _work(work: Callable[[Send], object], confine: Callable[[int], None], sender: int, parent: int) -> NoReturn:
    def send(kind: str, data: bytes) -> None:
        for start in range(0, max(1, len(data)), _MOST):
            piece = kind.encode() + b"\0" + data[start : start + _MOST]
            rest = memoryview(_LENGTH.pack(len(piece)) + piece)
            while rest:
                rest = rest[os.write(sender, rest) :]

    status = 1
    try:
        from bpokpo_graph.isolation import seccomp

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other's to hear, who ends us
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        seccomp.die_with_parent(parent)
        confine(sender)
        work(send)
        send(_END, b"")
        status = 0
    except BaseException as error:
        if _lacks_memory(error):
            status = _NO_MEMORY
        else:
            send(_FAILED, _told(error))
    finally:
        os._exit(status)  # nothing that the other process has begun is ended here


def _lacks_memory(error: BaseException) -> bool:
    """Whether it is for want of memory, in the words of Python, the kernel or the loader of libraries."""
    unmapped = isinstance(error, ImportError) and "map segment" in str(error)
    return isinstance(error, MemoryError) or getattr(error, "errno", None) == ENOMEM or unmapped


def _told(error: BaseException) -> bytes:
    """An error as the other process shall see it, without anything that it would have to run."""
    from traceback import format_exception

    fields = vars(error) if isinstance(error, BpokpoError) else {}
    plain = {name: value for name, value in fields.items() if isinstance(value, str | int | None)}
    kind = type(error).__name__ if isinstance(error, Exception) else _PANIC
    trace = "" if isinstance(error, BpokpoError) else "".join(format_exception(error))
    told = {"kind": kind, "text": str(error), "args": error.args[:1], "fields": plain, "trace": trace}
    return json.dumps(told, default=str).encode()


# In the process that asks


class _Process:
    """A worker that is waited for exactly once."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._status: int | None = None

    def status(self, seconds: float) -> int:
        """How it ended; it is killed if it does not within some time."""
        deadline = time.monotonic() + seconds
        while self._status is None:
            ended, status = os.waitpid(self._number, os.WNOHANG)
            if ended:
                self._status = status
            elif time.monotonic() > deadline:
                os.kill(self._number, signal.SIGKILL)
                self._status = os.waitpid(self._number, 0)[1]
            else:
                time.sleep(0.001)
        return self._status

    def end(self) -> None:
        """Kill it if it runs still."""
        self.status(0)


def _messages(receiver: int, seconds: float | None, memory: int | None, process: _Process) -> Iterator[Message]:
    waiting = select.poll()
    waiting.register(receiver, select.POLLIN)
    left, found = seconds, bytearray()
    while True:
        start = time.monotonic()
        ready = waiting.poll(None if left is None else min(left, _WAIT) * 1000)
        data = os.read(receiver, 2**16) if ready else None
        if left is not None:
            left -= time.monotonic() - start
            if data is None and left <= 0:
                raise out_of_time(seconds or 0)
            left = max(0.0, left)
        if data == b"":
            raise _death(process.status(1), seconds, memory)
        found += data or b""
        while (message := _taken(found)) is not None:
            yield message


def _taken(found: bytearray) -> Message | None:
    """The first message, taken away from what has arrived; None if it is not complete."""
    if len(found) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(found)
    if length > 2 * _MOST:
        raise _crash()
    if len(found) < _LENGTH.size + length:
        return None
    kind, _, data = bytes(found[_LENGTH.size : _LENGTH.size + length]).partition(b"\0")
    del found[: _LENGTH.size + length]
    return kind.decode("ascii", "replace"), data


def _death(status: int, seconds: float | None, memory: int | None) -> LimitError | MemoryError:
    """What the end of a worker means that did not say why."""
    cause = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if cause == signal.SIGXCPU:
        return out_of_time(seconds) if seconds else _processor_time()
    # Oxigraph aborts for want of memory; the kernel kills for it.
    if cause in (signal.SIGABRT, signal.SIGKILL) or os.WEXITSTATUS(status) == _NO_MEMORY:
        if memory is None:
            return MemoryError()
        return LimitError("this takes too much memory: ask for less", limit=f"{memory} MiB", option="--max-memory")
    return _crash()


def _processor_time() -> LimitError:
    return LimitError("this takes too long: ask for less", limit="the processor's time", option="ulimit -t")


def _crash() -> LimitError:
    message = "the engine crashed on this, its stack may be too small: make the input simpler"
    return LimitError(message, limit="the size of the stack", option="ulimit -s")


def _failure(data: bytes) -> Exception:
    """The error that a worker tells of; what is none of ours is a bug, or a crash of the engine."""
    told = json.loads(data)
    kind, fields = str(told["kind"]), dict(told["fields"])
    ours = {each.__name__: each for each in _kinds(BpokpoError)}
    if kind in ours:
        error = ours[kind].__new__(ours[kind])
        error.args = tuple(told["args"])
        vars(error).update(fields)
        return error
    if kind == "RecursionError":
        return RecursionError(told["text"])
    bug: Exception = _crash() if kind == _PANIC else RuntimeError(f"{kind}: {told['text']}")
    bug.add_note(str(told["trace"]))
    return bug


def _kinds(kind: type[BpokpoError]) -> Iterator[type[BpokpoError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)
