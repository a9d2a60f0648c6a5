"""Tables, Markdown, CSV and JSON as text; what a terminal shows."""

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bpokpo_graph.values import spelt, visible
from bpokpo_graph.words import word

if TYPE_CHECKING:
    from rich.console import Console


LONGEST = 20_000  # rich takes a minute to wrap ten million characters
WIDEST = 1_000


class Styled(str):
    """A text for the terminal, with the colours that it is to have; what the data say in it is `visible`."""

    __slots__ = ()


def harmless(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A document of data as a terminal may have it, line by line; tabs and the ends of lines stay."""
    rest = b""
    for chunk in chunks:
        lines, end, rest = (rest + chunk).rpartition(b"\n")
        yield _harmless(lines + end)
    yield _harmless(rest)


def _harmless(data: bytes) -> bytes:
    lines = data.decode(errors="backslashreplace").split("\n")
    return "\n".join(spelt(line.removesuffix("\r"), but="\t") for line in lines).encode()


def _text(text: str, style: str = "") -> Any:
    """A text of rich's that is shown as it is; of more than 20,000 characters the first, and how many follow."""
    from rich.text import Text

    more = len(text) - LONGEST
    return Text(visible(text) if more <= 0 else f"{visible(text[:LONGEST])} … (+{more:,})", style=style)


def json_text(value: Any) -> str:
    """JSON for people too: indented, letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def json_lines(values: Iterable[Any]) -> str:
    """One JSON value a line."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


_MARKUP = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#|~&$"})
_STARTING = re.compile(r"^\s*(?:[-+=]|[0-9]+(?=[.)]))?", re.MULTILINE)  # of a list, a rule, a heading, or of code


def marked(text: str) -> str:
    """A text as Markdown that reads as that text, whatever is in it, as an item of a list or in one line."""
    plain = _STARTING.sub(_unstarted, visible(text).translate(_MARKUP))
    return plain.strip().replace("\n", "  \n  ")


def _unstarted(found: re.Match[str]) -> str:
    mark = found[0].strip()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}" if mark else ""


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], lang: str) -> str:
    """A table as GitHub and pandoc read it; without rows it says so in the language."""
    lines = [*map(_markdown_row, rows)]
    head = [_markdown_row(columns), "|" + " --- |" * len(columns)]
    return "\n".join([*head, *lines] if lines else [*head, "", word("no-rows")[lang]]) + "\n"


def _markdown_row(cells: Sequence[str]) -> str:
    texts = (visible(str(cell)).translate(_MARKUP).strip().replace("\n", "<br>") for cell in cells)
    return "| " + " | ".join(texts) + " |"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], lang: str, color: bool | None = None) -> str:
    """A table for the terminal, as wide as it is; one record after another where its columns would break words.

    Without rows it says so in the language.
    """
    from rich import box
    from rich.table import Table

    console, lines = _console(color), [list(map(str, row)) for row in rows]
    widths = _widths(list(zip(columns, *lines, strict=True)), console.width - 3 * (len(columns) - 1))
    none = [] if lines else [_text(word("no-rows")[lang], style="dim")]
    if widths is None:
        return _captured(console, [*_records(columns, lines, console.width), *none])
    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(_text(column), width=width, overflow="fold")
    for row in lines:
        grid.add_row(*(_text(cell) for cell in row))
    return _captured(console, [grid, *none])


_MAY_BREAK = 30  # characters that an IRI or another long word has together at least, where columns are narrow


def _widths(columns: Sequence[Sequence[str]], room: int, wanted: Sequence[int] | None = None) -> list[int] | None:
    """A width for each column of texts so that no word breaks, up to what is wanted; None if there is no room.

    Long words may break only where there is no other way.
    """
    words = [max(map(_longest_word, texts), default=0) for texts in columns]
    lines = [max((_length(line) for text in texts for line in text.split("\n")), default=0) for texts in columns]
    for most in (room, _MAY_BREAK):
        least = [max(1, min(word, most)) for word in words]
        if sum(least) <= room:
            return _shared(least, wanted or lines, room - sum(least))
    return None


def _shared(least: Sequence[int], wanted: Sequence[int], spare: int) -> list[int]:
    """The least widths with what is spare: whoever wants little gets all of it."""
    widths = list(least)
    modest_first = sorted(range(len(least)), key=lambda place: wanted[place] - least[place])
    for sharers, place in zip(range(len(least), 0, -1), modest_first, strict=True):
        more = max(0, min(wanted[place] - least[place], spare // sharers))
        widths[place] += more
        spare -= more
    return widths


def _length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(visible(text))


def _longest_word(text: str) -> int:
    return max(map(_length, text.split()), default=0)


def _records(columns: Sequence[str], rows: Sequence[Sequence[str]], page: int) -> Iterator[Any]:
    width = max(map(_longest_word, columns), default=0)
    if not rows:
        yield from map(_text, columns)
    for number, row in enumerate(rows):
        if number:
            yield ""
        for column, cell in zip(columns, row, strict=True):
            yield _entry(page, width, column, cell, "bold")


def _entry(page: int, width: int, label: str, text: str, style: str = "") -> Any:
    """A text behind its label, which has that width; or below it, where a word would break that need not."""
    from rich.console import Group
    from rich.padding import Padding

    rest = page - width - 2
    if _longest_word(label) <= width and (_longest_word(text) <= rest or _longest_word(text) > page - 2):
        return _grid([width, rest], [label, text], [style])
    return Group(_text(label, style=style), Padding(_text(text), (0, 0, 0, 2)))


def _grid(widths: Sequence[int], cells: Sequence[str], styles: Sequence[str] = ()) -> Any:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    grid.add_row(*(_text(cell, style=style) for cell, style in zip_longest(cells, styles, fillvalue="")))
    return grid


def screen(color: bool | None = None) -> "Screen":
    """A page for the terminal: sections, rows in fixed columns, numbered items."""
    return Screen(_console(color))


class Screen:
    """A page in the making; rows keep the widths given to `columns`."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._parts: list[Any] = []
        self._titles: Sequence[str] = ()
        self._widths: list[int] | None = None

    def columns(self, titles: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """The header over these rows; a width is a number of characters, a share of the page below 1, or 1 for what
        remains. Where a word would break, columns are wider or narrower, or their cells stand below each other.
        """
        page = self._console.width - 2 * (len(widths) - 1)
        fixed = [int(w) if w > 1 else max(16, int(w * page)) if w < 1 else 0 for w in widths]
        rest = max(8, (page - sum(fixed)) // max(1, fixed.count(0)))
        self._titles = titles
        self._widths = _widths(list(zip(titles, *rows, strict=True)), page, [w or rest for w in fixed])
        if self._widths is not None:
            self._parts.append(_grid(self._widths, titles, ["bold"] * len(titles)))

    def title(self, text: str) -> None:
        """What the page is about, as it is written."""

        self._parts.append(_text(text, style="bold"))

    def section(self, title: str) -> None:
        """A heading over what follows, after an empty line."""

        self._parts += ["", _text(title[:1].upper() + title[1:], style="bold cyan")]

    def row(self, cells: Sequence[str]) -> None:
        """A row in the columns; its first two cells are a mark and a label."""
        if self._widths is not None:
            self._parts.append(_grid(self._widths, cells))
            return
        mark, label, *rest = cells
        self._parts.append(_grid([2, self._console.width - 4], [mark, label]))
        titles = [f"    {title}" for title in self._titles[2:]]
        width = min(16, max(map(_length, titles)))
        self._parts += [
            _entry(self._console.width, width, title, cell) for title, cell in zip(titles, rest, strict=True) if cell
        ]

    def line(self, text: str, *, dim: bool = False) -> None:
        """A paragraph; `dim` for what is only a help in reading."""

        self._parts.append(_text(text, style="dim" if dim else ""))

    def blank(self) -> None:
        """An empty line."""
        self._parts.append("")

    def item(self, mark: str, text: str) -> None:
        """A paragraph with its mark before it and the lines aligned behind."""
        self._parts.append(_entry(self._console.width, 5, mark, text))

    def entry(self, label: str, text: str) -> None:
        """A paragraph behind its label, which has a column of its own."""
        width = max(16, int(0.3 * self._console.width))
        self._parts.append(_entry(self._console.width, width, label, text))

    def text(self) -> str:
        """The page, each line without blanks at its end."""
        return _captured(self._console, self._parts)


def _console(color: bool | None) -> "Console":
    from rich.console import Console

    on_terminal = sys.stdout.isatty() and color is not False and not os.environ.get("NO_COLOR")
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)  # COLUMNS may say anything
    return Console(
        file=io.StringIO(), width=width, force_terminal=on_terminal, color_system="auto" if on_terminal else None,
        no_color=not on_terminal, highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip


def _captured(console: "Console", parts: Iterable[Any]) -> str:
    for part in parts:
        console.print(part)
    return Styled("".join(_trimmed(console.file.getvalue())))  # type: ignore[attr-defined]  # the StringIO given above


def _trimmed(text: str) -> Iterator[str]:
    for line in text.removesuffix("\n").split("\n") if text else ():
        yield line.rstrip() + "\n"
