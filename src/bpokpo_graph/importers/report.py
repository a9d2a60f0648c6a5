"""What an import tells of itself: what became of each file, and which rows say nothing."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that says nothing, and the cell that is to blame.

    `reason` is one of: absent (its key is in no table given), datatype, duplicate (its key came before), long (more
    cells than columns), missing, no-iri, unknown (a value that nothing is known of).
    """

    file: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Told:
    """What became of one file.

    `table` is empty for a file that was left alone. `read` counts rows, or the values of rows that are melted;
    `tidied` cells had blanks around them, `normalised` codes were spelt otherwise, `padded` rows had fewer cells than
    columns, `notes` are rows below a workbook's table.
    """

    file: str
    table: str = ""
    read: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    tidied: int = 0
    normalised: int = 0
    padded: int = 0
    notes: int = 0
    unknown: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """The rows that say something."""
        return self.read - self.rejected.total()


@dataclass(slots=True)
class Report:
    """What became of all files, in the order of reading."""

    files: list[Told] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """The rows of all files that say nothing."""
        return sum(told.rejected.total() for told in self.files)
