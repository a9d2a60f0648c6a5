"""From the rows of a table to Turtle, as CSVW metadata describe it, compiled to be fast.

The metadata are the W3C's (https://www.w3.org/TR/tabular-metadata/). Of a table this reads `url`, `aboutUrl`,
`primaryKey`, `foreignKeys` and `columns`; of a column `titles`, `name`, `required`, `null`, `separator`, `datatype`,
`lang`, `aboutUrl`, `propertyUrl`, `valueUrl`, `virtual`. CURIEs are ours. Four annotations say what CSVW cannot:

    bpokpo:of       the variable that a virtual column takes its value from
    bpokpo:clean    a regular expression for what is taken out of a cell before all else
    bpokpo:match    a regular expression that a cell must match; its named groups become variables
    bpokpo:values   what a cell stands for: IRIs, or the values of variables; any other cell is rejected

A row is one template filled with what its cells stand for, and what a cell stands for is worked out once.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from bpokpo_graph.errors import UsageError
from bpokpo_graph.importers.datatypes import literal
from bpokpo_graph.vocabulary import PREFIXES, expand

Variables = Mapping[str, str]
_VARIABLE = re.compile(r"\{(\+?)(\w+)\}")
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
# More distinct cells than this in one column are not worth remembering.
_REMEMBERED = 100_000


class RejectedError(Exception):
    """A cell that cannot stand for anything: why, in which column, and the cell."""

    def __init__(self, reason: str, column: str, cell: str) -> None:
        self.reason, self.column, self.cell = reason, column, cell
        super().__init__(reason)


class _Memo(dict[str, str]):
    """What the cells of one column stand for; each is worked out when it is first met."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __missing__(self, cell: str) -> str:
        made = self._make(cell)
        if len(self) < _REMEMBERED:
            self[cell] = made
        return made


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the metadata."""

    said: Mapping[str, Any]

    @property
    def titles(self) -> tuple[str, ...]:
        """What files call it: any of these."""
        given = self.said.get("titles", ())
        return (given,) if isinstance(given, str) else tuple(given)

    @property
    def name(self) -> str:
        """What templates call it."""
        return str(self.said.get("name") or re.sub(r"\W", "_", self.titles[0]))

    @property
    def source(self) -> str:
        """The column or variable its value comes from; empty if it is the same on every row."""
        return str(self.said.get("bpokpo:of", "")) if self.said.get("virtual") else self.name


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the metadata."""

    said: Mapping[str, Any]

    @property
    def url(self) -> str:
        """The name of its file, without extensions."""
        return str(self.said["url"]).partition(".")[0]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, the virtual ones last."""
        return tuple(map(Column, self.said["tableSchema"]["columns"]))

    def places(self, header: Sequence[str]) -> Mapping[str, int]:
        """Where the columns stand under a header, by name."""
        at = {_plain(title): place for place, title in reversed(list(enumerate(header)))}
        named = [(column.name, _plain(title)) for column in self.columns for title in column.titles]
        return {name: at[title] for name, title in reversed(named) if title in at}

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header has every column that is required."""
        there = self.places(header)
        return all(column.name in there for column in self.columns if column.said.get("required"))


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


class Cells:
    """What the cells of one column of a file stand for: for each part of a cell, the values of variables."""

    def __init__(self, column: Column, dependent: Sequence[Column], known: Collection[str] | None) -> None:
        self._column = column
        self._read = [(each.source if each.said.get("virtual") else each.name, _reader(each)) for each in (column, *dependent)]
        self._known = known
        self.tidied = 0

    def __call__(self, cell: str) -> list[dict[str, str]]:
        """The variables of each part; nothing for a cell that is empty. Raises RejectedError."""
        said = self._column.said
        given = cell.strip()
        self.tidied += given != cell
        if given in _listed(said.get("null", "")):
            if said.get("required"):
                raise RejectedError("missing", self._column.titles[0], cell)
            return []
        mark = said.get("separator")
        parts = [part for each in given.split(mark) if (part := each.strip())] if mark else [given]
        return [self._variables(part, cell) for part in parts]

    def _variables(self, part: str, cell: str) -> dict[str, str]:
        if self._known is not None and part not in self._known:
            raise RejectedError("names what is not there", self._column.titles[0], cell)
        found = {self._column.name: part}
        for source, read in self._read:
            if source in found:
                more = read(found[source])
                if more is None:
                    raise RejectedError("not understood", self._column.titles[0], cell)
                found |= more
        return found


def _reader(column: Column) -> Callable[[str], dict[str, str] | None]:
    """What tells the variables of one value; None says that it cannot be."""
    said = column.said
    clean = re.compile(said["bpokpo:clean"]) if "bpokpo:clean" in said else None
    match = re.compile(said["bpokpo:match"]) if "bpokpo:match" in said else None
    values = said.get("bpokpo:values")
    nulls = _listed(said.get("null", "")) if said.get("virtual") else ()

    def read(value: str) -> dict[str, str] | None:
        plain = clean.sub("", value) if clean else value
        found = {column.name: plain}
        if plain in nulls:
            return {}
        if match:
            groups = match.fullmatch(plain)
            if groups is None:
                return None
            found |= {name: group for name, group in groups.groupdict().items() if group is not None}
        if values is not None:
            if plain not in values:
                return None
            meant = values[plain]
            found |= meant if isinstance(meant, dict) else {column.name: " ".join(map(expand, _listed(meant)))}
        return found

    return read


def _listed(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


# From variables to text


@dataclass(frozen=True, slots=True)
class _Template:
    """A URI template of constants and variables."""

    constants: tuple[str, ...]
    variables: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, text: str) -> "_Template":
        parts = _VARIABLE.split(_in_full(text))
        return cls(tuple(parts[::3]), tuple((name, bool(plus)) for plus, name in zip(parts[1::3], parts[2::3], strict=True)))

    def fill(self, values: Variables) -> str | None:
        """The IRI in angle brackets; None if a variable is empty. Raises ValueError for what is no IRI."""
        text = self.constants[0]
        for (name, plus), constant in zip(self.variables, self.constants[1:], strict=True):
            if not values.get(name):
                return None
            text += (values[name] if plus else quote(values[name], safe="")) + constant
        if _NO_IRI.search(text):
            raise ValueError(text)
        return f"<{text}>"


def _in_full(text: str) -> str:
    prefix = text.partition(":")[0]
    return expand(text) if prefix in PREFIXES and not text.startswith("http") else text


@dataclass(frozen=True, slots=True)
class _Output:
    """A triple that a column makes: which property, and the IRI or the literal."""

    column: Column
    property: _Template
    value: _Template | None
    spell: Callable[[str], str | None]

    @property
    def variables(self) -> set[str]:
        """What its property and value are made of."""
        templates = [self.property, *([self.value] if self.value else [])]
        named = {name for template in templates for name, _ in template.variables}
        return named | ({self.column.name} if self.value is None and self.column.source else set())

    def fragment(self, values: Variables) -> str:
        """` ;` and the property with its value; nothing if a variable is empty. Raises RejectedError."""
        property_, name = self.property.fill(values), self.column.name
        if self.column.source and not values.get(name):
            return ""
        if "bpokpo:values" in self.column.said and self.value is None:
            object_: str | None = ", ".join(f"<{iri}>" for iri in values[name].split())
        elif self.value is not None:
            object_ = self.value.fill(values)
        else:
            object_ = self.spell(values[name] if self.column.source else str(self.column.said["default"]))
            if object_ is None:
                raise RejectedError("not of its datatype", (self.column.titles or (name,))[0], values[name])
        return f" ;\n  {property_} {object_}" if property_ and object_ else ""


class _Block:
    """What a row says of one subject."""

    def __init__(self, subject: _Template) -> None:
        self.subject = subject
        self.constant = ""
        self.single: dict[str, list[_Output]] = {}
        self.joint: list[tuple[tuple[str, ...], _Output]] = []


class Rows:
    """The rows of a table as a file has it, compiled for its header.

    `known` has the keys of the tables that foreign keys point to, by column; those it lacks are not checked.
    """

    def __init__(self, table: Table, header: Sequence[str], known: Mapping[str, Collection[str]]) -> None:
        self._places = table.places(header)
        self._owners: dict[str, str] = {}
        self._cells = self._read(table, known)
        self._blocks = [self._compiled(block) for block in self._grouped(table)]

    @property
    def tidied(self) -> int:
        """How many cells had blanks around them so far."""
        return sum(cells.tidied for cells in self._cells.values())

    def turtle(self, row: Sequence[str]) -> str:
        """What the row says. Raises RejectedError."""
        return "".join([block(row) for block in self._blocks])

    def _read(self, table: Table, known: Mapping[str, Collection[str]]) -> dict[str, Cells]:
        for column in table.columns:
            owner = self._owners.get(column.source) if column.said.get("virtual") else column.name
            if owner in self._places:
                self._owners |= dict.fromkeys(_made_by(column), str(owner))
        dependent = [column for column in table.columns if column.said.get("virtual") and column.source]
        return {
            column.name: Cells(column, [each for each in dependent if self._owners.get(each.source) == column.name], known.get(column.name))
            for column in table.columns
            if not column.said.get("virtual") and column.name in self._places
        }

    def _grouped(self, table: Table) -> list[_Block]:
        blocks: dict[str, _Block] = {}
        for column in table.columns:
            about = column.said.get("aboutUrl") or table.said["tableSchema"]["aboutUrl"]
            if "propertyUrl" not in column.said:
                continue
            output = _Output(
                column, _Template.of(column.said["propertyUrl"]),
                _Template.of(column.said["valueUrl"]) if "valueUrl" in column.said else None,
                literal(column.said.get("datatype"), column.said.get("lang")),
            )  # fmt: skip
            block = blocks.setdefault(about, _Block(_Template.of(about)))
            if all(name in self._owners for name in output.variables):
                owners = tuple(dict.fromkeys(self._owners[name] for name in sorted(output.variables)))
                if not owners:
                    block.constant += output.fragment({})
                elif len(owners) == 1:
                    block.single.setdefault(owners[0], []).append(output)
                else:
                    block.joint.append((owners, output))
        return list(blocks.values())

    def _compiled(self, block: _Block) -> Callable[[Sequence[str]], str]:
        subject = [(_Memo(partial(self._encoded, name, plus)), self._places[self._owners[name]]) for name, plus in block.subject.variables]
        single = [(_Memo(partial(self._said, name, outputs)), self._places[name]) for name, outputs in block.single.items()]
        joint = [(_Memo(partial(self._jointly, names, output)), itemgetter(*(self._places[name] for name in names))) for names, output in block.joint]  # type: ignore[arg-type]
        constants = [text.replace("%", "%%") for text in block.subject.constants]
        template = f"<{'%s'.join(constants)}>%s .\n"
        constant = block.constant

        def text(row: Sequence[str]) -> str:
            about = [memo[row[place]] for memo, place in subject]
            if "" in about:
                return ""
            said = constant + "".join([memo[row[place]] for memo, place in single])
            if joint:
                said += "".join([memo[key(row)] for memo, key in joint])
            return template % (*about, said[2:]) if said else ""

        return text

    def _encoded(self, name: str, plus: bool, cell: str) -> str:
        parts = self._cells[self._owners[name]](cell)
        if len(parts) > 1:
            raise UsageError(f"“{name}” has several values, so no IRI can be made of it: take the separator out")
        value = parts[0].get(name, "") if parts else ""
        if plus and _NO_IRI.search(value):
            raise RejectedError("no IRI", name, cell)
        return value if plus else quote(value, safe="")

    def _said(self, name: str, outputs: Sequence[_Output], cell: str) -> str:
        return "".join(dict.fromkeys(output.fragment(values) for values in self._cells[name](cell) for output in outputs))

    def _jointly(self, names: Sequence[str], output: _Output, cells: Sequence[str]) -> str:
        values: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=True):
            for part in self._cells[name](cell):
                values |= part
        return output.fragment(values)


def _made_by(column: Column) -> Iterator[str]:
    """The variables that a column gives a value to."""
    yield column.name
    yield from re.compile(column.said.get("bpokpo:match", "")).groupindex
    for meant in column.said.get("bpokpo:values", {}).values():
        if isinstance(meant, dict):
            yield from meant
