"""What a JSON-LD parser drops without a word: statements with IRIs, blank nodes or languages that are none.

The standard wants it so, and which strings of a document are IRIs is up to its contexts. The engine's lenient parser
drops nothing, so whatever it says beyond the strict one was lost.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

_ODD_SCHEME = re.compile("(?![A-Za-z][A-Za-z0-9+.-]*:)[^/?#:]*:")
_MAKERS: Mapping[str, Callable[[str], object]] = {
    "IRI": NamedNode,
    "blank node": lambda label: BlankNode(label.removeprefix("_:")),
    "language": lambda tag: Literal("", language=tag),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A term that is none: what it should have been, its text, the parser's reason, and where that text stands."""

    kind: str
    text: str
    reason: str
    offset: int | None


def first(data: bytes, base: str | None, kept: int) -> Loss | None:
    """The first term that cost a statement, if the strict parser made only `kept` statements of the document.

    None also if all that is missing are keys which no context explains: those say nothing.
    """
    if sum(1 for _ in _everything(data, base)) == kept:
        return None
    faults = (fault for quad in _everything(data, base) for fault in _faults(quad))
    no_schemes = (fault for quad in _everything(data, base) for fault in _without_scheme(quad, base or ""))
    for kind, text, reason in chain(faults, no_schemes):
        text = text.removeprefix(base or "")
        return Loss(kind, text, reason, offset(data, text))
    return None


def _everything(data: bytes, base: str | None) -> Iterator[Quad]:
    quads = parse(data, format=RdfFormat.JSON_LD, base_iri=base, lenient=True)
    return (quad for quad in quads if ":" in quad.predicate.value)


def _faults(quad: Quad) -> Iterator[tuple[str, str, str]]:
    """The terms of a statement that are none: kind, text and reason."""
    if quad.predicate.value.startswith("_:"):
        yield "property", quad.predicate.value, "a blank node"
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        for kind, text in _texts(term):
            try:
                _MAKERS[kind](text)
            except ValueError as error:
                yield kind, text, str(error)


def _without_scheme(quad: Quad, base: str) -> Iterator[tuple[str, str, str]]:
    """What looks as if it began with a scheme; the lenient parser takes it for relative."""
    for term in (quad.subject, quad.object, quad.graph_name):
        for kind, text in _texts(term):
            if text.startswith(base) and _ODD_SCHEME.match(text, len(base)):
                yield kind, text, "no scheme begins like that"


def _texts(term: Any) -> Iterator[tuple[str, str]]:
    if isinstance(term, NamedNode):
        yield "IRI", term.value
    elif isinstance(term, BlankNode):
        yield "blank node", str(term)
    elif isinstance(term, Literal):
        yield "IRI", term.datatype.value
        if term.language is not None:
            yield "language", term.language


def offset(data: bytes, text: str) -> int | None:
    """Where a string ends with the text, or with what a prefix or a base leaves of it."""
    for start in (0, *(found.end() for found in re.finditer("[:/#?]", text))):
        for ascii_ in (False, True):
            spelt = json.dumps(text[start:], ensure_ascii=ascii_)[1:].encode()
            if len(spelt) > 1 and (offset := data.find(spelt)) >= 0:
                return offset
    return None
