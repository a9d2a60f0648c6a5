"""What the shell offers after Tab: names from the graph. It reads lazily, prints nothing and never fails."""

import os
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from click import Context, Parameter
from click.shell_completion import CompletionItem, split_arg_string

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset

Offer = Callable[[Context, Parameter, str], list[CompletionItem]]


def _quiet(offer: Callable[[Context, str], Iterable[CompletionItem]]) -> Offer:
    """The items that begin with what is typed; none at all if anything goes wrong."""

    def offered(context: Context, _parameter: Parameter, typed: str) -> list[CompletionItem]:
        try:
            items = list(offer(context, typed))
        except Exception:  # a broken file must not disturb the prompt
            return []
        start = typed.casefold()
        return [item for item in items if item.type != "plain" or str(item.value).casefold().startswith(start)]

    return offered


@_quiet
def questions(context: Context, typed: str) -> Iterable[CompletionItem]:
    """Names of questions with their titles, and files."""
    from bpokpo_graph.questions import questions as all_questions

    lang = _language(context)
    yield from (CompletionItem(question.name, help=question.title[lang]) for question in all_questions())
    yield CompletionItem(typed, type="file")


@_quiet
def models(context: Context, _typed: str) -> Iterable[CompletionItem]:
    """Notations of the models there are."""
    return _named(_dataset(context), "?it a bpokpo:OutsourcingModel", _language(context))


@_quiet
def dimensions(context: Context, _typed: str) -> Iterable[CompletionItem]:
    """Notations of the dimensions that properties report."""
    return _named(_dataset(context), "?any bpokpo:dimension ?it", _language(context))


@_quiet
def tables(context: Context, _typed: str) -> Iterable[CompletionItem]:
    """Names of the tables that the shapes lay out."""
    from bpokpo_graph.columns import Schema

    schema, lang = Schema(_dataset(context)), _language(context)
    yield from (CompletionItem(kind.name, help=schema.label(kind.class_).get(lang)) for kind in schema.kinds)


@_quiet
def arguments(context: Context, _typed: str) -> Iterable[CompletionItem]:
    """Parameters of the question that is asked, else the notations of what has a type of the parameter's default."""
    from bpokpo_graph.questions import kinds
    from bpokpo_graph.questions import questions as all_questions

    words = _words()
    parameters = next(question.parameters for question in all_questions() if question.name in words)
    given = words[-1]
    if given.startswith("-"):
        yield from (CompletionItem(name, help=f"default {default}") for name, default in parameters.items())
    elif given in parameters and not parameters[given].startswith('"'):
        dataset = _dataset(context)
        yield from _named(dataset, f"?it a <{kinds(dataset, parameters[given])[0]}>", _language(context))


@_quiet
def templates(_context: Context, _typed: str) -> Iterable[CompletionItem]:
    """The kinds of templates."""
    from bpokpo_graph.templates import KINDS

    yield from map(CompletionItem, KINDS)


def formats(offered: Iterable[str]) -> Offer:
    """The formats of a command."""
    return _quiet(lambda _context, _typed: [CompletionItem(name) for name in offered])


def _words() -> list[str]:
    """The words before the one that is typed: click drops them all while an option still lacks one of its two."""
    words = split_arg_string(os.environ.get("COMP_WORDS", ""))
    typed = os.environ.get("COMP_CWORD", "")  # its place in bash and zsh, the word itself in fish
    if typed.isdigit():
        return words[: int(typed)]
    return words[:-1] if typed and words[-1:] == [typed] else words


def _language(context: Context) -> str:
    return context.params.get("lang") or "en"


def _dataset(context: Context) -> "Dataset":
    """What the data options name so far."""
    from bpokpo_graph.cli.options import Opened
    from bpokpo_graph.errors import UsageError

    given: dict[str, Any] = {field.name: context.params.get(field.name) for field in fields(Opened)}
    given |= {name: tuple(given[name] or ()) for name in ("data", "add", "named")} | {"verbose": False}
    if "-" in (*given["data"], *given["add"]):
        raise UsageError("standard input belongs to the shell")
    return Opened(**given).dataset()


def _named(dataset: "Dataset", pattern: str, lang: str) -> Iterable[CompletionItem]:
    """The notations, with labels, of what the pattern finds."""
    from bpokpo_graph.vocabulary import Text

    labels: dict[str, str] = {}
    for notation, label in dataset.select(
        f"SELECT DISTINCT ?notation ?label {{ {pattern} . ?it skos:notation ?notation "
        "OPTIONAL { ?it rdfs:label ?label } } ORDER BY ?notation ?label"
    ):
        if str(notation) not in labels or (isinstance(label, Text) and label.lang == lang):
            labels[str(notation)] = str(label or "")
    yield from (CompletionItem(notation, help=label) for notation, label in labels.items())
