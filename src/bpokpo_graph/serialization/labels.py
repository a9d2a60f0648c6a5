"""Blank nodes named by what is said of them, so that equal graphs get equal names in any order of reading.

What hangs below one node alone, as lists do, is told by what is said of it, and counts as said of that node. Then each
node is coloured by the lines that hold it and no other, and nodes of one colour are told apart by their neighbours,
round by round. What is alike even then is tried one by one, and the least result counts; alternatives that prove to be
mirror images are tried once. Graphs made to defeat this run into the time limit.
"""

import re
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate, repeat
from math import inf

from bpokpo_graph.errors import LimitError
from bpokpo_graph.limits import NAMED_BY_USER
from bpokpo_graph.serialization.statements import TOKENS

Pattern = tuple[bytes | int, ...]  # a line in pieces: text, and the numbers of blank nodes
Colours = list[bytes]

_SUBJECT = re.compile(rb"((_:[^ ]+) [^\n]*(?:\n\2 [^\n]*)*)")
_CHILD = re.compile(rb" (_:[^ \n\">]+)(?=\n|\Z)")


def labelled(lines: list[bytes], seconds: float | None = NAMED_BY_USER.seconds) -> list[bytes]:
    """The sorted lines with blank nodes named b0, b1 …, the same for every isomorphic graph; sorted.

    Raises LimitError if the nodes are too alike to be told apart in time, unless that is None.
    """
    graph = _Graph(seconds)
    first = bisect_left(lines, b"_:")
    kept = lines[:first]
    held = list(graph.read_holders(kept))
    graph.read(lines[first:])
    if not graph.numbers:
        return lines
    order = graph.ordered()
    names = [b""] * len(order)
    for place, number in enumerate(order):
        names[number] = b"_:b%d" % place
    for place, pattern in held:
        kept[place] = _named(pattern, names)
    texts = sorted([graph.renamed(number, names) for number in graph.said])
    texts += [_named(pattern, names) for pattern in graph.odd if isinstance(pattern[0], int)]
    kept += b"\n".join(texts).split(b"\n") if texts else []  # faster than line by line
    kept.sort()
    return kept


def _named(pattern: Pattern, names: Sequence[bytes]) -> bytes:
    return b" ".join([names[piece] if isinstance(piece, int) else piece for piece in pattern])


def _hash(*parts: bytes) -> bytes:
    return sha256(b"\n".join(parts)).hexdigest().encode()


@dataclass(slots=True)
class _Graph:
    """The lines with blank nodes, by the number of the node.

    `said` are the lines about the node, cut where they end in another node, and `children` those nodes; `held` the
    lines about an IRI that end in the node, without it; `odd` all others. `inside` are the nodes that hang below a
    node, and `hanging` all such nodes, the lowest first, each with how it hangs there: the predicate, and where that
    may not tell it apart, what is said of it. `roots` are the nodes that hang nowhere, `patterns` the lines with
    several of these or one twice, and `uses` says in which of them a node is.
    """

    seconds: float | None
    numbers: dict[bytes, int] = field(default_factory=dict)
    said: dict[int, list[bytes]] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)
    held: defaultdict[int, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    odd: list[Pattern] = field(default_factory=list)
    inside: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    hanging: dict[int, bytes] = field(default_factory=dict)
    roots: list[int] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    uses: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    deadline: float = 0.0
    names: list[bytes] = field(default_factory=list)

    def read(self, lines: list[bytes]) -> None:
        """Take in the sorted lines about blank nodes."""
        text, numbers = b"\n".join(lines), self.numbers
        blocks = _SUBJECT.findall(text)
        for block, name in blocks:
            number = numbers.setdefault(name, len(numbers))
            pieces = _CHILD.split(block)
            self.said[number] = pieces[::2]
            if len(pieces) > 1:
                self.children[number] = [numbers.setdefault(each, len(numbers)) for each in pieces[1::2]]
        if text.count(b"_:") > len(lines) + sum(map(len, self.children.values())):
            for block, name in blocks:
                if b"".join(self.said[numbers[name]]).count(b"_:") > block.count(b"\n") + 1:
                    self._read_odd(numbers[name], block)

    def _read_odd(self, number: int, block: bytes) -> None:
        del self.said[number]
        self.children.pop(number, None)
        patterns = [(line, self._pattern(line)) for line in block.split(b"\n")]
        odd = [pattern for _, pattern in patterns if sum(isinstance(piece, int) for piece in pattern) > 1]
        self.odd += odd
        if plain := [line for line, pattern in patterns if pattern not in odd]:
            self.said[number] = [b"\n".join(plain)]

    def read_holders(self, lines: list[bytes]) -> Iterator[tuple[int, Pattern]]:
        """Take in lines about IRIs; those that hold blank nodes come back, each with its place."""
        pieces = b"\n".join(lines).split(b" _:")  # that finds the few among the many faster than line by line
        for place in dict.fromkeys(accumulate(map(bytes.count, pieces[:-1], repeat(b"\n")))):
            holder, _, name = lines[place].rpartition(b" ")
            if holder.count(b" ") == 1:
                number = self.numbers.setdefault(name, len(self.numbers))
                self.held[number].append(holder)
                yield place, (holder, number)
            elif len(pattern := self._pattern(lines[place])) > 1:
                self.odd.append(pattern)
                yield place, pattern

    def _pattern(self, line: bytes) -> Pattern:
        """A line in pieces; in one if it holds no blank node."""
        pieces = list(map(str.encode, TOKENS.findall(line.decode())))
        if not any(piece[:2] == b"_:" for piece in pieces):
            return (line,)
        return tuple(
            [self.numbers.setdefault(each, len(self.numbers)) if each[:2] == b"_:" else each for each in pieces]
        )

    def renamed(self, number: int, names: Sequence[bytes]) -> bytes:
        """The lines about a node, with new names."""
        said = self.said[number]
        text = said[0]
        if len(said) > 1:
            pairs = zip(self.children[number], said[1:], strict=True)
            text += b"".join([b" %b%b" % (names[child], piece) for child, piece in pairs])
        return self._about(number, text, names[number] + b" ")

    def _about(self, number: int, lines: bytes, start: bytes) -> bytes:
        """Lines about a node with another start; what looks like its name in a text stays."""
        old = self.names[number] + b" "
        return start + lines[len(old) :].replace(b"\n" + old, b"\n" + start)

    def _hang(self) -> None:
        """Hang each node whose links all hold what hangs, and that one link alone holds, below the subject of that."""
        self.names = list(self.numbers)
        links = [
            (number, piece[piece.rfind(b"\n") + len(self.names[number]) + 2 :], child)
            for number, children in self.children.items()
            for child, piece in zip(children, self.said[number], strict=False)
        ]
        firm = {*self.held, *(piece for pattern in self.odd for piece in pattern if isinstance(piece, int))}
        holders: dict[int, tuple[int, bytes]] = {}
        for subject, predicate, child in links:
            if child in holders or child == subject:
                firm.add(child)
            holders[child] = subject, predicate
        left = {number: len(children) for number, children in self.children.items()}
        hanging = [number for number in holders if number not in left and number not in firm]
        for number in hanging:  # which grows
            subject, self.hanging[number] = holders[number]
            self.inside[subject].append(number)
            left[subject] -= 1
            if not left[subject] and subject in holders and subject not in firm:
                hanging.append(subject)
        self.roots = [number for number in range(len(self.numbers)) if number not in self.hanging]
        self.patterns = self.odd + [link for link in links if link[2] not in self.hanging]
        for place, pattern in enumerate(self.patterns):
            for number in {piece for piece in pattern if isinstance(piece, int)}:
                self.uses[number].append(place)

    def _tell(self, roots: Iterable[int]) -> None:
        """Add what is said of hanging nodes to how they hang: below these roots, and beside other such nodes."""
        wanted = {*roots, *(number for number, inside in self.inside.items() if len(inside) > 1)}
        todo = list(wanted)
        while todo:
            below = self.inside.get(todo.pop(), ())
            todo += [number for number in below if number in self.inside and number not in wanted]
            wanted.update(below)
        for number, predicate in self.hanging.items():
            if number in wanted:
                self.hanging[number] = predicate + b" " + _hash(self._told(number))

    def _told(self, number: int) -> bytes:
        """What is said of a node, and of what hangs below it."""
        said = self._about(number, b" _:".join(self.said.get(number, ())), b"")
        if number in self.inside:
            said += b"\n\n" + b"\n".join(sorted([self.hanging[each] for each in self.inside[number]]))
        return said

    def ordered(self) -> list[int]:
        """The nodes in an order that depends on the graph alone."""
        self.deadline = inf if self.seconds is None else time.monotonic() + self.seconds
        self._hang()
        colours = [b""] * len(self.numbers)
        for number in self.roots:
            colours[number] = b"\n".join([*sorted(self.held.get(number, ())), b"", b""])
        counts = Counter(colours)
        alike = [number for number in self.roots if number in self.uses or counts[colours[number]] > 1]
        self._tell(alike)
        for number in alike:
            told = colours[number] + self._told(number)
            colours[number] = _hash(told) if number in self.uses else told
        self._refine(colours)
        keys = list(colours)
        for count, group in enumerate(self._components(colours)):
            certificate, order = self._search({number: colours[number] for number in group}, colours)
            first = _hash(*certificate)
            for place, number in enumerate(order):
                keys[number] = b"%s %08d %08d" % (first, count, place)
        todo = sorted(self.roots, key=keys.__getitem__, reverse=True)
        order = []
        while todo:
            order.append(number := todo.pop())
            if number in self.inside:
                todo += sorted(self.inside[number], key=self.hanging.__getitem__, reverse=True)
        return order

    def _seen(self, pattern: Pattern, number: int, colours: Colours) -> bytes:
        pieces = [
            piece if isinstance(piece, bytes) else b"_:" if piece == number else b"_:" + colours[piece]
            for piece in pattern
        ]
        return b" ".join(pieces)

    def _refine(self, colours: Colours) -> None:
        """Tell apart what its neighbours tell apart; `colours` is changed in place."""
        cells: defaultdict[bytes, int] = defaultdict(int)
        for number in self.roots:
            cells[colours[number]] += 1
        todo = {number for number in self.roots if cells[colours[number]] > 1 and self.uses[number]}
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
        for number in self.roots:
            counts[colours[number]] += 1
        alike = {number for number in self.roots if counts[colours[number]] > 1}
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
                limit=f"{self.seconds:g} s",
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
