"""RDF/XML: one element per subject, one per statement."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from bpokpo_graph.errors import UsageError
from bpokpo_graph.serialization.layout import layout
from bpokpo_graph.serialization.nesting import Graph, Nested
from bpokpo_graph.serialization.statements import Term, literal, unquoted
from bpokpo_graph.vocabulary import PREFIXES

# ASCII names only; what else XML allows is found by no other format either.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
_RESERVED = {"RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li"}
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACES = {space: name for name, space in PREFIXES.items()}


def rdfxml(graph: Graph) -> Iterator[str]:
    """RDF/XML of a graph.

    Raises UsageError for what RDF/XML cannot hold: predicates that end in no XML name, control characters.
    """
    nested = Nested(graph, set(), layout())
    predicates = {predicate for said in nested.said.values() for predicate in said}
    names = _Names(predicates)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<rdf:RDF{names.declarations()}>\n"
    for node in sorted(nested.said, key=nested.place):
        yield f"\n  <rdf:Description {_reference(node, 'about')}>\n"
        for predicate, objects in nested.ordered(node):
            for object_ in objects:
                yield f"    {_element(names.element(predicate), object_)}\n"
        yield "  </rdf:Description>\n"
    yield "\n</rdf:RDF>\n"


class _Names:
    """Predicates as XML names."""

    def __init__(self, predicates: Iterable[Term]) -> None:
        self._parts = {predicate: _cut(predicate[1:-1]) for predicate in predicates}
        others = sorted({space for space, _ in self._parts.values()} - set(_SPACES))
        self._prefixes = {space: f"ns{number}" for number, space in enumerate(others, 1)}

    def declarations(self) -> str:
        used = {space for space, _ in self._parts.values()} | {PREFIXES["rdf"]}
        named = [(name, space) for space, name in _SPACES.items() if space in used]
        named += [(name, space) for space, name in self._prefixes.items()]
        return "".join(f"\n    xmlns:{name}={quoteattr(space)}" for name, space in named)

    def element(self, predicate: Term) -> str:
        space, local = self._parts[predicate]
        return f"{_SPACES.get(space) or self._prefixes[space]}:{local}"


def _cut(iri: str) -> tuple[str, str]:
    found = _NAME.search(iri)
    start = found.start() if found else len(iri)
    # After the last / or # if that makes a name, so that namespaces are the usual ones.
    space, local = iri[:start], iri[start:]
    if not local or not space or (space == PREFIXES["rdf"] and local in _RESERVED):
        raise UsageError(f"RDF/XML cannot name the predicate <{iri}>: choose turtle, nt, nq, trig or jsonld")
    return space, local


def _reference(node: Term, attribute: str) -> str:
    if node[0] == "_":
        return f'rdf:nodeID="{node[2:]}"'
    return f"rdf:{attribute}={quoteattr(node[1:-1])}"


def _element(name: str, object_: Term) -> str:
    if object_[0] != '"':
        return f"<{name} {_reference(object_, 'resource')}/>"
    quoted, language, datatype = literal(object_)
    text = unquoted(quoted)
    if _NOT_XML.search(text):
        raise UsageError("RDF/XML cannot hold the control characters of a text: choose turtle, nt, nq, trig or jsonld")
    extra = f' xml:lang="{language}"' if language else f" rdf:datatype={quoteattr(datatype)}" if datatype else ""
    return f"<{name}{extra}>{escape(text, {chr(13): '&#13;'})}</{name}>"
