"""Statements as N-Quads spells them: the form in which everything is sorted, relabelled and written.

A term is its N-Triples token, so that every literal keeps its spelling; a statement is a tuple of four of them, and
the default graph is "".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import eq
from typing import Any

import pyoxigraph as ox

from bpokpo_graph.vocabulary import PREFIXES

Term = str
Statement = tuple[Term, Term, Term, Term]

END = b" .\n"
_RDF = PREFIXES["rdf"]
_XSD = PREFIXES["xsd"]
TYPE, FIRST, REST, NIL = (f"<{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))
SUBJECT, PREDICATE, OBJECT, REIFIES, STATEMENT = (
    f"<{_RDF}{name}>" for name in ("subject", "predicate", "object", "reifies", "Statement")
)

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_ODD = re.compile(rf"(<<\(.*\)>>|{_STRING}(?:@[^ ]+|\^\^[^ ]+)?|[^ ]+)(?: ([^ ]+))?")
# What is a blank node inside a literal or an IRI is none; an IRI may hold any space but the one of ASCII.
TOKENS = re.compile(rf"<<\(|\)>>|<[^<> ]*>|{_STRING}(?:@[A-Za-z0-9-]+|\^\^<[^<> ]*>)?|_:[^ <>]+")


def lines(quads: Iterable[Any]) -> list[bytes]:
    """Quads, or triples, as sorted N-Quads lines without their ends, each once."""
    return lines_of(document(quads))


def document(quads: Iterable[Any], format_: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> bytes:
    """Quads, or triples, as N-Quads or N-Triples."""
    return ox.serialize(quads, format=format_) or b""


def lines_of(text: bytes) -> list[bytes]:
    """The lines of a document: sorted, without their ends, each once."""
    found = text.split(END)
    del found[-1]
    return unique(found)


def unique(lines_: list[bytes]) -> list[bytes]:
    """The lines sorted, each once."""
    lines_.sort()
    return list(dict.fromkeys(lines_)) if any(map(eq, lines_, islice(lines_, 1, None))) else lines_


def odd(lines_: Iterable[bytes]) -> list[bytes]:
    """The lines with more than an IRI, a blank node or a literal after the predicate: graph names, triple terms."""
    return [line for line in lines_ if line.count(b" ") > 2 and b'"' not in line[line.rfind(b" ") :]]


def statements(lines_: Iterable[bytes]) -> Iterator[Statement]:
    """Lines taken apart."""
    for line in map(bytes.decode, lines_):
        subject, predicate, object_ = line.split(" ", 2)
        if " " not in object_ or '"' in object_[object_.rfind(" ") :]:  # a text may have spaces
            yield subject, predicate, object_, ""
        else:
            found = _ODD.fullmatch(object_)
            assert found is not None, line
            yield subject, predicate, found[1], found[2] or ""


def spelled(statement: Statement) -> bytes:
    """A statement as a line."""
    return " ".join(filter(None, statement)).encode()


def quads_of(statements_: Iterable[Statement]) -> Iterator[ox.Quad]:
    """The statements as the engine has them."""
    return iter(ox.parse(b"".join(ended(map(spelled, statements_))), format=ox.RdfFormat.N_QUADS))


def ended(lines_: Iterable[bytes]) -> Iterator[bytes]:
    """The lines with their ends, in pieces of a document."""
    iterator = iter(lines_)
    while chunk := list(islice(iterator, 4096)):
        yield END.join([*chunk, b""])


def literal(term: Term) -> tuple[str, str, str]:
    """The quoted lexical form, the language tag (with its direction) and the datatype IRI; "" for what is not there."""
    end = term.rfind('"') + 1
    tail = term[end:]
    return (term[:end], tail[1:], "") if tail[:1] == "@" else (term[:end], "", tail[3:-1])


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


def natural(text: str) -> str:
    """A sort key by which F9 comes before F10."""
    return f"{_numbered(text)}\0\0{text}"


def naturally(terms: Sequence[Term]) -> list[Term]:
    """Terms in natural order; their keys are made at once, which is faster."""
    keys = _numbered("\n".join(terms)).split("\n")  # no term holds a line break
    return [term for _, term in sorted(zip(keys, terms, strict=True))]


def _numbered(text: str) -> str:
    pieces = _DIGITS.split(text)  # text and digits in turn
    pieces[1::2] = ["\0" + digits.zfill(18) for digits in pieces[1::2]]
    return "".join(pieces)


_DIGITS = re.compile(r"([0-9]{1,18})")
