"""Statements as N-Quads spells them: the form in which everything is sorted, relabelled and written.

A term is its N-Triples token, so that every literal keeps its spelling; a statement is a tuple of four of them, and
the default graph is "".
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from bpokpo_graph.vocabulary import PREFIXES

Term = str
Statement = tuple[Term, Term, Term, Term]

_RDF = PREFIXES["rdf"]
_XSD = PREFIXES["xsd"]
TYPE, FIRST, REST, NIL = (f"<{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))
SUBJECT, PREDICATE, OBJECT, REIFIES, STATEMENT = (
    f"<{_RDF}{name}>" for name in ("subject", "predicate", "object", "reifies", "Statement")
)

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_LINE = re.compile(rf"(\S+) (\S+) (<<\(.*\)>>|{_STRING}(?:@\S+|\^\^\S+)?|\S+) (?:(\S+) )?\.")
_LITERAL = re.compile(rf"({_STRING})(?:@(\S+)|\^\^<(\S+)>)?")
# The parts of a triple term; what is a blank node inside a literal or an IRI is none.
TOKENS = re.compile(rf"<<\(|\)>>|<[^<>\s]*>|{_STRING}(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?|_:[^\s<>]+")


def lines(quads: Iterable[Any]) -> list[bytes]:
    """Quads, or triples, as N-Quads lines, each once, in no order."""
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    found = set(text.split(b"\n"))
    found.discard(b"")
    return list(found)


def statements(texts: Iterable[str]) -> list[Statement]:
    """N-Quads lines taken apart."""
    taken = (_LINE.fullmatch(text) for text in texts)
    return [found.groups(default="") for found in taken if found]  # type: ignore[misc]  # the pattern has four groups


def spelled(statement: Statement) -> str:
    """A statement as a line of N-Quads or, in the default graph, N-Triples."""
    return " ".join(filter(None, statement)) + " ."


def quads_of(statements_: Iterable[Statement]) -> Iterator[ox.Quad]:
    """The statements as the engine has them."""
    text = "\n".join(map(spelled, statements_))
    return iter(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def literal(term: Term) -> tuple[str, str, str]:
    """The quoted lexical form, the language tag (with its direction) and the datatype IRI; "" for what is not there."""
    found = _LITERAL.fullmatch(term)
    assert found is not None, term
    return found[1], found[2] or "", found[3] or ""


_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "\\": "\\", "'": "'"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")


def unquoted(quoted: str) -> str:
    """The text of a quoted string."""
    body = quoted[1:-1]
    return _ESCAPE.sub(_unescaped, body) if "\\" in body else body


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPES[found[3]]


def iri(term: Term) -> str:
    """The IRI of a term without its brackets."""
    return term[1:-1]


def is_iri(term: Term) -> bool:
    """Whether the term is an IRI."""
    return term[0] == "<" and term[:3] != "<<("


def is_blank(term: Term) -> bool:
    """Whether the term is a blank node."""
    return term[:2] == "_:"


def xsd(name: str) -> str:
    """The IRI of a datatype of XML Schema."""
    return _XSD + name


def natural(text: str) -> tuple[list[Any], str]:
    """A sort key by which F9 comes before F10."""
    pieces: list[Any] = _DIGITS.split(text)  # text and digits in turn, so that like meets like
    if len(pieces) > 1:
        pieces[1::2] = map(int, pieces[1::2])
    return pieces, text


_DIGITS = re.compile(r"([0-9]{1,18})")
