"""What a cell stands for: the values of variables, worked out once for each different cell."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from bpokpo_graph.importers.metadata import Column
from bpokpo_graph.importers.schema import made_by

Variables = Mapping[str, str]
# Distinct cells of one column beyond these are not remembered, so that memory stays flat.
_REMEMBERED, _LONGEST = 16_384, 200


class RejectedError(Exception):
    """A cell that cannot stand for anything: why, in which column, and the cell."""

    def __init__(self, reason: str, column: str, cell: str) -> None:
        self.reason, self.column, self.cell = reason, column, cell
        super().__init__(reason)


class Memo(dict[Any, str]):
    """A function of cells that remembers; it forgets all when it remembers much."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[Any], str]) -> None:
        self._make = make

    def __missing__(self, cell: Any) -> str:
        made = self._make(cell)
        if (len(cell) if type(cell) is str else sum(map(len, filter(None, cell)))) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[cell] = made
        return made


class Once(Memo):
    """A function of cells that says what it has to say of each cell once, and then nothing."""

    __slots__ = ()

    def __missing__(self, cell: Any) -> str:
        made = super().__missing__(cell)
        if cell in self:
            self[cell] = ""
        return made


class Cells:
    """The cells of one column of a file, with the virtual columns that are made from them.

    `known` has the keys that variables must be among, by name, as far as that is to be checked.
    """

    def __init__(self, column: Column, dependent: Sequence[Column], known: Mapping[str, Collection[str]]) -> None:
        self.column = column
        self._read = [(each.source, _reader(each)) for each in (column, *dependent)]
        made = set().union(*(made_by(each.said) for each in (column, *dependent)))
        self._known = {name: keys for name, keys in known.items() if name in made}
        self._clean = re.compile(column.said.get("bpokpo:clean", r"(?!)"))
        self._pad = int(column.said.get("bpokpo:pad", 0))
        self._last: tuple[str, list[dict[str, str]]] | None = None

    @property
    def normalises(self) -> bool:
        """Whether cells may be spelt otherwise than they are given."""
        return not self.column.said.get("separator") and bool({"bpokpo:clean", "bpokpo:pad"} & set(self.column.said))

    def normal(self, cell: str) -> str:
        """The cell without what is to be taken out, and as long as it should be."""
        if cell in self.column.nulls:
            return cell
        return self._clean.sub("", cell).strip().zfill(self._pad)

    def __call__(self, cell: str) -> list[dict[str, str]]:
        """The variables of each part; nothing for a cell that is empty. Raises RejectedError."""
        if self._last is None or self._last[0] != cell:  # what is said of a row asks for the same cell in turn
            self._last = cell, self._worked_out(cell)
        return self._last[1]

    def _worked_out(self, cell: str) -> list[dict[str, str]]:
        said = self.column.said
        cell = cell or str(said.get("default", ""))
        if cell in self.column.nulls:
            if self.column.required:
                raise RejectedError("missing", self.column.title, cell)
            return []
        mark = said.get("separator")
        return [self._variables(part, cell) for part in (self._parts(cell, mark) if mark else (cell,))]

    def _parts(self, cell: str, mark: str) -> list[str]:
        return [part for each in cell.split(mark) if (part := self.normal(each.strip()))]

    def _variables(self, part: str, cell: str) -> dict[str, str]:
        found = {self.column.name: part}
        for source, read in self._read:
            if source in found:
                more = read(found[source])
                if more is None:
                    raise RejectedError("unknown", self.column.title, cell)
                found |= more
        if any(name in found and found[name] not in keys for name, keys in self._known.items()):
            raise RejectedError("absent", self.column.title, cell)
        return found


def _reader(column: Column) -> Callable[[str], dict[str, str] | None]:
    """What tells the variables of one value; None says that it cannot be."""
    said, name = column.said, column.name
    match = re.compile(said["bpokpo:match"]) if "bpokpo:match" in said else None
    clean = re.compile(said["bpokpo:clean"]) if "bpokpo:clean" in said and column.virtual else None
    nulls = column.nulls if column.virtual else ()
    values = {value: meant if isinstance(meant, dict) else {} for value, meant in said.get("bpokpo:values", {}).items()}

    def read(value: str) -> dict[str, str] | None:
        value = clean.sub("", value) if clean else value
        if value in nulls:
            return {}
        if value in values:
            return {name: value, **values[value]}
        if match is None:
            return None if values else {name: value}
        groups = match.fullmatch(value)
        if groups is None:
            return None
        return {name: value, **{each: group for each, group in groups.groupdict().items() if group}}

    return read


def surely_made_by(column: Column) -> set[str]:
    """Those that every cell gives a value to."""
    if not column.required or column.virtual:
        return set()
    values = column.said.get("bpokpo:values", {})
    if "bpokpo:match" in column.said or not all(isinstance(meant, dict) for meant in values.values()):
        return {column.name}
    return {column.name}.union(set.intersection(*(set(meant) for meant in values.values())) if values else ())
