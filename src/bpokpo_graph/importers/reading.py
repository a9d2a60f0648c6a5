"""The rows of one file, one after another: what they say, and what is to be told of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import is_not, itemgetter
from typing import Any

from bpokpo_graph.importers.cells import RejectedError
from bpokpo_graph.importers.mapping import Row, Rows
from bpokpo_graph.importers.recognition import Planned
from bpokpo_graph.importers.report import Reject, Told
from bpokpo_graph.importers.sheets import BOOKS, Sheet

_BATCH = 2000


@dataclass(slots=True)
class Reading:
    """One file being read; `keys` are those of the rows that say something, where its table has a key."""

    plan: Planned
    rows: Rows
    told: Told
    reject: Callable[[Reject], None]
    keys: set[Any] = field(default_factory=set)
    ended: bool = False

    def texts(self, found: Sheet) -> Iterator[str]:
        """What the rows say, many at a time."""
        batch = [self.rows.head]
        said = self._kept if self.plan.table.key else self._said
        width, strip, told = len(found.header), str.strip, self.told
        for number, row in enumerate(found.rows, found.start + 1):
            clean = list(map(strip, row))
            try:
                if len(clean) != width:
                    clean = self._fitted(clean, width)
                if not any(clean):
                    self.ended = True
                    continue
                if clean != row:
                    told.tidied += sum(map(is_not, clean, row))
                for place, memo in self.rows.normal:
                    if (normal := memo[clean[place]]) != clean[place]:
                        clean[place] = normal
                        told.normalised += 1
                batch.append(said(clean, number))
            except RejectedError as error:
                self._rejected(error, number)
            if len(batch) >= _BATCH:
                yield "".join(batch)
                batch.clear()
        yield "".join(batch)

    def _fitted(self, row: list[str], width: int) -> list[str]:
        """The row, as long as the header."""
        if any(row[width:]):
            raise RejectedError("long", "", "|".join(row[width:]))
        if row and len(row) < width and self.plan.file.suffix not in BOOKS:
            self.told.padded += 1
        return row[:width] + [""] * (width - len(row))

    def _kept(self, row: Row, number: int) -> str:
        """What a row says, if its key is new."""
        key = itemgetter(*(self.rows.place(name) for name in self.plan.table.key))(row)
        if key in self.keys:
            self.told.read += 1
            raise RejectedError("duplicate", self.plan.table.key[0], str(key))
        text = self._said(row, number)
        self.keys.add(key)
        return text

    def _said(self, row: Row, number: int) -> str:
        if self.rows.melted:
            return self._melted(row, number)
        self.told.read += 1
        return self.rows.once([*row, str(number)] if self.rows.numbered else row)

    def _melted(self, row: Row, number: int) -> str:
        """What a row says once, and with each cell that is a row of its own."""
        texts = [self.rows.once(row)]
        for title, place in self.rows.melted:
            if row[place] in self.rows.nothing:
                continue
            self.told.read += 1
            try:
                texts.append(self.rows.each([*row, title, row[place], str(number)]))
            except RejectedError as error:
                self._rejected(RejectedError(error.reason, title, error.cell), number)
        return "".join(texts)

    def _rejected(self, error: RejectedError, number: int) -> None:
        if error.reason == "missing" and self.ended and self.plan.file.suffix in BOOKS:
            self.told.read -= 1
            self.told.notes += 1  # below the table of a workbook, behind an empty row
            return
        if error.reason == "long":
            self.told.read += 1
        self.rows.forget()
        self.told.rejected[error.reason] += 1
        self.reject(Reject(self.plan.file.name, number, error.column, error.cell, error.reason))
