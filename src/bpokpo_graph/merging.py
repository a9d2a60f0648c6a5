"""Several graphs asked as one set of triples, as RDF merges graphs.

The engine gives a triple once for each graph that has it, so that COUNT, SUM and plain rows come out too many.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

_DEFAULT = ox.DefaultGraph()
_SHARED = "SELECT DISTINCT ?s { { SELECT DISTINCT ?s { ?s ?p ?o } } GRAPH ?g { ?s ?q ?r } }"
_SIZE = "SELECT (COUNT(*) AS ?size) { ?s ?p ?o }"
_FOUND_ONCE = {"use_default_graph_as_union": True}


class Merging:
    """A store that is only read from now on, and how to ask it so that no triple is found twice.

    What the default graph repeats of a named graph is removed from it; no GRAPH shows the default graph, so only
    who asks for that graph alone can tell: `entire` says whether it still holds everything. Where named graphs repeat
    one another, a graph that nobody sees holds what the smaller ones have and the larger have not.
    """

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.named: tuple[Any, ...] = _ordered(store.named_graphs())
        repeated = set(_repeated(store, _DEFAULT, self.named))
        for triple in repeated:
            store.remove(_in(triple, _DEFAULT))
        self.entire = not repeated
        self._apart: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._lock = threading.Lock()

    def all(self) -> dict[str, Any]:
        """The engine's options for a query whose patterns outside GRAPH see every graph."""
        apart = self.apart(self.named)
        return _FOUND_ONCE if apart == self.named else {"default_graph": [_DEFAULT, *apart], "named_graphs": self.named}

    def default(self) -> dict[str, Any]:
        """The same for one that sees the default graph alone."""
        return {} if self.apart(self.named) == self.named else {"named_graphs": self.named}

    def apart(self, graphs: Iterable[Any]) -> tuple[Any, ...]:
        """Graphs that have each triple of these named ones once; these themselves if they repeat nothing."""
        wanted = _ordered(graphs)
        with self._lock:
            if wanted not in self._apart:
                self._apart[wanted] = self._parted(wanted)
        return self._apart[wanted]

    def _parted(self, graphs: tuple[Any, ...]) -> tuple[Any, ...]:
        if not any(self._repeats(each, graphs[:place]) for place, each in enumerate(graphs)):
            return graphs
        kept: list[Any] = []
        for each in sorted(graphs, key=self._size, reverse=True):  # so that little is held twice
            if not self._repeats(each, kept):
                kept.append(each)
        rest = ox.BlankNode()
        for each in set(graphs) - set(kept):
            repeated = set(_repeated(self.store, each, kept))
            quads = self.store.quads_for_pattern(None, None, None, each)
            self.store.extend(_in(quad.triple, rest) for quad in quads if quad.triple not in repeated)
        return (*kept, rest)

    def _repeats(self, graph: Any, others: Sequence[Any]) -> bool:
        return next(_repeated(self.store, graph, others), None) is not None

    def _size(self, graph: Any) -> int:
        rows: Any = self.store.query(_SIZE, default_graph=graph)
        return int(next(rows)["size"].value)


def _ordered(graphs: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(graphs), key=str))


def _repeated(store: ox.Store, graph: Any, others: Sequence[Any]) -> Iterator[ox.Triple]:
    """The triples of a graph that others have too: few subjects stand in several, so these are found first."""
    if not others:
        return
    shared: Any = store.query(_SHARED, default_graph=graph, named_graphs=list(others))
    for (subject,) in shared:
        for quad in store.quads_for_pattern(subject, None, None, graph):
            if any(_in(quad.triple, other) in store for other in others):
                yield quad.triple


def _in(triple: ox.Triple, graph: Any) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
