"""Speed as ratios in one run: whole processes, and questions in process. Nothing here is a test.

Parts can be named: processes questions writing memory.

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
    print(f"{title:70} {first * 1000:9.2f} ms {second * 1000:9.2f} ms   ratio {first / second:7.2f}   aim {aim}")
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


def writing() -> None:
    """Stable output of 100,000 statements against the bare engine and a sort, and against rdflib."""
    import pyoxigraph as ox
    import rdflib

    import synthetic
    from bpokpo_graph.serialization import write

    for blank, shuffled in ((False, False), (False, True), (True, False), (True, True)):
        quads = synthetic.quads(100_000, blank=blank, shuffled=shuffled)
        graph = rdflib.Graph()
        graph.parse(data=b"".join(write(quads, "nt")), format="nt")

        def ours(format_: str, quads: "list[ox.Quad]" = quads) -> Callable[[], object]:
            return lambda: sum(map(len, write(quads, format_)))

        def bare(format_: ox.RdfFormat, quads: "list[ox.Quad]" = quads) -> Callable[[], object]:
            return lambda: sorted((ox.serialize(quads, format=format_) or b"").split(b"\n"))

        def longturtle(graph: rdflib.Graph = graph) -> object:
            return graph.serialize(format="longturtle")

        said = f"100,000 {'with blank nodes' if blank else 'ground'}, {'shuffled' if shuffled else 'as in a file'}"
        pair(f"N-Quads, {said} : engine + sort", ours("nq"), bare(ox.RdfFormat.N_QUADS), 7, "≤ 3")
        pair(f"N-Triples, {said} : engine + sort", ours("nt"), bare(ox.RdfFormat.N_TRIPLES), 7, "≤ 3")
        pair(f"rdflib longturtle, {said} : Turtle", longturtle, ours("turtle"), 3, "≥ 10")


def memory() -> None:
    """The most memory that an export of a million statements takes, as a process of its own."""
    import tempfile

    import synthetic

    for blank in (False, True):
        with tempfile.NamedTemporaryFile(suffix=".nt") as file:
            synthetic.fill(Path(file.name), 1_000_000, blank=blank)
            for format_ in ("turtle", "nt", "nq", "jsonld"):
                command = [sys.executable, "-c", PEAK, "export", "--bare", "-d", file.name, "-f", format_]
                done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                peak = int(done.stderr) / 1024 / 1024
                said = f"1,000,000 {'with blank nodes' if blank else 'ground'}, {format_}"
                print(f"{said:70} {peak:9.2f} GiB at most   aim ≤ 1.5")


PEAK = """
import atexit, resource, sys
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
from bpokpo_graph.cli import main
main()
"""


if __name__ == "__main__":
    parts = {"processes": whole_processes, "questions": questions_in_process, "writing": writing, "memory": memory}
    print(f"{'A : B (medians)':70} {'A':>12} {'B':>12}")
    for name in sys.argv[1:] or parts:
        parts[name]()
