"""The graph as tables for statistics: a row for each thing of a kind, columns for each of its properties.

Which kinds have a table, and what it is called, say the shapes (bpokpo:table); which columns it has, in which order and
of which type, say their property shapes; what a column is called in each language and means, says the ontology. A new
property with a property shape is a new column, and a new shape with bpokpo:table a new table: Turtle only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from bpokpo_graph.columns import Field, Kind, Schema, snake
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import UnknownTermError
from bpokpo_graph.terms import Facts, Node, describe, natural, one
from bpokpo_graph.values import lexical
from bpokpo_graph.vocabulary import BlankNode, Iri, Literal, Text, compact, expand
from bpokpo_graph.words import LANGUAGES, word

if TYPE_CHECKING:
    import pandas

KEY = "iri"
SEPARATORS = ("|", "¦", "␟")  # between the values of a cell: the first that no value holds


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its `name` in files, `titles` and `definition` for people by language, and what its cells hold.

    `datatype` is a local name of XML Schema; `predicate` that of the triple which a row and a cell make, None
    where they make none; `lang` the language of its texts. With a `separator`, cells are tuples, and in files their
    values stand with it between them. `table` names the table whose key every cell is, if there is one.
    """

    name: str
    titles: Mapping[str, str]
    definition: Mapping[str, str] = field(default_factory=dict)
    datatype: str = "string"
    predicate: Iri | None = None
    lang: str | None = None
    separator: str | None = None
    table: str | None = None

    @property
    def kind(self) -> str:
        """What the column holds, by the names of `frames.kind`, even if it is empty."""
        kinds = {"anyURI": "text", "string": "text", "double": "float", "dateTime": "datetime"}
        others = {name: name for name in _PYTHON} | {"integer": "integer"}
        return "text" if self.separator else kinds.get(self.datatype) or others.get(self.datatype, "text")


@dataclass(frozen=True, slots=True)
class Table:
    """All things of one kind, a row each; the column `iri` is the key, and `types` are the classes that all are said
    to be of.

    A cell is a str, bool, int, Decimal, float, date or datetime; None where nothing is said; a tuple in a column that
    may hold several, which is parallel in the columns of one property.
    """

    name: str
    titles: Mapping[str, str]
    definition: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    types: tuple[Iri, ...] = ()

    def cells(self) -> list[tuple[Any, ...]]:
        """The rows as they stand in files: the values of a tuple as one text, with the separator between them."""
        marks = [column.separator for column in self.columns]
        return [tuple(_joined(cell, mark) for cell, mark in zip(row, marks, strict=True)) for row in self.rows]

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a DataFrame with proper dtypes (extra `pandas`)."""
        from bpokpo_graph import frames

        return frames.data_frame([column.name for column in self.columns], self.rows)

    def to_html(self, lang: str = "en", *, most: int | None = None) -> str:
        """An HTML table under the titles of the columns in the language; of more than `most` rows only the first."""
        from bpokpo_graph import hypertext

        titles = [column.titles.get(lang) or column.name for column in self.columns]
        return hypertext.excerpt(titles, self.cells()[:most], lang, len(self.rows))

    def _repr_html_(self) -> str:
        return self.to_html(most=60)


def tabulate(dataset: Dataset, *names: str) -> tuple[Table, ...]:
    """The tables of a dataset, all of them or those of these names, as its shapes and the packaged ones lay them out.

    Raises UnknownTermError for a name that no table has.
    """
    schema = Schema(dataset)
    known = [kind.name for kind in schema.kinds]
    for name in names:
        if name not in known:
            raise UnknownTermError(name, get_close_matches(name, known, n=3) or known, kind="table")
    filled = _Filler(schema).tables()
    return tuple(table for table in filled if not names or table.name in names)


class _Filler:
    """Rows in the making."""

    NAMES = """SELECT ?node ?path ?name {
        VALUES ?path { rdfs:label skos:prefLabel skos:notation } ?node ?path ?name }"""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.names: Facts = {}
        for node, path, name in schema.data.select(self.NAMES):
            self.names.setdefault(node, {}).setdefault(str(path), []).append(name)
        self._blanks: dict[BlankNode, str] = {}
        self.facts = {kind.name: self._facts_of(kind) for kind in schema.kinds}

    def _facts_of(self, kind: Kind) -> Facts:
        """What is said of the members of a kind, in the order of rows."""
        pattern = f"VALUES ?type {{ {' '.join(f'<{each}>' for each in sorted(kind.below))} }} ?node a ?type ."
        found = describe(self.schema.data, "node", pattern)
        turned = {made.path for made in kind.fields if made.inverse} | {q for made in kind.fields for q in made.also}
        for path in sorted(turned):
            query = f"SELECT DISTINCT ?node ?other {{ {pattern} ?other <{path}> ?node }}"
            for node, other in self.schema.data.select(query):
                found[node].setdefault(f"^{path}", []).append(other)
        ordered = sorted(found, key=lambda node: self._row_order(node, found[node]))
        return {node: found[node] for node in ordered}

    def _row_order(self, node: Node, facts: Mapping[str, list[Any]]) -> tuple[Any, ...]:
        notation = one(facts, "skos:notation")
        said = sorted((path, str(each)) for path in facts for each in facts[path] if not isinstance(each, BlankNode))
        return natural(str(notation or "")), isinstance(node, BlankNode), said if isinstance(node, BlankNode) else node

    def tables(self) -> tuple[Table, ...]:
        """The finished tables."""
        for facts in self.facts.values():
            for node in facts:
                self._text(node)  # rows are numbered first
        return tuple(map(self._table, self.schema.kinds))

    def _table(self, kind: Kind) -> Table:
        facts = self.facts[kind.name]
        pairs = [
            (Column(KEY, dict.fromkeys(LANGUAGES, "IRI"), datatype="anyURI"), [self._text(node) for node in facts])
        ]
        for made in kind.fields:
            values = [self._values(made, facts[node]) for node in facts]
            pairs += self._columns(made, self._said(made, list(facts.values()), values), values)
        columns = tuple(_renamed(column for column, _ in pairs))
        rows = tuple(zip(*(cells for _, cells in pairs), strict=True))
        types = [set(said.get(expand("rdf:type"), ())) for said in facts.values()]
        shared = tuple(sorted(each for each in set.intersection(*types) if isinstance(each, Iri))) if types else ()
        return Table(
            kind.name, self.schema.label(kind.class_), self.schema.definition(kind.class_), columns, rows, shared
        )

    @staticmethod
    def _said(made: Field, facts: Sequence[Mapping[str, list[Any]]], values: Sequence[list[Any]]) -> Iri | None:
        """The property of the triples from rows to their values, if there is one for every value."""
        there = (set(said.get(made.path, ())) for said in facts)
        all_ = all(known.issuperset(found) for known, found in zip(there, values, strict=True))
        return made.path if all_ and not made.inverse else None

    def _values(self, made: Field, facts: Mapping[str, list[Any]]) -> list[Any]:
        """The values of a property, in stable order."""
        found = [] if made.inverse else facts.get(made.path, [])
        turned = (made.path,) if made.inverse else made.also
        found = list(dict.fromkeys([*found, *(each for path in turned for each in facts.get(f"^{path}", ()))]))
        if made.narrowed is not None:
            kinds = [each for each in found if each in made.narrowed]
            found = [each for each in kinds if not self.schema.below[each] & set(kinds)]
        return sorted(found, key=self._value_order)

    def _value_order(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, Iri | BlankNode):
            return (), str(value), getattr(value, "lang", "")
        return natural(self._notation(value)), str(value) if isinstance(value, Iri) else "", ""

    def _columns(self, made: Field, property_: Iri | None, rows: list[list[Any]]) -> list[tuple[Column, list[Any]]]:
        """The columns of one property with their cells."""
        if made.form == "text":
            return self._texts(made, rows)
        many = any(len(values) > 1 for values in rows)
        cells = [[self._cell(made, value) for value in values] for values in rows]
        datatype = made.datatype
        if any(not _is(each, datatype) for row in cells for each in row):
            datatype, cells = "string", [[None if each is None else lexical(each) for each in row] for row in cells]
        if datatype == "string" and any(type(value) is not str for values in rows for value in values):
            property_ = None  # as a text it would be another triple
        if any(isinstance(value, BlankNode) for values in rows for value in values):
            property_ = None  # its name here is none elsewhere
        table = None if many else self._table_of(made, [row[0] if row else None for row in cells])
        first = Column(made.name, made.titles, made.definition, datatype, property_, table=table)
        found = [_packed(first, cells)]
        if made.form == "value":
            return found
        if self.schema.notation_of(made):
            names = [[self._notation(value) or None for value in values] for values in rows]
            found.append(_packed(_about(first, "notation", "skos:notation"), names, many))
        for lang in self._languages(value for values in rows for value in values):
            names = [[self._name(value, lang) for value in values] for values in rows]
            column = _about(first, f"label_{lang or 'und'}", "rdfs:label", lang)
            found.append(_packed(column, names, many))
        return found

    def _table_of(self, made: Field, cells: list[Any]) -> str | None:
        """The table of which every cell is a key."""
        for kind in self.schema.kinds:
            if made.classes & kind.below:
                keys = {self._text(node) for node in self.facts[kind.name]}
                if keys.issuperset(cells):
                    return kind.name
        return None

    def _texts(self, made: Field, rows: list[list[Any]]) -> list[tuple[Column, list[Any]]]:
        found = []
        for lang in self._languages(value for values in rows for value in values):
            cells = [[lexical(each) for each in values if _language(each) == lang] for values in rows]
            titles = _titled(made.titles, lang)
            name = f"{made.name}_{snake(lang) or 'und'}"
            found.append(_packed(Column(name, titles, made.definition, "string", made.path, lang or "und"), cells))
        return found

    def _languages(self, values: Iterable[Any]) -> list[str]:
        """Ours first, always, then those that the values or their names have."""
        used = {_language(name) for value in values for name in self._names_of(value)}
        return [*sorted(LANGUAGES), *sorted(lang for lang in used if lang is not None and lang not in LANGUAGES)]

    def _names_of(self, value: Any) -> list[Any]:
        """The labels of a thing in every language; a literal is its own name."""
        if not isinstance(value, Iri | BlankNode):
            return [value]
        facts = self.names.get(value, {})
        return facts.get(expand("rdfs:label")) or facts.get(expand("skos:prefLabel"), [])

    def _name(self, value: Any, lang: str) -> str | None:
        """What a thing is called in a language."""
        found = sorted(str(name) for name in self._names_of(value) if _language(name) == lang)
        if not found and isinstance(value, Iri):
            return word(compact(value)).get(lang)
        return found[0] if found else None

    def _notation(self, value: Any) -> str:
        return str(one(self.names.get(value, {}), "skos:notation") or "") if isinstance(value, Iri | BlankNode) else ""

    def _cell(self, made: Field, value: Any) -> Any:
        if isinstance(value, Iri | BlankNode):
            return Iri(self._text(value))
        if isinstance(value, Text) or (made.form == "any" and type(value) is str):
            return None if made.form == "any" else str(value)  # the text stands in the column of its language
        return value

    def _text(self, node: Node) -> str:
        """The IRI of a node; a blank node is numbered as it comes, since the engine's names change at every run."""
        if isinstance(node, BlankNode):
            return self._blanks.setdefault(node, f"_:b{len(self._blanks) + 1}")
        return str(node)


def _packed(column: Column, rows: list[list[Any]], many: bool = False) -> tuple[Column, list[Any]]:
    """The column with one cell a row, None for nothing: tuples if one of them holds several values."""
    rows = [[] if all(value is None for value in row) else row for row in rows]
    if not many and all(len(row) < 2 for row in rows):
        return column, [row[0] if row else None for row in rows]
    texts = [lexical(value) for row in rows for value in row]
    free = (mark for mark in SEPARATORS if not any(mark in each for each in texts))
    return replace(column, separator=next(free, SEPARATORS[-1])), [tuple(row) or None for row in rows]


def _joined(cell: Any, mark: str | None) -> Any:
    return mark.join(map(lexical, cell)) if mark is not None and cell is not None else cell


def _about(column: Column, suffix: str, curie: str, lang: str | None = None) -> Column:
    """A column that tells more of the things which another one names."""
    titles = {each: f"{title}: {word(curie).get(each, suffix)}" for each, title in column.titles.items()}
    name = f"{column.name}_{snake(suffix)}"
    return Column(name, _titled(titles, lang) if lang is not None else titles, lang=lang or None)


def _titled(titles: Mapping[str, str], lang: str) -> dict[str, str]:
    """The titles with the language that the texts are in."""
    return {each: f"{title} {word(lang).get(each) or f'({lang})'}" if lang else title for each, title in titles.items()}


def _renamed(columns: Iterable[Column]) -> Iterator[Column]:
    """The columns, no two of one name."""
    seen: set[str] = set()
    for column in columns:
        name, number_ = column.name, 2
        while name in seen:
            name, number_ = f"{column.name}_{number_}", number_ + 1
        seen.add(name)
        yield replace(column, name=name)


def _language(value: Any) -> str | None:
    """The language of a text, "" for one without, None for what is no text."""
    if isinstance(value, Text):
        return value.lang
    return "" if type(value) is str else None


_PYTHON: dict[str, tuple[type, ...]] = {
    "anyURI": (Iri,),
    "boolean": (bool,),
    "decimal": (Decimal, int),
    "double": (float,),
    "float": (float,),
    "date": (date,),
    "dateTime": (datetime,),
    "string": (str,),
}


def _is(value: Any, datatype: str) -> bool:
    """Whether a cell is what its column holds, as the graph spells it."""
    if value is None:
        return True
    if isinstance(value, Literal):
        return value.datatype == expand(f"xsd:{datatype}") and datatype not in _PYTHON
    wanted = _PYTHON.get(datatype, (int,))  # what is left are the kinds of integer, but for spelt-out literals
    return type(value) in wanted or (datatype == "string" and isinstance(value, str))
