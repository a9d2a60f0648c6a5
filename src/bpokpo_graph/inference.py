"""What follows from a graph by the rules that our ontology uses; what is there stays as it is spelt.

"rdfs": sub-classes, sub-properties, domains, ranges. "owlrl" adds inverse, symmetric and transitive properties,
property chains, and equivalent classes and properties. Neither knows owl:sameAs, restrictions, or says that a thing is
an owl:Thing; literals get no types.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bpokpo_graph.serialization.statements import FIRST, NIL, REST, TYPE, Statement, Term
from bpokpo_graph.vocabulary import expand

REGIMES = ("none", "rdfs", "owlrl")

Triple = tuple[Term, Term, Term]
Relation = defaultdict[Term, set[Term]]


def _term(curie: str) -> Term:
    return f"<{expand(curie)}>"


_SUB_CLASS, _SUB_PROPERTY = _term("rdfs:subClassOf"), _term("rdfs:subPropertyOf")
_DOMAIN, _RANGE = _term("rdfs:domain"), _term("rdfs:range")
_INVERSE, _CHAIN = _term("owl:inverseOf"), _term("owl:propertyChainAxiom")
_EQUAL = {_term("owl:equivalentClass"): _SUB_CLASS, _term("owl:equivalentProperty"): _SUB_PROPERTY}
_SYMMETRIC, _TRANSITIVE = _term("owl:SymmetricProperty"), _term("owl:TransitiveProperty")
_TRIVIAL = {_term("owl:Thing"), _term("rdfs:Resource")}


def inferred(statements: Iterable[Statement], regime: str) -> list[Statement]:
    """What follows and is in no graph yet, for the default graph; all graphs count as one."""
    given = {statement[:3] for statement in statements}
    if regime == "none":
        return []
    known = _Closure(_rules(given, regime == "owlrl"))
    known.close(given)
    return [(*triple, "") for triple in known.triples - given]


@dataclass(slots=True)
class _Rules:
    """The schema: property or class → what it stands in relation to."""

    relations: dict[Term, Relation]
    symmetric: set[Term]
    transitive: set[Term]
    chains: list[tuple[Term, list[Term]]]

    def of(self, relation: Term, subject: Term) -> Iterable[Term]:
        """What a subject stands in this relation to."""
        return self.relations[relation].get(subject, ())


def _rules(triples: Iterable[Triple], owl: bool) -> _Rules:
    said: dict[Term, Relation] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, object_ in triples:
        said[predicate][subject].add(object_)
    relations = {name: said[name] for name in (_SUB_CLASS, _SUB_PROPERTY, _DOMAIN, _RANGE)}
    relations[_INVERSE] = defaultdict(set)
    if not owl:
        return _Rules(relations, set(), set(), [])
    _both_ways(said[_INVERSE], relations[_INVERSE])
    for equal, below in _EQUAL.items():
        _both_ways(said[equal], relations[below])
    chains = [(property_, list(_members(head, said))) for property_, heads in said[_CHAIN].items() for head in heads]
    kinds = [{each for each, types in said[TYPE].items() if kind in types} for kind in (_SYMMETRIC, _TRANSITIVE)]
    return _Rules(relations, kinds[0], kinds[1], [chain for chain in chains if chain[1]])


def _both_ways(relation: Relation, into: Relation) -> None:
    for one, others in relation.items():
        for other in others:
            into[one].add(other)
            into[other].add(one)


def _members(head: Term, said: dict[Term, Relation]) -> Iterator[Term]:
    seen: set[Term] = set()
    while head != NIL and head not in seen and said[FIRST][head]:
        seen.add(head)
        yield min(said[FIRST][head])
        head = min(said[REST][head], default=NIL)


@dataclass(slots=True)
class _Closure:
    """Triples with their consequences, each looked at once."""

    rules: _Rules
    triples: set[Triple] = field(default_factory=set)
    _out: defaultdict[tuple[Term, Term], set[Term]] = field(default_factory=lambda: defaultdict(set))
    _in: defaultdict[tuple[Term, Term], set[Term]] = field(default_factory=lambda: defaultdict(set))

    def close(self, triples: Iterable[Triple]) -> None:
        """Add the triples and all that follows."""
        todo = list(triples)
        self.triples.update(todo)
        joined = {property_ for _, chain in self.rules.chains for property_ in chain} | self.rules.transitive
        while todo:
            triple = todo.pop()
            if triple[1] in joined:
                self._out[triple[0], triple[1]].add(triple[2])
                self._in[triple[2], triple[1]].add(triple[0])
            for new in self._consequences(*triple):
                if new not in self.triples and new[0][0] != '"':
                    self.triples.add(new)
                    todo.append(new)

    def _consequences(self, subject: Term, predicate: Term, object_: Term) -> Iterator[Triple]:
        of = self.rules.of
        if predicate == TYPE:
            yield from ((subject, TYPE, above) for above in of(_SUB_CLASS, object_) if above not in _TRIVIAL)
        if predicate in (_SUB_CLASS, _SUB_PROPERTY):
            yield from ((subject, predicate, above) for above in of(predicate, object_) if above != subject)
        yield from ((subject, above, object_) for above in of(_SUB_PROPERTY, predicate))
        yield from ((subject, TYPE, kind) for kind in of(_DOMAIN, predicate) if kind not in _TRIVIAL)
        yield from ((object_, TYPE, kind) for kind in of(_RANGE, predicate) if kind not in _TRIVIAL)
        yield from ((object_, inverse, subject) for inverse in of(_INVERSE, predicate))
        if predicate in self.rules.symmetric:
            yield object_, predicate, subject
        yield from self._joins(subject, predicate, object_)

    def _joins(self, subject: Term, predicate: Term, object_: Term) -> Iterator[Triple]:
        if predicate in self.rules.transitive:
            yield from [(subject, predicate, beyond) for beyond in self._out[object_, predicate]]
            yield from [(before, predicate, object_) for before in self._in[subject, predicate]]
        for property_, chain in self.rules.chains:
            for place, link in enumerate(chain):
                if link == predicate:
                    starts = self._walk({subject}, chain[:place][::-1], self._in)
                    ends = self._walk({object_}, chain[place + 1 :], self._out)
                    yield from ((start, property_, end) for start in starts for end in ends)

    def _walk(
        self, nodes: set[Term], links: Iterable[Term], index: defaultdict[tuple[Term, Term], set[Term]]
    ) -> set[Term]:
        for link in links:
            nodes = {beyond for node in nodes for beyond in index.get((node, link), ())}
        return nodes
