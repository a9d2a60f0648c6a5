"""What is stopped before a parser or an engine sees it, because it could kill the process.

Deeply nested documents exhaust the stack of Oxigraph's parsers, and Python cannot catch that. Each check here
scans exactly what the format's grammar nests; where the scan meets a token that the grammar does not have it
stops, since the parser stops there too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bpokpo_graph.errors import LimitError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one input is accepted.

    `size` is in bytes after unpacking, None = no limit but for packed files that grow a hundredfold;
    `parts` counts what a query is made of: patterns, operators and path steps; `seconds` are for telling its blank
    nodes apart when they are written, None = whoever asks stops all of the work in time.
    """

    size: int | None = None
    depth: int = 128
    # Oxigraph 0.5.13 dies at about 830 nested aggregates or 2,700 chained patterns on a stack of 8 MB.
    parts: int = 500
    seconds: float | None = 10


ENDLESS = 256 * 2**20  # what a device may give, which may have no end
NAMED_BY_USER = Limits()
UNTRUSTED = Limits(size=ENDLESS)


def too_deep(place: str, depth: int) -> LimitError:
    """The error for brackets nested deeper than `depth`."""
    return LimitError(f"{place}: nested too deeply: flatten it", limit=f"depth {depth}", option="--max-depth")


def too_big(place: str, size: int) -> LimitError:
    """The error for an input of more than `size` bytes."""
    message = f"{place}: too big: split it or load it into a store"
    return LimitError(message, limit=f"{size:,} bytes", option="--max-size")


def grown(size: int | None, packed: int) -> int:
    """How many bytes may come out of `packed` bytes that unfold: `size` if it is given, else a hundredfold.

    RDF text packs ten- to thirtyfold, so what grows more than a hundredfold is a bomb; 256 MiB are always fine.
    """
    return size or max(ENDLESS, 100 * packed)


def written_out(data: bytes, format_: str) -> int:
    """How many bytes the prefixes and bases of a document add at most when they are written out."""
    if format_ == "rdfxml":
        found = _XML_NAMESPACE.findall(data)
        return max(map(len, found), default=0) * (data.count(b"<") + data.count(b"="))
    if format_ not in ("turtle", "trig"):
        return 0
    lower = data.lower()
    bases = [len(base) for base in _BASE.findall(lower)]
    # A relative base lengthens the one before it.
    longest = max((len(iri) for iri in _PREFIX.findall(lower)), default=0) + sum(bases)
    return longest * (data.count(b":") + data.count(b"<"))


# What may hold brackets that do not nest (strings, IRIs, comments), then brackets (group 1), then what the grammar
# does not have (group 2). Strings are unrolled loops, which cannot backtrack far; possessive groups would say so more
# simply, but Python 3.11.2 has a bug in them.
_TURTLE = re.compile(
    rb"""
        \"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{3} | '{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}
      | "(?!"")[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*" | '(?!'')[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*' | ""(?!") | ''(?!')
      | <(?!<)[^<>\n\r]*> | \\. | \#[^\n\r]*
      | ([\[\](){}]|<<|>>)
      | (["'<\\])
    """,
    re.VERBOSE | re.DOTALL,
)
_JSON = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|([\[\]{}])|(")', re.DOTALL)

_SPACE = rb"(?:\s|#[^\n\r]*[\n\r])"
_PREFIX = re.compile(rb"prefix" + _SPACE + rb"+[^\s:<#]*:" + _SPACE + rb"*<([^>]*)>")
_BASE = re.compile(rb"base" + _SPACE + rb"+<([^>]*)>")
_XML_NAMESPACE = re.compile(rb"""(?:xmlns(?::[^\s=]+)?|xml:base)\s*=\s*("[^"]*"|'[^']*')""")

_OPENING = {b"[", b"(", b"{", b"<<"}


def turtle_position(data: bytes, depth: int) -> int | None:
    """Where Turtle, TriG, N-Triples or N-Quads nests deeper than `depth`, as an offset; else None."""
    if data.count(b"[") + data.count(b"(") + data.count(b"{") + data.count(b"<<") <= depth:
        return None
    return _first_deeper(_brackets(_TURTLE, data), depth)


def json_position(data: bytes, depth: int) -> int | None:
    """Where JSON nests deeper than `depth`, as an offset; else None."""
    if data.count(b"[") + data.count(b"{") <= depth:
        return None
    return _first_deeper(_brackets(_JSON, data), depth)


def _brackets(pattern: re.Pattern[bytes], data: bytes) -> Iterator[tuple[int, bytes]]:
    for found in pattern.finditer(data):
        if found[2]:
            return
        if found[1]:
            yield found.start(), found[1]


def _first_deeper(brackets: Iterator[tuple[int, bytes]], depth: int) -> int | None:
    level = 0
    for position, bracket in brackets:
        if bracket in _OPENING:
            level += 1
            if level > depth:
                return position
        elif level:
            level -= 1
    return None
