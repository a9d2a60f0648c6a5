"""Tables of one's own, what an import says of itself, and how texts are spelt."""

import csv
import io
import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from csvw import TableGroup

from bpokpo_graph import Dataset, importers
from bpokpo_graph.csvw import folder as exported
from bpokpo_graph.importers.datatypes import literal
from bpokpo_graph.importers.metadata import Column, read
from bpokpo_graph.tables import tabulate
from bpokpo_graph.vocabulary import PREFIXES, expand
from import_cases import (
    CLERK,
    NATIONAL,
    OCCUPATIONS,
    ROOT,
    SKILLS_OF_ONET,
    decimal,
    imported,
    iri,
    workbook,
    written,
)

OWN = "occupation,indicator,statistic,amount,currency,unit,area,period,source\n"


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    rows = (
        f'{CLERK},wage,mean,"1,234.50",USD,hour,IND,2024,Survey A\n{CLERK},wage,mean,n/a,USD,hour,IND,2024,Survey A\n'
    )
    done = imported("table", written(tmp_path / "t", mine=OWN + rows))
    first = expand("release:table-1/2")
    assert done.texts(first, "bpokpo:amount") == [decimal("1234.5")]
    assert done.texts(first, "bpokpo:aboutOccupation") == [iri(CLERK)]
    assert done.texts(first, "bpokpo:perUnit") == [iri(expand("unit:HR"))]
    assert [(r.row, r.column, r.value, r.reason) for r in done.rejects] == [(3, "amount", "n/a", "datatype")]


def test_metadata_of_ones_own(tmp_path: Path) -> None:
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "pay.csv",
        "dialect": {"delimiter": "|", "encoding": "latin-1"},
        "tableSchema": {
            "aboutUrl": "https://example.org/pay/{job}",
            "primaryKey": "job",
            "columns": [
                {"titles": ["Job", "Beruf"], "name": "job"},
                {"titles": "Pay", "required": True, "propertyUrl": "https://example.org/pay", "datatype": "decimal"},
                {"titles": "Note", "propertyUrl": "rdfs:comment", "lang": "de"},
            ],
        },
    }
    (tmp_path / "meta.json").write_text(json.dumps(said))
    (tmp_path / "pay.csv").write_bytes("Beruf|Pay|Note\nBäcker|12.0|süß\n".encode("latin-1"))
    done = imported("table", tmp_path / "pay.csv", metadata=read(tmp_path / "meta.json"))
    assert done.said("https://example.org/pay/B%C3%A4cker") == {
        ("https://example.org/pay", decimal("12")),
        (expand("rdfs:comment"), '"süß"@de'),
    }


def test_codes_of_ones_own_tables_are_those_of_the_graph(tmp_path: Path) -> None:
    head = "model,indicator,statistic,amount,area,period,source\n"
    rows = (
        "BPO,wage,mean,1,IDN,2024,A\n"
        "https://example.org/ito,billing-rate,median,2,IDN,2024-03,A\n"
        "XPO,wage,mean,3,IDN,2024,A\n"
        "BPO,wages,mean,4,IDN,2024,A\n"
        "BPO,wage,average,5,IDN,2024,A\n"
    )
    done = imported("table", written(tmp_path / "t", mine=head + rows))
    first, second = (expand(f"release:table-1/{row}") for row in (2, 3))
    assert done.texts(first, "bpokpo:aboutModel") == [iri(expand("model:bpo"))]
    assert done.texts(first, "bpokpo:indicator") == [iri(expand("code:indicator-wage"))]
    assert done.texts(second, "bpokpo:aboutModel") == ["<https://example.org/ito>"]
    assert done.texts(second, "bpokpo:statistic") == [iri(expand("code:statistic-median"))]
    assert [(r.row, r.column, r.value, r.reason) for r in done.rejects] == [
        (4, "model", "XPO", "unknown"),
        (5, "indicator", "wages", "unknown"),
        (6, "statistic", "average", "unknown"),
    ]


def test_tables_that_were_exported_make_their_triples_again(tmp_path: Path) -> None:
    tables = exported(Dataset.open(), tabulate(Dataset.open()))
    for name, data in tables.items():
        (tmp_path / name).write_bytes(data)
    done = imported("table", tmp_path, metadata=read(tmp_path / "csv-metadata.json"))
    ours = set(Dataset.open().quads())
    told = [file for file in done.files if file.table]
    graph = {ox.Triple(q.subject, q.predicate, q.object) for q in ours}
    made = {q.triple for q in done.quads if not str(q.subject).startswith(f"<{expand('release:')}")}
    assert done.rejects == []
    assert {file.table: file.read for file in told} == {
        name.removesuffix(".csv"): data.count(b"\r\n") - 1 for name, data in tables.items() if name.endswith(".csv")
    }
    assert len(made) > 800
    assert made <= graph


def test_the_metadata_of_every_kind_are_csvw() -> None:
    """As the library csvw reads them: the same tables, columns and keys."""
    for path in sorted((ROOT / "ontology" / "imports").glob("*.json")):
        theirs, ours = TableGroup.from_file(path), read(path)
        for table, other in zip(ours.tables, theirs.tables, strict=True):
            columns = [each for each in table.said["tableSchema"]["columns"] if not each.get("virtual")]
            names = [each.name or re.sub(r"\W", "_", each.titles.getfirst()) for each in other.tableSchema.columns]
            assert [Column(each).name for each in columns] == names[: len(columns)]
            assert list(table.key) == list(other.tableSchema.primaryKey or ())


# What an import says of itself


def test_the_release_is_one_graph_with_its_files_and_digests(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations_en=OCCUPATIONS)
    done = imported("esco", folder, release="1.1.1", retrieved=date(2026, 11, 23))
    graph = expand("release:esco-1.1.1")
    assert {str(q.graph_name) for q in done.quads} == {iri(graph)}
    assert done.texts(graph, "dcat:version") == ['"1.1.1"']
    assert done.texts(graph, "bpokpo:retrieved") == [f'"2026-11-23"^^<{PREFIXES["xsd"]}date>']
    assert done.texts(graph, "dcterms:publisher") == ['"European Commission"@en']
    assert done.texts(graph, "dcterms:bibliographicCitation") == [
        '"This publication uses the ESCO classification of the European Commission."@en'
    ]
    file = f"{graph}/file/occupations_en.csv"
    assert done.texts(graph, "dcat:distribution") == [iri(file)]
    spdx = "http://spdx.org/rdf/terms#"
    digest = sha256(OCCUPATIONS.encode()).hexdigest()
    assert (f"{spdx}checksumValue", f'"{digest}"^^<{PREFIXES["xsd"]}hexBinary>') in done.said(f"{file}#sha256")


def test_two_releases_are_kept_apart(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations_en=OCCUPATIONS)
    for release in ("1.1.1", "1.2.1"):
        job = importers.Import("esco", importers.metadata_of("esco"), [folder], release)
        (tmp_path / f"{release}.trig").write_bytes(b"".join(job.turtle(named=True)))
    dataset = Dataset.open(tmp_path / "1.1.1.trig", tmp_path / "1.2.1.trig", bare=True)
    rows = dataset.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ <{CLERK}> a esco:Occupation }} }} ORDER BY ?g")
    assert [str(row[0]) for row in rows] == [expand("release:esco-1.1.1"), expand("release:esco-1.2.1")]


@pytest.mark.parametrize("kind", importers.kinds())
def test_every_term_of_ours_in_the_metadata_is_declared(kind: str) -> None:
    declared = {
        q.subject.value
        for name in ("bpokpo.ttl", "codes.ttl")
        for q in ox.parse(path=ROOT / "ontology" / name)
        if isinstance(q.subject, ox.NamedNode)
    }
    said = importers.metadata_of(kind)
    used = set()
    for table in said.tables:
        for column in table.columns:
            for name in ("propertyUrl", "valueUrl"):
                text = str(column.said.get(name, ""))
                if text.startswith(("bpokpo:", "code:")) and "{" not in text:
                    used.add(expand(text))
            codes = str(column.said.get("valueUrl", ""))
            if codes.startswith("code:") and "{" in codes:
                used |= {expand(codes.replace(f"{{{n}}}", v)) for n, v in _values_of(table, codes)}
    assert used <= declared


def _values_of(table: Any, template: str) -> set[tuple[str, str]]:
    """The variables of a template with each of their values in the metadata."""
    meant = [
        m for column in table.columns for m in column.said.get("bpokpo:values", {}).values() if isinstance(m, dict)
    ]
    return {(name, value) for each in meant for name, value in each.items() if f"{{{name}}}" in template}


def test_the_kinds_are_the_files() -> None:
    files = {path.stem for path in (ROOT / "ontology/imports").glob("*.json")}
    assert set(importers.kinds()) == files
    assert {"esco", "onet", "oews", "ilostat", "worldbank", "isic", "naics", "table"} <= files


@pytest.mark.parametrize("rule", ["ic-01", "ic-02", "ic-03", "ic-11", "ic-12", "ic-14", "ic-19"])
def test_observations_keep_the_constraints_of_data_cubes(rule: str, tmp_path: Path) -> None:
    rows = [("99", "000000", "Cross-industry", "11-1010", "Chief Executives", 211850, 1.2, 126.41, 130.5, 260000)]
    folder = written(tmp_path / "f", Skills__txt=SKILLS_OF_ONET)
    workbook(tmp_path / "national_M2024_dl.xlsx", [NATIONAL, *rows])
    store = ox.Store()
    for name in ("bpokpo.ttl", "codes.ttl"):
        store.load(path=str(ROOT / "ontology" / name))
    for done in (imported("onet", folder), imported("oews", tmp_path / "national_M2024_dl.xlsx", release="2024")):
        store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in done.quads)
    answer = store.query((ROOT / "tests/hygiene" / f"{rule}.rq").read_text())
    assert isinstance(answer, ox.QuerySolutions)
    assert [str(row["focus"]) for row in answer] == []


# How text is spelt


@pytest.mark.parametrize(
    ("datatype", "cell", "spelt"),
    [
        ({"base": "decimal", "format": {"groupChar": ".", "decimalChar": ","}}, "1.234,50", "1234.5"),
        ("double", "1e3", '"1e3"^^xsd:double'),
        ("double", "1,5", None),
        ("nonNegativeInteger", "007", '"7"^^xsd:nonNegativeInteger'),
        ("nonNegativeInteger", "-1", None),
        ("byte", "127", '"127"^^xsd:byte'),
        ("byte", "128", None),
        ("date", "2024-02-30", None),
        ({"base": "date", "format": "d.M.yyyy"}, "1.2.2024", '"2024-02-01"^^xsd:date'),
        ({"base": "gYear", "format": "dd/MM/yyyy"}, "31/12/2024", '"2024"^^xsd:gYear'),
        ("decimal", "3.50", "3.5"),
        ("decimal", "-0.0", '"0"^^xsd:decimal'),
        ("decimal", "007", '"7"^^xsd:decimal'),
        ("decimal", "1e3", None),
        ("decimal", "", None),
        ("decimal", "NaN", None),
        ("number", "3.52e-05", "0.0000352"),
        ("number", "1e999999999", None),
        ("integer", "-012", "-12"),
        ("integer", "1.0", None),
        ({"base": "decimal", "format": {"groupChar": ","}}, "1,234.50", "1234.5"),
        ({"base": "gYearMonth", "format": "MM/yyyy"}, "08/2023", '"2023-08"^^xsd:gYearMonth'),
        ({"base": "gYearMonth", "format": "MM/yyyy"}, "13/2023", None),
        ({"base": "boolean", "format": "Y|N"}, "Y", "true"),
        ({"base": "boolean", "format": "Y|N"}, "y", None),
        ("date", "2024-02-30x", None),
        ("date", "2024-02-29", '"2024-02-29"^^xsd:date'),
        ("dateTime", "2024-02-29T10:00:00Z", '"2024-02-29T10:00:00Z"^^xsd:dateTime'),
        ("dateTime", "yesterday", None),
        ("string", 'a"b\\c\nd', '"a\\"b\\\\c\\nd"'),
    ],
)
def test_cells_are_spelt_or_refused(datatype: Any, cell: str, spelt: str | None) -> None:
    assert literal(datatype, None)(cell) == spelt


@pytest.mark.parametrize(
    "odd", ["a\u0000b", "tab\there", "\x08\x0c", 'quote"s \\ back', "lone % and %s", "ünï ☃ 🎈", "}} {x}"]
)
def test_odd_texts_come_through(odd: str, tmp_path: Path) -> None:
    row = io.StringIO()
    csv.writer(row).writerow(["N", f"x{odd}y", odd + "."])
    done = imported("kbli", written(tmp_path / "k", codes=f"code,name,description\n{row.getvalue()}"), release="2020")
    labels = [q.object for q in done.quads if q.predicate.value == expand("skos:prefLabel") and "/N>" in str(q.subject)]
    assert labels == [ox.Literal(f"x{odd}y", language="id")]


def test_what_is_no_iri_is_rejected(tmp_path: Path) -> None:
    for bad in ("not an iri", "a>b", "http://x/{y}", "plain"):
        done = imported("esco", written(tmp_path / "e", occupations=OCCUPATIONS.replace(CLERK, bad)))
        assert [(r.column, r.reason) for r in done.rejects] == [("conceptUri", "no-iri")], bad


def test_what_is_said_once_is_said_again_if_its_row_was_rejected(tmp_path: Path) -> None:
    """The label of a period belongs to many rows; the first of them is bad."""
    rows = f"{CLERK},wage,mean,bad,USD,hour,IND,2024,A\n{CLERK},wage,mean,1,USD,hour,IND,2024,A\n"
    done = imported("table", written(tmp_path / "t", mine=OWN + rows))
    assert done.texts(expand("ext:period/2024"), "skos:notation") == ['"2024"']
