"""Turtle and TriG as one would write them by hand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from bpokpo_graph.serialization.layout import layout
from bpokpo_graph.serialization.nesting import Graph, Known, Nested, shared_nodes
from bpokpo_graph.serialization.statements import NIL, TOKENS, TYPE, Term, literal, xsd
from bpokpo_graph.vocabulary import PREFIXES

WIDTH = 120
_RULE = "# " + "-" * 64

# Only spellings that every reader gives back as they are: rdflib makes 1 of 01 and of +1.
_SHORT = {
    xsd("integer"): re.compile(r"0|-?[1-9][0-9]*"),
    xsd("decimal"): re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"),
    xsd("boolean"): re.compile(r"true|false"),
}
# A space, and an ASCII name which needs no escape: a part of what the grammar allows.
_NAMED = re.compile(r"<(.*[/#])((?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?)>")
_PREFIX = re.compile(r"(?:[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)?")  # and a name for a space, or none


def turtle(graphs: Mapping[Term, Graph], prefixes: Iterable[tuple[str, str]] = ()) -> Iterable[str]:
    """Turtle of the default graph, or TriG if there are named graphs; with prefixes beside ours where none clashes."""
    shared = shared_nodes(graphs)
    names = Names(prefixes)
    bodies = []
    for name, graph in graphs.items():
        body = list(_Writer(Nested(graph, shared, layout()), names).sections())
        bodies.append(_wrapped(names[name], body) if name else body)
    return chain(names.prefixes(), *bodies)


def _wrapped(graph: str, body: list[str]) -> Iterator[str]:
    yield f"\n{graph} {{\n"
    yield from body  # not indented: that would change texts of several lines
    yield "}\n"


class Names(dict[Term, str]):
    """Term → how Turtle writes it; remembers which prefixes were used."""

    def __init__(self, others: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._used: set[str] = set()
        known = set(PREFIXES.values())
        free = {name: space for name, space in sorted(others, reverse=True) if space not in known}
        fitting = {name: free[name] for name in sorted(free) if name not in PREFIXES and _PREFIX.fullmatch(name)}
        self._table = {**PREFIXES, **fitting}
        self._spaces = {space: name for name, space in reversed(self._table.items())}

    def __missing__(self, term: Term) -> str:
        if term[0] == '"':  # seldom met again: not kept
            return self.literal(term)
        self[term] = written = self._written(term)
        return written

    def prefixes(self) -> Iterator[str]:
        """The prefix lines, in the order of the table."""
        width = max((len(name) + 1 for name in self._used), default=0)
        for name, space in self._table.items():
            if name in self._used:
                yield f"@prefix {name + ':':{width}} <{space}> .\n"

    def _written(self, term: Term) -> str:
        if term[:3] == "<<(":  # where Oxigraph reads no text between three quotes
            pieces = TOKENS.findall(term)
            return " ".join(piece if piece in ("<<(", ")>>") or "\\n" in piece else self[piece] for piece in pieces)
        return self._iri(term) if term[0] == "<" else term

    def _iri(self, term: Term) -> str:
        found = _NAMED.fullmatch(term)
        if found is None or (name := self._spaces.get(found[1])) is None:
            return term
        self._used.add(name)
        return f"{name}:{found[2]}"

    def literal(self, term: Term) -> str:
        """A literal in its shortest form."""
        quoted, language, datatype = literal(term)
        if datatype in _SHORT and _SHORT[datatype].fullmatch(quoted, 1, len(quoted) - 1):
            return quoted[1:-1]
        if "\\n" in quoted:
            quoted = _long(quoted)
        if datatype:
            return f"{quoted}^^{self[f'<{datatype}>']}"
        return f"{quoted}@{language}" if language else quoted


def _long(quoted: str) -> str:
    """A text of several lines between three quotes."""
    body = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[0], quoted[1:-1])
    return f'"""{body}"""'


class _Values(dict[Term, str]):
    """Value → how it is written on one line; of nodes that no line holds, the beginning."""

    def __init__(self, nested: Nested, names: Names) -> None:
        super().__init__({NIL: "()"})
        self._nested = nested
        self._names = names

    def __missing__(self, term: Term) -> str:
        if term[0] == '"':
            return term if term[-1] != ">" and "\\n" not in term else self._names.literal(term)
        self[term] = written = self._node(term) if term in self._nested.inline else self._names[term]
        return written

    def _node(self, node: Term) -> str:
        if node in self._nested.lists:
            return f"( {' '.join(map(self.__getitem__, self._nested.lists[node]))} )"
        parts, room = [], WIDTH
        for predicate, objects in self._nested.ordered(node):
            verb = "a" if predicate == TYPE else self._names[predicate]
            parts.append(f"{verb} {', '.join(map(self.__getitem__, objects))}")
            room -= len(parts[-1])
            if room < 0:
                break
        return f"[ {' ; '.join(parts)} ]" if parts else "[]"


class _Writer:
    def __init__(self, nested: Nested, names: Names) -> None:
        self._nested = nested
        self._names = names
        self._values = _Values(nested, names)
        self._verbs = Known(self._verbs_of)

    def sections(self) -> Iterator[str]:
        """The subjects one after the other, under a comment for each kind."""
        sections = self._nested.sections()
        for kind, nodes in sections:
            if len(sections) > 1:
                yield f"\n\n{_RULE} {self._nested.title(kind)}\n"
            for node in nodes:
                name = "[]" if node in self._nested.unused else self._names[node]
                yield f"\n{name} {self._properties(node, 4, len(name) + 1)} .\n"

    def _properties(self, node: Term, indent: int, used: int) -> str:
        # The innermost loop of all: most texts stay as they are, and asking for each would take a fifth of the time.
        said, values, sorted_ = self._nested.said.get(node, {}), self._values, self._nested.sorted
        verbs = self._verbs[tuple(said)]
        parts = []
        for predicate, verb in verbs:
            objects = said[predicate]
            if len(objects) == 1:
                text = objects[0]
                parts.append(verb + (text if text[0] == '"' and text[-1] != ">" and "\\" not in text else values[text]))
            else:
                texts = [
                    text if text[0] == '"' and text[-1] != ">" and "\\" not in text else values[text]
                    for text in sorted_(predicate, objects)
                ]
                parts.append(verb + ", ".join(texts))
        room = WIDTH - 2 - indent
        if parts and (max(map(len, parts)) > room or len(parts[0]) + used - indent > room):
            for place, (predicate, verb) in enumerate(verbs):
                if len(parts[place]) + (indent if place else used) - indent > room:
                    objects = said[predicate]
                    ordered = objects if len(objects) == 1 else sorted_(predicate, objects)
                    text = self._long(ordered, indent)
                    parts[place] = (verb[:-1] if text[0] == "\n" else verb) + text
        return f" ;\n{' ' * indent}".join(parts)

    def _verbs_of(self, predicates: Iterable[Term]) -> list[tuple[Term, str]]:
        order = self._nested.order(predicates)
        return [(each, "a " if each == TYPE else f"{self._names[each]} ") for each in order]

    def _long(self, objects: list[Term], indent: int) -> str:
        """Values that do not fit on the line of their verb; texts and lists of values stand below it."""
        if len(objects) == 1 and objects[0][0] != '"':
            return self._spread(objects[0], indent)
        margin = "\n" + " " * (indent + 4)
        return margin + f",{margin}".join(self._value(each, indent + 4) for each in objects)

    def _value(self, term: Term, indent: int) -> str:
        """A value; over several lines if it is long."""
        line = self._values[term]
        return line if term[0] == '"' or indent + len(line) + 4 <= WIDTH else self._spread(term, indent)

    def _spread(self, term: Term, indent: int) -> str:
        """A value over several lines, if it can be."""
        if term not in self._nested.inline:
            return self._values[term]
        margin = "\n" + " " * indent
        if term in self._nested.lists:
            members = f"{margin}    ".join(self._value(each, indent + 4) for each in self._nested.lists[term])
            return f"({margin}    {members}{margin})"
        return f"[{margin}    {self._properties(term, indent + 4, indent + 4)}{margin}]"
