"""RDF you can ask: the packaged graph, or any files, in memory."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import pyoxigraph as ox

from bpokpo_graph import files, parsing, querytext
from bpokpo_graph.errors import BpokpoError, InputError, PolicyError, UnknownTermError, UsageError
from bpokpo_graph.limits import NAMED_BY_USER, Limits
from bpokpo_graph.parsing import Source
from bpokpo_graph.vocabulary import PREFIXES, BlankNode, Iri, Literal, Text, Triple, compact, expand

if TYPE_CHECKING:
    import rdflib

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


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer to a CONSTRUCT or DESCRIBE: its triples, each once."""

    triples: tuple[ox.Triple, ...]

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def __len__(self) -> int:
        return len(self.triples)


class Dataset:
    """RDF you can ask. Make one with `Dataset.open`; nothing is read before it is needed."""

    def __init__(self, sources: Sequence[Source], limits: Limits = NAMED_BY_USER) -> None:
        self.sources = tuple(sources)
        self._limits = limits

    @classmethod
    def open(
        cls,
        *sources: str | Path | Source,
        add: Sequence[str | Path | Source] = (),
        bare: bool = False,
        format: str | None = None,  # noqa: A002 - as in rdflib and in --from
        base: str | None = None,
        named: Mapping[str, str | Path] | None = None,
        limits: Limits = NAMED_BY_USER,
    ) -> "Dataset":
        """The packaged graph; or `sources` (files, folders, "-") in place of its data.

        The vocabulary and the code lists always come along, but with `bare`. `add` comes on top, and `named`
        puts files into named graphs. `format` and `base` hold for everything that is given.
        Raises UsageError, or InputError if there is no such file.
        """
        wanted = [*sources, *add, *(named or {}).values()]
        _check_specs(wanted)
        own: list[Path] = [] if bare else list(files.vocabulary())
        if not (sources or named or bare):
            own += files.data()
        found = [source for path in own for source in parsing.sources(path)]
        for spec in (*sources, *add):
            found += parsing.sources(spec, format=format, base=base, limits=limits)
        for graph, spec in (named or {}).items():
            found += parsing.sources(spec, format=format, base=base, graph=Iri(graph), limits=limits)
        return cls(found, limits)

    def quads(self) -> Iterator[ox.Quad]:
        """Every statement as its file spells it; blank nodes of two files stay apart.

        Raises InputError, LimitError or PolicyError.
        """
        for number, source in enumerate(self.sources):
            yield from parsing.parse_apart(source) if number else parsing.parse(source)

    def select(self, query: str, *, named: bool = False, name: str = "<query>") -> Answer:
        """The rows of a SELECT; `named` leaves named graphs to GRAPH, else the query sees the union of all.

        The prefixes of the table need no declaration. `name` is what errors call the query. All methods that
        take a query raise InputError, UsageError, LimitError or PolicyError.
        """
        return _answer(self._run(query, ("SELECT",), named, name))

    def ask(self, query: str, *, named: bool = False, name: str = "<query>") -> bool:
        """Whether an ASK holds."""
        return bool(self._run(query, ("ASK",), named, name))

    def construct(self, query: str, *, named: bool = False, name: str = "<query>") -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE."""
        return _graph(self._run(query, ("CONSTRUCT", "DESCRIBE"), named, name))

    def query(self, query: str, *, named: bool = False, name: str = "<query>") -> Answer | bool | Graph:
        """The answer to any query, in the form it asks for."""
        result = self._run(query, querytext.FORMS, named, name)
        if isinstance(result, ox.QuerySolutions):
            return _answer(result)
        return bool(result) if isinstance(result, ox.QueryBoolean) else _graph(result)

    def form(self, query: str, *, name: str = "<query>") -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE, whichever the query is."""
        return querytext.inspect(query, name=name, limits=self._limits).form

    def serialize(self, query: str, format_: str, *, named: bool = False, name: str = "<query>") -> bytes:
        """The answer to any query in a standard format: srj, xml, csv, tsv for rows and truth values; turtle, jsonld,
        nt, nq, trig, rdfxml for graphs.

        Raises UsageError if the format does not fit the query.
        """
        from bpokpo_graph import serialization

        result = self._run(query, querytext.FORMS, named, name)
        if isinstance(result, ox.QueryTriples):
            return serialization.graph(_told(result), format_)
        return serialization.results(result, format_)

    def term(self, iri: str) -> Iri:
        """The IRI behind a CURIE, `<…>` or an IRI.

        Raises UnknownTermError if nothing in the dataset speaks of it.
        """
        wanted = _as_iri(iri)
        if wanted is None or not self._mentions(wanted):
            raise UnknownTermError(iri, self._close_to(iri, None))
        return wanted

    def find(self, text: str, type_: str | None = None) -> Iri:
        """What is meant by an IRI, a CURIE, a notation or a label in any language, upper case or lower.

        With `type_`, only what has this rdf:type. Raises UnknownTermError if there is nothing, UsageError if
        there are several.
        """
        kind = None if type_ is None else _as_iri(type_)
        wanted = _as_iri(text)
        if wanted is not None and self._mentions(wanted, kind):
            return wanted
        names = self._names(kind)
        for one in ("notation", "label"):
            found = sorted({iri for iri, how, name in names if how == one and name.casefold() == text.casefold()})
            if len(found) > 1:
                raise UsageError(f"“{text}” could be {_listed(found)}: name one of them")
            if found:
                return found[0]
        raise UnknownTermError(text, self._close_to(text, kind))

    def labels(self, iri: str) -> Mapping[str, str]:
        """Language → label; rdfs:label before skos:prefLabel, and "" for a label without language."""
        found: dict[str, str] = {}
        node = ox.NamedNode(iri)
        for predicate in (_RDFS_LABEL, _PREF_LABEL):
            for quad in self._store.quads_for_pattern(node, predicate, None):
                if isinstance(quad.object, ox.Literal):
                    found.setdefault(quad.object.language or "", quad.object.value)
        return dict(sorted(found.items()))

    def to_rdflib(self) -> "rdflib.Graph":
        """The same in rdflib, each literal as it is spelt; an rdflib.Dataset if there are named graphs."""
        import rdflib

        quads = list(self.quads())
        if all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads):
            graph = rdflib.Graph()
            graph.addN((*_rdflib_terms(quad), graph) for quad in quads)
            return graph
        dataset = rdflib.Dataset()
        for quad in quads:
            name = quad.graph_name
            into = dataset.default_graph if isinstance(name, ox.DefaultGraph) else dataset.graph(_to_rdflib(name))
            into.add(_rdflib_terms(quad))
        return dataset

    @cached_property
    def _store(self) -> ox.Store:
        store = ox.Store()
        for source in self.sources:
            parsing.load(source, store)
        return store

    def _run(self, query: str, forms: Sequence[str], named: bool, name: str) -> Any:
        text = querytext.inspect(query, name=name, limits=self._limits)
        if text.form not in forms:
            raise UsageError(f"{name}: this is a query of the form {text.form}, not {' or '.join(forms)}")
        self._check_graphs(text.graphs, name)
        union = not named and not text.graphs
        try:
            return self._store.query(query, prefixes=_PREFIXES, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise querytext.syntax_error(query, error, name) from error

    def _check_graphs(self, graphs: Sequence[Iri], name: str) -> None:
        loaded = {graph.value for graph in self._store.named_graphs()} if graphs else set()
        for graph in graphs:
            if graph not in loaded:
                have = ", ".join(f"<{each}>" for each in sorted(loaded)) or "none"
                message = f"{name}: FROM <{graph}> is refused, this graph is not loaded (loaded: {have})"
                raise PolicyError(f"{message}: load it with --named IRI=FILE")

    def _mentions(self, iri: Iri, kind: Iri | None = None) -> bool:
        node = ox.NamedNode(iri)
        patterns: list[tuple[Any, Any, Any]] = [(node, None, None), (None, node, None), (None, None, node)]
        if kind is not None:
            patterns = [(node, _RDF_TYPE, ox.NamedNode(kind))]
        return any(next(self._store.quads_for_pattern(*each), None) is not None for each in patterns)

    def _names(self, kind: Iri | None) -> list[tuple[Iri, str, str]]:
        only = f"?iri a <{kind}> ." if kind else ""
        return [tuple(row) for row in self.select(_NAMES.replace("#only", only))]

    def _close_to(self, text: str, kind: Iri | None) -> list[str]:
        from difflib import get_close_matches

        known = self._names(kind)
        names = {compact(iri): compact(iri) for iri, _, _ in known}
        names |= {name.casefold(): str(name) for _, _, name in known}
        return [names[each] for each in get_close_matches(text.casefold(), names, n=3)]


_PREFIXES = dict(PREFIXES)
_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_RDFS_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_NAMES = """
SELECT DISTINCT ?iri ?how ?name WHERE {
  VALUES (?property ?how) {
    (skos:notation "notation") (rdfs:label "label") (skos:prefLabel "label") (skos:altLabel "label")
  }
  #only
  ?iri ?property ?text .
  FILTER ( isIRI(?iri) )
  BIND ( STR(?text) AS ?name )
}
ORDER BY ?how ?name ?iri
"""


def _check_specs(specs: Sequence[str | Path | Source]) -> None:
    if sum(1 for spec in specs if str(spec) == "-") > 1:
        raise UsageError("standard input can be read only once: name “-” once")
    for spec in specs:
        if isinstance(spec, str) and re.match(r"https?://", spec):
            raise UsageError(f"{spec}: endpoints are not supported yet: name a file or a folder")


def _as_iri(text: str) -> Iri | None:
    """The IRI that a text spells, if it does."""
    text = text.removeprefix("<").removesuffix(">") if text.startswith("<") else text
    try:
        iri: str = expand(text) if text.partition(":")[0] in PREFIXES else text
        return Iri(ox.NamedNode(iri).value)
    except (BpokpoError, ValueError):
        return None


def _listed(iris: Sequence[Iri]) -> str:
    return " or ".join(compact(iri) for iri in iris)


# From the engine's values to Python's


def _answer(solutions: ox.QuerySolutions) -> Answer:
    variables = tuple(variable.value for variable in solutions.variables)
    row = _row_class(variables)
    return Answer(variables, tuple(row(map(native, solution)) for solution in _told(solutions)))


def _graph(triples: ox.QueryTriples) -> Graph:
    return Graph(tuple(dict.fromkeys(_told(triples))))


def _told(results: Any) -> Iterator[Any]:
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


def _rdflib_terms(quad: ox.Quad) -> tuple[Any, Any, Any]:
    return _to_rdflib(quad.subject), _to_rdflib(quad.predicate), _to_rdflib(quad.object)


def _to_rdflib(term: Any) -> Any:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Triple):
        raise UsageError("rdflib has no triple terms (RDF 1.2): leave that file out, or use query or export")
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    return rdflib.Literal(
        term.value, datatype=None if datatype == _STRING else rdflib.URIRef(datatype), normalize=False
    )
