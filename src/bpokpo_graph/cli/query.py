"""`bpokpo query`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bpokpo_graph.cli.options import (
    TABULAR,
    Opened,
    color_option,
    data_options,
    emit,
    format_of,
    language_option,
    output_options,
)

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Answer, Dataset

ROWS = (*TABULAR, "srj", "xml")
GRAPHS = ("turtle", "jsonld", "nt", "nq", "trig", "rdfxml")


@dataclass(frozen=True, slots=True)
class _Query:
    """The text of a query, and what errors call it."""

    text: str
    name: str


@click.command()
@data_options
@click.argument("what", required=False, metavar="[NAME|FILE|-]")
@click.option("-q", "--query", "text", metavar="TEXT", help="The query itself.")
@click.option("--list", "list_", is_flag=True, help="List the named questions.")
@output_options((*ROWS, *GRAPHS))
@language_option
@color_option
def query(
    what: str | None,
    text: str | None,
    list_: bool,
    format_: str | None,
    output: str | None,
    lang: str,
    opened: Opened,
    no_color: bool,
) -> None:
    """Ask the graph: a named question, a SPARQL file, standard input (-) or -q TEXT.

    The prefixes of the project need no declaration. A query only reads, and only what is loaded.

    \b
    Examples:
      bpokpo query skill-gap --lang id
      bpokpo query -q "SELECT ?m WHERE { ?m a bpokpo:OutsourcingModel }" -f csv
    """
    color = False if no_color else None
    if list_:
        emit(_questions(lang, format_of(format_, output, TABULAR, "table"), color), output)
        return
    asked = _asked(what, text, lang)
    dataset = opened.dataset()
    emit(_answered(dataset, asked, format_, output, lang, color), output)


def _questions(lang: str, format_: str, color: bool | None) -> str:
    from bpokpo_graph.questions import questions

    rows = [[question.name, question.title[lang]] for question in questions()]
    return _tabular(("name", "title"), rows, format_, color)


def _asked(what: str | None, text: str | None, lang: str) -> _Query:
    from bpokpo_graph.errors import UsageError

    if (what is None) == (text is None):
        raise UsageError("give one query: a name (see --list), a file, “-” for standard input, or -q TEXT")
    if text is not None:
        return _Query(text, "<query>")
    if what == "-":
        return _Query(_decoded(sys.stdin.buffer.read(), "<stdin>"), "<stdin>")
    if what is not None and (Path(what).suffix in (".rq", ".sparql") or "/" in what or Path(what).is_file()):
        return _Query(_decoded(_read(Path(what)), what), what)
    from bpokpo_graph.questions import question

    named = question(str(what))
    return _Query(named.bound(lang=lang), f"{named.name}.rq")


def _read(path: Path) -> bytes:
    from bpokpo_graph.errors import InputError

    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"the query cannot be read: {error.strerror}", file=str(path)) from error


def _decoded(data: bytes, name: str) -> str:
    from bpokpo_graph.errors import InputError

    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("the query is not UTF-8: save it as UTF-8", file=name, line=line) from error


def _answered(
    dataset: "Dataset", asked: _Query, format_: str | None, output: str | None, lang: str, color: bool | None
) -> str | bytes:
    """The answer as text, in the format that fits the form of the query."""
    form = dataset.form(asked.text, name=asked.name)
    on_offer, default = (GRAPHS, "turtle") if form in ("CONSTRUCT", "DESCRIBE") else (ROWS, "table")
    chosen = format_of(format_, output, on_offer, default)
    if chosen in TABULAR and chosen not in ("csv", "tsv"):
        answer = dataset.query(asked.text, name=asked.name)
        if isinstance(answer, bool):
            return f"{str(answer).lower()}\n"
        return _rows(answer, chosen, lang, color)  # type: ignore[arg-type]  # a graph has no tabular format
    return dataset.serialize(asked.text, chosen, name=asked.name)


def _rows(answer: "Answer", format_: str, lang: str, color: bool | None) -> str:
    from bpokpo_graph.cli.rendering import json_lines, json_text
    from bpokpo_graph.wording import plain

    if format_ in ("json", "jsonl"):
        rows = ({name: _plain(value) for name, value in row.asdict().items()} for row in answer)
        return json_text(list(rows)) if format_ == "json" else json_lines(rows)
    cells = [["" if value is None else plain(value, lang) for value in row] for row in answer]
    return _tabular(answer.variables, cells, format_, color)


def _plain(value: Any) -> Any:
    """A value as JSON has it; figures stay figures where JSON can hold them."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        if value == int(value):
            return int(value)
        as_float = float(value)
        return as_float if Decimal(repr(as_float)) == value else str(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)  # JSON has neither INF nor NaN
    return str(value)


def _tabular(columns: tuple[str, ...], rows: list[list[str]], format_: str, color: bool | None) -> str:
    from bpokpo_graph.cli.rendering import delimited, json_lines, json_text, markdown, table

    records = [dict(zip(columns, row, strict=True)) for row in rows]
    match format_:
        case "table":
            return table(columns, rows, color)
        case "md":
            return markdown(columns, rows)
        case "json":
            return json_text(records)
        case "jsonl":
            return json_lines(records)
    return delimited(columns, rows, "\t" if format_ == "tsv" else ",")
