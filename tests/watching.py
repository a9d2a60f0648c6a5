"""The installed command, run in a process of its own that is watched: what it reads, whom it calls, how it ends."""

import ast
import ctypes
import os
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BPOKPO = Path(sys.executable).with_name("bpokpo")
MEMORY = 2 * 2**30

_LIBRARIES = tuple(
    {
        *map(os.path.realpath, (sys.prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))),
        *map(str, (sys.prefix, sysconfig.get_path("stdlib"), ROOT / "src", ROOT / "ontology", ROOT / "data")),
        *map(str, (ROOT / "tests" / "watched", sys.executable)),
    }
)
# Python's own: where it is told to begin, random numbers, and what platform.* and mimetypes look up.
_ZIP = f"/python{sys.version_info.major}{sys.version_info.minor}.zip"
_SYSTEM = ("/dev/null", "/dev/urandom", "/proc/self/", "/usr/lib/python3", "/etc/mime.types", "/usr/share/zoneinfo")


@dataclass(frozen=True, slots=True)
class Run:
    """How a call ended, and its diary: event, what it was about, whether that was opened for writing."""

    code: int
    out: bytes
    err: bytes
    diary: tuple[tuple[str, str, bool], ...]

    def strays(self, named: Iterable[str]) -> list[tuple[str, str]]:
        """What it read beyond the named files and folders, the package's own and Python's libraries."""
        allowed = (*_LIBRARIES, *named)
        return [
            (event, what)
            for event, what, _ in self.diary
            if event in ("open", "os.listdir", "os.scandir")
            and not what.isdigit()  # a descriptor that was open already
            and not any(what == each or what.startswith(f"{each}/") for each in allowed)
            and not what.startswith(_SYSTEM)
            and not what.endswith(_ZIP)
        ]

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Sockets used and processes begun."""
        return [(event, what) for event, what, _ in self.diary if event not in ("open", "os.listdir", "os.scandir")]


def bpokpo(
    *arguments: str | bytes,
    folder: Path,
    stdin: bytes = b"",
    seconds: float = 60,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run the command in `folder`; its diary is kept in the folder's parent."""
    log = folder.parent / f"{folder.name}.diary"
    log.unlink(missing_ok=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTEST", "COLUMNS"))}
    watched = {"PYTHONPATH": str(ROOT / "tests" / "watched"), "WATCH_LOG": str(log), "WATCH_BYTES": str(MEMORY)}
    done = subprocess.run(
        [BPOKPO, *arguments],
        input=stdin,
        cwd=folder,
        capture_output=True,
        timeout=seconds,
        check=False,
        env={**own, "LANG": "C.UTF-8", **watched, **(environment or {})},
    )
    lines = log.read_text().splitlines() if log.exists() else ()
    return Run(done.returncode, done.stdout, done.stderr, tuple(map(ast.literal_eval, lines)))


@contextmanager
def trap(file: Path) -> Iterator["Trap"]:
    """A file and a port on loopback that nothing may touch, not even code beneath Python."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(file), 0x21) > 0  # IN_ACCESS | IN_OPEN
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield Trap(watch, server)
    os.close(watch)


@dataclass(frozen=True, slots=True)
class Trap:
    """Set by `trap`."""

    watch: int
    server: socket.socket

    @property
    def address(self) -> str:
        """The port as the beginning of a URL."""
        return f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def read(self) -> bool:
        """Whether the file was opened."""
        try:
            return bool(os.read(self.watch, 4096))
        except BlockingIOError:
            return False

    def called(self) -> bool:
        """Whether anybody connected."""
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return False
        return True
