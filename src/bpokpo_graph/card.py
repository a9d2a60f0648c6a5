"""All that the graph says of one thing, in the order in which a person would read it.

Nothing here knows a class of ours by heart but claims and sentences: what a thing states, in which order and wording,
comes from its properties' dimensions and from the shapes, as in a comparison.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bpokpo_graph import files, parsing, words
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import UnknownTermError
from bpokpo_graph.statements import Part, Reading, Stated, Tension, curated, triple
from bpokpo_graph.terms import ALIGNMENT, LAST, Node, Term, Value, by_language, iris, natural, one
from bpokpo_graph.terms import describe as facts_of
from bpokpo_graph.vocabulary import BASE, BlankNode, Iri, compact, expand
from bpokpo_graph.wording import name


@dataclass(frozen=True, slots=True)
class Row:
    """One property with its values; `key` aligns n-ary nodes as in a comparison, empty for everything else."""

    dimension: Term | None
    property: Term
    key: tuple[Part, ...]
    values: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Assertion:
    """A triple that a source claims or that we curate; `remarks` is what a curation says of itself."""

    term: Term
    subject: Value
    property: Term
    key: tuple[Part, ...]
    object: Stated
    curated: bool
    remarks: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a document: its place in Unicode code points, end exclusive, and our paraphrase."""

    term: Term
    start: int | None
    end: int | None
    paraphrase: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape asks of a class's members or of a property, in the shape's words."""

    shape: Term
    severity: Term
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A use of a property or class in the data; `property` is None for a member of a class."""

    subject: Term
    property: Term | None
    object: Stated


@dataclass(frozen=True, slots=True)
class Link:
    """What points at the thing through one property."""

    property: Term
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing of another publisher within two steps: the property that leads to it, and what kind of thing it is."""

    property: Term
    term: Term
    kinds: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One thing with everything said of it; sentences for axioms are by language, places in `tensions` from 0.

    `belongings` are the nodes that its statements are made of: itself, its n-ary values, claims and sentences.
    """

    term: Term
    types: tuple[Term, ...]
    called: tuple[Value, ...]
    definition: Mapping[str, str]
    notes: tuple[Value, ...]
    whole: Stated
    rows: tuple[Row, ...]
    axioms: tuple[Mapping[str, str], ...]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    assertions: tuple[Assertion, ...]
    quotes: tuple[Quote, ...]
    tensions: tuple[Tension, ...]
    siblings: tuple[Term, ...]
    incoming: tuple[Link, ...]
    neighbours: tuple[Neighbour, ...]
    belongings: tuple[Iri, ...]
    words: Mapping[str, Term]

    def to_html(self, lang: str = "en", *, everything: bool = False) -> str:
        """An HTML article; of what points at the thing only the first few, unless `everything` is wanted."""
        from bpokpo_graph import outline

        return outline.html(self, lang, everything)

    def _repr_html_(self) -> str:
        return self.to_html()


def describe(dataset: Dataset, name: str) -> Card:
    """The card of what is meant by an IRI, a CURIE, a notation or a label in any language; shapes have cards too.

    Raises UnknownTermError if there is nothing of that name, and UsageError if there are several.
    """
    return _Describer(*find(dataset, name)).card()


def find(dataset: Dataset, name: str) -> tuple[Dataset, Iri]:
    """The thing meant, and the dataset that speaks of it: this one, or this one with the packaged shapes.

    Raises UnknownTermError if there is nothing of that name, and UsageError if there are several.
    """
    try:
        return dataset, dataset.find(name)
    except UnknownTermError as error:
        shapes = [source for path in (files.shapes(), files.curation_shapes()) for source in parsing.sources(str(path))]
        wider = Dataset([*dataset.sources, *shapes])
        try:
            return wider, wider.find(name)
        except UnknownTermError:
            raise error from None


class _Describer:
    """One card in the making."""

    WORDS = (
        *("bpokpo:Claim", "bpokpo:Curation", "bpokpo:SourceDocument", "bpokpo:SourceSentence", "bpokpo:Tension"),
        *("bpokpo:NotStated", "bpokpo:perspective", "bpokpo:evidenceGrade"),
    )
    CALLED = ("skos:altLabel", "skos:prefLabel", "rdfs:label")
    NOTES = (
        *("rdfs:comment", "skos:note", "skos:scopeNote", "skos:editorialNote", "skos:changeNote"),
        *("skos:historyNote", "skos:example"),
    )
    ROLES = ("rdf:subject", "rdf:predicate", "rdf:object")

    def __init__(self, dataset: Dataset, node: Iri) -> None:
        self.dataset, self.node = dataset, node
        self.it = f"VALUES ?it {{ <{node}> }}"
        self.outgoing = facts_of(dataset, "it", self.it).get(node, {})
        self.pointing = self._pointing()
        self.sentences = facts_of(dataset, "part", f"{self.it} ?part dcterms:isPartOf ?it ; bpokpo:paraphrase ?said .")
        self.uses = self._uses()
        self.fellows = self._fellows()
        self.disjoint = self._select("""SELECT DISTINCT ?other {
            { ?it owl:disjointWith ?other } UNION { ?other owl:disjointWith ?it }
            UNION { ?all owl:members/rdf:rest*/rdf:first ?it ; owl:members/rdf:rest*/rdf:first ?other }
            FILTER ( ?other != ?it && isIRI(?other) ) }""")
        self.chains = self._chains()
        self.near = self._near()
        self.reading = Reading(dataset, stated=self._shown(), claimed=self._claimed(), named=self._named())

    def _select(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query about ?it, in stable order."""
        return sorted(map(tuple, self.dataset.select(query.replace("{", "{ " + self.it, 1))), key=str)

    def _pointing(self) -> dict[Node, list[Node]]:
        """What points here, by property; what is reached through a blank node or a list is told of its owner."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for path, subject in self._select("""SELECT DISTINCT ?path ?subject {
            { ?subject ?path ?it } UNION { ?subject ?any ?node . ?node ?path ?it FILTER ( isBlank(?node) ) }
            UNION { ?list rdf:rest*/rdf:first ?it . ?subject ?path ?list }
            FILTER ( isIRI(?subject) && ?path NOT IN ( rdf:first, rdf:rest ) && ?subject != ?it ) }"""):
            found[path].append(subject)
        return found

    def _uses(self) -> list[tuple[Any, ...]]:
        """The first uses as a property, or else the first members of the class."""
        used = self._select("SELECT ?subject ?it ?value { ?subject ?it ?value } ORDER BY ?subject ?value LIMIT 3")
        members = [(member, None, member) for member in self.pointing.get(expand("rdf:type"), [])[:3]]
        return used or members

    def _fellows(self) -> list[Node]:
        """The other codes of its lists, in their order."""
        rows = self._select("""SELECT DISTINCT ?rank ?notation ?other { ?it skos:inScheme/^skos:inScheme ?other .
            OPTIONAL { ?other bpokpo:rank ?rank } OPTIONAL { ?other skos:notation ?notation }
            FILTER ( ?other != ?it ) }""")
        rows.sort(key=lambda row: (LAST if row[0] is None else row[0], natural(str(row[1] or row[2]))))
        return list(dict.fromkeys(other for _, _, other in rows))

    def _chains(self) -> list[list[Node]]:
        """The property chains that make this property hold."""
        cells = facts_of(self.dataset, "cell", f"{self.it} ?it owl:propertyChainAxiom/rdf:rest* ?cell .")
        chains = []
        for start in sorted(self.outgoing.get(expand("owl:propertyChainAxiom"), ()), key=str):
            chain, cell = [], start
            while cell in cells:
                chain.append(one(cells[cell], "rdf:first"))
                cell = one(cells.pop(cell), "rdf:rest")
            chains.append(chain)
        return chains

    def _near(self) -> dict[Node, Node]:
        """Things of other publishers within two steps that have a name here, each with a property that leads there."""
        rows = self._select("""SELECT DISTINCT ?near ?path {
            { ?it ?path ?near } UNION { ?it ?one ?between . ?between ?path ?near FILTER ( isIRI(?between) ) }
            UNION { ?claim rdf:subject ?it ; rdf:predicate ?path ; rdf:object ?near }
            FILTER ( isIRI(?near) && ?path NOT IN ( rdf:object, rdf:type ) )
            ?near rdfs:label|skos:prefLabel ?name . }""")
        found: dict[Node, Node] = {}
        for near, path in rows:
            if not near.startswith(BASE) and _site(near) != _site(self.node):
                found.setdefault(near, path)
        return found

    def _shown(self) -> str:
        """Binds ?value to what is shown with its parts."""
        uses = iris(value for _, _, value in self.uses)
        near = iris(self.near)
        return f"""{{ {self.it} ?it ?path ?value }} UNION {{ VALUES ?value {{ <{self.node}> {uses} {near} }} }}
            UNION {{ {self._claimed()} ?claim rdf:object ?value }}"""

    def _claimed(self) -> str:
        """Binds ?claim to the claims and curations that are about this, or said in it, or between which it stands."""
        valid = "FILTER NOT EXISTS { ?claim bpokpo:claimRank/bpokpo:rank ?weight FILTER ( ?weight <= 0 ) }"
        return f"""{{ {self.it} {{ ?claim rdf:subject ?it }} UNION {{ ?claim rdf:object ?it }}
              ?claim rdf:predicate ?role . {valid} }}
            UNION {{ {self.it} {{ ?claim prov:wasDerivedFrom ?it }} UNION {{ ?it bpokpo:between ?claim }}
              UNION {{ VALUES ?claim {{ <{self.node}> }} }} ?claim rdf:predicate ?role }}"""

    def _named(self) -> set[Any]:
        named = {
            self.node,
            *self.pointing,
            *self.fellows,
            *self.near,
            *self.near.values(),
            *self.sentences,
            *map(expand, self.WORDS),
        }
        named |= {value for values in (*self.outgoing.values(), *self.pointing.values()) for value in values}
        named |= {term for row in (*self.uses, *self.disjoint, *self.chains) for term in row}
        paths = {Iri(path) for facts in (self.outgoing, *self.sentences.values()) for path in facts}
        return paths | {each for each in named if isinstance(each, Iri)}

    def card(self) -> Card:
        """The finished card."""
        reading, facts = self.reading, self.outgoing
        term = reading.term(self.node)
        assertions = tuple(self._assertions())
        return Card(
            term=term,
            types=tuple(map(reading.term, sorted(_kinds(facts), key=self._specific))),
            called=tuple(self._called(term)),
            definition=by_language(facts.get(expand("skos:definition"), ())),
            notes=tuple(self._values(self.NOTES)),
            whole=Stated(term, reading.parts(self.node), (), ()),
            rows=self._rows(self.node, facts),
            axioms=tuple(self._axioms(term)),
            rules=tuple(self._rules()),
            examples=tuple(self._examples()),
            assertions=assertions,
            quotes=tuple(self._quotes()),
            tensions=() if self.node in reading.conflicts else reading.tensions,
            siblings=tuple(map(reading.term, self.fellows)),
            incoming=tuple(self._links(assertions)),
            neighbours=tuple(self._neighbour(near, path) for near, path in self.near.items()),
            belongings=tuple(self._belongings()),
            words={curie: reading.term(expand(curie)) for curie in self.WORDS},
        )

    def _specific(self, type_: Node) -> tuple[Any, ...]:
        """The narrowest of our kinds first, then the kinds of others."""
        return not str(type_).startswith(BASE), -len(self.reading.supers.get(type_, ())), str(type_)

    def _values(self, curies: Iterable[str]) -> Iterator[Value]:
        for curie in curies:
            values = self.outgoing.get(expand(curie), ())
            yield from sorted(values, key=lambda text: (getattr(text, "lang", ""), str(text)))

    def _called(self, term: Term) -> Iterator[Value]:
        """Names beside the first label of each language."""
        used = set(term.label.items())
        for text in self._values(self.CALLED):
            if (getattr(text, "lang", ""), str(text)) not in used:
                used.add((getattr(text, "lang", ""), str(text)))
                yield text

    def _rows(self, node: Node, facts: Mapping[str, list[Any]]) -> tuple[Row, ...]:
        """The properties with their values, as the shapes and dimensions order them."""
        cells: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for path, values in facts.items():
            if not self._elsewhere(path, facts):
                for value in values:
                    cells[self.reading.dimension(Iri(path), value), path, self.reading.key(value)].append(value)
        orders = self._orders(facts)
        places = sorted(
            cells,
            key=lambda place: (
                *(self.reading.rank(place[0]), orders.get(place[1], LAST), not place[1].startswith(BASE)),
                *(words.place(compact(place[1])), place[1]),
                min(self.reading.order_of_value(Iri(node), Iri(place[1]), value) for value in cells[place]),
            ),
        )
        return tuple(self._row(node, place, cells[place]) for place in places)

    def _elsewhere(self, path: str, facts: Mapping[str, list[Any]]) -> bool:
        """Whether the card tells this property in another place than its rows."""
        told = (*self.CALLED, *self.NOTES, "rdf:type", "skos:definition", "skos:notation", *words.axioms())
        curie = compact(path)
        return curie in told or (curie in self.ROLES and None not in triple(facts))

    def _orders(self, facts: Mapping[str, list[Any]]) -> dict[str, float]:
        types = facts.get(expand("rdf:type"), [])
        classes = [class_ for type_ in types for class_ in (type_, *self.reading.supers.get(type_, ()))]
        return {place.path: place.order for place in reversed(self.reading.layout.of(classes))}

    def _row(self, node: Any, place: tuple[Any, ...], values: list[Any]) -> Row:
        dimension, path, key = place
        values.sort(key=lambda value: self.reading.order_of_value(node, Iri(path), value))
        first = values[0] if key else None
        return Row(
            dimension=self.reading.optional(dimension),
            property=self.reading.term(Iri(path)),
            key=self._aligning(first),
            values=tuple(self._stated(node, path, value) for value in values),
        )

    def _stated(self, node: Any, path: str, value: Any) -> Stated:
        stated = self.reading.stated(node, Iri(path), value)
        if isinstance(value, BlankNode) and not stated.parts:
            return Stated(stated.value, self._inside(value), stated.evidence, stated.tensions)
        return stated

    def _inside(self, node: BlankNode) -> tuple[Part, ...]:
        """What an unnamed node holds, where no shape lays it out."""
        facts = self.reading.nodes.get(node, {})
        return tuple(
            Part(self.reading.term(Iri(path)), expand("shapes:context"), tuple(map(self.reading.value, values)), {})
            for path, values in sorted(facts.items())
        )

    def _aligning(self, value: Any) -> tuple[Part, ...]:
        parts = self.reading.parts(value) if isinstance(value, Iri | BlankNode) else ()
        return tuple(part for part in parts if part.group == ALIGNMENT)

    def _assertions(self) -> Iterator[Assertion]:
        for claim in sorted(self.reading.claims, key=lambda node: natural(self.reading.notation(node))):
            facts = self.reading.claims[claim]
            subject, path, value = triple(facts)
            if isinstance(path, Iri) and None not in (subject, value):
                ours = curated(facts)
                evidence = () if ours else (self.reading.evidence(claim),)
                parts = self.reading.parts(value) if isinstance(value, Iri | BlankNode) else ()
                yield Assertion(
                    term=self.reading.term(claim),
                    subject=self.reading.value(subject),
                    property=self.reading.term(path),
                    key=self._aligning(value),
                    object=Stated(self.reading.value(value), parts, evidence, ()),
                    curated=ours,
                    remarks=self._rows(claim, facts) if ours else (),
                )

    def _quotes(self) -> Iterator[Quote]:
        for node in sorted(self.sentences, key=lambda node: natural(self.reading.notation(node))):
            facts = self.sentences[node]
            texts = by_language(facts.get(expand("bpokpo:paraphrase"), ()))
            yield Quote(self.reading.term(node), one(facts, "oa:start"), one(facts, "oa:end"), texts)

    def _axioms(self, term: Term) -> Iterator[Mapping[str, str]]:
        """What the ontology says formally, as a sentence in each language."""
        types = self.outgoing.get(expand("rdf:type"), ())
        for axiom in words.axioms():
            others = [value for value in self.outgoing.get(expand(axiom), ()) if isinstance(value, Iri)]
            if axiom == "owl:inverseOf":
                others += [node for node in self.pointing.get(expand(axiom), ()) if isinstance(node, Iri)]
            if axiom == "owl:disjointWith":
                others = [other for (other,) in self.disjoint]
            terms = [self.reading.term(other) for other in sorted(set(others))]
            if terms or expand(axiom) in types:
                yield _told(axiom, term, terms)
            for chain in self.chains if axiom == "owl:propertyChainAxiom" else ():
                yield _chained(axiom, term, [self.reading.term(step) for step in chain])

    def _rules(self) -> Iterator[Rule]:
        found: dict[Iri, tuple[Any, dict[str, str]]] = {}
        classes = iris([self.node, *self.reading.supers.get(self.node, ())])
        query = f"""SELECT DISTINCT ?shape ?severity ?message WHERE {{
            {{ VALUES ?class {{ {classes} }} ?target sh:targetClass ?class }}
            UNION {{ {self.it} ?target sh:targetSubjectsOf|sh:targetObjectsOf|sh:path ?it }}
            ?target (sh:property|sh:sparql)? ?shape . ?shape sh:message ?message .
            OPTIONAL {{ ?shape sh:severity ?severity }} FILTER ( isIRI(?shape) ) }} ORDER BY ?shape"""
        for source in self.reading.layout.sources:
            for shape, severity, message in source.select(query):
                _, texts = found.setdefault(shape, (severity or expand("sh:Violation"), {}))
                texts |= by_language([message]) or {"": str(message)}
        for shape, (severity, texts) in sorted(found.items()):
            yield Rule(self.reading.term(shape), self.reading.term(severity), texts)

    def _examples(self) -> Iterator[Example]:
        for subject, path, value in self.uses:
            if isinstance(subject, Iri):
                stated = self._stated(subject, path or "", value)
                yield Example(self.reading.term(subject), self.reading.optional(path), stated)

    def _links(self, assertions: Iterable[Assertion]) -> Iterator[Link]:
        """What points here and is not told elsewhere on the card."""
        told = {assertion.term.iri for assertion in assertions} | {
            tension.term.iri for tension in self.reading.tensions
        }
        told |= set(self.sentences)
        for path in sorted(self.pointing, key=lambda path: (not path.startswith(BASE), path)):
            terms = [self.reading.term(node) for node in self.pointing[path] if node not in told]
            if terms and compact(path) not in ("owl:inverseOf", "owl:disjointWith", "owl:members"):
                yield Link(self.reading.term(path), tuple(sorted(terms, key=_by_name)))

    def _neighbour(self, near: Node, path: Node) -> Neighbour:
        types = _kinds(self.reading.nodes.get(near, {}))
        kinds = tuple(map(self.reading.term, sorted(types, key=str)))
        return Neighbour(self.reading.term(path), self.reading.term(near), kinds)

    def _belongings(self) -> Iterator[Iri]:
        values = {value for values in self.outgoing.values() for value in values if isinstance(value, Iri)}
        nary = {value for value in values if self.reading.parts(value)}
        parts: set[Any] = {*nary, *self.reading.claims, *self.reading.sentences, *self.sentences}
        yield self.node
        yield from sorted(part for part in parts if isinstance(part, Iri) and part != self.node)


def _kinds(facts: Mapping[str, list[Any]]) -> list[Node]:
    return [kind for kind in facts.get(expand("rdf:type"), ()) if isinstance(kind, Node)]


def _by_name(term: Term) -> tuple[Any, ...]:
    return natural(term.notation or str(term.iri)), str(term.iri)


def _site(iri: str) -> str:
    return urlsplit(iri).netloc


def _told(axiom: str, term: Term, others: list[Term]) -> dict[str, str]:
    """The axiom's sentence with the names in it."""
    return {
        lang: text.replace("{self}", name(term, lang)).replace("{}", "”, “".join(name(other, lang) for other in others))
        for lang, text in words.sentence(axiom).items()
    }


def _chained(axiom: str, term: Term, steps: list[Term]) -> dict[str, str]:
    """x “a” y and y “b” z, so x “self” z."""
    names = ["x", "y", "z", *(f"z{number}" for number in range(2, len(steps)))]
    told = {}
    for lang, text in words.sentence(axiom).items():
        links = (f"{names[i]} “{name(step, lang)}” {names[i + 1]}" for i, step in enumerate(steps))
        joined = f" {words.word('and')[lang]} ".join(links)
        told[lang] = text.replace("{self}", name(term, lang)).replace("{end}", names[len(steps)])
        told[lang] = told[lang].replace("{}", joined)
    return told
