"""In which order things are written: as the packaged ontology declares them and its shapes number them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from bpokpo_graph import files
from bpokpo_graph.serialization.statements import TYPE, Term, literal, unquoted
from bpokpo_graph.vocabulary import expand

# What comes first under any subject, in this order: what it is, where it belongs, what it is called.
_FIRST = [
    "rdf:type",
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "owl:inverseOf",
    "owl:propertyChainAxiom",
    "owl:members",
    "rdfs:domain",
    "rdfs:range",
    "schema:domainIncludes",
    "schema:rangeIncludes",
    "qb:codeList",
    "bpokpo:dimension",
    "rdfs:isDefinedBy",
    "skos:inScheme",
    "skos:notation",
    "bpokpo:rank",
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:definition",
    "skos:scopeNote",
    "skos:note",
    "skos:editorialNote",
    "owl:differentFrom",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "rdf:reifies",
    "rdf:first",
    "rdf:rest",
]
_KINDS = [
    "owl:Ontology",
    "owl:Class",
    "rdfs:Class",
    "owl:AllDisjointClasses",
    "owl:ObjectProperty",
    "owl:DatatypeProperty",
    "owl:AnnotationProperty",
    "rdf:Property",
    "qb:DataStructureDefinition",
    "sh:NodeShape",
    "sh:PropertyShape",
    "skos:ConceptScheme",
]


def term(curie: str) -> Term:
    """A CURIE as a term."""
    return f"<{expand(curie)}>"


@dataclass(frozen=True, slots=True)
class Layout:
    """The order of predicates and kinds, and what the ontology says about which statements belong together.

    `parts` are the predicates whose values are written within their subject (their range is an n-ary node);
    `remarks` the classes of nodes that speak about claims; `kinds_of` says what a property is: its types.
    """

    predicates: Mapping[Term, int]
    kinds: Mapping[Term, int]
    labels: Mapping[Term, str]
    parts: frozenset[Term]
    remarks: frozenset[Term]
    types: Mapping[Term, frozenset[Term]]
    ranges: Mapping[Term, Term]


@lru_cache(maxsize=1)
def layout() -> Layout:
    """The layout that the packaged ontology and shapes describe."""
    facts = _facts(files.vocabulary()[0])
    shapes = _facts(files.shapes())
    orders = _orders(shapes)
    declared = list(facts)
    predicates = [*map(term, _FIRST), *sorted(declared, key=lambda each: orders.get(each, len(orders) + 1000))]
    classes = [each for each in declared if term("owl:Class") in facts[each][TYPE]]
    grouped = _grouped(shapes)
    claim = [term("bpokpo:Claim")]
    return Layout(
        {each: place for place, each in reversed(list(enumerate(predicates)))},
        {each: place for place, each in reversed(list(enumerate([*map(term, _KINDS), *classes])))},
        {each: label for each in classes for label in english(facts[each][term("rdfs:label")])},
        frozenset(each for each in declared if grouped & {*facts[each][term("rdfs:range")]}),
        frozenset(
            domain
            for each in declared
            if facts[each][term("rdfs:range")] == claim
            for domain in facts[each][term("rdfs:domain")]
            if domain not in claim
        ),
        {each: frozenset(facts[each][TYPE]) for each in declared},
        {each: ranges[0] for each in declared if (ranges := _ranges(facts[each]))},
    )


def _ranges(said: Mapping[Term, list[Term]]) -> list[Term]:
    return said.get(term("rdfs:range")) or said.get(term("schema:rangeIncludes")) or []


def english(labels: Iterable[Term]) -> list[str]:
    """The English ones among labels, as text."""
    return sorted(unquoted(quoted) for quoted, language, _ in map(literal, labels) if language == "en")


Facts = dict[Term, defaultdict[Term, list[Term]]]


def _facts(path: Path) -> Facts:
    """What a file says, in its order."""
    facts: Facts = {}
    for quad in ox.parse(path=path):  # of our own, which needs none of the checks of `parsing`
        subject = facts.setdefault(str(quad.subject), defaultdict(list))
        subject[str(quad.predicate)].append(str(quad.object))
    return facts


def _orders(shapes: Facts) -> dict[Term, int]:
    """Property → the least sh:order that a shape gives it."""
    orders: dict[Term, int] = {}
    for said in shapes.values():
        for path in said[term("sh:path")]:
            for order in said[term("sh:order")]:
                number = int(unquoted(literal(order)[0]))
                orders[path] = min(number, orders.get(path, number))
    return orders


def _grouped(shapes: Facts) -> set[Term]:
    """The classes whose shapes lay out their properties in groups, but for claims: the n-ary nodes."""
    return {
        class_
        for said in list(shapes.values())
        if any(shape in shapes and shapes[shape][term("sh:group")] for shape in said[term("sh:property")])
        for class_ in said[term("sh:targetClass")]
    } - {term("bpokpo:Claim")}
