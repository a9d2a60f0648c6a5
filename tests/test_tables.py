"""Tables: what the shapes lay out, what CSVW, openpyxl, pyarrow and pandas read, and that nothing is half written."""

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from csvw import CSVW, TableGroup

from bpokpo_graph import Dataset, csvw, files
from bpokpo_graph.cli import main
from bpokpo_graph.errors import OutputError
from bpokpo_graph.vocabulary import expand
from tabulated import NAMES, cells, column, export, own, place, read, refused, triples, turtle, valid, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("csv") / "tables")


# What stands in the tables, against the study of the source


def test_a_reader_of_csvw_finds_the_tables_whole(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*(f"{n}.csv" for n in NAMES), "csv-metadata.json"])
    assert valid(folder / "csv-metadata.json")
    group = TableGroup.from_file(folder / "csv-metadata.json")
    assert [str(table.url) for table in group.tables] == [f"{name}.csv" for name in NAMES]
    assert [len(list(table)) for table in group.tables] == [2, 6, 11, 7, 62]
    group.check_referential_integrity(strict=True)


def test_amounts_are_those_of_the_article(folder: Path) -> None:
    values = {
        row["iri"].rpartition("/")[2]: row for row in TableGroup.from_file(folder / "csv-metadata.json").tables[3]
    }
    for name, model, amount in (("bpo", "BPO", 11), ("kpo", "KPO", 24)):
        row = values[f"{name}-foreign-exchange-earning"]
        assert (row["amount"], type(row["amount"]), row["model_notation"]) == (amount, Decimal, model)
        assert (row["currency_notation"], row["per_unit_label_en"]) == ("USD", "hour")
        assert (row["type_label_id"], row["statistic_label_id"]) == ("Nilai uang", "rata-rata")
        assert row["beneficiary_label_id"] == "negara berkembang"
    ratio = values["kpo-profit-ratio"]
    assert (ratio["amount"], ratio["comparator_notation"], ratio["currency"]) == (2, "BPO", None)
    assert sum(row["amount"] is not None for row in values.values()) == 3


def test_claims_are_those_of_the_article(folder: Path) -> None:
    claims = {row["notation"]: row for row in TableGroup.from_file(folder / "csv-metadata.json").tables[4]}
    assert list(claims) == [f"F{number}" for number in range(1, 63)]
    assert claims["F36"]["subject"] == expand("model:kpo")
    assert claims["F36"]["predicate_label_id"] == "tingkat proses"
    assert claims["F36"]["object_label_en"] == "high"
    assert claims["F8"]["sentence"] == expand("sentence:s06")
    assert claims["F59"]["perspective_label_en"] == "developed countries"
    assert claims["F51"]["repeats_notation"] == "F7"
    assert claims["F44"]["object"] == expand("requirement:bpo-computer-skills")
    assert (claims["F7"]["object"], claims["F7"]["object_label_id"]) == (None, "outsourcing proses bisnis")
    undated = {name for name, row in claims.items() if "undated" in row["issue_label_en"]}
    assert undated == {"F2", "F23", "F59", "F61", "F62"}


def test_not_stated_is_told_apart_from_nothing_said(folder: Path) -> None:
    rows = {row["iri"].rpartition("/")[2]: row for row in read(folder / "requirements.csv")}
    assert rows["kpo-mba"]["level"] == expand("code:level-not-stated")
    assert (rows["kpo-mba"]["level_label_en"], rows["kpo-mba"]["level_label_id"]) == ("not stated", "tidak disebutkan")
    assert {row["sector"] for row in read(folder / "models.csv")} == {"", expand("code:sector-knowledge-information")}


def test_keys_lead_from_row_to_row(folder: Path) -> None:
    described = json.loads((folder / "csv-metadata.json").read_bytes())["tables"]
    keys = {
        (table["url"], key["columnReference"], key["reference"]["resource"], key["reference"]["columnReference"])
        for table in described
        for key in table["tableSchema"].get("foreignKeys", ())
    }
    assert keys == {
        ("activities.csv", "model", "models.csv", "iri"),
        ("requirements.csv", "required_by", "models.csv", "iri"),
        ("values.csv", "model", "models.csv", "iri"),
    }
    assert {table["tableSchema"]["primaryKey"] for table in described} == {"iri"}


@pytest.mark.parametrize(("old", "new"), [("id/model/bpo,", "id/model/nobody,"), (",11,", ",eleven,")])
def test_the_reader_sees_what_is_wrong(folder: Path, tmp_path: Path, old: str, new: str) -> None:
    """So that the tests above can fail."""
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "values.csv"
    text = broken.read_text("utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), "utf-8")
    try:
        assert not valid(tmp_path / "csv-metadata.json")
    except (ValueError, UserWarning) as error:
        told = "nobody" if "nobody" in new else "Invalid value for decimal"
        assert told in str(error)  # noqa: PT017 - some findings are raised


def test_metadata_speak_both_languages_and_name_the_licence(folder: Path) -> None:
    metadata = json.loads((folder / "csv-metadata.json").read_bytes())
    assert metadata["dc:license"] == [{"@id": "https://creativecommons.org/licenses/by/4.0/"}]
    assert {title["@language"] for title in metadata["dc:title"]} == {"en", "id"}
    for table in metadata["tables"]:
        assert {title["@language"] for title in table["dc:title"]} == {"en", "id"}
        for each in (one for one in table["tableSchema"]["columns"] if "virtual" not in one):
            assert each["titles"]["und"] == each["name"]
            assert {"en", "id"} <= set(each["titles"])
    amount = next(each for each in metadata["tables"][3]["tableSchema"]["columns"] if each["name"] == "amount")
    assert amount["datatype"] == "decimal"
    assert amount["propertyUrl"] == expand("bpokpo:amount")
    assert amount["titles"] == {"und": "amount", "en": "amount", "id": "jumlah"}


def test_own_data_get_no_licence_of_ours(tmp_path: Path) -> None:
    mine = turtle(
        tmp_path / "mine.ttl",
        'ex:set a dcat:Dataset ; dcterms:title "Mine"@en ; dcterms:issued "2026-01-02"^^xsd:date .',
    )
    about = csvw.about(Dataset.open(mine))
    assert about == {
        "dc:conformsTo": [{"@id": "https://w3id.org/bpokpo/ns"}],
        "dc:issued": [{"@value": "2026-01-02", "@type": "xsd:date"}],
        "dc:title": [{"@value": "Mine", "@language": "en"}],
    }
    assert "dc:license" in csvw.about(Dataset.open(add=[mine]))


def test_csv_becomes_json(folder: Path) -> None:
    rows = CSVW(str(folder / "csv-metadata.json")).to_json(minimal=True)
    assert len(rows) == 88
    (bpo,) = [row for row in rows if row["@id"] == expand("model:bpo")]
    assert bpo["skos:notation"] == "BPO"
    assert bpo["https://w3id.org/bpokpo/ns#processLevel"] == expand("code:process-level-low")
    json.dumps(rows, default=str)


# Of these, a cell holds several.
SEVERAL = {expand(f"bpokpo:{name}") for name in ("termMaturity", "performedBy", "issue")}


def test_csv_becomes_the_triples_that_it_was_made_of(folder: Path) -> None:
    """Every one that a table has a column for, but links of which a cell holds several, and objects that are texts."""
    found, graph = set(triples(folder)), {quad.triple for quad in Dataset.open().quads()}
    assert found <= graph
    told = {place(each) for each in found}
    missed = [each for each in graph - found if place(each) in told or each.predicate.value in SEVERAL]
    assert {each.predicate.value for each in missed if isinstance(each.object, ox.NamedNode)} == SEVERAL
    assert {each.predicate.value for each in missed if isinstance(each.object, ox.Literal)} == {expand("rdf:object")}
    for curie, many in (
        *(("rdf:subject", 62), ("bpokpo:aboutModel", 7), ("bpokpo:amount", 3), ("skos:note", 68)),
        *(("rdf:object", 58), ("bpokpo:competence", 11)),
    ):
        assert sum(triple.predicate.value == expand(curie) for triple in found) == many
    claims = {each.subject for each in found if each.object == ox.NamedNode(expand("bpokpo:Claim"))}
    assert len(claims) == 62


def test_a_column_makes_no_triple_that_is_not_there(tmp_path: Path) -> None:
    text = """ex:m a bpokpo:OutsourcingModel ; bpokpo:hasEconomicValue ex:v .
        ex:v a bpokpo:EconomicValue ; bpokpo:indicator [] ; bpokpo:statistic ex:mean ."""
    table = own(tmp_path, text, "values")
    assert cells(table, "model") == ["http://example.org/m"]
    assert column(table, "model").predicate is None  # it is said from the other end alone
    assert column(table, "indicator").predicate is None  # a blank node has no IRI
    assert column(table, "statistic").predicate == expand("bpokpo:statistic")
    assert table.types == (expand("bpokpo:EconomicValue"),)


# Other formats and bytes


def test_a_workbook_has_a_sheet_for_each_table(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    assert export("-o", str(tmp_path / "graph.xlsx")).exit_code == 0
    book = load_workbook(tmp_path / "graph.xlsx")
    assert book.sheetnames == NAMES
    head, *rows = book["values"].iter_rows(values_only=True)
    amounts = [row[head.index("amount")] for row in rows]
    assert sorted(each for each in amounts if each is not None) == [2, 11, 24]
    assert all(type(each) is int for each in amounts if each is not None)
    assert book["claims"].max_row == 63
    assert book["claims"].freeze_panes == "A2"


def test_parquet_files_have_types(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    assert export("-f", "parquet", "-o", str(tmp_path / "p")).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "p").iterdir()) == sorted(f"{name}.parquet" for name in NAMES)
    schema = parquet.read_schema(tmp_path / "p" / "values.parquet")
    assert pa.types.is_decimal(schema.field("amount").type)
    assert schema.field("synthetic").type == pa.bool_()
    assert schema.field("occupation").type == schema.field("label_id").type == pa.string()
    held = parquet.read_table(tmp_path / "p" / "values.parquet")["amount"].to_pylist()
    assert sorted(each for each in held if each is not None) == [Decimal(2), Decimal(11), Decimal(24)]
    claims = parquet.read_table(tmp_path / "p" / "claims.parquet")
    assert claims.num_rows == 62
    assert claims.column_names == (["iri", "notation", *claims.column_names[2:]])


def test_the_bytes_are_the_same_every_time(tmp_path: Path) -> None:
    """For any hash seed, order of sources and date."""
    sources = [str(path) for path in files.data()]
    seen = set()
    for number, (seed, order) in enumerate([("0", sources), ("7", sources[::-1])]):
        place = tmp_path / str(number)
        place.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{number * 9}"}
        given = [each for source in order for each in ("-d", source)]
        for form, output in (("csv", "c"), ("parquet", "p"), ("xlsx", "x.xlsx")):
            command = [sys.executable, "-m", "bpokpo_graph", "export", "-f", form, "-o", str(place / output), *given]
            subprocess.run(command, check=True, env=environment)
        made = sorted(path for path in place.rglob("*") if path.is_file())
        assert len(made) == 12
        seen.add(b"".join(path.read_bytes() for path in made))
    assert len(seen) == 1


def test_a_workbook_does_not_tell_when_it_was_made() -> None:
    from zipfile import ZipFile

    from bpokpo_graph import frames

    with ZipFile(io.BytesIO(frames.sheets({"a": (("x",), [("=1+1",)])}))) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert str(date.today().year).encode() not in book.read("docProps/core.xml")


def test_csv_is_as_rfc_4180_wants_it(tmp_path: Path) -> None:
    text = 'ex:a a bpokpo:Activity ; rdfs:label "one, \\"two\\"\\nthree"@en, "=1+1"@id .'
    data = csvw.text(own(tmp_path, text, "activities"))
    head, row = data.split(b"\r\n", 1)
    assert head.startswith(b"iri,label_en,label_id,")
    assert row.startswith(b'http://example.org/a,"one, ""two""\nthree",=1+1,')
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")


# Where it goes


def test_one_table_goes_to_standard_output_or_beside_its_metadata(tmp_path: Path) -> None:
    result = export("--table", "models")
    assert (result.exit_code, result.stdout_bytes.count(b"\r\n")) == (0, 3)
    assert export("--table", "models", "-o", str(tmp_path / "m.csv")).exit_code == 0
    assert (tmp_path / "m.csv").read_bytes() == result.stdout_bytes
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.csv", "m.csv-metadata.json"]
    assert valid(tmp_path / "m.csv")
    assert export("--table", "models", "-o", "/dev/null").exit_code == 0
    assert export("--table", "values", "-o", str(tmp_path / "v.parquet")).exit_code == 0
    assert export("--table", "values", "-o", str(tmp_path / "v.xlsx")).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("-f csv", "name a folder with -o, or one table with --table"),
        ("-f csv -o -", "name a folder with -o, or one table with --table"),
        ("-o tables.csv", "name a folder with -o, or one table with --table"),
        ("-f parquet", "name a folder with -o"),
        ("-f xlsx", "name a file with -o"),
        ("-f parquet --table values", "name a file with -o"),
        ("--table nothing -f csv", "there is no table “nothing”"),
        ("--table values -f turtle", "--table is for tables"),
        ("--table values -o v.ttl", "--table is for tables"),
        ("-f csv -o t --term BPO", "--term is for the formats of RDF"),
        ("-f csv -o t --claims plain", "--claims is for the formats of RDF"),
        ("-f csv -o t --infer rdfs", "--infer is for the formats of RDF"),
        ("-f csv -o t --canonical", "--canonical is N-Quads"),
        ("-f csv -o t --frame model", "--frame is for JSON-LD"),
        ("--context --table values", "--table changes nothing beside --context"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, arguments: str, message: str) -> None:
    assert message in refused(2, *arguments.split(), cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "models.csv").write_text("old")
    written(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "models.csv").read_bytes().startswith(b"iri,")
    assert len(list(tmp_path.iterdir())) == 7


@pytest.mark.parametrize(("name", "code"), [("taken", 2), ("missing/below", 6), ("in-the-way", 6)])
def test_a_place_that_cannot_hold_them_is_told(tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "in-the-way" / "models.csv").mkdir(parents=True)
    refused(code, "-f", "csv", "-o", str(tmp_path / name))
    assert (tmp_path / "taken").read_text() == "a file"
    assert [path.name for path in (tmp_path / "in-the-way").iterdir()] == ["models.csv"]
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("failing", range(1, 4))
def test_a_failure_at_any_step_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    old = {"a": b"old a", "b": b"old b", "meta": b"old meta"}
    files.write_together(tmp_path, {name: [data] for name, data in old.items() if name != "b"})
    steps, replace = [], Path.replace

    def breaking(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            steps.append(target)
            if len(steps) == failing:
                raise OSError(errno.ENOSPC, "no space")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", breaking)
    with pytest.raises(OutputError, match="disk is full"):
        files.write_together(tmp_path, {name: [b"new"] for name in old})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old a", "meta": b"old meta"}


def test_what_describes_them_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed halfway leaves no description, rather than one of two writings."""
    files.write_together(tmp_path, {"a": [b"old"], "meta": [b"old"]})
    replace, seen = Path.replace, []

    def watched(self: Path, target: Path) -> Path:
        seen.append((target.name, (tmp_path / "meta").exists()))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    files.write_together(tmp_path, {"a": [b"new"], "meta": [b"new"]})
    assert seen == [("a", False), ("meta", False)]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new", "meta": b"new"}


def test_a_failure_while_writing_makes_no_folder(tmp_path: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write_together(tmp_path / "new", {"a": [b"whole"], "b": breaks()})
    assert not list(tmp_path.iterdir())


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    files.write_together(tmp_path, {"a": [b"old"]})
    monkeypatch.setattr(os, "link", refuse)
    files.write_together(tmp_path, {"a": [b"new"]})
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def test_the_shell_completes_names_of_tables() -> None:
    environment = {"_BPOKPO_COMPLETE": "bash_complete", "COMP_WORDS": "bpokpo export --table ", "COMP_CWORD": "3"}
    result = CliRunner().invoke(main, env=environment, prog_name="bpokpo")
    assert [line.partition(",")[2] for line in result.output.split()] == NAMES
