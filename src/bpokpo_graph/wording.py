"""How the graph's values read in a language: labels, figures, and cells as a person would write them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from bpokpo_graph.statements import Part, Stated
from bpokpo_graph.terms import ALIGNMENT, CONDITION, CONTEXT, STATEMENT, Term, Value
from bpokpo_graph.values import figure as figure
from bpokpo_graph.values import readable
from bpokpo_graph.vocabulary import BlankNode, compact
from bpokpo_graph.words import word

if TYPE_CHECKING:
    from bpokpo_graph.comparison import Comparison


class Headed(Protocol):
    """A row: what aligns the nodes that are its values, and its property."""

    @property
    def key(self) -> tuple[Part, ...]: ...  # noqa: D102
    @property
    def property(self) -> Term: ...  # noqa: D102


class Worded(Protocol):
    """An answer with the terms that serve as its headings, by CURIE: a comparison or a card."""

    @property
    def words(self) -> Mapping[str, Term]: ...  # noqa: D102


def pick(texts: Mapping[str, str], lang: str) -> str:
    """The text in that language, else in one of its regions (id-ID), else in another language, else nothing."""
    ordered = sorted(texts, key=lambda other: (other != lang, not other.lower().startswith(f"{lang}-"), other))
    return next((texts[other] for other in ordered if texts[other]), "")


def name(term: Term, lang: str) -> str:
    """A term's label, else its notation, else its CURIE."""
    return pick(term.label, lang) or term.notation or compact(term.iri)


def short(term: Term, lang: str) -> str:
    """The notation of a claim, a sentence or a model, else its label, else its CURIE."""
    return term.notation or name(term, lang)


def plain(value: Value, lang: str) -> str:
    """A value by itself: a term's name, a figure, a text."""
    if isinstance(value, Term):
        return name(value, lang)
    return readable(value, lang)


def heading(row: Headed, lang: str) -> str:
    """What a row is about: its property, or what aligns its nodes, without what no source states."""
    return " · ".join(_phrases(row.key, ALIGNMENT, lang)) or name(row.property, lang)


def written(stated: Stated, answer: Worded, lang: str) -> str:
    """A value as a person would write it: what is said, its conditions, and the context in brackets.

    What the source leaves out is named at the end of the context, so that the hole is seen.
    """
    if not stated.parts:
        return plain(stated.value, lang)
    said = [_phrases(stated.parts, group, lang) for group in (STATEMENT, CONDITION)]
    body = ", ".join(" ".join(words) for words in said if words)
    context = [*_phrases(stated.parts, CONTEXT, lang), *_claimed(stated, answer, lang)]
    missing = [name(part.property, lang) for part in stated.parts if _silent(part)]
    if missing:
        context.append(f"{name(answer.words['bpokpo:NotStated'], lang).lower()}: {', '.join(missing)}")
    if not body:
        unnamed = isinstance(stated.value, Term) and isinstance(stated.value.iri, BlankNode)
        return "; ".join(context) if context and unnamed else plain(stated.value, lang)
    return f"{body} ({'; '.join(context)})" if context else body


def cell(values: Sequence[Stated], answer: Worded, lang: str) -> list[str]:
    """The values of a cell, one a line; those given as examples and the like stand behind one qualifier."""
    lines = []
    for qualifier, group in groupby(values, key=lambda stated: "" if stated.parts else _qualifier(stated, lang)):
        items = [written(stated, answer, lang) + marks(stated) for stated in group]
        lines += [f"{qualifier} {'; '.join(items)}"] if qualifier else items
    return lines


def sheet(comparison: "Comparison", lang: str) -> tuple[list[str], list[list[str]]]:
    """The comparison as a plain table, head and rows, without the rows on which no model speaks."""
    words = comparison.words
    models = [short(model, lang) for model in comparison.models]
    head = [name(words["bpokpo:dimension"], lang), word("rdf:Property")[lang], *models, word("row-state")[lang]]
    rows = [
        [
            name(row.dimension, lang),
            heading(row, lang),
            *("\n".join(cell(values, comparison, lang)) for values in row.values),
            name(row.state, lang),
        ]
        for row in comparison.rows
        if row.state.notation != "neither"
    ]
    return head, rows


def marks(stated: Stated) -> str:
    """The numbers of the tensions that the claims behind a value are in."""
    return "".join(f" [{index + 1}]" for index in stated.tensions)


def _qualifier(stated: Stated, lang: str) -> str:
    """The word of the claims' modality, if every claim behind the value has the same."""
    words = {pick(said.modality.qualifier, lang) if said.modality else "" for said in stated.evidence}
    return words.pop() if len(words) == 1 else ""


def _silent(part: Part) -> bool:
    return all(isinstance(value, Term) and value.silent for value in part.values)


def _phrases(parts: Iterable[Part], group: str, lang: str) -> list[str]:
    return [
        _phrase(part, value, lang)
        for part in parts
        if part.group == group and not _silent(part)
        for value in part.values
    ]


def _phrase(part: Part, value: Value, lang: str) -> str:
    default = f"{name(part.property, lang)}: {{}}" if part.group == CONTEXT else "{}"
    template = pick(part.phrase, lang) or default
    notation = (value.notation if isinstance(value, Term) else None) or plain(value, lang)
    return template.replace("{notation}", notation).replace("{}", plain(value, lang))


def _claimed(stated: Stated, answer: Worded, lang: str) -> Iterable[str]:
    """What the claims add to the context of a node: a qualifying modality, doubts to be seen, a stated perspective."""
    if _qualifier(stated, lang) and stated.evidence[0].modality:
        yield name(stated.evidence[0].modality, lang)
    doubts = [doubt.qualifier for said in stated.evidence for doubt in said.doubts if doubt.qualifier]
    yield from dict.fromkeys(pick(qualifier, lang) for qualifier in doubts)
    perspective = name(answer.words["bpokpo:perspective"], lang)
    seen = [said.perspective for said in stated.evidence if said.perspective and not said.perspective.silent]
    yield from dict.fromkeys(f"{perspective}: {name(each, lang)}" for each in seen)
