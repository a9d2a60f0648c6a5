"""What follows, against owlrl.

Compared are the statements about named things whose predicate is a property of ours, and the types that are classes of
ours: owlrl also derives a hierarchy of its own terms, owl:Thing, and equalities of everything with itself.
"""

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from bpokpo_graph import Dataset
from bpokpo_graph.inference import inferred
from bpokpo_graph.serialization.statements import Statement, lines, statements
from bpokpo_graph.vocabulary import PREFIXES

OURS = PREFIXES["bpokpo"]
CASE = """
    @prefix ex: <http://example.org/> . @prefix esco: <http://data.europa.eu/esco/model#> .
    @prefix bpokpo: <https://w3id.org/bpokpo/ns#> .
    ex:a bpokpo:directlyExtends ex:b . ex:b bpokpo:extends ex:c . ex:d bpokpo:simplerFormOf ex:c .
    ex:d bpokpo:involvesActivity ex:x . ex:x bpokpo:performedBy ex:o . ex:o esco:relatedEssentialSkill ex:s .
    ex:v a bpokpo:RatioValue ; bpokpo:aboutModel ex:a ; bpokpo:amount 01.50, +2.0 ; bpokpo:refArea ex:area .
"""
SCHEMA = "@prefix ex: <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."


def taken(dataset: Dataset, text: str = "") -> list[Statement]:
    found = [*dataset.quads(), *ox.parse(text, format=ox.RdfFormat.TURTLE)]
    return list(statements(lines(found)))


def by_owlrl(given: list[Statement], semantics: object) -> set[tuple[str, ...]]:
    graph = rdflib.Graph()
    graph.parse(data="\n".join(" ".join(each[:3]) + " ." for each in given), format="nt")
    owlrl.DeductiveClosure(semantics).expand(graph)
    return {tuple(term.n3() for term in triple) for triple in graph if not isinstance(triple[2], rdflib.Literal)}


def compared(triples: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    return {
        triple
        for triple in triples
        if triple[0][0] == triple[2][0] == "<"
        and (triple[1].startswith(f"<{OURS}") or (triple[1].endswith("#type>") and triple[2].startswith(f"<{OURS}")))
    }


@pytest.mark.parametrize(("regime", "semantics"), [("rdfs", owlrl.RDFS_Semantics), ("owlrl", owlrl.OWLRL_Semantics)])
@pytest.mark.filterwarnings("ignore")
def test_as_owlrl_on_the_packaged_graph_and_a_case_with_every_rule(regime: str, semantics: object) -> None:
    given = taken(Dataset.open(), CASE)
    ours: set[tuple[str, ...]] = {each[:3] for each in [*given, *inferred(given, regime)]}
    assert compared(ours) == compared(by_owlrl(given, semantics))


def test_every_rule_on_a_case() -> None:
    shown = {each[:3] for each in inferred(taken(Dataset.open(), CASE), "owlrl")}

    def told(subject: str, predicate: str, object_: str) -> bool:
        ex = "http://example.org/"
        name = PREFIXES["rdf"] + "type" if predicate == "a" else OURS + predicate
        return (f"<{ex}{subject}>", f"<{name}>", f"<{OURS if predicate == 'a' else ex}{object_}>") in shown

    assert told("a", "extends", "c")  # sub-property, then transitive
    assert told("b", "simplerFormOf", "a")  # inverse
    assert told("c", "directlyExtends", "d")
    assert told("d", "employsOccupation", "o")  # chain
    assert told("d", "impliesSkill", "s")  # a chain over a chain
    assert told("v", "a", "EconomicValue")  # sub-class
    assert told("a", "hasEconomicValue", "v")
    assert told("x", "a", "Activity")  # range
    assert not any(each[0].startswith('"') for each in shown)


def test_rdfs_knows_no_owl() -> None:
    predicates = {each[1] for each in inferred(taken(Dataset.open(), CASE), "rdfs")}
    assert f"<{OURS}extends>" in predicates
    assert not predicates & {f"<{OURS}employsOccupation>", f"<{OURS}hasEconomicValue>"}
    assert inferred(taken(Dataset.open(), CASE), "none") == []


def test_symmetric_equivalent_and_literal_values() -> None:
    text = (
        SCHEMA
        + """
        ex:p a owl:SymmetricProperty . ex:q owl:equivalentProperty ex:p . ex:C owl:equivalentClass ex:D .
        ex:a ex:q ex:b ; a ex:D . ex:q <http://www.w3.org/2000/01/rdf-schema#range> ex:R . ex:a ex:q 01 .
    """
    )
    shown = {each[:3] for each in inferred(taken(Dataset.open(bare=True), text), "owlrl")}
    one = '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    a, b, p, q = (f"<http://example.org/{name}>" for name in "abpq")
    assert {(a, p, b), (b, p, a), (b, q, a), (a, p, one)} <= shown
    assert (a, f"<{PREFIXES['rdf']}type>", "<http://example.org/C>") in shown
    assert not any(each[0] == one for each in shown)
