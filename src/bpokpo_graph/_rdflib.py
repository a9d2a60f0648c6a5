"""From and to rdflib's terms and graphs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bpokpo_graph.errors import InputError, UsageError
from bpokpo_graph.vocabulary import PREFIXES

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
        return ox.Quad(_ours(triple[0]), _ours(triple[1]), _ours(triple[2]), graph)
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
