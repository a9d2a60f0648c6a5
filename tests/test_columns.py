"""The columns of tables: what the property shapes lay out, and that Turtle alone changes it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bpokpo_graph import Dataset, csvw, files, tabulate
from bpokpo_graph.errors import InputError, UnknownTermError
from bpokpo_graph.vocabulary import expand
from tabulated import EXAMPLE, NAMES, cells, column, own, read, refused, triples, turtle, valid, written


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
