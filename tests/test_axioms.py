"""Every axiom infers what it should and nothing else; what contradicts it is found.

Each case is closed under OWL 2 RL by owlrl, and *everything* the closure says of its individuals is compared with the
table: what is not listed must not follow. All consistent cases share one closure, each in a namespace of its own.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.collection import Collection

from bpokpo_graph.vocabulary import PREFIXES

ROOT = Path(__file__).parents[1]
DATA = sorted((ROOT / "data").glob("*.ttl"))
BPOKPO = rdflib.Namespace(PREFIXES["bpokpo"])
SDMX = "http://purl.org/linked-data/sdmx/2009/dimension#"
SPACES = {**PREFIXES, "sdmx": SDMX}
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")

# ---------------------------------------------------------------- What should follow

# Of "x a CLASS": the other classes of x.
CLASSES = {
    "bpokpo:OutsourcingModel": "",
    "bpokpo:Activity": "",
    "bpokpo:SkillRequirement": "",
    "bpokpo:Observation": "qb:Observation",
    "bpokpo:EconomicValue": "bpokpo:Observation qb:Observation",
    "bpokpo:MonetaryValue": "bpokpo:EconomicValue bpokpo:Observation qb:Observation",
    "bpokpo:RatioValue": "bpokpo:EconomicValue bpokpo:Observation qb:Observation",
    "bpokpo:OrdinalValue": "bpokpo:EconomicValue bpokpo:Observation qb:Observation",
    "bpokpo:Competence": "skos:Concept",
    "bpokpo:Comparison": "",
    "bpokpo:Claim": "prov:Entity",
    "bpokpo:SourceSentence": "prov:Entity",
    "bpokpo:SourceDocument": "prov:Entity",
    "bpokpo:Curation": "prov:Entity",
    "bpokpo:Tension": "",
    "bpokpo:NotStated": "",
    # The twins: no class of ours follows from one of others.
    "qb:Observation": "",
    "skos:Concept": "",
    "prov:Entity": "",
    "time:TemporalEntity": "",
    "qudt:Unit": "",
    "esco:Occupation": "",
}

OF_MODEL = "x a bpokpo:OutsourcingModel"
OF_MODELS = f"{OF_MODEL} ; y a bpokpo:OutsourcingModel"
OF_CODE = "; y a skos:Concept"
OF_OBSERVATION = "x a bpokpo:Observation ; x a qb:Observation"
OF_VALUE = f"x a bpokpo:EconomicValue ; {OF_OBSERVATION}"
VALUE = "a bpokpo:EconomicValue ; y a bpokpo:Observation ; y a qb:Observation"
CHARACTERISTIC = "x bpokpo:characteristic y"
DIMENSIONS = "aboutIndustry element scale category series survey sex breakdown furtherBreakdown"
CHARACTERISTICS = """
businessFunction sector deliveryLocation providerType itBasis emphasis processLevel complexity criticality
clientContact specialisation knowledgeDepth workforce labourSupply clientOrigin termMaturity
"""

# Of "x PROPERTY y": everything else that is then said of x and y.
PROPERTIES = {
    "bpokpo:extends": "",
    "bpokpo:directlyExtends": f"{OF_MODELS} ; x bpokpo:extends y ; y bpokpo:simplerFormOf x",
    "bpokpo:simplerFormOf": f"{OF_MODELS} ; y bpokpo:extends x ; y bpokpo:directlyExtends x",
    "bpokpo:characteristic": "",
    **dict.fromkeys((f"bpokpo:{name}" for name in CHARACTERISTICS.split()), CHARACTERISTIC),
    "bpokpo:originPeriod": "",
    "bpokpo:involvesActivity": f"{OF_MODEL} ; y a bpokpo:Activity ; y bpokpo:activityOf x",
    "bpokpo:activityOf": "x a bpokpo:Activity ; y a bpokpo:OutsourcingModel ; y bpokpo:involvesActivity x",
    "bpokpo:performedBy": "x a bpokpo:Activity",
    "bpokpo:employsOccupation": "",
    "bpokpo:impliesSkill": "",
    "bpokpo:hasSkillRequirement": "y a bpokpo:SkillRequirement",
    "bpokpo:competence": "x a bpokpo:SkillRequirement ; y a bpokpo:Competence ; y a skos:Concept",
    "bpokpo:level": "x a bpokpo:SkillRequirement" + OF_CODE,
    "bpokpo:necessity": "x a bpokpo:SkillRequirement" + OF_CODE,
    "bpokpo:requirementKind": "x a bpokpo:SkillRequirement" + OF_CODE,
    "bpokpo:requires": "",
    "bpokpo:hasEconomicValue": f"{OF_MODEL} ; y {VALUE} ; y bpokpo:aboutModel x",
    "bpokpo:aboutModel": f"{OF_VALUE} ; y a bpokpo:OutsourcingModel ; y bpokpo:hasEconomicValue x",
    "bpokpo:aboutOccupation": OF_OBSERVATION,
    "bpokpo:indicator": OF_OBSERVATION + OF_CODE,
    "bpokpo:beneficiary": OF_VALUE + OF_CODE,
    "bpokpo:statistic": OF_OBSERVATION + OF_CODE,
    "bpokpo:refArea": f"{OF_OBSERVATION} ; x sdmx:refArea y" + OF_CODE,
    "bpokpo:refPeriod": f"{OF_OBSERVATION} ; x sdmx:refPeriod y ; y a time:TemporalEntity",
    "bpokpo:comparator": OF_VALUE,
    "bpokpo:direction": f"x a bpokpo:OrdinalValue ; {OF_VALUE}" + OF_CODE,
    "bpokpo:currency": f"x a bpokpo:MonetaryValue ; {OF_VALUE} ; y a qudt:CurrencyUnit",
    "bpokpo:perUnit": f"x a bpokpo:MonetaryValue ; {OF_VALUE} ; y a qudt:Unit",
    "bpokpo:priceBasis": OF_VALUE + OF_CODE,
    "bpokpo:compares": "x a bpokpo:Comparison ; y a bpokpo:OutsourcingModel",
    "bpokpo:impression": "x a bpokpo:Comparison" + OF_CODE,
    "bpokpo:differsIn": "x a bpokpo:Comparison" + OF_CODE,
    "bpokpo:modality": "x a bpokpo:Claim ; x a prov:Entity" + OF_CODE,
    "bpokpo:perspective": "x a bpokpo:Claim ; x a prov:Entity" + OF_CODE,
    "bpokpo:claimRank": "x a bpokpo:Claim ; x a prov:Entity" + OF_CODE,
    "bpokpo:reading": "x a bpokpo:Claim ; x a prov:Entity" + OF_CODE,
    "bpokpo:issue": "x a bpokpo:Claim ; x a prov:Entity" + OF_CODE,
    "bpokpo:repeats": "x a bpokpo:Claim ; x a prov:Entity ; y a bpokpo:Claim ; y a prov:Entity",
    "bpokpo:evidenceGrade": "x a bpokpo:SourceDocument ; x a prov:Entity" + OF_CODE,
    "bpokpo:between": "x a bpokpo:Tension ; y a bpokpo:Claim ; y a prov:Entity",
    "bpokpo:tensionKind": "x a bpokpo:Tension" + OF_CODE,
    **dict.fromkeys((f"bpokpo:{name}" for name in DIMENSIONS.split()), OF_OBSERVATION),
    "bpokpo:observedArea": f"{OF_OBSERVATION} ; x sdmx:refArea y",
    "bpokpo:observationStatus": OF_OBSERVATION + OF_CODE,
    "bpokpo:jobZone": OF_OBSERVATION + OF_CODE,
    "bpokpo:hasTask": "",
    "bpokpo:usesTechnology": "",
    "bpokpo:inDemandTechnology": "x bpokpo:usesTechnology y",
    "bpokpo:noMatch": "",
    "bpokpo:denies": "x a bpokpo:Curation ; x a prov:Entity",
}

# Of "x PROPERTY literal": a literal, its datatype, and everything else that is then said of x.
TEXTS = {
    "bpokpo:rank": ("1", "xsd:integer", ""),
    "bpokpo:expandedName": ('"kata"@id', "", ""),
    "bpokpo:amount": ("1.5", "xsd:decimal", OF_OBSERVATION),
    "bpokpo:synthetic": ("true", "xsd:boolean", OF_OBSERVATION),
    "bpokpo:sampleSize": ("12", "xsd:integer", OF_OBSERVATION),
    **dict.fromkeys(
        ("bpokpo:standardError", "bpokpo:lowerBound", "bpokpo:upperBound"), ("0.5", "xsd:decimal", OF_OBSERVATION)
    ),
    **dict.fromkeys(("bpokpo:suppressed", "bpokpo:notRelevant"), ("true", "xsd:boolean", OF_OBSERVATION)),
    "bpokpo:footnote": ('"kata"', "", OF_OBSERVATION),
    "bpokpo:domainSource": ('"kata"', "xsd:string", ""),
    "bpokpo:collected": ('"2026-11"^^xsd:gYearMonth', "xsd:gYearMonth", ""),
    "bpokpo:retrieved": ('"2026-11-24"^^xsd:date', "xsd:date", ""),
    **dict.fromkeys(("bpokpo:minimum", "bpokpo:maximum"), ("0.5", "xsd:decimal", "")),
    "bpokpo:hotTechnology": ("true", "xsd:boolean", ""),
    "bpokpo:taskKind": ('"kata"', "xsd:string", ""),
    "bpokpo:textDigest": ('"00"', "xsd:string", "x a bpokpo:SourceSentence ; x a prov:Entity"),
    "bpokpo:paraphrase": ('"kata"@id', "rdf:langString", "x a bpokpo:SourceSentence ; x a prov:Entity"),
    "bpokpo:documentDigest": ('"00"', "xsd:string", "x a bpokpo:SourceDocument ; x a prov:Entity"),
    "bpokpo:explanation": ('"kata"@id', "rdf:langString", "x a bpokpo:Tension"),
    "bpokpo:confidence": ("0.5", "xsd:decimal", "x a bpokpo:Curation ; x a prov:Entity"),
    "bpokpo:reason": ('"kata"@id', "rdf:langString", "x a bpokpo:Curation ; x a prov:Entity"),
    "bpokpo:translatedLabel": ('"id"^^xsd:language', "xsd:language", ""),
}

MODELS = "x a bpokpo:OutsourcingModel ; y a bpokpo:OutsourcingModel ; z a bpokpo:OutsourcingModel"
EMPLOYS = "x a bpokpo:OutsourcingModel ; y a bpokpo:Activity ; y bpokpo:activityOf x ; x bpokpo:employsOccupation z"

# Axioms about several triples: what is given, and everything that follows.
TOGETHER = {
    "transitive": ("x bpokpo:extends y ; y bpokpo:extends z", "x bpokpo:extends z"),
    "transitive at any depth": (
        "x bpokpo:extends y ; y bpokpo:extends z ; z bpokpo:extends u",
        "x bpokpo:extends z ; x bpokpo:extends u ; y bpokpo:extends u",
    ),
    "the direct extension is not transitive": (
        "x bpokpo:directlyExtends y ; y bpokpo:directlyExtends z",
        f"{MODELS} ; y bpokpo:simplerFormOf x ; z bpokpo:simplerFormOf y ; "
        "x bpokpo:extends y ; y bpokpo:extends z ; x bpokpo:extends z",
    ),
    "an extension stated from both ends": (
        "x bpokpo:directlyExtends y ; z bpokpo:simplerFormOf y",
        f"{MODELS} ; y bpokpo:simplerFormOf x ; y bpokpo:directlyExtends z ; "
        "x bpokpo:extends y ; y bpokpo:extends z ; x bpokpo:extends z",
    ),
    "chain to occupations": ("x bpokpo:involvesActivity y ; y bpokpo:performedBy z", EMPLOYS),
    "chain to occupations from the other end": (
        "y bpokpo:activityOf x ; y bpokpo:performedBy z",
        EMPLOYS.replace("y bpokpo:activityOf x", "x bpokpo:involvesActivity y"),
    ),
    "chain to skills": ("x bpokpo:employsOccupation y ; y esco:relatedEssentialSkill z", "x bpokpo:impliesSkill z"),
    "both chains": (
        "x bpokpo:involvesActivity y ; y bpokpo:performedBy z ; z esco:relatedEssentialSkill u",
        f"{EMPLOYS} ; x bpokpo:impliesSkill u",
    ),
    "optional skills are not implied": ("x bpokpo:employsOccupation y ; y esco:relatedOptionalSkill z", ""),
    "an activity employs nobody": ("x bpokpo:performedBy y ; y esco:relatedEssentialSkill z", "x a bpokpo:Activity"),
    "a shared occupation joins no models": (
        "x bpokpo:employsOccupation z ; y bpokpo:employsOccupation z",
        "",
    ),
    "what is required is no matter of OWL": (
        "x bpokpo:hasSkillRequirement y ; y bpokpo:competence z ; y bpokpo:necessity code:necessity-required",
        "y a bpokpo:SkillRequirement ; z a bpokpo:Competence ; z a skos:Concept",
    ),
    "equal digests do not merge documents": (
        'x bpokpo:documentDigest "00" ; y bpokpo:documentDigest "00"',
        "x a bpokpo:SourceDocument ; x a prov:Entity ; y a bpokpo:SourceDocument ; y a prov:Entity",
    ),
    "equal requirements stay two": (
        "x bpokpo:competence z ; y bpokpo:competence z",
        "x a bpokpo:SkillRequirement ; y a bpokpo:SkillRequirement ; z a bpokpo:Competence ; z a skos:Concept",
    ),
    "two amounts are no matter of OWL": ("x bpokpo:amount 1.5 ; x bpokpo:amount 2.5", OF_OBSERVATION),
    "a cycle of three is no matter of OWL": (
        "x bpokpo:directlyExtends y ; y bpokpo:directlyExtends z ; z bpokpo:directlyExtends x",
        f"{MODELS} ; y bpokpo:simplerFormOf x ; z bpokpo:simplerFormOf y ; x bpokpo:simplerFormOf z ; "
        + " ; ".join(f"{a} bpokpo:extends {b}" for a in "xyz" for b in "xyz"),
    ),
    "a model may be a concept": ("x a bpokpo:OutsourcingModel ; x a skos:Concept", ""),
    "a code may be not stated": ("x a bpokpo:NotStated ; x a skos:Concept", ""),
    "a claim may be a statement": ("x a bpokpo:Claim ; x a rdf:Statement", "x a prov:Entity"),
}

CASES = {
    **{
        f"class {name}": (f"x a {name}", "".join(f"; x a {kind} " for kind in kinds.split()))
        for name, kinds in CLASSES.items()
    },
    **{f"property {name}": (f"x {name} y", follows) for name, follows in PROPERTIES.items()},
    **{f"property {name}": (f"x {name} {text}", follows) for name, (text, _, follows) in TEXTS.items()},
    **TOGETHER,
}

# ---------------------------------------------------------------- What must be found inconsistent

DISJOINT = [
    ["bpokpo:MonetaryValue", "bpokpo:RatioValue", "bpokpo:OrdinalValue"],
    [
        "bpokpo:OutsourcingModel",
        "bpokpo:Activity",
        "bpokpo:SkillRequirement",
        "bpokpo:Observation",
        "bpokpo:Competence",
        "bpokpo:Comparison",
        "bpokpo:Claim",
        "bpokpo:SourceSentence",
        "bpokpo:SourceDocument",
        "bpokpo:Tension",
        "bpokpo:Curation",
    ],
]

INCONSISTENT = {
    "a model that extends itself": ("x bpokpo:directlyExtends x", "Irreflexive property"),
    "a model simpler than itself": ("x bpokpo:simplerFormOf x", "Irreflexive property"),
    "a cycle of two": ("x bpokpo:directlyExtends y ; y bpokpo:directlyExtends x", "asymmetric property"),
    "a cycle of two from both ends": ("x bpokpo:directlyExtends y ; x bpokpo:simplerFormOf y", "asymmetric property"),
    "a money value that is a ratio": ("x a bpokpo:MonetaryValue ; x a bpokpo:RatioValue", "Disjoint classes"),
    "a direction in dollars": ("x bpokpo:direction y ; x bpokpo:currency z", "Disjoint classes"),
    "a model that is its own activity": ("x bpokpo:involvesActivity x", "Disjoint classes"),
    "a model with a level": ("x a bpokpo:OutsourcingModel ; x bpokpo:level y", "Disjoint classes"),
    "a value that is a model": ("x a bpokpo:MonetaryValue ; x a bpokpo:OutsourcingModel", "Disjoint classes"),
    "a claim that is a curation": ('x bpokpo:modality y ; x bpokpo:reason "kata"@id', "Disjoint classes"),
    "two models that are one": (
        "model:bpo owl:differentFrom model:kpo ; model:bpo owl:sameAs model:kpo",
        "differentFrom",
    ),
}

# ---------------------------------------------------------------- The machine


@cache
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology/bpokpo.ttl")


def axioms() -> rdflib.Graph:
    """The ontology without labels and other annotations, which infer nothing and cost time."""
    spaces = (str(RDF), str(RDFS), str(OWL))
    result = rdflib.Graph()
    result += (t for t in ontology() if str(t[1]).startswith(spaces) and t[1] not in {RDFS.label, RDFS.isDefinedBy})
    return result


def close(graph: rdflib.Graph) -> rdflib.Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def errors(graph: rdflib.Graph) -> list[str]:
    return sorted(str(message) for message in graph.objects(None, ERROR))


def space(case: str) -> str:
    return "https://example.org/" + re.sub(r"\W+", "-", case) + "/"


def triples(statements: str, case: str) -> rdflib.Graph:
    """`x a bpokpo:Claim ; y …`: each statement in full, x, y, z and u within the namespace of the case."""
    full = [re.sub(r"(?<!\S)[xyzu](?!\S)", r"case:\g<0>", one) + " ." for one in statements.split(";") if one.strip()]
    heads = [f"@prefix {name}: <{iri}> ." for name, iri in {**SPACES, "case": space(case)}.items()]
    return rdflib.Graph().parse(data="\n".join(heads + full), format="turtle")


@cache
def closure() -> rdflib.Graph:
    graph = axioms()
    for case, (given, _) in CASES.items():
        graph += triples(given, case)
    return close(graph)


def said(graph: rdflib.Graph, case: str) -> Iterator[tuple[rdflib.term.Node, ...]]:
    """What a graph says of the case's individuals, but for what holds of everything."""
    for s, p, o in graph:
        trivial = (p == OWL.sameAs and s == o) or o in {OWL.Thing, RDFS.Resource}
        if str(s).startswith(space(case)) and not trivial:
            yield s, p, o


def iri(curie: str) -> rdflib.URIRef:
    prefix, _, local = curie.partition(":")
    return rdflib.URIRef(SPACES[prefix] + local)


def curie(node: rdflib.term.Node) -> str:
    name = max((n for n in SPACES if str(node).startswith(SPACES[n])), key=lambda n: len(SPACES[n]), default="")
    return f"{name}:{str(node).removeprefix(SPACES[name])}" if name else str(node)


# ---------------------------------------------------------------- Every case


@pytest.mark.parametrize("case", CASES)
def test_this_follows_and_nothing_else(case: str) -> None:
    given, follows = CASES[case]
    assert set(said(closure(), case)) == set(triples(given, case)) | set(triples(follows, case))


def test_the_cases_are_consistent() -> None:
    assert errors(closure()) == []


@pytest.mark.parametrize("case", INCONSISTENT)
def test_this_is_inconsistent(case: str) -> None:
    given, message = INCONSISTENT[case]
    found = errors(close(axioms() + triples(given, case)))
    assert found
    assert any(message in error for error in found)


def test_every_pair_of_disjoint_classes_is_disjoint() -> None:
    """One individual for each pair, over the disjointness alone."""
    graph = rdflib.Graph()
    pairs = [pair for group in DISJOINT for pair in combinations(group, 2)]
    for number, (one, other) in enumerate(pairs):
        graph += triples(f"x a {one} ; x a {other}", f"pair {number}")
    for pair in ontology().triples((None, OWL.disjointWith, None)):
        graph.add(pair)
    found = "\n".join(errors(close(graph)))
    assert [pair for number, pair in enumerate(pairs) if f"{space(f'pair {number}')}x" not in found] == []


# ---------------------------------------------------------------- No axiom without a case


SILENT = {RDF.type, RDF.first, RDF.rest, RDFS.label, RDFS.isDefinedBy, OWL.versionIRI, OWL.versionInfo}


def test_the_ontology_uses_no_other_axioms() -> None:
    """A new kind of axiom needs a new kind of case here."""
    used = {p for p in ontology().predicates() if str(p).startswith((str(RDF), str(RDFS), str(OWL)))} - SILENT
    relations = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range}
    relations |= {OWL.inverseOf, OWL.propertyChainAxiom, OWL.disjointWith}
    assert used == relations
    kinds = {o for o in ontology().objects(None, RDF.type) if str(o).startswith(str(OWL))}
    declarations = {OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    characters = {OWL.TransitiveProperty, OWL.AsymmetricProperty, OWL.IrreflexiveProperty}
    assert kinds == declarations | characters


def ours(kind: rdflib.URIRef) -> set[str]:
    return {curie(s) for s in ontology().subjects(RDF.type, kind) if str(s).startswith(PREFIXES["bpokpo"])}


def test_every_class_and_property_has_a_case() -> None:
    assert ours(OWL.Class) == {name for name in CLASSES if name.startswith("bpokpo:")}
    assert ours(OWL.ObjectProperty) == set(PROPERTIES)
    assert ours(OWL.DatatypeProperty) == set(TEXTS)


def pairs_of(predicate: rdflib.URIRef) -> list[tuple[str, str]]:
    return sorted((curie(s), curie(o)) for s, o in ontology().subject_objects(predicate))


def effects(name: str) -> list[str]:
    follows = PROPERTIES[name] if name in PROPERTIES else TEXTS[name][2]
    return [statement.strip() for statement in follows.split(";")]


def test_every_subclass_has_a_case() -> None:
    found = pairs_of(RDFS.subClassOf)
    assert [(a, b) for a, b in found if b not in CLASSES[a].split()] == []
    assert len(found) == 10


def test_every_subproperty_has_a_case() -> None:
    found = pairs_of(RDFS.subPropertyOf)
    assert [(p, q) for p, q in found if f"x {q} y" not in effects(p)] == []
    assert len(found) == 21


def test_every_inverse_has_a_case_in_both_directions() -> None:
    found = pairs_of(OWL.inverseOf)
    both = [*found, *((q, p) for p, q in found)]
    assert [(p, q) for p, q in both if f"y {q} x" not in effects(p)] == []
    assert len(found) == 3


def test_every_domain_has_a_case() -> None:
    assert [(p, c) for p, c in pairs_of(RDFS.domain) if f"x a {c}" not in effects(p)] == []


def test_every_range_has_a_case() -> None:
    classes = [(p, c) for p, c in pairs_of(RDFS.range) if p in PROPERTIES and c != "owl:Thing"]
    assert [(p, c) for p, c in classes if f"y a {c}" not in effects(p)] == []


def test_ranges_of_texts_are_as_typed() -> None:
    """OWL RL infers nothing from them and owlrl checks nothing; they tell readers, and SHACL checks."""
    assert dict(pairs for pairs in pairs_of(RDFS.range) if pairs[0] in TEXTS) == {
        name: kind for name, (_, kind, _) in TEXTS.items() if kind
    }


def test_every_character_and_chain_has_a_case() -> None:
    assert ours(OWL.TransitiveProperty) == {"bpokpo:extends"}
    assert ours(OWL.AsymmetricProperty) == ours(OWL.IrreflexiveProperty) == {"bpokpo:directlyExtends"}
    chains = {
        curie(s): [curie(step) for step in Collection(ontology(), head)]
        for s, head in ontology().subject_objects(OWL.propertyChainAxiom)
    }
    assert chains == {
        "bpokpo:employsOccupation": ["bpokpo:involvesActivity", "bpokpo:performedBy"],
        "bpokpo:impliesSkill": ["bpokpo:employsOccupation", "esco:relatedEssentialSkill"],
    }


def test_every_disjointness_has_a_case() -> None:
    expected = {frozenset(pair) for group in DISJOINT for pair in combinations(group, 2)}
    assert {frozenset(pair) for pair in pairs_of(OWL.disjointWith)} == expected


# ---------------------------------------------------------------- The packaged graph


@cache
def packaged() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in (ROOT / "ontology/bpokpo.ttl", ROOT / "ontology/codes.ttl", *DATA):
        graph.parse(path)
    return graph


@cache
def packaged_closure() -> rdflib.Graph:
    graph = rdflib.Graph()
    graph += packaged()
    return close(graph)


def test_the_packaged_graph_is_consistent() -> None:
    assert errors(packaged_closure()) == []


def test_nothing_of_ours_is_the_same_as_anything_else() -> None:
    base = PREFIXES["bpokpo"].removesuffix("ns#")
    merged = [(s, o) for s, o in packaged_closure().subject_objects(OWL.sameAs) if s != o]
    assert [pair for pair in merged if any(str(node).startswith(base) for node in pair)] == []


def test_the_models_are_two() -> None:
    bpo, kpo = iri("model:bpo"), iri("model:kpo")
    assert (bpo, OWL.differentFrom, kpo) in packaged()
    assert not {(bpo, OWL.sameAs, kpo), (kpo, OWL.sameAs, bpo)} & set(packaged_closure())
    assert list(packaged_closure().objects(kpo, BPOKPO.extends)) == [bpo]
    assert list(packaged_closure().objects(bpo, BPOKPO.extends)) == []


def test_no_key_and_no_import() -> None:
    assert not set(packaged().predicates()) & {OWL.hasKey, OWL.imports, OWL.sameAs, OWL.equivalentClass}


def test_occupations_follow_from_activities() -> None:
    found = {
        m: len(set(packaged_closure().objects(iri(m), BPOKPO.employsOccupation))) for m in ("model:bpo", "model:kpo")
    }
    assert found == {"model:bpo": 4, "model:kpo": 6}


def test_only_the_rule_says_what_is_required_and_mba_and_ca_are_not() -> None:
    assert list(packaged_closure().subject_objects(BPOKPO.requires)) == []
    rule = (ROOT / "ontology/queries/requires.rq").read_text(encoding="utf-8")
    derived = set(packaged_closure().query(rule))
    assert derived
    held = {iri("competence:mba"), iri("competence:chartered-accountant"), iri("competence:long-experience")}
    sufficient = {iri("competence:english")}
    assert {row[2] for row in derived if isinstance(row, tuple)} & (held | sufficient) == set()
    assert held | sufficient <= set(packaged().objects(None, BPOKPO.competence))


def test_inference_makes_no_statement_that_a_comparison_would_show_as_sourced() -> None:
    """Comparison properties gain triples only as the other end of one that is stated."""
    reported = set(packaged().subjects(BPOKPO.dimension))
    new = {t for t in packaged_closure() if t[1] in reported} - set(packaged())
    assert new == set()
