"""What a class asks of whoever describes a member of it, read from the shapes and the vocabulary: properties as fields.

A property shape in Turtle makes a field: what is known here by name are terms of RDF, SHACL and SKOS, the dimensions
and ranks of comparisons, and what may stand in a statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bpokpo_graph import files, parsing
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.terms import by_language, describe, natural, number, one
from bpokpo_graph.vocabulary import BlankNode, Iri, compact, expand
from bpokpo_graph.words import place, word

Said = Mapping[str, list[Any]]

MOST = 20  # how many members of a class are worth listing; a code list is always listed whole
# Classes too wide for their members to be an answer.
_WIDE = frozenset(expand(name) for name in ("owl:Thing", "skos:Concept", "rdfs:Resource", "rdfs:Literal"))
# What the terms of RDF's own statements are, since RDF itself cannot say it.
_STATED = {
    "rdf:subject": "?it ?property ?any . ?property bpokpo:dimension ?dimension",
    "rdf:predicate": "?it bpokpo:dimension ?dimension FILTER NOT EXISTS { ?it skos:inScheme ?list }",
}
_CONSTRAINTS = tuple(
    expand(f"sh:{name}")
    for name in ("node", "class", "datatype", "nodeKind", "pattern", "in", "hasValue", "languageIn")
)


class Need(IntEnum):
    """How much a field is needed: without it there is a violation, a warning, or nothing to say."""

    MUST = 1
    SHOULD = 2
    MAY = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A property as a member of a class has it.

    `choices` are the values on offer, as far as the graph knows them; where they are too many, `among` is the class
    they are members of. `fixed` is the only value there is. `inner` is the class that values must have.
    """

    path: Iri
    need: Need
    message: Mapping[str, str]
    datatype: Iri | None
    inner: Iri | None
    choices: tuple[Iri, ...]
    among: Iri | None
    fixed: Any


class Forms:
    """The fields of classes, as the packaged shapes, the vocabulary and the dataset's own additions say."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = Dataset((*parsing.sources(files.shapes()), *dataset.sources))
        self._facts = describe(self._dataset, "it", "")
        self._having: dict[tuple[str, Any], list[Any]] = defaultdict(list)
        for node, said in self._facts.items():
            for path, values in said.items():
                for value in values:
                    self._having[path, value].append(node)
        self._ranges = {value for path, value in self._having if path == expand("rdfs:range")} - _WIDE

    def texts(self, node: Any, curie: str) -> dict[str, str]:
        """The texts of a property by language; for the label of a foreign term, our word for it."""
        found = by_language(self._all(node, curie))
        return found or (dict(word(compact(node))) if curie == "rdfs:label" else {})

    def knows(self, class_: Iri) -> bool:
        """Whether any shape is for members of the class."""
        return any(self._shapes([class_]))

    def fields(self, class_: Iri, *, inherited: bool = True, without: Iterable[Iri] = ()) -> tuple[Field, ...]:
        """The fields of a class, the needed ones first; those that exclude a property in `without` are left out."""
        classes = self._above(class_) if inherited else [class_]
        shaped: dict[Iri, list[Said]] = defaultdict(list)
        for said in self._property_shapes(classes):
            path = one(said, "sh:path")
            if isinstance(path, Iri):
                shaped[path].append(said)
        for path in self._unshaped(class_, shaped) if inherited else ():
            shaped[path] = []
        excluded = {path for path, rules in shaped.items() if any(one(said, "sh:maxCount") == 0 for said in rules)}
        excluded |= self._excluded(class_, set(without))
        kept = {path: rules for path, rules in shaped.items() if path not in excluded}
        return tuple(
            self._field(path, kept[path]) for path in sorted(kept, key=lambda path: _order(path, kept[path], self))
        )

    def kinds(self, class_: Iri) -> tuple[Iri, ...]:
        """The subclasses that have shapes of their own: a member must be one of them too."""
        below = {each for each in self._having[expand("rdfs:subClassOf"), class_] if any(self._shapes([each]))}
        return tuple(sorted(each for each in below - {class_} if isinstance(each, Iri)))

    def incoming(self, class_: Iri) -> tuple[Iri, ...]:
        """Properties by which something else must point at a member of the class."""
        found = [
            one(self._said(one(said, "sh:path")), "sh:inversePath")
            for said in self._property_shapes([class_])
            if _need([said]) is Need.MUST
        ]
        return tuple(sorted(path for path in found if isinstance(path, Iri)))

    def inverse(self, path: Iri) -> Iri | None:
        """The property that says the same in the other direction."""
        found = [*self._all(path, "owl:inverseOf"), *self._having[expand("owl:inverseOf"), path]]
        return min((each for each in found if isinstance(each, Iri)), default=None)

    def parts(self, class_: Iri) -> dict[Iri, Iri]:
        """The classes of nodes that belong to a member and are compared with it, each with the property to it."""
        found: dict[Iri, Iri] = {}
        for field in self.fields(class_):
            own = field.inner and field.inner != class_ and self._all(field.inner, "rdfs:isDefinedBy")
            if field.inner and own and self._all(field.path, "bpokpo:dimension"):
                found[field.inner] = field.path
        return found

    def rules(self, class_: Iri) -> Iterator[Mapping[str, str]]:
        """What holds of a member as a whole, in the words of the shapes."""
        for shape in self._shapes([class_]):
            said = self._said(shape)
            if expand("sh:xone") in said:
                yield by_language(self._all(shape, "sh:message"))
            for rule in self._all(shape, "sh:sparql"):
                yield by_language(self._all(rule, "sh:message"))

    def compared(self, class_: Iri) -> tuple[Iri, ...]:
        """The properties of a class that report a dimension and lead to other nodes, the needed ones first."""
        fields = [field for field in self.fields(class_) if self._all(field.path, "bpokpo:dimension")]
        return tuple(field.path for field in fields if field.datatype is None)

    def notations(self, class_: Iri) -> tuple[str, ...]:
        """By which notations the members of a class are known."""
        return tuple(
            str(found) for node in self._sorted(self._members(class_)) if (found := self._one(node, "skos:notation"))
        )

    def subjects(self, path: Iri) -> tuple[Iri, ...]:
        """What may have the property, as far as the graph knows it."""
        classes = [*self._all(path, "rdfs:domain"), *self._all(path, "schema:domainIncludes")]
        found = self._sorted(node for class_ in classes for node in self._members(class_))
        return found if len(found) <= MOST else ()

    def _one(self, node: Any, curie: str) -> Any:
        return one(self._said(node), curie)

    def _said(self, node: Any) -> Said:
        return self._facts.get(node, {}) if isinstance(node, Iri | BlankNode) else {}

    def _all(self, node: Any, curie: str) -> list[Any]:
        return self._said(node).get(expand(curie), [])

    def _above(self, class_: Iri) -> list[Iri]:
        found = [class_]
        for each in found:  # grows while it is read
            found += [above for above in self._all(each, "rdfs:subClassOf") if above not in found]
        return found

    def _shapes(self, classes: Iterable[Iri]) -> list[Any]:
        return sorted({shape for class_ in classes for shape in self._having[expand("sh:targetClass"), class_]})

    def _property_shapes(self, classes: Iterable[Iri]) -> Iterator[Said]:
        for shape in self._shapes(classes):
            for rule in sorted(self._all(shape, "sh:property"), key=str):
                yield self._said(rule)

    def _unshaped(self, class_: Iri, shaped: Iterable[Iri]) -> list[Iri]:
        """Properties whose domain is the class, and that no shape speaks of here, below, or in the other direction."""
        known = {
            *shaped,
            *(one(said, "sh:path") for kind in self.kinds(class_) for said in self._property_shapes([kind])),
        }
        known |= {self.inverse(path) for path in [*known, *self.incoming(class_)] if isinstance(path, Iri)}
        candidates = self._having[expand("rdfs:domain"), class_]
        return [path for path in candidates if isinstance(path, Iri) and path not in known]

    def _excluded(self, class_: Iri, given: set[Iri]) -> set[Iri]:
        """Properties that stand in the other branches of an exclusive choice than those that are given."""
        excluded: set[Iri] = set()
        for shape in self._shapes([class_]):
            branches = [
                {one(said, "sh:path") for said in map(self._said, self._all(branch, "sh:property"))}
                for branch in self._list(one(self._said(shape), "sh:xone"))
            ]
            if any(branch & given for branch in branches):
                excluded |= {path for branch in branches if not branch & given for path in branch}
        return excluded

    def _list(self, node: Any) -> Iterator[Any]:
        seen = set()
        while isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            yield self._one(node, "rdf:first")
            node = self._one(node, "rdf:rest")

    def _field(self, path: Iri, rules: list[Said]) -> Field:
        inner = next((found for said in rules if isinstance(found := one(said, "sh:class"), Iri)), None)
        choices, among = self._choices(path, rules, inner)
        listed = [value for said in rules for value in self._list(one(said, "sh:in"))]
        return Field(
            path=path,
            need=_need(rules),
            message=self._message(rules),
            datatype=next((found for said in rules if (found := one(said, "sh:datatype"))), self._range(path)),
            inner=inner,
            choices=choices or tuple(value for value in listed if isinstance(value, Iri)),
            among=among,
            fixed=listed[0] if len(listed) == 1 else None,
        )

    def _range(self, path: Iri) -> Iri | None:
        found = one(self._said(path), "rdfs:range")
        return found if isinstance(found, Iri) and compact(found).startswith(("xsd:", "rdf:")) else None

    def _message(self, rules: list[Said]) -> dict[str, str]:
        """What the shapes say to fill in: of those that say what a value must be, else of any."""
        telling = [said for said in rules if any(constraint in said for constraint in _CONSTRAINTS)]
        return next((by_language(said.get(expand("sh:message"), ())) for said in telling or rules), {})

    def _choices(self, path: Iri, rules: list[Said], inner: Iri | None) -> tuple[tuple[Iri, ...], Iri | None]:
        schemes = [
            one(self._said(each), "sh:hasValue")
            for said in rules
            for node in said.get(expand("sh:node"), ())
            for each in self._all(node, "sh:property")
        ]
        schemes = [scheme for scheme in schemes if scheme] or self._all(path, "qb:codeList")
        if schemes:
            return self._sorted(self._having[expand("skos:inScheme"), schemes[0]]), None
        if compact(path) in _STATED:
            rows = self._dataset.select(f"SELECT DISTINCT ?it {{ {_STATED[compact(path)]} }}")
            return self._sorted(row["it"] for row in rows), None
        said_of = [inner] if inner else [*self._all(path, "rdfs:range"), *self._all(path, "schema:rangeIncludes")]
        classes = [each for each in said_of if isinstance(each, Iri) and each not in _WIDE]
        members = self._sorted(node for each in classes for node in self._apt(each))
        return ((), classes[0]) if len(members) > MOST else (members, None)

    def _apt(self, class_: Iri) -> list[Any]:
        """The members of a class but those of a narrower range, as currencies are among the units."""
        members = self._members(class_)
        others = [self._members(each) for each in self._ranges - {class_}]
        apart = {node for other in others if len(other) < len(members) for node in other}
        return [node for node in members if node not in apart] or members

    def _members(self, class_: Iri) -> list[Any]:
        below = [class_]
        for each in below:  # grows while it is read
            below += [sub for sub in self._having[expand("rdfs:subClassOf"), each] if sub not in below]
        return [node for each in below for node in self._having[expand("rdf:type"), each]]

    def _sorted(self, nodes: Iterable[Any]) -> tuple[Iri, ...]:
        """By rank, then by label, whose order tells more than that of a UUID."""
        named = {node: by_language(self._all(node, "rdfs:label")) for node in nodes if isinstance(node, Iri)}
        return tuple(sorted(named, key=lambda node: (self._rank(node), _first(named[node]), node)))

    def _rank(self, node: Iri) -> float:
        return number(self._one(node, "bpokpo:rank"))


def _first(labels: Mapping[str, str]) -> Any:
    return natural(min(labels.items(), default=("", ""))[1].casefold())


def _need(rules: Iterable[Said]) -> Need:
    found = [Need.MAY]
    for said in rules:
        least = [one(said, f"sh:{name}") for name in ("minCount", "qualifiedMinCount")]
        if any(isinstance(count, int) and count > 0 for count in least):
            severity = one(said, "sh:severity")
            found.append(
                {None: Need.MUST, expand("sh:Violation"): Need.MUST, expand("sh:Warning"): Need.SHOULD}.get(
                    severity, Need.MAY
                )
            )
    return min(found)


def _order(path: Iri, rules: list[Said], forms: Forms) -> tuple[Any, ...]:
    """Names first, then what is needed, in the order of the shapes, of foreign terms, and of names."""
    group = min((number(one(forms._said(one(said, "sh:group")), "sh:order")) for said in rules), default=0)
    order = min((number(one(said, "sh:order")) for said in rules), default=0)
    names = ("rdfs:label", "skos:notation")
    named = names.index(compact(path)) if compact(path) in names else len(names)
    return named, _need(rules), group, order, place(compact(path)), path
