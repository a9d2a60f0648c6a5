"""A card on a terminal, in Markdown, in HTML, or as JSON."""

from collections.abc import Sequence

from bpokpo_graph.card import Card
from bpokpo_graph.cli.records import card_record
from bpokpo_graph.cli.rendering import json_text, marked, screen
from bpokpo_graph.hypertext import page
from bpokpo_graph.outline import Section, capital, identity
from bpokpo_graph.outline import sections as sections_of
from bpokpo_graph.wording import name

MARK = 5  # the longest label that stands in a column of marks


def render(card: Card, format_: str, lang: str, *, everything: bool, color: bool | None) -> str:
    """The card in that format; `everything` lists all that points at it."""
    match format_:
        case "json":
            return json_text(card_record(card))
        case "html":
            return page(name(card.term, lang), lang, card.to_html(lang, everything=everything))
        case "md":
            return _markdown(card, sections_of(card, lang, everything), lang)
    return _table(card, sections_of(card, lang, everything), lang, color)


def _table(card: Card, sections: Sequence[Section], lang: str, color: bool | None) -> str:
    out = screen(color)
    out.title(name(card.term, lang))
    out.line(identity(card), dim=True)
    for section in sections:
        if section.title:
            out.section(section.title)
        for line in section.lines:
            if section.marks and len(line.label) <= MARK:
                out.item(line.label, line.text)
            elif section.marks:
                out.item("", f"{line.label.strip()}\n{line.text}".strip())
            elif line.label:
                out.entry(line.label, line.text)
            else:
                out.line(line.text)
    return out.text()


def _markdown(card: Card, sections: Sequence[Section], lang: str) -> str:
    parts = [f"# {_in_one(name(card.term, lang))}\n\n{marked(identity(card))}\n"]
    for section in sections:
        lines = [f"\n## {_in_one(capital(section.title))}\n" if section.title else ""]
        for line in section.lines:
            label = f"**{_in_one(line.label)}** " if line.label else ""
            lines.append(f"- {label}{marked(line.text)}".rstrip())
        parts.append("\n".join([*lines, ""]))
    return "".join(parts)


def _in_one(text: str) -> str:
    """The text as one line of Markdown."""
    return marked(" ".join(text.split()))
