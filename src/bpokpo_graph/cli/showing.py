"""A card as text: one outline of headings, lines and items, drawn on a terminal, in Markdown, in HTML, or as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from bpokpo_graph.card import Assertion, Card, Row, Rule
from bpokpo_graph.cli.records import card_record, name_of
from bpokpo_graph.cli.rendering import json_text, screen, visible
from bpokpo_graph.statements import Evidence, Stated
from bpokpo_graph.terms import ALIGNMENT, CONDITION, STATEMENT, Term, Value
from bpokpo_graph.vocabulary import compact
from bpokpo_graph.wording import cell, heading, name, pick, plain, written
from bpokpo_graph.words import LANGUAGES, word

MARK = 5  # the longest label that stands in a column of marks
FEW = 5  # how many of those that point here are listed without --incoming


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


def render(card: Card, format_: str, lang: str, *, everything: bool, color: bool | None) -> str:
    """The card in that format; `everything` lists all that points at it."""
    if format_ == "json":
        return json_text(card_record(card))
    sections = [section for section in _sections(card, lang, everything) if section.lines]
    draw = {"table": _table, "md": _markdown, "html": _html}[format_]
    return draw(card, sections, lang, color)


# The outline


def _sections(card: Card, lang: str, everything: bool) -> Iterator[Section]:
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


def _head(card: Card, lang: str) -> Iterator[Line]:
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


def _keyed(card: Card, lang: str) -> Iterator[str]:
    """What the thing is about, if it is an n-ary node."""
    key = tuple(part for part in card.whole.parts if part.group == ALIGNMENT)
    yield heading(Row(None, card.term, key, ()), lang)


def _row(row: Row, card: Card, lang: str) -> Line:
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


def _said(assertion: Assertion, card: Card, lang: str) -> str:
    """The triple in words; the subject is left out where the card is about it."""
    words = f"{heading(assertion, lang)}: {written(assertion.object, card, lang)}"
    if isinstance(assertion.subject, Term):
        about = assertion.subject
        return words if about == card.term else f"{about.notation or name(about, lang)} · {words}"
    return f"{plain(assertion.subject, lang)} · {words}"


def _evidence(assertion: Assertion) -> Evidence | None:
    return assertion.object.evidence[0] if assertion.object.evidence else None


def _claims(card: Card, lang: str) -> Iterator[Line]:
    """The claims, under the sentence that each comes from."""
    claims = [assertion for assertion in card.assertions if not assertion.curated]
    claims.sort(key=lambda assertion: _start(_evidence(assertion)))
    for said, group in groupby(claims, key=lambda assertion: _sentence(_evidence(assertion))):
        members = list(group)
        first = _evidence(members[0])
        if said is not None and first is not None and said != card.term:
            place = f"[{first.start}–{first.end}] " if first.start is not None else ""
            yield Line(name_of(said), f"{place}“{pick(first.paraphrase, lang)}”")
        for assertion in members:
            yield Line(f"  {name_of(assertion.term)}", "\n".join(_claim(assertion, card, lang)))


def _start(said: Evidence | None) -> tuple[str, int]:
    if said is None or said.start is None:
        return "", -1
    return str(said.document.iri) if said.document else "", said.start


def _sentence(said: Evidence | None) -> Term | None:
    return said.sentence if said else None


def _claim(assertion: Assertion, card: Card, lang: str) -> Iterator[str]:
    """What is claimed; how, and with what doubts; our note."""
    yield _said(assertion, card, lang)
    said = _evidence(assertion)
    if said is not None and assertion.term != card.term:
        manner = [name(term, lang) for term in (said.modality, said.reading, *said.doubts) if term is not None]
        yield from [", ".join(manner)] if manner else []
        yield from [f"→ {pick(said.note, lang)}"] if said.note else []


def _documents(card: Card, lang: str) -> Iterator[Line]:
    """The documents of the claims, each with its evidence grade."""
    said = [evidence for assertion in card.assertions for evidence in assertion.object.evidence]
    graded = {evidence.document.iri: evidence for evidence in said if evidence.document}
    for evidence in graded.values():
        terms = [term for term in (evidence.document, evidence.grade) if term is not None]
        yield Line("", " · ".join(name(term, lang) for term in terms), str(terms[0].iri))


def _curations(card: Card, lang: str) -> Iterator[Line]:
    """What we state ourselves; why, how surely and who."""
    for assertion in card.assertions:
        if assertion.curated and assertion.term != card.term:
            yield Line("", _said(assertion, card, lang), str(assertion.term.iri))
            yield from (_row(row, card, lang) for row in assertion.remarks)


def _tensions(card: Card, lang: str) -> Iterator[Line]:
    for tension in card.tensions:
        claims = ", ".join(name_of(claim) for claim in tension.claims)
        told = [claims, name(tension.kind, lang), pick(tension.explanation, lang)]
        yield Line("!", " · ".join(each for each in told if each))


def _quotes(card: Card, lang: str) -> Iterator[Line]:
    for quote in card.quotes:
        place = f"[{quote.start}–{quote.end}] " if quote.start is not None else ""
        yield Line(name_of(quote.term), f"{place}“{pick(quote.paraphrase, lang)}”", str(quote.term.iri))


def _examples(card: Card, lang: str) -> Iterator[Line]:
    for example in card.examples:
        member = example.property is None
        told = "" if member and not example.object.parts else written(example.object, card, lang)
        if member and not told:
            yield Line("", name(example.subject, lang), str(example.subject.iri))
        else:
            yield Line(name(example.subject, lang), told, str(example.subject.iri))


def _rules(card: Card, lang: str) -> Iterator[Line]:
    for severity, group in groupby(sorted(card.rules, key=_severity), key=lambda rule: rule.severity):
        texts = dict.fromkeys(pick(rule.message, lang) for rule in group)
        yield from (Line(name(severity, lang), text) for text in texts)


def _severity(rule: Rule) -> tuple[str, str]:
    return str(rule.severity.iri), str(rule.shape.iri)


def _terms(terms: Sequence[Term], lang: str) -> Iterator[Line]:
    if terms:
        yield Line("", "; ".join(name(term, lang) for term in terms))


def _neighbours(card: Card, lang: str) -> Iterator[Line]:
    for neighbour in card.neighbours:
        kinds = [name(kind, lang) for kind in neighbour.kinds]
        told = [name(neighbour.term, lang), neighbour.term.notation, ", ".join(kinds)]
        yield Line(name(neighbour.property, lang), " · ".join(each for each in told if each), str(neighbour.term.iri))


def _incoming(card: Card, lang: str, everything: bool) -> Iterator[Line]:
    for link in card.incoming:
        terms = link.terms if everything else link.terms[:FEW]
        more = len(link.terms) - len(terms)
        told = [name(term, lang) for term in terms]
        told += [_head_word("more", lang).replace("{}", str(more))] if more else []
        yield Line(name(link.property, lang), "; ".join(told))


# On a page


def _identity(card: Card) -> str:
    """The notation, the CURIE and the IRI, as far as there are any."""
    iri = str(card.term.iri)
    return " · ".join(dict.fromkeys(each for each in (card.term.notation, compact(iri), iri) if each))


def _table(card: Card, sections: Sequence[Section], lang: str, color: bool | None) -> str:
    out = screen(color)
    out.title(visible(name(card.term, lang)))
    out.line(visible(_identity(card)), dim=True)
    for section in sections:
        if section.title:
            out.section(visible(section.title))
        for line in section.lines:
            if section.marks and len(line.label) <= MARK:
                out.item(visible(line.label), visible(line.text))
            elif section.marks:
                out.item("", visible(f"{line.label.strip()}\n{line.text}"))
            elif line.label:
                out.entry(visible(line.label), visible(line.text))
            else:
                out.line(visible(line.text))
    return out.text()


_MARKDOWN = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#|"})


def _plain_markdown(text: str) -> str:
    return visible(text).translate(_MARKDOWN).replace("\n", "  \n  ")


def _markdown(card: Card, sections: Sequence[Section], lang: str, _color: bool | None) -> str:
    parts = [f"# {_plain_markdown(name(card.term, lang))}\n\n{_plain_markdown(_identity(card))}\n"]
    for section in sections:
        lines = [f"\n## {_plain_markdown(_capital(section.title))}\n"] if section.title else []
        for line in section.lines:
            label = f"**{_plain_markdown(line.label.strip())}** " if line.label else ""
            lines.append(f"- {label}{_plain_markdown(line.text)}")
        parts.append("\n".join(["", *lines, ""]) if not section.title else "\n".join([*lines, ""]))
    return "".join(parts)


def _html(card: Card, sections: Sequence[Section], lang: str, _color: bool | None) -> str:
    """A page by itself: no script, nothing from elsewhere, every text escaped."""
    title = _escaped(name(card.term, lang))
    parts = [
        "<!doctype html>",
        f'<html lang="{lang}">',
        f'<head><meta charset="utf-8"><title>{title}</title></head>',
        "<body>",
        "<article>",
        f"<h1>{title}</h1>",
        f"<p>{_escaped(_identity(card))}</p>",
    ]
    for section in sections:
        parts += [f"<h2>{_escaped(_capital(section.title))}</h2>"] if section.title else []
        parts += ["<ul>", *(f"<li>{_html_line(line)}</li>" for line in section.lines), "</ul>"]
    return "\n".join([*parts, "</article>", "</body>", "</html>", ""])


def _html_line(line: Line) -> str:
    text = _escaped(line.text).replace("\n", "<br>")
    if line.link.startswith(("http://", "https://")):
        text = f'<a href="{escape(line.link, quote=True)}">{text}</a>'
    return f"<b>{_escaped(line.label.strip())}</b> {text}" if line.label else text


def _escaped(text: str) -> str:
    return escape(visible(text), quote=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
