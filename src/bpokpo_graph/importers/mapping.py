"""From the rows of a table to Turtle, as its metadata say, compiled for the header of one file.

All that every row says is one template, filled in C with what its cells stand for; a cell is looked at once. Only what
a row may or may not say is put together row by row.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import getitem, itemgetter
from typing import Any

from bpokpo_graph.errors import UsageError
from bpokpo_graph.importers.cells import Cells, Memo, Once, RejectedError, Variables, surely_made_by
from bpokpo_graph.importers.datatypes import literal
from bpokpo_graph.importers.metadata import Column, Table
from bpokpo_graph.importers.schema import listed, made_by
from bpokpo_graph.importers.terms import NotAnIriError, Spelling, Template, encoded

_NEXT = " ;\n  "
Row = Sequence[str]
Say = Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all rows of one file: how IRIs are spelt, constants of templates, the language of texts."""

    spelling: Spelling
    constants: Mapping[str, str]
    language: str | None

    def filled(self, text: str) -> str:
        """A text with the constants filled in."""
        for name, value in self.constants.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def template(self, text: str) -> Template:
        """A template with the constants filled in."""
        return Template.of(self.spelling.in_full(self.filled(text)))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A text with a gap for each slot: what a cell says, or several together; `sure` if no gap is ever empty."""

    text: str
    slots: tuple[tuple[Memo, tuple[int, ...]], ...] = ()
    sure: bool = True

    def __add__(self, other: "_Pattern") -> "_Pattern":
        return _Pattern(self.text + other.text, self.slots + other.slots, self.sure and other.sure)

    @property
    def plain(self) -> bool:
        """Whether each slot takes a single cell."""
        return all(len(places) == 1 for _, places in self.slots)

    def compiled(self) -> Say:
        """The text for a row."""
        if not self.slots:
            text = self.text % ()
            return lambda _row: text
        if not self.plain:
            slots = [(memo, itemgetter(*places)) for memo, places in self.slots]
            return lambda row: self.text % tuple([memo[get(row)] for memo, get in slots])
        template, memos = self.text, [memo for memo, _ in self.slots]
        if len(memos) == 1:
            (memo,), place = memos, self.slots[0][1][0]
            return lambda row: template % (memo[row[place]],)
        pick = itemgetter(*(places[0] for _, places in self.slots))
        return lambda row: template % tuple(map(getitem, memos, pick(row)))


@dataclass(frozen=True, slots=True)
class _Output:
    """A triple that a column makes: which property, and the IRI or the literal."""

    column: Column
    predicate: Template
    value: Template | None
    spell: Callable[[str], str | None]
    setting: Setting
    own: str

    @property
    def names(self) -> set[str]:
        """The variables that it is made of; `own` is the one whose value it says, if it is not the same always."""
        return {*self.predicate.names, *(self.value.names if self.value else ()), *({self.own} - {""})}

    def fragment(self, values: Variables) -> str:
        """The property and its value; nothing if a variable is empty. Raises RejectedError."""
        if self.own and not values.get(self.own):
            return ""
        try:
            property_, object_ = self._iri(self.predicate, values), self.object(values)
            return f"{_NEXT}{property_} {object_}" if property_ and object_ else ""
        except NotAnIriError as error:
            raise RejectedError("no-iri", self.column.title, str(error)) from error

    def object(self, values: Variables) -> str:
        """The value, or the values. Raises RejectedError, NotAnIriError."""
        if self.value is not None:
            return self._iri(self.value, values)
        given = values[self.own] if self.own else self.setting.filled(str(self.column.said.get("default", "")))
        meant = self.column.said.get("bpokpo:values", {}).get(given)
        if meant is not None and not isinstance(meant, dict):
            return ", ".join(self.setting.spelling.iri(self.setting.spelling.in_full(iri)) for iri in listed(meant))
        spelt = self.spell(given)
        if spelt is None:
            raise RejectedError("datatype", self.column.title, given)
        return spelt

    def _iri(self, template: Template, values: Variables) -> str:
        iri = template.fill(values) if template.variables else template.constants[0]
        return self.setting.spelling.iri(iri) if iri else ""


@dataclass(slots=True)
class _Block:
    """What a row says of one subject: the same always, by one column alone, by several together.

    `aside` marks a subject that is not the row's own; many rows may say the same of it.
    """

    about: Template
    aside: bool
    always: list[_Output] = field(default_factory=list)
    single: dict[str, list[_Output]] = field(default_factory=lambda: defaultdict(list))
    joint: list[_Output] = field(default_factory=list)


class Rows:
    """The rows of a table as a file has it, compiled for its header.

    `known` has the keys that columns must be among, by the column's name; columns it lacks are not checked. A row is as
    long as the header, then come the title and the cell that are melted, then the row's number.
    """

    def __init__(self, table: Table, header: Row, setting: Setting, known: Mapping[str, Collection[str]]) -> None:
        self._setting = setting
        self._places = dict(table.places(header))
        width = len(header)
        self.melted = tuple(table.melting(header).items())
        if table.melted:
            self._places |= {table.melted.name: width, str(table.melted.said["bpokpo:melt"]): width + 1}
        self._places["_row"] = width + 2 * bool(table.melted)
        self._columns = {column.name: column for column in table.columns if column.name in self._places}
        self._owners = {"_row": "_row"}
        self._sure: set[str] = {"_row"}
        self._once_memos: list[Once] = []
        self._cells = self._read(table, known)
        blocks = self._grouped(table)
        self.head = "".join(self._compiled([block])(()) for block in blocks if not self._used(block))
        blocks = [block for block in blocks if self._used(block)]
        late = {name for name, place in self._places.items() if table.melted and place >= width}
        self.nothing = self._columns[str(table.melted.said["bpokpo:melt"])].nulls if table.melted else ()
        self.unused = self._unused(table, header, blocks)
        self.once = self._compiled([block for block in blocks if not late & self._used(block)])
        self.each = self._compiled([block for block in blocks if late & self._used(block)])
        self.numbered = any("_row" in self._used(block) for block in blocks)
        self.normal = [
            (self._places[name], Memo(cells.normal)) for name, cells in self._cells.items() if cells.normalises
        ]

    def forget(self) -> None:
        """Say again what was said once: a row that said it was rejected."""
        for memo in self._once_memos:
            memo.clear()

    def place(self, name: str) -> int:
        """Where a column stands."""
        return self._places[name]

    def _unused(self, table: Table, header: Row, blocks: Sequence[_Block]) -> tuple[str, ...]:
        """The known columns that nothing is said by, by title."""
        used = set().union(*map(self._used, blocks)) | set(table.references)
        places = sorted((place, name) for name, place in table.places(header).items())
        return tuple(header[place] for place, name in places if name not in used)

    def _read(self, table: Table, known: Mapping[str, Collection[str]]) -> dict[str, Cells]:
        dependents: dict[str, list[Column]] = defaultdict(list)
        for column in table.columns:
            owner = self._owners.get(column.source) if column.virtual else column.name
            if owner in self._places:
                dependents[str(owner)].append(column)
                self._owners |= dict.fromkeys(made_by(column.said), str(owner))
                self._sure |= surely_made_by(column)
        return {
            name: Cells(column, dependents[name][1:], known)
            for name, column in self._columns.items()
            if not column.virtual
        }

    def _grouped(self, table: Table) -> list[_Block]:
        blocks: dict[str, _Block] = {}
        own = str(table.said["tableSchema"].get("aboutUrl", ""))
        for column in table.columns:
            if (
                "propertyUrl" not in column.said
                or column.said.get("suppressOutput")
                or table.said.get("suppressOutput")
            ):
                continue
            about = str(column.said.get("aboutUrl") or own)
            block = blocks.setdefault(about, _Block(self._setting.template(about), about != own))
            output = self._output(column)
            if any(name not in self._owners for name in (*output.names, *block.about.names)):
                continue
            owners = {self._owners[name] for name in output.names}
            if not owners:
                block.always.append(output)
            elif len(owners) == 1:
                block.single[owners.pop()].append(output)
            else:
                block.joint.append(output)
        return [block for block in blocks.values() if block.always or block.single or block.joint]

    def _output(self, column: Column) -> _Output:
        said, setting = column.said, self._setting
        value = setting.template(str(said["valueUrl"])) if "valueUrl" in said else None
        lang = setting.language if said.get("bpokpo:lang") else said.get("lang")
        property_ = setting.template(str(said["propertyUrl"]))
        own = column.name if column.source else ""
        return _Output(column, property_, value, literal(said.get("datatype"), lang), setting, own)

    def _used(self, block: _Block) -> set[str]:
        outputs = [*block.always, *block.joint, *(each for several in block.single.values() for each in several)]
        return {self._owners[name] for name in block.about.names}.union(
            *({self._owners[name] for name in output.names} for output in outputs)
        )

    def _compiled(self, blocks: Sequence[_Block]) -> Say:
        """What all blocks say: those that every row has are one pattern."""
        fast, slow = _Pattern(""), []
        for block in blocks:
            used = self._used(block) - {"_row"}
            if len(used) == 1 and used == self._used(block):
                fast += self._once_each(block, tuple(used))
                continue
            if len(used) == 2 and block.aside and used == self._used(block):
                slow.append(self._once_each(block, tuple(used)).compiled())
                continue
            about, parts = self._pattern(block.about), self._parts(block)
            if about.sure and about.plain and parts[0].sure and all(part.plain for part in parts):
                fast = sum((parts[0], *parts[1:]), fast + about + _Pattern(" ")) + _Pattern(" .\n")
            else:
                slow.append(_said(about.compiled(), about.sure, [part.compiled() for part in parts], parts[0].sure))
        always = fast.compiled()
        return (lambda row: always(row) + "".join([each(row) for each in slow])) if slow else always

    def _once_each(self, block: _Block, names: tuple[str, ...]) -> _Pattern:
        """A block that one or two columns make: it is said once for all rows that have the same in them."""
        about, parts = self._pattern(block.about), self._parts(block)
        say = _said(about.compiled(), about.sure, [part.compiled() for part in parts], parts[0].sure)
        places = tuple(self._places[name] for name in names)
        row = [""] * (max(places) + 1)

        def text(cells: Any) -> str:
            for place, cell in zip(places, cells if len(places) > 1 else (cells,), strict=True):
                row[place] = cell
            return say(row)

        once = Once(text)
        self._once_memos.append(once)
        return _Pattern("%s", ((once, places),))

    def _parts(self, block: _Block) -> list[_Pattern]:
        """What is said, in patterns; the first is without the mark between two if it is never empty."""
        parts = [_Pattern(output.fragment({}).replace("%", "%%")) for output in block.always]
        joint = [self._together(output) for output in block.joint]
        single = [self._alone(name, outputs) for name, outputs in block.single.items()]
        parts = sorted([*parts, *joint, *single], key=lambda part: (not part.sure, bool(part.slots)))
        if parts[0].sure:
            parts[0] = _without_mark(parts[0])
        return parts

    def _alone(self, name: str, outputs: Sequence[_Output]) -> _Pattern:
        """What one column makes; a part of it that hangs on less than the whole cell is worked out once for that."""
        together: dict[tuple[str, ...], list[_Output]] = defaultdict(list)
        for output in outputs:
            together[tuple(sorted(output.names))].append(output)
        groups = [(names, Memo(partial(_fragments, names, several))) for names, several in together.items()]
        separated = self._cells[name].column.said.get("separator") is not None if name in self._cells else False
        sure = not separated and any(output.names <= self._sure for output in outputs)
        return _Pattern("%s", ((Memo(partial(self._say, name, groups)), (self._places[name],)),), sure)

    def _together(self, output: _Output) -> _Pattern:
        """A property and value that several columns make."""
        if output.names <= self._sure:
            value = self._pattern(output.value) if output.value else self._spelt(output)
            property_ = self._pattern(output.predicate)
            if property_.plain and value.plain:
                return _Pattern(_NEXT) + property_ + _Pattern(" ") + value
        owners = tuple(dict.fromkeys(self._owners[name] for name in sorted(output.names)))
        memo = Memo(partial(self._jointly, owners, output))
        return _Pattern("%s", ((memo, tuple(self._places[owner] for owner in owners)),), sure=False)

    def _spelt(self, output: _Output) -> _Pattern:
        name = self._owners[output.column.name]
        memo = Memo(lambda cell: output.object(self._single(name, cell)))
        return _Pattern("%s", ((memo, (self._places[name],)),))

    def _pattern(self, template: Template) -> _Pattern:
        """An IRI: by one cell, or by several that each fill a gap of it."""
        owners = tuple(dict.fromkeys(self._owners[name] for name in template.names))
        places = tuple(self._places[owner] for owner in owners)
        sure = set(template.names) <= self._sure
        if not owners:
            return _Pattern(self._setting.spelling.iri(template.constants[0]).replace("%", "%%"))
        if len(owners) == 1 or not sure:
            return _Pattern("%s", ((Memo(partial(self._iri, owners, template)), places),), sure)
        slots = [
            (Memo(partial(self._encoded, name, plus)), (self._places[self._owners[name]],))
            for name, plus in template.variables
        ]
        constants = [text.replace("%", "%%") for text in template.constants]
        return _Pattern(f"<{'%s'.join(constants)}>", tuple(slots))

    def _single(self, name: str, cell: str) -> Variables:
        if name not in self._cells:
            return {name: cell}
        parts = self._cells[name](cell)
        if len(parts) > 1:
            raise UsageError(f"“{name}” has several values, so no single IRI can be made of it: take its separator out")
        return parts[0] if parts else {}

    def _say(self, name: str, groups: Sequence[tuple[tuple[str, ...], Memo]], cell: str) -> str:
        parts = self._cells[name](cell) if name in self._cells else [{name: cell}]
        return "".join(dict.fromkeys(memo[tuple(map(values.get, names))] for values in parts for names, memo in groups))

    def _iri(self, owners: tuple[str, ...], template: Template, cells: Any) -> str:
        try:
            iri = template.fill(self._jointly_known(owners, cells if len(owners) > 1 else (cells,)))
            return self._setting.spelling.iri(iri) if iri else ""
        except NotAnIriError as error:
            raise RejectedError("no-iri", self._title(owners[0]), str(error)) from error

    def _encoded(self, name: str, plus: bool, cell: str) -> str:
        owner = self._owners[name]
        try:
            return encoded(self._single(owner, cell)[name], plus)
        except NotAnIriError as error:
            raise RejectedError("no-iri", self._title(owner), str(error)) from error

    def _jointly(self, owners: Sequence[str], output: _Output, cells: Sequence[str]) -> str:
        return output.fragment(self._jointly_known(owners, cells))

    def _jointly_known(self, owners: Sequence[str], cells: Sequence[str]) -> Variables:
        values: dict[str, str] = {}
        for owner, cell in zip(owners, cells, strict=True):
            values |= self._single(owner, cell)
        return values

    def _title(self, name: str) -> str:
        return self._columns[name].title if name in self._columns else name


def _fragments(names: Sequence[str], outputs: Sequence[_Output], cells: Sequence[str | None]) -> str:
    """What outputs that are made of these variables say of their values."""
    values = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
    return "".join(dict.fromkeys(output.fragment(values) for output in outputs))


def _without_mark(part: _Pattern) -> _Pattern:
    """A part that begins what is said of a subject."""
    if part.text.startswith(_NEXT):
        return _Pattern(part.text.removeprefix(_NEXT), part.slots)
    ((memo, places),) = part.slots
    return _Pattern(part.text, ((Memo(lambda cell: memo[cell].removeprefix(_NEXT)), places),))


def _said(about: Say, certain: bool, parts: Sequence[Say], first: bool) -> Say:
    """What one block says, if it has a subject and anything to say."""

    def text(row: Row) -> str:
        subject = about(row)
        if not certain and not subject:
            return ""
        said = "".join([part(row) for part in parts])
        return f"{subject} {said if first else said[len(_NEXT) :]} .\n" if said else ""

    return text
