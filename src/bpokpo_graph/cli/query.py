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
    color_option,
    data_options,
    emit,
    format_of,
    language_given,
    language_option,
    output_options,
    parts_option,
)

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset
    from bpokpo_graph.questions import Question


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: the text of a query and what errors call it, or a named question with its arguments."""

    text: str
    name: str
    question: "Question | None" = None
    arguments: tuple[tuple[str, str], ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether the answer itself depends on the language."""
        given = [name for name, _ in self.arguments]  # the language is the first of them
        return self.question is not None and "lang" in self.question.parameters and given.count("lang") == 1

    def bound(self, dataset: "Dataset") -> str:
        """The query, with the IRIs of what the arguments name in the dataset."""
        if self.question is None:
            return self.text
        return self.question.bound(**self.question.resolved(dataset, dict(self.arguments)))


@click.command()
@data_options
@parts_option
@click.argument("what", required=False, metavar="[NAME|FILE|-]", shell_complete=completing.questions)
@click.option("-q", "--query", "text", metavar="TEXT", help="The query itself.")
@click.option(
    "-p", "--parameter", "parameters", nargs=2, multiple=True, metavar="NAME VALUE",
    shell_complete=completing.arguments, help="A parameter of the named question (repeat for more).",
)  # fmt: skip
@click.option("--list", "list_", is_flag=True, help="List the named questions with their parameters.")
@click.option("--explain", is_flag=True, help="Show what answering takes, step by step, in place of the answer.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if an ASK answers false.")
@output_options(FORMATS)
@language_option
@color_option
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
    no_color: bool,
) -> None:
    """Ask the graph a named question, or a query of your own.

    That is a NAME (see --list), a SPARQL FILE, standard input (-) or -q TEXT. The prefixes of the project need no
    declaration. A query only reads, and only what is loaded. The VALUE of a parameter is an IRI, a CURIE, a notation or
    a label. The formats parquet and xlsx need the extra “tables” and -o.

    \b
    Examples:
      bpokpo query skill-gap -p left KPO -p right BPO --lang id
      bpokpo query -q "SELECT ?m WHERE { ?m a bpokpo:OutsourcingModel }" -f csv
    """
    from bpokpo_graph.cli import answering
    from bpokpo_graph.errors import UsageError

    page, language_matters = answering.Page(lang, False if no_color else None), language_given()
    if list_:
        alone("--list", "format_", "output", "lang", "no_color")
        emit(answering.listed(page, format_of(format_, output, TABULAR, "table")), output)
        return
    opened.check_input(what)
    asked = _asked(what, text, lang, parameters, opened)
    dataset = opened.dataset()
    bound = asked.bound(dataset)
    if explain:
        if exit_code:
            raise UsageError("--exit-code is for an answer, and --explain gives none: leave one of them out")
        chosen = format_of(format_, output, TABULAR, "table")
        emit(answering.explained(dataset.explain(bound, name=asked.name), page, chosen), output)
        return
    form = dataset.form(bound, name=asked.name)
    if exit_code and form != "ASK":
        raise UsageError(f"--exit-code is for an ASK, and this is a {form}: leave it out")
    denied = exit_code and not dataset.ask(bound, name=asked.name)
    chosen = answering.fitting(form, format_, output)
    if language_matters and chosen not in answering.SPOKEN and not asked.speaks:
        raise UsageError(f"--lang changes nothing here: the query decides which languages the {chosen} holds")
    emit(answering.answered(dataset, bound, asked.name, page, chosen), output)
    if denied:
        raise click.exceptions.Exit(1)


def _asked(
    what: str | None, text: str | None, lang: str, parameters: Sequence[tuple[str, str]], opened: Opened
) -> _Asked:
    from bpokpo_graph.errors import UsageError

    if (what is None) == (text is None):
        raise UsageError("give one query: a name (see --list), a file, “-” for standard input, or -q TEXT")
    found = _Asked(text, "<query>") if text is not None else _from_outside(str(what))
    if found is not None:
        if parameters:
            raise UsageError("-p is for named questions (see --list): write the values into the query itself")
        from bpokpo_graph import querytext

        querytext.inspect(found.text, name=found.name, limits=opened.limits)
        return found
    named = _named(str(what))
    names = [name for name, _ in parameters]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UsageError(f"the parameter “{twice}” is given twice: give it one value")
    return _Asked(named.text, f"{named.name}.rq", named, (("lang", lang), *parameters))


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


def _from_outside(what: str) -> _Asked | None:
    """The query of standard input or of a file, which is told by its suffix or a slash; None if it is neither."""
    if what == "-":
        return _Asked(_read("-", "<stdin>"), "<stdin>")
    if Path(what).suffix in (".rq", ".sparql") or "/" in what:
        return _Asked(_read(what, what), what)
    return None


def _read(what: str, name: str) -> str:
    from bpokpo_graph.errors import InputError
    from bpokpo_graph.files import decoded
    from bpokpo_graph.reading import contents

    try:
        return decoded(contents(what), name)
    except OSError as error:
        raise InputError(f"the query cannot be read: {error.strerror}", file=name) from error
