"""Named things of the graph: what is said of them, and how the shapes lay them out for a reader."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bpokpo_graph import files
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.vocabulary import BlankNode, Iri, Literal, Text, expand

Node = Iri | BlankNode
Facts = dict[Node, dict[str, list[Any]]]

ALIGNMENT, STATEMENT, CONDITION, CONTEXT = (
    expand(f"shapes:{group}") for group in ("alignment", "statement", "condition", "context")
)
LAST = 1_000_000  # the place of what has no sh:order, bpokpo:rank or claim number


@dataclass(frozen=True, slots=True)
class Term:
    """Something named in the graph, with what a person needs to recognise it.

    `silent` is true of codes which record that a source does not say (bpokpo:NotStated); `qualifier` is the short
    word that is written beside a value whose claim carries this code.
    """

    iri: Node
    label: Mapping[str, str]
    notation: str | None = None
    symbol: str | None = None
    qualifier: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


Value = Term | Text | str | int | Any  # a term, or a literal as `Dataset.select` gives it


def describe(dataset: Dataset, variable: str, pattern: str) -> Facts:
    """All that the dataset says of the nodes which `variable` takes in the pattern."""
    facts: Facts = {}
    for node, path, value in dataset.select(
        f"SELECT DISTINCT ?{variable} ?path_ ?value_ WHERE {{ {pattern} ?{variable} ?path_ ?value_ }}"
    ):
        if isinstance(node, Iri | BlankNode):
            facts.setdefault(node, {}).setdefault(str(path), []).append(value)
    return facts


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which F9 comes before F10."""
    pieces = enumerate(re.split(r"([0-9]{1,18})", text))
    return tuple((int(piece), "") if place % 2 else (LAST, piece) for place, piece in pieces)


def iris(nodes: Iterable[Any]) -> str:
    """The IRIs among the nodes, as the inside of a VALUES block."""
    return " ".join(f"<{node}>" for node in nodes if isinstance(node, Iri))


def by_language(values: Iterable[Any]) -> dict[str, str]:
    """The texts among the values by language; one without a language has the key ""."""
    texts = (value for value in values if isinstance(value, str) and not isinstance(value, Iri | BlankNode | Literal))
    return {getattr(text, "lang", ""): str(text) for text in texts}


def text(facts: Mapping[str, list[Any]], curie: str) -> str | None:
    """The first value of a property as text, whatever it is, or None."""
    value = one(facts, curie)
    return None if value is None else str(value)


def number(value: Any) -> float:
    """A number to sort by; what is none comes last."""
    return float(value) if isinstance(value, int | float | Decimal) else LAST


def one(facts: Mapping[str, list[Any]], curie: str) -> Any:
    """The first value of a property in stable order, or None."""
    return min(facts.get(expand(curie), ()), key=str, default=None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a property shape puts a property when its node is shown."""

    path: Iri
    group: Node | None
    order: float
    phrase: Mapping[str, str]


class Layout:
    """What a node of a class shows and in which order, as the packaged shapes and the dataset's own say."""

    QUERY = """SELECT ?class ?path ?group ?order ?phrase WHERE {
        ?shape sh:targetClass ?class ; sh:property ?property . ?property sh:path ?path ; sh:order ?order .
        OPTIONAL { ?property sh:group ?group } OPTIONAL { ?property bpokpo:phrase ?phrase } }"""

    def __init__(self, dataset: Dataset) -> None:
        self._places: dict[Node, dict[Iri, Place]] = defaultdict(dict)
        self.sources = (Dataset.open(files.shapes(), bare=True), dataset)
        for source in self.sources:
            for class_, path, group, order, phrase in source.select(self.QUERY):
                if not isinstance(path, Iri):  # a property path has no one place
                    continue
                before = self._places[class_].get(path)
                words = {**(before.phrase if before else {}), **by_language([phrase])}
                self._places[class_][path] = Place(path, group, number(order), words)

    def of(self, classes: Iterable[Node]) -> tuple[Place, ...]:
        """The places of a node of these classes, in order."""
        found = [place for class_ in classes for place in self._places.get(class_, {}).values()]
        return tuple(sorted(found, key=lambda place: (place.order, place.path)))
