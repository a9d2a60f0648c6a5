"""What outsourcing models share, and where they part.

Everything a comparison shows is read from the graph: `bpokpo:dimension` on a property makes it comparable,
`bpokpo:rank` orders the dimensions, and `sh:group` and `sh:order` of the property shapes say what a requirement or a
value shows and what aligns it with its counterpart. A new dimension, property or kind of node is Turtle only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import UnknownTermError, UsageError
from bpokpo_graph.terms import (
    ALIGNMENT,
    CONDITION,
    LAST,
    STATEMENT,
    Layout,
    Node,
    Place,
    Term,
    Value,
    by_language,
    describe,
    iris,
    natural,
    one,
)
from bpokpo_graph.vocabulary import Iri, compact, expand


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

    `tensions` are places in `Comparison.tensions`, counted from 0.
    """

    value: Value
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    tensions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One property of one dimension, with what each model has for it, in the order the models were asked for.

    `key` is what aligns nodes in one row, empty for plain values; `state` is a code of code:row-state.
    """

    dimension: Term
    property: Term
    key: tuple[Part, ...]
    state: Term
    values: tuple[tuple[Stated, ...], ...]


@dataclass(frozen=True, slots=True)
class Tension:
    """Claims that cannot simply be read together, and why."""

    term: Term
    kind: Term
    claims: tuple[Term, ...]
    explanation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The models as asked for, the rows in the ontology's order, and the tensions among the claims behind them.

    `words` are the terms of the vocabulary that serve as headings, by CURIE.
    """

    models: tuple[Term, ...]
    rows: tuple[Row, ...]
    tensions: tuple[Tension, ...]
    words: Mapping[str, Term]

    def differences(self) -> "Comparison":
        """Only the rows that differ, and those on which one side alone speaks."""
        return self._keep(row for row in self.rows if row.state.notation in ("differs", "one-side-only"))

    def on(self, names: Iterable[str]) -> "Comparison":
        """Only the rows of these dimensions, by notation, label in any language, CURIE or IRI.

        Raises UnknownTermError for a name that no dimension has.
        """
        known: dict[str, Node] = {}
        for row in self.rows:
            term = row.dimension
            known |= {term.iri: term.iri, compact(term.iri): term.iri}
            known |= {name.casefold(): term.iri for name in (term.notation, *term.label.values()) if name}
        wanted = set()
        for name in names:
            if name not in known and name.casefold() not in known:
                raise UnknownTermError(name, get_close_matches(name.casefold(), known, n=3), kind="dimension")
            wanted.add(known.get(name) or known[name.casefold()])
        return self._keep(row for row in self.rows if row.dimension.iri in wanted)

    def to_html(self, lang: str = "en") -> str:
        """The rows as an HTML table, and the tensions below it."""
        from bpokpo_graph import hypertext, wording

        head, rows = wording.sheet(self, lang)
        cells = ([f"<td>{hypertext.lines(text)}</td>" for text in row] for row in rows)
        told = (hypertext.lines(wording.pick(tension.explanation, lang)) for tension in self.tensions)
        notes = "".join(f"<li>{text}</li>\n" for text in told)
        return hypertext.table(head, cells) + (f"<ol>\n{notes}</ol>\n" if notes else "")

    def _repr_html_(self) -> str:
        return self.to_html()

    def _keep(self, rows: Iterable[Row]) -> "Comparison":
        """These rows, and only the tensions which they take part in, counted anew."""
        kept = tuple(rows)
        used = sorted({i for row in kept for cell in row.values for stated in cell for i in stated.tensions})
        place = {old: new for new, old in enumerate(used)}

        def renumber(stated: Stated) -> Stated:
            return replace(stated, tensions=tuple(place[i] for i in stated.tensions))

        return replace(
            self,
            rows=tuple(replace(row, values=tuple(tuple(map(renumber, cell)) for cell in row.values)) for row in kept),
            tensions=tuple(self.tensions[i] for i in used),
        )


def compare(dataset: Dataset, models: Sequence[str]) -> Comparison:
    """Compare models on every dimension that the ontology declares.

    `models` are IRIs, CURIEs, notations or labels in any language. Raises UnknownTermError if one is not in the
    dataset, and UsageError if there are not at least two.
    """
    model_class = expand("bpokpo:OutsourcingModel")
    found = tuple(dict.fromkeys(dataset.find(name, model_class) for name in models))
    if len(found) < 2:
        raise UsageError("name at least two different models to compare, for example BPO and KPO")
    return _Comparer(dataset, found).comparison()


class _Comparer:
    """One comparison in the making: a handful of queries for everything, then only looking up."""

    WORDS = (
        *(
            "bpokpo:OutsourcingModel",
            "bpokpo:dimension",
            "bpokpo:Tension",
            "bpokpo:NotStated",
            "bpokpo:Claim",
        ),
        *("bpokpo:SourceSentence", "bpokpo:modality", "bpokpo:issue", "bpokpo:paraphrase", "code:row-state"),
        *("bpokpo:SourceDocument", "bpokpo:reading", "bpokpo:perspective"),
    )
    STATES = ("same", "differs", "one-side-only", "neither", "together")

    def __init__(self, dataset: Dataset, models: tuple[Iri, ...]) -> None:
        self.dataset = dataset
        self.models = models
        self.layout = Layout(dataset)
        self.terms: dict[Node, Term] = {}
        self.pairs = self._pairs()
        self.dimensions: dict[Node, Node] = dict(
            dataset.select("SELECT ?property ?dimension { ?property bpokpo:dimension ?dimension }")
        )
        self.supers: dict[Node, list[Node]] = defaultdict(list)
        for class_, parent in dataset.select("SELECT ?class ?parent { ?class rdfs:subClassOf+ ?parent }"):
            self.supers[class_].append(parent)
        self._read()

    def _pairs(self) -> dict[Iri, tuple[Iri, ...]]:
        """The comparison nodes all of whose models are asked for."""
        compared: dict[Iri, list[Iri]] = defaultdict(list)
        for pair, model in self.dataset.select("SELECT ?pair ?model { ?pair bpokpo:compares ?model }"):
            compared[pair].append(model)
        return {pair: tuple(ms) for pair, ms in sorted(compared.items()) if set(ms) <= set(self.models)}

    def _read(self) -> None:
        about = f"VALUES ?subject {{ {iris((*self.models, *self.pairs))} }}"
        stated = f"{about} ?property bpokpo:dimension ?dimension . ?subject ?property ?value ."
        claimed = f"{about} ?claim rdf:subject ?subject ; bpokpo:claimRank/bpokpo:rank ?weight . FILTER ( ?weight > 0 )"
        self.statements = sorted(
            self.dataset.select(f"SELECT DISTINCT ?subject ?property ?value {{ {stated} }}"), key=str
        )
        self.nodes = describe(self.dataset, "value", stated)
        self.claims = describe(self.dataset, "claim", claimed)
        self.sentences = describe(self.dataset, "sentence", f"{claimed} ?claim prov:wasDerivedFrom ?sentence .")
        quoted = f"{claimed} ?claim prov:wasDerivedFrom/dcterms:isPartOf ?document ."
        self.documents = describe(self.dataset, "document", quoted)
        self.conflicts = describe(self.dataset, "tension", f"{claimed} ?tension bpokpo:between ?claim .")
        mentioned = {
            value
            for facts in (self.nodes, self.claims, self.sentences, self.documents, self.conflicts)
            for node in facts.values()
            for values in node.values()
            for value in values
        }
        named = {*self.models, *self.dimensions, *self.dimensions.values(), *self.nodes, *self.sentences}
        named |= {*self.claims, *self.conflicts, *map(expand, self.WORDS)}
        named |= {expand(f"code:row-state-{state}") for state in self.STATES}
        named |= {place.path for node in self.nodes for place in self._places(node)}
        self.facts = describe(self.dataset, "term", f"VALUES ?term {{ {iris(sorted(named | mentioned, key=str))} }}")
        self.claims_on: dict[tuple[Any, ...], list[Node]] = defaultdict(list)
        for claim, facts in self.claims.items():
            self.claims_on[tuple(one(facts, f"rdf:{role}") for role in ("subject", "predicate", "object"))].append(
                claim
            )

    def comparison(self) -> Comparison:
        """The finished answer."""
        conflicts = sorted(self.conflicts, key=self._order_of_conflict)
        self.tensions = tuple(self._tension(node) for node in conflicts)
        self.tensions_of: dict[Node, list[int]] = defaultdict(list)
        for index, tension in enumerate(self.tensions):
            for claim in tension.claims:
                self.tensions_of[claim.iri].append(index)
        rows = sorted(self._cells().items(), key=lambda item: self._order(*item))
        return Comparison(
            models=tuple(self._term(model) for model in self.models),
            rows=tuple(self._row(*row) for row in rows),
            tensions=self.tensions,
            words={curie: self._term(expand(curie)) for curie in self.WORDS},
        )

    def _cells(self) -> "_Cells":
        """What each subject states, by dimension, property and key; a property nobody speaks of has an empty entry."""
        cells: _Cells = {}
        for subject, path, value in self.statements:
            place = (self._dimension(path, value), path, self._key(value))
            cells.setdefault(place, defaultdict(list))[subject].append(value)
        spoken = {path for _, path, _ in cells}
        for path, dimension in self.dimensions.items():
            is_code = expand("skos:inScheme") in self.facts.get(path, {})
            if path not in spoken and not is_code:
                cells[dimension, path, ()] = {}
        return cells

    def _places(self, node: Node) -> tuple[Place, ...]:
        """The places of an n-ary node's properties; none for a code, a model or a literal."""
        types = self.nodes.get(node, {}).get(expand("rdf:type"), [])
        classes = {class_ for type_ in types for class_ in (type_, *self.supers.get(type_, ()))}
        return tuple(place for place in self.layout.of(classes) if place.group is not None)

    def _key(self, value: Any) -> tuple[Any, ...]:
        facts = self.nodes.get(value, {}) if isinstance(value, Node) else {}
        aligned = [place.path for place in self._places(value) if place.group == ALIGNMENT] if facts else []
        return tuple(one for path in aligned for one in sorted(facts.get(path, ()), key=str))

    def _dimension(self, path: Node, value: Any) -> Node:
        """The property's dimension, unless a code of the node carries one of its own."""
        facts = self.nodes.get(value, {}) if isinstance(value, Node) else {}
        for place in self._places(value) if facts else ():
            for code in facts.get(place.path, ()):
                if code in self.dimensions:
                    return self.dimensions[code]
        return self.dimensions[path]

    def _order(self, place: tuple[Node, Node, tuple[Any, ...]], cells: Mapping[Iri, list[Any]]) -> tuple[Any, ...]:
        dimension, path, key = place
        rank = one(self.facts.get(dimension, {}), "bpokpo:rank")
        types = ("bpokpo:OutsourcingModel", "bpokpo:Comparison")
        orders = {shown.path: shown.order for shown in self.layout.of(map(expand, types))}
        first = min((self._order_of_value(s, path, v) for s, values in cells.items() for v in values), default=())
        return (
            LAST if rank is None else rank,
            orders.get(Iri(path), LAST),
            path,
            first,
            tuple(map(str, key)),
        )

    def _order_of_value(self, subject: Iri, path: Node, value: Any) -> tuple[Any, ...]:
        """As the source says them: by the number of the first claim, then by IRI or text."""
        numbers = [natural(self._notation(claim)) for claim in self._claims_on(subject, path, value)]
        return min(numbers, default=((LAST, "~"),)), str(value)

    def _order_of_conflict(self, node: Node) -> tuple[Any, ...]:
        claims = self.conflicts[node].get(expand("bpokpo:between"), [])
        return sorted(natural(self._notation(claim)) for claim in claims), node

    def _claims_on(self, subject: Iri, path: Node, value: Any) -> list[Node]:
        return self.claims_on.get((subject, path, value), [])

    def _notation(self, node: Node) -> str:
        return str(one(self.facts.get(node, {}), "skos:notation") or node)

    def _row(self, place: tuple[Node, Node, tuple[Any, ...]], cells: Mapping[Iri, list[Any]]) -> Row:
        dimension, path, _ = place
        paired = [pair for pair in self.pairs if pair in cells]
        values = []
        for model in self.models:
            speaking = [model, *(pair for pair in paired if model in self.pairs[pair])]
            said = [(subject, value) for subject in speaking for value in cells.get(subject, ())]
            said.sort(key=lambda item: self._order_of_value(item[0], path, item[1]))
            values.append(tuple(self._stated(subject, path, value) for subject, value in said))
        state = "together" if paired else _state(values)
        return Row(
            dimension=self._term(dimension),
            property=self._term(path),
            key=self._aligning(cells),
            state=self._term(expand(f"code:row-state-{state}")),
            values=tuple(values),
        )

    def _aligning(self, cells: Mapping[Iri, list[Any]]) -> tuple[Part, ...]:
        """The parts that the row's nodes have in common, taken from any of them."""
        node = next((value for values in cells.values() for value in values if isinstance(value, Node)), None)
        return tuple(part for part in self._parts(node) if part.group == ALIGNMENT) if node else ()

    def _stated(self, subject: Iri, path: Node, value: Any) -> Stated:
        claims = sorted(self._claims_on(subject, path, value), key=lambda claim: natural(self._notation(claim)))
        tensions = sorted({index for claim in claims for index in self.tensions_of.get(claim, ())})
        return Stated(
            value=self._value(value),
            parts=self._parts(value) if isinstance(value, Node) else (),
            evidence=tuple(self._evidence(claim) for claim in claims),
            tensions=tuple(tensions),
        )

    def _parts(self, node: Node) -> tuple[Part, ...]:
        facts = self.nodes.get(node, {})
        return tuple(
            Part(
                property=self._term(place.path),
                group=place.group,
                values=tuple(self._value(value) for value in sorted(facts[place.path], key=str)),
                phrase=place.phrase,
            )
            for place in self._places(node)
            if place.group is not None and place.path in facts
        )

    def _evidence(self, claim: Node) -> Evidence:
        facts = self.claims[claim]
        sentence = one(facts, "prov:wasDerivedFrom")
        where = self.sentences.get(sentence, {})
        document = one(where, "dcterms:isPartOf")
        return Evidence(
            claim=self._term(claim),
            sentence=self._optional(sentence),
            document=self._optional(document),
            grade=self._optional(one(self.documents.get(document, {}), "bpokpo:evidenceGrade")),
            start=one(where, "oa:start"),
            end=one(where, "oa:end"),
            paraphrase=by_language(where.get(expand("bpokpo:paraphrase"), ())),
            modality=self._optional(one(facts, "bpokpo:modality")),
            perspective=self._optional(one(facts, "bpokpo:perspective")),
            reading=self._optional(one(facts, "bpokpo:reading")),
            doubts=tuple(self._term(doubt) for doubt in sorted(facts.get(expand("bpokpo:issue"), ()))),
            note=by_language(facts.get(expand("skos:note"), ())),
        )

    def _tension(self, node: Node) -> Tension:
        facts = self.conflicts[node]
        claims = map(self._term, facts.get(expand("bpokpo:between"), ()))
        return Tension(
            term=self._term(node),
            kind=self._term(one(facts, "bpokpo:tensionKind")),
            claims=tuple(sorted(claims, key=lambda claim: natural(claim.notation or claim.iri))),
            explanation=by_language(facts.get(expand("bpokpo:explanation"), ())),
        )

    def _value(self, value: Any) -> Value:
        return self._term(value) if isinstance(value, Node) else value

    def _optional(self, node: Any) -> Term | None:
        return self._term(node) if isinstance(node, Node) else None

    def _term(self, node: Node) -> Term:
        if node not in self.terms:
            self.terms[node] = self._new_term(node)
        return self.terms[node]

    def _new_term(self, node: Node) -> Term:
        facts = self.facts.get(node) or self.nodes.get(node, {})
        labels = facts.get(expand("rdfs:label")) or facts.get(expand("skos:prefLabel"), [])
        return Term(
            iri=node,
            label=by_language(labels),
            notation=one(facts, "skos:notation"),
            symbol=one(facts, "bpokpo:symbol"),
            qualifier=by_language(facts.get(expand("bpokpo:qualifier"), ())),
            silent=expand("bpokpo:NotStated") in facts.get(expand("rdf:type"), ()),
        )


_Cells = dict[tuple[Node, Node, tuple[Any, ...]], dict[Iri, list[Any]]]


def _state(values: Sequence[tuple[Stated, ...]]) -> str:
    """Compare those that speak; silence is never difference."""
    speaking = [frozenset(map(_content, stated)) for stated in values if stated]
    if not speaking:
        return "neither"
    if len(speaking) == 1:
        return "one-side-only"
    return "same" if len(set(speaking)) == 1 else "differs"


def _content(stated: Stated) -> Any:
    """What makes two values equal: a node's statement and conditions, else the value itself."""
    content = [
        (part.property.iri, tuple(map(_identity, part.values)))
        for part in stated.parts
        if part.group in (STATEMENT, CONDITION)
    ]
    return tuple(content) or _identity(stated.value)


def _identity(value: Value) -> Any:
    return value.iri if isinstance(value, Term) else (str(value), getattr(value, "lang", type(value)))
