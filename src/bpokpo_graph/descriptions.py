"""What a DESCRIBE tells of a resource, so that a reader needs no second query.

Its statements and those of its nodes (what hangs on it alone), what links to it, the claims about all of these, and the
labels of everything that is named on the way.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from bpokpo_graph.vocabulary import PREFIXES

_SUBJECT = ox.NamedNode(PREFIXES["rdf"] + "subject")
_NAMES = tuple(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("skos", "notation"))
)


class Describer:
    """Describes resources of a store, as far as the given graphs speak of them; None is all graphs."""

    def __init__(self, store: ox.Store, graphs: Sequence[Any] | None) -> None:
        self._store = store
        self._graphs: Sequence[Any] = (None,) if graphs is None else graphs

    def describe(self, resources: Iterable[Any]) -> tuple[ox.Triple, ...]:
        """The description of these resources, each triple once, what is told of them first."""
        found: dict[ox.Triple, None] = {}
        for resource in dict.fromkeys(resources):
            told = [*self._with_blank_nodes(resource, set())]
            nodes = [node for node in dict.fromkeys(triple.object for triple in told) if self._hangs_on(node, resource)]
            told += [triple for node in nodes for triple in self._with_blank_nodes(node, {resource})]
            told += [triple for about in (resource, *nodes) for triple in self._claims(about)]
            told += self._triples(None, None, resource)
            found |= dict.fromkeys(told)
        return (*found, *(name for name in self._names(found) if name not in found))

    def _triples(self, subject: Any, predicate: Any, object_: Any) -> Iterator[ox.Triple]:
        for graph in self._graphs:
            for quad in self._store.quads_for_pattern(subject, predicate, object_, graph):
                yield quad.triple

    def _with_blank_nodes(self, node: Any, seen: set[Any]) -> Iterator[ox.Triple]:
        """The statements of a node, and of the blank nodes behind it."""
        open_ = [node]
        while open_:
            subject = open_.pop()
            if subject in seen:
                continue
            seen.add(subject)
            for triple in self._triples(subject, None, None):
                yield triple
                if isinstance(triple.object, ox.BlankNode):
                    open_.append(triple.object)

    def _hangs_on(self, node: Any, resource: Any) -> bool:
        """Whether nothing but the resource and claims links to a node that has statements of its own."""
        if not isinstance(node, ox.NamedNode) or next(self._triples(node, None, None), None) is None:
            return False
        linking = {triple.subject for triple in self._triples(None, None, node)} - {resource}
        return all(next(self._triples(subject, _SUBJECT, None), None) for subject in linking)

    def _claims(self, node: Any) -> Iterator[ox.Triple]:
        for claim in {triple.subject for triple in self._triples(None, _SUBJECT, node)}:
            yield from self._with_blank_nodes(claim, set())

    def _names(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        named = {term for triple in triples for term in (triple.subject, triple.predicate, triple.object)}
        for term in named:
            if isinstance(term, ox.NamedNode):
                for property_ in _NAMES:
                    yield from self._triples(term, property_, None)
