"""What people see: no word is broken that need not be, and no text is more than a text, whatever is in it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bpokpo_graph.questions import questions
from commandline import bpokpo, on_terminal, outcome

TABLES = [question.name for question in questions() if re.search(r"^SELECT\b", question.text, re.MULTILINE)]
CALLS = [
    *(f"query {name}" for name in TABLES),
    "query --list",
    "query skill-gap --lang id",
    "compare BPO KPO",
    "compare BPO KPO --lang id --sources",
    "show KPO --lang id",
    "show claim:f56",
    "show bpokpo:directlyExtends --incoming",
    "show shapes:Money-amount",
]


def pieces(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("call", CALLS)
def test_no_word_is_broken(call: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word of the table is one of the Markdown page, which has no width; only IRIs and the like may break."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("LANG", "C.UTF-8")
    (code, table), (_, page) = (outcome(*call.split(), "-f", format_) for format_ in ("table", "md"))
    assert code == 0, table
    assert max(map(len, table.splitlines())) <= width
    page = page.replace("<br>", " ").replace("\\", "")
    long = [word.casefold() for word in page.split() if len(word) > min(30, width - 12)]
    broken = {piece for piece in pieces(table) - pieces(page) if not any(piece in word for word in long)}
    assert not broken
    # Nor is a word of an answer lost; a comparison has headings in Markdown that its page does without.
    assert call.startswith("compare") or pieces(page) <= pieces(table) | {
        piece for word in long for piece in pieces(word)
    }


def shown(columns: list[str], rows: list[list[str]], width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from bpokpo_graph.cli.rendering import table

    monkeypatch.setenv("COLUMNS", str(width))
    return table(columns, rows, "en").splitlines()


def test_columns_are_as_wide_as_their_longest_word(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["abcdefghijkl", "one two three four five six"]]
    # 12 + 3 between + 5 for “three” = 20
    assert shown(["a", "b"], rows, 20, monkeypatch)[2:] == [
        "abcdefghijkl   one",
        "               two",
        "               three",
        "               four",
        "               five",
        "               six",
    ]
    # one less, and the columns would break a word: then each stands in a line of its own
    assert shown(["a", "b"], rows, 19, monkeypatch) == ["a  abcdefghijkl", "b  one two three", "   four five six"]


def test_a_long_word_has_a_line_of_its_own_where_that_saves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(["name", "text"], [["x" * 28, "y" * 27]], 32, monkeypatch) == [
        "name",
        "  " + "x" * 28,
        "text",
        "  " + "y" * 27,
    ]
    # a word that no line can hold is broken, and nothing is lost
    told = shown(["name"], [["z" * 50]], 32, monkeypatch)
    assert "".join(told).count("z") == 50


def test_two_letters_wide_are_measured_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    # 10 ideographs take 20 columns: with 3 between and 5 beside them they need 28.
    rows = [["漢" * 10, "words"]]
    assert len(shown(["a", "b"], rows, 28, monkeypatch)) == 3
    assert len(shown(["a", "b"], rows, 27, monkeypatch)) == 2


def test_a_narrow_comparison_puts_the_models_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LANG", "C.UTF-8")
    lines = outcome("compare", "BPO", "KPO", "--lang", "en")[1].splitlines()
    level = lines.index("Process level")
    assert lines[level + 1 : level + 4] == ["≠   process level", "    BPO  low", "    KPO  high"]


def test_no_page_is_wider_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (10**9, 10**30):
        lines = shown(["a", "b"], [["word " * 5_000, "y"]], width, monkeypatch)
        assert 500 < max(map(len, lines)) <= 1_000


def test_columns_without_rows_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(["first column", "second"], [], 8, monkeypatch) == ["first", "column", "second", "no rows"]


# Texts that would be more than texts

STEERING = "a\x1b[31mred\x1b[1m\x1b]0;title\x07\x9b2J\u202eb\x7f\tc\rd"
SPELT = "a<U+001B>[31mred<U+001B>[1m<U+001B>]0;title<U+0007><U+009B>2J<U+202E>b<U+007F>"


def asking(text: str) -> str:
    """A query whose only answer is this text."""
    return f"SELECT ?said {{ BIND ( {json.dumps(text)} AS ?said ) }}"


@pytest.mark.parametrize("format_", ["table", "md", "csv", "tsv", "json", "jsonl", "html", "srj"])
@pytest.mark.parametrize("more", [[], ["--untrusted"]])
def test_no_text_steers_a_terminal(format_: str, more: list[str]) -> None:
    call = ("query", "-q", asking(STEERING), "-f", format_, *more)
    shown = on_terminal(*call, "--no-color").decode()
    assert not set(re.findall(r"[^ -~]", shown)) - {"\r", "\n", "\t", "─"}
    assert re.search(r"\r(?!\n)", shown) is None
    if format_ in ("csv", "html"):
        assert SPELT in re.sub(r"&lt;(.*?)&gt;", r"<\1>", shown)


def test_no_graph_steers_a_terminal() -> None:
    query = asking("\x9b2J\u202e").replace("SELECT ?said", "CONSTRUCT { <urn:a> <urn:b> ?said }")
    for format_ in ("turtle", "nt", "nq", "trig", "jsonld", "rdfxml"):
        assert not re.findall(r"[^ -~\r\n]", on_terminal("query", "-q", query, "-f", format_).decode())


def test_a_pipe_gets_every_character() -> None:
    told = "a\x1b[31m\x9b\u202e\x7fb"
    assert bpokpo("query", "-q", asking(told), "-f", "csv").stdout.decode() == f"said\r\n{told}\r\n"


def test_colours_are_those_of_the_page_alone() -> None:
    shown = on_terminal("query", "-q", asking("\x1b[1mbold"))
    assert b"\x1b[1m" in shown  # the header
    assert b"<U+001B>[1mbold" in shown


HOSTILE = (
    "a | b",
    "one\ntwo\n\nthree",
    "<b>bold</b> <script>alert(1)</script> <!-- -->",
    "[click](javascript:alert(1)) ![x](http://e.org/p.png) [ref]: http://e.org",
    "`code` *em* **strong** _em_ __strong__ ~~gone~~",
    "\\ \\| \\\\| ends with \\",
    "&lt;i&gt; &amp; &#42; R&D",
    "# heading #",
    "- item",
    "+ item",
    "1. one",
    "2) two",
    "> quote",
    "---",
    "===",
    "***",
    "~~~\ncode",
    "```\ncode",
    "    indented",
    "<http://e.org/auto>",
    "| --- |",
    "text\n---\nmore",
    "text\n===\nmore",
    "text\n- item\n1. one\n# heading",
)


class Markdown(HTMLParser):
    """What a reader of Markdown makes of a page: its elements, and the texts of those of one kind."""

    def __init__(self, page: str, kind: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.kind, self.inside = kind, False
        self.texts: list[str] = []
        reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.feed(reader.render(page))

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.tags.append(tag)
        if tag == self.kind:
            self.texts.append("")
            self.inside = True
        elif tag == "br" and self.inside:
            self.texts[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != self.kind

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data.lstrip("\n")


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_markdown_reads_as_its_text(text: str) -> None:
    code, page = outcome("query", "-q", asking(text), "-f", "md")
    read = Markdown(page, "td")
    assert code == 0
    assert [lines(each) for each in read.texts] == [lines(text)]
    assert set(read.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "br"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_card_in_markdown_reads_as_its_texts(text: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.ttl"
    label, note = ("<http://www.w3.org/2000/01/rdf-schema#label>", "<http://www.w3.org/2004/02/skos/core#note>")
    file.write_text(f"<urn:a> {label} {json.dumps(text)} ; {note} {json.dumps(text)} ; <urn:b> {json.dumps(text)} .")
    code, page = outcome("show", "urn:a", "-d", str(file), "-f", "md")
    assert code == 0
    heading, items = Markdown(page, "h1"), Markdown(page, "li")
    assert lines(heading.texts[0])[0] == " ".join(text.split())
    assert lines(items.texts[0]) == lines(f"urn:b {text.strip()}")
    assert lines(items.texts[1]) == lines(text)
    assert set(items.tags) <= {"h1", "h2", "p", "ul", "li", "strong", "br"}


def test_a_comparison_and_a_report_in_markdown_hold_no_markup_of_the_data(tmp_path: Path) -> None:
    evil = "<img src=x> [l](javascript:x) **b** | `c`"
    file = tmp_path / "evil.ttl"
    file.write_text(
        f"""@prefix bpokpo: <https://w3id.org/bpokpo/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix code: <https://w3id.org/bpokpo/code/> . @prefix ex: <http://example.org/> .
        ex:m a bpokpo:OutsourcingModel ; rdfs:label "{evil}"@en ; bpokpo:processLevel code:process-level-low .
        ex:s a bpokpo:SourceSentence ; rdfs:label "{evil}"@en ; <http://purl.org/dc/terms/isPartOf> ex:d .
        ex:d a bpokpo:SourceDocument ; rdfs:label "{evil}"@en .
        ex:t a bpokpo:Tension ; rdfs:label "{evil}"@en ; bpokpo:explanation "{evil}"@en ; bpokpo:between ex:c .
        ex:c a bpokpo:Claim ; rdfs:label "{evil}"@en ; <http://www.w3.org/ns/prov#wasDerivedFrom> ex:s ;
            bpokpo:claimRank code:claim-rank-normal ;
            <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ex:m ;
            <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> bpokpo:processLevel ;
            <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> code:process-level-low ."""
    )
    compared = outcome("compare", "BPO", "http://example.org/m", "-a", str(file), "--sources", "-f", "md")[1]
    checked = outcome("validate", str(file), "-f", "md")[1]
    for page, places in ((compared, ("td", "th", "li", "p")), (checked, ("td",))):
        assert not {"img", "a", "code", "em"} & set(Markdown(page, "td").tags)
        for place in places:
            assert any(evil in text for text in Markdown(page, place).texts), place


# Nothing to show, and what has no name


@pytest.mark.parametrize(("lang", "said"), [("id", "tidak ada baris"), ("en", "no rows")])
@pytest.mark.parametrize("format_", ["table", "md", "html"])
def test_an_empty_answer_says_so(format_: str, lang: str, said: str) -> None:
    for call in (["query", "shared-competences"], ["compare", "BPO", "KPO", "--on", "framing", "--only-differences"]):
        assert said in outcome(*call, "-f", format_, "--lang", lang)[1]
    assert said not in outcome("query", "skill-gap", "-f", format_, "--lang", lang)[1]


def test_a_comparison_as_a_page_has_a_heading_over_every_column() -> None:
    page = outcome("compare", "BPO", "KPO", "--on", "framing", "-f", "html", "--lang", "id")[1]
    heads = re.findall(r"<th [^>]*>(.*?)</th>", page)
    assert heads == ["dimensi", "sifat", "BPO", "KPO", "keadaan"]


def test_a_page_has_no_empty_lines_for_a_legend_that_is_not_needed() -> None:
    page = outcome("compare", "BPO", "KPO", "--on", "framing")[1]
    assert "specialisation\n\nTension between claims\n" in page
    assert "\n\n\n" not in page


def test_a_sentence_without_paraphrase_has_no_quotes_and_its_label(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(
        """@prefix bpokpo: <https://w3id.org/bpokpo/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix ex: <http://example.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        ex:said a bpokpo:SourceSentence ; rdfs:label "first sentence of mine"@en .
        ex:c a bpokpo:Claim ; rdfs:label "my claim"@en ; <http://www.w3.org/ns/prov#wasDerivedFrom> ex:said ;
            rdf:subject <https://w3id.org/bpokpo/id/model/kpo> ; rdf:predicate bpokpo:emphasis ; rdf:object ex:x ."""
    )
    for format_ in ("table", "md", "html"):
        page = outcome("show", "ex:c".replace("ex:", "http://example.org/"), "-a", str(file), "-f", format_)[1]
        assert "“”" not in page
        assert "first sentence of mine" in page
        assert "http://example.org/said" not in page.replace('href="http://example.org/said"', "")


def test_the_card_of_a_tension_tells_of_that_tension_alone() -> None:
    """It shares its claims F43 and F44 with others."""
    page = outcome("show", "tension:sufficient-technical-knowledge", "-f", "md")[1]
    assert "yet basic technical knowledge is required" in page
    assert "yet good communication is required" not in page
