"""A graph by subject, with the blank nodes and lists that can be written in place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from bpokpo_graph.serialization.layout import LANGUAGES, Layout, english
from bpokpo_graph.serialization.statements import (
    FIRST,
    NIL,
    REST,
    TOKENS,
    TYPE,
    Statement,
    Term,
    is_blank,
    is_iri,
    literal,
    natural,
)
from bpokpo_graph.vocabulary import compact

DEPTH = 12  # deeper blank nodes get a label: what we write must be within anyone's limit of nesting

Said = dict[Term, list[Term]]


def by_graph(statements: Iterable[Statement]) -> dict[Term, list[Statement]]:
    """The statements of each graph; the default graph first, then by name."""
    graphs: defaultdict[Term, list[Statement]] = defaultdict(list)
    for statement in statements:
        graphs[statement[3]].append(statement)
    return {name: graphs[name] for name in sorted(graphs, key=natural)}


def shared_nodes(graphs: dict[Term, list[Statement]]) -> set[Term]:
    """Blank nodes that need a label because of where they stand: in several graphs, as a name, in a triple term."""
    places: defaultdict[Term, set[Term]] = defaultdict(set)
    shared = {name for name in graphs if name}
    for name, statements in graphs.items():
        for subject, _, object_, _ in statements:
            if subject[0] == "_":
                places[subject].add(name)
            if object_[0] == "_":
                places[object_].add(name)
            elif object_[:3] == "<<(":
                shared.update(filter(is_blank, TOKENS.findall(object_)))
    return shared | {node for node, names in places.items() if len(names) > 1}


class Nested:
    """One graph: `said` of each subject in its order, what is `inline`, and the sections of subjects."""

    def __init__(self, statements: Iterable[Statement], shared: set[Term], layout: Layout) -> None:
        self.layout = layout
        self.said: dict[Term, Said] = {}
        uses: Counter[Term] = Counter()
        for subject, predicate, object_, _ in statements:
            self.said.setdefault(subject, {}).setdefault(predicate, []).append(object_)
            if object_[0] == "_":
                uses[object_] += 1
        self.unused = {node for node in self.said if node[0] == "_" and not uses[node]} - shared
        single = {node for node in uses if uses[node] == 1} - shared
        self.lists = self._lists(single)
        self.inline = self._inline(single)
        self._keys: dict[Term, tuple[object, ...]] = {}
        self._kinds: dict[Term, Term] = {}
        self._kind_keys: dict[Term, tuple[object, ...]] = {}
        self._orders: dict[frozenset[Term], list[Term]] = {}

    def _lists(self, single: set[Term]) -> dict[Term, list[Term]]:
        """Head of a list → its members, for lists whose nodes say nothing else and are used once."""
        cells = {
            node: (said[FIRST][0], said[REST][0])
            for node, said in self.said.items()
            if node in single and said.keys() == {FIRST, REST} and len(said[FIRST]) == len(said[REST]) == 1
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

    def _inline(self, single: set[Term]) -> set[Term]:
        """The nodes that are written where they are used, from every other subject down."""
        if not single:
            return set()
        inline: set[Term] = set()
        roots = [node for node in self.said if node not in single]
        reached = set(roots)
        while True:
            while roots:
                self._descend(roots.pop(), single, inline, reached, roots)
            left = [node for node in self.said if node not in reached]
            if not left:
                return inline
            roots = [min(left, key=natural)]  # a circle: it begins somewhere
            reached.update(roots)

    def _descend(self, root: Term, single: set[Term], inline: set[Term], reached: set[Term], roots: list[Term]) -> None:
        todo = [(root, 0)]
        while todo:
            node, depth = todo.pop()
            for child in self.children(node):
                if child not in single or child in reached:
                    continue
                reached.add(child)
                if depth >= DEPTH:
                    roots.append(child)
                    continue
                inline.add(child)
                reached.update(self._cells(child))
                todo.append((child, depth + 1))

    def _cells(self, head: Term) -> Iterator[Term]:
        if head in self.lists:
            while head != NIL:
                yield head
                head = self.said[head][REST][0]

    def children(self, node: Term) -> Iterator[Term]:
        """The blank nodes that a node, or the list that it heads, holds."""
        if node in self.lists:
            yield from (each for each in self.lists[node] if each[0] == "_")
            return
        for objects in self.said.get(node, {}).values():
            yield from (each for each in objects if each[0] == "_")

    def top(self) -> list[Term]:
        """The subjects that are not written within others, by kind and in natural order."""
        hidden = self.inline | {cell for head in self.lists if head in self.inline for cell in self._cells(head)}
        return sorted((node for node in self.said if node not in hidden), key=self.place)

    def kind(self, node: Term) -> Term:
        """The type under which a subject is filed, or ""."""
        if node not in self._kinds:
            types = self.said[node].get(TYPE, ())
            self._kinds[node] = min(filter(is_iri, types), key=self._kind_key, default="")
        return self._kinds[node]

    def title(self, kind: Term) -> str:
        """What a section is called: the English label of the class, or its name."""
        if not kind:
            return "Other"
        labels = [each for each in self.said.get(kind, {}).get(_LABEL, ()) if each[0] == '"']
        found = [*english(labels), self.layout.labels.get(kind), compact(kind[1:-1])]
        return " ".join(next(filter(None, found)).split())

    def place(self, node: Term) -> tuple[object, ...]:
        """Where a subject stands among the others."""
        kind = self.kind(node)
        return (not kind, *self._kind_key(kind), node[0] == "_", natural(node))

    def _kind_key(self, kind: Term) -> tuple[object, ...]:
        if kind not in self._kind_keys:
            self._kind_keys[kind] = self.layout.kinds.get(kind, len(self.layout.kinds)), natural(kind)
        return self._kind_keys[kind]

    def ordered(self, node: Term) -> list[tuple[Term, list[Term]]]:
        """What is said of a node: predicates in their order, each with its values in theirs."""
        said = self.said.get(node, {})
        return [
            (predicate, said[predicate] if len(said[predicate]) == 1 else self._sorted(predicate, said[predicate]))
            for predicate in self._order(frozenset(said))
        ]

    def _order(self, predicates: frozenset[Term]) -> list[Term]:
        """Some predicates in their order; many subjects have the same ones."""
        if predicates not in self._orders:
            places, last = self.layout.predicates, len(self.layout.predicates)
            self._orders[predicates] = sorted(predicates, key=lambda each: (places.get(each, last), each))
        return self._orders[predicates]

    def _sorted(self, predicate: Term, objects: list[Term]) -> list[Term]:
        return sorted(objects, key=self._kind_key if predicate == TYPE else self.object_key)

    def object_key(self, object_: Term) -> tuple[object, ...]:
        """IRIs first, then literals by language (id, en, others), then blank nodes."""
        if object_ not in self._keys:
            self._keys[object_] = _object_key(object_)
        return self._keys[object_]


_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def _object_key(object_: Term) -> tuple[object, ...]:
    if is_iri(object_):
        return 0, 0, "", natural(object_)
    if object_[0] == '"':
        language = literal(object_)[1]
        place = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
        return 1, place, language, natural(object_)
    return 2, 0, "", natural(object_)
