"""`bpokpo query`."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.answering import FORMATS
from bpokpo_graph.cli.options import (
    TABULAR,
    Opened,
    alone,
    emit,
    format_of,
    given,
    needless,
    parts_option,
    report_options,
)

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset
    from bpokpo_graph.questions import Question


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: a question with its arguments, and what errors call its text."""

    question: "Question"
    name: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def speaks(self) -> bool:
        """Whether the answer itself depends on --lang."""
        given = [name for name, _ in self.arguments]  # the language of --lang is the first of them
        return "lang" in self.question.parameters and given.count("lang") == 1

    def bound(self, dataset: "Dataset") -> str:
        """The query, with the IRIs of what the arguments name in the dataset."""
        return self.question.bound(**self.question.resolved(dataset, dict(self.arguments)))


@click.command()
@report_options(FORMATS)
@parts_option
@click.argument("what", required=False, metavar="[NAME|FILE|-]", shell_complete=completing.questions)
@click.option("-q", "--query", "text", metavar="TEXT", help="The query itself.")
@click.option(
    "-p", "--parameter", "parameters", nargs=2, multiple=True, metavar="NAME VALUE",
    shell_complete=completing.arguments, help="A value in the VALUES row of the question (repeat for more).",
)  # fmt: skip
@click.option("--list", "list_", is_flag=True, help="List the named questions with their parameters.")
@click.option(
    "--explain",
    is_flag=True,
    help="Instead of the answer, the time of each step and the query in SPARQL algebra (not the engine's plan).",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if an ASK answers false.")
def query(
    what: str | None,
    text: str | None,
    parameters: tuple[tuple[str, str], ...],
    list_: bool,
    explain: bool,
    exit_code: bool,
    format_: str | None,
    output: str | None,
    lang: str,
    opened: Opened,
    color: bool | None,
) -> None:
    """Ask the graph a named question, or a query of your own.

    That is a NAME (see --list), a SPARQL FILE, standard input (-) or -q TEXT. The prefixes of the project need no
    declaration. A query only reads, and only what is loaded. Its parameters are the variables of a VALUES of one row,
    also in your own; a VALUE is an IRI, a CURIE, a notation or a label, or a text or figure where the row has one. The
    formats parquet and xlsx need the extra “tables” and -o. In csv and tsv a text is as the data have it, and a
    spreadsheet takes “=1+1” for a formula; in xlsx it is a text.

    Answers spell numbers as the engine does, 1.50 as 1.5 and 01 as 1, and language tags in lower case; export keeps
    numbers as the files have them. In json a figure is a number where JSON can hold it exactly, else a text.

    \b
    Examples:
      bpokpo query skill-gap -p left KPO -p right BPO --lang id
      bpokpo query -q "SELECT ?m WHERE { ?m a bpokpo:OutsourcingModel }" -f csv
    """
    from bpokpo_graph.cli import answering
    from bpokpo_graph.errors import UsageError

    page = answering.Page(lang, color)
    if list_:
        alone("--list", "format_", "output", "lang")
        emit(answering.listed(page, format_of(format_, output, TABULAR, "table")), output)
        return
    opened.check_input(what)
    asked = _asked(what, text, parameters, opened)
    dataset = opened.dataset()
    bound = asked.bound(dataset)
    if explain:
        if exit_code:
            raise UsageError("--exit-code is for an answer, and --explain gives none: leave one of them out")
        chosen = format_of(format_, output, TABULAR, "table")
        if chosen in ("json", "jsonl") and not asked.speaks:
            needless("lang", why=f"changes nothing here, {chosen} has names of its own: leave it out")
        emit(answering.explained(dataset.explain(bound, name=asked.name), page, chosen), output)
        return
    form = dataset.form(bound, name=asked.name)
    if exit_code and form != "ASK":
        raise UsageError(f"--exit-code is for an ASK, and this is a {form}: leave it out")
    denied = exit_code and not dataset.ask(bound, name=asked.name)
    chosen = answering.fitting(form, format_, output)
    if chosen not in answering.SPOKEN and not asked.speaks:
        needless(
            "lang", why=f"changes nothing here, the query decides which languages the {chosen} holds: leave it out"
        )
    emit(answering.answered(dataset, bound, asked.name, page, chosen), output)
    if denied:
        raise click.exceptions.Exit(1)


def _asked(what: str | None, text: str | None, parameters: Sequence[tuple[str, str]], opened: Opened) -> _Asked:
    from bpokpo_graph.errors import UsageError

    if (what is None) == (text is None):
        raise UsageError("give one query: a name (see --list), a file, “-” for standard input, or -q TEXT")
    names = [name for name, _ in parameters]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UsageError(f"the parameter “{twice}” is given twice: give it one value")
    context = click.get_current_context()
    language = ("lang", context.params["lang"])
    own = _own(text, "<query>", opened) if text is not None else _from_outside(str(what), opened)
    if own is not None:
        spoken = "lang" in own.parameters and "lang" in {each.name for each in given(context)}
        return _Asked(own, own.name, (*([language] if spoken else ()), *parameters))
    named = _named(str(what))
    needless("max_parts", why="is for queries of your own, named questions have the room they need: leave it out")
    return _Asked(named, f"{named.name}.rq", (language, *parameters))


def _own(text: str, name: str, opened: Opened) -> "Question":
    """The question of somebody's own query, which keeps to the limits."""
    from bpokpo_graph import querytext
    from bpokpo_graph.questions import own

    querytext.inspect(text, name=name, limits=opened.limits)
    return own(text, name)


def _named(name: str) -> "Question":
    from bpokpo_graph.errors import UnknownTermError, UsageError
    from bpokpo_graph.questions import question

    try:
        return question(name)
    except UnknownTermError:
        with suppress(OSError):  # a name longer than files have
            if Path(name).is_file():
                raise UsageError(f"there is no question “{name}”: for the file of that name write ./{name}") from None
        raise


def _from_outside(what: str, opened: Opened) -> "Question | None":
    """The query of standard input or of a file, which is told by its suffix or a slash; None if it is neither."""
    if what != "-" and Path(what).suffix not in (".rq", ".sparql") and "/" not in what:
        return None
    name = "<stdin>" if what == "-" else what
    return _own(_read(what, name, opened.limits.size), name, opened)


def _read(what: str, name: str, size: int | None) -> str:
    from bpokpo_graph.errors import InputError
    from bpokpo_graph.files import decoded
    from bpokpo_graph.reading import contents

    try:
        return decoded(contents(what, size), name)
    except OSError as error:
        raise InputError(f"the query cannot be read: {error.strerror}", file=name) from error
