"""Take away or loosen any constraint, and its own files notice.

Each mutant runs only the files of its constraint, against the shape concerned and those it refers to. Mutants that mean
the same as the original are left out, with the reason where they would be made.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

import shape_cases
from bpokpo_graph import files
from shape_cases import Case, Constraint

EVERYWHERE = [
    constraint for path in (files.shapes(), files.curation_shapes()) for constraint in shape_cases.constraints(path)
]
Mutants = Iterator[tuple[str, Graph]]


# The part of the shapes that a constraint needs


@cache
def piece(reported: Constraint) -> Graph:
    """The shape that reports, all it refers to, and the targets of the node shape that names it."""
    shapes = shape_cases.shapes_for(shape_cases.is_curation(reported))
    graph = Graph()
    _copy(shapes, reported.node, graph)
    for owner in shapes.subjects(SH.property, reported.node):
        graph.add((owner, SH.property, reported.node))
        for predicate in (RDF.type, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            for thing in shapes.objects(owner, predicate):
                graph.add((owner, predicate, thing))
    return graph


def _copy(source: Graph, node: Node, into: Graph) -> None:
    if (node, None, None) in into:
        return
    for triple in source.triples((node, None, None)):
        into.add(triple)
        _copy(source, triple[2], into)


def changed(graph: Graph, change: Callable[[Graph], None]) -> Graph:
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    change(copy)
    return copy


# The mutants


def mutants(constraint: Constraint, graph: Graph) -> Mutants:
    """Every mutant of one constraint, by what was done to it."""
    node, parameter = constraint.node, SH[constraint.parameter]
    if constraint.parameter == "sparql":
        yield from _of_a_rule(constraint, graph)
        return
    yield "deleted", changed(graph, lambda copy: _delete(copy, node, parameter))
    for name, predicate, value in _looser(graph, node, constraint.parameter):
        yield name, changed(graph, lambda copy, p=predicate, v=value: _replace(copy, node, parameter, p, v))  # type: ignore[misc]
    if constraint.parameter == "languageIn":
        yield "another language", changed(graph, lambda copy: _widen(copy, node))
    if constraint.parameter == "xone":
        yield (
            "or",
            changed(graph, lambda copy: _replace(copy, node, SH.xone, SH["or"], _given(graph.value(node, SH.xone)))),
        )
    if _reports(graph, node):
        yield "other severity", changed(graph, lambda copy: _flip(copy, node))


def _delete(graph: Graph, node: Node, parameter: URIRef) -> None:
    graph.remove((node, parameter, None))
    if parameter == SH.qualifiedMinCount:
        graph.remove((node, SH.qualifiedValueShape, None))


def _replace(graph: Graph, node: Node, old: URIRef, new: URIRef, value: Node) -> None:
    graph.remove((node, old, None))
    graph.add((node, new, value))


def _widen(graph: Graph, node: Node) -> None:
    _replace(graph, node, SH.languageIn, SH.languageIn, Collection(graph, BNode(), [Literal("id"), Literal("en")]).uri)


def _reports(graph: Graph, node: Node) -> bool:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    owners = {node, *graph.subjects(SH.property, node)}
    return any((owner, target, None) in graph for owner in owners for target in targets)


def _flip(graph: Graph, node: Node) -> None:
    was = graph.value(node, SH.severity)
    graph.set((node, SH.severity, SH.Warning if was is None else SH.Violation))


def _looser(graph: Graph, node: Node, parameter: str) -> Iterator[tuple[str, URIRef, Node]]:
    """What a constraint can be loosened to: a name for it, the parameter and the value."""
    value = graph.value(node, SH[parameter])
    number = Decimal(str(value)) if parameter.endswith(("Count", "Inclusive")) and value is not None else Decimal(0)
    is_node_shape = (node, RDF.type, SH.NodeShape) in graph
    is_turned = graph.value(graph.value(node, SH.path), SH.inversePath) is not None
    match parameter:
        case "minCount" | "minInclusive" if parameter == "minInclusive" or number > 1:
            yield "one less", SH[parameter], Literal(number - 1, datatype=getattr(value, "datatype", None))
        case "maxCount" | "maxInclusive":
            yield "one more", SH[parameter], Literal(number + 1, datatype=getattr(value, "datatype", None))
        case "minExclusive":
            yield "inclusive", SH.minInclusive, _given(value)
        case "lessThan":
            yield "or equal", SH.lessThanOrEquals, _given(value)
        case "pattern":
            yield "anything", SH.pattern, Literal(".*")
            yield "any start", SH.pattern, Literal(str(value).removeprefix("^"))
            yield "any end", SH.pattern, Literal(str(value).removesuffix("$"))
        case "nodeKind":
            yield "or a blank node", SH.nodeKind, SH.BlankNodeOrIRI
            # A literal is no instance of a class, so no such focus node can be, and it is no subject.
            if not is_node_shape and not is_turned:
                yield "or a literal", SH.nodeKind, SH.IRIOrLiteral


def _given(value: Node | None) -> Node:
    assert value is not None
    return value


# SPARQL rules


EDITS = {
    "shapes:Acyclic": [
        ("|^bpokpo:simplerFormOf", ""),
        ("bpokpo:directlyExtends|", ""),
        ("^bpokpo:simplerFormOf", "bpokpo:simplerFormOf"),
        (")+", ")"),
    ],
    # The two patterns with ?indicator only spare work: the dimensions say the same.
    "shapes:UniqueObservation": [
        ("?measure a qb:MeasureProperty .", ""),
        ("$this ?measure ?figure .", ""),
        ("?other ?measure ?otherFigure .", ""),
    ],
    "shapes:UniqueNotation": [
        ("$this <http://www.w3.org/2004/02/skos/core#notation> ?notation .", ""),
        ("; a bpokpo:OutsourcingModel", ""),
    ],
    "shapes:ClaimComparable": [],
    "shapes:ClaimAsserted": [
        ("{ ?subject ?predicate ?object }", "{ ?any ?predicate ?object }"),
        ("{ ?subject ?predicate ?object }", "{ ?subject ?any ?object }"),
        ("{ ?subject ?predicate ?object }", "{ ?subject ?predicate ?any }"),
    ],
    "shapes:Denied": [
        ("?subject ?predicate ?object .", "?any ?predicate ?object ."),
        ("?subject ?predicate ?object .", "?subject ?any ?object ."),
        ("?subject ?predicate ?object .", "?subject ?predicate ?any ."),
    ],
    "shapes:Sourced": [
        ("?path bpokpo:dimension ?dimension .", ""),
        ("rdf:subject $this ;", ""),
        ("rdf:predicate ?path ;", ""),
        ("rdf:object ?value ;", ""),
    ],
    "shapes:Curated": [
        ("rdf:subject $this ;", ""),
        ("rdf:predicate bpokpo:performedBy ;", ""),
        ("; rdf:object ?value", ""),
    ],
}


def _of_a_rule(constraint: Constraint, graph: Graph) -> Mutants:
    rule = graph.value(constraint.node, SH.sparql)
    query = str(graph.value(rule, SH.select))
    variants = {"never": re.sub(r"\}\s*$", " FILTER (1 = 2) }", query)}
    variants |= {f"without FILTER {number}": each for number, each in enumerate(_without_filters(query), 1)}
    for old, new in EDITS[constraint.shape]:
        assert query.count(old) == 1, f"{constraint.shape} has changed, and its mutants must too: {old}"
        variants[f"{old} → {new}"] = query.replace(old, new)
    for name, text in variants.items():
        yield name, changed(graph, lambda copy, t=text: copy.set((rule, SH.select, Literal(t))) and None)  # type: ignore[misc]
    yield "deleted", changed(graph, lambda copy: _delete(copy, constraint.node, SH.sparql))
    yield "other severity", changed(graph, lambda copy: _flip(copy, constraint.node))


def _without_filters(query: str) -> Iterator[str]:
    """The query without its first FILTER, its second …, also those inside others."""
    for start in re.finditer(r"FILTER", query):
        rest = query[start.end() :]
        end = next(end for end in range(1, len(rest)) if re.search(r"[({]", rest[:end]) and _balanced(rest[:end]))
        yield query[: start.start()] + rest[end:]


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("()", "{}"))


# The trial


def survives(graph: Graph, cases: list[Case]) -> bool:
    """Whether every file still gives what its header says of the shape it is about."""
    for case in cases:
        shape = str(case.about.node)
        found = shape_cases.results(shape_cases.found(case, graph))
        if Counter({each: n for each, n in found.items() if each[0] == shape}) != Counter(
            each for each in case.results if each[0] == shape
        ):
            return False
    return True


@pytest.mark.parametrize("constraint", EVERYWHERE, ids=lambda each: f"{each.shape} sh:{each.parameter}")
def test_every_mutant_is_noticed(constraint: Constraint) -> None:
    broken = [each for each in shape_cases.cases("invalid") if constraint in (each.about, *each.through)]
    reported = {each.about for each in broken}
    survivors = []
    made = 0
    for about in sorted(reported):
        own = [each for each in (*broken, *shape_cases.cases("valid")) if each.about == about]
        graph = piece(about)
        assert survives(graph, own), "the files fail without any mutation"
        for name, mutant in mutants(constraint, graph):
            made += 1
            if survives(mutant, own):
                survivors.append(f"{name}, seen by {about.shape}")
    assert made
    assert not survivors
