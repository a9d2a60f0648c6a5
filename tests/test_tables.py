"""Tables: what the shapes lay out, what CSVW, openpyxl, pyarrow and pandas read, and that nothing is half written."""

import csv
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
from typing import Any

import pyoxigraph as ox
import pytest
import uritemplate
from click.testing import CliRunner, Result
from csvw import CSVW, TableGroup

from bpokpo_graph import Dataset, csvw, files, tabulate
from bpokpo_graph.cli import main
from bpokpo_graph.errors import InputError, OutputError, UnknownTermError
from bpokpo_graph.tables import Column, Table
from bpokpo_graph.vocabulary import expand

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "tests" / "example.ttl"
NAMES = ["models", "activities", "requirements", "values", "claims"]
PREFIXES = """
@prefix ex: <http://example.org/> . @prefix bpokpo: <https://w3id.org/bpokpo/ns#> .
@prefix code: <https://w3id.org/bpokpo/code/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
"""


def export(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments])


def refused(code: int, *arguments: str, cwd: Path | None = None) -> str:
    command = [sys.executable, "-m", "bpokpo_graph", "export", *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=cwd, env={**os.environ, "LANG": "C.UTF-8"})
    message = done.stderr.decode()
    assert (done.returncode, done.stdout, message.count("\n")) == (code, b"", 1), message
    return message


def written(folder: Path, *arguments: str) -> Path:
    result = export("-f", "csv", "-o", str(folder), *arguments)
    assert (result.exit_code, result.output) == (0, "")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("csv") / "tables")


def turtle(path: Path, text: str) -> Path:
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def own(tmp_path: Path, text: str, name: str) -> Table:
    """A table of a user's own data and nothing else."""
    return tabulate(Dataset.open(turtle(tmp_path / "mine.ttl", text)), name)[0]


def column(table: Table, name: str) -> Column:
    return next(each for each in table.columns if each.name == name)


def cells(table: Table, name: str) -> list[Any]:
    place = [each.name for each in table.columns].index(name)
    return [row[place] for row in table.rows]


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def valid(path: Path) -> bool:
    """As the reader of CSVW finds it: headers, datatypes, keys, foreign keys; no warning."""
    found = CSVW(str(path), validate=True)
    return bool(found.is_valid) and not found.warnings


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


def triples(folder: Path) -> Iterator[ox.Triple]:
    """CSV to RDF in minimal mode, as https://www.w3.org/TR/csv2rdf/ wants it."""
    for table in json.loads((folder / "csv-metadata.json").read_bytes())["tables"]:
        schema = table["tableSchema"]
        for row in read(folder / table["url"]):
            for each in schema["columns"]:
                cell = "" if each.get("virtual") else row[each["name"]]
                if "propertyUrl" in each and (cell or each.get("virtual")):
                    about = ox.NamedNode(uritemplate.expand(each.get("aboutUrl", schema["aboutUrl"]), {**row}))
                    for value in cell.split(each["separator"]) if "separator" in each else [cell]:
                        yield ox.Triple(about, ox.NamedNode(each["propertyUrl"]), term(each, value, row))


def term(described: dict[str, Any], value: str, row: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if "valueUrl" in described:
        return ox.NamedNode(uritemplate.expand(described["valueUrl"], {**row}))
    if "lang" in described:
        return ox.Literal(value, language=described["lang"])
    return ox.Literal(value, datatype=ox.NamedNode(expand(f"xsd:{described['datatype']}")))


def place(triple: ox.Triple) -> tuple[str, str]:
    """What kind of thing it is about, and the property."""
    return str(triple.subject).rpartition("/")[0], triple.predicate.value


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


# Turtle rules the code


def test_a_new_property_shape_is_a_new_column(tmp_path: Path) -> None:
    mine = turtle(
        tmp_path / "mine.ttl",
        """
        ex:headcount a owl:DatatypeProperty ; rdfs:range xsd:integer ; rdfs:label "jumlah pekerja"@id, "headcount"@en .
        ex:Shape sh:targetClass bpokpo:Activity ; sh:property ex:Shape-headcount, ex:Shape-listedIn .
        ex:Shape-headcount sh:path ex:headcount ; sh:maxCount 1 ; sh:order 1 .
        ex:Shape-listedIn sh:path [ sh:inversePath ex:lists ] ; sh:name "daftar"@id, "catalogue"@en .
        <https://w3id.org/bpokpo/id/activity/payroll> ex:headcount 250 .
        ex:catalogue ex:lists <https://w3id.org/bpokpo/id/activity/payroll> ; rdfs:label "Catalogue"@en .
        """,
    )
    (table,) = tabulate(Dataset.open(add=[mine]), "activities")
    made = column(table, "headcount")
    assert (made.datatype, dict(made.titles)) == ("integer", {"id": "jumlah pekerja", "en": "headcount"})
    assert made.predicate == "http://example.org/headcount"
    assert [each for each in cells(table, "headcount") if each is not None] == [250]
    assert {"http://example.org/catalogue"} == set(cells(table, "catalogue")) - {None}
    assert "Catalogue" in cells(table, "catalogue_label_en")
    assert valid(written(tmp_path / "out", "-a", str(mine)) / "csv-metadata.json")


def test_a_new_shape_with_a_name_is_a_new_table(tmp_path: Path) -> None:
    mine = turtle(
        tmp_path / "mine.ttl",
        """
        ex:Region a owl:Class ; rdfs:label "Wilayah"@id, "Region"@en .
        ex:RegionShape sh:targetClass ex:Region ; bpokpo:table "regions" ; sh:order 9 ; sh:property ex:wage .
        ex:wage sh:path ex:minimumWage ; sh:datatype xsd:decimal .
        ex:java a ex:Region ; ex:minimumWage 2.50 .
        """,
    )
    assert [table.name for table in tabulate(Dataset.open(add=[mine]))] == [*NAMES, "regions"]
    (table,) = tabulate(Dataset.open(add=[mine]), "regions")
    assert table.titles == {"id": "Wilayah", "en": "Region"}
    assert [each.name for each in table.columns] == ["iri", "minimum_wage"]
    assert table.rows == (("http://example.org/java", Decimal("2.50")),)


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "Models", "9lives", "history", "x" * 32, "claims"])
def test_a_table_cannot_be_called_anything(tmp_path: Path, name: str) -> None:
    mine = turtle(tmp_path / "mine.ttl", f'ex:S sh:targetClass ex:C ; bpokpo:table "{name}" .')
    with pytest.raises(InputError, match="cannot be the table of"):
        tabulate(Dataset.open(mine))
    refused(3, "-f", "csv", "-d", str(mine), "-o", str(tmp_path / "out"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.ttl"]


def test_several_values_stand_in_one_cell(tmp_path: Path) -> None:
    """ex:hosting belongs to two models, so the column is a list, and a list is no foreign key."""
    (table,) = tabulate(Dataset.open(EXAMPLE), "activities")
    assert column(table, "model").separator == "|"
    assert column(table, "model").table is None
    assert cells(table, "model_notation") == [("HRO", "ITO"), ("ITO",)]
    place = written(tmp_path / "out", "-d", str(EXAMPLE))
    assert [row["model_notation"] for row in read(place / "activities.csv")] == ["HRO|ITO", "ITO"]
    assert valid(place / "csv-metadata.json")


def test_a_separator_stands_in_no_value(tmp_path: Path) -> None:
    text = 'ex:m a bpokpo:OutsourcingModel ; bpokpo:expandedName "a|b"@en, "c"@en, "d"@id .'
    table = own(tmp_path, text, "models")
    assert column(table, "expanded_name_en").separator == "¦"
    assert column(table, "expanded_name_id").separator is None
    assert cells(table, "expanded_name_en") == [("a|b", "c")]
    assert b"a|b\xc2\xa6c" in csvw.text(table)


def test_links_are_told_from_either_end(tmp_path: Path) -> None:
    """The value does not say what it is about, but the model says that it has it."""
    text = (
        "ex:m a bpokpo:OutsourcingModel ; bpokpo:hasEconomicValue ex:v . ex:v a bpokpo:RatioValue ; bpokpo:amount 2.5 ."
    )
    table = own(tmp_path, text, "values")
    assert cells(table, "model") == ["http://example.org/m"]
    assert cells(table, "amount") == [Decimal("2.5")]
    names = [each.name for each in own(tmp_path, text, "models").columns]
    assert not [name for name in names if name.startswith(("has_economic_value", "involves_activity", "has_skill"))]


def test_other_languages_have_columns_of_their_own(tmp_path: Path) -> None:
    text = 'ex:a a bpokpo:Activity ; rdfs:label "essais"@fr, "Tests" . ex:b a bpokpo:Activity ; rdfs:label "uji"@id .'
    table = own(tmp_path, text, "activities")
    names = [each.name for each in table.columns][:5]
    assert names == ["iri", "label_en", "label_id", "label_und", "label_fr"]
    assert [column(table, name).lang for name in names] == [None, "en", "id", "und", "fr"]
    assert table.rows[0][:5] == ("http://example.org/a", None, None, "Tests", "essais")
    assert valid(written(tmp_path / "out", "-d", str(tmp_path / "mine.ttl")) / "csv-metadata.json")


def test_odd_data_are_told_as_they_are(tmp_path: Path) -> None:
    text = """ex:v a bpokpo:MonetaryValue ; bpokpo:amount "eleven"^^xsd:decimal .
        ex:w a bpokpo:RatioValue ; bpokpo:amount 3 ."""
    table = own(tmp_path, text, "values")
    assert column(table, "amount").datatype == "string"
    assert column(table, "amount").predicate is None
    assert cells(table, "amount") == ["eleven", "3"]
    assert cells(table, "type_label_en") == ["Monetary value", "Ratio value"]
    assert valid(written(tmp_path / "out", "-d", str(tmp_path / "mine.ttl")) / "csv-metadata.json")


def test_datatypes_are_those_of_the_shapes(tmp_path: Path) -> None:
    text = """
        ex:shape sh:targetClass bpokpo:Activity ; sh:property ex:since, ex:share, ex:on, ex:place, ex:open .
        ex:since sh:path ex:Since ; sh:datatype xsd:gYear . ex:share sh:path ex:Share ; sh:datatype xsd:double .
        ex:on sh:path ex:On ; sh:datatype xsd:date . ex:place sh:path ex:Place ; sh:datatype ex:wkt .
        ex:open sh:path ex:Open ; sh:datatype xsd:boolean .
        ex:a a bpokpo:Activity ; ex:Since "1986"^^xsd:gYear ; ex:Share "0.25"^^xsd:double ;
            ex:On "1986-01-31"^^xsd:date ; ex:Place "POINT(0 0)"^^ex:wkt ; ex:Open true .
    """
    table = own(tmp_path, text, "activities")
    made = {each.name: (each.datatype, each.kind, each.predicate is not None) for each in table.columns}
    assert made["since"] == ("gYear", "text", True)
    assert made["share"] == ("double", "float", True)
    assert made["on"] == ("date", "date", True)
    assert made["place"] == ("string", "text", False)
    assert made["open"] == ("boolean", "boolean", True)
    assert [cells(table, name) for name in ("on", "share", "open")] == [[date(1986, 1, 31)], [0.25], [True]]
    place = written(tmp_path / "out", "-d", str(tmp_path / "mine.ttl"))
    assert valid(place / "csv-metadata.json")
    assert set(triples(place)) <= {quad.triple for quad in Dataset.open(tmp_path / "mine.ttl").quads()}


def test_blank_nodes_are_numbered_in_the_order_of_rows(tmp_path: Path) -> None:
    text = """ex:m a bpokpo:OutsourcingModel ; bpokpo:hasSkillRequirement
        [ a bpokpo:SkillRequirement ; rdfs:label "b"@en ], [ a bpokpo:SkillRequirement ; rdfs:label "a"@en ] ."""
    table = own(tmp_path, text, "requirements")
    assert [row[:2] for row in table.rows] == [("_:b1", "a"), ("_:b2", "b")]
    assert cells(table, "required_by") == ["http://example.org/m"] * 2


def test_without_vocabulary_codes_have_no_names() -> None:
    (table,) = tabulate(Dataset.open(*files.data(), bare=True), "requirements")
    assert set(cells(table, "level_label_en")) == {None}
    assert expand("code:level-basic") in cells(table, "level")
    assert column(table, "level").titles["id"] == "tingkat"


def test_pandas_gets_proper_types() -> None:
    (table,) = tabulate(Dataset.open(), "values")
    frame = table.to_pandas()
    assert frame.shape == (7, len(table.columns))
    assert str(frame["label_id"].dtype) == "string"
    assert frame.set_index("iri").loc[expand("value:kpo-profit-ratio"), "amount"] == Decimal(2)


def test_an_unknown_table_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownTermError, match="“claims”"):
        tabulate(Dataset.open(), "claim")
    with pytest.raises(UnknownTermError, match="“models” or “activities”"):
        tabulate(Dataset.open(), "zzz")


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
