"""Templates to fill in: Turtle for a model, an activity, a claim or a source, and a question in SPARQL.

What a template asks for is what the shapes ask for, with the definitions and codes of the graph as comments. It can be
read as it stands, and the shapes object until its blanks are filled.
"""

import re
import shlex
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import UsageError
from bpokpo_graph.forms import Field, Forms, Need
from bpokpo_graph.vocabulary import PREFIXES, Iri, compact, expand
from bpokpo_graph.words import LANGUAGES, word

BLANK = '"???"'
NAMESPACE = "https://example.org/my/"
WIDTH = 100
MANY = 4  # choices that are too many to be listed again
QUESTION = "question"
# What each kind describes: a class, and those whose members it always brings along.
_CLASSES = MappingProxyType(
    {
        "model": ("bpokpo:OutsourcingModel",),
        "activity": ("bpokpo:Activity",),
        "claim": ("bpokpo:Claim",),
        "source": ("bpokpo:SourceDocument", "bpokpo:SourceSentence"),
    }
)
KINDS = (*_CLASSES, QUESTION)
_NEEDS = {Need.MUST: "must", Need.SHOULD: "should", Need.MAY: "may"}
_EXAMPLES = {
    "rdf:langString": '"…"@id, "…"@en',
    "xsd:decimal": "12.5",
    "xsd:integer": "12",
    "xsd:boolean": "true",
    "xsd:date": '"2026-11-23"^^xsd:date',
}


@dataclass(frozen=True, slots=True)
class _Node:
    """A node to describe: its class, its name, and the properties that the other nodes already fill."""

    class_: Iri
    name: str
    links: Mapping[Iri, str] = field(default_factory=dict)


def template(
    dataset: Dataset, kind: str, name: str | None = None, *, namespace: str = NAMESPACE, lang: str = "en"
) -> str:
    """A template of a kind in `KINDS`, with comments in a language; SPARQL for a question, else Turtle.

    `name` becomes the notation, the label or the title, and the end of the IRIs, which begin with `namespace`. Blanks
    are written as "???". Raises UsageError for a kind, a name or a namespace that cannot be.
    """
    if kind not in KINDS:
        raise UsageError(f"there is no template “{kind}”: choose one of {', '.join(KINDS)}")
    words = _line(name or "")
    if re.search(r"[\ud800-\udfff]", name or ""):
        raise UsageError("the name is not UTF-8: type it in UTF-8")
    if not re.fullmatch(r'[A-Za-z][\w+.-]*:[^\x00-\x20<>"{}|^`\\]+[/#]', namespace):
        raise UsageError(f"“{namespace}” is no namespace: give an absolute IRI that ends with / or #")
    forms = Forms(dataset)
    if not forms.texts(expand("bpokpo:OutsourcingModel"), "skos:definition"):
        raise UsageError("without the vocabulary there is nothing to make a template of: leave out --bare")
    return _question(forms, words, lang) if kind == QUESTION else _Turtle(forms, kind, words, namespace, lang).text()


class _Turtle:
    """A template in Turtle."""

    def __init__(self, forms: Forms, kind: str, name: str, namespace: str, lang: str) -> None:
        self.forms, self.kind, self.name, self.namespace, self.lang = forms, kind, name, namespace, lang
        self.nodes = self._nodes()
        self._listed: dict[tuple[Iri, ...], Iri] = {}

    def text(self) -> str:
        """The whole of it: head, prefixes, one block for each node."""
        blocks = [line for node in self.nodes for line in self._block(node)]
        head = [*_comment(self._head(), ""), ""]
        used = {"my": self.namespace} | {
            prefix: PREFIXES[prefix]
            for prefix in PREFIXES
            if any(re.search(rf"(?<![\w:/.-]){prefix}:\w", line) for line in blocks)
        }
        width = max(map(len, used)) + 1
        prefixes = [f"@prefix {prefix + ':':{width}} <{iri}> ." for prefix, iri in used.items()]
        return "\n".join([*head, *prefixes, *blocks, ""])

    def _nodes(self) -> list[_Node]:
        first, *others = (expand(name) for name in _CLASSES[self.kind])
        slug = _slug(self.name) or self.kind
        root = _Node(first, f"my:{slug}")
        parts = {class_: path for class_, path in self.forms.parts(first).items() if self.forms.knows(class_)}
        nodes = [root]
        for class_ in (*parts, *others):
            back = self.forms.inverse(parts[class_]) if class_ in parts else None
            up = [back] if back else [one.path for one in self.forms.fields(class_) if one.inner == first]
            nodes.append(_Node(class_, f"{root.name}-{_kebab(class_)}-1", dict.fromkeys(up, root.name)))
        return nodes

    def _head(self) -> str:
        what = self._label(self.nodes[0].class_)
        models = [shlex.quote(_line(each)) for each in self.forms.notations(expand("bpokpo:OutsourcingModel"))]
        after = {"model": "then-model", "source": "then-source"}.get(self.kind, "then-show")
        shown = shlex.quote(self.name) if self.name else "???"
        if after == "then-show":
            shown = self.namespace + self.nodes[0].name.removeprefix("my:")
        then = self._word(after).format(others=" ".join(models), name=shown)
        return f"{self._word('template').replace('{kind}', what)}\n{then}"

    def _block(self, node: _Node) -> Iterator[str]:
        """A heading with what the node is, its fields, and what else has to be said of it."""
        yield from ("", "", f"# {'-' * 64} {self._label(node.class_)}", "#")
        rules = [self._in(rule) for rule in self.forms.rules(node.class_)]
        yield from _comment(" ".join([self._in(self.forms.texts(node.class_, "skos:definition")), *rules]), "")
        yield from ("", f"{node.name} a {self._spelt(node.class_)} ;")
        fields = self.forms.fields(node.class_, without=node.links)
        yield from self._names(node, {one.path for one in fields})
        for one in fields:
            yield from self._field(one, node)
        yield from self._kinds(node)
        yield "    ."
        yield from self._beside(node, {one.path for one in fields})

    def _names(self, node: _Node, asked: set[Iri]) -> Iterator[str]:
        """A label made of the class and the name, where no shape asks for one."""
        if expand("rdfs:label") in asked:
            return
        labels = self.forms.texts(node.class_, "rdfs:label")
        number = f"{self.name} 1" if node is not self.nodes[0] else self.name
        kinds = {lang: _line(labels.get(lang) or self._label(node.class_)).lower() for lang in LANGUAGES}
        named = ", ".join(_text(f"{kinds[lang]} {number}".strip(), lang) for lang in LANGUAGES)
        yield from ("", f"    # {self._label(expand('rdfs:label'))}", f"    rdfs:label {named} ;")
        if node is self.nodes[0] and self.name and " " not in self.name:
            yield from ("", f"    # {self._label(expand('skos:notation'))}", f"    skos:notation {_text(self.name)} ;")

    def _field(self, one: Field, node: _Node, off: str = "") -> Iterator[str]:
        """A field with its comment; `off` or a need that is none switches its line off."""
        value = self._value(one, node)
        filled = value != BLANK
        need = Need.MUST if one.path in node.links else one.need
        yield from ("", f"    # {self._label(one.path)} {self._word(_NEEDS[need])}")
        said = [self._in(self.forms.texts(one.path, "skos:definition"))]
        if not filled or BLANK in value:
            said += [self._in(one.message), self._example(one)]
        yield from _comment(" ".join(filter(None, said)), "    ")
        if not filled:
            yield from self._choices(one)
        mark = off or ("#" if need is Need.MAY else "")
        yield f"    {mark}{self._spelt(one.path)} {value} ;"

    def _value(self, one: Field, node: _Node) -> str:
        """What the template itself can fill in, else a blank."""
        if one.path in node.links:
            return node.links[one.path]
        own = [other.name for other in self.nodes[1:] if other.class_ == one.inner and node is self.nodes[0]]
        if own:
            return ", ".join(own)
        if one.fixed is not None and not isinstance(one.fixed, str):
            return str(one.fixed).lower()
        return self._named(one, node) if node is self.nodes[0] and self.name else BLANK

    def _named(self, one: Field, node: _Node) -> str:
        """The name as the notation, if there is one and the name is one word, else as the label in our language."""
        notation, label = expand("skos:notation"), expand("rdfs:label")
        asked = {each.path for each in self.forms.fields(node.class_)}
        home = notation if notation in asked and " " not in self.name else label
        if one.path != home:
            return BLANK
        return _text(self.name) if home == notation else f"{_text(self.name, self.lang)}, {BLANK}"

    def _example(self, one: Field) -> str:
        """How to write what is neither chosen nor linked; where to look for what is too much to list."""
        if one.among:
            return self._word("among").replace("{}", self._spelt(one.among).strip("<>"))
        example = _EXAMPLES.get(compact(one.datatype)) if one.datatype else None
        return self._word("such-as").replace("{}", example) if example and one.fixed is None else ""

    def _choices(self, one: Field) -> Iterator[str]:
        """What may be chosen; a long list only once."""
        first = self._listed.setdefault(one.choices, one.path)
        if first != one.path and len(one.choices) > MANY:
            yield from _comment(self._word("as-above").replace("{}", self._label(first)), "    ")
        else:
            yield from self._list(one.choices, "    ")

    def _list(self, choices: Iterable[Iri], indent: str) -> Iterator[str]:
        spelt = {self._spelt(choice): self._label(choice) for choice in choices}
        width = max(map(len, spelt), default=0)
        yield from (f"{indent}#   {choice:{width}}  {label}".rstrip() for choice, label in spelt.items())

    def _kinds(self, node: _Node) -> Iterator[str]:
        """The kinds that a member is exactly one of: the first as it stands, the others switched off."""
        for number, kind in enumerate(self.forms.kinds(node.class_)):
            either = f"{self._word('or')}: " if number else ""
            off = "#" if number else ""
            yield ""
            definition = self._in(self.forms.texts(kind, "skos:definition"))
            yield from _comment(f"{either}{self._label(kind)}. {definition}", "    ")
            yield f"    {off}a {self._spelt(kind)} ;"
            for one in self.forms.fields(kind, inherited=False):
                yield from self._field(one, node, off)

    def _beside(self, node: _Node, asked: set[Iri]) -> Iterator[str]:
        """Statements whose subject is another: what points at the node, and the triple that it claims."""
        linked = {link for other in self.nodes for link in other.links}
        for path in self.forms.incoming(node.class_):
            if self.forms.inverse(path) in linked or self._points(path, node):
                continue
            definition = self._in(self.forms.texts(path, "skos:definition"))
            yield ""
            yield from _comment(f"{self._label(path)} {self._word('must')}\n{definition} {self._word('pointing')}", "")
            yield from self._list(self.forms.subjects(path), "")
            yield f"#{BLANK} {self._spelt(path)} {node.name} ."
        if {expand(f"rdf:{role}") for role in ("subject", "predicate", "object")} <= asked:
            yield ""
            yield from _comment(self._word("triple"), "")
            yield f"#{BLANK} {BLANK} {BLANK} ."

    def _points(self, path: Iri, node: _Node) -> bool:
        """Whether another node of the template points at this one by the property."""
        others = [other for other in self.nodes if other is not node]
        return any(one.path == path for other in others for one in self.forms.fields(other.class_))

    def _spelt(self, iri: Iri) -> str:
        if iri.startswith(self.namespace) and re.fullmatch(r"[A-Za-z0-9][\w-]*", iri[len(self.namespace) :], re.ASCII):
            return f"my:{iri[len(self.namespace) :]}"
        short = compact(iri)
        return short if short != iri else f"<{iri}>"

    def _label(self, node: Iri) -> str:
        return self._in(self.forms.texts(node, "rdfs:label")) or compact(node)

    def _in(self, texts: Mapping[str, str]) -> str:
        return _line(texts.get(self.lang) or next((texts[other] for other in sorted(texts)), ""))

    def _word(self, key: str) -> str:
        return word(key)[self.lang]


def _question(forms: Forms, name: str, lang: str) -> str:
    """A question that runs as it stands: what each model has for one property."""
    properties = forms.compared(expand("bpokpo:OutsourcingModel"))
    titles = [f"# {each}: {name if name and each == lang else '???'}" for each in LANGUAGES]
    spelt = {compact(path): _line(forms.texts(path, "rdfs:label").get(lang, "")) for path in properties}
    width = max(map(len, spelt))
    lines = [
        *titles,
        "# ?model: model / model",
        "# ?value: nilai / value",
        "#",
        *_comment(word("question")[lang], ""),
        *(f"PREFIX {prefix + ':':{len('bpokpo:') + 1}} <{PREFIXES[prefix]}>" for prefix in ("bpokpo", "rdfs")),
        "",
        "SELECT ?model ?value WHERE {",
        f"  # {word('arguments')[lang]}",
        *(f"  #   {path:{width}}  {label}" for path, label in sorted(spelt.items())),
        f'  VALUES (?property ?lang) {{ ({compact(properties[0])} "{lang}") }}',
        "  ?it a bpokpo:OutsourcingModel ; ?property ?node ; rdfs:label ?model .",
        "  ?node rdfs:label ?value .",
        "  FILTER ( LANG(?model) = ?lang && LANG(?value) = ?lang )",
        "}",
        "ORDER BY ?model ?value",
        "",
    ]
    return "\n".join(lines)


def _comment(text: str, indent: str) -> list[str]:
    """The text as comment lines; lines that fit are left as they are."""
    lines = [line for part in text.split("\n") for line in (_wrapped(part, WIDTH - len(indent)) or [""])]
    return [f"{indent}# {line}".rstrip() for line in lines] if text else []


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width - 2, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)


def _line(text: str) -> str:
    """The text on one line, without what does not print: what others wrote never ends a comment."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _text(text: str, lang: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{lang}' if lang else f'"{escaped}"'


def _slug(name: str) -> str:
    """Lower-case ASCII with hyphens; nothing if the name has no such letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _kebab(class_: Iri) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", re.split("[:/#]", compact(class_))[-1]).lower()
