"""Rules of good order, one query each: any row is a problem.

Numbers P05 … P41 are those of the OOPS! catalogue of ontology pitfalls; ic-01 … ic-21 are the integrity constraints of
the RDF Data Cube, in our own words. Three pitfalls have no query, because they do not apply:

* P11, missing domain or range: properties that others may reuse carry schema:domainIncludes instead, on purpose; a
  strict domain would give things in somebody else's graph a wrong type.
* P13, undeclared inverse: SPARQL follows a property both ways (`^`), so an inverse is declared only where sources or
  readers use both directions; more would be names to learn that say nothing new.
* P40, namespace hijacking: asks whether terms used under another's namespace exist there, which only the network can
  tell. Terms of others are declared by type and never described, which test_others_terms_are_not_described holds.
"""

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from bpokpo_graph.parsing import load, sources
from bpokpo_graph.vocabulary import PREFIXES

ROOT = Path(__file__).parents[1]
HYGIENE = ROOT / "tests/hygiene"
RULES = [path.stem for path in sorted(HYGIENE.glob("*.rq"))]
MAPPINGS = sorted((ROOT / "data/mappings").glob("*.sssom.tsv"))
PACKAGED = (
    ROOT / "ontology/bpokpo.ttl",
    ROOT / "ontology/codes.ttl",
    *sorted((ROOT / "data").glob("*.ttl")),
    *MAPPINGS,
)
SHAPES = tuple(sorted((ROOT / "ontology").glob("shapes*.ttl")))
WITH_SHAPES = [
    "codes-with-one-label",
    "p32-classes-with-one-label",
    "p36-file-extensions",
    "p41-no-licence",
    "undeclared-terms",
]
TURTLE = "".join(f"@prefix {name}: <{space}> .\n" for name, space in {**PREFIXES, "ex": "https://example.org/"}.items())

# The smallest graphs that break each rule, and what must be found in them.
BAD = {
    "codes-in-a-scheme": (
        """code:colour a skos:ConceptScheme .
        code:colour-red a skos:Concept ; skos:inScheme code:colour ; skos:notation "blue" .
        code:colour-grey a skos:Concept ; skos:notation "grey" .
        code:colour-green a skos:Concept ; skos:inScheme code:colour ; skos:notation "green" .""",
        "code:colour-red code:colour-grey",
    ),
    "codes-with-one-label": (
        """ex:a skos:inScheme ex:s ; rdfs:label "satu"@id . ex:b skos:inScheme ex:s ; rdfs:label "satu"@id .
        ex:c skos:inScheme ex:t ; rdfs:label "satu"@id . ex:d skos:inScheme ex:s ; rdfs:label "satu"@en .
        ex:e skos:inScheme ex:t ; skos:notation "1" . ex:f skos:inScheme ex:t ; skos:notation "1" .""",
        "ex:a ex:b ex:e ex:f",
    ),
    "dimensions-ranked": (
        """ex:p bpokpo:dimension ex:d . ex:q bpokpo:dimension code:dimension-x .
        code:dimension-x skos:inScheme code:dimension . ex:r bpokpo:dimension code:dimension-y .
        code:dimension-y skos:inScheme code:dimension ; bpokpo:rank 1 .""",
        "ex:p ex:q",
    ),
    "foreign-labels": (
        """activity:a bpokpo:performedBy ex:o , ex:p ; dcterms:source ex:page . ex:p rdfs:label "satu"@id , "one"@en .
        activity:b bpokpo:performedBy ex:q . ex:q rdfs:label "dua"@id . bpokpo:t rdfs:seeAlso ex:r .""",
        "ex:o ex:q",
    ),
    "p05-wrong-inverses": (
        """ex:p owl:inverseOf ex:q ; rdfs:domain ex:A . ex:q rdfs:range ex:B .
        ex:r owl:inverseOf ex:s ; rdfs:domain ex:A . ex:s rdfs:range ex:A .""",
        "ex:p ex:q",
    ),
    "p06-class-cycles": (
        "ex:A rdfs:subClassOf ex:B . ex:B rdfs:subClassOf ex:A . ex:C rdfs:subClassOf ex:A .",
        "ex:A ex:B",
    ),
    "p08-labels-and-definitions": (
        """bpokpo:A a owl:Class ; rdfs:label "satu"@id , "one"@en ; skos:definition "kata"@id .
        bpokpo:b a owl:DatatypeProperty ; rdfs:label "satu"@id , "one"@en , "two"@en ;
          skos:definition "kata"@id , "word"@en .
        bpokpo:c a owl:AnnotationProperty ; rdfs:label "satu"@id , "one"@en ; skos:definition "kata"@id , "word"@en .
        ex:D a owl:Class .""",
        "bpokpo:A bpokpo:b",
    ),
    "p10-missing-disjointness": (
        """bpokpo:A a owl:Class ; owl:disjointWith bpokpo:B . bpokpo:B a owl:Class .
        bpokpo:C a owl:Class ; rdfs:subClassOf bpokpo:A . bpokpo:D a owl:Class . bpokpo:E a owl:Class .
        [] a owl:AllDisjointClasses ; owl:members ( bpokpo:A bpokpo:E ) .""",
        "bpokpo:D",
    ),
    "p19-many-domains-or-ranges": (
        "ex:p rdfs:domain ex:A , ex:B . ex:q rdfs:range ex:A , ex:B . ex:r rdfs:domain ex:A ; rdfs:range ex:B .",
        "ex:p ex:q",
    ),
    "p25-inverse-of-itself": ("ex:p owl:inverseOf ex:p . ex:q owl:inverseOf ex:r .", "ex:p"),
    "p26-inverse-of-symmetric": (
        """ex:p a owl:SymmetricProperty ; owl:inverseOf ex:q . ex:r owl:inverseOf ex:s . ex:s a owl:SymmetricProperty .
        ex:t a owl:SymmetricProperty .""",
        "ex:p ex:s",
    ),
    "p32-classes-with-one-label": (
        """ex:A a owl:Class ; rdfs:label "satu"@id . ex:B a owl:Class ; rdfs:label "satu"@id .
        ex:p rdfs:label "satu"@id . ex:C a owl:Class ; rdfs:label "dua"@id .""",
        "ex:A ex:B",
    ),
    "p33-chain-of-one": (
        "ex:p owl:propertyChainAxiom ( ex:q ) . ex:r owl:propertyChainAxiom ( ex:q ex:s ) .",
        "ex:p",
    ),
    "p34-untyped-classes": (
        """ex:a a ex:A . ex:B rdfs:subClassOf ex:C . ex:p rdfs:domain ex:D ; rdfs:range ex:E . ex:E a owl:Class .
        ex:q a qb:DimensionProperty .""",
        "ex:A ex:C ex:D",
    ),
    "p35-untyped-properties": (
        """ex:a ex:p ex:b ; ex:q ex:b . ex:q a owl:ObjectProperty ; owl:inverseOf ex:r ; rdfs:subPropertyOf ex:s .
        ex:q owl:propertyChainAxiom ( ex:q ex:t ) .""",
        "ex:p ex:r ex:s ex:t",
    ),
    "p36-file-extensions": (
        """<https://w3id.org/bpokpo/ns.ttl#A> a owl:Class . model:bpo.html a ex:A . model:b.p.o a ex:A .
        ex:page.html a ex:A .""",
        "https://w3id.org/bpokpo/ns.ttl#A https://w3id.org/bpokpo/id/model/bpo.html",
    ),
    "p38-no-ontology": (
        """bpokpo:A a owl:Class . bpokpo:B a owl:Class ; rdfs:isDefinedBy ex:o . ex:C a owl:Class .
        bpokpo:D a owl:Class ; rdfs:isDefinedBy ex:p . ex:p a owl:Ontology .""",
        "bpokpo:A bpokpo:B",
    ),
    "p39-ambiguous-namespace": (
        """bpokpo:A rdfs:isDefinedBy ex:o . ex:B rdfs:isDefinedBy ex:p . bpokpo:C rdfs:isDefinedBy ex:p .
        ex:p vann:preferredNamespaceUri "https://w3id.org/bpokpo/ns#" .""",
        "ex:o ex:B",
    ),
    "p41-no-licence": ("ex:o a owl:Ontology . ex:p a owl:Ontology ; dcterms:license ex:l .", "ex:o"),
    "preflabel-equals-label": (
        """ex:a a skos:Concept ; rdfs:label "satu"@id . ex:b a skos:ConceptScheme ; skos:prefLabel "dua"@id .
        ex:c a skos:Concept ; rdfs:label "a"@id ; skos:prefLabel "a"@en .
        ex:d a skos:Concept ; rdfs:label "a"@id ; skos:prefLabel "a"@id .""",
        "ex:a ex:b ex:c",
    ),
    "ranks-unique": (
        """ex:a skos:inScheme ex:s ; bpokpo:rank 1 . ex:b skos:inScheme ex:s ; bpokpo:rank 1 . ex:c skos:inScheme ex:s .
        ex:d skos:inScheme ex:s ; a bpokpo:NotStated . ex:e skos:inScheme ex:s ; a bpokpo:NotStated ; bpokpo:rank 3 .
        ex:f skos:inScheme ex:t ; bpokpo:rank 1 . ex:g skos:inScheme ex:u .""",
        "ex:a ex:b ex:c ex:e",
    ),
    "statements-without-claim": (
        """bpokpo:p bpokpo:dimension ex:d .
        ex:a a bpokpo:OutsourcingModel ; bpokpo:p 1 . ex:b a bpokpo:Comparison ; bpokpo:p 1 .
        ex:c a bpokpo:OutsourcingModel ; bpokpo:p 1 . ex:t bpokpo:performedBy ex:o . ex:u bpokpo:performedBy ex:o .
        ex:f1 a bpokpo:Claim ; rdf:subject ex:b ; rdf:predicate bpokpo:p ; rdf:object 1 ;
          bpokpo:claimRank code:claim-rank-deprecated .
        ex:f2 a bpokpo:Claim ; rdf:subject ex:c ; rdf:predicate bpokpo:p ; rdf:object 1 ;
          bpokpo:claimRank code:claim-rank-normal .
        ex:f3 a bpokpo:Claim ; rdf:subject ex:t ; rdf:predicate bpokpo:performedBy ; rdf:object ex:o ;
          bpokpo:claimRank code:claim-rank-normal .
        ex:f4 a bpokpo:Curation ; rdf:subject ex:u ; rdf:predicate bpokpo:performedBy ; rdf:object ex:o .""",
        "ex:a ex:b ex:t",
    ),
    "undeclared-terms": (
        """ex:a bpokpo:p code:c ; ex:q model:m , shapes:s , claim:f1 . claim:f1 a bpokpo:Claim .
        bpokpo:Claim a owl:Class . shapes:s sh:path ex:q . ex:b rdfs:isDefinedBy <https://w3id.org/bpokpo/ns> .""",
        "bpokpo:p code:c model:m",
    ),
}

# A cube that keeps every constraint: two measures told apart by a measure dimension, a slice, two hierarchies. Each
# constraint is broken by one change to it: a text of it, what stands there instead, and what must be found.
CUBE = """
ex:structure a qb:DataStructureDefinition ; qb:sliceKey ex:key ;
  qb:component ex:c-place , ex:c-job , ex:c-kind , ex:c-year , ex:c-type , ex:c-wage , ex:c-hours , ex:c-unit ,
    ex:c-note .
ex:c-place qb:dimension ex:place . ex:c-job qb:dimension ex:job . ex:c-kind qb:dimension ex:kind .
ex:c-year qb:dimension ex:year . ex:c-type qb:dimension qb:measureType . ex:c-wage qb:measure ex:wage .
ex:c-hours qb:measure ex:hours . ex:c-unit qb:attribute ex:unit ; qb:componentRequired true .
ex:c-note qb:attribute ex:note ; qb:componentRequired false .
ex:place a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList ex:places .
ex:job a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList ex:jobs .
ex:kind a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList ex:kinds .
ex:year a qb:DimensionProperty ; rdfs:range xsd:gYear .
qb:measureType a qb:DimensionProperty ; rdfs:range qb:MeasureProperty .
ex:wage a qb:MeasureProperty . ex:hours a qb:MeasureProperty .
ex:unit a qb:AttributeProperty . ex:note a qb:AttributeProperty .

ex:places a qb:HierarchicalCodeList ; qb:hierarchyRoot ex:world ; qb:parentChildProperty skos:narrower .
ex:world skos:narrower ex:asia . ex:asia skos:narrower ex:indonesia .
ex:jobs a qb:HierarchicalCodeList ; qb:hierarchyRoot ex:any-job ;
  qb:parentChildProperty [ owl:inverseOf skos:broader ] .
ex:clerk skos:broader ex:any-job . ex:payroll-clerk skos:broader ex:clerk .
ex:kinds a skos:ConceptScheme . ex:gross a skos:Concept ; skos:inScheme ex:kinds .

ex:key a qb:SliceKey ; qb:componentProperty ex:year .
ex:slice a qb:Slice ; qb:sliceStructure ex:key ; ex:year "2020"^^xsd:gYear ; qb:observation ex:o1 , ex:o2 .
ex:set a qb:DataSet ; qb:structure ex:structure ; qb:slice ex:slice .
bpokpo:Observation rdfs:subClassOf qb:Observation .
ex:o1 a bpokpo:Observation ; qb:dataSet ex:set ; ex:place ex:indonesia ; ex:job ex:payroll-clerk ; ex:kind ex:gross ;
  ex:year "2020"^^xsd:gYear ; ex:unit ex:hour ; qb:measureType ex:wage ; ex:wage 3.5 .
ex:o2 a bpokpo:Observation ; qb:dataSet ex:set ; ex:place ex:indonesia ; ex:job ex:payroll-clerk ; ex:kind ex:gross ;
  ex:year "2020"^^xsd:gYear ; ex:unit ex:hour ; qb:measureType ex:hours ; ex:hours 40.0 .
"""
BROKEN = {
    "ic-01": [
        ("ex:o1 a bpokpo:Observation ; qb:dataSet ex:set ;", "ex:o1 a bpokpo:Observation ;", "ex:o1"),
        ("ex:o1 a bpokpo:Observation ;", "ex:o1 a bpokpo:Observation ; qb:dataSet ex:other ;", "ex:o1"),
        ("ex:o1 a bpokpo:Observation ; qb:dataSet ex:set ;", "ex:o1 a qb:Observation ;", "ex:o1"),
    ],
    "ic-02": [
        ("qb:structure ex:structure ;", "", "ex:set"),
        ("qb:structure ex:structure ;", "qb:structure ex:structure , ex:other ;", "ex:set"),
    ],
    "ic-03": [
        (" ex:c-wage , ex:c-hours ,", "", "ex:structure"),
        ("ex:wage a qb:MeasureProperty . ex:hours a qb:MeasureProperty .", "", "ex:structure"),
    ],
    "ic-04": [
        ("a qb:DimensionProperty ; rdfs:range xsd:gYear", "rdfs:range xsd:gYear", "ex:year"),
        ("a qb:DimensionProperty ; rdfs:range xsd:gYear", "a qb:DimensionProperty", "ex:year"),
    ],
    "ic-05": [(" ; qb:codeList ex:kinds .", " .", "ex:kind")],
    "ic-06": [("qb:dimension ex:year .", "qb:dimension ex:year ; qb:componentRequired false .", "ex:structure")],
    "ic-07": [(" ; qb:sliceKey ex:key ;", " ;", "ex:key")],
    "ic-08": [("qb:componentProperty ex:year .", "qb:componentProperty ex:year , ex:month .", "ex:key")],
    "ic-09": [
        ("qb:sliceStructure ex:key ;", "", "ex:slice"),
        ("qb:sliceStructure ex:key ;", "qb:sliceStructure ex:key , ex:other ;", "ex:slice"),
    ],
    "ic-10": [('qb:sliceStructure ex:key ; ex:year "2020"^^xsd:gYear ;', "qb:sliceStructure ex:key ;", "ex:slice")],
    "ic-11": [("ex:kind ex:gross ;\n", "\n", "ex:o1 ex:o2")],
    "ic-12": [("qb:measureType ex:hours ;", "qb:measureType ex:wage ;", "ex:o1 ex:o2")],
    "ic-13": [("ex:unit ex:hour ; qb:measureType ex:wage", "qb:measureType ex:wage", "ex:o1")],
    "ic-14": [("ex:c-type ,", "", "ex:o1 ex:o2")],
    "ic-15": [("; ex:wage 3.5", "", "ex:o1")],
    "ic-16": [("; ex:wage 3.5", "; ex:wage 3.5 ; ex:hours 40.0", "ex:o1")],
    "ic-17": [("qb:measureType ex:hours ; ex:hours 40.0", "qb:measureType ex:wage ; ex:wage 4.0", "ex:o1 ex:o2")],
    "ic-18": [("qb:observation ex:o1 , ex:o2", "qb:observation ex:o1 , ex:o2 , ex:o3", "ex:o3")],
    "ic-19": [("skos:inScheme ex:kinds", "skos:inScheme ex:other", "ex:o1 ex:o2")],
    "ic-20": [("ex:asia skos:narrower ex:indonesia .", "", "ex:o1 ex:o2")],
    "ic-21": [("ex:clerk skos:broader ex:any-job .", "", "ex:o1 ex:o2")],
}


def filled(*texts: str, paths: tuple[Path, ...] = ()) -> ox.Store:
    store = ox.Store()
    for source in (source for path in paths for source in sources(path)):
        load(source, store)
    for text in texts:
        store.load((TURTLE + text).encode(), format=ox.RdfFormat.TURTLE)
    return store


@cache
def graph(*paths: Path) -> ox.Store:
    return filled(paths=paths)


def query(rule: str) -> str:
    return (HYGIENE / f"{rule}.rq").read_text(encoding="utf-8")


def problems(rule: str, store: ox.Store) -> list[tuple[str, str]]:
    answer = store.query(query(rule))
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == ["focus", "problem"]
    return [(getattr(row["focus"], "value", ""), getattr(row["problem"], "value", "")) for row in answer]


def named(names: str) -> set[str]:
    spaces = {**PREFIXES, "ex": "https://example.org/"}
    pairs = [name.partition(":") for name in names.split()]
    return {spaces[prefix] + local if prefix in spaces else prefix + ":" + local for prefix, _, local in pairs}


@pytest.mark.parametrize("rule", RULES)
def test_the_packaged_graph_keeps_the_rule(rule: str) -> None:
    assert problems(rule, graph(*PACKAGED)) == []


@pytest.mark.parametrize("rule", WITH_SHAPES)
def test_the_shapes_keep_the_rule_too(rule: str) -> None:
    assert problems(rule, graph(*PACKAGED, *SHAPES)) == []


@pytest.mark.parametrize("rule", BAD)
def test_the_rule_can_be_broken(rule: str) -> None:
    turtle, found = BAD[rule]
    rows = problems(rule, filled(turtle))
    assert {focus for focus, _ in rows} == named(found)
    assert all(problem for _, problem in rows)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_good_cube_keeps_the_constraint(rule: str) -> None:
    assert problems(rule, filled(CUBE)) == []


@pytest.mark.parametrize(
    ("rule", "old", "new", "found"), [(rule, *change) for rule, changes in BROKEN.items() for change in changes]
)
def test_the_constraint_can_be_broken(rule: str, old: str, new: str, found: str) -> None:
    assert old in CUBE
    rows = problems(rule, filled(CUBE.replace(old, new)))
    assert {focus for focus, _ in rows} == named(found)
    assert all(problem for _, problem in rows)


def test_every_rule_is_tried() -> None:
    assert sorted([*BAD, *BROKEN]) == RULES
    assert sorted(BROKEN) == [f"ic-{number:02}" for number in range(1, 22)]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_asks_and_declares_what_it_uses(rule: str) -> None:
    first, *lines = query(rule).splitlines()
    assert re.fullmatch(r"# [A-Z].+\.", first)
    code = "\n".join(line for line in lines if not re.match(r" *#|PREFIX", line))
    used = set(re.findall(r"(?<![\w<])([a-z]+):", re.sub(r'"[^"]*"|<[^>]*>', "", code)))
    declared = dict(re.findall(r"^PREFIX ([a-z]+): +<(.+)>$", query(rule), re.M))
    assert set(declared) == used
    assert {name: PREFIXES[name] for name in declared} == declared


def test_others_terms_are_not_described() -> None:
    """The ontology says of a foreign term what it is, and nothing more."""
    ours = "https://w3id.org/bpokpo/"
    quads = ox.parse(path=ROOT / "ontology/bpokpo.ttl")
    foreign = [q for q in quads if isinstance(q.subject, ox.NamedNode) and not q.subject.value.startswith(ours)]
    assert {q.predicate.value for q in foreign} == {PREFIXES["rdf"] + "type"}


def test_only_lists_and_components_are_blank() -> None:
    """A blank node is doubled by a copy of the graph beside it, so that only what cannot have a name goes without."""
    graph = rdflib.Graph()
    for path in PACKAGED:
        if path not in MAPPINGS:
            graph.parse(path)
    blank = {node for node in graph.subjects() if isinstance(node, rdflib.BNode)}
    listed = set(graph.subjects(rdflib.RDF.first))
    components = set(graph.objects(None, rdflib.URIRef("http://purl.org/linked-data/cube#component")))
    assert blank == listed | components
    assert set(graph.predicates(None, None)) & {rdflib.OWL.members} == set()
