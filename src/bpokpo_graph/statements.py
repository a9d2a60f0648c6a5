"""Who states what: values with their parts, the claims behind them, and the tensions among these."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bpokpo_graph.dataset import Dataset
from bpokpo_graph.terms import (
    ALIGNMENT,
    LAST,
    Facts,
    Layout,
    Node,
    Place,
    Term,
    Value,
    by_language,
    describe,
    iris,
    natural,
    number,
    one,
    text,
)
from bpokpo_graph.vocabulary import BlankNode, Iri, compact, expand
from bpokpo_graph.words import word


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim behind a value: who says so, in which sentence, how, and with what doubts.

    `start` and `end` count Unicode code points of the document, end exclusive; None where the data have none.
    """

    claim: Term
    sentence: Term | None
    document: Term | None
    grade: Term | None
    start: int | None
    end: int | None
    paraphrase: Mapping[str, str]
    modality: Term | None
    perspective: Term | None
    reading: Term | None
    doubts: tuple[Term, ...]
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One property of a node, the group its shape places it in, and how its value reads (bpokpo:phrase)."""

    property: Term
    group: Node
    values: tuple[Value, ...]
    phrase: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, with its parts if it is a node, the claims behind it and the tensions these are in.

    `tensions` are places in the `tensions` of the whole answer, counted from 0.
    """

    value: Value
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    tensions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tension:
    """Claims that cannot simply be read together, and why."""

    term: Term
    kind: Term
    claims: tuple[Term, ...]
    explanation: Mapping[str, str]


class Reading:
    """What the dataset says of some subjects: a handful of queries for everything, then only looking up.

    `stated` is a pattern that binds ?value to every node to be shown with its parts, `claimed` one that binds ?claim
    to every claim behind them; `named` are further nodes to be called by their names.
    """

    def __init__(self, dataset: Dataset, *, stated: str, claimed: str, named: Iterable[Node] = ()) -> None:
        self.layout = Layout(dataset)
        self._terms: dict[Node, Term] = {}
        self._blanks = 0
        self.supers: dict[Node, list[Node]] = defaultdict(list)
        for class_, parent in dataset.select(
            "SELECT ?class ?parent { ?class rdfs:subClassOf+ ?parent FILTER ( !isLITERAL(?parent) ) }"
        ):
            self.supers[class_].append(parent)
        self.nodes = describe(dataset, "value", stated)
        self.claims = describe(dataset, "claim", claimed)
        self.sentences = describe(dataset, "sentence", f"{claimed} ?claim prov:wasDerivedFrom ?sentence .")
        quoted = f"{claimed} ?claim prov:wasDerivedFrom/dcterms:isPartOf ?document ."
        self.documents = describe(dataset, "document", quoted)
        self.conflicts = describe(dataset, "tension", f"{claimed} ?tension bpokpo:between ?claim .")
        self.dimensions: dict[Node, Node] = dict(
            dataset.select(
                "SELECT ?property ?dimension { ?property bpokpo:dimension ?dimension FILTER ( isIRI(?dimension) ) }"
            )
        )
        self.facts = self._names(dataset, stated, (*named, *self.dimensions, *self.dimensions.values()))
        self._claims_on: dict[tuple[Any, ...], list[Node]] = defaultdict(list)
        for claim, facts in self.claims.items():
            if not curated(facts):
                self._claims_on[triple(facts)].append(claim)
        self.tensions = tuple(map(self._tension, sorted(self.conflicts, key=self._order_of_conflict)))
        self._tensions_of: dict[Node, list[int]] = defaultdict(list)
        for index, node in enumerate(sorted(self.conflicts, key=self._order_of_conflict)):
            for claim in _nodes(self.conflicts[node], "bpokpo:between"):
                self._tensions_of[claim].append(index)

    def _names(self, dataset: Dataset, stated: str, named: Iterable[Node]) -> Facts:
        """What is said of everything that is mentioned anywhere, which is where names are found."""
        known = (self.nodes, self.claims, self.sentences, self.documents, self.conflicts)
        wanted = {*named, *(node for facts in known for node in facts)}
        wanted |= {value for facts in known for node in facts.values() for values in node.values() for value in values}
        wanted |= {Iri(path) for facts in known for node in facts.values() for path in node}
        # A blank node cannot stand in VALUES: it is reached through the node that it belongs to.
        blank = f"{stated} ?value ?part_ ?inner . FILTER ( isBLANK(?inner) )"
        listed = f"VALUES ?term {{ {iris(sorted(wanted, key=str))} }}"
        return describe(dataset, "inner", blank) | describe(dataset, "term", listed)

    def places(self, node: Node) -> tuple[Place, ...]:
        """The places of an n-ary node's properties; none for a code, a model or a literal."""
        types = self.nodes.get(node, {}).get(expand("rdf:type"), [])
        classes = {class_ for type_ in types for class_ in (type_, *self.supers.get(type_, ()))}
        return tuple(place for place in self.layout.of(classes) if place.group is not None)

    def dimension(self, path: Node, value: Any) -> Node | None:
        """The property's dimension, unless a code of the node carries one of its own."""
        facts = self.nodes.get(value, {}) if isinstance(value, Node) else {}
        for place in self.places(value) if facts else ():
            for code in facts.get(place.path, ()):
                if code in self.dimensions:
                    return self.dimensions[code]
        return self.dimensions.get(path)

    def rank(self, dimension: Node | None) -> float:
        """The dimension's place in the order of comparisons."""
        rank = one(self.facts.get(dimension, {}), "bpokpo:rank") if dimension else None
        return number(rank)

    def key(self, value: Any) -> tuple[Any, ...]:
        """What makes a node stand in one row with its counterpart; empty for everything else."""
        facts = self.nodes.get(value, {}) if isinstance(value, Node) else {}
        aligned = [place.path for place in self.places(value) if place.group == ALIGNMENT] if facts else []
        return tuple(one for path in aligned for one in sorted(facts.get(path, ()), key=str))

    def order_of_value(self, subject: Iri, path: Node, value: Any) -> tuple[Any, ...]:
        """As the source says them: by the number of the first claim, then by IRI or text."""
        numbers = [natural(self.notation(claim)) for claim in self.claims_on(subject, path, value)]
        return min(numbers, default=((LAST, "~"),)), self._stable(value)

    def _stable(self, value: Any) -> str:
        """What a value is sorted by; a blank node by what is said of it, since its own name changes at every run."""
        if not isinstance(value, BlankNode):
            return str(value)
        said = self.nodes.get(value, {})
        return str(sorted((path, str(one)) for path in said for one in said[path] if not isinstance(one, BlankNode)))

    def _order_of_conflict(self, node: Node) -> tuple[Any, ...]:
        claims = self.conflicts[node].get(expand("bpokpo:between"), [])
        return sorted(natural(self.notation(claim)) for claim in claims), node

    def claims_on(self, subject: Iri, path: Node, value: Any) -> list[Node]:
        """The claims of sources that state this triple."""
        return self._claims_on.get((subject, path, value), [])

    def notation(self, node: Node) -> str:
        """The notation by which a person knows the node, else its IRI."""
        return str(one(self.facts.get(node, {}), "skos:notation") or node)

    def stated(self, subject: Iri, path: Node, value: Any) -> Stated:
        """A value with all that stands behind it."""
        claims = sorted(self.claims_on(subject, path, value), key=lambda claim: natural(self.notation(claim)))
        tensions = sorted({index for claim in claims for index in self._tensions_of.get(claim, ())})
        return Stated(
            value=self.value(value),
            parts=self.parts(value) if isinstance(value, Node) else (),
            evidence=tuple(self.evidence(claim) for claim in claims),
            tensions=tuple(tensions),
        )

    def parts(self, node: Node) -> tuple[Part, ...]:
        """The parts of an n-ary node, as its shapes lay them out."""
        facts = self.nodes.get(node, {})
        return tuple(
            Part(
                property=self.term(place.path),
                group=place.group,
                values=tuple(self.value(value) for value in sorted(facts[place.path], key=str)),
                phrase=place.phrase,
            )
            for place in self.places(node)
            if place.group is not None and place.path in facts
        )

    def evidence(self, claim: Node) -> Evidence:
        """Who makes this claim, where and how."""
        facts = self.claims[claim]
        sentence = one(facts, "prov:wasDerivedFrom")
        where = self.sentences.get(sentence, {})
        document = one(where, "dcterms:isPartOf")
        return Evidence(
            claim=self.term(claim),
            sentence=self.optional(sentence),
            document=self.optional(document),
            grade=self.optional(one(self.documents.get(document, {}), "bpokpo:evidenceGrade")),
            start=_position(where, "oa:start"),
            end=_position(where, "oa:end"),
            paraphrase=by_language(where.get(expand("bpokpo:paraphrase"), ())),
            modality=self.optional(one(facts, "bpokpo:modality")),
            perspective=self.optional(one(facts, "bpokpo:perspective")),
            reading=self.optional(one(facts, "bpokpo:reading")),
            doubts=tuple(self.term(doubt) for doubt in _nodes(facts, "bpokpo:issue")),
            note=by_language(facts.get(expand("skos:note"), ())),
        )

    def _tension(self, node: Node) -> Tension:
        facts = self.conflicts[node]
        between = facts.get(expand("bpokpo:between"), ())
        claims = (self.term(claim) for claim in between if isinstance(claim, Node))
        return Tension(
            term=self.term(node),
            kind=self.optional(one(facts, "bpokpo:tensionKind")) or self.term(expand("bpokpo:Tension")),
            claims=tuple(sorted(claims, key=lambda claim: natural(claim.notation or claim.iri))),
            explanation=by_language(facts.get(expand("bpokpo:explanation"), ())),
        )

    def value(self, value: Any) -> Value:
        """A literal as it is, a node as a term."""
        return self.term(value) if isinstance(value, Node) else value

    def optional(self, node: Any) -> Term | None:
        """The term of a node, if it is one."""
        return self.term(node) if isinstance(node, Node) else None

    def term(self, node: Node) -> Term:
        """The node with its names."""
        if node not in self._terms:
            self._terms[node] = self._new_term(node)
        return self._terms[node]

    def _new_term(self, node: Node) -> Term:
        facts = self.facts.get(node) or self.nodes.get(node, {})
        labels = facts.get(expand("rdfs:label")) or facts.get(expand("skos:prefLabel"), [])
        untagged = [str(text) for text in labels if not isinstance(text, Node)]
        unnamed = word("unnamed") if isinstance(node, BlankNode) else word(compact(node))
        if isinstance(node, BlankNode):  # numbered as they come, since the engine's names change at every run
            self._blanks += 1
        return Term(
            iri=BlankNode(f"b{self._blanks}") if isinstance(node, BlankNode) else node,
            label=by_language(labels) or ({"": min(untagged)} if untagged else unnamed),
            notation=text(facts, "skos:notation"),
            symbol=text(facts, "bpokpo:symbol"),
            qualifier=by_language(facts.get(expand("bpokpo:qualifier"), ())),
            silent=expand("bpokpo:NotStated") in facts.get(expand("rdf:type"), ()),
        )


def _nodes(facts: Mapping[str, list[Any]], curie: str) -> list[Node]:
    return sorted(value for value in facts.get(expand(curie), ()) if isinstance(value, Iri | BlankNode))


def _position(facts: Mapping[str, list[Any]], curie: str) -> int | None:
    value = one(facts, curie)
    return value if isinstance(value, int) else None


def triple(facts: Mapping[str, list[Any]]) -> tuple[Any, ...]:
    """The triple that a claim or a curation states."""
    return tuple(one(facts, f"rdf:{role}") for role in ("subject", "predicate", "object"))


def curated(facts: Mapping[str, list[Any]]) -> bool:
    """Whether a statement is a curation, which is never counted among the claims of a source."""
    return expand("bpokpo:Curation") in facts.get(expand("rdf:type"), ())
