"""Importers on whole real files: rows a second, peak memory, and the ratio to the bare csv module. Nothing is a test.

`python benchmarks/imports.py [FOLDER]`; the folder is that of BPOKPO_SHARED unless told.
"""

import csv
import gzip
import io
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

FILES = (
    ("esco", "1.1.1", "esco-1.1.1/occupationSkillRelations.csv.gz", ","),
    ("esco", "1.1.1", "esco-1.1.1/skills_en.csv.gz", ","),
    ("onet", "29.0", "onet-29.0/Skills.txt.gz", "\t"),
    ("onet", "29.0", "onet-29.0/Technology Skills.txt.gz", "\t"),
    ("oews", "2025", "oews/oe.data.national-2025.tsv.gz", "\t"),
    ("ilostat", "1", "ilostat/ilostat-2020-04-10.csv.gz", ","),
)


def floor(path: Path, delimiter: str) -> int:
    csv.field_size_limit(2**24)
    with gzip.open(path) as file:
        return sum(1 for _ in csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), delimiter=delimiter))


def measured(kind: str, release: str, path: Path, delimiter: str) -> None:
    """Import in this process, and say what it took."""
    from bpokpo_graph import importers

    start = time.process_time()
    rows = floor(path, delimiter)
    bare = time.process_time() - start
    start = time.process_time()
    job = importers.Import(kind, importers.metadata_of(kind), [path], release)
    size = sum(map(len, job.turtle(named=True)))
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{kind:8} {path.name:44} {rows / took:9,.0f} rows/s {size / 2**20:6.1f} MiB out {peak:5.0f} MiB peak"
        f"   ratio to csv {took / bare:5.2f}   aim ≤ 6"
    )


if __name__ == "__main__":
    if len(sys.argv) == 5:
        measured(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        shared = Path(os.environ.get("BPOKPO_SHARED", Path(__file__).parents[2] / "shared")) / "data"
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
        for kind, release, name, delimiter in FILES:
            subprocess.run([sys.executable, __file__, kind, release, str(folder / name), delimiter], check=True)
