"""Blank nodes named by what is said of them, so that equal graphs get equal names in any order of reading.

First each node is coloured by its content, from the leaves up; then nodes of one colour are told apart by what points
to them and by their neighbours, round by round. What is alike even then is tried one by one, and the least result
counts; alternatives that prove to be mirror images are tried once. Graphs made to defeat this run into the time limit.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from bpokpo_graph.errors import LimitError
from bpokpo_graph.serialization.statements import TOKENS, Statement

SECONDS = 10.0

Pattern = tuple[str | int, ...]  # a statement in pieces: text, and the numbers of blank nodes
Colours = list[bytes]


def labelled(statements: Iterable[Statement], seconds: float = SECONDS) -> list[Statement]:
    """The statements with blank nodes named b0, b1 …, the same for every isomorphic graph.

    Raises LimitError if the nodes are too alike to be told apart in time.
    """
    kept: list[Statement] = []
    marked: list[Statement] = []
    for statement in statements:
        (marked if "_:" in "".join(statement) else kept).append(statement)
    if not marked:
        return kept
    graph = _Graph(seconds)
    for statement in marked:
        graph.add(statement)
    names = {number: f"_:b{place}" for place, number in enumerate(graph.ordered())}
    return kept + [_renamed(statement, graph.names, names) for statement in marked]


def _renamed(statement: Statement, numbers: dict[str, int], names: dict[int, str]) -> Statement:
    new = []
    for term in statement:
        if term[:2] == "_:":
            term = names[numbers[term]]
        elif term[:3] == "<<(":
            tokens = TOKENS.findall(term)
            term = " ".join(names[numbers[each]] if each[:2] == "_:" else each for each in tokens)
        new.append(term)
    return new[0], new[1], new[2], new[3]


def _hash(*parts: bytes) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=16).digest()


@dataclass(slots=True)
class _Graph:
    """The statements with blank nodes, and which node stands in which of them."""

    seconds: float
    names: dict[str, int] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)
    uses: list[list[int]] = field(default_factory=list)
    deadline: float = 0.0

    def add(self, statement: Statement) -> None:
        pieces: Sequence[str] = statement
        if statement[2][:3] == "<<(":
            pieces = [*statement[:2], *TOKENS.findall(statement[2]), statement[3]]
        pattern = tuple([self._number(piece) if piece[:2] == "_:" else piece for piece in pieces])
        place = len(self.patterns)
        self.patterns.append(pattern)
        for number in pattern:
            if isinstance(number, int) and (not self.uses[number] or self.uses[number][-1] != place):
                self.uses[number].append(place)

    def _number(self, name: str) -> int:
        if name not in self.names:
            self.names[name] = len(self.uses)
            self.uses.append([])
        return self.names[name]

    def ordered(self) -> list[int]:
        """The nodes in an order that depends on the graph alone."""
        self.deadline = time.monotonic() + self.seconds
        colours = self._content()
        self._refine(colours, range(len(colours)))
        keys = [(colour, 0, 0) for colour in colours]
        for count, group in enumerate(self._components(colours)):
            certificate, order = self._search({number: colours[number] for number in group}, colours)
            for place, number in enumerate(order):
                keys[number] = _hash(*certificate), count, place
        return sorted(range(len(keys)), key=keys.__getitem__)

    def _content(self) -> Colours:
        """A colour from what a node says and what the nodes that it points to say; the same for all on a circle."""
        said: list[list[Pattern]] = [[] for _ in self.uses]
        parents: list[set[int]] = [set() for _ in self.uses]
        for pattern in self.patterns:
            subject = pattern[0]
            if isinstance(subject, int):
                said[subject].append(pattern)
                for piece in pattern[1:]:
                    if isinstance(piece, int):
                        parents[piece].add(subject)
        waiting = [0] * len(self.uses)
        for above in parents:
            for parent in above:
                waiting[parent] += 1
        colours = [b""] * len(self.uses)
        ready = [number for number, count in enumerate(waiting) if not count]
        while ready:
            number = ready.pop()
            colours[number] = _hash(*sorted(self._seen(pattern, number, colours) for pattern in said[number]))
            for parent in parents[number]:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)
        return colours

    def _seen(self, pattern: Pattern, number: int, colours: Colours) -> bytes:
        pieces = [
            piece.encode() if isinstance(piece, str) else b"self" if piece == number else b"_:" + colours[piece]
            for piece in pattern
        ]
        return _hash(*pieces)

    def _refine(self, colours: Colours, start: Iterable[int]) -> None:
        """Tell apart what its neighbours tell apart; `colours` is changed in place."""
        cells: defaultdict[bytes, int] = defaultdict(int)
        for colour in colours:
            cells[colour] += 1
        todo = {number for number in start if cells[colours[number]] > 1}
        while todo:
            self._check()
            new = {number: self._recoloured(number, colours) for number in todo}
            changed = _split(colours, cells, new)
            near = {piece for number in changed for use in self.uses[number] for piece in self.patterns[use]}
            todo = {piece for piece in near if isinstance(piece, int) and cells[colours[piece]] > 1}

    def _recoloured(self, number: int, colours: Colours) -> bytes:
        seen = sorted(self._seen(self.patterns[use], number, colours) for use in self.uses[number])
        return _hash(b"again", colours[number], *seen)

    def _components(self, colours: Colours) -> list[list[int]]:
        """The nodes that are still alike, in groups that are connected through such nodes alone."""
        counts: defaultdict[bytes, int] = defaultdict(int)
        for colour in colours:
            counts[colour] += 1
        alike = {number for number, colour in enumerate(colours) if counts[colour] > 1}
        groups = []
        while alike:
            group, edge = [], [alike.pop()]
            while edge:
                number = edge.pop()
                group.append(number)
                for use in self.uses[number]:
                    for piece in self.patterns[use]:
                        if isinstance(piece, int) and piece in alike:
                            alike.discard(piece)
                            edge.append(piece)
            groups.append(group)
        return groups

    def _search(self, own: dict[int, bytes], fixed: Colours) -> tuple[list[bytes], list[int]]:
        """The least certificate of a group, and its nodes in that order."""
        self._check()
        cell = _first_cell(own)
        if len(cell) < 2:
            order = sorted(own, key=own.__getitem__)
            return self._certificate(order, fixed), order
        best: tuple[list[bytes], list[int]] | None = None
        first: list[bytes] | None = None
        for number in cell:
            leaf = self._leftmost(self._chosen(own, number, fixed), fixed)
            if first is None:
                first = leaf
            elif leaf == first:  # a mirror image of what was tried
                continue
            found = self._search(self._chosen(own, number, fixed), fixed)
            best = found if best is None or found[0] < best[0] else best
        assert best is not None
        return best

    def _chosen(self, own: dict[int, bytes], number: int, fixed: Colours) -> dict[int, bytes]:
        """The colours of a group once one of its nodes is set apart."""
        colours = {**own, number: _hash(b"chosen", own[number])}
        while True:
            self._check()
            seen = _Overlay(fixed, colours)
            new = {each: self._recoloured(each, seen) for each in colours}  # type: ignore[arg-type]
            if len(set(new.values())) == len(set(colours.values())):
                return colours
            colours = new

    def _leftmost(self, own: dict[int, bytes], fixed: Colours) -> list[bytes]:
        while len(cell := _first_cell(own)) > 1:
            own = self._chosen(own, cell[0], fixed)
        return self._certificate(sorted(own, key=own.__getitem__), fixed)

    def _certificate(self, order: Sequence[int], fixed: Colours) -> list[bytes]:
        places = {number: place.to_bytes(8, "big") for place, number in enumerate(order)}
        seen = _Overlay(fixed, places)
        uses = {use for number in order for use in self.uses[number]}
        return sorted(self._seen(self.patterns[use], -1, seen) for use in uses)  # type: ignore[arg-type]

    def _check(self) -> None:
        if time.monotonic() > self.deadline:
            raise LimitError(
                "the blank nodes are too alike to be told apart: give them IRIs",
                limit=f"{self.seconds:g} seconds",
                option="--timeout",
            )


class _Overlay:
    """Colours of a few nodes over those of all."""

    def __init__(self, below: Colours, above: dict[int, bytes]) -> None:
        self._below = below
        self._above = above

    def __getitem__(self, number: int) -> bytes:
        return self._above.get(number) or self._below[number]


def _first_cell(own: dict[int, bytes]) -> list[int]:
    """The nodes of the least colour that several have; one node or none if there is no such colour."""
    cells: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, colour in own.items():
        cells[colour].append(number)
    return min((item for item in cells.items() if len(item[1]) > 1), default=(b"", list[int]()))[1]


def _split(colours: Colours, cells: defaultdict[bytes, int], new: dict[int, bytes]) -> list[int]:
    """Give nodes their new colours where that splits a cell; the nodes of split cells."""
    by_old: defaultdict[bytes, list[int]] = defaultdict(list)
    for number in new:
        by_old[colours[number]].append(number)
    changed = []
    for old, numbers in by_old.items():
        if len(numbers) == cells[old] and len({new[number] for number in numbers}) == 1:
            continue
        for number in numbers:
            cells[old] -= 1
            colours[number] = new[number]
            cells[new[number]] += 1
        changed += numbers
    return changed
