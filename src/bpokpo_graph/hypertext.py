"""Tables as HTML that stands by itself: no script, no other file, everything escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from bpokpo_graph.values import figure, readable, visible
from bpokpo_graph.vocabulary import Iri, Text
from bpokpo_graph.words import word

_STYLE = (
    "body{font:16px/1.4 sans-serif;margin:2em}table{border-collapse:collapse}caption{text-align:left;padding:.4em 0}"
    "th,td{border:1px solid #abc;padding:.3em .6em;text-align:left;vertical-align:top}th{background:#dde7f0}"
    "td.n{text-align:right}"
)


def table(columns: Sequence[str], rows: Iterable[Iterable[str]], lang: str, caption: str = "") -> str:
    """A table whose cells are HTML already (see `cell`); the columns and the caption are plain text.

    Without rows it says so in the language.
    """
    head = "".join(f'<th scope="col">{lines(column)}</th>' for column in columns)
    none = f'<tr><td colspan="{max(1, len(columns))}">{escape(word("no-rows")[lang])}</td></tr>'
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows) or none
    title = f"<caption>{escape(caption)}</caption>\n" if caption else ""
    return f"<table>\n{title}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"


def cell(value: Any, lang: str) -> str:
    """The cell of a native value: numbers to the right, web addresses as links, texts with their language."""
    text = lines(readable(value, lang))
    if isinstance(value, Iri) and value.lower().startswith(("http://", "https://")):
        return f'<td><a href="{escape(value)}">{text}</a></td>'
    if isinstance(value, Text):
        tag, _, direction = value.lang.partition("--")
        written = f' dir="{escape(direction)}"' if direction else ""
        return f'<td lang="{escape(tag)}"{written}>{text}</td>'
    number = not isinstance(value, str | bool | tuple | None) and hasattr(value, "__float__")
    return f'<td class="n">{text}</td>' if number else f"<td>{text}</td>"


def lines(text: str) -> str:
    """A text with its line breaks, and with characters that would turn its writing around spelt out."""
    return escape(visible(text)).replace("\n", "<br>")


def page(title: str, lang: str, body: str) -> str:
    """A whole document."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(visible(title))}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def excerpt(columns: Sequence[str], rows: Sequence[Sequence[Any]], lang: str, many: int) -> str:
    """The table of native rows, with a caption that says so if they are not as many as there are."""
    caption = f"{figure(len(rows), lang)} / {figure(many, lang)}" if len(rows) < many else ""
    return table(columns, ([cell(value, lang) for value in row] for row in rows), lang, caption)
