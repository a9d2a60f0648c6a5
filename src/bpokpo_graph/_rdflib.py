"""From and to rdflib's terms and graphs, and its algebra of queries."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bpokpo_graph.errors import InputError, UsageError
from bpokpo_graph.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    import rdflib

_STRING = PREFIXES["xsd"] + "string"


def to_rdflib(quads: Sequence[ox.Quad]) -> "rdflib.Graph":
    """An rdflib.Graph of the quads; an rdflib.Dataset if there are named graphs."""
    import rdflib

    if all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads):
        graph = rdflib.Graph()
        graph.addN((*_triple(quad), graph) for quad in quads)
        return graph
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    dataset = rdflib.Dataset()
    for quad in quads:
        name = quad.graph_name
        unnamed = isinstance(name, ox.DefaultGraph)
        into = dataset.graph(DATASET_DEFAULT_GRAPH_ID if unnamed else _term(name))
        into.add(_triple(quad))
    return dataset


def from_rdflib(graph: "rdflib.Graph") -> Iterator[ox.Quad]:
    """The statements of an rdflib.Graph or rdflib.Dataset.

    Raises InputError for what RDF does not have: relative IRIs, variables, formulas, wrong language tags.
    """
    import rdflib
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    if not isinstance(graph, rdflib.Graph):
        raise UsageError(f"{type(graph).__name__} is no rdflib.Graph: give a Graph or a Dataset of rdflib")
    if isinstance(graph, rdflib.Dataset):
        for subject, predicate, object_, name in graph.quads():
            unnamed = name is None or name == DATASET_DEFAULT_GRAPH_ID
            yield _quad((subject, predicate, object_), ox.DefaultGraph() if unnamed else _ours(name))
    else:
        for triple in graph:
            yield _quad(triple, ox.DefaultGraph())


def _quad(triple: tuple[Any, Any, Any], graph: Any) -> ox.Quad:
    try:
        subject, predicate, thing = map(_ours, triple)
        if isinstance(subject, ox.Literal):
            raise TypeError("a literal cannot be a subject")
        if not isinstance(predicate, ox.NamedNode):
            raise TypeError("a property must be an IRI")
        return ox.Quad(subject, predicate, thing, graph)
    except (TypeError, ValueError) as error:
        told = " ".join(part.n3() for part in triple)
        raise InputError(f"the rdflib statement {told} is no RDF: {error}") from error


def _ours(term: Any) -> Any:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if not isinstance(term, rdflib.Literal):
        raise TypeError(f"a {type(term).__name__} cannot stand in data")
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or _STRING)))


def _triple(quad: ox.Quad) -> tuple[Any, Any, Any]:
    return _term(quad.subject), _term(quad.predicate), _term(quad.object)


def _term(term: Any) -> Any:
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


# The algebra of queries

_INNER = ("p", "p1", "p2")
_ASIDE = (*_INNER, "_vars", "lazy", "datasetClause", "template", "triples", "part", "res")
_WRAPPERS = ("ToMultiSet", "SelectQuery", "ConstructQuery", "AskQuery", "DescribeQuery")


def algebra(query: str) -> tuple[str, ...]:
    """The SPARQL algebra of a query as rdflib translates it, one operator or pattern a line, those within indented.

    Nothing for what rdflib cannot read.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return tuple(_operators(translateQuery(parseQuery(query), initNs=dict(PREFIXES)).algebra, ""))
    except Exception:  # whatever it has against it, the engine has taken it
        return ()


def _operators(node: Any, indent: str) -> Iterator[str]:
    deeper = indent
    if node.name not in _WRAPPERS:
        detail = " ".join(text for key, value in node.items() if key not in _ASIDE and (text := _spelt(value)))
        yield f"{indent}{node.name} {detail}".rstrip()
        deeper = indent + "  "
    for triple in dict.get(node, "triples") or ():
        yield deeper + " ".join(map(_spelt, triple))
    for row in dict.get(node, "res") or ():
        yield deeper + " ".join(f"{_spelt(name)} = {_spelt(value)}" for name, value in row.items())
    for key in _INNER:
        if hasattr(dict.get(node, key), "name"):
            yield from _operators(node[key], deeper)


def _spelt(value: Any) -> str:
    """An expression, a list of such, a term or a path in one line."""
    import rdflib
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(value, list | tuple | set):
        return " ".join(map(_spelt, sorted(value) if isinstance(value, set) else value))
    if isinstance(value, CompValue):
        return _expression(value)
    if isinstance(value, rdflib.URIRef):
        return compact(value)
    if hasattr(value, "n3"):
        return re.sub("<([^<>]*)>", lambda found: compact(found[1]), value.n3())
    return "" if value is None or isinstance(value, bool) else str(value)


def _expression(value: Any) -> str:
    inner = {key: each for key, each in value.items() if key != "_vars"}
    sign = {"ConditionalAndExpression": "&&", "ConditionalOrExpression": "||"}.get(value.name, inner.get("op"))
    if isinstance(sign, str) and "other" in inner:
        others = inner["other"] if isinstance(inner["other"], list) and sign in ("&&", "||") else [inner["other"]]
        return f"({f' {sign} '.join(map(_spelt, (inner['expr'], *others)))})"
    if value.name == "TrueFilter":
        return ""
    if value.name == "OrderCondition":
        return f"{inner.get('order') or 'ASC'}({_spelt(inner['expr'])})"
    if "graph" in inner:  # rdflib translates it only when it gets there
        return f"{value.name.removeprefix('Builtin_')} {{ … }}"
    name = value.name.removeprefix("Builtin_").removeprefix("Aggregate_")
    return f"{name}({', '.join(filter(None, map(_spelt, inner.values())))})"
