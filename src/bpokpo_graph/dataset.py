"""RDF you can ask: the packaged graph, or any files, in memory."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bpokpo_graph import answers, files, parsing, querytext
from bpokpo_graph.answers import Answer as Answer
from bpokpo_graph.answers import Graph as Graph
from bpokpo_graph.answers import Row as Row
from bpokpo_graph.errors import BpokpoError, PolicyError, UnknownTermError, UsageError
from bpokpo_graph.limits import NAMED_BY_USER, Limits
from bpokpo_graph.merging import Merging
from bpokpo_graph.parsing import Source
from bpokpo_graph.vocabulary import PREFIXES, BlankNode, Iri, compact, expand

if TYPE_CHECKING:
    import rdflib

    from bpokpo_graph.querytext import QueryText


@dataclass(frozen=True, slots=True)
class Explanation:
    """What answering a query took: the query as we read it, the answer's size, and seconds for each step.

    `columns` is empty but for a SELECT; `size` counts rows or triples, 1 for an ASK. `merged` are the graphs that
    patterns outside GRAPH see, None all of them together. Seconds: `load` reads the sources (0 once read), `check` is
    our own look at the text, `parse` the engine's parsing and planning (on no data), `evaluate` its answering (which
    parses once more), `convert` the making of Python values. The engine tells no plan; `algebra` is the SPARQL algebra
    as rdflib translates it, an operator or pattern a line, or nothing for what rdflib cannot read.
    """

    form: str
    parts: int
    merged: tuple[str, ...] | None
    columns: tuple[str, ...]
    size: int
    load: float
    check: float
    parse: float
    evaluate: float
    convert: float
    algebra: tuple[str, ...]


class Dataset:
    """RDF you can ask. Make one with `Dataset.open`; nothing is read before it is needed.

    The engine spells the numbers of its answers anew, 1.50 as 1.5 and 01 as 1, and all language tags in lower case
    (en-us); only `quads`, `to_rdflib` and export keep numbers as the files have them.
    """

    def __init__(self, sources: Sequence[Source], limits: Limits = NAMED_BY_USER) -> None:
        self.sources = tuple(sources)
        self._limits = limits
        self._loaded: Merging | None = None
        self._apart: ox.Store | None = None
        self._loading = threading.Lock()

    def __getstate__(self) -> tuple[tuple[Source, ...], Limits]:
        return self.sources, self._limits  # another process reads them for itself

    def __setstate__(self, state: tuple[tuple[Source, ...], Limits]) -> None:
        self.__init__(*state)  # type: ignore[misc]  # an instance that is new

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
        if isinstance(add, str | Path | Source):
            raise UsageError(f"add is a list of sources: write add=[{str(add)!r}]")
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

    @classmethod
    def from_rdflib(cls, graph: "rdflib.Graph", *, bare: bool = False, limits: Limits = NAMED_BY_USER) -> "Dataset":
        """What an rdflib.Graph or rdflib.Dataset holds now, in place of the packaged data; as `open` does with files.

        The vocabulary and the code lists come along, but with `bare`. Later changes of the graph are not seen.
        Raises InputError for what RDF does not have, such as relative IRIs.
        """
        from bpokpo_graph import _rdflib

        data = ox.serialize(_rdflib.from_rdflib(graph), format=ox.RdfFormat.N_QUADS)
        return cls.open(Source("<rdflib>", "nquads", data=data, limits=limits), bare=bare, limits=limits)

    def quads(self, prefixes: set[tuple[str, str]] | None = None) -> Iterator[ox.Quad]:
        """Every statement as its file spells it, but language tags in lower case; blank nodes of two files stay apart.

        In the end `prefixes` have those that the files declare, each with what it stands for. Raises InputError,
        LimitError or PolicyError.
        """
        for number, source in enumerate(self.sources):
            yield from parsing.parse_apart(source, prefixes) if number else parsing.parse(source, prefixes)

    def select(self, query: str, *, named: bool = False, name: str = "<query>") -> Answer:
        """The rows of a SELECT; `named` leaves named graphs to GRAPH, else the query sees the union of all.

        The prefixes of the table need no declaration. `name` is what errors call the query. All methods that
        take a query raise InputError, UsageError, LimitError or PolicyError.
        """
        return answers.answer(self._run(query, ("SELECT",), named, name))

    def ask(self, query: str, *, named: bool = False, name: str = "<query>") -> bool:
        """Whether an ASK holds."""
        return bool(self._run(query, ("ASK",), named, name))

    def construct(self, query: str, *, named: bool = False, name: str = "<query>") -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE.

        A DESCRIBE tells of each resource its statements and those of its nodes (what hangs on it alone), what links
        to it, the claims about all of these, and the labels of everything named on the way.
        """
        return answers.graph(self._run(query, ("CONSTRUCT", "DESCRIBE"), named, name))

    def query(self, query: str, *, named: bool = False, name: str = "<query>") -> Answer | bool | Graph:
        """The answer to any query, in the form it asks for."""
        result = self._run(query, querytext.FORMS, named, name)
        if isinstance(result, ox.QuerySolutions):
            return answers.answer(result)
        return bool(result) if isinstance(result, ox.QueryBoolean) else answers.graph(result)

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
        if isinstance(result, ox.QuerySolutions | ox.QueryBoolean):
            return serialization.results(result, format_)
        return b"".join(serialization.write(result, format_, seconds=self._limits.seconds))

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

        With `type_`, only what has this rdf:type. What another publisher calls so (a thing with
        bpokpo:translatedLabel) is meant only if nothing else is. Raises UnknownTermError if there is nothing,
        UsageError if there are several.
        """
        kind = None if type_ is None else _as_iri(type_)
        wanted = _as_iri(text)
        if wanted is not None and self._mentions(wanted, kind):
            return wanted
        names = self._names(kind)
        for one in ("notation", "label"):
            called = {it for it, how, name in names if how == one and name.casefold() == text.casefold()}
            iris = sorted(it for it in called if isinstance(it, Iri))
            if called and not iris:
                raise UsageError(f"“{text}” is the name of a blank node, which cannot be asked for: give it an IRI")
            found = [iri for iri in iris if not self._is_neighbour(iri)] or iris
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
        from bpokpo_graph import _rdflib

        return _rdflib.to_rdflib(list(self.quads()))

    def explain(self, query: str, *, named: bool = False, name: str = "<query>") -> Explanation:
        """Answer a query and tell what that took, step by step."""
        from bpokpo_graph import _rdflib

        times = [perf_counter()]
        self._graphs.all()  # read now, so that its time is told apart
        times.append(perf_counter())
        querytext.inspect.cache_clear()
        text = self._inspected(query, querytext.FORMS, name)
        times.append(perf_counter())
        _engine(ox.Store(), query, text, name, {})
        times.append(perf_counter())
        result = self._evaluated(query, text, named, name)
        told = [result] if text.form == "ASK" else list(answers.told(result))
        times.append(perf_counter())
        columns = tuple(variable.value for variable in result.variables) if text.form == "SELECT" else ()
        for row in told if columns else ():
            tuple(map(answers.native, row))
        times.append(perf_counter())
        del result  # rdflib's parser keeps frames for a while, and this must be freed in its own thread
        load, check, parse, evaluate, convert = (after - before for before, after in pairwise(times))
        merged = None if _sees_all(text, named) else tuple(text.merged)
        return Explanation(
            text.form,
            text.parts,
            merged,
            columns,
            len(told),
            load,
            check,
            parse,
            evaluate,
            convert,
            _rdflib.algebra(query),
        )

    @property
    def _store(self) -> ox.Store:
        return self._graphs.store

    @property
    def _graphs(self) -> Merging:
        """The statements as the engine holds them, read once however many threads ask for them."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = Merging(self._read())
        return self._loaded

    @property
    def _unmerged(self) -> ox.Store:
        """The statements with an entire default graph, read anew if it had to be thinned."""
        if self._graphs.entire:
            return self._store
        with self._loading:
            self._apart = self._apart or self._read()
        return self._apart

    def _read(self) -> ox.Store:
        store = ox.Store()
        for source in self.sources:
            parsing.load(source, store)
        return store

    def _inspected(self, query: str, forms: Sequence[str], name: str) -> "QueryText":
        text = querytext.inspect(query, name=name, limits=self._limits)
        if text.form not in forms:
            raise UsageError(f"{name}: this is a query of the form {text.form}, not {' or '.join(forms)}")
        self._check_graphs(text.graphs, name)
        return text

    def _run(self, query: str, forms: Sequence[str], named: bool, name: str) -> Any:
        """The engine's solutions or truth value, or the triples of a graph."""
        text = self._inspected(query, forms, name)
        result = self._evaluated(query, text, named, name)
        return answers.told(result) if text.form == "CONSTRUCT" else result

    def _evaluated(self, query: str, text: "QueryText", named: bool, name: str) -> Any:
        if text.form == "DESCRIBE":
            return self._described(query, text, named, name)
        store, options = self._seen(text, named)
        return _engine(store, query, text, name, options)

    def _seen(self, text: "QueryText", named: bool) -> tuple[ox.Store, Mapping[str, Any]]:
        """What to ask, and how, so that patterns outside GRAPH see what they should, and each triple once."""
        if _sees_all(text, named):
            return self._store, self._graphs.all()
        if not text.graphs:
            return self._unmerged, self._graphs.default()
        merged = self._graphs.apart([ox.NamedNode(iri) for iri in text.merged])
        return self._store, {"default_graph": merged} if len(text.merged) > 1 else {}

    def _described(self, query: str, text: "QueryText", named: bool, name: str) -> Sequence[ox.Triple]:
        """A useful description of what a DESCRIBE asks for, and no more than the graphs it sees."""
        from bpokpo_graph.descriptions import Describer

        _engine(ox.Store(), query, text, name, {})  # for its syntax errors
        store, options = self._seen(text, named)
        resources: list[Any] = [ox.NamedNode(iri) for iri in text.described]
        if select := querytext.as_select(query):
            solutions = _engine(store, select, text, name, options)
            resources += [term for row in answers.told(solutions) for term in row if term is not None]
        graphs = [ox.NamedNode(iri) for iri in text.merged] if text.graphs else [ox.DefaultGraph()]
        kinds = (ox.NamedNode, ox.BlankNode)
        found = Describer(store, None if _sees_all(text, named) else graphs)
        return found.describe(term for term in resources if isinstance(term, kinds))

    def _check_graphs(self, graphs: Sequence[Iri], name: str) -> None:
        loaded = {graph.value for graph in self._graphs.named} if graphs else set()
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

    def _is_neighbour(self, iri: Iri) -> bool:
        pattern = (ox.NamedNode(iri), ox.NamedNode(PREFIXES["bpokpo"] + "translatedLabel"), None)
        return next(self._store.quads_for_pattern(*pattern), None) is not None

    def _names(self, kind: Iri | None) -> list[tuple[Iri | BlankNode, str, str]]:
        only = f"?it a <{kind}> ." if kind else ""
        return [tuple(row) for row in self.select(_NAMES.replace("#only", only))]

    def _close_to(self, text: str, kind: Iri | None) -> list[str]:
        from difflib import get_close_matches

        known = [named for named in self._names(kind) if isinstance(named[0], Iri)]
        names = {compact(iri): compact(iri) for iri, _, _ in known}
        names |= {name.casefold(): str(name) for _, _, name in known}
        return [names[each] for each in get_close_matches(text.casefold(), names, n=3)]


_PREFIXES = dict(PREFIXES)
_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_RDFS_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_PREF_LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
_NAMES = """
SELECT DISTINCT ?it ?how ?name WHERE {
  VALUES (?property ?how) {
    (skos:notation "notation") (rdfs:label "label") (skos:prefLabel "label") (skos:altLabel "label")
  }
  #only
  ?it ?property ?text .
  FILTER ( isLITERAL(?text) )
  BIND ( STR(?text) AS ?name )
}
ORDER BY ?how ?name ?it
"""


def _check_specs(specs: Sequence[str | Path | Source]) -> None:
    if sum(1 for spec in specs if str(spec) == "-") > 1:
        raise UsageError("standard input can be read only once: name “-” once")


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


def _sees_all(text: "QueryText", named: bool) -> bool:
    """Whether patterns outside GRAPH see the union of all graphs."""
    return not named and not text.graphs


def _engine(store: ox.Store, query: str, text: "QueryText", name: str, graphs: Mapping[str, Any]) -> Any:
    """The engine's answer; the columns of SELECT * stand as the query names them first."""
    try:
        query = querytext.for_engine(query)
        if text.all:
            visible = ox.Store().query(query, prefixes=_PREFIXES).variables  # type: ignore[union-attr]  # of a SELECT
            query = querytext.with_columns(query, [variable.value for variable in visible])
        return store.query(query, prefixes=_PREFIXES, **graphs)
    except SyntaxError as error:
        raise querytext.syntax_error(query, error, name) from error
