"""Loaded by Python itself at the start of a process under test (PYTHONPATH): it keeps a diary, sets limits, and breaks
what it is told to break.

WATCH_LOG    a file that gets one line, a Python tuple, for each file opened, folder listed, socket used, process begun
WATCH_BYTES  the most memory the process may have
WATCH_FILE   the most bytes a file may be long
WATCH_FAULT  "STAGE ERRNO": that stage of writing raises the error (ENOSPC), or kills the process (KILL)
"""

import contextlib
import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

EVENTS = {
    *("open", "os.listdir", "os.scandir", "os.exec", "os.posix_spawn", "os.system", "subprocess.Popen"),
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"),
}


def _watch(log: int) -> None:
    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS:
            what = arguments[0] if event.startswith(("o", "subprocess")) else arguments[-1]
            if isinstance(what, str | bytes):
                with contextlib.suppress(OSError):  # the working folder may be gone
                    what = os.path.abspath(os.fsdecode(what))  # noqa: PTH100 - pathlib may not be loaded yet
            writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & 3)
            os.write(log, f"{(event, str(what), writes)!r}\n".encode(errors="backslashreplace"))

    sys.addaudithook(note)


def _fail(code: str) -> None:
    if code == "KILL":
        os.kill(os.getpid(), signal.SIGKILL)
    number = getattr(errno, code)
    raise OSError(number, os.strerror(number))


def _break(stage: str, code: str) -> None:
    """Stages, in the order in which they come: open, write, middle, flush, rename, renamed."""
    real: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace")}
    outputs: set[int] = set()

    def opened(path: Any, *arguments: Any, **options: Any) -> Any:
        output = str(path).endswith(".part")
        if output and stage == "open":
            _fail(code)
        descriptor = real["open"](path, *arguments, **options)
        if output:
            outputs.add(descriptor)
        return descriptor

    def write(descriptor: int, data: Any) -> Any:
        if descriptor in outputs and stage in ("write", "middle"):
            if stage == "middle":
                real["write"](descriptor, bytes(data)[: len(data) // 2])
            _fail(code)
        return real["write"](descriptor, data)

    def fsync(descriptor: int) -> None:
        if descriptor in outputs and stage == "flush":
            _fail(code)
        real["fsync"](descriptor)

    def replace(*arguments: Any, **options: Any) -> None:
        if stage == "rename":
            _fail(code)
        real["replace"](*arguments, **options)
        if stage == "renamed":
            _fail(code)

    os.open, os.write, os.fsync, os.replace = opened, write, fsync, replace  # type: ignore[assignment]  # on purpose


if "WATCH_BYTES" in os.environ:
    resource.setrlimit(resource.RLIMIT_AS, (int(os.environ["WATCH_BYTES"]),) * 2)
if "WATCH_FILE" in os.environ:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["WATCH_FILE"]),) * 2)
if "WATCH_FAULT" in os.environ:
    _break(*os.environ["WATCH_FAULT"].split())
if "WATCH_LOG" in os.environ:
    _watch(os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
