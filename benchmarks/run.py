"""Speed as ratios in one run: whole processes, and questions in process. Nothing here is a test.

Each pair runs in turn, A B A B …, and the medians are compared; a ratio above 1 says how many times A takes what B
takes.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
RDFLIB_COMPARE = ROOT / "benchmarks" / "compare_with_rdflib.py"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def process(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)


def pair(title: str, a: Callable[[], object], b: Callable[[], object], runs: int, aim: str) -> float:
    """Print the medians of both and their ratio A/B."""
    a(), b()
    times = [(seconds(a), seconds(b)) for _ in range(runs)]
    first, second = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"{title:58} {first * 1000:9.2f} ms {second * 1000:9.2f} ms   ratio {first / second:7.2f}   aim {aim}")
    return float(first / second)


def whole_processes() -> None:
    """Start-up against click, the comparison against the same one made with rdflib."""
    cli = ("-m", "bpokpo_graph")
    pair("--help : python -c 'import click'", process(*cli, "--help"), process("-c", "import click"), 15, "≤ 1.5")
    ours = process(*cli, "compare", "BPO", "KPO", "-f", "json")
    pair("compare with rdflib : compare -f json", process(str(RDFLIB_COMPARE)), ours, 5, "≥ 4")
    pair("validate, packaged graph : bare pySHACL run", process(*cli, "validate"), process("-c", PYSHACL), 3, "–")


PYSHACL = """
import glob, rdflib, pyshacl
data, shapes = rdflib.Graph(), rdflib.Graph()
for file in ["ontology/bpokpo.ttl", "ontology/codes.ttl", *glob.glob("data/*.ttl")]:
    data.parse(file)
pyshacl.validate(data, shacl_graph=shapes.parse("ontology/shapes.ttl"))
"""


def questions_in_process() -> None:
    """Every bundled question through the library against the raw engine, and against rdflib."""
    import pyoxigraph as ox

    from bpokpo_graph import Dataset, files
    from bpokpo_graph.questions import questions

    dataset = Dataset.open()
    store = ox.Store()
    for path in (*files.vocabulary(), *files.data()):
        store.load(path=str(path))
    graph = dataset.to_rdflib()
    for question in questions():
        text = question.text
        pair(
            f"{question.name} : raw engine",
            lambda text=text: dataset.query(text),  # type: ignore[misc]
            lambda text=text: list(store.query(text, use_default_graph_as_union=True)),  # type: ignore[misc, arg-type]
            30,
            "≤ 1.1",
        )
        slow = seconds(lambda text=text: list(graph.query(text)))  # type: ignore[misc]
        fast = seconds(lambda text=text: dataset.query(text))  # type: ignore[misc]
        print(f"{'':4}rdflib takes {slow / fast:.0f} times as long")


def values(count: int, *, blank: bool) -> "list[ox.Quad]":
    """About `count` statements on economic values, in no order; a third of them on blank nodes if wanted."""
    import random

    import pyoxigraph as ox

    from bpokpo_graph.vocabulary import expand

    lines = []
    for number in range(count // 10):
        value, note = f"<{expand(f'value:v{number}')}>", f"_:n{number}" if blank else f"<{expand(f'claim:n{number}')}>"
        for subject, predicate, object_ in (
            (value, "rdf:type", f"<{expand('bpokpo:MonetaryValue')}>"),
            (value, "rdfs:label", f'"nilai {number}"@id'),
            (value, "rdfs:label", f'"value {number}"@en'),
            (value, "bpokpo:amount", f'"{number}.50"^^<{expand("xsd:decimal")}>'),
            (value, "bpokpo:aboutModel", f"<{expand(f'model:m{number % 100}')}>"),
            (value, "bpokpo:refArea", f"<{expand(f'code:area-{number % 50}')}>"),
            (value, "bpokpo:statistic", f"<{expand('code:statistic-mean')}>"),
            (value, "rdfs:seeAlso", note),
            (note, "bpokpo:rank", f'"{number % 7}"^^<{expand("xsd:integer")}>'),
            (note, "bpokpo:level", f"<{expand(f'code:level-{number % 5}')}>"),
        ):
            lines.append(f"{subject} <{expand(predicate)}> {object_} .")
    random.Random(1).shuffle(lines)  # noqa: S311 - the same order each time
    return list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))


def writing() -> None:
    """Stable output of 100,000 statements against the bare engine and a sort, and against rdflib."""
    import pyoxigraph as ox
    import rdflib

    from bpokpo_graph.serialization import write

    for blank in (False, True):
        quads = values(100_000, blank=blank)
        graph = rdflib.Graph()
        graph.parse(data=b"".join(write(quads, "nt")), format="nt")

        def ours(format_: str, quads: "list[ox.Quad]" = quads) -> Callable[[], object]:
            return lambda: sum(map(len, write(quads, format_)))

        def bare(format_: ox.RdfFormat, quads: "list[ox.Quad]" = quads) -> Callable[[], object]:
            return lambda: sorted((ox.serialize(quads, format=format_) or b"").split(b"\n"))

        def longturtle(graph: rdflib.Graph = graph) -> object:
            return graph.serialize(format="longturtle")

        said = "100,000 statements" + (", a third on blank nodes" if blank else "")
        pair(f"N-Quads, {said} : engine + sort", ours("nq"), bare(ox.RdfFormat.N_QUADS), 5, "≤ 3")
        pair(f"N-Triples, {said} : engine + sort", ours("nt"), bare(ox.RdfFormat.N_TRIPLES), 5, "≤ 3")
        pair(f"rdflib longturtle, {said} : Turtle", longturtle, ours("turtle"), 3, "≥ 10")


if __name__ == "__main__":
    print(f"{'A : B (medians)':58} {'A':>12} {'B':>12}")
    whole_processes()
    questions_in_process()
    writing()
