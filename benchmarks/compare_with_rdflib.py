"""`compare BPO KPO -f json` with rdflib as the engine: the same code asks the same queries of an rdflib graph."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import rdflib

from bpokpo_graph import comparison, files, terms
from bpokpo_graph.cli.comparing import render
from bpokpo_graph.cli.options import emit
from bpokpo_graph.vocabulary import PREFIXES, BlankNode, Iri, Text


class RdflibDataset:
    """What `compare` needs of a dataset, on rdflib."""

    def __init__(self, *paths: object) -> None:
        self.graph = rdflib.Graph()
        for path in paths:
            self.graph.parse(str(path))

    @classmethod
    def open(cls, *paths: object, bare: bool = False) -> "RdflibDataset":
        """The packaged graph, or these files."""
        return cls(*(paths if bare else (*files.vocabulary(), *files.data())))

    def select(self, query: str) -> Iterator[tuple[Any, ...]]:
        for row in self.graph.query(query, initNs=PREFIXES):
            yield tuple(native(term) for term in row)  # type: ignore[union-attr]  # rows, as all queries are SELECT

    def find(self, name: str, _: str) -> Iri:
        (found,) = self.graph.subjects(rdflib.SKOS.notation, rdflib.Literal(name))
        return Iri(found)


def native(term: Any) -> Any:
    if isinstance(term, rdflib.URIRef):
        return Iri(term)
    if isinstance(term, rdflib.BNode):
        return BlankNode(term)
    if isinstance(term, rdflib.Literal):
        return Text(str(term), term.language) if term.language else term.value
    return None


def main(models: Sequence[str]) -> None:
    setattr(terms, "Dataset", RdflibDataset)  # noqa: B010 - so that the shapes are read by rdflib too
    answer = comparison.compare(RdflibDataset.open(), models)  # type: ignore[arg-type]  # it has what is asked of it
    emit(render(answer, "json", "en", sources=False, color=None), None)


if __name__ == "__main__":
    main(sys.argv[1:] or ["BPO", "KPO"])
