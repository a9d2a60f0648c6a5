"""Importers on whole real files: rows a second, peak memory, and the time against the library that reads the file.

`python benchmarks/imports.py [FOLDER]`; the folder is that of BPOKPO_SHARED unless told. The floor is reading the same
file and doing nothing: with the csv module, or with openpyxl for workbooks.
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

# What is imported, and how many times the floor it may take; 0 where much more is written than read.
RELEASES = (
    ("esco", "1.1.1", "esco-1.1.1/occupationSkillRelations.csv.gz", 6),
    ("onet", "29.0", "onet-29.0/Skills.txt.gz", 6),
    ("esco", "1.1.1", "esco-1.1.1/skills_en.csv.gz", 0),
    ("onet", "29.0", "onet-29.0/Technology Skills.txt.gz", 0),
    ("oews", "2025", "oews/oe.data.national-2025.tsv.gz", 0),
    ("oews", "2024", "oews/national_M2024_dl.xlsx", 0),
    ("ilostat", "1", "ilostat/ilostat-2020-04-10.csv.gz", 0),
    ("esco", "1.1.1", "esco-1.1.1", 0),
    ("onet", "29.0", "onet-29.0", 0),
)


def floor(path: Path) -> None:
    """Read the tables and do nothing."""
    csv.field_size_limit(2**24)
    if path.is_dir():
        for each in path.iterdir():
            floor(each)
    elif path.suffix == ".xlsx":
        import openpyxl

        for page in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets:
            sum(1 for _ in page.iter_rows(values_only=True))
    else:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            tabs = ".csv" not in path.name
            rows = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), delimiter="\t" if tabs else ",")
            sum(1 for _ in rows)


def measured(kind: str, release: str, path: Path, aim: str) -> None:
    """Import in this process, and say what it took."""
    from bpokpo_graph import importers

    floor(path)  # so that no library is loaded within the measurement
    start = time.process_time()
    floor(path)
    bare = time.process_time() - start
    start = time.process_time()
    job = importers.Import(kind, importers.metadata_of(kind), [path], release)
    size = sum(map(len, job.turtle(named=True)))
    took = time.process_time() - start
    rows = sum(told.read for told in job.report.files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{kind:8}{path.name:34}{rows / took:9,.0f} rows/s {size / 2**20 / took:6.1f} MiB/s out {peak:5.0f} MiB peak"
        f" {took / bare:6.2f} × reading" + (f" (aim ≤ {aim})" if aim != "0" else "")
    )


if __name__ == "__main__":
    if len(sys.argv) == 5:
        measured(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        shared = Path(os.environ.get("BPOKPO_SHARED", Path(__file__).parents[2] / "shared")) / "data"
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
        if not folder.exists():
            print(f"imports: not measured, there are no files of publishers in {folder}")
        for kind, release, name, aim in RELEASES if folder.exists() else ():
            subprocess.run([sys.executable, __file__, kind, release, str(folder / name), str(aim)], check=True)
