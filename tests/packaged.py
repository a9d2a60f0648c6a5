"""The packaged graph as the tests of its content read it: on the engine alone, without our own reading."""

import os
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from bpokpo_graph.vocabulary import PREFIXES

ROOT = Path(__file__).parents[1]
ARTICLE = Path(os.environ.get("BPOKPO_SHARED", ROOT.parent / "shared")) / "source/article.id.txt"
DATA = sorted((ROOT / "data").glob("*.ttl"))
PACKAGED = [ROOT / "ontology/bpokpo.ttl", ROOT / "ontology/codes.ttl", *DATA]
PREFIXED = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())


@cache
def store() -> ox.Store:
    result = ox.Store()
    for path in PACKAGED:
        result.bulk_load(path=path)
    return result


def ask(where: str) -> list[tuple[str, ...]]:
    """Rows of a SELECT over the packaged graph, as text; nothing is the empty text."""
    answer = store().query(PREFIXED + where)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple("" if term is None else getattr(term, "value", "") for term in row) for row in answer]


def slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def languages(node: str, predicate: str) -> list[str]:
    answer = store().query(f"{PREFIXED} SELECT ?text WHERE {{ {node} {predicate} ?text }}")
    assert isinstance(answer, ox.QuerySolutions)
    literals = [row["text"] for row in answer]
    return sorted(text.language or "" for text in literals if isinstance(text, ox.Literal))
