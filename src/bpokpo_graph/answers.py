"""What a query answers: rows of native values, or triples."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import pyoxigraph as ox

from bpokpo_graph.errors import InputError
from bpokpo_graph.vocabulary import PREFIXES, BlankNode, Iri, Literal, Text, Triple

if TYPE_CHECKING:
    import pandas

_XSD = PREFIXES["xsd"]


class Row(tuple[Any, ...]):
    """One solution: a tuple of values, also by variable name; None where the variable is unbound."""

    __slots__ = ()
    # Shared by all rows of an answer, through a class of their own.
    _index: ClassVar[Mapping[str, int]] = MappingProxyType({})

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self._index[key] if isinstance(key, str) else key)

    def __repr__(self) -> str:
        return f"Row({self.asdict()!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _row, (tuple(self._index), tuple(self))

    def asdict(self) -> dict[str, Any]:
        """The values by variable, in the query's order."""
        return dict(zip(self._index, self, strict=True))


@lru_cache(maxsize=256)
def _row_class(variables: tuple[str, ...]) -> type[Row]:
    index = MappingProxyType({name: position for position, name in enumerate(variables)})
    return type("Row", (Row,), {"__slots__": (), "_index": index})


def _row(variables: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    return _row_class(variables)(values)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a SELECT: the variables in the query's order, and the rows."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> "pandas.DataFrame":
        """A DataFrame with a dtype for each column; needs the extra `pandas`.

        Integers are Int64, truth values boolean, xsd:double float64, dates and times datetime64 (in UTC if they have a
        time zone), texts and IRIs string, each with room for missing values; Decimals, and values of several kinds,
        are objects. Languages are in `attrs["languages"]`, column → tag or None by row number, datatypes that Python
        has no value for likewise in `attrs["datatypes"]`. Raises UsageError without pandas.
        """
        from bpokpo_graph import frames

        return frames.data_frame(self.variables, self.rows)

    def to_html(
        self, lang: str = "en", *, headings: Mapping[str, str] = MappingProxyType({}), most: int | None = None
    ) -> str:
        """An HTML table, with figures as the language writes them; of more than `most` rows only the first.

        A column is called what `headings` says of its variable, else by the variable.
        """
        from bpokpo_graph import hypertext

        columns = [headings.get(name, name) for name in self.variables]
        return hypertext.excerpt(columns, self.rows[:most], lang, len(self))

    def _repr_html_(self) -> str:
        return self.to_html(most=60)


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer to a CONSTRUCT or DESCRIBE: its triples, each once."""

    triples: tuple[ox.Triple, ...]

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def __len__(self) -> int:
        return len(self.triples)

    def to_html(self, lang: str = "en", *, most: int | None = None) -> str:
        """An HTML table with a row for each triple; of more than `most` only the first."""
        from bpokpo_graph import hypertext
        from bpokpo_graph.words import word

        columns = [word(curie)[lang] for curie in ("rdf:subject", "rdf:predicate", "rdf:object")]
        rows = [native(triple) for triple in self.triples[:most]]
        return hypertext.excerpt(columns, rows, lang, len(self))

    def _repr_html_(self) -> str:
        return self.to_html(most=60)


# From the engine's values to Python's


def answer(solutions: ox.QuerySolutions) -> Answer:
    """The engine's solutions as native values."""
    variables = tuple(variable.value for variable in solutions.variables)
    row = _row_class(variables)
    return Answer(variables, tuple(row(map(native, solution)) for solution in told(solutions)))


def graph(triples: Iterable[ox.Triple]) -> Graph:
    """The triples, each once."""
    return Graph(tuple(dict.fromkeys(triples)))


def told(results: Any) -> Iterator[Any]:
    """The results, with what goes wrong on the way as an error of ours."""
    try:
        yield from results
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"the query could not be answered: {error}") from error


def native(term: Any) -> Any:
    """The Python value of a term: a number, bool, date, datetime or str; else a type of `vocabulary`."""
    kind = type(term)
    if kind is ox.NamedNode:
        return Iri(term.value)
    if kind is ox.Literal:
        return _literal(term)
    if kind is ox.BlankNode:
        return BlankNode(term.value)
    if kind is ox.Triple:
        return Triple(native(term.subject), Iri(term.predicate.value), native(term.object))
    return None


def _literal(literal: ox.Literal) -> Any:
    language = literal.language
    if language is not None:
        direction = literal.direction
        return Text(literal.value, f"{language}--{direction.value}" if direction else language)
    datatype = literal.datatype.value
    if datatype == _STRING:
        return literal.value
    spelling, convert = _CONVERTERS.get(datatype, (None, str))
    if spelling is not None and spelling.fullmatch(literal.value):
        try:
            return convert(literal.value)
        except ValueError:  # the 31st of February, or more digits than Python reads
            pass
    return Literal(literal.value, Iri(datatype))


_STRING = _XSD + "string"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_BOOLEAN = re.compile(r"true|false|1|0")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_CONVERTERS: dict[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    **{
        _XSD + name: (_INTEGER, int)
        for name in (
            *("integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
            *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        )
    },
    _XSD + "decimal": (_DECIMAL, Decimal),
    _XSD + "double": (_DOUBLE, float),
    _XSD + "float": (_DOUBLE, float),
    _XSD + "boolean": (_BOOLEAN, lambda text: text in ("true", "1")),
    _XSD + "date": (_DATE, date.fromisoformat),
    _XSD + "dateTime": (_DATETIME, datetime.fromisoformat),
}
