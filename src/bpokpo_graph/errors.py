"""What can go wrong for a user, each kind with its exit code.

    BpokpoError
    ├── UsageError          2  the command or the call was wrong
    │   └── UnknownTermError   a name that nothing in the graph has
    ├── InputError          3  a file or a query cannot be read: file:line:column: message
    ├── LimitError          4  stopped at a limit of time, memory, size or depth
    ├── PolicyError         5  refused: network, file access from data, SERVICE, DOCTYPE …
    └── OutputError         6  the result could not be written; the old file is intact

A message is one sentence: what is wrong, where, and what to do about it.
"""

from collections.abc import Sequence
from typing import ClassVar


class BpokpoError(Exception):
    """A problem the user can act on."""

    exit_code: ClassVar[int] = 70


class UsageError(BpokpoError):
    """A wrong option, argument or combination of them."""

    exit_code = 2


class UnknownTermError(UsageError):
    """Nothing is called `name`; `suggestions` are close to it."""

    def __init__(self, name: str, suggestions: Sequence[str] = (), *, kind: str = "term") -> None:
        self.name = name
        self.suggestions = tuple(suggestions)
        super().__init__(f"there is no {kind} “{name}”{_did_you_mean(self.suggestions)}")


class InputError(BpokpoError):
    """Something that was given cannot be read; its place is told as far as it is known."""

    exit_code = 3

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        super().__init__(message)

    def __str__(self) -> str:
        column = self.column if self.line is not None else None
        place = ":".join(str(part) for part in (self.file, self.line, column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class LimitError(BpokpoError):
    """Stopped at a limit; the message names it, and the option that raises it.

    `limit` says which and how much.
    """

    exit_code = 4

    def __init__(self, message: str, *, limit: str, option: str) -> None:
        self.limit = limit
        self.option = option
        super().__init__(f"{message} (limit: {limit}; {option} changes it)")


class PolicyError(BpokpoError):
    """Refused, because it would reach for the network, for files, or do harm."""

    exit_code = 5


class OutputError(BpokpoError):
    """The result could not be written."""

    exit_code = 6


def _did_you_mean(suggestions: Sequence[str]) -> str:
    if not suggestions:
        return ""
    return "; did you mean " + " or ".join(f"“{name}”" for name in suggestions) + "?"
