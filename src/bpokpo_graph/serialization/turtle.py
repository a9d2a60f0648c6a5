"""Turtle and TriG as one would write them by hand."""

import re
from collections.abc import Iterable, Iterator

from bpokpo_graph.serialization.layout import layout
from bpokpo_graph.serialization.nesting import Nested, by_graph, shared_nodes
from bpokpo_graph.serialization.statements import NIL, TOKENS, TYPE, Statement, Term, literal, xsd
from bpokpo_graph.vocabulary import PREFIXES

WIDTH = 120
_RULE = "# " + "-" * 64

# Only spellings that every reader gives back as they are: rdflib makes 1 of 01 and of +1.
_SHORT = {
    xsd("integer"): re.compile(r"0|-?[1-9][0-9]*"),
    xsd("decimal"): re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"),
    xsd("boolean"): re.compile(r"true|false"),
}
# ASCII names which need no escape: a part of what the grammar allows.
_LOCAL = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)")
_SPACES = {space: name for name, space in PREFIXES.items()}


def turtle(statements: Iterable[Statement]) -> Iterator[str]:
    """Turtle of the default graph, or TriG if there are named graphs."""
    graphs = by_graph(statements)
    shared = shared_nodes(graphs)
    names = Names()
    bodies = []
    for name, members in graphs.items():
        body = list(_Writer(Nested(members, shared, layout()), names).sections())
        bodies.append((names.node(name) if name else "", body))
    yield from names.prefixes()
    for graph, body in bodies:
        yield from _wrapped(graph, body) if graph else body


def _wrapped(graph: str, body: list[str]) -> Iterator[str]:
    yield f"\n{graph} {{\n"
    yield from body  # not indented: that would change texts of several lines
    yield "}\n"


class Names:
    """Terms as Turtle writes them; remembers which prefixes were used."""

    def __init__(self) -> None:
        self._known: dict[Term, str] = {}
        self._used: set[str] = set()

    def prefixes(self) -> Iterator[str]:
        """The prefix lines, in the order of the table."""
        width = max((len(name) + 1 for name in self._used), default=0)
        for name, space in PREFIXES.items():
            if name in self._used:
                yield f"@prefix {name + ':':{width}} <{space}> .\n"

    def node(self, term: Term) -> str:
        """A term in its shortest form."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._written(term)
        return known

    def _written(self, term: Term) -> str:
        if term[0] == '"':
            return self._literal(term)
        if term[:3] == "<<(":
            return " ".join(piece if piece in ("<<(", ")>>") else self.node(piece) for piece in TOKENS.findall(term))
        return self._iri(term) if term[0] == "<" else term

    def _iri(self, term: Term) -> str:
        iri = term[1:-1]
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        name = _SPACES.get(iri[:cut])
        if name is None or not _LOCAL.fullmatch(iri, cut):
            return term
        self._used.add(name)
        return f"{name}:{iri[cut:]}"

    def _literal(self, term: Term) -> str:
        quoted, language, datatype = literal(term)
        if datatype in _SHORT and _SHORT[datatype].fullmatch(quoted, 1, len(quoted) - 1):
            return quoted[1:-1]
        if "\\n" in quoted:
            quoted = _long(quoted)
        if datatype:
            return f"{quoted}^^{self.node(f'<{datatype}>')}"
        return f"{quoted}@{language}" if language else quoted


def _long(quoted: str) -> str:
    """A text of several lines between three quotes."""
    body = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[0], quoted[1:-1])
    return f'"""{body}"""'


class _Writer:
    def __init__(self, nested: Nested, names: Names) -> None:
        self._nested = nested
        self._node = names.node
        self._lines: dict[Term, str] = {}

    def sections(self) -> Iterator[str]:
        """The subjects one after the other, under a comment for each kind."""
        top = self._nested.top()
        kinds = [self._nested.kind(node) for node in top]
        several = len(set(kinds)) > 1
        before = None
        for node, kind in zip(top, kinds, strict=True):
            if several and kind != before:
                yield f"\n\n{_RULE} {self._nested.title(kind)}\n"
            before = kind
            yield f"\n{self._subject(node)}"

    def _subject(self, node: Term) -> str:
        name = "[]" if node in self._nested.unused else self._node(node)
        return f"{name} {self._properties(node, 4, len(name) + 1)} .\n"

    def _properties(self, node: Term, indent: int, used: int) -> str:
        margin = "\n" + " " * indent
        parts: list[str] = []
        for predicate, objects in self._nested.ordered(node):
            verb = "a" if predicate == TYPE else self._node(predicate)
            parts.append(f"{verb}{self._objects(objects, indent, (indent if parts else used) + len(verb))}")
        return f" ;{margin}".join(parts)

    def _objects(self, objects: list[Term], indent: int, used: int) -> str:
        """The values after their verb: on its line if they fit, else each on a line of its own."""
        first = objects[0]
        line = self._flat(first) if len(objects) == 1 else ", ".join(map(self._flat, objects))
        if len(objects) == 1 and first[0] != "_" and used + 3 + len(line) <= WIDTH:
            return f" {line}"
        if used + 3 + len(line) <= WIDTH or (len(objects) == 1 and first[0] != '"'):
            return f" {self._object(first, indent)}" if len(objects) == 1 else f" {line}"
        margin = "\n" + " " * (indent + 4)
        return margin + f",{margin}".join(self._object(each, indent + 4) for each in objects)

    def _flat(self, term: Term) -> str:
        """A value on one line, however long."""
        if term[0] != "_" or term not in self._nested.inline:
            return "()" if term == NIL else self._node(term)
        if term not in self._lines:
            self._lines[term] = self._flat_node(term)
        return self._lines[term]

    def _flat_node(self, node: Term) -> str:
        if node in self._nested.lists:
            return f"( {' '.join(map(self._flat, self._nested.lists[node]))} )"
        parts = [
            f"{'a' if predicate == TYPE else self._node(predicate)} {', '.join(map(self._flat, objects))}"
            for predicate, objects in self._nested.ordered(node)
        ]
        return f"[ {' ; '.join(parts)} ]" if parts else "[]"

    def _object(self, term: Term, indent: int) -> str:
        """A value; over several lines where it is long."""
        line = self._flat(term)
        if term[0] != "_" or term not in self._nested.inline or indent + len(line) + 4 <= WIDTH:
            return line
        margin = "\n" + " " * indent
        if term in self._nested.lists:
            members = f"{margin}    ".join(self._object(each, indent + 4) for each in self._nested.lists[term])
            return f"({margin}    {members}{margin})"
        return f"[{margin}    {self._properties(term, indent + 4, indent + 4)}{margin}]"
