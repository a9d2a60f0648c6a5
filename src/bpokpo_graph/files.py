"""Where ontology/ and data/ are, installed or not; and writing that never loses the old file."""

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from bpokpo_graph.errors import OutputError


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


def write_atomically(path: str | os.PathLike[str], chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all; what is no regular file (/dev/stdout) is written through.

    A symbolic link stays, and its target is replaced; an existing file keeps its mode.
    Raises OutputError; whatever is raised, the old file is as it was.
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


def _replace(path: Path, mode: int | None, chunks: Iterable[bytes]) -> None:
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(path))
    import tempfile  # only for writing: it is slow to import

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make the new name last a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError, path: Path) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"the folder {path.parent} does not exist: create it first"
        case errno.EISDIR:
            return "it is a directory: name a file in it"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "you may not write there: choose another place"
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full: free some space or choose another place"
        case _:
            return error.strerror or str(error)
