"""The graph, or one resource with what belongs to it, as a document in a standard format."""

from collections.abc import Iterable, Iterator

from bpokpo_graph import files
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import UsageError
from bpokpo_graph.inference import inferred
from bpokpo_graph.limits import NAMED_BY_USER
from bpokpo_graph.serialization import write
from bpokpo_graph.serialization.layout import layout, term
from bpokpo_graph.serialization.statements import (
    OBJECT,
    PREDICATE,
    SUBJECT,
    TYPE,
    Statement,
    Term,
    is_blank,
    lines,
    quads_of,
    statements,
)
from bpokpo_graph.vocabulary import Iri, compact, expand

FRAMES = {"model": "bpokpo:OutsourcingModel"}


def export(
    dataset: Dataset,
    format_: str = "turtle",
    *,
    about: Iri | None = None,
    claims: str = "statements",
    infer: str = "none",
    data_only: bool = False,
    canonical: bool = False,
    frame: str | None = None,
    seconds: float | None = NAMED_BY_USER.seconds,
) -> Iterator[bytes]:
    """The document, in pieces.

    `about` is the resource to take alone with what belongs to it; `infer` adds what follows by "rdfs" or "owlrl";
    `data_only` leaves out the vocabulary and its code lists; `frame` ("model") makes JSON-LD a tree per model, in
    which every thing is an object with its @id, and in full where it comes first. The rest is as in
    `serialization.write`, and so are the errors, besides those of reading.
    """
    given = Dataset(dataset.sources[_vocabulary(dataset) :]) if data_only else dataset
    class_ = expand(FRAMES[frame]) if frame else None
    prefixes: set[tuple[str, str]] = set()
    options = {"prefixes": prefixes, "claims": claims, "frame": class_, "canonical": canonical, "seconds": seconds}
    if about is None and infer == "none":
        return write(given.quads(prefixes), format_, **options)  # type: ignore[arg-type]  # each option has its type
    found = _taken(given, prefixes)
    if infer != "none":
        context = _taken(Dataset(dataset.sources[: _vocabulary(dataset)])) if data_only else []
        found += _additions(found, context, infer)
    if about is not None:
        found = belonging(found, about)
    return write(quads_of(found), format_, **options)  # type: ignore[arg-type]  # as above


def _vocabulary(dataset: Dataset) -> int:
    """How many of the sources, from the first, are the packaged vocabulary."""
    own = files.vocabulary()
    return len(own) if [source.path for source in dataset.sources[: len(own)]] == list(own) else 0


def _taken(dataset: Dataset, prefixes: set[tuple[str, str]] | None = None) -> list[Statement]:
    return list(statements(lines(dataset.quads(prefixes))))


def _additions(found: list[Statement], context: list[Statement], regime: str) -> list[Statement]:
    """What follows about anything but the terms of the context."""
    foreign = {each[0] for each in context} - {each[0] for each in found}
    return [each for each in inferred([*found, *context], regime) if each[0] not in foreign]


def belonging(found: Iterable[Statement], about: Iri) -> list[Statement]:
    """What is said of a resource, of its blank nodes, requirements and values, of the claims about them, and of the
    sentences that the claims come from.

    Raises UsageError if nothing is said of it.
    """
    every = list(found)
    nodes = _with_parts(every, {f"<{about}>"})
    if not any(each[0] in nodes for each in every):
        raise UsageError(f"nothing is said of {compact(about)} here: it is only mentioned")
    claims = _claims_on(every, nodes)
    sentences = {each[0] for each in every if each[1] == TYPE and each[2] == term("bpokpo:SourceSentence")}
    read = {each[2] for each in every if each[0] in claims | nodes and each[2] in sentences}
    nodes = _with_parts(every, nodes | claims | read)
    return [each for each in every if each[0] in nodes]


def _with_parts(every: list[Statement], nodes: set[Term]) -> set[Term]:
    """The nodes and, from them on, blank nodes and what the ontology calls their parts."""
    parts = layout().parts
    steps: dict[Term, set[Term]] = {}
    for subject, predicate, object_, _ in every:
        if is_blank(object_) or predicate in parts:
            steps.setdefault(subject, set()).add(object_)
    todo, reached = list(nodes), set(nodes)
    while todo:
        new = steps.get(todo.pop(), set()) - reached
        reached |= new
        todo += new
    return reached


def _claims_on(every: list[Statement], nodes: set[Term]) -> set[Term]:
    """The claims about the nodes, and those that give a node to what it is a part of."""
    giving = {each[0] for each in every if each[1] == PREDICATE and each[2] in layout().parts}
    return {
        subject
        for subject, predicate, object_, _ in every
        if object_ in nodes and (predicate == SUBJECT or (predicate == OBJECT and subject in giving))
    }
