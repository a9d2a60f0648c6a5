"""Where ontology/ and data/ are, installed or not; and writing that never loses the old file."""

import errno
import os
import stat
import time
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """What the packaged graph says, file by file; the mappings come last."""
    folder = root() / "data"
    return (*sorted(folder.glob("*.ttl")), *sorted(folder.glob("mappings/*.sssom.tsv")))


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


def write_atomically(path: str | os.PathLike[str], chunks: Iterable[bytes], *, replace: bool = True) -> None:
    """Write a file whole or not at all; what is no regular file (/dev/stdout) is written through.

    A symbolic link stays, and its target is replaced; the new file gets the mode and, where that is allowed, the owner
    of the old one, whose other hard links keep what it held. Without `replace` there must be no file yet.
    Raises OutputError; whatever is raised, the old file is as it was. A process that is killed leaves a .part file
    behind, which the next writing of the same file removes.
    """
    target = Path(path)
    try:
        old = _status(target)
        if old is not None and not stat.S_ISREG(old.st_mode):
            _write_through(target, chunks)
            return
        real = Path(os.path.realpath(target))
        with _beside(real, old, chunks) as part:
            part.replace(real) if replace else _name(part, real)
        _sync_folder(real.parent)
    except OSError as error:
        raise OutputError(f"{path}: not written, {_reason(error, target)}") from error


def kind(path: str | os.PathLike[str]) -> str:
    """What has this name: "file", "folder", "stream" (a pipe or a device), or "" for nothing that can be reached."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return ""
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "stream"


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _name(part: Path, path: Path) -> None:
    """Give the part a name that nothing has."""
    try:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # some file systems have no links
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC))
            part.replace(path)
    except FileExistsError as error:
        raise OutputError(f"{path}: not written, it is there already: choose another name") from error


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

    The file named last is put last, and what had its name goes first: while it is there, all are of one writing.
    Raises OutputError; whatever is raised, the folder is as it was. After a process was killed in the middle, the old
    files lie beside the new ones as .old files until the next writing of the same files puts them back.
    """
    target = Path(folder)
    made = False
    try:
        made = not target.exists()
        target.mkdir(exist_ok=True)
        with _alone(target), ExitStack() as stack:
            paths = _apart(target, list(named))
            _put_back_left_over(paths)
            parts = map(_new, paths, named.values())
            _exchange(dict(zip(paths, map(stack.enter_context, parts), strict=True)))
    except OSError as error:
        raise OutputError(f"{folder}: not written, {_reason(error, target)}") from error
    finally:
        if made:
            with suppress(OSError):  # it holds what was written
                target.rmdir()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Meanwhile nobody else writes together there, unless folders cannot be locked."""
    import fcntl

    with ExitStack() as stack:
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            stack.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def _apart(folder: Path, names: Sequence[str]) -> list[Path]:
    """Where the names lead. Raises OutputError if two of them are links to one file."""
    paths = [Path(os.path.realpath(folder / name)) for name in names]
    for name, path in zip(names, paths, strict=True):
        other = names[paths.index(path)]
        if other != name:
            message = f"not written, {other} and {name} in it are one file by a link: remove the link"
            raise OutputError(f"{folder}: {message}")
    return paths


def _new(path: Path, chunks: Iterable[bytes]) -> AbstractContextManager[Path]:
    old = _status(path)
    if old is not None and not stat.S_ISREG(old.st_mode):
        raise OutputError(f"{path}: not written, it is no file: rename it or choose another folder")
    return _beside(path, old, chunks)


def _exchange(parts: Mapping[Path, Path]) -> None:
    """Give all parts their names, the last one last; else every path is what it was.

    The last path is the first to go, so without it the exchange has begun and not ended.
    """
    *others, last = parts
    olds = {path: part.with_suffix(".old") for path, part in parts.items()}
    try:
        _keep(last, olds[last])
        if others:
            last.unlink(missing_ok=True)
        for path in others:
            _keep(path, olds[path])
        for path, part in parts.items():
            part.replace(path)
    except BaseException as error:
        for path, part in parts.items():
            if not (part.exists() or olds[path].exists()):  # it is new, and nothing had its name
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        if lost := _put_back(olds, last):
            why, kept = getattr(error, "strerror", None) or "interrupted", ", ".join(old.name for old in lost)
            raise OutputError(
                f"{last.parent}: not written ({why}), and what was there is now in {kept}: write again, or rename them"
            ) from error
        raise
    for old in olds.values():
        with suppress(OSError):  # all is written; the next writing removes it
            old.unlink()
    for folder in {path.parent for path in parts}:
        _sync_folder(folder)


def _keep(path: Path, old: Path) -> None:
    """Let what has this name, if anything, have the other one too; that one alone where files have only one."""
    with suppress(FileNotFoundError):
        try:
            os.link(path, old)
        except FileNotFoundError:
            raise
        except OSError:
            path.replace(old)


def _put_back(olds: Mapping[Path, Path], last: Path) -> list[Path]:
    """Give the old files their names again, the last one only with all others; the rest that could not get theirs."""
    lost: list[Path] = []
    for path, old in olds.items():
        try:
            if old.exists() and not (lost and path == last):
                old.replace(path)
                old.unlink(missing_ok=True)  # two names of one file both stay when one replaces the other
        except OSError:
            pass
        if old.exists():
            lost.append(old)
    return lost


def _put_back_left_over(paths: Sequence[Path]) -> None:
    """Undo the exchange of a process that was killed before its end; what it kept goes if it was killed after that."""
    olds = [(path, old) for path in paths for old in _left_over(path, ".old")]
    if not paths[-1].exists():
        _put_back(dict(olds), paths[-1])
        return
    for _, old in olds:
        with suppress(OSError):  # it is not ours to remove
            old.unlink()


@contextmanager
def _beside(path: Path, old: os.stat_result | None, chunks: Iterable[bytes]) -> Iterator[Path]:
    """A file beside the path that holds the chunks, safe on the disk, and belongs to whom the old one belongs.

    It is locked, and in the end gone, unless it has been given another name.
    """
    if old is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(path))
    _remove_left_over(path)
    part, descriptor = _part(path)
    try:
        for chunk in chunks:
            _write_all(descriptor, chunk)
        os.fchmod(descriptor, 0o666 & ~_umask() if old is None else _owned(descriptor, old))
        os.fsync(descriptor)
        yield part
    finally:
        with suppress(OSError):  # it has its name, or the next writing removes it
            part.unlink()
        os.close(descriptor)


def _owned(descriptor: int, old: os.stat_result) -> int:
    """Give the file the owner and the group of the old one, as far as one may; and tell the mode it may have then."""
    for owner in (old.st_uid, -1):
        with suppress(OSError):
            os.fchown(descriptor, owner, old.st_gid)
            return stat.S_IMODE(old.st_mode) if owner != -1 else old.st_mode & 0o777
    others = old.st_mode & 0o007  # another group must not see more than anybody
    return old.st_mode & 0o707 | others << 3


def _part_prefix(path: Path) -> str:
    name = os.fsencode(path.name)
    if len(name) > 200:  # a name of 255 bytes leaves no room for more
        import zlib

        name = name[:190] + b"~%x" % zlib.crc32(name)
    return f".{os.fsdecode(name)}.bpokpo-"


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

    for part in _left_over(path, ".part"):
        with suppress(OSError):  # somebody is writing it, or it is not ours to remove
            descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()
            finally:
                os.close(descriptor)


def _left_over(path: Path, suffix: str) -> list[Path]:
    """The files beside the path that a writing of it has made."""
    start = _part_prefix(path)
    return [
        each
        for each in _neighbours(path)
        if each.name.startswith(start) and each.name.removeprefix(start).partition(".")[2] == suffix[1:]
    ]


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
        case errno.ENAMETOOLONG:
            return "a name is longer than the file system allows: choose a shorter one"
        case errno.EPIPE:
            return "its reader went away: let it read to the end"
        case errno.EFBIG:
            return "the file is larger than you may write: raise the limit (ulimit -f) or ask for less"
        case _:
            return error.strerror or str(error)
