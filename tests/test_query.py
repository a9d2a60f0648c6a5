"""`bpokpo query`: parameters, limits, and every format read back."""

import csv
import io
import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import commandline
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.parsing import Source
from commandline import answer, bpokpo

HARD = b"""
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:01> <urn:p> "lines\\nand\\ttabs, \\"quotes\\" 'too' \\r end"@en-gb .
<urn:02> <urn:p> "NaN"^^xsd:double .
<urn:03> <urn:p> "INF"^^xsd:double .
<urn:04> <urn:p> "-INF"^^xsd:float .
<urn:05> <urn:p> _:node .
<urn:06> <urn:p> <<( <urn:s> <urn:q> "apa \\"itu\\""@id )>> .
<urn:07> <urn:p> 12.5 .
<urn:08> <urn:p> 9007199254740993 .
<urn:09> <urn:p> true .
<urn:10> <urn:p> <http://example.org/a?b=<script>> .
<urn:11> <urn:p> "<script>alert('&amp;')</script>" .
<urn:12> <urn:p> "" .
<urn:13> <urn:q> 1 .
<urn:14> <urn:p> "=1+1" .
""".replace(b"?b=<script>", b"?b=%3Cscript%3E&c=1")
QUERY = "SELECT ?s ?o ?none { ?s ?any ?x OPTIONAL { ?s <urn:p> ?o } } ORDER BY ?s"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "hard.ttl"
    path.write_bytes(HARD)
    return path


@pytest.fixture(scope="module")
def hard() -> Dataset:
    return Dataset([Source("hard.ttl", "turtle", data=HARD)])


def complaint(code: int, *arguments: str) -> str:
    result = bpokpo(*arguments)
    assert result.stdout == b""
    return commandline.complaint(result, code)


# Formats, read back


def expected(hard: Dataset) -> list[tuple[Any, ...]]:
    """The solutions as terms; blank nodes as one marker, since their labels are nobody's business."""
    rows = hard._store.query(QUERY)
    return [tuple(marked(term) for term in row) for row in rows]  # type: ignore[union-attr]  # of a SELECT


def marked(term: Any) -> Any:
    return "a blank node" if isinstance(term, ox.BlankNode) else term


@pytest.mark.parametrize(
    ("format_", "parsed"),
    [
        ("srj", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
        ("tsv", ox.QueryResultsFormat.TSV),
    ],
)
def test_standard_formats_lose_nothing(hard: Dataset, format_: str, parsed: ox.QueryResultsFormat) -> None:
    data = hard.serialize(QUERY, format_).replace(b"&#xD;", b"\r")  # the engine's reader knows no references
    solutions = ox.parse_query_results(data, format=parsed)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == ["s", "o", "none"]
    assert [tuple(marked(row[name]) for name in ("s", "o", "none")) for row in solutions] == expected(hard)


def test_xml_is_read_alike_by_any_parser(hard: Dataset) -> None:
    space = "{http://www.w3.org/2005/sparql-results#}"
    root = ET.fromstring(hard.serialize(QUERY, "xml"))  # noqa: S314 - our own output
    texts = [literal.text for literal in root.iter(f"{space}literal")]
    assert "lines\nand\ttabs, \"quotes\" 'too' \r end" in texts
    assert len(list(root.iter(f"{space}result"))) == 14
    assert len(list(root.iter(f"{space}triple"))) == 1


def test_xml_refuses_what_it_cannot_hold(tmp_path: Path) -> None:
    bell = tmp_path / "bell.nt"
    bell.write_text('<urn:s> <urn:p> "\\u0007" .')
    message = complaint(2, "query", "-d", str(bell), "--bare", "-q", "SELECT ?o { ?s ?p ?o }", "-f", "xml")
    assert "U+0007" in message
    assert "srj" in message


def test_srj_as_the_standard_has_it(hard: Dataset) -> None:
    document = json.loads(hard.serialize(QUERY, "srj"))
    assert document["head"] == {"vars": ["s", "o", "none"]}
    rows = document["results"]["bindings"]
    assert rows[0]["o"]["xml:lang"] == "en-gb"
    assert rows[1]["o"] == {"type": "literal", "value": "NaN", "datatype": "http://www.w3.org/2001/XMLSchema#double"}
    assert rows[4]["o"]["type"] == "bnode"
    assert rows[5]["o"]["value"]["object"] == {"type": "literal", "value": 'apa "itu"', "xml:lang": "id"}
    assert "o" not in rows[12]
    assert all("none" not in row for row in rows)


def test_csv_as_the_standard_has_it(hard: Dataset) -> None:
    data = hard.serialize(QUERY, "csv")
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert rows[0] == ["s", "o", "none"]
    assert data.startswith(b"s,o,none\r\n")
    assert rows[1][1] == "lines\nand\ttabs, \"quotes\" 'too' \r end"
    assert [row[1] for row in rows[2:5]] == ["NaN", "INF", "-INF"]
    assert rows[5][1].startswith("_:")
    assert [row[1] for row in rows[7:10]] == ["12.5", "9007199254740993", "true"]
    assert rows[13][1] == rows[12][1] == ""


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_plain_json_keeps_every_value(file: Path, format_: str) -> None:
    text = answer("query", "-d", str(file), "--bare", "-q", QUERY, "-f", format_)
    rows = json.loads(text) if format_ == "json" else [json.loads(line) for line in text.split("\n")[:-1]]
    values = [row["o"] for row in rows]
    assert list(rows[0]) == ["s", "o", "none"]
    assert values[:4] == ["lines\nand\ttabs, \"quotes\" 'too' \r end", "NaN", "INF", "-INF"]
    assert values[4].startswith("_:")
    assert values[5] == {"subject": "urn:s", "predicate": "urn:q", "object": 'apa "itu"'}
    assert values[6:9] == [12.5, 9007199254740993, True]
    assert values[11:13] == ["", None]
    assert all(row["none"] is None for row in rows)


@pytest.mark.parametrize("format_", ["table", "md"])
def test_people_see_what_a_value_is(file: Path, format_: str) -> None:
    text = answer("query", "-d", str(file), "--bare", "-q", QUERY, "-f", format_)
    for part in ("_:", '<<( urn:s urn:q apa "itu" )>>', "NaN", "INF", "9,007,199,254,740,993", "yes"):
        assert part in text.replace("\\", "")


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append("")
        if tag == "br":
            self.cells[-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_html_is_escaped_and_stands_by_itself(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer.html"
    answer("query", "-d", str(file), "--bare", "-q", QUERY, "-o", str(out), "--lang", "id")
    page = out.read_text("utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="id">')
    seen = _Cells()
    seen.feed(page)
    names = {tag for tag, _ in seen.tags}
    assert not names & {"script", "link", "img", "iframe"}
    assert [attributes["href"] for tag, attributes in seen.tags if tag == "a"] == [
        "http://example.org/a?b=%3Cscript%3E&c=1"
    ]
    assert "<script>alert('&amp;')</script>" in seen.cells
    assert {"lang": "en-gb"} in [attributes for tag, attributes in seen.tags if tag == "td"]
    assert len(seen.cells) == 14 * 3
    assert "9.007.199.254.740.993" in seen.cells


def test_a_truth_value_for_people_and_for_programs() -> None:
    assert "<p>true</p>" in answer("query", "-q", "ASK {}", "-f", "html")
    for lang, yes, no in (("en", "true", "false"), ("id", "benar", "salah")):
        assert answer("query", "-q", "ASK {}", "--lang", lang) == f"{yes}\n"
        assert answer("query", "-q", "ASK { FILTER(1 = 2) }", "-f", "md", "--lang", lang) == f"{no}\n"
        assert f"<p>{yes}</p>" in answer("query", "-q", "ASK {}", "-f", "html", "--lang", lang)
    for format_ in ("json", "csv", "jsonl", "tsv"):
        assert answer("query", "-q", "ASK {}", "-f", format_, LANG="id_ID.UTF-8").strip() == "true"


def test_blank_nodes_are_called_alike_in_every_format_and_run(tmp_path: Path) -> None:
    data = tmp_path / "blank.ttl"
    data.write_text('<urn:s> <urn:p> [ <urn:n> "1" ], [ <urn:n> "2" ], [ <urn:n> "_:3" ] .')
    given = ("query", "-d", str(data), "--bare", "-q",
             "SELECT ?o ?n (?o AS ?a) { <urn:s> <urn:p> ?o . ?o <urn:n> ?n } ORDER BY ?n", "-f")  # fmt: skip
    assert answer(*given, "csv") == "o,n,a\r\n_:b0,1,_:b0\r\n_:b1,2,_:b1\r\n_:b2,_:3,_:b2\r\n"
    assert answer(*given, "tsv").splitlines()[1:] == ['_:b0\t"1"\t_:b0', '_:b1\t"2"\t_:b1', '_:b2\t"_:3"\t_:b2']
    for format_ in ("json", "srj", "xml", "table", "md", "html"):
        assert [name for name in ("b0", "b1", "b2", "b3") if name in answer(*given, format_)] == ["b0", "b1", "b2"]


# Columns


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?z <urn:p> ?a }", ["z", "a"]),
        ("select distinct * where { ?z <urn:p> ?a . OPTIONAL { ?m <urn:no> ?b } }", ["z", "a", "m", "b"]),
        ("SELECT * { # ?a\n VALUES ?x { 1 } ?z ?y ?a FILTER ( STR(?z) != '?a ?q' ) }", ["x", "z", "y", "a"]),
        ("SELECT REDUCED * { { SELECT ?q { ?q ?hidden ?z } } $b <urn:p> ?a }", ["q", "b", "a"]),
        ("SELECT * { ?z <urn:p> ?o BIND ( 2 AS ?b ) }", ["z", "o", "b"]),
        ("SELECT (2 * 3 AS ?six) ?a { ?a <urn:p> ?b }", ["six", "a"]),
        ("SELECT * {}", []),
    ],
)
def test_columns_stand_as_the_query_names_them(hard: Dataset, query: str, columns: list[str]) -> None:
    assert list(hard.select(query).variables) == columns
    assert json.loads(hard.serialize(query, "srj"))["head"]["vars"] == columns
    assert hard.serialize(query, "tsv").split(b"\n")[0].decode() == "\t".join(f"?{name}" for name in columns)


def test_all_columns_hold_their_own_values(hard: Dataset) -> None:
    star, named = (hard.select(f"SELECT {columns} {{ ?z <urn:p> ?a }} ORDER BY ?z") for columns in ("*", "?z ?a"))
    assert [tuple(map(str, row)) for row in star] == [tuple(map(str, row)) for row in named]


def test_every_format_has_the_same_columns(file: Path) -> None:
    given = ("query", "-d", str(file), "--bare", "-q", "SELECT * { ?z <urn:q> ?a }", "-f")
    assert answer(*given, "csv") == "z,a\r\nurn:13,1\r\n"
    assert answer(*given, "json").split() == ["[", "{", '"z":', '"urn:13",', '"a":', "1", "}", "]"]
    assert answer(*given, "md").startswith("| z | a |")


# Parameters


@pytest.mark.parametrize("name", ["KPO", "kpo", "model:kpo", "https://w3id.org/bpokpo/id/model/kpo",
                                  "alih daya proses pengetahuan (KPO)"])  # fmt: skip
def test_parameters_by_any_name(name: str) -> None:
    given = ("query", "skill-gap", "-f", "csv")
    turned = answer(*given, "-p", "left", name, "--parameter", "right", "BPO")
    assert turned == answer(*given, "-p", "left", "model:kpo", "-p", "right", "model:bpo")
    assert "technical knowledge" in turned
    assert "technical knowledge" not in answer(*given)


def test_a_parameter_of_ones_own_data() -> None:
    ito = str(Path(__file__).parent.parent / "docs" / "my-ito.ttl")
    assert "communication" in answer(
        "query", "skill-gap", "-a", ito, "-p", "left", "ITO", "-p", "right", "BPO", "-f", "csv"
    )


def test_the_language_is_a_parameter_too() -> None:
    given = ("query", "skill-gap", "-f", "csv")
    assert answer(*given, "-p", "lang", "id") == answer(*given, "--lang", "id") != answer(*given)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["skill-gap", "-p", "form", "KPO"], ["“form”", "left (default model:bpo)", 'lang (default "en")']),
        (["extension-lineage", "-p", "left", "KPO"], ["“left”", "none"]),
        (["skill-gap", "-p", "left", "KPX"], ["“KPX”", "did you mean “KPO”"]),
        (["skill-gap", "-p", "left", "KPO", "-p", "left", "BPO"], ["“left” is given twice"]),
        (["skill-gap", "-p", "left", "x> } ; DROP ALL #"], ["no term"]),
        (["-q", "ASK {}", "-p", "left", "KPO"], ["<query> has no parameter “left”: it has none"]),
        (["skill-gap", "-p", "left"], ["-p"]),
        (["skill-gap", "-f", "parquet"], ["-o"]),
        (["-q", "ASK {}", "-o", "a.xlsx"], ["true or false"]),
        (["requires", "-o", "a.ttl", "-f", "html"], ["turtle"]),
        (["skill-gap", "--timeout", "0"], ["--timeout"]),
        (["skill-gap", "--timeout", "nan"], ["--timeout"]),
        (["skill-gap", "--timeout", "1e300"], ["--timeout"]),
        (["skill-gap", "--timeout", "soon"], ["--timeout"]),
        (["skill-gap", "--explain", "-f", "srj"], ["choose one of"]),
    ],
    ids=lambda value: " ".join(value)[:40],
)
def test_wrong_calls(arguments: list[str], parts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    message = complaint(2, "query", *arguments)
    assert all(part in message for part in parts), message
    assert not list(tmp_path.iterdir())


def test_a_file_never_hides_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("skill-gap", "mine", "mine.rq"):
        Path(name).write_text("ASK {}")
    assert answer("query", "skill-gap", "-f", "csv").startswith("competence,")
    assert answer("query", "./skill-gap") == answer("query", "mine.rq") == answer("query", "./mine") == "true\n"
    assert "no question “mine”: for the file of that name write ./mine" in complaint(2, "query", "mine")


def test_a_query_that_is_no_utf_8_says_where(tmp_path: Path) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes("ASK {\n  ?s ?p 'é' }".encode("latin-1"))
    assert f"{file}:2:10: invalid UTF-8 (byte 0xE9): save it as UTF-8" in complaint(3, "query", str(file))


def test_a_text_cannot_leave_its_place() -> None:
    assert answer("query", "skill-gap", "-p", "lang", '" ) } ASK { #\n', "-f", "json") == "[]\n"


def test_the_list_tells_the_parameters() -> None:
    listed = {one["name"]: one for one in json.loads(answer("query", "--list", "-f", "json"))}
    assert listed["skill-gap"]["parameters"] == {"left": "model:bpo", "right": "model:kpo", "lang": '"en"'}
    assert listed["extension-lineage"]["parameters"] == {}
    assert "left=model:bpo" in answer("query", "--list", "-f", "tsv")


def test_parameters_of_ones_own_query(tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text(
        "# VALUES ?left { 1 }\nPREFIX e: <http://e.org/#> SELECT ?model ?twice ?text {\n"
        'values ( ?model ?lang ?n ?text ) {(model:bpo "en" 2 "a"@id)}\n'
        "?model rdfs:label ?label . FILTER ( LANG(?label) = ?lang ) BIND ( ?n * 2 AS ?twice ) }"
    )

    def told(*arguments: str) -> list[Any]:
        (row,) = json.loads(answer("query", str(own), "-f", "json", *arguments))
        return [row["model"].rpartition("/")[2], row["twice"], row["text"]]

    assert told() == ["bpo", 4, "a"]
    assert told("-p", "model", "KPO", "-p", "n", "3", "-p", "text", 'b"') == ["kpo", 6, 'b"']
    assert answer("query", str(own), "-p", "text", "b", "-f", "srj").count('"xml:lang":"id"') == 1
    message = complaint(2, "query", str(own), "-p", "n", "three")
    assert "“three” is no figure or truth value, as the default 2 is" in message
    assert "it has model (default model:bpo), lang" in complaint(2, "query", str(own), "-p", "left", "KPO")


def test_the_language_of_ones_own_query_is_its_own_unless_it_is_asked_for() -> None:
    text = 'CONSTRUCT { ?m rdfs:label ?l } { VALUES (?m ?lang) { (model:bpo "id") } ?m rdfs:label ?l ' \
           "FILTER ( LANG(?l) = ?lang ) }"  # fmt: skip
    assert "alih daya proses bisnis" in answer("query", "-q", text)
    assert "business process outsourcing" in answer("query", "-q", text, "--lang", "en")
    assert "business process outsourcing" in answer("query", "-q", text, "-p", "lang", "en")


# Explanations and limits


def test_explain_tells_what_is_known_and_no_plan(file: Path) -> None:
    (told,) = json.loads(answer("query", "-d", str(file), "--bare", "-q", QUERY, "--explain", "-f", "json"))
    assert (told["form"], told["columns"], told["size"], told["merged"]) == ("SELECT", ["s", "o", "none"], 14, None)
    assert told["parts"] > 1
    assert all(0 <= told[step] < 10 for step in ("load", "check", "parse", "evaluate", "convert"))
    assert told["algebra"] == [
        "Project ?s ?o ?none",
        "  OrderBy ASC(?s)",
        "    LeftJoin",
        "      BGP",
        "        ?s ?any ?x",
        "      BGP",
        "        ?s urn:p ?o",
    ]
    for lang, plan, unknown in (
        ("en", "not told by the engine", "rdflib cannot read this query"),
        ("id", "tidak diberitahukan", "rdflib tidak dapat membaca"),
    ):
        shown = answer("query", "skill-gap", "--explain", "--lang", lang)
        assert plan in shown
        assert "  ?asked bpokpo:competence ?topic\n" in shown
        assert unknown in answer("query", "-q", "ASK { ?s ?p <<( ?s ?p 1 )>> }", "--explain", "--lang", lang)


@pytest.mark.parametrize(("query", "size"), [("ASK {}", 1), ("CONSTRUCT WHERE { ?s <urn:q> ?o }", 1),
                                             ("DESCRIBE <urn:13>", 1)])  # fmt: skip
def test_explain_any_form(hard: Dataset, query: str, size: int) -> None:
    told = hard.explain(query)
    assert (told.form, told.size, told.columns) == (query.split()[0], size, ())


def test_explain_names_the_graphs(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<urn:s> <urn:p> 1 .")
    dataset = Dataset.open(bare=True, named={"http://e.org/g": tmp_path / "x.ttl"})
    assert dataset.explain("ASK FROM <http://e.org/g> { ?s ?p 1 }").merged == ("http://e.org/g",)
    assert dataset.explain("ASK FROM NAMED <http://e.org/g> { ?s ?p 1 }").merged == ()


SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.mark.parametrize("query", [SLOW, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"], ids=["count", "rows"])
def test_a_time_limit_ends_promptly(query: str, tmp_path: Path) -> None:
    start = time.monotonic()
    message = complaint(4, "query", "-q", query, "--timeout", "0.5", "-o", str(tmp_path / "out.csv"))
    assert time.monotonic() - start < 10
    assert "limit: 0.5 s; --timeout" in message
    assert not list(tmp_path.iterdir())


def test_a_time_limit_that_is_kept_changes_nothing() -> None:
    assert answer("query", "skill-gap", "--timeout", "60") == answer("query", "skill-gap")
    assert "closed" in complaint(3, "query", "-q", "ASK {", "--timeout", "60")


# Workbooks and Parquet


def test_parquet_and_xlsx_are_read_back(file: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook
    from pyarrow import parquet

    for name in ("a.parquet", "a.xlsx"):
        answer("query", "-d", str(file), "--bare", "-q", QUERY, "-o", str(tmp_path / name))
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == ["s", "o", "none"]
    values = table.column("o").to_pylist()
    assert values[:4] == ["lines\nand\ttabs, \"quotes\" 'too' \r end", "NaN", "INF", "-INF"]
    assert values[5] == '<<( <urn:s> <urn:q> "apa \\"itu\\""@id )>>'
    assert values[12] is None
    rows = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows())
    assert [cell.value for cell in rows[0]] == ["s", "o", "none"]
    assert rows[0][0].font.bold
    cells = {row[0].value: row[1] for row in rows[1:]}
    assert (cells["urn:07"].value, cells["urn:09"].value, cells["urn:13"].value) == (12.5, True, None)
    assert cells["urn:08"].value == "9007199254740993"  # more digits than Excel keeps
    assert (cells["urn:14"].value, cells["urn:14"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(("format_", "library"), [("parquet", "pyarrow"), ("xlsx", "openpyxl")])
def test_without_the_extra_one_sentence_says_so(format_: str, library: str, tmp_path: Path) -> None:
    probe = (
        f"import sys; sys.modules[{library!r}] = None\n"
        f"sys.argv = ['bpokpo', 'query', 'skill-gap', '-o', 'out.{format_}']\n"
        "from bpokpo_graph.cli import run; run()"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr == f"bpokpo: {format_} needs {library}: install bpokpo-graph with its extra “tables”\n"
    assert not list(tmp_path.iterdir())


# Headings


@pytest.mark.parametrize(
    ("lang", "format_", "heading"),
    [
        ("id", "md", "| klaim |"),
        ("en", "md", "| claim |"),
        ("id", "html", ">masa yang dimaksud<"),
        ("id", "table", "kalimat"),
    ],
)
def test_people_read_headings_in_their_language_and_programs_the_variables(
    lang: str, format_: str, heading: str
) -> None:
    assert heading in answer("query", "undated-claims", "--lang", lang, "-f", format_)
    assert answer("query", "undated-claims", "--lang", lang, "-f", "csv").startswith("claim,sentence,time,matters")


def test_names_of_several_dots_are_read(tmp_path: Path) -> None:
    """Oxigraph takes them for the end of a pattern; SPARQL does not (PN_LOCAL)."""
    data = tmp_path / "data.trig"
    data.write_text("GRAPH <https://w3id.org/bpokpo/release/esco-1.1.1> { <urn:a.b.c> <urn:p> 'release:a.b.c' . }")
    query = "PREFIX u: <urn:> SELECT ?o FROM release:esco-1.1.1 { u:a.b.c u:p ?o . FILTER(?o = 'release:a.b.c') }"
    assert answer("query", "-d", str(data), "-q", query, "-f", "csv").splitlines() == ["o", "release:a.b.c"]
