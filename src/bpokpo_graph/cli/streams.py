"""Standard output, whoever reads it: nobody, or somebody who has had enough."""

import io
import os
import sys
from typing import Any

from bpokpo_graph.errors import OutputError


def settle() -> None:
    """Let what is printed from now on neither get lost in a closed stream nor fail where the reader went away."""
    _take_numbers()
    if sys.stderr is None:  # nobody reads the messages, but the exit code tells
        sys.stderr = io.TextIOWrapper(io.FileIO(os.devnull, "w"), "utf-8")
    old = sys.stdout
    if old is None:  # closed by whoever called us
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), "utf-8")
        return
    raw = _Read(old.fileno(), "w", closefd=False)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), old.encoding, old.errors, line_buffering=raw.isatty())


def _take_numbers() -> None:
    """Where a standard stream is closed, let no file or pipe of ours get its number: others would write into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            import socket

            socket.socket(socket.AF_UNIX).detach()  # gets the lowest number, and stays closed to /dev/stdout


def unread() -> bool:
    """Whether the reader of standard output went away before its end."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, _Read) and raw.gone


class _Read(io.FileIO):
    """A file whose reader may go away: the rest is dropped, and the work ends as it would have."""

    gone = False

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            self.gone = True
            return len(data)


class _Closed(io.RawIOBase):
    """A file that nobody opened."""

    def writable(self) -> bool:
        return True

    def write(self, _data: Any, /) -> int:
        raise OutputError("standard output is closed: open it, or name a file with -o")
