"""A graph by subject, with the blank nodes and lists that can be written in place."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bpokpo_graph.serialization.layout import Layout, english
from bpokpo_graph.serialization.statements import (
    FIRST,
    NIL,
    REST,
    TOKENS,
    TYPE,
    Term,
    is_blank,
    is_iri,
    natural,
    naturally,
    statements,
)
from bpokpo_graph.vocabulary import compact
from bpokpo_graph.words import LANGUAGES

DEPTH = 12  # deeper blank nodes get a label: what we write must be within anyone's limit of nesting

Said = dict[Term, list[Term]]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Graph:
    """What is said of each subject; which subjects say each blank node, and which each triple term."""

    said: dict[Term, Said] = field(default_factory=dict)
    holders: defaultdict[Term, list[Term]] = field(default_factory=lambda: defaultdict(list))
    triple_terms: dict[Term, Term] = field(default_factory=dict)


def by_graph(lines: Iterable[bytes]) -> dict[Term, Graph]:
    """The statements of each graph; the default graph first, then by name."""
    graphs = defaultdict[Term, Graph](Graph)
    known: dict[Term, Term] = {}  # one string for each predicate: a million copies take room
    before, said, holders, facts = "", graphs[""].said, graphs[""].holders, dict[Term, list[Term]]()
    odd = []
    for text in map(bytes.decode, lines):
        subject, predicate, object_ = text.split(" ", 2)
        if " " in object_ and object_.rfind(" ") > object_.rfind('"'):
            odd.append(text.encode())
            continue
        if subject != before:
            before, facts = subject, said.setdefault(subject, {})
        if predicate in facts:
            facts[predicate].append(object_)
        else:
            facts[known.setdefault(predicate, predicate)] = [object_]
        if object_[0] == "_":
            holders[object_].append(subject)
    for subject, predicate, object_, name in statements(odd):
        graph = graphs[name]
        graph.said.setdefault(subject, {}).setdefault(predicate, []).append(object_)
        if object_[0] == "_":
            graph.holders[object_].append(subject)
        elif object_[:3] == "<<(":
            graph.triple_terms[object_] = subject
    return {name: graphs[name] for name in sorted(graphs, key=natural) if graphs[name].said}


def shared_nodes(graphs: Mapping[Term, Graph]) -> set[Term]:
    """Blank nodes that need a label because of where they stand: in several graphs, as a name, in a triple term."""
    places: Counter[Term] = Counter()
    if len(graphs) > 1:
        for graph in graphs.values():
            places.update({*filter(is_blank, graph.said), *graph.holders})
    shared = {node for node, count in places.items() if count > 1}
    quoted = (TOKENS.findall(term) for graph in graphs.values() for term in graph.triple_terms)
    return shared.union(filter(None, graphs), *(filter(is_blank, tokens) for tokens in quoted))


class Nested:
    """One graph: `said` of each subject in its order, what is `inline`, and the sections of subjects."""

    def __init__(self, graph: Graph, shared: set[Term], layout: Layout) -> None:
        self.layout = layout
        self.said = graph.said
        self.unused = {node for node in self.said if node[0] == "_" and node not in graph.holders} - shared
        single = {node: held[0] for node, held in graph.holders.items() if len(held) == 1 and node not in shared}
        self.lists = self._lists(single)
        self._heads = {cell: head for head in self.lists for cell in self._cells(head)}
        self.inline = self._inline(single)
        self._kind_key = Known(self._placed_kind)
        self._types = Known(self._placed_types)
        self._kinds = Known(self._kind_of)
        self._orders = Known(self.order)
        self._tails = Known(_tail_key)
        self._natural = Known(natural)

    def _lists(self, single: Mapping[Term, Term]) -> dict[Term, list[Term]]:
        """Head of a list → its members, for lists whose nodes say nothing else and are used once."""
        cells = {
            node: (said[FIRST][0], said[REST][0])
            for node in single
            if (said := self.said.get(node))
            and said.keys() == {FIRST, REST}
            and all(len(each) == 1 for each in said.values())
        }
        before = {rest: node for node, (_, rest) in cells.items() if rest in cells}
        ends = [node for node, (_, rest) in cells.items() if rest == NIL]
        lists = {}
        for end in ends:
            members, node = [cells[end][0]], end
            while node in before:
                node = before[node]
                members.append(cells[node][0])
            lists[node] = members[::-1]
        return lists

    def _cells(self, head: Term) -> Iterable[Term]:
        while head != NIL:
            yield head
            head = self.said[head][REST][0]

    def _inline(self, single: Mapping[Term, Term]) -> set[Term]:
        """The nodes that are written where they are used, from every other subject down."""
        heads = self._heads
        held: defaultdict[Term, list[Term]] = defaultdict(list)
        for node, holder in single.items():
            if heads.get(node, node) == node:
                held[heads.get(holder, holder)].append(node)
        depths = {node: 0 for node in held if node not in single}
        _descend(list(depths), held, depths)
        for node in sorted(held.keys() - depths.keys(), key=natural):
            if node not in depths:  # in a circle: it begins somewhere
                depths[node] = 0
                _descend([node], held, depths)
        return {node for node, depth in depths.items() if depth}

    def sections(self) -> list[tuple[Term, list[Term]]]:
        """The subjects that are not written within others, by kind and in natural order."""
        hidden = self.inline | {cell for cell, head in self._heads.items() if head in self.inline}
        kinds: defaultdict[Term, list[Term]] = defaultdict(list)
        for node in self.said:
            if node not in hidden:
                kinds[self.kind(node)].append(node)
        return [(kind, naturally(kinds[kind])) for kind in sorted(kinds, key=self._kind_key.__getitem__)]

    def top(self) -> list[Term]:
        """The subjects of all sections."""
        return [node for _, nodes in self.sections() for node in nodes]

    def kind(self, node: Term) -> Term:
        """The type under which a subject is filed, or ""."""
        return self._kinds[tuple(self.said[node].get(TYPE, ()))]

    def title(self, kind: Term) -> str:
        """What a section is called: the English label of the class, or its name."""
        if not kind:
            return "Other"
        labels = [each for each in self.said.get(kind, {}).get(_LABEL, ()) if each[0] == '"']
        found = [*english(labels), self.layout.labels.get(kind), compact(kind[1:-1])]
        return " ".join(next(filter(None, found)).split())

    def place(self, node: Term) -> tuple[object, ...]:
        """Where a subject stands among the others."""
        return *self._kind_key[self.kind(node)], natural(node)

    def _placed_kind(self, kind: Term) -> tuple[bool, int, str]:
        return not kind, self.layout.kinds.get(kind, len(self.layout.kinds)), natural(kind)

    def _placed_types(self, types: tuple[Term, ...]) -> list[Term]:
        return sorted(types, key=self._kind_key.__getitem__)

    def _kind_of(self, types: tuple[Term, ...]) -> Term:
        return next(filter(is_iri, self._types[types]), "")

    def order(self, predicates: Iterable[Term]) -> list[Term]:
        """Predicates in their order."""
        places, last = self.layout.predicates, len(self.layout.predicates)
        return sorted(predicates, key=lambda each: (places.get(each, last), each))

    def ordered(self, node: Term) -> Iterator[tuple[Term, list[Term]]]:
        """What is said of a node: predicates in their order, each with its values in theirs."""
        said = self.said.get(node, {})
        for predicate in self._orders[tuple(said)]:
            objects = said[predicate]
            yield predicate, objects if len(objects) == 1 else self.sorted(predicate, objects)

    def sorted(self, predicate: Term, objects: list[Term]) -> list[Term]:
        """IRIs first, then literals by language (id, en, others), then blank nodes; types as kinds."""
        if predicate == TYPE:
            return self._types[tuple(objects)]
        tails = self._tails
        if len(objects) == 2:  # a text in two languages, mostly
            first, second = objects
            before, after = tails[first[first.rfind('"') :]], tails[second[second.rfind('"') :]]
            if before != after:
                return objects if before < after else [second, first]
        keys = [tails[each[each.rfind('"') :]] for each in objects]
        if len(set(keys)) == 1:
            return sorted(objects, key=self._natural.__getitem__) if keys[0] == "<" else naturally(objects)
        if len(set(keys)) < len(keys):
            keys = [key + natural(each) for key, each in zip(keys, objects, strict=True)]
        return [each for _, each in sorted(zip(keys, objects, strict=True))]


class Known(dict[K, V]):
    """Answers given before: a graph asks the same over and over."""

    def __init__(self, ask: Callable[[K], V]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: K) -> V:
        self[key] = answer = self._ask(key)
        return answer


_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def _tail_key(tail: str) -> str:
    """The place of a value by its last quote and what follows it, or its last character if it has none."""
    if tail[0] != '"':
        return "<" if tail == ">" else "_"
    language = tail[2:] if tail[1:2] == "@" else ""
    place = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
    return f"={place}{language}\0"


def _descend(todo: list[Term], held: Mapping[Term, list[Term]], depths: dict[Term, int]) -> None:
    while todo:
        node = todo.pop()
        for child in held.get(node, ()):
            if child not in depths:
                depths[child] = (depths[node] + 1) % (DEPTH + 1)
                todo.append(child)
