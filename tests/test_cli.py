"""The installed command: what it prints, and how everything bad ends."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from commandline import answer, bpokpo, complaint, on_terminal

ROOT = Path(__file__).parent.parent
ITO = str(ROOT / "docs" / "my-ito.ttl")
COMMANDS = (["compare"], ["export"], ["new"], ["query"], ["show"], ["validate"], ["source", "check"])


# What it prints


def test_compare_in_both_languages() -> None:
    for lang, heading, value in (("id", "Tingkat proses", "rendah"), ("en", "Process level", "low")):
        text = answer("compare", "BPO", "KPO", "--lang", lang)
        assert heading in text
        assert value in text
        assert max(map(len, text.splitlines())) <= 80


def test_the_locale_chooses_the_language() -> None:
    assert "Tingkat proses" in answer("compare", "BPO", "KPO", LANG="id_ID.UTF-8", LC_ALL="")
    assert "Process level" in answer("compare", "BPO", "KPO", LANG="fr_FR.UTF-8", LC_ALL="")


def test_compare_uses_the_width_there_is() -> None:
    wide = answer("compare", "BPO", "KPO", COLUMNS="140")
    assert 80 < max(map(len, wide.splitlines())) <= 140
    assert len(wide.splitlines()) < len(answer("compare", "BPO", "KPO").splitlines())


def test_compare_json_is_the_same_in_any_language() -> None:
    english, indonesian = (answer("compare", "BPO", "KPO", "-f", "json", "--lang", lang) for lang in ("en", "id"))
    assert english == indonesian
    data = json.loads(english)
    assert [model["notation"] for model in data["models"]] == ["BPO", "KPO"]
    level = next(row for row in data["rows"] if row["property"]["iri"].endswith("#processLevel"))
    assert level["state"] == "differs"
    assert [cell["stated"][0]["claims"] for cell in level["values"]] == [["F35"], ["F36"]]
    assert level["values"][0]["stated"][0]["label"] == {"id": "rendah", "en": "low"}
    money = [s for row in data["rows"] for cell in row["values"] for s in cell["stated"] for p in s["parts"]]
    assert {"value": "11", "datatype": "xsd:decimal"} in [v for s in money for p in s["parts"] for v in p["values"]]
    assert len(data["tensions"]) == 11


def test_compare_sources_in_json_and_table() -> None:
    data = json.loads(answer("compare", "BPO", "KPO", "-f", "json", "--sources"))
    evidence = [
        said for row in data["rows"] for cell in row["values"] for s in cell["stated"] for said in s["evidence"]
    ]
    assert {said["claim"] for said in evidence} >= {f"F{n}" for n in range(1, 63)}
    table = answer("compare", "BPO", "KPO", "--sources", "--on", "client-contact", "--lang", "id")
    assert "S19 [2706–2829]" in table
    assert "tidak konsisten" in table
    assert "taksa" in table


@pytest.mark.parametrize(("format_", "separator"), [("csv", ","), ("tsv", "\t")])
def test_compare_delimited(format_: str, separator: str) -> None:
    rows = list(csv.DictReader(io.StringIO(answer("compare", "BPO", "KPO", "-f", format_)), delimiter=separator))
    # 51 values of the models and 9 framing statements, which stand on both sides.
    assert len(rows) == 51 + 2 * 9
    (wage,) = (row for row in rows if "indicator-wage" in row["key"])
    assert (wage["claims"], wage["sentences"], wage["state"]) == ("F17", "S07", "one-side-only")
    assert wage["text_id"].startswith("jauh lebih rendah")


def test_compare_jsonl_and_markdown() -> None:
    lines = answer("compare", "BPO", "KPO", "-f", "jsonl").splitlines()
    assert len(lines) == len([json.loads(line) for line in lines]) == 39
    page = answer("compare", "BPO", "KPO", "-f", "md", "--sources", "--lang", "id")
    assert "| tingkat proses | tingkat proses | rendah | tinggi | berbeda |" in page
    assert r"S23 \[3141–3257\]" in page


def test_compare_as_a_page_says_who_says_so_when_asked() -> None:
    page = answer("compare", "BPO", "KPO", "-f", "html", "--lang", "id")
    assert page.startswith('<!DOCTYPE html>\n<html lang="id">')
    assert "<h1>BPO – KPO</h1>" in page
    assert "<td>rendah</td>" in page
    assert "F36" not in page  # KPO has a high process level
    assert "<td>F36</td>" in answer("compare", "BPO", "KPO", "--sources", "-f", "html")


def test_compare_as_columns_holds_what_csv_holds(tmp_path: Path) -> None:
    import openpyxl
    import pandas

    told = answer("compare", "BPO", "KPO", "-f", "csv")
    expected = [[value or None for value in row] for row in csv.reader(io.StringIO(told))]
    for name in ("x.parquet", "x.xlsx"):
        answer("compare", "BPO", "KPO", "-o", str(tmp_path / name))
    frame = pandas.read_parquet(tmp_path / "x.parquet").astype(object)
    columns = [list(frame.columns), *frame.where(frame.notna(), None).values.tolist()]
    sheet = list(openpyxl.load_workbook(tmp_path / "x.xlsx").active.values)
    for rows in (columns, sheet):
        assert [[None if v is None else str(v) for v in row] for row in rows] == expected
    assert "-o" in complaint(bpokpo("compare", "BPO", "KPO", "-f", "xlsx"), 2)


def test_only_differences_leaves_out_the_rest() -> None:
    states = {
        json.loads(line)["state"]
        for line in answer("compare", "BPO", "KPO", "--only-differences", "-f", "jsonl").split("\n")[:-1]
    }
    assert states == {"differs", "one-side-only"}


def test_a_model_of_her_own_validates_and_appears() -> None:
    assert bpokpo("validate", ITO).returncode == 0
    text = answer("compare", "BPO", "KPO", "ITO", "-a", ITO, "--lang", "id")
    assert "pemeliharaan" in text
    assert "30 dolar" in text


def test_query_list_in_both_languages() -> None:
    english = json.loads(answer("query", "--list", "-f", "json"))
    indonesian = json.loads(answer("query", "--list", "-f", "json", "--lang", "id"))
    assert len(english) == len(indonesian) == 21
    assert {q["name"] for q in english} == {q["name"] for q in indonesian}
    assert all(a["title"] != b["title"] for a, b in zip(english, indonesian, strict=True))


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("csv", "n\r\nBPO\r\nKPO\r\n"),
        ("tsv", '?n\n"BPO"\n"KPO"\n'),
        ("jsonl", '{"n": "BPO"}\n{"n": "KPO"}\n'),
        ("md", "| n |\n| --- |\n| BPO |\n| KPO |\n"),
    ],
)
def test_query_formats(format_: str, expected: str) -> None:
    text = "SELECT ?n { ?m a bpokpo:OutsourcingModel ; skos:notation ?n } ORDER BY ?n"
    assert answer("query", "-q", text, "-f", format_).replace("\r\n", "\n") == expected.replace("\r\n", "\n")


def test_query_standard_results() -> None:
    text = "SELECT ?n ?none { model:bpo rdfs:label ?n } ORDER BY ?n"
    bindings = json.loads(answer("query", "-q", text, "-f", "srj"))["results"]["bindings"]
    assert bindings[0] == {"n": {"type": "literal", "value": "alih daya proses bisnis (BPO)", "xml:lang": "id"}}
    assert "<variable name=" in answer("query", "-q", text, "-f", "xml")
    assert json.loads(answer("query", "-q", "ASK {}", "-f", "srj"))["boolean"] is True


@pytest.mark.parametrize("format_", ["turtle", "jsonld", "nt", "nq", "trig", "rdfxml", "ttl", "json-ld", "xml"])
def test_construct_formats_parse_to_the_same_graph(format_: str) -> None:
    import pyoxigraph as ox

    formats = {"turtle": "ttl", "jsonld": "jsonld", "json-ld": "jsonld", "xml": "rdf", "rdfxml": "rdf"}
    parsed = ox.RdfFormat.from_extension(formats.get(format_, format_))
    found = {quad.triple for quad in ox.parse(answer("query", "requires", "-f", format_), format=parsed)}
    expected = (ROOT / "tests" / "answers" / "requires.nt").read_bytes()
    assert found == {quad.triple for quad in ox.parse(expected, format=ox.RdfFormat.N_TRIPLES)}


def test_query_from_file_and_stdin(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("ASK { model:bpo a bpokpo:OutsourcingModel }")
    assert answer("query", str(file)) == "true\n"
    assert bpokpo("query", "-", stdin=file.read_bytes()).stdout == b"true\n"


def test_a_false_answer_can_be_an_exit_code() -> None:
    assert bpokpo("query", "-q", "ASK { model:bpo a bpokpo:Activity }").returncode == 0
    assert bpokpo("query", "--exit-code", "-q", "ASK { model:bpo a bpokpo:Activity }").returncode == 1
    assert bpokpo("query", "--exit-code", "-q", "ASK { model:bpo a bpokpo:OutsourcingModel }").returncode == 0


def test_named_graphs(tmp_path: Path) -> None:
    where = tmp_path / "x.ttl"
    where.write_text("<http://e.org/s> <http://e.org/p> 1 .")
    named = ["--named", f"http://e.org/g={where}"]
    assert answer("query", *named, "-q", "ASK { GRAPH <http://e.org/g> { ?s ?p 1 } }") == "true\n"
    assert answer("query", *named, "-q", "ASK FROM <http://e.org/g> { ?s ?p 1 }") == "true\n"
    assert answer("query", *named, "-q", "ASK { ?s <http://e.org/p> 1 }") == "true\n"


def test_validate_speaks_both_languages_and_counts() -> None:
    for lang, line in (("en", "no violations, 8 notes"), ("id", "tidak ada pelanggaran, 8 catatan")):
        result = bpokpo("validate", "--lang", lang, "-o", os.devnull)
        assert result.returncode == 0
        assert line in result.stderr.decode()
    assert bpokpo("validate", "--fail-on", "info", "-q").returncode == 1
    assert bpokpo("validate", "--fail-on", "info", "-q").stderr == b""
    assert bpokpo("validate", "--curation", "-q").returncode == 0


def test_validate_formats() -> None:
    data = json.loads(answer("validate", "-f", "json"))
    assert data["counts"] == {"violation": 0, "warning": 0, "info": 8}
    assert data["conforms"] is False
    assert len(answer("validate", "-f", "jsonl", "--max", "3").splitlines()) == 3
    rows = list(csv.DictReader(io.StringIO(answer("validate", "-f", "csv"))))
    assert {row["severity"] for row in rows} == {"info"}
    assert all(row["message_id"] and row["message_en"] for row in rows)
    assert answer("validate", "-f", "md").count("\n") == 10


def test_blank_nodes_of_a_report_have_the_same_names_each_time(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text("@prefix e: <http://e.org/> . [] a e:A . [] a e:A . e:z a e:A .")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e.org/> . "
        "e:s a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."
    )
    told = bpokpo("validate", str(data), "-s", str(shapes), "-f", "csv", "-q").stdout.decode()
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["focus"] for row in rows] == ["_:b0", "_:b2", "http://e.org/z"]
    assert {row["shape"] for row in rows} == {"_:b1"}


def test_output_to_a_file_by_its_extension(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text("old")
    assert bpokpo("compare", "BPO", "KPO", "-o", str(file)).stdout == b""
    assert json.loads(file.read_text())["models"]
    assert list(tmp_path.iterdir()) == [file]


def test_help_is_laid_out_for_reading() -> None:
    """Summaries are whole sentences, and a command's own options come before those that all share."""
    for group in ([], ["source"]):
        assert "..." not in answer(*group, "--help").partition("Commands:")[2]
    for command in COMMANDS:
        names = [
            line.split()[0].rstrip(",") for line in answer(*command, "--help").splitlines() if line.startswith("  -")
        ]
        shared = names.index("-d")
        assert shared > names.index("-o")
        assert set(names[shared:]) >= {"-d", "-a", "--from", "--bare", "-v", "-h"}
        own = {"compare": "--on", "export": "--term", "new": "--namespace", "query": "-p", "validate": "--fail-on"}
        assert command[0] not in own or names.index(own[command[0]]) < names.index(
            "--lang" if "--lang" in names else "-o"
        )


def test_every_help_ends_with_two_examples_that_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # an example may write a file
    article = tmp_path / "article.txt"
    article.write_text("not the article")
    for command in ([], *COMMANDS, ["source"]):
        text = answer(*command, "--help")
        examples = [line.split() for line in text.splitlines() if line.startswith("    bpokpo ")]
        assert len(examples) == 2, command
        assert text.splitlines()[-2:] == ["    " + " ".join(words) for words in examples]
        assert answer(*command, "-h") == text
        for _, *words in examples:
            import shlex

            arguments = shlex.split(" ".join(words))
            given = [{"article.txt": str(article), "my-ito.ttl": ITO}.get(word, word) for word in arguments]
            assert bpokpo(*given).returncode == (1 if str(article) in given else 0), given


@pytest.mark.parametrize("group", [(), ("source",)])
def test_a_group_without_a_command_shows_its_help(group: tuple[str, ...]) -> None:
    alone = bpokpo(*group)
    assert (alone.returncode, alone.stdout) == (2, b"")
    assert alone.stderr == bpokpo(*group, "--help").stdout


def test_version() -> None:
    from importlib.metadata import version

    assert answer("--version") == f"bpokpo {version('bpokpo-graph')}\n"


def test_no_colour_in_a_pipe_and_colour_on_a_terminal() -> None:
    call = ("compare", "BPO", "KPO", "--on", "emphasis")
    assert "\x1b" not in answer(*call, TERM="xterm")
    assert b"\x1b[1mdimension" in on_terminal(*call)
    assert b"\x1b[" not in on_terminal(*call, "--no-color")
    assert b"\x1b[" not in on_terminal(*call, NO_COLOR="1")


# How it starts


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys; sys.argv = ['bpokpo', '--help']\n"
        "import os; os._exit = lambda code: None\n"
        "from bpokpo_graph.cli import run; run()\n"
        "heavy = {'rich', 'rdflib', 'pyshacl', 'pyoxigraph', 'jinja2'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "heavy: []" in result.stderr


# How bad input ends

BAD_FILES: dict[str, tuple[bytes, int, str]] = {
    "truncated.ttl": (b"<http://e.org/s> <http://e.org/p> ", 3, "truncated.ttl:1:"),
    "truncated.jsonld": (b'{"@id": "http://e.org/s", ', 3, "truncated.jsonld"),
    "truncated.rdf": (
        b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
        3,
        "rdf",
    ),
    "unknown.docx": (b"<a> <b> <c> .", 3, "--from"),
    "latin1.ttl": ("<http://e.org/s> <http://e.org/p> 'é' .".encode("latin-1"), 3, "latin1.ttl:1:"),
    "page.ttl": (b"<!DOCTYPE html><html><body>Not found</body></html>", 3, "HTML"),
    "spaces.ttl": (b"\n<http://e.org/a b> <http://e.org/p> 1 .", 3, "spaces.ttl:2:"),
    "remote.jsonld": (b'{"@context": "https://e.org/context.jsonld", "@id": "http://e.org/s"}', 5, "context"),
    "doctype.rdf": (b'<!DOCTYPE r [<!ENTITY a "b">]><r/>', 5, "DOCTYPE"),
    "nested.ttl": (b"<http://e.org/s> <http://e.org/p> " + b"[ <http://e.org/p> " * 20000, 4, "--max-depth"),
    "nested.jsonld": (b'{"http://e.org/p":' * 20000, 4, "--max-depth"),
}


@pytest.mark.parametrize("file", BAD_FILES)
@pytest.mark.parametrize("command", [("compare", "BPO", "KPO", "-a"), ("validate",)], ids=["compare", "validate"])
def test_bad_files(file: str, command: tuple[str, ...], tmp_path: Path) -> None:
    content, code, part = BAD_FILES[file]
    path = tmp_path / file
    path.write_bytes(content)
    result = bpokpo(*command, str(path))
    assert part in complaint(result, code)


BAD_CALLS: list[tuple[list[str], int, str]] = [
    (["compare", "BPO", "KPO", "-a", "missing.ttl"], 3, "missing.ttl"),
    (["validate", "missing.ttl"], 3, "missing.ttl"),
    (["source", "check", "missing.txt"], 3, "missing.txt"),
    (["query", "missing.rq"], 3, "missing.rq"),
    (["compare", "BPO", "KPO", "-a", "."], 3, "RDF"),
    (["compare", "BPO", "XYZ"], 2, "there is no model “XYZ”"),
    (["compare", "BPO", "KPOO"], 2, "did you mean “KPO”"),
    (["compare", "BPO", "KPO", "--on", "skils"], 2, "did you mean “skills”"),
    (["compare", "BPO", "KPO", "--lang", "fr"], 2, "'en', 'id'"),
    (["compare", "BPO", "KPO", "-f", "pdf"], 2, "choose one of table"),
    (["compare", "BPO"], 2, "at least two"),
    (["compare", "BPO", "KPO", "--colour"], 2, "--colour"),
    (["cmpare"], 2, "No such command 'cmpare'"),
    (["--lang", "id", "compare"], 2, "--lang stands after the name of a command: write it there"),
    (["source", "-o", "x", "check"], 2, "-o stands after the name of a command"),
    (["--colour"], 2, "No such option"),
    (["compare", "BPO", "KPO", "-d", "http://localhost/sparql"], 2, "endpoint"),
    (["compare", "BPO", "KPO", "--named", "nonsense"], 2, "IRI=FILE"),
    (["query"], 2, "--list"),
    (["query", "no-such-question"], 2, "no-such-question"),
    (["query", "skillgap"], 2, "did you mean “skill-gap”"),
    (["query", "-q", "SELECT * WHERE { ?s ?p }"], 3, "<query>:1:"),
    (["query", "-q", "SELECT *\nWHERE { ?s ?p ?o"], 3, "<query>:2:7: this “{” is never closed"),
    (["query", "requires", "-f", "csv"], 2, "turtle"),
    (["query", "skill-gap", "-f", "turtle"], 2, "table"),
    (["query", "-q", "ASK " + "{" * 20000 + "}" * 20000], 4, "--max-depth"),
    (["query", "-q", "SELECT * { FILTER(" + "(" * 20000 + "1" + ")" * 20000 + ") }"], 4, "--max-depth"),
    (["query", "-q", "SELECT * { SERVICE <http://e.org/sparql> { ?s ?p ?o } }"], 5, "SERVICE"),
    (["query", "-q", "SELECT * { \\u0053ERVICE <http://e.org/sparql> { ?s ?p ?o } }"], 5, "SERVICE"),
    (["query", "-q", "LOAD <file:///etc/passwd>"], 5, "LOAD"),
    (["query", "-q", "SELECT * FROM <http://e.org/g> { ?s ?p ?o }"], 5, "http://e.org/g"),
    (["query", "-q", "DELETE WHERE { ?s ?p ?o }"], 2, "read"),
    (["compare", "BPO", "KPO", "-o", "no/such/folder/c.json"], 6, "folder"),
    (["compare", "BPO", "KPO", "-o", "."], 6, "directory"),
    (["validate", "--fail-on", "sometimes"], 2, "sometimes"),
    (["validate", "-s", "missing.ttl"], 3, "missing.ttl"),
]


@pytest.mark.parametrize(("arguments", "code", "part"), BAD_CALLS, ids=lambda value: str(value)[:50])
def test_bad_calls(arguments: list[str], code: int, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert part in complaint(bpokpo(*arguments), code)


def test_a_bad_query_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.rq"
    file.write_text("# a comment\nSELECT *\nWHERE { ?s ?p ?o . ) }\n")
    assert f"{file}:3:" in complaint(bpokpo("query", str(file)), 3)


def test_an_output_that_is_full() -> None:
    assert "written" in complaint(bpokpo("compare", "BPO", "KPO", "-o", "/dev/full"), 6)
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "bpokpo_graph", "compare", "BPO", "KPO"]
            result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
        assert result.returncode == 6
        assert b"Traceback" not in result.stderr


def test_a_reader_that_has_enough() -> None:
    command = f"{sys.executable} -m bpokpo_graph compare BPO KPO --sources -f json | head -n 1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    assert (result.stdout, result.stderr) == (b"{\n", b"")


def test_nothing_checked_is_a_finding(tmp_path: Path) -> None:
    empty = tmp_path / "empty.ttl"
    empty.write_bytes(b"")
    assert bpokpo("validate", str(empty)).returncode == 1
    assert bpokpo("validate", str(empty), "--allow-empty").returncode == 0
    assert bpokpo("validate", "-s", str(empty)).returncode == 1


def test_an_empty_file_and_a_bom_are_valid_input(tmp_path: Path) -> None:
    (tmp_path / "bom.ttl").write_bytes(b"\xef\xbb\xbf<http://e.org/s> <http://e.org/p> 1 .")
    (tmp_path / "empty.ttl").write_bytes(b"")
    assert answer("query", "-a", str(tmp_path), "-q", "ASK { <http://e.org/s> ?p 1 }") == "true\n"


SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_ctrl_c_ends_at_once() -> None:
    command = [sys.executable, "-m", "bpokpo_graph", "query", "-q", SLOW]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(1.5)
        assert process.poll() is None, "the query ended too early to be interrupted"
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert process.wait(timeout=10) == 130
        assert time.monotonic() - start < 5
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


def test_a_bug_is_one_line_and_code_70(capsys: pytest.CaptureFixture[str]) -> None:
    from bpokpo_graph import cli

    def broken(*_: Any) -> int:
        raise ZeroDivisionError("boom")

    assert cli.exit_code_of(broken) == 70
    message = capsys.readouterr().err
    assert "bug in bpokpo" in message
    assert message.count("\n") == 1
