"""`bpokpo show`, the command: every format, every thing in the packaged graph, and how bad input ends."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from bpokpo_graph import Dataset, files
from bpokpo_graph.cli import main
from bpokpo_graph.cli.options import Opened
from bpokpo_graph.vocabulary import Iri, compact
from bpokpo_graph.words import _WORDS
from commandline import answer, bpokpo, complaint

SUBJECTS = "SELECT DISTINCT ?s { ?s ?p ?o FILTER ( isIRI(?s) ) } ORDER BY ?s"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KINDS = (
    *("model:kpo", "activity:payroll", "requirement:bpo-english", "value:kpo-profit-ratio", "claim:f56"),
    *("sentence:s14", "source:article-id", "tension:rare-contact-work-abroad", "code:level-basic"),
    *("bpokpo:OutsourcingModel", "bpokpo:directlyExtends", "shapes:Money-amount", "comparison:bpo-kpo"),
    *("curation:payroll-payroll-clerk", "competence:english", "period:late-1980s", "isco:C4313", "unit:HR"),
)
EVIL = 'a\\u202Eb\\u001B[31m<script>alert("1")</script> & | *'


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return Dataset.open()


class Page(HTMLParser):
    """What an HTML page is made of; every element must be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [key for key, _ in attrs if key.startswith("on") or key == "src"]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_thing_has_a_card(dataset: Dataset, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headings in the language asked for; no UUID and no bare IRI of what has a label, but in the line of identity."""
    monkeypatch.setattr(Opened, "dataset", lambda _: dataset)  # read once
    labelled = {str(iri) for (iri,) in dataset.select("SELECT DISTINCT ?s { ?s rdfs:label ?l }")}
    labelled |= {compact(iri) for iri in labelled}
    written = Dataset.open(add=[files.shapes(), files.curation_shapes()]).select("SELECT ?t { ?s ?p ?t }")
    authored = " ".join(str(text) for (text,) in written if not isinstance(text, Iri))  # such as messages of shapes
    english = {texts[1] for texts in _WORDS.values()} - {texts[0] for texts in _WORDS.values()}
    subjects = [str(iri) for (iri,) in dataset.select(SUBJECTS)]
    assert len(subjects) >= 499
    for iri in subjects:
        result = CliRunner().invoke(main, ["show", iri, "--lang", lang, "-f", "md", "--incoming"])
        assert result.exit_code == 0, iri
        head, _, body = result.output.replace("\\", "").partition("\n\n")[2].partition("\n")
        assert iri in head
        assert not UUID.search(body), iri
        told = re.findall(r"https?://[^\s;,)]+|\b[a-z]+:[\w-]+", body)
        assert not [each for each in told if each in labelled and each not in authored], iri
        headings = re.findall(r"^## (.*)$|^- \*\*(.*?)\*\*", body, re.MULTILINE)
        shown = {heading for pair in headings for heading in pair if heading}
        shown |= {heading[:1].lower() + heading[1:] for heading in shown}
        assert lang == "en" or not shown & english, iri


@pytest.mark.parametrize("term", KINDS)
def test_a_card_of_each_kind(term: str) -> None:
    for lang in ("id", "en"):
        text = answer("show", term, "--lang", lang)
        assert max(map(len, text.splitlines())) <= 80


def test_the_line_a_reader_looks_for() -> None:
    text = answer("show", "claim:f56", "--lang", "id")
    assert "menyatakan                BPO · kontak dengan klien internasional: jarang" in text
    assert "S19    [2706–2829] “Di KPO pekerja sering" in text
    assert "artikel web tanpa\nrujukan" in text


@pytest.mark.parametrize("term", ["KPO", "kpo", "alih daya proses pengetahuan (KPO)", "model:kpo"])
def test_by_notation_label_and_curie(term: str) -> None:
    assert json.loads(answer("show", term, "-f", "json"))["iri"].endswith("/model/kpo")


def test_json_is_the_same_in_any_language() -> None:
    english, indonesian = (answer("show", "claim:f56", "-f", "json", "--lang", lang) for lang in ("en", "id"))
    assert english == indonesian
    card = json.loads(english)
    assert card["claims"][0]["evidence"][0]["sentence"] == "S19"
    assert card["claims"][0]["object"]["text"] == {"id": "jarang", "en": "rarely"}
    assert len(card["tensions"]) == 3


@pytest.mark.parametrize("term", ["model:kpo", "bpokpo:RatioValueStructure", "bpokpo:impliesSkill", "shapes:Silent"])
@pytest.mark.parametrize(("format_", "type_"), [("turtle", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_graph_formats_parse(term: str, format_: str, type_: ox.RdfFormat) -> None:
    quads = list(ox.parse(answer("show", term, "-f", format_).encode(), format=type_))
    subjects = {compact(quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert term in subjects
    assert term != "model:kpo" or {"requirement:kpo-mba", "claim:f62", "sentence:s23"} <= subjects
    blank = {quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)}
    assert blank <= {quad.subject for quad in quads}  # no node is cut off


def test_html_is_a_page_without_script() -> None:
    page = Page(answer("show", "KPO", "-f", "html", "--lang", "id"))
    assert "Nilai ekonomi" in page.text
    assert "24 dolar AS per jam" in page.text
    assert "script" not in page.tags


def test_the_extension_decides_the_format(tmp_path: Path) -> None:
    file = tmp_path / "card.html"
    assert answer("show", "KPO", "-o", str(file)) == ""
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_what_would_steer_a_terminal_is_spelt_out(tmp_path: Path) -> None:
    file = tmp_path / "evil.ttl"
    long = "kata " * 400
    file.write_text(
        f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        <http://e.org/a> rdfs:label {json.dumps(EVIL).replace(chr(92) * 2, chr(92))} ; <http://e.org/p> "{long}" ."""
    )
    for format_ in ("table", "md", "html"):
        text = answer("show", "http://e.org/a", "-d", str(file), "-f", format_)
        assert "\u202e" not in text
        assert "\x1b" not in text
        assert text.count("kata") == 400
    page = Page(text)
    assert 'a<U+202E>b<U+001B>[31m<script>alert("1")</script> & | *' in page.text
    assert "script" not in page.tags


def test_incoming_lists_everything() -> None:
    few = answer("show", "bpokpo:Claim", "--lang", "id")
    assert "dan 57 lagi" in re.sub(r"\s+", " ", few)
    full = answer("show", "bpokpo:Claim", "--lang", "id", "--incoming")
    assert "lagi (" not in full
    assert "klaim F62" in re.sub(r"\s+", " ", full)


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["KPOO"], 2, "did you mean “KPO”"),
        (["http://example.org/none"], 2, "there is no term"),
        (["foaf:name"], 2, "foaf:name"),
        ([""], 2, "there is no term"),
        (["kembar"], 2, "http://e.org/a or http://e.org/b"),
        (["KPO", "-f", "csv"], 2, "choose one of table"),
        (["KPO", "BPO"], 2, "BPO"),
        ([], 2, "TERM"),
        (["KPO", "-d", "missing.ttl"], 3, "missing.ttl"),
        (["KPO", "-o", "no/such/folder/c.json"], 6, "folder"),
    ],
)
def test_bad_calls(arguments: list[str], code: int, part: str, tmp_path: Path) -> None:
    file = tmp_path / "twins.ttl"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    file.write_text(f'<http://e.org/a> {label} "kembar" . <http://e.org/b> {label} "Kembar"@id .')
    assert part in complaint(bpokpo("show", *arguments, "-a", str(file)), code)
