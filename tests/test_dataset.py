import io
import pickle
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from bpokpo_graph import files
from bpokpo_graph.dataset import Answer, Dataset, Graph
from bpokpo_graph.errors import (
    InputError,
    LimitError,
    PolicyError,
    UnknownTermError,
    UsageError,
)
from bpokpo_graph.limits import Limits
from bpokpo_graph.parsing import Source
from bpokpo_graph.vocabulary import BlankNode, Iri, Literal, Text, Triple

DATA = b"""
@prefix bpokpo: <https://w3id.org/bpokpo/ns#> .
@prefix model:  <https://w3id.org/bpokpo/id/model/> .
@prefix skos:   <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs:   <http://www.w3.org/2000/01/rdf-schema#> .

model:bpo a bpokpo:OutsourcingModel ; skos:notation "BPO" ;
  rdfs:label "Business process outsourcing"@en, "Alih daya proses bisnis"@id ; skos:prefLabel "ignored"@en .
model:kpo a bpokpo:OutsourcingModel ; skos:notation "KPO" ; skos:prefLabel "Knowledge work"@en, "Wissen"@de .
bpokpo:kpo a bpokpo:Thing ; skos:altLabel "KPO" , "Knowledge work"@en ; rdfs:label "plain" .
"""


def of(data: bytes, format_: str = "turtle", limits: Limits | None = None) -> Dataset:
    return Dataset([Source(f"a.{format_}", format_, data=data)], limits or Limits())


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return of(DATA)


def value(term: str) -> Any:
    ((found,),) = of(f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <urn:a> <urn:p> {term} .".encode()).select(
        "SELECT ?o { ?s ?p ?o }"
    )
    return found


# What is open


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ontology/bpokpo", "ontology/codes", "ontology/shapes", "data/models", "data/claims"):
        path = tmp_path / f"{name}.ttl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"<urn:{path.stem}> <urn:p> 1 .")
    for name in ("mine", "more"):
        (tmp_path / f"{name}.ttl").write_text(f"<urn:{name}> <urn:p> 1 .")
    monkeypatch.setattr(files, "root", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "options", "subjects"),
    [
        ([], {}, "bpokpo claims codes models"),
        (["mine.ttl"], {}, "bpokpo codes mine"),
        (["mine.ttl"], {"bare": True}, "mine"),
        ([], {"add": ["more.ttl"]}, "bpokpo claims codes models more"),
        (["mine.ttl"], {"add": ["more.ttl"], "bare": True}, "mine more"),
        (["data"], {"bare": True}, "claims models"),
        ([], {"bare": True}, ""),
        ([], {"named": {"urn:g": "mine.ttl"}, "bare": True}, "mine"),
    ],
)
def test_what_is_open(
    packaged: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], options: dict[str, Any], subjects: str
) -> None:
    monkeypatch.chdir(packaged)
    opened = Dataset.open(*given, **options)
    from_files = sorted(str(quad.subject).strip("<>") for quad in opened.quads())
    asked = sorted(row["s"] for row in opened.select("SELECT ?s { ?s ?p ?o }"))
    assert from_files == asked == [f"urn:{name}" for name in subjects.split()]


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<urn:a> <urn:p> 1 .")))
    opened = Dataset.open("-", bare=True)
    assert len(list(opened.quads())) == len(list(opened.quads())) == len(opened.select("SELECT * { ?s ?p ?o }")) == 1


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (["http://example.org/sparql"], {}, "endpoints are not supported yet"),
        ([], {"add": ["https://example.org/sparql"]}, "endpoints are not supported yet"),
        (["-", "-"], {}, "only once"),
        (["a.ttl"], {"format": "csv"}, "unknown format"),
        ([], {"named": {"not an iri": "a.ttl"}}, "the graph name must be an absolute IRI"),
    ],
)
def test_wrong_sources(given: list[str], options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Dataset.open(*given, **options)


def test_blank_nodes_of_two_files_stay_apart() -> None:
    source = Source("a", "turtle", data=b"_:b <urn:p> 1 .")
    both = Dataset([source, source])
    assert len({quad.subject for quad in both.quads()}) == 2
    assert len(both.select("SELECT * { ?s ?p ?o }")) == 2


@pytest.mark.parametrize(
    ("format_", "data", "message"),
    [
        ("turtle", b"<urn:a> <urn:p> 1,\n", "a.turtle:2:1: the file ends"),
        ("jsonld", b'{"@id": "b", "http://e/p": 1}', "the IRI <b> is relative"),
        ("turtle", b"<urn:a> <urn:p> <b> .", "a.turtle:1:17: the IRI <b> is relative"),
    ],
)
def test_asking_tells_the_same_as_reading(format_: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(of(data, format_).quads())
    with pytest.raises(InputError, match=message):
        of(data, format_).ask("ASK {}")


# Answers


def test_an_answer_has_columns_and_rows(dataset: Dataset) -> None:
    answer = dataset.select("SELECT ?m ?none ?n { ?m skos:notation ?n } ORDER BY ?n")
    assert isinstance(answer, Answer)
    assert (answer.variables, len(answer)) == (("m", "none", "n"), 2)
    row = answer.rows[0]
    assert (row["m"], row["none"], row["n"]) == ("https://w3id.org/bpokpo/id/model/bpo", None, "BPO")
    assert (row[0], row[-1], len(row), tuple(row)) == (row["m"], "BPO", 3, row)
    assert row.asdict() == {"m": row["m"], "none": None, "n": "BPO"}
    assert dataset.select("SELECT ?m ?none ?n { ?m skos:notation ?n } ORDER BY ?n") == answer
    copied = pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own bytes
    assert copied == answer
    assert copied.rows[0]["n"] == "BPO"
    with pytest.raises(KeyError):
        row["nothing"]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("5", 5),
        ("'7'^^xsd:byte", 7),
        ("1.50", Decimal("1.5")),
        ("1.5e3", 1500.0),
        ("'INF'^^xsd:double", float("inf")),
        ("'2.5'^^xsd:float", 2.5),
        ("true", True),
        ("'0'^^xsd:boolean", False),
        ("'text'", "text"),
        ("<urn:x>", Iri("urn:x")),
        ("'teks'@id", Text("teks", "id")),
        ("'2010-01-31'^^xsd:date", date(2010, 1, 31)),
        ("'2010-01-31T10:20:30Z'^^xsd:dateTime", datetime(2010, 1, 31, 10, 20, 30, tzinfo=UTC)),
        ("'2010-01-31T10:20:30.5'^^xsd:dateTime", datetime(2010, 1, 31, 10, 20, 30, 500000)),
        ("<<( <urn:s> <urn:p> 5 )>>", Triple(Iri("urn:s"), Iri("urn:p"), 5)),
    ],
)
def test_values_are_native(term: str, expected: object) -> None:
    found = value(term)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("five", "integer"),
        ("1_000", "integer"),
        ("٣", "integer"),
        ("9" * 5000, "integer"),
        ("1e5", "decimal"),
        ("TRUE", "boolean"),
        ("2010-02-31", "date"),
        ("20100131", "date"),
        ("2010-01-31Z", "date"),
        ("2010-01-31T10:20:30.1234567", "dateTime"),
        ("2010", "gYear"),
        ("P1Y", "duration"),
    ],
)
def test_what_python_has_no_value_for_is_a_literal(lexical: str, datatype: str) -> None:
    found = value(f"'{lexical}'^^xsd:{datatype}")
    assert type(found) is Literal
    assert (str(found), found.datatype) == (lexical, f"http://www.w3.org/2001/XMLSchema#{datatype}")


def test_blank_nodes_and_text_directions() -> None:
    assert type(value("[]")) is BlankNode
    assert value("'x'@ar--rtl").lang == "ar--rtl"


def test_each_form_has_its_answer(dataset: Dataset) -> None:
    asked, constructed, described, selected = (
        "ASK { ?m skos:notation 'KPO' }",
        "CONSTRUCT { ?m a skos:Concept } { ?m skos:notation ?n ; rdf:type ?t . ?x ?y ?z }",
        "DESCRIBE model:kpo",
        "# ASK\nPREFIX ask: <urn:ask> SELECT ?m { ?m skos:notation 'KPO' }",
    )
    assert dataset.ask(asked) is dataset.query(asked) is True
    assert dataset.ask("ASK { <urn:no> ?p ?o }") is False
    assert len(dataset.construct(constructed)) == 2
    graph = dataset.query(described)
    assert isinstance(graph, Graph)
    assert {str(triple.subject) for triple in graph} == {"<https://w3id.org/bpokpo/id/model/kpo>"}
    assert isinstance(dataset.query(selected), Answer)
    for wrong in (asked, constructed, described):
        with pytest.raises(UsageError, match="not SELECT"):
            dataset.select(wrong)
    with pytest.raises(UsageError, match="of the form SELECT, not ASK"):
        dataset.ask(selected)
    with pytest.raises(UsageError, match="not CONSTRUCT or DESCRIBE"):
        dataset.construct(selected)


def test_a_declared_prefix_wins() -> None:
    assert of(b"<urn:x:a> <urn:p> 1 .").ask("PREFIX model: <urn:x:> ASK { model:a ?p ?o }")


# Named graphs


@pytest.fixture
def named(tmp_path: Path) -> Dataset:
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(f"<urn:{name}> <urn:p> 1 .")
    graphs = {"http://g/1": tmp_path / "one.ttl", "http://g/2": tmp_path / "two.ttl"}
    (tmp_path / "zero.ttl").write_text("<urn:zero> <urn:p> 1 .")
    return Dataset.open(tmp_path / "zero.ttl", bare=True, named=graphs)


@pytest.mark.parametrize(
    ("query", "only_named", "subjects"),
    [
        ("SELECT ?s { ?s ?p ?o }", False, "one two zero"),
        ("SELECT ?s { ?s ?p ?o }", True, "zero"),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } }", False, "one two"),
        ("SELECT ?s { GRAPH <http://g/2> { ?s ?p ?o } }", True, "two"),
        ("SELECT ?s FROM <http://g/1> { ?s ?p ?o }", False, "one"),
        ("SELECT ?s FROM <http://g/1> FROM <http://g/2> { ?s ?p ?o }", False, "one two"),
        ("SELECT ?s FROM NAMED <http://g/1> { GRAPH ?g { ?s ?p ?o } }", False, "one"),
        ("PREFIX g: <http://g/> SELECT ?s FROM g:1 { ?s ?p ?o }", False, "one"),
        ("BASE <http://g/> SELECT ?s FROM <1> { ?s ?p ?o }", False, "one"),
    ],
)
def test_which_graphs_a_query_sees(named: Dataset, query: str, only_named: bool, subjects: str) -> None:
    found = sorted(row["s"] for row in named.select(query, named=only_named))
    assert found == [f"urn:{name}" for name in subjects.split()]


@pytest.mark.parametrize(
    "clause", ["FROM <http://no/>", "FROM NAMED <http://no/>", "FROM <file:///etc/passwd>", "FROM model:x"]
)
def test_from_an_unknown_graph_is_refused(named: Dataset, clause: str) -> None:
    with pytest.raises(PolicyError, match=r"FROM <.*> is refused.*loaded: <http://g/1>, <http://g/2>") as caught:
        named.select(f"SELECT * {clause} {{ ?s ?p ?o }}")
    assert caught.value.exit_code == 5


# What is stopped

NO = "<http://127.0.0.1:1/>"
REFUSED = [
    f"ASK {{ SERVICE {NO} {{}} }}",
    f"ASK {{ service silent {NO} {{}} }}",
    f"ASK {{ \\u0053ERVICE {NO} {{}} }}",
    f"ASK {{ S\\U00000045rvice {NO} {{}} }}",
    f"ASK {{ ?s ?p 1SERVICE {NO} {{}} }}",
    f"ASK {{ ?s ?p 1e5SERVICE {NO} {{}} }}",
    f"ASK {{ ?s ?p trueSERVICE{NO}{{}} }}",
    "PREFIX : <http://127.0.0.1:1/> ASK { SERVICE:x {} }",
    f"ASK {{ # '\n SERVICE {NO} {{}} # '\n}}",
    f"ASK {{ FILTER(1<<http://x#>)SERVICE {NO} {{}} }}",
    f"ASK {{ ?s ?p 'a\\'' . SERVICE {NO} {{}} . ?s ?p '' }}",
    f"ASK {{ ?s <urn:it's> ?o . SERVICE {NO} {{}} . ?s <urn:it's> ?o }}",
    f"ASK {{ ?s ?p '''a''b\\''' ''' SERVICE {NO} {{}} . ?s ?p '''''' }}",
    f'ASK {{ ?s ?p """a"""SERVICE {NO} {{}} }}',
    "LOAD <http://127.0.0.1:1/>",
    "PREFIX a: <urn:a> load <file:///etc/passwd>",
]
AMBIGUOUS = [  # Oxigraph reads these as a comparison, and opens the network
    f"ASK {{ FILTER('a'<'>') SERVICE {NO} {{}} FILTER('x'='x') }}",
    f"ASK {{ FILTER(1<#>'''\n2) SERVICE {NO} {{}} #'''\n }}",
    f"ASK {{ FILTER(?b<?a)SERVICE#>\n{NO} {{}} }}",
]


@pytest.mark.parametrize("query", REFUSED)
def test_nothing_reaches_outside(dataset: Dataset, query: str) -> None:
    with pytest.raises(PolicyError, match=r"^<query>:\d+:\d+: (SERVICE|LOAD) is refused") as caught:
        dataset.query(query)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("query", AMBIGUOUS)
def test_what_could_be_read_in_two_ways_is_refused(dataset: Dataset, query: str) -> None:
    with pytest.raises(InputError, match=r"^<query>:1:\d+: <.* could be an IRI or a comparison"):
        dataset.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p 'SERVICE', \"LOAD\", '''SERVICE''' } # SERVICE",
        "ASK { ?service rdfs:service <http://e/service#SERVICE> }",
        "ASK { ?s ?p 'x'@service }",
        "ASK { FILTER(1 < 2 && 3 > 2 || 'a'<'b') }",
        "ASK { FILTER(?a<?b) . ?s ?p ?a, ?b }",
        "ASK { FILTER(?s IN (<http://e/O'Neill#(x)>, <urn:a:b>)) }",
        "ASK { VALUES (?a ?b) {" + "(1 -2) " * 2000 + "} }",
        "ASK { FILTER(1 IN (" + "1," * 2000 + "1)) }",
        "ASK { FILTER(" + "(" * 120 + "1" + ")" * 120 + ") }",
        "#" * 100_000 + "\nASK { ?s ?p '" + "(" * 1000 + "' }",
        "ASK { ?s ?p 'caf\\u00e9' }",
    ],
)
def test_harmless_queries_run(dataset: Dataset, query: str) -> None:
    assert dataset.ask(query) in (True, False)


@pytest.mark.parametrize("verb", ["INSERT", "delete", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
def test_a_query_only_reads(dataset: Dataset, verb: str) -> None:
    with pytest.raises(UsageError, match=rf"^<query>:2:1: {verb.upper()} would change data") as caught:
        dataset.query(f"PREFIX x: <urn:x>\n{verb} DATA {{ <urn:a> <urn:p> 1 }}")
    assert caught.value.exit_code == 2


DEEP = {  # each of these kills the process if it reaches Oxigraph
    "parentheses": "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
    "groups": "ASK " + "{" * 20_000 + "}" * 20_000,
    "not": "ASK { FILTER(" + "!" * 20_000 + "true) }",
    "not, spaced": "ASK { FILTER(" + "! # (\n" * 20_000 + "true) }",
    "lists": "ASK { ?s ?p " + "(" * 20_000 + "1" + ")" * 20_000 + " }",
    "nodes": "ASK { ?s ?p " + "[ <urn:p> " * 20_000 + "1" + "]" * 20_000 + " }",
    "functions": "ASK { FILTER(" + "STR(" * 20_000 + "1" + ")" * 20_000 + ") }",
    "exists": "ASK { " + "FILTER NOT EXISTS {" * 20_000 + "}" * 20_000 + " }",
    "triple terms": "ASK { ?s ?p " + "<<( <urn:a> <urn:b> " * 20_000 + "1" + ")>>" * 20_000 + " }",
    "reified": "ASK { ?s ?p " + "<<<urn:a> <urn:b> " * 20_000 + "1" + ">>" * 20_000 + " }",
    "paths": "ASK { ?s " + "(" * 20_000 + "<urn:p>" + ")*" * 20_000 + " ?o }",
    "unclosed": "ASK " + "{" * 20_000,
    "after a comparison": "ASK { FILTER(1<2) FILTER(" + "(" * 20_000,
}
LONG = {
    "path": "ASK { ?s <urn:p>" + "/<urn:p>" * 20_000 + " ?o }",
    "or": "ASK { FILTER(true" + "||?o" * 20_000 + ") }",
    "plus": "ASK { FILTER(1" + "+1" * 20_000 + ") }",
    "minus": "ASK { FILTER(1" + "-1" * 20_000 + ") }",
    "union": "ASK { {}" + " UNION {}" * 20_000 + " }",
    "optional": "ASK { " + "OPTIONAL {} " * 20_000 + " }",
    "filter": "ASK { " + "FILTER(?o) " * 20_000 + " }",
    "bind": "ASK { " + " ".join(f"BIND(1 AS ?v{i})" for i in range(20_000)) + " }",
    "triples": "ASK { " + "<urn:a> <urn:p> ex:o. ".replace("ex", "model") * 20_000 + " }",
    "objects": "ASK { <urn:a> <urn:p> 1" + ", 1" * 20_000 + " }",
    "properties": "ASK { <urn:a> <urn:p> 1" + "; <urn:p> 1" * 20_000 + " }",
    "values": "ASK { " + "VALUES ?z {1} " * 20_000 + " }",
    "after values": "ASK { VALUES ?z {1} VALUES (?x) {(1)}" + " FILTER(?o)" * 20_000 + " }",
    "select": "SELECT " + " ".join(f"(1 AS ?v{i})" for i in range(20_000)) + " {}",
    "describe": "DESCRIBE" + " <urn:a>" * 20_000,
    "hidden": "ASK { FILTER(1 <a:b" + "/c" * 20_000 + "> 1) }",
}


@pytest.mark.parametrize("query", DEEP.values(), ids=DEEP)
def test_deep_queries_never_reach_the_engine(dataset: Dataset, query: str) -> None:
    with pytest.raises(LimitError, match=r"^<query>:\d+:\d+: nested too deeply.*depth 128; --max-depth") as caught:
        dataset.query(query)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("query", LONG.values(), ids=LONG)
def test_long_queries_never_reach_the_engine(dataset: Dataset, query: str) -> None:
    with pytest.raises(LimitError, match=r"^<query>:\d+:\d+: .*too many patterns.*500 parts; --max-parts"):
        dataset.query(query)


def test_limits_can_be_changed() -> None:
    query = "ASK { FILTER(" + "(" * 10 + "1" + ")" * 10 + ") }"
    assert of(b"").ask(query)
    with pytest.raises(LimitError, match="depth 5"):
        of(b"", limits=Limits(depth=5)).ask(query)
    with pytest.raises(LimitError, match="3 parts"):
        of(b"", limits=Limits(parts=3)).ask(query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "q.rq:1:1: the query is empty"),
        ("# nothing\n", "q.rq:1:1: the query is empty"),
        ("SELEC * {}", "q.rq:1:1: this is no query: it needs SELECT"),
        ("SELECT * {\n ?s foo:a ?o }", "q.rq:2:.*: the prefix foo: is not declared"),
        ("SELECT * {\n ?s <a b> ?o }", "q.rq:2:.*: this IRI is not valid"),
        ("SELECT * { ?s <rel> ?o }", "q.rq:1:.*: this IRI is not valid, or relative without a BASE"),
        ("SELECT * {\n?s ?p ?o", "q.rq:1:10: this “{” is never closed"),
        ("ASK {\n?s ?p 'x }", "q.rq:2:.*: this ' opens a text that is never closed"),
        ("SELECT * { ?s ?p ?o }\nLIMIT x", "q.rq:2:7: “x” is not expected here"),
        ("SELECT (COUNT(?x) AS ?y) ?z {?x ?y ?z}", "“\\?z” is not grouped"),
        ("ASK { ?s ?p '\ud800' }", "q.rq: the query is not valid Unicode"),
    ],
)
def test_a_syntax_error_has_its_place(dataset: Dataset, query: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        dataset.query(query, name="q.rq")
    assert caught.value.exit_code == 3


# Names


@pytest.mark.parametrize(
    ("text", "type_", "found"),
    [
        ("https://w3id.org/bpokpo/id/model/kpo", None, "id/model/kpo"),
        ("<https://w3id.org/bpokpo/id/model/kpo>", None, "id/model/kpo"),
        ("model:kpo", None, "id/model/kpo"),
        ("KPO", None, "id/model/kpo"),
        ("kpo", "bpokpo:OutsourcingModel", "id/model/kpo"),
        ("kpo", "bpokpo:Thing", "ns#kpo"),
        ("knowledge WORK", "https://w3id.org/bpokpo/ns#OutsourcingModel", "id/model/kpo"),
        ("alih daya proses bisnis", None, "id/model/bpo"),
        ("wissen", None, "id/model/kpo"),
        ("bpokpo:Thing", None, "ns#Thing"),
    ],
)
def test_find(dataset: Dataset, text: str, type_: str | None, found: str) -> None:
    assert dataset.find(text, type_) == Iri("https://w3id.org/bpokpo/" + found)


@pytest.mark.parametrize(
    ("text", "type_", "message"),
    [
        ("KPOO", None, "there is no term “KPOO”; did you mean “KPO”"),
        ("knowlege work", None, "did you mean “Knowledge work”"),
        ("model:kp", None, "did you mean “model:kpo”"),
        ("bpokpo:kpo", "bpokpo:OutsourcingModel", "there is no term “bpokpo:kpo”"),
        ("plain", "bpokpo:OutsourcingModel", "there is no term “plain”$"),
        ("", None, "there is no term “”"),
        ("'} SELECT", None, "there is no term"),
    ],
)
def test_what_is_not_found(dataset: Dataset, text: str, type_: str | None, message: str) -> None:
    with pytest.raises(UnknownTermError, match=message) as caught:
        dataset.find(text, type_)
    assert caught.value.exit_code == 2


def test_several_matches_are_listed(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="“Knowledge work” could be model:kpo or bpokpo:kpo: name one"):
        dataset.find("Knowledge work")


def test_term_takes_no_label(dataset: Dataset) -> None:
    assert dataset.term("model:kpo") == dataset.find("KPO")
    for name in ("KPO", "model:none", "http://e/no"):
        with pytest.raises(UnknownTermError):
            dataset.term(name)


def test_labels_by_language(dataset: Dataset) -> None:
    assert dataset.labels(dataset.term("model:bpo")) == {
        "en": "Business process outsourcing",
        "id": "Alih daya proses bisnis",
    }
    assert dataset.labels(dataset.term("model:kpo")) == {"de": "Wissen", "en": "Knowledge work"}
    assert dataset.labels("http://e/no") == {}


# rdflib


def test_rdflib_gets_the_same_spelling() -> None:
    data = b"<urn:a> <urn:p> 01, 1.50, 'x'@en, 'y', '5'^^<urn:t>, _:b ."
    graph = of(data).to_rdflib()
    assert type(graph) is rdflib.Graph
    objects = {term.n3() for term in graph.objects() if not isinstance(term, rdflib.BNode)}
    xsd = "^^<http://www.w3.org/2001/XMLSchema#"
    assert objects == {f'"01"{xsd}integer>', f'"1.50"{xsd}decimal>', '"x"@en', '"y"', '"5"^^<urn:t>'}
    assert len(graph) == 6


def test_rdflib_gets_named_graphs(named: Dataset) -> None:
    found = named.to_rdflib()
    assert isinstance(found, rdflib.Dataset)
    assert [str(s) for s in found.graph(DATASET_DEFAULT_GRAPH_ID).subjects()] == ["urn:zero"]
    assert [str(s) for s in found.graph(rdflib.URIRef("http://g/1")).subjects()] == ["urn:one"]
    assert [str(s) for s in found.graph(rdflib.URIRef("http://g/2")).subjects()] == ["urn:two"]


def test_rdflib_has_no_triple_terms() -> None:
    with pytest.raises(UsageError, match="triple terms"):
        of(b"<urn:a> <urn:p> <<( <urn:a> <urn:b> 1 )>> .").to_rdflib()
