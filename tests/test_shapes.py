"""Each constraint is broken by a file of its own and kept by its twin, and the packaged graph keeps them all."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyshacl.entrypoints import meta_validate
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef

import shape_cases
from bpokpo_graph import files
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.validation import _pyshacl, _refusals, validate
from bpokpo_graph.vocabulary import PREFIXES, Iri
from shape_cases import Case, Constraint

FILES = (files.shapes(), files.curation_shapes())
EVERYWHERE = [constraint for path in FILES for constraint in shape_cases.constraints(path)]
LABELLED = (
    *("OutsourcingModel", "Activity", "SkillRequirement", "EconomicValue", "Competence", "Comparison"),
    *("SourceDocument", "Tension"),
)
BILINGUAL = (*LABELLED, "Claim", "SourceSentence", "Curation")


def iri(curie: str) -> URIRef:
    prefix, _, name = curie.partition(":")
    return URIRef(PREFIXES[prefix] + name)


def check(case: Case) -> Counter[shape_cases.Result]:
    shapes = shape_cases.shapes_for(shape_cases.is_curation(case.about))
    return shape_cases.results(shape_cases.found(case, shapes))


@pytest.mark.parametrize("case", shape_cases.cases("invalid"), ids=lambda case: case.name)
def test_an_invalid_file_breaks_what_it_is_named_after_and_nothing_else(case: Case) -> None:
    assert check(case) == Counter(case.results)
    assert re.fullmatch(
        re.escape(f"{case.about.shape}--{case.about.parameter}".removeprefix("shapes:")) + "(--[a-z-]+)?",
        case.path.stem,
    )


@pytest.mark.parametrize("case", shape_cases.cases("valid"), ids=lambda case: case.name)
def test_a_valid_file_breaks_nothing(case: Case) -> None:
    assert not case.results
    assert not check(case)


def test_every_constraint_has_its_files() -> None:
    broken = {constraint for case in shape_cases.cases("invalid") for constraint in (case.about, *case.through)}
    assert set(EVERYWHERE) - broken == set()
    assert broken - set(EVERYWHERE) == set()
    names = {folder: {case.path.stem for case in shape_cases.cases(folder)} for folder in ("valid", "invalid")}
    kept = {case.about for case in shape_cases.cases("valid")}
    assert {case.about for case in shape_cases.cases("invalid")} <= kept
    untwinned = names["invalid"] - names["valid"]
    assert all(f"{name.rpartition('--')[0]}" in names["valid"] for name in untwinned), untwinned


def test_the_example_is_flawless() -> None:
    report = validate(shape_cases.TESTS / "example.ttl")
    assert report.findings == ()
    assert report.focus_nodes > 15


NOTES = {
    ("Value-refPeriod-stated", name)
    for name in (
        *("value/bpo-foreign-exchange-earning", "value/bpo-labour-rate", "value/bpo-service-price", "value/bpo-wage"),
        *("value/kpo-foreign-exchange", "value/kpo-foreign-exchange-earning", "value/kpo-profit-ratio"),
    )
} | {("Sentence-wasDerivedFrom", "sentence/s05")}


@pytest.mark.parametrize("inference", ["none", "owlrl"])
def test_the_packaged_graph_has_eight_notes_and_nothing_worse(inference: str) -> None:
    report = validate(curation=True, inference=inference)  # type: ignore[arg-type]  # parametrize gives a str
    found = {
        (str(each.shape).rpartition("#")[2], str(each.focus).removeprefix(PREFIXES["bpokpo"][:-3] + "id/"))
        for each in report.findings
    }
    assert {each.severity for each in report.findings} == {"info"}
    assert found == NOTES
    assert len(report.findings) == len(NOTES)
    assert report.shape_findings == ()


# The shapes themselves


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def shapes(request: pytest.FixtureRequest) -> Graph:
    path: Path = request.param
    return shape_cases.shape_file(path)


def test_the_shapes_satisfy_the_shapes_of_shacl() -> None:
    both = Dataset.open(*FILES, bare=True).to_rdflib()
    conforms, _, text = meta_validate(both, inference=None)
    assert conforms, text


def test_every_shape_has_an_iri(shapes: Graph) -> None:
    named = {
        node
        for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
        for node in shapes.subjects(RDF.type, kind)
    }
    used = {
        node
        for predicate in (SH.property, SH.node, SH["not"], SH.sparql, SH.qualifiedValueShape)
        for node in shapes.objects(None, predicate)
    }
    for members in (*shapes.objects(None, SH.xone), *shapes.objects(None, SH["or"]), *shapes.objects(None, SH["and"])):
        used |= set(shapes.items(members))
    assert not [node for node in named | used if isinstance(node, BNode)]
    assert {URIRef(str(node)) for node in named} == {node for node in named if str(node).startswith(PREFIXES["shapes"])}


def test_every_property_shape_belongs_to_a_node_shape_that_names_it(shapes: Graph) -> None:
    for node in shapes.subjects(RDF.type, SH.PropertyShape):
        (owner,) = shapes.subjects(SH.property, node)
        assert str(node).startswith(f"{owner}-")


def texts(shapes: Graph, node: object, predicate: URIRef) -> dict[str, str]:
    found = [each for each in shapes.objects(URIRef(str(node)), predicate) if isinstance(each, Literal)]
    assert len({each.language for each in found}) == len(found)
    return {str(each.language): str(each) for each in found}


def test_every_shape_that_reports_speaks_both_languages(shapes: Graph) -> None:
    speaking = {*shapes.subjects(RDF.type, SH.PropertyShape), *shapes.subjects(RDF.type, SH.SPARQLConstraint)}
    targets = {node for target in _pyshacl._TARGETS for node in shapes.subjects(target)}
    speaking |= {
        node for node in targets for each in shape_cases.PARAMETERS - {SH.sparql} if (node, each, None) in shapes
    }
    for node in speaking:
        message = texts(shapes, node, SH.message)
        assert set(message) == {"id", "en"}, node
        assert all(re.fullmatch(r"[A-Z].*[.]", each) for each in message.values()), message
        assert message["id"] != message["en"]
    for node in shapes.subjects(RDF.type, SH.NodeShape):
        assert set(texts(shapes, node, RDFS.label)) == {"id", "en"}, node


def test_severity_stands_on_shapes_alone(shapes: Graph) -> None:
    bearers = set(shapes.subjects(SH.severity))
    assert bearers <= {*shapes.subjects(RDF.type, SH.PropertyShape), *shapes.subjects(RDF.type, SH.NodeShape)}
    for node in bearers:
        assert len(list(shapes.objects(node, SH.severity))) == 1


def test_no_term_is_unknown_and_nothing_reaches_out(shapes: Graph) -> None:
    assert not list(_pyshacl._unknown_terms(shapes))
    both = Dataset.open(*FILES, bare=True).to_rdflib()
    assert not list(_pyshacl._missing_shapes(both))
    assert not list(_pyshacl._not_run(shapes))
    _refusals.refuse(shapes)


def test_what_anyone_must_keep_names_no_namespace_and_demands_no_claim() -> None:
    shapes = shape_cases.shape_file(files.shapes())
    assert not list(shapes.triples((None, SH.closed, None)))
    assert not [each for each in shapes.objects(None, SH.pattern) if "w3id" in str(each)]
    about_claims = set(shapes.subjects(SH.targetClass, iri("bpokpo:Claim")))
    for owner, rule in shapes.subject_objects(SH.sparql):
        query = str(shapes.value(rule, SH.select))
        assert owner in about_claims or "bpokpo:Claim" not in query.replace("bpokpo:ClaimRank", "")
    for node in shapes.subjects(SH.minCount):
        path = shapes.value(node, SH.path)
        inverse = shapes.value(path, SH.inversePath)
        if inverse in (iri("rdf:subject"), iri("rdf:object"), iri("prov:wasDerivedFrom")):
            assert (node, SH.severity, SH.Info) in shapes


USER_GRAPH = """
@prefix my: <http://my.example/> .
@prefix bpokpo: <https://w3id.org/bpokpo/ns#> .
@prefix code: <https://w3id.org/bpokpo/code/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix time: <http://www.w3.org/2006/time#> .

my:rpo a bpokpo:OutsourcingModel ; rdfs:label "Research process outsourcing"@en ; my:note "mine" ;
    bpokpo:involvesActivity my:survey, my:report ;
    bpokpo:hasSkillRequirement my:rpo-statistics ;
    bpokpo:hasEconomicValue my:rpo-cost .
my:survey a bpokpo:Activity ; rdfs:label "surveys"@en .
my:report a bpokpo:Activity ; rdfs:label "reports"@en .
my:rpo-statistics a bpokpo:SkillRequirement ; rdfs:label "RPO: statistics"@en ;
    bpokpo:competence my:statistics ; bpokpo:level code:level-excellent ;
    bpokpo:necessity code:necessity-required ; bpokpo:requirementKind code:requirement-kind-knowledge .
my:statistics a bpokpo:Competence ; rdfs:label "statistics"@en .
my:rpo-cost a bpokpo:OrdinalValue ; rdfs:label "cost of RPO"@en ;
    bpokpo:aboutModel my:rpo ; bpokpo:indicator code:indicator-service-price ; bpokpo:direction code:direction-lower ;
    bpokpo:beneficiary code:area-western ; bpokpo:refArea code:area-abroad ;
    bpokpo:statistic code:statistic-none ; bpokpo:refPeriod my:y2024 .
my:y2024 a time:TemporalEntity .
"""


def test_a_model_in_a_namespace_of_its_own_has_no_violation(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(USER_GRAPH, encoding="utf-8")
    report = validate(path)
    assert report.focus_nodes == 6
    assert {str(each.shape).rpartition("#")[2] for each in report.findings if each.severity == "warning"} == {
        *("Labelled-label-id", "Model-notation", "Activity-performedBy-present", "Model-emphasis-present"),
        *("Model-processLevel-present", "Model-clientContact-present", "Model-specialisation-present"),
    }
    assert report.counts["violation"] == report.counts["info"] == 0


# Who is meant by a shape with many targets: the list is typed here, not read from the shapes


def bare_nodes(names: tuple[str, ...]) -> Graph:
    graph = Graph()
    for triple in shape_cases.context():
        graph.add(triple)
    for name in names:
        graph.add((URIRef(f"http://example.org/bare/{name}"), RDF.type, iri(f"bpokpo:{name}")))
    return graph


@pytest.mark.parametrize(
    ("curation", "shape", "names"),
    [
        (False, "Labelled-label", LABELLED),
        (True, "Bilingual-label-en", BILINGUAL),
        (True, "Defined-definition-en", ("OutsourcingModel", "Activity", "Competence")),
    ],
)
def test_a_shape_with_many_targets_reaches_each(curation: bool, shape: str, names: tuple[str, ...]) -> None:
    data = bare_nodes(names)
    nodes = {URIRef(f"http://example.org/bare/{name}") for name in names}
    findings = _pyshacl.check(data, shape_cases.shapes_for(curation), set(nodes)).findings
    reached = {each.focus for each in findings if each.shape == Iri(PREFIXES["shapes"] + shape)}
    assert reached == {Iri(str(node)) for node in nodes}


def test_all_our_classes_are_bilingual_and_have_their_iris() -> None:
    vocabulary = Dataset.open(*files.vocabulary(), bare=True).to_rdflib()
    ours = {str(each) for each in vocabulary.subjects(RDF.type, OWL.Class) if str(each).startswith(PREFIXES["bpokpo"])}
    names = {each.removeprefix(PREFIXES["bpokpo"]) for each in ours}
    # Kinds of value are reached as economic values; an observation alone is a figure of somebody else's; a code that
    # records silence is reached through its list.
    assert names == {*BILINGUAL, "MonetaryValue", "RatioValue", "OrdinalValue", "Observation", "NotStated"}


def test_without_the_vocabulary_no_observation_is_a_duplicate() -> None:
    bare = Graph()
    bare.parse(shape_cases.TESTS / "invalid" / "UniqueObservation--sparql--official-count.ttl")
    for subject, predicate, thing in list(bare):
        bare.add((URIRef(f"{subject}-again"), predicate, thing))
    findings = _pyshacl.check(bare, shape_cases.shapes_for(False)).findings
    assert not [each for each in findings if str(each.shape).endswith("#UniqueObservation")]


def test_constraints_are_what_we_think_they_are() -> None:
    assert Constraint("shapes:X", "sparql").component.endswith("#SPARQLConstraintComponent")
    assert Constraint("shapes:X", "xone").component.endswith("#XoneConstraintComponent")
    assert len(EVERYWHERE) > 250
