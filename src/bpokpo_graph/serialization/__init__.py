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
from bpokpo_graph.limits import NAMED_BY_USER
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
_BLANK = re.compile(rb" _:")  # half again as fast as to find the bytes


def results(answer: Any, format_: str) -> bytes:
    """Solutions or a truth value as the W3C format says: srj, xml, csv or tsv.

    Raises UsageError for another format.
    """
    if format_ not in RESULTS:
        raise UsageError(f"the answer is a table, not a graph: choose one of {', '.join(RESULTS)}")
    if isinstance(answer, ox.QueryBoolean) and format_ in ("csv", "tsv"):
        return f"{str(bool(answer)).lower()}\n".encode()  # the standard has no such form; this is what engines answer
    data = _numbered(bytes(answer.serialize(format=RESULTS[format_])), format_)
    return _safe_xml(data) if format_ == "xml" else data


# Where a blank node stands; nothing else can look like it, but a text in CSV that is a label of the engine's itself.
_BLANK_NODES = {
    "srj": re.compile(rb'(?<="type":"bnode","value":")([^"]*)'),
    "xml": re.compile(rb"(?<=<bnode>)([^<]*)"),
    "tsv": re.compile(rb"(?<![^\t\n])_:([^\t\n ]+)(?![^\t\n])"),
    "csv": re.compile(rb"(?<![^,\n])_:([0-9a-f]{24,32})(?![^,\r\n])"),
}


def _numbered(data: bytes, format_: str) -> bytes:
    """The results with blank nodes called b0, b1 … in their order, for the engine names them anew each time."""
    names: dict[bytes, bytes] = {}

    def numbered(found: re.Match[bytes]) -> bytes:
        return found[0].removesuffix(found[1]) + names.setdefault(found[1], b"b%d" % len(names))

    return _BLANK_NODES[format_].sub(numbered, data)


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
    prefixes: Iterable[tuple[str, str]] = (),
    seconds: float | None = NAMED_BY_USER.seconds,
) -> Iterator[bytes]:
    """The document of some quads or triples, in pieces: turtle, jsonld, nt, nq, trig or rdfxml.

    `claims` is how claims are written: "plain" (left out), "statements", "graphs" or "rdf12". `frame` is the IRI of a
    class: the JSON-LD is then a tree for each of its nodes. `canonical` gives the lines and labels of RDFC-1.0.
    `prefixes` are names and what they stand for, for Turtle and TriG, beside ours; they are read after the quads.
    Raises UsageError if the format cannot hold what is to be written, LimitError if blank nodes cannot be told apart
    within `seconds`; None is for work that is stopped from outside.
    """
    if format_ not in GRAPHS:
        raise UsageError(f"the answer is a graph, not a table: choose one of {', '.join(GRAPHS)}")
    with _at_full_speed():
        checked = format_ == "nt" and claims == "statements" and not canonical
        text = _triples(quads) if checked else statements.document(quads)
        lines = statements.lines_of(text)
        blank = _BLANK.search(text) or (lines and lines[-1][:1] == b"_")
        del text
        if claims != "statements":
            from bpokpo_graph.serialization.claims import viewed

            lines = statements.unique(list(map(statements.spelled, viewed(statements.statements(lines), claims))))
        if canonical:
            from bpokpo_graph.serialization.canonical import canonical as canonical_lines

            return statements.ended(canonical_lines(lines, seconds))
        if format_ == "nt" and not checked:
            _check(by_graph(statements.odd(lines)), format_)
        if blank:
            lines = labels.labelled(lines, seconds)
        if format_ in ("nt", "nq"):
            return statements.ended(lines)
        graphs = by_graph(lines)
        _check(graphs, format_)
        if format_ == "rdfxml" and any(map(_has_direction, lines)):
            raise UsageError("rdfxml holds no directions of text: choose turtle, nt, nq, trig or jsonld")
        return _encoded(_written(graphs, format_, f"<{frame}>" if frame else None, prefixes))


def _triples(quads: Iterable[Any]) -> bytes:
    """N-Triples by the engine, which stops at a named graph: to look for one in the lines takes longer than to write.

    Raises UsageError if there is one.
    """
    last: list[Any] = [None]

    def remembered() -> Iterator[Any]:
        for last[0] in quads:
            yield last[0]

    try:
        return statements.document(remembered(), ox.RdfFormat.N_TRIPLES)
    except ValueError as error:
        name = getattr(last[0], "graph_name", ox.DefaultGraph())
        if isinstance(name, ox.DefaultGraph):
            raise
        raise _no_graphs("nt", str(name)) from error


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


def _written(
    graphs: dict[Term, Graph], format_: str, frame: Term | None, prefixes: Iterable[tuple[str, str]]
) -> Iterable[str]:
    if format_ in ("turtle", "trig"):
        from bpokpo_graph.serialization.turtle import turtle

        return turtle(graphs, prefixes)
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
            raise _no_graphs(format_, name)
        for subject in graph.triple_terms.values():
            if format_ not in _WITH_TRIPLE_TERMS:
                formats = ", ".join(_WITH_TRIPLE_TERMS)
                raise UsageError(f"{format_} holds no triple terms (at {subject}): choose {formats}")


def _no_graphs(format_: str, name: str) -> UsageError:
    return UsageError(f"{format_} holds no named graphs, and there is {name}: choose nq, trig or jsonld")


__all__ = ["GRAPHS", "RESULTS", "results", "write"]
