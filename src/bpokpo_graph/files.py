"""Where ontology/ and data/ are, installed or not; and writing that never loses the old file."""

import errno
import os
import stat
import time
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

from bpokpo_graph.errors import InputError, OutputError


def root() -> Path:
    """The folder that holds ontology/ and data/: packed into the wheel, else the checkout."""
    package = Path(__file__).resolve().parent
    packed = package / "_files"
    return packed if packed.is_dir() else package.parent.parent


def vocabulary() -> tuple[Path, ...]:
    """The vocabulary and its code lists."""
    return root() / "ontology" / "bpokpo.ttl", root() / "ontology" / "codes.ttl"


def data() -> tuple[Path, ...]:
    """What the packaged graph says, file by file."""
    return tuple(sorted((root() / "data").glob("*.ttl")))


def shapes() -> Path:
    """What anyone's data must be."""
    return root() / "ontology" / "shapes.ttl"


def curation_shapes() -> Path:
    """What our own release must be on top of that."""
    return root() / "ontology" / "shapes-curation.ttl"


def queries() -> tuple[Path, ...]:
    """The named questions, by name."""
    return tuple(sorted((root() / "ontology" / "queries").glob("*.rq")))


def imports() -> tuple[Path, ...]:
    """What the tables of each kind of import mean, by name."""
    return tuple(sorted((root() / "ontology" / "imports").glob("*.json")))


def decoded(data: bytes, name: str) -> str:
    """The text that the bytes of a file are in UTF-8, without a byte order mark.

    Raises InputError with the place of the first byte that is none.
    """
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        line, column = data.count(b"\n", 0, error.start) + 1, len(data[start : error.start].decode()) + 1
        message = f"invalid UTF-8 (byte 0x{data[error.start]:02X}): save it as UTF-8"
        raise InputError(message, file=name, line=line, column=column) from error


def write_atomically(path: str | os.PathLike[str], chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all; what is no regular file (/dev/stdout) is written through.

    A symbolic link stays, and its target is replaced; an existing file keeps its mode.
    Raises OutputError; whatever is raised, the old file is as it was. A process that is killed leaves a .part file
    behind, which the next writing of the same file removes.
    """
    target = Path(path)
    try:
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):
            _write_through(target, chunks)
        else:
            _replace(Path(os.path.realpath(target)), mode, chunks)
    except OSError as error:
        raise OutputError(f"{path}: not written, {_reason(error, target)}") from error


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _write_through(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb", buffering=0) as file:
        for chunk in chunks:
            _write_all(file.fileno(), chunk)


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:  # a pipe may take less than it is given
        rest = rest[os.write(descriptor, rest) :]


def write_together(folder: str | os.PathLike[str], named: Mapping[str, Iterable[bytes]]) -> None:
    """Write several files of a folder, all or none; a missing folder is made, other files in it stay as they are.

    The file named last is put last, and what had its name goes first: while it is there, all are of one writing, even
    if the process is killed. Raises OutputError; whatever is raised, the folder is as it was.
    """
    target = Path(folder)
    paths = {Path(os.path.realpath(target / name)): chunks for name, chunks in named.items()}
    made = False
    try:
        made = not target.exists()
        target.mkdir(exist_ok=True)
        with ExitStack() as stack:
            _exchange({path: stack.enter_context(_new(path, chunks)) for path, chunks in paths.items()})
    except OSError as error:
        raise OutputError(f"{folder}: not written, {_reason(error, target)}") from error
    finally:
        if made:
            with suppress(OSError):  # it holds what was written
                target.rmdir()


def _new(path: Path, chunks: Iterable[bytes]) -> AbstractContextManager[Path]:
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        raise OutputError(f"{path}: not written, it is no file: rename it or choose another folder")
    return _beside(path, mode, chunks)


def _exchange(parts: Mapping[Path, Path]) -> None:
    """Give all parts their names, the last one last; else every path is what it was."""
    kept = {path: part.with_suffix(".old") for path, part in parts.items() if path.exists()}
    try:
        for path, old in kept.items():
            _link(path, old)
        list(parts)[-1].unlink(missing_ok=True)
        for path, part in parts.items():
            part.replace(path)
    except BaseException:
        for path in parts:
            if path not in kept:
                path.unlink(missing_ok=True)
            elif kept[path].exists():
                kept[path].replace(path)
        raise
    finally:
        for old in kept.values():
            old.unlink(missing_ok=True)
    for folder in {path.parent for path in parts}:
        _sync_folder(folder)


def _link(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # some file systems have no links
        import shutil

        shutil.copy2(path, other)


def _replace(path: Path, mode: int | None, chunks: Iterable[bytes]) -> None:
    with _beside(path, mode, chunks) as part:
        part.replace(path)
    _sync_folder(path.parent)


@contextmanager
def _beside(path: Path, mode: int | None, chunks: Iterable[bytes]) -> Iterator[Path]:
    """A file beside the path that holds the chunks, safe on the disk, with the mode that the path has or would get.

    It is locked, and in the end gone, unless it has been given another name.
    """
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(path))
    _remove_left_over(path)
    part, descriptor = _part(path)
    try:
        for chunk in chunks:
            _write_all(descriptor, chunk)
        os.fchmod(descriptor, stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
        os.fsync(descriptor)
        yield part
    finally:
        part.unlink(missing_ok=True)
        os.close(descriptor)


def _part_prefix(path: Path) -> str:
    name = os.fsdecode(os.fsencode(path.name)[:200])  # a name of 255 bytes leaves no room for more
    return f".{name}.bpokpo-"


def _part(path: Path) -> tuple[Path, int]:
    """A new file beside `path`, locked for as long as it is open."""
    import fcntl

    while True:
        part = path.with_name(f"{_part_prefix(path)}{os.getpid():x}-{time.monotonic_ns():x}.part")
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return part, descriptor
        os.close(descriptor)  # taken for a left-over before it was locked


def _remove_left_over(path: Path) -> None:
    """Remove what a process that was killed while it wrote the same file left behind: nobody has it locked."""
    import fcntl

    for part in _neighbours(path):
        if part.name.startswith(_part_prefix(path)) and part.suffix == ".part":
            with suppress(OSError):  # somebody is writing it, or it is not ours to remove
                descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    part.unlink()
                finally:
                    os.close(descriptor)


def _neighbours(path: Path) -> list[Path]:
    try:
        return list(path.parent.iterdir())
    except OSError:  # one may write there, but not look
        return []


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make the new name last a power cut, where folders can be opened and flushed; the file is written anyhow."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError, path: Path) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR if not path.parent.is_dir():
            return f"the folder {path.parent} does not exist: create it first"
        case errno.EEXIST:
            return "it is a file: name a folder"
        case errno.EISDIR:
            return "it is a directory: name a file in it"
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOENT:  # as /proc says it
            return "you may not write there: choose another place"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full: free some space or choose another place"
        case errno.EFBIG:
            return "the file is larger than you may write: raise the limit (ulimit -f) or ask for less"
        case _:
            return error.strerror or str(error)
