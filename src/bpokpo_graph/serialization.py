"""Answers in the standard formats: SPARQL results, and RDF in a stable order with readable prefixes."""

import re
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from bpokpo_graph.errors import UsageError
from bpokpo_graph.vocabulary import PREFIXES

RESULTS = {
    "srj": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


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


def graph(triples: Iterable[ox.Triple], format_: str) -> bytes:
    """Triples, each once and sorted, in an RDF format with the prefixes that they use.

    Raises UsageError for a format that is not RDF.
    """
    if format_ not in GRAPHS:
        raise UsageError(f"the answer is a graph, not a table: choose one of {', '.join(GRAPHS)}")
    ordered = sorted(dict.fromkeys(triples), key=str)
    text = "\n".join(map(str, ordered))
    used = {name: space for name, space in PREFIXES.items() if f"<{space}" in text}
    return ox.serialize(ordered, format=GRAPHS[format_], prefixes=used) or b""
