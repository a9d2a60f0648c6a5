"""Take from this process for good what work on foreign input has no need of. Linux only."""

import os
import resource
import signal
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import Any

from bpokpo_graph import files
from bpokpo_graph.errors import PolicyError
from bpokpo_graph.isolation import seccomp

_STACK = 8 * 2**20  # what the limits of nesting are measured for, where none is set
_SYSTEM = (
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/usr/lib/locale",
    "/etc/mime.types",
    "/dev/null",
    "/dev/urandom",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = """
    chflags chmod chown link lockf mkdir mkfifo mknod remove removexattr rename rmdir setxattr symlink truncate utime
"""
_PROGRAMS = "exec fork forkpty posix_spawn spawn system"
_REFUSED = {"subprocess.Popen", "pty.spawn", *(f"os.{name}" for name in f"{_CHANGES} {_PROGRAMS}".split())}


def enter(seconds: float, memory: int, readable: Iterable[Path], channel: int, parent: int) -> None:
    """Confine this process, which was forked from `parent` a moment ago and speaks through `channel`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the other's to hear, who ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    seccomp.die_with_parent(parent)
    _close_sockets(channel)
    _mute()
    sys.dont_write_bytecode = True
    roots = _roots(readable)
    _limit(seconds, memory)
    seccomp.deny()
    sys.addaudithook(_guard(roots))


def _limit(seconds: float, memory: int) -> None:
    # Unlike the address space, the data segment counts no reserve of the allocators and no library.
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    _lower(resource.RLIMIT_DATA, pages * resource.getpagesize() + memory * 2**20)
    # All processors may work at once; the clock of the other process comes first.
    _lower(resource.RLIMIT_CPU, ceil(seconds) * (os.cpu_count() or 1) + 1, spare=1)  # at the hard limit it is SIGKILL
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    if resource.getrlimit(resource.RLIMIT_STACK)[0] == resource.RLIM_INFINITY:
        _lower(resource.RLIMIT_STACK, _STACK)


def _lower(which: int, most: int, *, spare: int = 0) -> None:
    hard = resource.getrlimit(which)[1]
    last = most + spare if hard == resource.RLIM_INFINITY else min(most + spare, hard)
    resource.setrlimit(which, (min(most, last), last))


def _close_sockets(channel: int) -> None:
    for number in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
        with suppress(OSError):  # the one that lists them is closed already
            if number not in (0, 1, 2, channel) and stat.S_ISSOCK(os.fstat(number).st_mode):
                os.close(number)


def _mute() -> None:
    """The engine's last words are no message to the user."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


def _roots(readable: Iterable[Path]) -> tuple[str, ...]:
    """What may be read; the folder we stand in is no library, but where this package is in it."""
    here, package = Path.cwd(), Path(files.__file__).resolve().parent
    known = [Path(entry).resolve() for entry in sys.path]
    known = [entry for entry in known if entry != here or entry == package.parent]
    sys.path[:] = map(str, known)
    own = (*known, Path(os.__file__).parent, package, files.root() / "ontology", files.root() / "data")
    return tuple(os.path.realpath(str(each)) for each in (*own, *_SYSTEM, *readable))


def _guard(roots: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    """The hook that refuses what Python code may not do here."""

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _check_open(roots, *arguments)
        elif event in ("os.listdir", "os.scandir"):
            _check_read(roots, arguments[0] or ".")
        elif event in _REFUSED or event.startswith("socket."):
            what = "the network is" if event.startswith("socket.") else f"{event} is"
            raise PolicyError(f"{what} refused with --untrusted: leave it out for data you trust")

    return guard


def _check_open(roots: tuple[str, ...], path: Any, mode: str | None, flags: int) -> None:
    writes = flags & _WRITING or set(mode or "") & set("wax+")
    if writes and not isinstance(path, int):
        message = f"writing {os.fsdecode(path)} is refused with --untrusted: choose a format without temporary files"
        raise PolicyError(message)
    _check_read(roots, path)


def _check_read(roots: tuple[str, ...], path: Any) -> None:
    if isinstance(path, int):
        return
    real = os.path.realpath(os.fsdecode(path))
    if not any(real == root or real.startswith(f"{root}/") for root in roots):
        raise PolicyError(f"reading {os.fsdecode(path)} is refused with --untrusted: name the file on the command line")
