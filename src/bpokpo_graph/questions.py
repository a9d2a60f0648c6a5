"""Named questions: the .rq files of ontology/queries, with a title in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bpokpo_graph import files
from bpokpo_graph.errors import InputError, UnknownTermError, UsageError
from bpokpo_graph.vocabulary import PREFIXES, expand

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Answer, Dataset, Graph

_ARGUMENTS = re.compile(r"VALUES (?P<names>\([^)]*\)|\?\w+) \{ (?P<row>\([^)]*\)|[^ ]+) \}")
_TITLE = re.compile(r"^# (id|en): *(\S.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a name; `title` has the keys `id` and `en`."""

    name: str
    path: Path
    text: str
    title: Mapping[str, str]

    def ask(self, dataset: "Dataset", **arguments: str) -> "Answer | bool | Graph":
        """The answer of a dataset, in the form the query asks for; see `bound` for the arguments."""
        return dataset.query(self.bound(**arguments), name=f"{self.name}.rq")

    def bound(self, **arguments: str) -> str:
        """The query with these values in the row of its VALUES line: `lang="id"`, `left="model:bpo"`.

        A value takes the kind of the default that it replaces: a text stays a text, all else is an IRI or a CURIE.
        Arguments which the question does not have are left out, so that a language can be given to any.
        """
        return _ARGUMENTS.sub(lambda found: _with_row(found, arguments), self.text, count=1)


def questions() -> tuple[Question, ...]:
    """All named questions, by name."""
    return tuple(_read(path) for path in files.queries())


def question(name: str) -> Question:
    """The question of that name.

    Raises UnknownTermError if there is none.
    """
    paths = {path.stem: path for path in files.queries()}
    if name not in paths:
        from difflib import get_close_matches

        raise UnknownTermError(name, get_close_matches(name, paths, n=3, cutoff=0.5), kind="question")
    return _read(paths[name])


def _with_row(found: re.Match[str], arguments: Mapping[str, str]) -> str:
    names = re.findall(r"\?(\w+)", found["names"])
    defaults = re.findall(r'"[^"]*"|[^\s()]+', found["row"])
    row = [_spelt(arguments[n], d) if n in arguments else d for n, d in zip(names, defaults, strict=True)]
    inside = " ".join(row)
    return f"VALUES {found['names']} {{ {f'({inside})' if found['names'].startswith('(') else inside} }}"


def _spelt(value: str, default: str) -> str:
    """The value as SPARQL, never able to leave its place: a quoted text, or an IRI in angle brackets."""
    if default.startswith('"'):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return f'"{escaped}"'
    iri = expand(value) if value.partition(":")[0] in PREFIXES else value
    if re.search(r'[\x00-\x20<>"{}|^`\\]', iri):
        raise UsageError(f"“{value}” is no IRI: blanks, quotes and brackets are not allowed")
    return f"<{iri}>"


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    header = text[: len(text) - len(re.sub(r"\A(?:#.*\n|\s*\n)*", "", text))]
    title = dict(_TITLE.findall(header))
    for lang in ("id", "en"):
        if lang not in title:
            raise InputError(f"a question needs the header line “# {lang}: …” with its title", file=str(path))
    return Question(path.stem, path, text, MappingProxyType(title))
