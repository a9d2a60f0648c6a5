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


if __name__ == "__main__":
    print(f"{'A : B (medians)':58} {'A':>12} {'B':>12}")
    whole_processes()
    questions_in_process()
