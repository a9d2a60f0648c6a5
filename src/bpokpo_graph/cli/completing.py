"""What the shell offers after Tab: names from the graph, and files. It reads lazily, prints nothing and never fails."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from click import Context, Parameter
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, split_arg_string

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset

# What a prompt may take: seconds, and bytes of a source.
PATIENCE, MOST = 5, 2**24
Offer = Callable[[Context, Parameter, str], list[CompletionItem]]


def _quiet(offer: Callable[[Context, str], Iterable[CompletionItem]]) -> Offer:
    """The items that begin with what is typed; none at all if anything goes wrong, or takes longer than one waits."""

    def offered(context: Context, _parameter: Parameter, typed: str) -> list[CompletionItem]:
        found: list[list[CompletionItem]] = []

        def look() -> None:
            with suppress(BaseException):  # a broken file must not disturb the prompt
                found.append(list(offer(context, typed)))

        search = Thread(target=look, daemon=True)
        search.start()
        search.join(PATIENCE)
        items, start = found[0] if found else [], typed.casefold()
        return [item for item in items if item.type != "plain" or str(item.value).casefold().startswith(start)]

    return offered


@_quiet
def files(_context: Context, typed: str) -> Iterable[CompletionItem]:
    """Files and folders."""
    yield CompletionItem(typed, type="file")


@_quiet
def named_files(_context: Context, typed: str) -> Iterable[CompletionItem]:
    """Files and folders after IRI=, which the shell by itself would take for a part of their names."""
    graph, equals, start = typed.partition("=")
    folder, _, begun = start.rpartition("/")
    if equals:
        place = Path(f"{folder}/" if folder or start.startswith("/") else "")
        found = sorted(each for each in place.iterdir() if each.name.startswith(begun))
        yield from (CompletionItem(f"{graph}={each}{'/' if each.is_dir() else ''}") for each in found)


@_quiet
def questions(context: Context, typed: str) -> Iterable[CompletionItem]:
    """Names of questions with their titles, and files."""
    from bpokpo_graph.questions import questions as all_questions

    lang = _language(context)
    yield CompletionItem(typed, type="file")  # first, for in bash it takes back what came before
    yield from (CompletionItem(question.name, help=question.title[lang]) for question in all_questions())


@_quiet
def terms(context: Context, typed: str) -> Iterable[CompletionItem]:
    """Notations and labels of anything; CURIEs after a prefix or where else is nothing; before all, the models."""
    from bpokpo_graph.words import LANGUAGES

    dataset, lang = _dataset(context), _language(context)
    if not typed:
        yield from _named(dataset, "?it a bpokpo:OutsourcingModel", lang)
        return
    called = [*_named(dataset, "?it ?any ?thing", lang), *_labels(dataset, (lang, ""))]
    found = [item for item in called if str(item.value).casefold().startswith(typed.casefold())]
    yield from found
    if ":" in typed or not found:
        yield from (*_labels(dataset, LANGUAGES), *_curies(dataset))


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
    from bpokpo_graph.questions import kinds, own
    from bpokpo_graph.questions import questions as all_questions

    words = _words()
    asked = [question for question in all_questions() if question.name in words]
    asked += [own(Path(word).read_text("utf-8"), word) for word in words if Path(word).suffix in (".rq", ".sparql")]
    parameters = asked[0].parameters
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
    from bpokpo_graph.cli.options import locale_language

    return context.params.get("lang") or locale_language()


def _dataset(context: Context) -> "Dataset":
    """What the data options name so far."""
    from bpokpo_graph.cli.options import Opened
    from bpokpo_graph.errors import UsageError

    given: dict[str, Any] = {field.name: context.params.get(field.name) for field in fields(Opened)}
    given |= {name: tuple(given[name] or ()) for name in ("data", "add", "named")} | {"verbose": False}
    given["max_size"] = min(given["max_size"] or MOST, MOST)
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


def _labels(dataset: "Dataset", languages: Sequence[str]) -> Iterable[CompletionItem]:
    """The labels in these languages of whatever has an IRI."""
    found = dataset.select(
        "SELECT DISTINCT ?label { ?it rdfs:label|skos:prefLabel|skos:altLabel ?label "
        f"FILTER ( isIRI(?it) && LANG(?label) IN {tuple(languages)} ) }} ORDER BY ?label"
    )
    yield from (CompletionItem(label) for label in dict.fromkeys(str(label) for (label,) in found))


def _curies(dataset: "Dataset") -> Iterable[CompletionItem]:
    """The CURIEs of whatever the graph describes."""
    from bpokpo_graph.vocabulary import compact

    found = dataset.select("SELECT DISTINCT ?it { ?it ?any ?thing FILTER ( isIRI(?it) ) } ORDER BY ?it")
    yield from (CompletionItem(compact(iri)) for (iri,) in found if compact(iri) != iri)


class Bash(BashComplete):
    """Completion in bash, which ends words at : and = too, and reads an answer as it reads a command line."""

    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and that one, whole again."""
        words, place = split_arg_string(os.environ["COMP_WORDS"]), int(os.environ["COMP_CWORD"])
        whole = [*_whole(words[: place + 1]), *([""] if place >= len(words) else [])]
        return whole[1:-1], whole[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """The rest of the word that bash has in hand, spelt as it must be typed."""
        if item.type != "plain":
            return super().format_completion(item)
        value, typed = str(item.value), self.get_completion_args()[1]
        if not re.search(r"""(?:^|\s)["'][^"']*\Z""", os.environ["COMP_WORDS"]):
            done = max(map(typed.rfind, ":=")) + 1
            value = value[done:] if value.casefold().startswith(typed[:done].casefold()) else value
            value = re.sub(r"([^\w@%+=:,./~-])", r"\\\1", value)
        return super().format_completion(CompletionItem(value.replace("\\", "\\\\")))


add_completion_class(Bash)


def _whole(words: Sequence[str]) -> list[str]:
    """The words without the breaks that bash makes at : and =."""
    whole: list[str] = []
    glue = False
    for word in words:
        mark = not word.strip(":=")
        if whole and (mark or glue):
            whole[-1] += word
        else:
            whole.append(word)
        glue = mark
    return whole
