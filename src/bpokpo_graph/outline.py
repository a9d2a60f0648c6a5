"""A card as one outline of headings and lines, and that as HTML; nothing here knows a class of the graph by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from bpokpo_graph.hypertext import lines
from bpokpo_graph.statements import Evidence, Part, Stated
from bpokpo_graph.terms import ALIGNMENT, CONDITION, STATEMENT, Term, Value
from bpokpo_graph.vocabulary import compact
from bpokpo_graph.wording import cell, heading, name, pick, plain, short, written
from bpokpo_graph.words import LANGUAGES, word

if TYPE_CHECKING:
    from bpokpo_graph.card import Assertion, Card, Quote, Row, Rule

FEW = 5  # how many of those that point here are listed unless all are wanted


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: a label before it, or none; `link` is where it may lead."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; `marks` are short labels, such as claim numbers."""

    title: str
    lines: tuple[Line, ...]
    marks: bool = False


def sections(card: "Card", lang: str, everything: bool) -> tuple[Section, ...]:
    """The sections that have something to say; `everything` lists all that points here."""
    return tuple(section for section in _sections(card, lang, everything) if section.lines)


def _sections(card: "Card", lang: str, everything: bool) -> Iterator[Section]:
    yield Section("", tuple(_head(card, lang)))
    rows = card.rows
    for dimension, group in groupby(rows, key=lambda row: row.dimension):
        rest = "parts" if rows[0].dimension else "values"
        title = name(dimension, lang) if dimension else _head_word(rest, lang)
        yield Section(title, tuple(_row(row, card, lang) for row in group))
    yield Section(_head_word("notes", lang), tuple(Line("", text) for text in _in_language(card.notes, lang)))
    yield Section(_head_word("axioms", lang), tuple(Line("", pick(text, lang)) for text in card.axioms))
    yield Section(_head_word("examples", lang), tuple(_examples(card, lang)))
    yield Section(_head_word("rules", lang), tuple(_rules(card, lang)))
    yield Section(name(card.words["bpokpo:Claim"], lang), tuple(_claims(card, lang)), marks=True)
    yield Section(name(card.words["bpokpo:SourceDocument"], lang), tuple(_documents(card, lang)))
    yield Section(name(card.words["bpokpo:Curation"], lang), tuple(_curations(card, lang)))
    yield Section(name(card.words["bpokpo:Tension"], lang), tuple(_tensions(card, lang)), marks=True)
    yield Section(name(card.words["bpokpo:SourceSentence"], lang), tuple(_quotes(card, lang)), marks=True)
    yield Section(_head_word("siblings", lang), tuple(_terms(card.siblings, lang)))
    yield Section(_head_word("neighbours", lang), tuple(_neighbours(card, lang)))
    yield Section(_head_word("incoming", lang), tuple(_incoming(card, lang, everything)))


def _head_word(key: str, lang: str) -> str:
    return pick(word(key), lang)


def _head(card: "Card", lang: str) -> Iterator[Line]:
    """The names in the other languages, what it is, what it means, and what it says in one line."""
    for other, label in sorted(card.term.label.items()):
        if label != name(card.term, lang):
            yield Line(_head_word(other, lang) or other, label)
    called = _in_language(card.called, lang)
    if called:
        yield Line(_head_word("called", lang), "; ".join(called))
    if card.types:
        yield Line(_head_word("rdf:type", lang), ", ".join(dict.fromkeys(name(type_, lang) for type_ in card.types)))
    if card.definition:
        yield Line(_head_word("skos:definition", lang), pick(card.definition, lang))
    for assertion in card.assertions:
        if assertion.term == card.term:
            yield Line(_head_word("states", lang), _said(assertion, card, lang))
    if any(part.group in (STATEMENT, CONDITION) for part in card.whole.parts):
        yield Line(" · ".join(_keyed(card, lang)), written(card.whole, card, lang))


@dataclass(frozen=True, slots=True)
class _About:
    key: tuple[Part, ...]
    property: Term


def _keyed(card: "Card", lang: str) -> Iterator[str]:
    """What the thing is about, if it is an n-ary node."""
    key = tuple(part for part in card.whole.parts if part.group == ALIGNMENT)
    yield heading(_About(key, card.term), lang)


def _row(row: "Row", card: "Card", lang: str) -> Line:
    values = _readable(row.values, lang)
    lines = cell(values, card, lang)
    only = values[0].value if len(values) == 1 else None
    return Line(heading(row, lang), "\n".join(lines), str(only.iri) if isinstance(only, Term) else "")


def _readable(values: tuple[Stated, ...], lang: str) -> tuple[Stated, ...]:
    """Texts in the language if there are any, else all; tensions are not numbered on a card."""
    texts = [stated for stated in values if getattr(stated.value, "lang", None) == lang]
    chosen = texts or values
    return tuple(Stated(stated.value, stated.parts, stated.evidence, ()) for stated in chosen)


def _in_language(values: Iterable[Value], lang: str) -> list[str]:
    """The texts in the language, with those in none of ours."""
    texts = [(getattr(value, "lang", ""), plain(value, lang)) for value in values]
    here = [text for tag, text in texts if tag == lang]
    others = [f"{text} ({tag})" if tag else text for tag, text in texts if tag not in LANGUAGES]
    return [*here, *others] or [text for _, text in texts]


def _said(assertion: "Assertion", card: "Card", lang: str) -> str:
    """The triple in words; the subject is left out where the card is about it."""
    words = f"{heading(assertion, lang)}: {written(assertion.object, card, lang)}"
    if isinstance(assertion.subject, Term):
        about = assertion.subject
        return words if about == card.term else f"{short(about, lang)} · {words}"
    return f"{plain(assertion.subject, lang)} · {words}"


def _evidence(assertion: "Assertion") -> Evidence | None:
    return assertion.object.evidence[0] if assertion.object.evidence else None


def _claims(card: "Card", lang: str) -> Iterator[Line]:
    """The claims, under the sentence that each comes from."""
    claims = [assertion for assertion in card.assertions if not assertion.curated]
    claims.sort(key=lambda assertion: _start(_evidence(assertion)))
    for said, group in groupby(claims, key=lambda assertion: _sentence(_evidence(assertion))):
        members = list(group)
        first = _evidence(members[0])
        if said is not None and first is not None and said != card.term:
            yield Line(short(said, lang), _quoted(first, lang))
        for assertion in members:
            yield Line(f"  {short(assertion.term, lang)}", "\n".join(_claim(assertion, card, lang)))


def _start(said: Evidence | None) -> tuple[str, int]:
    if said is None or said.start is None:
        return "", -1
    return str(said.document.iri) if said.document else "", said.start


def _sentence(said: Evidence | None) -> Term | None:
    return said.sentence if said else None


def _claim(assertion: "Assertion", card: "Card", lang: str) -> Iterator[str]:
    """What is claimed; how, and with what doubts; our note."""
    yield _said(assertion, card, lang)
    said = _evidence(assertion)
    if said is not None and assertion.term != card.term:
        manner = [name(term, lang) for term in (said.modality, said.reading, *said.doubts) if term is not None]
        yield from [", ".join(manner)] if manner else []
        yield from [f"→ {pick(said.note, lang)}"] if said.note else []


def _documents(card: "Card", lang: str) -> Iterator[Line]:
    """The documents of the claims, each with its evidence grade."""
    said = [evidence for assertion in card.assertions for evidence in assertion.object.evidence]
    graded = {evidence.document.iri: evidence for evidence in said if evidence.document}
    for evidence in graded.values():
        terms = [term for term in (evidence.document, evidence.grade) if term is not None]
        yield Line("", " · ".join(name(term, lang) for term in terms), str(terms[0].iri))


def _curations(card: "Card", lang: str) -> Iterator[Line]:
    """What we state ourselves; why, how surely and who."""
    for assertion in card.assertions:
        if assertion.curated and assertion.term != card.term:
            yield Line("", _said(assertion, card, lang), str(assertion.term.iri))
            yield from (_row(row, card, lang) for row in assertion.remarks)


def _tensions(card: "Card", lang: str) -> Iterator[Line]:
    for tension in card.tensions:
        claims = ", ".join(short(claim, lang) for claim in tension.claims)
        told = [claims, name(tension.kind, lang), pick(tension.explanation, lang)]
        yield Line("!", " · ".join(each for each in told if each))


def _quotes(card: "Card", lang: str) -> Iterator[Line]:
    for quote in card.quotes:
        yield Line(short(quote.term, lang), _quoted(quote, lang), str(quote.term.iri))


def _quoted(said: "Evidence | Quote", lang: str) -> str:
    """Where a sentence stands, and our paraphrase of it, as far as there are any."""
    place = f"[{said.start}–{said.end}]" if said.start is not None else ""
    return " ".join(filter(None, [place, f"“{pick(said.paraphrase, lang)}”" if said.paraphrase else ""]))


def _examples(card: "Card", lang: str) -> Iterator[Line]:
    for example in card.examples:
        member = example.property is None
        told = "" if member and not example.object.parts else written(example.object, card, lang)
        if member and not told:
            yield Line("", name(example.subject, lang), str(example.subject.iri))
        else:
            yield Line(name(example.subject, lang), told, str(example.subject.iri))


def _rules(card: "Card", lang: str) -> Iterator[Line]:
    for severity, group in groupby(sorted(card.rules, key=_severity), key=lambda rule: rule.severity):
        texts = dict.fromkeys(pick(rule.message, lang) for rule in group)
        yield from (Line(name(severity, lang), text) for text in texts)


def _severity(rule: "Rule") -> tuple[str, str]:
    return str(rule.severity.iri), str(rule.shape.iri)


def _terms(terms: Sequence[Term], lang: str) -> Iterator[Line]:
    if terms:
        yield Line("", "; ".join(name(term, lang) for term in terms))


def _neighbours(card: "Card", lang: str) -> Iterator[Line]:
    for neighbour in card.neighbours:
        kinds = [name(kind, lang) for kind in neighbour.kinds]
        told = [name(neighbour.term, lang), neighbour.term.notation, ", ".join(kinds)]
        yield Line(name(neighbour.property, lang), " · ".join(each for each in told if each), str(neighbour.term.iri))


def _incoming(card: "Card", lang: str, everything: bool) -> Iterator[Line]:
    for link in card.incoming:
        terms = link.terms if everything else link.terms[:FEW]
        more = len(link.terms) - len(terms)
        told = [name(term, lang) for term in terms]
        told += [_head_word("more", lang).replace("{}", str(more))] if more else []
        yield Line(name(link.property, lang), "; ".join(told))


def identity(card: "Card") -> str:
    """The notation, the CURIE and the IRI, as far as there are any."""
    iri = str(card.term.iri)
    return " · ".join(dict.fromkeys(each for each in (card.term.notation, compact(iri), iri) if each))


def html(card: "Card", lang: str, everything: bool) -> str:
    """The card as an article that can stand in a page: every text escaped, headings from the first order down."""
    parts = ["<article>", f"<h1>{lines(name(card.term, lang))}</h1>", f"<p>{lines(identity(card))}</p>"]
    for section in sections(card, lang, everything):
        parts += [f"<h2>{lines(capital(section.title))}</h2>"] if section.title else []
        parts += ["<ul>", *(f"<li>{_item(line)}</li>" for line in section.lines), "</ul>"]
    return "\n".join([*parts, "</article>", ""])


def _item(line: Line) -> str:
    text = lines(line.text)
    if line.link.startswith(("http://", "https://")):
        text = f'<a href="{escape(line.link)}">{text}</a>'
    return f"<b>{lines(line.label.strip())}</b> {text}" if line.label else text


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
