"""Named questions: the .rq files of ontology/queries, with a title in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bpokpo_graph import files
from bpokpo_graph.errors import InputError, UnknownTermError, UsageError
from bpokpo_graph.vocabulary import PREFIXES, Iri, expand

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Answer, Dataset, Graph

# A value of a row as it is spelt; the first row of VALUES that stands alone in its braces, outside comments.
_VALUE = r'"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^[^\s(){}]+)?|<[^<>\s]*>|[^\s(){}"<>]+'
_ARGUMENTS = re.compile(
    r"(?P<before>^(?:[^#\n<]|<[^<>\s]*>|<(?![^<>\s]*>))*?\b)VALUES\s*(?P<names>\(\s*(?:\?\w+\s*)+\)|\?\w+)\s*"
    rf"\{{\s*(?P<row>\(\s*(?:{_VALUE})(?:\s+(?:{_VALUE}))*\s*\)|{_VALUE})\s*\}}",
    re.MULTILINE | re.IGNORECASE,
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|true|false")
_TITLE = re.compile(r"^# (id|en): *(\S.*?) *$", re.MULTILINE)
_HEADING = re.compile(r"^# \?(\w+): *(\S.*?) / (\S.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a name; `title` has the keys `id` and `en`, or none if the query is somebody's own."""

    name: str
    path: Path
    text: str
    title: Mapping[str, str]

    @property
    def parameters(self) -> Mapping[str, str]:
        """The names of the arguments, each with its default as the query spells it: `model:bpo`, `"en"`."""
        found = _ARGUMENTS.search(self.text)
        return MappingProxyType(_defaults(found) if found else {})

    def ask(self, dataset: "Dataset", **arguments: str) -> "Answer | bool | Graph":
        """The answer of a dataset, in the form the query asks for; see `resolved` for the arguments."""
        return dataset.query(self.bound(**self.resolved(dataset, arguments)), name=f"{self.name}.rq")

    def resolved(self, dataset: "Dataset", arguments: Mapping[str, str]) -> dict[str, str]:
        """The arguments with the IRI of whatever they name in the dataset: by IRI, CURIE, notation or label.

        What has a type of the default comes first. `lang` may be given to any question. Raises UsageError for an
        argument that the question does not have, UnknownTermError for a name that nothing has.
        """
        found = {}
        for name, value in arguments.items():
            default = self.parameters.get(name)
            if default is None and name != "lang":
                raise UsageError(f"{self.name} has no parameter “{name}”: it has {self._listed()}")
            if default is not None:
                found[name] = value if _is_data(default) else _meant(dataset, value, default)
        return found

    def _listed(self) -> str:
        listed = ", ".join(f"{name} (default {default})" for name, default in self.parameters.items())
        return listed or "none, for it has no VALUES of one row"

    def bound(self, **arguments: str) -> str:
        """The query with these values in the row of its VALUES line: `lang="id"`, `left="model:bpo"`.

        A value takes the kind of the default that it replaces: a text stays a text, a figure or truth value such a one,
        and all else is an IRI or a CURIE.
        Arguments which the question does not have are left out, so that a language can be given to any.
        """
        return _ARGUMENTS.sub(lambda found: _with_row(found, arguments), self.text, count=1)


def questions() -> tuple[Question, ...]:
    """All named questions, by name."""
    return tuple(_read(path) for path in files.queries())


def question(name: str) -> Question:
    """The question of that name; `bpokpo_graph.questions.questions()` are all of them.

    Raises UnknownTermError if there is none.
    """
    paths = {path.stem: path for path in files.queries()}
    if name not in paths:
        from difflib import get_close_matches

        raise UnknownTermError(name, get_close_matches(name, paths, n=3, cutoff=0.5), kind="question")
    return _read(paths[name])


def own(text: str, name: str) -> Question:
    """The question that somebody's own query asks; `name` is what errors call it."""
    return Question(name, Path(name), text, MappingProxyType({}))


def headings(text: str) -> Mapping[str, Mapping[str, str]]:
    """How the header of a query calls its columns in `id` and `en`: `# ?left: kiri / left`."""
    found = _HEADING.findall(_header(text))
    return {"id": {name: heading for name, heading, _ in found}, "en": {name: heading for name, _, heading in found}}


def _defaults(found: re.Match[str]) -> dict[str, str]:
    """Each name of the row with its value; none if the two do not match, which the engine then tells."""
    names, values = re.findall(r"\?(\w+)", found["names"]), re.findall(_VALUE, found["row"])
    return dict(zip(names, values, strict=True)) if len(names) == len(values) else {}


def _is_data(default: str) -> bool:
    """Whether it is a text, a figure or a truth value, which names nothing."""
    return default.startswith('"') or _PLAIN.fullmatch(default) is not None


def kinds(dataset: "Dataset", default: str) -> tuple[str, ...]:
    """The types in the dataset of the IRI that a parameter has by default, the narrowest first."""
    if default.startswith("<"):
        like = Iri(default[1:-1])
    elif default.partition(":")[0] in PREFIXES:
        like = expand(default)
    else:  # UNDEF, or a prefix that only the query declares
        return ()
    found = dataset.select(
        f"SELECT ?type (COUNT(?one) AS ?many) {{ <{like}> a ?type . ?one a ?type }} GROUP BY ?type ORDER BY ?many ?type"
    )
    return tuple(row["type"] for row in found)


def _meant(dataset: "Dataset", value: str, default: str) -> str:
    """The IRI of what a value names, rather one of the default's types than another."""
    for type_ in kinds(dataset, default):
        try:
            return dataset.find(value, type_)
        except UnknownTermError:
            pass
    return dataset.find(value)


def _with_row(found: re.Match[str], arguments: Mapping[str, str]) -> str:
    defaults = _defaults(found)
    if not defaults:
        return found[0]
    row = [_spelt(arguments[name], default) if name in arguments else default for name, default in defaults.items()]
    inside = " ".join(row)
    row_spelt = f"({inside})" if found["names"].startswith("(") else inside
    return f"{found['before']}VALUES {found['names']} {{ {row_spelt} }}"


def _spelt(value: str, default: str) -> str:
    """The value as SPARQL, never able to leave its place: a quoted text, or an IRI in angle brackets."""
    if default.startswith('"'):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        _, quote, kind = default.rpartition('"')
        return f'"{escaped}{quote}{kind}'
    if _PLAIN.fullmatch(default):
        if not _PLAIN.fullmatch(value):
            raise UsageError(f"“{value}” is no figure or truth value, as the default {default} is")
        return value
    iri = expand(value) if value.partition(":")[0] in PREFIXES else value
    if re.search(r'[\x00-\x20<>"{}|^`\\]', iri):
        raise UsageError(f"“{value}” is no IRI: blanks, quotes and brackets are not allowed")
    return f"<{iri}>"


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    title = dict(_TITLE.findall(_header(text)))
    for lang in ("id", "en"):
        if lang not in title:
            raise InputError(f"a question needs the header line “# {lang}: …” with its title", file=str(path))
    return Question(path.stem, path, text, MappingProxyType(title))


def _header(text: str) -> str:
    """The comments before the query."""
    return text[: len(text) - len(re.sub(r"\A(?:#.*\n|\s*\n)*", "", text))]
