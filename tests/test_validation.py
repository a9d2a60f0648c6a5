"""validate(): what is reported, in which words, and what is refused."""

import logging
import pickle
from pathlib import Path

import pytest
import rdflib

from bpokpo_graph import parsing
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import InputError, PolicyError
from bpokpo_graph.validation import Finding, Report, _pyshacl, exit_code, validate
from bpokpo_graph.validation.report import FailOn, Severity
from bpokpo_graph.vocabulary import PREFIXES, BlankNode, Iri, Literal, Text

EX = "http://example.org/"
SHAPES = PREFIXES["shapes"]
SH = PREFIXES["sh"]
HEAD = """
@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix bpokpo: <https://w3id.org/bpokpo/ns#> .
@prefix code: <https://w3id.org/bpokpo/code/> .
@prefix competence: <https://w3id.org/bpokpo/id/competence/> .
"""
REQUIREMENT = """
ex:need a bpokpo:SkillRequirement ;
    rdfs:label "kebutuhan"@id, "need"@en ;
    bpokpo:competence competence:english ;
    bpokpo:necessity code:necessity-required ;
    bpokpo:requirementKind code:requirement-kind-language .
"""


class Folder:
    """Files by name, with the usual prefixes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, text: str, name: str = "data.ttl") -> Path:
        path = self.path / name
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    def shapes(self, text: str) -> list[Path]:
        return [self(text, "shapes.ttl")]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def simple(folder: Folder, constraint: str, data: str, **options: object) -> Report:
    """A report on some data alone, of one property shape on ex:p."""
    shapes = folder.shapes(
        f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:S-p .\nex:S-p a sh:PropertyShape ; {constraint} ."
    )
    dataset = Dataset.open(folder(data), bare=True)
    return validate(dataset=dataset, shapes=shapes, **options)  # type: ignore[arg-type]


# What is reported


def test_a_finding_says_what_is_wrong_where(folder: Folder) -> None:
    path = folder(REQUIREMENT)
    (finding,) = validate(path).findings
    assert finding == Finding(
        severity="violation",
        severity_iri=Iri(SH + "Violation"),
        focus=Iri(EX + "need"),
        path=PREFIXES["bpokpo"] + "level",
        value=None,
        message={
            "en": "Choose exactly one level from the list code:level; "
            "if the source is silent, use code:level-not-stated.",
            "id": "Pilih tepat satu tingkat dari daftar code:level; bila sumber diam, pakai code:level-not-stated.",
        },
        shape=Iri(SHAPES + "Requirement-level"),
        component=Iri(SH + "MinCountConstraintComponent"),
        label={"en": "need", "id": "kebutuhan"},
        file=str(path),
    )


def test_a_finding_survives_pickling(folder: Folder) -> None:
    report = validate(folder(REQUIREMENT))
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own bytes


def test_only_nodes_that_the_files_describe_are_reported(folder: Folder) -> None:
    wrong = folder("ex:far a bpokpo:SkillRequirement .", "context.ttl")
    near = folder("ex:near a bpokpo:SkillRequirement .")
    report = validate(near, dataset=Dataset.open(wrong))
    assert {each.focus for each in report.findings} == {EX + "near"}
    assert report.triples == 1
    everything = validate(dataset=Dataset.open(wrong, near))
    assert {each.focus for each in everything.findings} == {EX + "near", EX + "far"}


def test_the_same_is_reported_under_inference(folder: Folder) -> None:
    wrong = folder("ex:far a bpokpo:SkillRequirement .", "context.ttl")
    report = validate(folder("ex:need bpokpo:level code:level-good ."), dataset=Dataset.open(wrong), inference="rdfs")
    assert {each.focus for each in report.findings} == {EX + "need"}, "its domain makes it a requirement"
    assert not validate(folder("ex:need bpokpo:level code:level-good .")).findings


def test_a_file_is_named_where_it_alone_describes_the_node(folder: Folder) -> None:
    one = folder(REQUIREMENT, "one.ttl")
    two = folder('ex:need rdfs:comment "again" . ex:other a bpokpo:SkillRequirement .', "two.ttl")
    files = {str(each.focus): each.file for each in validate(one, two).findings}
    assert files == {EX + "need": None, EX + "other": str(two)}


def test_blank_nodes_of_two_files_stay_apart(folder: Folder) -> None:
    one = folder("_:x a bpokpo:SkillRequirement .", "one.ttl")
    two = folder("_:x a bpokpo:Activity .", "two.ttl")
    report = validate(one, two)
    assert report.focus_nodes == 2
    assert all(isinstance(each.focus, BlankNode) and each.file for each in report.findings)


def test_a_named_graph_counts_as_described(folder: Folder) -> None:
    path = folder("", "x.trig")
    path.write_text(HEAD + "ex:g { ex:need a bpokpo:SkillRequirement . }", encoding="utf-8")
    assert {each.focus for each in validate(path).findings} == {EX + "need"}


def test_format_and_base_hold_for_the_files(folder: Folder) -> None:
    path = folder("<need> a bpokpo:SkillRequirement .", "data.txt")
    report = validate(path, format="ttl", base=EX)
    assert {each.focus for each in report.findings} == {EX + "need"}


def test_a_source_may_be_given_as_bytes() -> None:
    source = parsing.Source("<mine>", "turtle", data=(HEAD + REQUIREMENT).encode())
    assert [each.file for each in validate(source).findings] == ["<mine>"]


@pytest.mark.parametrize(
    ("constraint", "data", "value"),
    [
        (
            "sh:path ex:p ; sh:datatype xsd:string",
            "ex:x a ex:C ; ex:p 011 .",
            Literal("011", Iri(PREFIXES["xsd"] + "integer")),
        ),
        (
            "sh:path ex:p ; sh:datatype xsd:string",
            "ex:x a ex:C ; ex:p 1.50 .",
            Literal("1.50", Iri(PREFIXES["xsd"] + "decimal")),
        ),
        (
            "sh:path ex:p ; sh:nodeKind sh:IRI",
            'ex:x a ex:C ; ex:p "01"^^xsd:boolean .',
            Literal("01", Iri(PREFIXES["xsd"] + "boolean")),
        ),
        (
            "sh:path ex:p ; sh:nodeKind sh:IRI",
            'ex:x a ex:C ; ex:p "a" .',
            Literal("a", Iri(PREFIXES["xsd"] + "string")),
        ),
        ("sh:path ex:p ; sh:nodeKind sh:IRI", 'ex:x a ex:C ; ex:p "a"@en .', Text("a", "en")),
        ("sh:path ex:p ; sh:nodeKind sh:Literal", "ex:x a ex:C ; ex:p ex:y .", Iri(EX + "y")),
    ],
)
def test_a_value_keeps_its_spelling(folder: Folder, constraint: str, data: str, value: object) -> None:
    (finding,) = simple(folder, constraint, data).findings
    assert finding.value == value
    assert type(finding.value) is type(value)


def test_literals_of_data_and_shapes_are_spelt_alike(folder: Folder) -> None:
    report = simple(folder, 'sh:path ex:p ; sh:in ( 011 "1.50"^^xsd:decimal )', "ex:x a ex:C ; ex:p 011, 1.50 .")
    assert report.conforms
    assert rdflib.NORMALIZE_LITERALS, "pySHACL's setting does not leak"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ex:p", EX + "p"),
        ("[ sh:inversePath bpokpo:level ]", "^bpokpo:level"),
        ("( ex:p bpokpo:level )", "(<http://example.org/p>/bpokpo:level)"),
        ("[ sh:alternativePath ( bpokpo:level rdfs:label ) ]", "(bpokpo:level|rdfs:label)"),
        ("[ sh:zeroOrMorePath rdfs:label ]", "rdfs:label*"),
        ("[ sh:oneOrMorePath [ sh:inversePath rdfs:label ] ]", "^rdfs:label+"),
        ("( [ sh:zeroOrOnePath rdfs:label ] rdfs:comment )", "(rdfs:label?/rdfs:comment)"),
    ],
)
def test_a_path_reads_like_sparql(folder: Folder, path: str, text: str) -> None:
    (finding,) = simple(folder, f"sh:path {path} ; sh:minCount 2", "ex:x a ex:C .").findings
    assert finding.path == text


def test_severities_of_others(folder: Folder) -> None:
    found = {
        severity: simple(folder, f"sh:path ex:p ; sh:minCount 1 ; sh:severity {severity}", "ex:x a ex:C .").findings[0]
        for severity in ("sh:Warning", "sh:Info", "ex:Grave")
    }
    assert [each.severity for each in found.values()] == ["warning", "info", "violation"]
    assert found["ex:Grave"].severity_iri == EX + "Grave"


def test_shapes_without_messages_speak_through_the_engine(folder: Folder) -> None:
    (finding,) = simple(folder, "sh:path ex:p ; sh:minCount 1", "ex:x a ex:C .").findings
    assert set(finding.message) == {"en"}
    assert "1" in finding.message["en"]


RULE = """
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql ex:rule ;
    sh:message "shape's"@en, "milik bentuk"@id, "la forme"@fr .
ex:rule a sh:SPARQLConstraint ; sh:message "{?value} is wrong (really)"@en, "{$value} salah"@id ;
    sh:select "SELECT $this ?value WHERE { $this <http://example.org/p> ?value }" .
"""


def test_a_rule_keeps_its_languages_and_fills_in_its_variables(folder: Folder) -> None:
    report = validate(dataset=Dataset.open(folder("ex:x a ex:C ; ex:p 7 ."), bare=True), shapes=folder.shapes(RULE))
    (finding,) = report.findings
    assert dict(finding.message) == {"en": "7 is wrong (really)", "id": "7 salah", "fr": "la forme"}


def test_the_order_is_by_severity_then_node(folder: Folder) -> None:
    data = folder("ex:b a bpokpo:SkillRequirement . ex:a a bpokpo:SkillRequirement .")
    first, second = validate(data), validate(data)
    assert first == second
    keys = [(("violation", "warning", "info").index(each.severity), str(each.focus)) for each in first.findings]
    assert keys == sorted(keys)


def test_a_shape_is_found_for_a_class_that_is_a_shape(folder: Folder) -> None:
    shapes = folder.shapes(
        "ex:C a sh:NodeShape, rdfs:Class ; sh:property ex:C-p ."
        "ex:C-p a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ."
    )
    report = validate(folder("ex:x a ex:C ."), shapes=shapes)
    assert (len(report.findings), report.focus_nodes, report.shapes) == (1, 1, 1)


@pytest.mark.parametrize(
    "target", ["sh:targetNode ex:x", "sh:targetClass ex:C", "sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q"]
)
def test_every_kind_of_target_is_narrowed_to_the_files(folder: Folder, target: str) -> None:
    shapes = folder.shapes(
        f"ex:S a sh:NodeShape ; {target} ; sh:property ex:S-l ."
        "ex:S-l a sh:PropertyShape ; sh:path ex:l ; sh:minCount 1 ."
    )
    context = Dataset.open(
        folder("ex:y a ex:D ; ex:p 1 ; ex:q ex:x, ex:y . ex:D rdfs:subClassOf ex:C .", "context.ttl"), bare=True
    )
    report = validate(folder("ex:x a ex:D ; ex:p 2 ."), dataset=context, shapes=shapes)
    assert [each.focus for each in report.findings] == [EX + "x"]
    assert report.focus_nodes == 1


def test_a_node_that_a_shape_refers_to_may_be_outside_the_files(folder: Folder) -> None:
    """pySHACL's own focus_nodes would let sh:node pass here."""
    shapes = folder.shapes(
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:S-p ."
        "ex:S-p a sh:PropertyShape ; sh:path ex:p ; sh:node ex:T ."
        "ex:T a sh:NodeShape ; sh:property ex:T-l . ex:T-l a sh:PropertyShape ; sh:path ex:l ; sh:minCount 1 ."
    )
    report = validate(
        folder("ex:x a ex:C ; ex:p ex:y ."), dataset=Dataset.open(folder("ex:y ex:q 1 .", "c.ttl")), shapes=shapes
    )
    assert [each.component for each in report.findings] == [SH + "NodeConstraintComponent"]


def test_curation_comes_on_top(folder: Folder) -> None:
    data = folder("ex:need a bpokpo:SkillRequirement .")
    curated = {each.shape for each in validate(data, curation=True).findings}
    assert curated > {each.shape for each in validate(data).findings}
    assert Iri(SHAPES + "Iri-requirement") in curated
    own = folder.shapes("ex:S a sh:NodeShape ; sh:targetClass bpokpo:SkillRequirement ; sh:class ex:Other .")
    assert {each.shape for each in validate(data, shapes=own).findings} == {Iri(EX + "S")}
    assert {each.shape for each in validate(data, shapes=own, curation=True).findings} == curated | {Iri(EX + "S")}


# When nothing is found, or nothing looked at


def report_of(*severities: Severity, on_shapes: bool = False, focus_nodes: int = 1) -> Report:
    findings = tuple(
        Finding(each, Iri(SH + each), Iri(EX + "x"), None, None, {}, Iri(EX + "S"), Iri(EX + "C"), {})
        for each in severities
    )
    return Report(() if on_shapes else findings, findings if on_shapes else (), focus_nodes, 1, 1)


@pytest.mark.parametrize("on_shapes", [False, True])
@pytest.mark.parametrize(
    ("severity", "failing"),
    [("violation", {"violation", "warning", "info"}), ("warning", {"warning", "info"}), ("info", {"info"})],
)
def test_the_exit_code_follows_fail_on(severity: Severity, failing: set[str], on_shapes: bool) -> None:
    levels: tuple[FailOn, ...] = ("violation", "warning", "info", "never")
    report = report_of(severity, on_shapes=on_shapes)
    assert {level for level in levels if exit_code(report, level)} == failing
    assert report.conforms is on_shapes


def test_nothing_checked_is_a_failure_unless_allowed() -> None:
    report = report_of(focus_nodes=0)
    assert report.conforms
    assert report.nothing_checked
    assert exit_code(report) == exit_code(report, "never") == 1
    assert exit_code(report, allow_empty=True) == 0
    assert exit_code(report_of()) == 0


@pytest.mark.parametrize("shapes", ["", "ex:S a sh:NodeShape ; sh:targetClass ex:Nowhere ; sh:nodeKind sh:IRI ."])
def test_shapes_that_match_nothing_check_nothing(folder: Folder, shapes: str) -> None:
    report = validate(folder(REQUIREMENT), shapes=folder.shapes(shapes))
    assert report.nothing_checked
    assert report.shapes == report.focus_nodes == 0


def test_a_deactivated_shape_checks_nothing(folder: Folder) -> None:
    shapes = folder.shapes(
        "ex:S a sh:NodeShape ; sh:targetClass bpokpo:SkillRequirement ; sh:deactivated true ; sh:class ex:No ."
    )
    assert validate(folder(REQUIREMENT), shapes=shapes).nothing_checked


def test_an_empty_file_has_nothing_to_check(folder: Folder) -> None:
    report = validate(folder(""))
    assert (report.nothing_checked, report.triples) == (True, 0)


def test_counts_and_sizes(folder: Folder) -> None:
    report = validate(folder(REQUIREMENT))
    assert report.counts == {"violation": 1, "warning": 0, "info": 0}
    assert (report.focus_nodes, report.triples) == (1, 6)
    assert report.shapes == 2, "Labelled and Requirement"


# Shapes that would check less than they seem to


def test_a_misspelt_term_is_a_finding_on_the_shapes(folder: Folder) -> None:
    report = simple(folder, "sh:path ex:p ; sh:minCout 1", "ex:x a ex:C .")
    (finding,) = [each for each in report.shape_findings if each.severity == "violation"]
    assert (finding.focus, finding.path) == (EX + "S-p", SH + "minCout")
    assert finding.message["en"] == "SHACL has no sh:minCout; did you mean sh:minCount?"
    assert finding.message["id"] == "SHACL tidak mengenal sh:minCout; maksud Anda sh:minCount?"
    assert (report.conforms, exit_code(report)) == (True, 1)


def test_a_misspelt_value_is_found_too(folder: Folder) -> None:
    report = simple(folder, "sh:path ex:p ; sh:nodeKind sh:Iri ; sh:zzzzz 1", "ex:x a ex:C ; ex:p ex:y .")
    unknown = {each.path: each.message["en"] for each in report.shape_findings if each.severity == "violation"}
    assert unknown[SH + "Iri"].startswith("SHACL has no sh:Iri; did you mean sh:")
    assert unknown[SH + "zzzzz"] == "SHACL has no sh:zzzzz."


@pytest.mark.parametrize(
    "constraint", ["sh:node ex:Missing", "sh:not ex:Missing", "sh:or ( ex:Missing )", "sh:property ex:Missing"]
)
def test_a_shape_that_is_not_there_is_missed(folder: Folder, constraint: str) -> None:
    shapes = folder.shapes(f"ex:S a sh:NodeShape ; sh:targetClass bpokpo:SkillRequirement ; {constraint} .")
    told = _pyshacl._missing_shapes(Dataset.open(*shapes, bare=True).to_rdflib())
    assert [each.message["en"] for each in told] == [
        "There is no shape http://example.org/Missing, so nothing is checked here."
    ]


def test_what_is_not_evaluated_is_told(folder: Folder) -> None:
    shapes = folder.shapes(
        "ex:S a sh:NodeShape ; sh:targetClass bpokpo:SkillRequirement ; sh:rule [ a sh:TripleRule ] ."
    )
    report = validate(folder(REQUIREMENT), shapes=shapes)
    assert SH + "rule" in {each.path for each in report.shape_findings if each.severity == "warning"}


def test_what_the_engine_passes_over_is_told(folder: Folder) -> None:
    shapes = folder.shapes(
        "ex:S a sh:NodeShape ; sh:targetClass bpokpo:SkillRequirement ; sh:qualifiedMinCount 1 ;"
        "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ."
    )
    report = validate(folder(REQUIREMENT + "ex:other a bpokpo:SkillRequirement ."), shapes=shapes)
    told = [each.message["en"] for each in report.shape_findings if "ConstraintLoadWarning" in each.message["en"]]
    assert len(told) == 1
    assert "\n" not in told[0]


def test_ill_formed_shapes_are_a_warning_or_with_strict_an_error(folder: Folder) -> None:
    constraint = 'sh:path ex:p ; sh:order 1 ; sh:severity sh:Info, sh:Warning ; sh:message "x" ; sh:maxCount 3'
    report = simple(folder, constraint, "ex:x a ex:C .")
    assert {each.severity for each in report.shape_findings} == {"warning"}
    assert exit_code(report) == 0
    with pytest.raises(InputError, match="ill-formed shapes"):
        simple(folder, constraint, "ex:x a ex:C .", strict_shapes=True)


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:path ex:p ; sh:minCount 1, 2",
        "sh:path ex:p, ex:q ; sh:minCount 1",
        'sh:path ex:p ; sh:pattern "("',
    ],
)
def test_shapes_that_cannot_run_are_an_input_error(folder: Folder, constraint: str) -> None:
    with pytest.raises(InputError, match="the shapes cannot be run") as raised:
        simple(folder, constraint, 'ex:x a ex:C ; ex:p "a" .')
    assert raised.value.exit_code == 3
    assert "\n" not in str(raised.value)


def rule(query: str) -> str:
    return f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql ex:rule . ex:rule sh:select '''{query}''' ."


@pytest.mark.parametrize("query", ["SELECT $this WHERE { MINUS { $this ?p ?o } }", "SELECT $this WHERE {", "(" * 3000])
def test_a_rule_that_cannot_run_is_an_input_error(folder: Folder, query: str) -> None:
    dataset = Dataset.open(folder("ex:x a ex:C ."), bare=True)
    with pytest.raises(InputError):
        validate(dataset=dataset, shapes=folder.shapes(rule(query)))


# What is refused


@pytest.mark.parametrize(
    "shapes",
    [
        "<urn:shapes> a owl:Ontology ; owl:imports <http://example.org/more> .",
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:js [ sh:jsFunctionName 'f' ] .",
        "ex:S a sh:NodeShape ; sh:target [ a sh:JSTarget ] .",
        rule("SELECT $this WHERE { SERVICE <http://example.org/sparql> { $this ?p ?o } }"),
        rule(r"SELECT $this WHERE { \\u0053ERVICE <http://example.org/sparql> { $this ?p ?o } }"),
        rule("SELECT $this WHERE { FILTER NOT EXISTS { OPTIONAL { SERVICE <http://example.org/> { $this ?p ?o } } } }"),
        rule("SELECT $this FROM <file:///etc/passwd> WHERE { $this ?p ?o }"),
        rule("PREFIX g: <http://example.org/> SELECT $this FROM NAMED g:x WHERE { GRAPH ?g { $this ?p ?o } }"),
    ],
)
def test_shapes_that_reach_out_are_refused(folder: Folder, shapes: str) -> None:
    with pytest.raises(PolicyError) as raised:
        validate(folder("ex:x a ex:C ."), shapes=folder.shapes(shapes))
    assert raised.value.exit_code == 5


INJECTED = """
ex:o a owl:Ontology ; sh:declare [ sh:prefix "e" ; sh:namespace '''http://x/>
    SELECT $this { SERVICE <http://example.org/sparql> { $this ?p ?o } FILTER(\"\"\"''' ] .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [
    sh:prefixes ex:o ; sh:select '''SELECT $this { $this ?p ?o } #\"\"\" != "") }''' ] .
"""


@pytest.mark.parametrize("shapes", [INJECTED, rule("SELECT $this FROM <http://example.org/> { $this ?p ?o }")])
def test_queries_are_looked_at_again_as_they_run(folder: Folder, monkeypatch: pytest.MonkeyPatch, shapes: str) -> None:
    """As if something had slipped through the first look at the shapes."""
    monkeypatch.setattr(_pyshacl, "refuse", lambda _shapes: None)
    dataset = Dataset.open(folder("ex:x a ex:C ."), bare=True)
    with pytest.raises(PolicyError, match=r"SERVICE|FROM"):
        validate(dataset=dataset, shapes=folder.shapes(shapes))


def test_imports_in_the_data_are_not_followed(folder: Folder) -> None:
    data = folder("<urn:mine> a owl:Ontology ; owl:imports <http://example.org/more> ." + REQUIREMENT)
    assert len(validate(data).findings) == 1


def test_unreadable_files_say_where(folder: Folder) -> None:
    with pytest.raises(InputError, match=r"data\.ttl:\d+:\d+: "):
        validate(folder("ex:x a ."))
    with pytest.raises(InputError, match="no such file"):
        validate(folder.path / "nowhere.ttl")


def test_the_engine_is_silent(
    folder: Folder, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        simple(folder, "sh:path ex:p ; sh:minCout 1", "ex:x a ex:C .")
        validate(folder(REQUIREMENT))
    assert capfd.readouterr() == ("", "")
    assert not [each for each in caplog.records if each.name.startswith("pyshacl")]


def test_types_alone_load_no_engine() -> None:
    import subprocess
    import sys

    code = "import sys; import bpokpo_graph.validation; print({'rdflib', 'pyshacl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
