"""The files of valid/ and invalid/: what each says about itself, and the graphs it is checked with.

A file is checked within the vocabulary and example.ttl, and only the nodes it describes are looked at. A file on a
shape of shapes.ttl meets all of shapes.ttl; one on a shape of shapes-curation.ttl meets that file alone, because a node
that satisfies both would be long and show little. The header tells, one result a line, what is found:

    # breaks: shapes:X sh:P (warning)   what the file is about; a violation unless it says otherwise
    # through: shapes:Y sh:Q            constraints of a shape that X refers to, which fail within X
    # also: shapes:Z sh:R               what cannot be avoided beside it
    # keeps: shapes:X sh:P              in valid/, where nothing at all may be found
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from bpokpo_graph import files, parsing
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.validation import _pyshacl
from bpokpo_graph.validation.report import Finding

TESTS = Path(__file__).parent
PARAMETERS = frozenset(
    SH[name]
    for name in (
        *("minCount", "maxCount", "class", "datatype", "nodeKind", "pattern", "node", "hasValue", "in", "closed"),
        *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "minLength", "maxLength"),
        *("lessThan", "lessThanOrEquals", "equals", "disjoint", "uniqueLang", "languageIn"),
        *("qualifiedMinCount", "qualifiedMaxCount", "and", "or", "xone", "not", "sparql"),
    )
)
_LINE = re.compile(r"^# (breaks|through|also|keeps): (shapes:\S+) sh:(\w+)(?: \((warning|info)\))?$")
_COMPONENTS = {"sparql": "SPARQL"}


@dataclass(frozen=True, slots=True, order=True)
class Constraint:
    """One parameter of one shape, by CURIE and local name."""

    shape: str
    parameter: str

    @property
    def node(self) -> URIRef:
        return URIRef(self.shape.replace("shapes:", "https://w3id.org/bpokpo/shapes#"))

    @property
    def component(self) -> str:
        name = _COMPONENTS.get(self.parameter, self.parameter[0].upper() + self.parameter[1:])
        return str(SH[f"{name}ConstraintComponent"])


Result = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A file and its header."""

    path: Path
    about: Constraint
    through: tuple[Constraint, ...]
    results: tuple[Result, ...]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"


def _read(path: Path) -> Case:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    found = [match.groups() for match in map(_LINE.match, lines) if match]
    assert len(found) == len(lines), f"{path}: a header line is not understood"
    results, through = [], []
    for word, shape, parameter, severity in found:
        constraint = Constraint(shape, parameter)
        if word == "through":
            through.append(constraint)
        elif word in ("breaks", "also"):
            results.append((str(constraint.node), constraint.component, severity or "violation"))
    return Case(path, Constraint(found[0][1], found[0][2]), tuple(through), tuple(sorted(results)))


@cache
def cases(folder: str) -> tuple[Case, ...]:
    return tuple(_read(path) for path in sorted((TESTS / folder).glob("*.ttl")))


@cache
def context() -> Graph:
    return Dataset.open(TESTS / "example.ttl").to_rdflib()


@cache
def shape_file(path: Path) -> Graph:
    return Dataset.open(path, bare=True).to_rdflib()


def constraints(path: Path) -> list[Constraint]:
    """Every constraint of a shapes file, read from the file itself."""
    return sorted(
        Constraint(str(shape).replace("https://w3id.org/bpokpo/shapes#", "shapes:"), str(parameter).rpartition("#")[2])
        for shape, parameter, _ in shape_file(path)
        if parameter in PARAMETERS
    )


@cache
def shapes_for(curation: bool) -> Graph:
    """shapes.ttl; or shapes-curation.ttl, with the shapes of the other file only where it refers to them."""
    graph = Graph()
    for triple in shape_file(files.shapes()):
        if not curation or triple[1] not in _pyshacl._TARGETS:
            graph.add(triple)
    for triple in shape_file(files.curation_shapes()) if curation else ():
        graph.add(triple)
    return graph


def is_curation(constraint: Constraint) -> bool:
    return (constraint.node, None, None) in shape_file(files.curation_shapes())


@contextmanager
def described(case: Case) -> Iterator[tuple[Graph, set[Node]]]:
    """The context with the case's triples in it, for a while, and the nodes that these describe."""
    data = context()
    triples = set(Dataset(parsing.sources(case.path)).to_rdflib())
    new = [triple for triple in triples if triple not in data]
    try:
        for triple in new:
            data.add(triple)
        yield data, {subject for subject, _, _ in triples}
    finally:
        for triple in new:
            data.remove(triple)


def found(case: Case, shapes: Graph) -> tuple[Finding, ...]:
    with described(case) as (data, nodes):
        return _pyshacl.check(data, shapes, nodes).findings


def results(findings: tuple[Finding, ...]) -> Counter[Result]:
    return Counter((str(each.shape), str(each.component), each.severity) for each in findings)
