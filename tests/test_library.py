"""What Python users get: DataFrames, notebook tables, rdflib both ways, threads."""

import pickle
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from bpokpo_graph import Dataset, compare, describe, frames, parsing, question, tabulate
from bpokpo_graph.answers import Answer, _row
from bpokpo_graph.errors import InputError, UnknownTermError, UsageError
from bpokpo_graph.parsing import Source
from bpokpo_graph.values import lexical
from bpokpo_graph.vocabulary import BlankNode, Iri, Literal, Text, Triple


def column(*values: Any) -> Answer:
    return Answer(("x",), tuple(_row(("x",), (value,)) for value in values))


# pandas

BIG = 2**53 + 1
EAST = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ((1, None, BIG), "Int64", [1, None, BIG]),
        ((True, None), "boolean", [True, None]),
        ((1.5, None, float("inf")), "float64", [1.5, None, float("inf")]),
        ((Decimal("1.10"), None, 2), "object", [Decimal("1.10"), None, 2]),
        ((date(1, 1, 1), None, date(9999, 12, 31)), "datetime64[s]", [datetime(1, 1, 1), None, datetime(9999, 12, 31)]),
        ((datetime(2010, 1, 31, 10, 20, 30, 5), None), "datetime64[us]", [datetime(2010, 1, 31, 10, 20, 30, 5), None]),
        (
            (datetime(2010, 1, 31, 7, tzinfo=EAST), datetime(2010, 1, 31, tzinfo=UTC)),
            "datetime64[us, UTC]",
            [datetime(2010, 1, 31, tzinfo=UTC)] * 2,
        ),
        (("a", Text("b", "id"), Iri("urn:c"), BlankNode("d"), None), "string", ["a", "b", "urn:c", "_:d", None]),
        ((None, None), "string", [None, None]),
        ((), "string", []),
        ((2**70, 1), "object", [2**70, 1]),
        ((1, "a"), "object", [1, "a"]),
        ((True, 1), "object", [True, 1]),
        ((datetime(2010, 1, 1), datetime(2010, 1, 1, tzinfo=UTC)), "object", None),
        ((Triple(Iri("urn:s"), Iri("urn:p"), 1),), "object", [Triple(Iri("urn:s"), Iri("urn:p"), 1)]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_columns_have_proper_dtypes(values: tuple[Any, ...], dtype: str, expected: list[Any] | None) -> None:
    frame = column(*values).to_pandas()
    assert list(frame.columns) == ["x"]
    assert frame["x"].dtype == dtype
    if expected is not None:
        found = [None if value is pd.NA or value is pd.NaT or value != value else value for value in frame["x"]]
        assert found == expected


def test_languages_and_datatypes_are_kept() -> None:
    answer = Answer(
        ("label", "year"),
        tuple(
            _row(("label", "year"), values)
            for values in ((Text("b", "id"), Literal("2010", Iri("urn:gYear"))), (Text("a", "en"), None), ("c", None))
        ),
    )
    frame = answer.to_pandas()
    assert frame.attrs == {
        "languages": {"label": ("id", "en", None)},
        "datatypes": {"year": ("urn:gYear", None, None)},
    }
    ordered = frame.sort_values("label")
    assert [ordered.attrs["languages"]["label"][number] for number in ordered.index] == ["en", "id", None]
    pd.concat([frame, frame])  # attributes that pandas can compare


def test_an_answer_of_the_graph_as_a_frame() -> None:
    answer = Dataset.open().select(
        "SELECT ?notation ?label ?amount { ?m skos:notation ?notation ; rdfs:label ?label ; a bpokpo:OutsourcingModel "
        "OPTIONAL { ?m bpokpo:hasEconomicValue/bpokpo:amount ?amount } } ORDER BY ?notation ?label ?amount"
    )
    frame = answer.to_pandas()
    assert list(frame.columns) == list(answer.variables)
    assert len(frame) == len(answer)
    assert {value for value in frame["amount"] if value is not None} >= {Decimal(11), Decimal(24)}
    assert set(frame.attrs["languages"]["label"]) == {"en", "id"}
    assert list(Dataset.open().select("SELECT ?s ?o { ?s <urn:no> ?o }").to_pandas().columns) == ["s", "o"]


def test_without_pandas_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="a DataFrame needs pandas: install bpokpo-graph with its extra “pandas”"):
        column(1).to_pandas()


def test_frames_are_imported_only_when_asked_for() -> None:
    probe = (
        "import sys; from bpokpo_graph import Dataset, compare; d = Dataset.open()\n"
        "d.select('SELECT * { ?s a ?o }')._repr_html_(); compare(d, ['BPO', 'KPO'])._repr_html_()\n"
        "sys.exit(str({'pandas', 'pyarrow', 'openpyxl', 'rdflib', 'click', 'rich'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert result.stderr == "set()\n"


# Parquet and Excel: what the values become


def test_parquet_has_types() -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [
        (1, True, 1.5, Decimal("1.10"), date(2010, 1, 31), datetime(2010, 1, 31), datetime(2010, 1, 31, tzinfo=EAST)),
        (None,) * 7,
    ]
    table = parquet.read_table(BytesIO(frames.parquet(tuple("abcdefg"), rows)))
    assert [str(field.type) for field in table.schema] == [
        *("int64", "bool", "double", "decimal128(3, 2)"),
        *("date32[day]", "timestamp[us]", "timestamp[us, tz=UTC]"),
    ]
    assert list(table.to_pylist()[0].values()) == list(rows[0])
    for odd in ((2**70, 1), (1, "1"), (Decimal("1e-90"), Decimal(1)), (Iri("urn:a"), None), ()):
        data = frames.parquet(("x",), [(value,) for value in odd])
        assert parquet.read_table(BytesIO(data)).schema.field("x").type == pa.string(), odd


def test_a_workbook_holds_what_excel_can_hold() -> None:
    from openpyxl import load_workbook

    values = [
        *(5, -2.5, True, None, "x", "\x07", float("inf"), Decimal("2.50"), date(2010, 1, 31), date(1800, 1, 1)),
        *(datetime(2010, 1, 31, 10), datetime(2010, 1, 31, tzinfo=UTC), Text("teks", "id"), 10**15, "@SUM(1)"),
    ]
    sheet = load_workbook(BytesIO(frames.workbook(("x",), [(value,) for value in values]))).active
    found = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert found == [
        *(5, -2.5, True, None, "x", "_x0007_", "INF", 2.5, datetime(2010, 1, 31), "1800-01-01"),
        *(datetime(2010, 1, 31, 10), "2010-01-31T00:00:00+00:00", "teks", "1000000000000000", "@SUM(1)"),
    ]
    assert sheet.freeze_panes == "A2"


def raw_cells(book: bytes) -> list[ElementTree.Element]:
    """The cells of the first sheet as they stand in the file, below its header."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(BytesIO(book)) as parts, parts.open("xl/worksheets/sheet1.xml") as sheet:
        cells_ = [each for _, each in ElementTree.iterparse(sheet) if each.tag == f"{space}c"]  # noqa: S314 - our own
        return [each for each in cells_ if each.get("r") != "A1"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *((text, text) for text in ("=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "\t=1", '=HYPERLINK("http://e.org")')),
        # ECMA-376 part 1, 22.9.2.19: what XML cannot represent, and what reads like that, is escaped.
        ("a\x00b\x1f", "a_x0000_b_x001F_"),
        ("a\rb\r\n", "a_x000D_b_x000D_\n"),
        ("\ufffe\uffff", "_xFFFE__xFFFF_"),
        ("_x0041_ _X0041_ _x41_", "_x005F_x0041_ _X0041_ _x41_"),
    ],
)
def test_a_text_in_a_workbook_is_that_text_and_no_formula(text: str, written: str) -> None:
    (cell,) = raw_cells(frames.workbook(("x",), [(text,)]))
    assert cell.get("t") == "inlineStr"
    assert [element.tag.rpartition("}")[2] for element in cell.iter()] == ["c", "is", "t"]
    assert "".join(cell.itertext()) == written


@pytest.mark.parametrize("number", [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -9007199254740993.0])
def test_a_workbook_loses_no_digit_of_a_double(number: float) -> None:
    (cell,) = raw_cells(frames.workbook(("x",), [(number,)]))
    assert (cell.get("t"), float("".join(cell.itertext()))) == ("n", number)


@pytest.mark.parametrize("value", [Decimal("1e-400"), datetime(2010, 1, 31, 10, 0, 0, 123456), 10**15])
def test_what_excel_would_round_is_a_text(value: Any) -> None:
    (cell,) = raw_cells(frames.workbook(("x",), [(value,)]))
    assert (cell.get("t"), "".join(cell.itertext())) == ("inlineStr", lexical(value))


def test_instants_at_the_ends_of_time_stay_what_they_are() -> None:
    """In UTC they are of the years 0 and 10000."""
    ends = [datetime(1, 1, 1, tzinfo=EAST), datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))]
    for value in ends:
        assert list(frames.data_frame(["x"], [(value,)])["x"]) == [value]
        assert frames.kind([value]) == "other"
    assert frames.kind([datetime(9999, 12, 31, tzinfo=UTC)]) == "instant"


@pytest.mark.parametrize(
    "rows", [[("😀" * 16_384,)], [("x" * 32_768,)], [(1,)] * 1_048_576], ids=["pairs", "letters", "rows"]
)
def test_a_workbook_never_cuts_silently(rows: list[tuple[Any, ...]]) -> None:
    with pytest.raises(UsageError, match="choose parquet or csv"):
        frames.workbook(("x",), rows)


# Notebooks


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.cells.append("")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] in (["td"], ["th"], ["a"]):
            self.cells[-1] += data


def cells(html: str) -> list[str]:
    reader = _Text()
    reader.feed(html)
    assert reader.open == []
    return reader.cells


def test_an_answer_shows_itself() -> None:
    html = column("<b>&", 1234, Iri("javascript:alert(1)"), Iri("http://e.org/'\""), None)._repr_html_()
    assert cells(html) == ["x", "<b>&", "1,234", "javascript:alert(1)", "http://e.org/'\"", ""]
    assert html.count("href=") == 1
    assert 'href="http://e.org/&#x27;&quot;"' in html
    assert "1.234" in column(1234).to_html("id")


def test_a_long_answer_shows_its_beginning() -> None:
    answer = column(*range(1000))
    assert len(cells(answer._repr_html_())) == 61
    assert "60 / 1,000" in answer._repr_html_()
    assert len(cells(answer.to_html())) == 1001


def test_a_comparison_shows_itself() -> None:
    comparison = compare(Dataset.open(), ["BPO", "KPO"])
    for html, words in ((comparison._repr_html_(), "process level"), (comparison.to_html("id"), "tingkat proses")):
        found = cells(html)
        assert found[2:4] == ["BPO", "KPO"]
        assert any(words in cell.casefold() for cell in found)
        assert html.count("<li>") == len(comparison.tensions) == 11
    assert "<ol>" not in comparison.on(["emphasis"]).to_html()


def test_cards_graphs_and_tables_show_themselves() -> None:
    dataset = Dataset.open()
    card = describe(dataset, "KPO")
    for html, said in ((card._repr_html_(), "process level"), (card.to_html("id"), "tingkat proses")):
        assert html.startswith("<article>")
        assert f"<b>{said}</b>" in html
    many = describe(dataset, "bpokpo:Claim")
    assert "claim F62" in many.to_html(everything=True)
    assert "claim F62" not in many._repr_html_()
    graph = dataset.construct("CONSTRUCT WHERE { ?m a bpokpo:OutsourcingModel ; skos:notation ?n }")
    head = ["subject of the statement", "property of the statement", "value of the statement"]
    found = cells(graph._repr_html_())
    assert found[:3] == head
    assert sorted(found[3:])[:2] == ["BPO", "KPO"]
    facts = dataset.construct("CONSTRUCT { ?claim a bpokpo:Claim } { ?claim a bpokpo:Claim }")
    assert "60 / 62" in facts._repr_html_()
    (models,) = tabulate(dataset, "models")
    assert cells(models.to_html("id"))[:3] == ["IRI", "label dalam bahasa Inggris", "label dalam bahasa Indonesia"]
    assert "https://w3id.org/bpokpo/id/model/kpo" in cells(models._repr_html_())


# rdflib


def test_a_graph_of_rdflib_can_be_asked() -> None:
    graph = rdflib.Graph()
    graph.parse(data='<urn:s> <urn:p> "a"@id, 1.50, [ <urn:q> true ] .', format="turtle")
    dataset = Dataset.from_rdflib(graph, bare=True)
    assert len(list(dataset.quads())) == 4
    assert {str(row["o"]) for row in dataset.select("SELECT ?o { <urn:s> <urn:p> ?o FILTER isLITERAL(?o) }")} == {
        "a",
        "1.5",
    }
    assert dataset.ask("ASK { <urn:s> <urn:p> [ <urn:q> true ] }")
    graph.add((rdflib.URIRef("urn:later"), rdflib.URIRef("urn:p"), rdflib.Literal(1)))
    assert not dataset.ask("ASK { <urn:later> ?p ?o }")


def test_rdflib_there_and_back() -> None:
    packaged = Dataset.open()
    back = Dataset.from_rdflib(packaged.to_rdflib(), bare=True)
    both = [ox.Dataset(dataset.quads()) for dataset in (packaged, back)]
    for each in both:
        each.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert both[0] == both[1]
    with_vocabulary = Dataset.from_rdflib(rdflib.Graph())
    assert with_vocabulary.ask("ASK { bpokpo:OutsourcingModel a owl:Class }")
    assert not with_vocabulary.ask("ASK { ?m a bpokpo:OutsourcingModel }")


def test_named_graphs_of_rdflib() -> None:
    store = rdflib.Dataset()
    a, b, p = (rdflib.URIRef(f"urn:{name}") for name in "abp")
    store.graph(rdflib.URIRef("urn:g")).add((a, p, rdflib.Literal(1)))
    store.graph(DATASET_DEFAULT_GRAPH_ID).add((b, p, rdflib.Literal(2)))
    dataset = Dataset.from_rdflib(store, bare=True)
    assert dataset.ask("ASK { GRAPH <urn:g> { <urn:a> <urn:p> 1 } }")
    assert not dataset.ask("ASK { <urn:a> ?p ?o }", named=True)
    assert dataset.ask("ASK { <urn:b> ?p 2 }", named=True)


@pytest.mark.parametrize(
    "triple",
    [
        (rdflib.URIRef("relative"), rdflib.URIRef("urn:p"), rdflib.Literal(1)),
        (rdflib.URIRef("urn:s"), rdflib.URIRef("urn:p"), rdflib.Variable("x")),
        (rdflib.Literal(1), rdflib.URIRef("urn:p"), rdflib.Literal(1)),
    ],
    ids=["relative", "variable", "literal"],
)
def test_what_is_no_rdf_is_refused(triple: Any) -> None:
    graph = rdflib.Graph()
    graph.add(triple)
    with pytest.raises(InputError, match="is no RDF"):
        Dataset.from_rdflib(graph)


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(UsageError, match="list is no rdflib"):
        Dataset.from_rdflib([])  # type: ignore[arg-type]  # on purpose


# Questions


def test_questions_take_names() -> None:
    dataset = Dataset.open()
    asked = question("skill-gap")
    assert dict(asked.parameters) == {"left": "model:bpo", "right": "model:kpo", "lang": '"en"'}
    by_label, by_iri = (
        asked.ask(dataset, left=name, right="BPO", lang="id")
        for name in ("knowledge process outsourcing (KPO)", "https://w3id.org/bpokpo/id/model/kpo")
    )
    assert by_label == by_iri
    with pytest.raises(UsageError, match="no parameter “from”: it has left"):
        asked.ask(dataset, **{"from": "KPO"})
    with pytest.raises(UnknownTermError):
        asked.ask(dataset, right="nobody")
    assert question("extension-lineage").ask(dataset, lang="id") == question("extension-lineage").ask(dataset)


# Threads


def test_threads_read_the_sources_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    load = parsing.load

    def slowly(source: Source, store: Any) -> None:
        loaded.append(source.name)
        threading.Event().wait(0.05)
        load(source, store)

    monkeypatch.setattr(parsing, "load", slowly)
    dataset = Dataset.open()
    rows: list[int] = []
    query = "SELECT * { ?claim a bpokpo:Claim ; ?p ?o }"
    threads = [threading.Thread(target=lambda: rows.append(len(dataset.select(query)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert loaded == [source.name for source in dataset.sources]
    assert len(rows) == 8
    assert len(set(rows)) == 1


def test_threads_ask_different_things_at_once() -> None:
    dataset = Dataset.open()
    alone = {asked.name: asked.ask(dataset) for asked in (question("skill-gap"), question("who-gains"))}
    wrong: list[str] = []

    def ask(name: str) -> None:
        for _ in range(5):
            if question(name).ask(dataset) != alone[name]:
                wrong.append(name)

    threads = [threading.Thread(target=ask, args=[name]) for name in [*alone] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []


def test_a_source_that_fails_fails_for_every_thread() -> None:
    dataset = Dataset([Source("bad.ttl", "turtle", data=b"<urn:s> ")])
    for _ in range(2):
        with pytest.raises(InputError, match="bad"):
            dataset.ask("ASK {}")


def test_a_dataset_goes_to_another_process() -> None:
    dataset = Dataset.open()
    assert dataset.ask("ASK { ?s a bpokpo:Claim }")
    copied = pickle.loads(pickle.dumps(dataset))  # noqa: S301 - our own bytes
    assert copied.ask("ASK { ?s a bpokpo:Claim }")
