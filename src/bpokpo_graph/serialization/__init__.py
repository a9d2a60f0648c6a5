"""RDF and answers out, in the standard formats: readable, and the same bytes for the same graph.

`write` takes quads or triples and gives the bytes of a document; blank nodes are named by what is said of them, so
neither the order of the input nor the labels in it make a difference. Literals keep their spelling.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import pyoxigraph as ox

from bpokpo_graph.errors import UsageError
from bpokpo_graph.serialization import labels, statements
from bpokpo_graph.serialization.statements import Statement

RESULTS = {
    "srj": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = ("turtle", "jsonld", "nt", "nq", "trig", "rdfxml")
_WITH_NAMED_GRAPHS = ("nq", "trig", "jsonld")
_WITH_TRIPLE_TERMS = ("nt", "nq", "turtle", "trig")
_CHUNK = 4096
SECONDS = labels.SECONDS


def results(answer: Any, format_: str) -> bytes:
    """Solutions or a truth value as the W3C format says: srj, xml, csv or tsv.

    Raises UsageError for another format.
    """
    if format_ not in RESULTS:
        raise UsageError(f"the answer is a table, not a graph: choose one of {', '.join(RESULTS)}")
    if isinstance(answer, ox.QueryBoolean) and format_ in ("csv", "tsv"):
        return f"{str(bool(answer)).lower()}\n".encode()  # the standard has no such form; this is what engines answer
    data = bytes(answer.serialize(format=RESULTS[format_]))
    return _safe_xml(data) if format_ == "xml" else data


def _safe_xml(data: bytes) -> bytes:
    """The document with carriage returns as references, since parsers turn bare ones into line feeds."""
    if found := _NO_XML.search(data):
        code = f"U+{ord(found[0].decode()):04X}"
        raise UsageError(f"the answer holds the character {code}, which XML cannot: choose srj, tsv or json")
    return data.replace(b"\r", b"&#xD;")


# https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def write(
    quads: Iterable[Any],
    format_: str,
    *,
    claims: str = "statements",
    frame: str | None = None,
    canonical: bool = False,
    seconds: float = SECONDS,
) -> Iterator[bytes]:
    """The document of some quads or triples, in pieces: turtle, jsonld, nt, nq, trig or rdfxml.

    `claims` is how claims are written: "plain" (left out), "statements", "graphs" or "rdf12". `frame` is the IRI of a
    class: the JSON-LD is then a tree for each of its nodes. `canonical` gives the lines and labels of RDFC-1.0.
    Raises UsageError if the format cannot hold what is to be written, LimitError if blank nodes cannot be told apart
    within `seconds`.
    """
    if format_ not in GRAPHS:
        raise UsageError(f"the answer is a graph, not a table: choose one of {', '.join(GRAPHS)}")
    lines = statements.lines(quads)
    if format_ in ("nt", "nq") and claims == "statements" and not canonical:
        return _plain_lines(lines, format_, seconds)
    found = statements.statements(map(bytes.decode, lines))
    del lines
    if claims != "statements":
        from bpokpo_graph.serialization.claims import viewed

        found = viewed(found, claims)
    _check(found, format_)
    if canonical:
        from bpokpo_graph.serialization.canonical import canonical as canonical_lines

        return _encoded(f"{line}\n" for line in canonical_lines(found, seconds))
    return _encoded(_writer(format_, frame)(labels.labelled(found, seconds)))


def _writer(format_: str, frame: str | None) -> Callable[[list[Statement]], Iterator[str]]:
    if format_ in ("turtle", "trig"):
        from bpokpo_graph.serialization.turtle import turtle

        return turtle
    if format_ == "jsonld":
        from bpokpo_graph.serialization.jsonld import jsonld

        return lambda found: jsonld(found, f"<{frame}>" if frame else None)
    if format_ == "rdfxml":
        from bpokpo_graph.serialization.rdfxml import rdfxml

        return rdfxml
    return lambda found: (f"{line}\n" for line in sorted(map(statements.spelled, found)))


def _plain_lines(lines: list[bytes], format_: str, seconds: float) -> Iterator[bytes]:
    """N-Triples or N-Quads; only lines with blank nodes are taken apart."""
    if format_ == "nt":
        _check(statements.statements(line.decode() for line in lines if _may_have_graph(line)), format_)
    blank = [line for line in lines if b"_:" in line]
    if blank:
        kept = [line for line in lines if b"_:" not in line]
        found = labels.labelled(statements.statements(map(bytes.decode, blank)), seconds)
        lines = kept + [statements.spelled(each).encode() for each in found]
    lines.sort()
    return _joined(lines)


def _may_have_graph(line: bytes) -> bool:
    """Whether more follows the object than the full stop; also true of triple terms."""
    _, quote, rest = line.rpartition(b'"')
    return rest.count(b" ") != (1 if quote else 3)


def _joined(lines: list[bytes]) -> Iterator[bytes]:
    for start in range(0, len(lines), _CHUNK):
        yield b"\n".join(lines[start : start + _CHUNK]) + b"\n"


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    iterator = iter(pieces)
    while chunk := "".join(islice(iterator, _CHUNK)):
        yield chunk.encode()


def _check(found: Iterable[Statement], format_: str) -> None:
    """Refuse what the format cannot hold. Raises UsageError."""
    for subject, _, object_, graph in found:
        if graph and format_ not in _WITH_NAMED_GRAPHS:
            raise UsageError(f"{format_} holds no named graphs, and there is {graph}: choose nq, trig or jsonld")
        if object_[:3] == "<<(" and format_ not in _WITH_TRIPLE_TERMS:
            raise UsageError(f"{format_} holds no triple terms (at {subject}): choose {', '.join(_WITH_TRIPLE_TERMS)}")
        if format_ == "rdfxml" and object_[0] == '"' and "--" in object_.rpartition('"')[2]:
            raise UsageError("rdfxml holds no directions of text: choose turtle, nt, nq, trig or jsonld")


__all__ = ["GRAPHS", "RESULTS", "SECONDS", "results", "write"]
