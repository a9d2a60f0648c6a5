"""Bytes in: from files, devices and standard input, packed or not, and never without end."""

import errno
import os
import stat
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from bpokpo_graph import limits
from bpokpo_graph.errors import InputError


def contents(source: str | Path, size: int | None = None) -> bytes:
    """All that a file holds; “-” is standard input. Without `size`, only a device is limited, to 256 MiB.

    Raises OSError, or LimitError if there is more than `size`.
    """
    if str(source) == "-":
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed")
        return _limited(sys.stdin.buffer.read, "<stdin>", size or _end(sys.stdin.fileno))
    with Path(source).open("rb") as file:
        return _limited(file.read, str(source), size or _end(file.fileno))


def _end(descriptor: Callable[[], int]) -> int | None:
    with suppress(OSError):  # no file at all, but an object of Python's
        mode = os.fstat(descriptor()).st_mode
        return limits.ENDLESS if stat.S_ISCHR(mode) and not os.isatty(descriptor()) else None
    return None


def _limited(read: Callable[[int], bytes], name: str, size: int | None) -> bytes:
    if size is None:
        return read(-1)
    data = read(size + 1)
    if len(data) > size:
        raise limits.too_big(name, size)
    return data


def unpacked(data: bytes, name: str, size: int | None = None) -> bytes:
    """What a gzip file of any number of members holds.

    Raises InputError, or LimitError if there is more than `size` (of what is small, 256 MiB; else a hundredfold).
    """
    import gzip

    limit = limits.grown(size, len(data))
    chunks: list[bytes] = []
    left = limit
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as file:
            while chunk := file.read(min(left + 1, 2**20)):
                chunks.append(chunk)
                left -= len(chunk)
                if left < 0:
                    raise limits.too_big(f"{name}, unpacked", limit)
        if not data:
            raise EOFError
    except EOFError as error:
        raise InputError("the gzip file is cut short: fetch it again", file=name) from error
    except (OSError, zlib.error) as error:
        raise InputError(f"no valid gzip file ({error}): fetch it again", file=name) from error
    return b"".join(chunks)
