"""`bpokpo import` on publishers' whole files: expected figures come from the csv module and the files' own README."""

import csv
import gzip
import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph import importers
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.importers.report import Reject
from bpokpo_graph.parsing import Source
from bpokpo_graph.vocabulary import expand

DATA = Path(os.environ.get("BPOKPO_SHARED", Path(__file__).parents[2] / "shared")) / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="publishers' files are not in BPOKPO_SHARED")
LOST = "http://data.europa.eu/esco/occupation/a9e54177-a185-404d-b6e6-15663d31137e"
CLERK = "http://data.europa.eu/esco/occupation/6353b3e8-e8f2-4ecb-b230-186927139892"


def rows(name: str, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""), delimiter=delimiter)


def imported(kind: str, release: str, *names: str) -> tuple[list[ox.Quad], importers.Import, list[Reject]]:
    rejects: list[Reject] = []
    paths = [DATA / name for name in names]
    job = importers.Import(kind, importers.metadata_of(kind), paths, release, reject=rejects.append)
    return list(ox.parse(b"".join(job.turtle(named=True)), format=ox.RdfFormat.TRIG)), job, rejects


def test_relations_of_esco_are_those_of_the_file() -> None:
    folder = "esco-1.1.1/"
    names = [f"{folder}{name}.csv.gz" for name in ("occupations_en", "skills_en", "occupationSkillRelations")]
    quads, job, rejects = imported("esco", "1.1.1", *names)
    assert [told.read for told in job.report.files] == [3007, 13896, 123855]
    assert [each.value for each in rejects] == [LOST] * 67
    given = list(rows(names[2]))
    for kind in ("essential", "optional"):
        name = expand(f"esco:related{kind.title()}Skill")
        want = {(r["occupationUri"], r["skillUri"]) for r in given if r["relationType"] == kind}
        want = {pair for pair in want if pair[0] != LOST}
        assert {(str(q.subject)[1:-1], str(q.object)[1:-1]) for q in quads if q.predicate.value == name} == want
    clerk = {r["skillUri"] for r in given if r["occupationUri"] == CLERK and r["relationType"] == "essential"}
    store = ox.Store()
    store.extend(quads)
    ask = f"SELECT ?s {{ <{CLERK}> <{expand('esco:relatedEssentialSkill')}> ?s }}"
    found = store.query(ask, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    assert {str(row["s"])[1:-1] for row in found} == clerk != set()
    types = Counter(str(q.object)[1:-1] for q in quads if q.predicate.value == expand("rdf:type"))
    assert types[expand("esco:Occupation")] == 3007
    assert types[expand("esco:Skill")] == 13896


def test_four_occupations_of_esco_1_2_1_come_twice() -> None:
    quads, job, rejects = imported("esco", "1.2.1", "esco-1.2.1/occupations_en.csv.gz")
    assert (job.report.files[0].read, [each.reason for each in rejects]) == (3043, ["duplicate"] * 4)
    assert len({q.subject for q in quads if str(q.object) == f"<{expand('esco:Occupation')}>"}) == 3039


def test_ratings_of_onet_are_those_of_the_file() -> None:
    quads, job, rejects = imported("onet", "29.0", "onet-29.0/Skills.txt.gz")
    assert (job.report.files[0].read, rejects) == (61530, [])
    said = [(str(q.subject), q.object) for q in quads if q.predicate.value == expand("bpokpo:amount")]
    amounts = {subject: float(amount.value) for subject, amount in said if isinstance(amount, ox.Literal)}
    base = expand("release:onet-29.0/")
    given = rows("onet-29.0/Skills.txt.gz", delimiter="\t")
    keys = ("O*NET-SOC Code", "Element ID", "Scale ID")
    assert amounts == {f"<{base}{'/'.join(r[key] for key in keys)}>": float(r["Data Value"]) for r in given}


@pytest.mark.parametrize(
    ("kind", "release", "name", "count", "refused"),
    [
        ("isic", "4", "classifications/isic4-en.json", 766, 0),
        ("naics", "2022", "classifications/2-6 digit_2022_Codes.xlsx", 2125, 0),
        ("nace", "2.1", "classifications/nacecodes.csv", 1783, 0),
        ("kbli", "2020", "classifications/kbli2020-category.csv", 21, 0),
        ("crosswalk", "1", "crosswalks/ESCO_to_ONET-SOC.xlsx", 8627, 0),
        ("crosswalk", "1", "crosswalks/isco08toBLS.xlsx", 1125, 0),
        ("crosswalk", "1", "crosswalks/source_soc_crosswalk.csv", 900, 0),
        ("countries", "1", "countries/country-codes.csv", 249, 0),
        ("ilostat", "1", "ilostat/ilostat-2020-04-10.csv.gz", 14786, 0),
        ("ilostat", "1", "ilostat/EAR_4MTH_SEX_GEO_CUR_NB_A-filtered-2025-06-01.csv.gz", 6234, 0),
        ("worldbank", "1", "worldbank", 57, 0),
        ("oews", "2025", "oews/oe.data.national-2025.tsv.gz", 83565, 0),
        ("onet", "30.2", "onet-30.2/Technology Skills.txt.gz", 32773, 0),
        ("onet", "29.3", "onet-29.3-excel/Job Zones.xlsx", 923, 0),
        ("onet", "29.0", "onet-29.0/Level Scale Anchors.txt", 483, 0),
        ("offshorability", "1", "offshorability", 226 + 6 * 427 + 2 * 5331, 0),
    ],
)
def test_every_row_is_read(kind: str, release: str, name: str, count: int, refused: int) -> None:
    _, job, rejects = imported(kind, release, name)
    assert (sum(told.read for told in job.report.files), len(rejects)) == (count, refused)


def test_markers_of_wages_are_as_many_as_in_the_workbook() -> None:
    path = DATA / "oews/national_M2024_dl.xlsx"
    page = import_module("openpyxl").load_workbook(path, read_only=True).worksheets[0]
    cells = Counter(cell for row in page.iter_rows(values_only=True) for cell in row if cell in ("*", "**", "#"))
    quads, _, rejects = imported("oews", "2024", "oews/national_M2024_dl.xlsx")
    said = Counter(str(q.object)[1:-1] for q in quads if q.predicate.value == expand("bpokpo:observationStatus"))
    code = "code:observation-status-"
    assert said == {expand(f"{code}wage-not-available"): cells["*"], expand(f"{code}top-coded"): cells["#"]}
    assert (cells["*"], cells["#"], cells["**"], rejects) == (540, 235, 0, [])
    marked = {q.subject for q in quads if q.predicate.value == expand("bpokpo:observationStatus")}
    assert not marked & {q.subject for q in quads if q.predicate.value == expand("bpokpo:amount")}


def test_relations_that_name_what_is_not_there_are_rejected_in_every_table_of_esco() -> None:
    quads, job, rejects = imported("esco", "1.1.1", "esco-1.1.1")
    assert Counter((Path(each.file).name.split(".")[0], each.reason) for each in rejects) == {
        ("broaderRelationsOccPillar", "absent"): 1,
        ("broaderRelationsSkillPillar", "absent"): 7,
        ("occupationSkillRelations", "absent"): 67,
    }
    assert sum(told.read for told in job.report.files) == 174_524
    known = {q.subject for q in quads}
    links = {expand(f"esco:{name}") for name in ("relatedEssentialSkill", "relatedOptionalSkill")}
    assert {q.object for q in quads if q.predicate.value in {*links, expand("skos:broader")}} <= known


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "release", "name"),
    [("esco", "1.1.1", "esco-1.1.1"), ("onet", "29.0", "onet-29.0"), ("oews", "2024", "oews/national_M2024_dl.xlsx")],
)
def test_memory_is_flat(kind: str, release: str, name: str, tmp_path: Path) -> None:
    """Less than 200 MB for the largest of the publishers' files, as users call it: 116 MB come of O*NET."""
    call = ["import", kind, str(DATA / name), "--release", release, "-o", str(tmp_path / "out.nq")]
    program = (
        "import resource, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-m', 'bpokpo_graph', *{call!r}], check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200 * 1000


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_observations(tmp_path: Path) -> None:
    peaks = []
    for times in (1, 10):
        path = tmp_path / f"{times}" / "Skills.txt"
        path.parent.mkdir()
        with gzip.open(DATA / "onet-29.0/Skills.txt.gz") as file:
            head, body = file.readline(), file.read()
        with path.open("wb") as out:
            out.write(head)
            for turn in range(times):
                out.write(body.replace(b".00\t", b".%02d\t" % turn))
        program = (
            "import resource; from pathlib import Path; from bpokpo_graph import importers\n"
            f"job = importers.Import('onet', importers.metadata_of('onet'), [Path({str(path)!r})], '1')\n"
            "print(sum(map(len, job.turtle(named=True))), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout.split()[1]))
    assert peaks[1] < 1.5 * peaks[0]


def test_what_two_releases_share_is_counted_once() -> None:
    names = {each: f"esco-{each}/occupations_en.csv.gz" for each in ("1.1.1", "1.2.1")}
    given = {each: {row["conceptUri"] for row in rows(name)} for each, name in names.items()}
    quads = [quad for each, name in names.items() for quad in imported("esco", each, name)[0]]
    data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    dataset = Dataset.open(add=[Source("two releases", "nquads", data=data)])
    count = "SELECT (COUNT(?it) AS ?n) { ?it a esco:Occupation }"
    by_release = "SELECT ?g (COUNT(?it) AS ?n) { GRAPH ?g { ?it a esco:Occupation } } GROUP BY ?g ORDER BY ?g"
    assert len(given["1.1.1"] & given["1.2.1"]) > 3000
    ours = {str(each) for (each,) in Dataset.open().select("SELECT ?it { ?it a esco:Occupation }")}
    assert [tuple(row) for row in dataset.select(count)] == [(len(ours.union(*given.values())),)]
    assert [row[1] for row in dataset.select(by_release)] == [len(given["1.1.1"]), len(given["1.2.1"])]
