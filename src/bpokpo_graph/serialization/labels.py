"""Blank nodes named by what is said of them, so that equal graphs get equal names in any order of reading.

First each node is coloured by the lines that hold it and no other; then nodes of one colour are told apart by their
neighbours, round by round. What is alike even then is tried one by one, and the least result counts; alternatives that
prove to be mirror images are tried once. Graphs made to defeat this run into the time limit.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import compress, repeat
from operator import contains, not_

from bpokpo_graph.errors import LimitError
from bpokpo_graph.serialization.statements import TOKENS

SECONDS = 10.0

Pattern = tuple[bytes | int, ...]  # a line in pieces: text, and the numbers of blank nodes
Colours = list[bytes]


def labelled(lines: list[bytes], seconds: float = SECONDS) -> list[bytes]:
    """The lines with blank nodes named b0, b1 …, the same for every isomorphic graph.

    Raises LimitError if the nodes are too alike to be told apart in time.
    """
    flags = list(map(contains, lines, repeat(b"_:")))
    marked, kept = list(compress(lines, flags)), list(compress(lines, map(not_, flags)))
    graph = _Graph(seconds)
    kept += graph.read(marked)
    names = [b""] * len(graph.said)
    for place, number in enumerate(graph.ordered()):
        names[number] = b"_:b%d" % place
    texts = []  # joined and split again: that is faster than line by line
    for name, said, held in zip(names, graph.said, graph.held, strict=True):
        if said:
            start = name + b" "
            texts.append(start + (b"\n" + start).join(said))
        if held:
            end = b" " + name + b" ."
            texts.append((end + b"\n").join(held) + end)
    for pattern in graph.patterns:
        texts.append(b" ".join([names[piece] if isinstance(piece, int) else piece for piece in pattern]))
    return kept + b"\n".join(texts).split(b"\n") if texts else kept


def _hash(*parts: bytes) -> bytes:
    return blake2b(b"\n".join(parts), digest_size=16).hexdigest().encode()  # no part holds a line break


@dataclass(slots=True)
class _Graph:
    """The lines with blank nodes: what is `said` of each node, where it is `held`, and all others as `patterns`.

    The lines that hold no other blank node, and this one once, stand in `said` without their subject and in `held`
    without their object.
    """

    seconds: float
    numbers: dict[bytes, int] = field(default_factory=dict)
    said: list[list[bytes]] = field(default_factory=list)
    held: list[list[bytes]] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    uses: list[list[int]] = field(default_factory=list)
    deadline: float = 0.0

    def read(self, lines: Iterable[bytes]) -> list[bytes]:
        """Take in the lines, the usual ones by their spaces alone; those that hold no blank node come back."""
        left = []
        numbers = self.numbers
        for line in lines:
            if line[:2] == b"_:":
                subject, _, said = line.partition(b" ")
                if b"_:" not in said:
                    number = numbers.get(subject)
                    self.said[self._number(subject) if number is None else number].append(said)
                    continue
            elif line.count(b" ") == 3 and line.count(b"_:") == 1:
                subject, predicate, object_, _ = line.split(b" ")
                if object_[:2] == b"_:":
                    self.held[self._number(object_)].append(subject + b" " + predicate)
                    continue
            left.append(line)
        return [line for line in left if not self._add(line)]

    def _add(self, line: bytes) -> bool:
        simple = line.count(b" ") == 3
        pieces = line.split(b" ") if simple else [*map(str.encode, TOKENS.findall(line.decode())), b"."]
        pattern = tuple([self._number(piece) if piece[:2] == b"_:" else piece for piece in pieces])
        numbers = {piece for piece in pattern if isinstance(piece, int)}
        for number in numbers:
            self.uses[number].append(len(self.patterns))
        if numbers:
            self.patterns.append(pattern)
        return bool(numbers)

    def _number(self, name: bytes) -> int:
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = len(self.said)
            self.said.append([])
            self.held.append([])
            self.uses.append([])
        return number

    def ordered(self) -> list[int]:
        """The nodes in an order that depends on the graph alone."""
        self.deadline = time.monotonic() + self.seconds
        colours = [_hash(*sorted(said), b"", *sorted(held)) for said, held in zip(self.said, self.held, strict=True)]
        self._refine(colours)
        keys = list(colours)
        for count, group in enumerate(self._components(colours)):
            certificate, order = self._search({number: colours[number] for number in group}, colours)
            first = _hash(*certificate)
            for place, number in enumerate(order):
                keys[number] = b"%s %08d %08d" % (first, count, place)
        return sorted(range(len(keys)), key=keys.__getitem__)

    def _seen(self, pattern: Pattern, number: int, colours: Colours) -> bytes:
        pieces = [
            piece if isinstance(piece, bytes) else b"_:" if piece == number else b"_:" + colours[piece]
            for piece in pattern
        ]
        return b" ".join(pieces)

    def _refine(self, colours: Colours) -> None:
        """Tell apart what its neighbours tell apart; `colours` is changed in place."""
        cells: defaultdict[bytes, int] = defaultdict(int)
        for colour in colours:
            cells[colour] += 1
        todo = {number for number, colour in enumerate(colours) if cells[colour] > 1 and self.uses[number]}
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
        seen = _Overlay(fixed, {number: b"%08d" % place for place, number in enumerate(order)})
        uses = {use for number in order for use in self.uses[number]}
        links = sorted(self._seen(self.patterns[use], -1, seen) for use in uses)  # type: ignore[arg-type]
        return [*(fixed[number] for number in order), *links]

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
    """Give nodes their new colours where that splits a cell, whose largest part stays; the nodes that changed."""
    by_old: defaultdict[bytes, defaultdict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, colour in new.items():
        by_old[colours[number]][colour].append(number)
    changed = []
    for old, parts in by_old.items():
        if sum(map(len, parts.values())) == cells[old]:
            del parts[max(parts, key=lambda colour: (len(parts[colour]), colour))]
        for colour, numbers in parts.items():
            cells[old] -= len(numbers)
            cells[colour] += len(numbers)
            for number in numbers:
                colours[number] = colour
            changed += numbers
    return changed
