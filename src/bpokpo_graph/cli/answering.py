"""The answer to a query in any format: for people in one language, for programs as the standards say."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from bpokpo_graph.cli.options import TABULAR, format_of

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Answer, Dataset, Explanation

BINARY = ("parquet", "xlsx")
ROWS = (*TABULAR, "html", "srj", "xml", *BINARY)
GRAPHS = ("turtle", "jsonld", "nt", "nq", "trig", "rdfxml")
FORMATS = (*ROWS, *GRAPHS)
SPOKEN = ("table", "md", "html")  # for people, so in one language

TRUTH = {"id": ("salah", "benar"), "en": ("false", "true")}
COLUMNS = {"id": ("nama", "judul", "parameter"), "en": ("name", "title", "parameters")}
HEADS = {"id": ("langkah", "hasil"), "en": ("step", "outcome")}
STEPS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "form": "bentuk",
        "parts": "bagian",
        "merged": "graf yang dilihat",
        "columns": "kolom",
        "size": "baris atau tripel",
        "load": "membaca data",
        "check": "memeriksa teks kueri",
        "parse": "mengurai dan merencanakan",
        "evaluate": "menjawab",
        "convert": "mengubah nilai",
        "all": "semua",
        "algebra": "aljabar SPARQL (menurut rdflib)",
        "plan": "rencana kueri",
        "no plan": "tidak diberitahukan oleh mesin",
        "unknown": "rdflib tidak dapat membaca kueri ini",
    },
    "en": {
        "form": "form",
        "parts": "parts",
        "merged": "graphs seen",
        "columns": "columns",
        "size": "rows or triples",
        "load": "read the data",
        "check": "check the query text",
        "parse": "parse and plan",
        "evaluate": "answer",
        "convert": "convert the values",
        "all": "all",
        "algebra": "SPARQL algebra (by rdflib)",
        "plan": "query plan",
        "no plan": "not told by the engine",
        "unknown": "rdflib cannot read this query",
    },
}


@dataclass(frozen=True, slots=True)
class Page:
    """How people read: their language, and colour or not (None: as the terminal has it)."""

    lang: str
    color: bool | None


def listed(page: Page, format_: str) -> str:
    """The named questions, each with its title and the defaults of its parameters."""
    from bpokpo_graph.questions import questions

    if format_ in ("json", "jsonl"):
        records = [
            {"name": one.name, "title": one.title[page.lang], "parameters": dict(one.parameters)} for one in questions()
        ]
        return _records(records, format_)
    rows = [
        [one.name, one.title[page.lang], " ".join(f"{name}={default}" for name, default in one.parameters.items())]
        for one in questions()
    ]
    return _tabular(COLUMNS[page.lang], rows, format_, page)


def explained(told: "Explanation", page: Page, format_: str) -> str:
    """What answering took; times in milliseconds for people, in seconds for programs."""
    fields = asdict(told)
    if format_ in ("json", "jsonl"):
        return _records([fields], format_)
    from bpokpo_graph.values import visible

    words = STEPS[page.lang]
    shown = {name: f"{value * 1000:.2f} ms" for name, value in fields.items() if isinstance(value, float)}
    shown |= {"form": told.form, "parts": str(told.parts), "columns": " ".join(told.columns), "size": str(told.size)}
    shown["merged"] = words["all"] if told.merged is None else " ".join(told.merged)
    algebra = told.algebra or (words["unknown"],)
    shown["algebra"] = "\n".join(algebra)
    rows = [[words[name], shown[name]] for name in fields] + [[words["plan"], words["no plan"]]]
    if format_ != "table":
        return _tabular(HEADS[page.lang], rows, format_, page)
    told_apart = [row for row in rows if row[0] != words["algebra"]]  # its lines are indented, and may be long
    below = "".join(f"  {visible(line)}\n" for line in algebra)
    return f"{_tabular(HEADS[page.lang], told_apart, format_, page)}\n{words['algebra']}\n{below}"


def fitting(form: str, format_: str | None, output: str | None) -> str:
    """The format that fits the form of the query; UsageError for another, or if it needs a file."""
    from bpokpo_graph.errors import UsageError

    on_offer, default = (GRAPHS, "turtle") if form in ("CONSTRUCT", "DESCRIBE") else (ROWS, "table")
    chosen = format_of(format_, output, on_offer, default)
    if chosen in BINARY and output is None:
        raise UsageError(f"{chosen} is not for the terminal: name a file with -o")
    if chosen in BINARY and form == "ASK":
        raise UsageError(f"{chosen} holds rows, but the answer is true or false: choose srj, json or table")
    return chosen


def answered(dataset: "Dataset", query: str, name: str, page: Page, format_: str) -> str | bytes:
    """The answer in a format that fits the form of the query."""
    if format_ not in (*TABULAR, "html", *BINARY) or format_ in ("csv", "tsv"):
        return dataset.serialize(query, format_, name=name)
    answer: Any = dataset.query(query, name=name)
    if isinstance(answer, bool):
        return _truth(answer, name, page, format_)
    return _rows(answer, query, name, page, format_)


def _truth(answer: bool, name: str, page: Page, format_: str) -> str:
    from bpokpo_graph import hypertext

    word = TRUTH[page.lang][answer] if format_ in SPOKEN else str(answer).lower()
    return hypertext.page(name, page.lang, f"<p>{word}</p>\n") if format_ == "html" else f"{word}\n"


def _rows(found: "Answer", query: str, name: str, page: Page, format_: str) -> str | bytes:
    from bpokpo_graph import frames, hypertext
    from bpokpo_graph.questions import headings
    from bpokpo_graph.values import jsonable, numbering, readable

    numbered = numbering()
    answer = replace(found, rows=tuple(type(row)(map(numbered, row)) for row in found))
    called = headings(query)[page.lang]
    match format_:
        case "parquet":
            return frames.parquet(answer.variables, answer.rows)
        case "xlsx":
            return frames.workbook(answer.variables, answer.rows)
        case "html":
            return hypertext.page(name, page.lang, answer.to_html(page.lang, headings=called))
        case "json" | "jsonl":
            rows = [{key: jsonable(value) for key, value in row.asdict().items()} for row in answer]
            return _records(rows, format_)
    columns = [called.get(name, name) for name in answer.variables]
    return _tabular(columns, [[readable(v, page.lang) for v in row] for row in answer], format_, page)


def _records(records: Sequence[Mapping[str, Any]], format_: str) -> str:
    from bpokpo_graph.cli.rendering import json_lines, json_text

    return json_text(list(records)) if format_ == "json" else json_lines(records)


def _tabular(columns: Sequence[str], rows: list[list[str]], format_: str, page: Page) -> str:
    from bpokpo_graph.cli.rendering import markdown, table
    from bpokpo_graph.values import delimited

    if format_ == "table":
        return table(columns, rows, page.lang, page.color)
    if format_ == "md":
        return markdown(columns, rows, page.lang)
    return delimited(columns, rows, "\t" if format_ == "tsv" else ",")
