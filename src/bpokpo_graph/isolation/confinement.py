"""Take from this process for good what work on foreign input has no need of. Linux only.

The kernel refuses every system call that computing does not take (`seccomp`) and, where it can, every file but those
that may be read (`landlock`); a hook of Python's refuses the same before, in words that a user understands.
"""

import os
import re
import resource
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import Any

from bpokpo_graph import files
from bpokpo_graph.errors import PolicyError
from bpokpo_graph.isolation import landlock, seccomp

_PROC = Path("/proc/self")
_STACK = 8 * 2**20  # what the limits of nesting are measured for, where none is set
_SYSTEM = (
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/usr/lib/locale",
    "/etc/mime.types",
    "/dev/null",
    "/dev/urandom",
)
# What libraries beneath Python look at besides.
_BENEATH = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = """
    chflags chmod chown link lockf mkdir mkfifo mknod remove removexattr rename rmdir setxattr symlink truncate utime
"""
_PROGRAMS = "exec fork forkpty posix_spawn spawn system"
_REFUSED = {"subprocess.Popen", "pty.spawn", *(f"os.{name}" for name in f"{_CHANGES} {_PROGRAMS}".split())}


def enter(seconds: float, memory: int, readable: Collection[Path], channel: int) -> None:
    """Confine this process, which has one thread and speaks through `channel`.

    Of the descriptors that are open already it keeps standard input and others only if they are among what is
    readable ("-", /dev/fd/N). Raises UsageError if this system has no way to confine it.
    """
    if not _PROC.exists():
        raise seccomp.missing("/proc, and none is mounted")
    roots = _roots(readable)
    _close(channel, readable)
    sys.dont_write_bytecode = True
    _limit(seconds, memory)
    seccomp.renounce()
    landlock.read_only((*roots, *_beneath()))
    seccomp.allow(channel)
    sys.addaudithook(_guard(roots))


def _limit(seconds: float, memory: int) -> None:
    # Unlike the address space, the data segment counts no reserve of the allocators and no library; what it does not
    # count (shared memory, further stacks) is refused by seccomp.
    pages = int((_PROC / "statm").read_text("ascii").split()[5])
    _lower(resource.RLIMIT_DATA, pages * resource.getpagesize() + memory * 2**20)
    # All processors may work at once; the clock of the other process comes first.
    _lower(resource.RLIMIT_CPU, ceil(seconds) * (os.cpu_count() or 1) + 1, spare=1)  # at the hard limit it is SIGKILL
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    stack = resource.getrlimit(resource.RLIMIT_STACK)[0]
    _lower(resource.RLIMIT_STACK, _STACK if stack == resource.RLIM_INFINITY else stack)


def _lower(which: int, most: int, *, spare: int = 0) -> None:
    hard = resource.getrlimit(which)[1]
    last = most + spare if hard == resource.RLIM_INFINITY else min(most + spare, hard)
    resource.setrlimit(which, (min(most, last), last))


def _close(channel: int, readable: Collection[Path]) -> None:
    """Leave nothing open but the channel, what is named, and standard output, which tells what terminal there is."""
    named = {str(path) for path in readable}
    found = [re.fullmatch(r"(?:/dev|/proc/self)/fd/([0-9]{1,6})", name) for name in named]
    kept = {int(each[1]) for each in found if each} | {1, 2, channel}
    if named & {"-", "/dev/stdin"}:
        kept.add(0)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 2)  # the engine's last words are no message to the user
    if 0 not in kept:
        os.dup2(null, 0)
    for number in [int(each.name) for each in (_PROC / "fd").iterdir()]:
        if number not in kept | {0}:
            with suppress(OSError):  # the one that lists them is closed already
                os.close(number)


def _roots(readable: Iterable[Path]) -> tuple[str, ...]:
    """What may be read; the folder we stand in is no library, but where this package is in it."""
    here, package = Path.cwd(), Path(files.__file__).resolve().parent
    known = [Path(entry).resolve() for entry in sys.path]
    known = [entry for entry in known if entry != here or entry == package.parent]
    sys.path[:] = map(str, known)
    own = (*known, Path(os.__file__).parent, package, files.root() / "ontology", files.root() / "data")
    return tuple(os.path.realpath(str(each)) for each in (*own, *_SYSTEM, *readable))


def _beneath() -> Iterator[str]:
    """Where the libraries are that this process has, and may have need of."""
    yield from _BENEATH
    yield str(Path(sys.base_prefix) / "lib")
    yield from filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":"))
    with (_PROC / "maps").open("rb") as maps:
        yield from {os.fsdecode(line.split(maxsplit=5)[5].rpartition(b"/")[0]) for line in maps if b".so" in line}


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
