"""What outsourcing models share, and where they part.

Everything a comparison shows is read from the graph: `bpokpo:dimension` on a property makes it comparable,
`bpokpo:rank` orders the dimensions, and `sh:group` and `sh:order` of the property shapes say what a requirement or a
value shows and what aligns it with its counterpart. A new dimension, property or kind of node is Turtle only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import UnknownTermError, UsageError
from bpokpo_graph.statements import Part, Reading, Stated, Tension
from bpokpo_graph.terms import (
    ALIGNMENT,
    CONDITION,
    LAST,
    STATEMENT,
    Node,
    Term,
    Value,
    iris,
)
from bpokpo_graph.vocabulary import Iri, compact, expand

__all__ = ["Comparison", "Row", "Stated", "compare"]


@dataclass(frozen=True, slots=True)
class Row:
    """One property of one dimension, with what each model has for it, in the order the models were asked for.

    `key` is what aligns nodes in one row, empty for plain values; `state` is a code of code:row-state.
    """

    dimension: Term
    property: Term
    key: tuple[Part, ...]
    state: Term
    values: tuple[tuple[Stated, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The models as asked for, the rows in the ontology's order, and the tensions among the claims behind them.

    `words` are the terms of the vocabulary that serve as headings, by CURIE.
    """

    models: tuple[Term, ...]
    rows: tuple[Row, ...]
    tensions: tuple[Tension, ...]
    words: Mapping[str, Term]

    def differences(self) -> "Comparison":
        """Only the rows that differ, and those on which some models alone speak."""
        shown = ("differs", "one-side-only", "partly-same")
        return self._keep(row for row in self.rows if row.state.notation in shown)

    def on(self, names: Iterable[str]) -> "Comparison":
        """Only the rows of these dimensions, by notation, label in any language, CURIE or IRI.

        Raises UnknownTermError for a name that no dimension has.
        """
        known: dict[str, Node] = {}
        for row in self.rows:
            term = row.dimension
            known |= {term.iri: term.iri, compact(term.iri): term.iri}
            known |= {name.casefold(): term.iri for name in (term.notation, *term.label.values()) if name}
        wanted = set()
        for name in names:
            if name not in known and name.casefold() not in known:
                raise UnknownTermError(name, get_close_matches(name.casefold(), known, n=3), kind="dimension")
            wanted.add(known.get(name) or known[name.casefold()])
        return self._keep(row for row in self.rows if row.dimension.iri in wanted)

    def to_html(self, lang: str = "en") -> str:
        """The rows as an HTML table, and the tensions below it."""
        from bpokpo_graph import hypertext, wording

        head, rows = wording.sheet(self, lang)
        cells = ([f"<td>{hypertext.lines(text)}</td>" for text in row] for row in rows)
        told = (hypertext.lines(wording.pick(tension.explanation, lang)) for tension in self.tensions)
        notes = "".join(f"<li>{text}</li>\n" for text in told)
        return hypertext.table(head, cells, lang) + (f"<ol>\n{notes}</ol>\n" if notes else "")

    def _repr_html_(self) -> str:
        return self.to_html()

    def _keep(self, rows: Iterable[Row]) -> "Comparison":
        """These rows, and only the tensions which they take part in, counted anew."""
        kept = tuple(rows)
        used = sorted({i for row in kept for cell in row.values for stated in cell for i in stated.tensions})
        place = {old: new for new, old in enumerate(used)}

        def renumber(stated: Stated) -> Stated:
            return replace(stated, tensions=tuple(place[i] for i in stated.tensions))

        return replace(
            self,
            rows=tuple(replace(row, values=tuple(tuple(map(renumber, cell)) for cell in row.values)) for row in kept),
            tensions=tuple(self.tensions[i] for i in used),
        )


def compare(dataset: Dataset, models: Sequence[str]) -> Comparison:
    """Compare models on every dimension that the ontology declares.

    `models` are IRIs, CURIEs, notations or labels in any language. Raises UnknownTermError if one is not in the
    dataset, and UsageError if there are not at least two.
    """
    found = tuple(dict.fromkeys(_model(dataset, name) for name in dict.fromkeys(models)))
    if len(found) < 2:
        raise UsageError("name at least two different models to compare, for example BPO and KPO")
    return _Comparer(dataset, found).comparison()


def _model(dataset: Dataset, name: str) -> Iri:
    try:
        return dataset.find(name, expand("bpokpo:OutsourcingModel"))
    except UnknownTermError as unknown:
        raise UnknownTermError(name, unknown.suggestions, kind="model") from None


class _Comparer:
    """One comparison in the making: a handful of queries for everything, then only looking up."""

    WORDS = (
        "bpokpo:Claim",
        "bpokpo:NotStated",
        "bpokpo:OutsourcingModel",
        "bpokpo:SourceDocument",
        "bpokpo:SourceSentence",
        "bpokpo:Tension",
        "bpokpo:dimension",
        "bpokpo:issue",
        "bpokpo:modality",
        "bpokpo:paraphrase",
        "bpokpo:perspective",
        "bpokpo:reading",
    )
    STATES = ("same", "differs", "one-side-only", "partly-same", "neither", "together")

    def __init__(self, dataset: Dataset, models: tuple[Iri, ...]) -> None:
        self.dataset = dataset
        self.models = models
        self.pairs = self._pairs()
        about = f"VALUES ?subject {{ {iris((*self.models, *self.pairs))} }}"
        stated = f"{about} ?property bpokpo:dimension ?dimension . ?subject ?property ?value ."
        claimed = f"{about} ?claim rdf:subject ?subject ; bpokpo:claimRank/bpokpo:rank ?weight . FILTER ( ?weight > 0 )"
        self.statements = sorted(dataset.select(f"SELECT DISTINCT ?subject ?property ?value {{ {stated} }}"), key=str)
        self.reading = Reading(dataset, stated=stated, claimed=claimed, named=self._named())

    def _pairs(self) -> dict[Iri, tuple[Iri, ...]]:
        """The comparison nodes all of whose models are asked for."""
        compared: dict[Iri, list[Iri]] = defaultdict(list)
        for pair, model in self.dataset.select("SELECT ?pair ?model { ?pair bpokpo:compares ?model }"):
            compared[pair].append(model)
        return {pair: tuple(ms) for pair, ms in sorted(compared.items()) if set(ms) <= set(self.models)}

    def _named(self) -> set[Node]:
        states = {expand(f"code:row-state-{state}") for state in self.STATES}
        return {*self.models, *map(expand, self.WORDS), *states}

    def comparison(self) -> Comparison:
        """The finished answer."""
        rows = sorted(self._cells().items(), key=lambda item: self._order(*item))
        return Comparison(
            models=tuple(self.reading.term(model) for model in self.models),
            rows=tuple(self._row(*row) for row in rows),
            tensions=self.reading.tensions,
            words={curie: self.reading.term(expand(curie)) for curie in self.WORDS},
        )

    def _cells(self) -> "_Cells":
        """What each subject states, by dimension, property and key; a property nobody speaks of has an empty entry."""
        cells: _Cells = {}
        for subject, path, value in self.statements:
            dimension = self.reading.dimension(path, value) or path
            place = (dimension, path, self.reading.key(value))
            cells.setdefault(place, defaultdict(list))[subject].append(value)
        spoken = {path for _, path, _ in cells}
        for path, dimension in self.reading.dimensions.items():
            is_code = expand("skos:inScheme") in self.reading.facts.get(path, {})
            if path not in spoken and not is_code:
                cells[dimension, path, ()] = {}
        return cells

    def _order(self, place: tuple[Node, Node, tuple[Any, ...]], cells: Mapping[Iri, list[Any]]) -> tuple[Any, ...]:
        dimension, path, key = place
        types = ("bpokpo:OutsourcingModel", "bpokpo:Comparison")
        orders = {shown.path: shown.order for shown in self.reading.layout.of(map(expand, types))}
        first = min(
            (self.reading.order_of_value(s, path, v) for s, values in cells.items() for v in values), default=()
        )
        return (
            self.reading.rank(dimension),
            orders.get(Iri(path), LAST),
            path,
            first,
            tuple(map(str, key)),
        )

    def _row(self, place: tuple[Node, Node, tuple[Any, ...]], cells: Mapping[Iri, list[Any]]) -> Row:
        dimension, path, _ = place
        paired = [pair for pair in self.pairs if pair in cells]
        values = []
        for model in self.models:
            speaking = [model, *(pair for pair in paired if model in self.pairs[pair])]
            said = [(subject, value) for subject in speaking for value in cells.get(subject, ())]
            said.sort(key=lambda item: self.reading.order_of_value(item[0], path, item[1]))
            values.append(tuple(self.reading.stated(subject, path, value) for subject, value in said))
        state = "together" if paired else _state(values)
        return Row(
            dimension=self.reading.term(dimension),
            property=self.reading.term(path),
            key=self._aligning(cells),
            state=self.reading.term(expand(f"code:row-state-{state}")),
            values=tuple(values),
        )

    def _aligning(self, cells: Mapping[Iri, list[Any]]) -> tuple[Part, ...]:
        """The parts that the row's nodes have in common, taken from any of them."""
        node = next((value for values in cells.values() for value in values if isinstance(value, Node)), None)
        return tuple(part for part in self.reading.parts(node) if part.group == ALIGNMENT) if node else ()


_Cells = dict[tuple[Node, Node, tuple[Any, ...]], dict[Iri, list[Any]]]


def _state(values: Sequence[tuple[Stated, ...]]) -> str:
    """Compare those that speak; silence is never difference."""
    speaking = [frozenset(map(_content, stated)) for stated in values if stated]
    if not speaking:
        return "neither"
    if len(speaking) == 1:
        return "one-side-only"
    if len(set(speaking)) > 1:
        return "differs"
    return "same" if len(speaking) == len(values) else "partly-same"


def _content(stated: Stated) -> Any:
    """What makes two values equal: a node's statement and conditions, else the value itself."""
    content = [
        (part.property.iri, tuple(map(_identity, part.values)))
        for part in stated.parts
        if part.group in (STATEMENT, CONDITION)
    ]
    return tuple(content) or _identity(stated.value)


def _identity(value: Value) -> Any:
    if isinstance(value, Term):
        return value.iri
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return "number", Decimal(str(value))  # 30, 30.0 and 3.0e1 are one amount
    return str(value), getattr(value, "lang", type(value))
