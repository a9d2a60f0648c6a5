"""RDF and answers out, in the standard formats: readable, and the same bytes for the same graph.

`write` takes quads or triples and gives the bytes of a document; blank nodes are named by what is said of them, so
neither the order of the input nor the labels in it make a difference. Literals keep their spelling.
"""

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pyoxigraph as ox

from bpokpo_graph.errors import UsageError
from bpokpo_graph.serialization import labels, statements
from bpokpo_graph.serialization.nesting import Graph, by_graph
from bpokpo_graph.serialization.statements import Term

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
    with _at_full_speed():
        text = statements.document(quads)
        lines = statements.lines_of(text)
        blank = b" _:" in text or (lines and lines[-1][:1] == b"_")
        del text
        if claims != "statements":
            from bpokpo_graph.serialization.claims import viewed

            lines = statements.unique(list(map(statements.spelled, viewed(statements.statements(lines), claims))))
        if canonical:
            from bpokpo_graph.serialization.canonical import canonical as canonical_lines

            return statements.ended(canonical_lines(lines, seconds))
        if format_ == "nt":
            _check(by_graph(statements.odd(lines)), format_)
        if blank:
            lines = labels.labelled(lines, seconds)
        if format_ in ("nt", "nq"):
            return statements.ended(lines)
        graphs = by_graph(lines)
        _check(graphs, format_)
        if format_ == "rdfxml" and any(map(_has_direction, lines)):
            raise UsageError("rdfxml holds no directions of text: choose turtle, nt, nq, trig or jsonld")
        return _encoded(_written(graphs, format_, f"<{frame}>" if frame else None))


@contextmanager
def _at_full_speed() -> Iterator[None]:
    """Without the collector of circular garbage: it would look through all that is being built, again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():  # what was made is called old, or the collector would look through it at once
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _written(graphs: dict[Term, Graph], format_: str, frame: Term | None) -> Iterable[str]:
    if format_ in ("turtle", "trig"):
        from bpokpo_graph.serialization.turtle import turtle

        return turtle(graphs)
    if format_ == "jsonld":
        from bpokpo_graph.serialization.jsonld import jsonld

        return jsonld(graphs, frame)
    from bpokpo_graph.serialization.rdfxml import rdfxml

    return rdfxml(graphs.get("", Graph()))


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    iterator = iter(pieces)
    while chunk := "".join(islice(iterator, _CHUNK)):
        yield chunk.encode()


def _has_direction(line: bytes) -> bool:
    tail = line.rpartition(b'"')[2] if b'"' in line else b""
    return tail[:1] == b"@" and b"--" in tail


def _check(graphs: dict[Term, Graph], format_: str) -> None:
    """Refuse what the format cannot hold. Raises UsageError."""
    for name, graph in graphs.items():
        if name and format_ not in _WITH_NAMED_GRAPHS:
            raise UsageError(f"{format_} holds no named graphs, and there is {name}: choose nq, trig or jsonld")
        for subject in graph.triple_terms.values():
            if format_ not in _WITH_TRIPLE_TERMS:
                formats = ", ".join(_WITH_TRIPLE_TERMS)
                raise UsageError(f"{format_} holds no triple terms (at {subject}): choose {formats}")


__all__ = ["GRAPHS", "RESULTS", "SECONDS", "results", "write"]
