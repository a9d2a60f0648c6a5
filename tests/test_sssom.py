"""Mappings in SSSOM's table form as RDF: what a row says, and what is wrong in which line."""

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph import Dataset
from bpokpo_graph.errors import InputError
from bpokpo_graph.sssom import ntriples
from bpokpo_graph.vocabulary import PREFIXES
from commandline import answer, bpokpo, complaint

HEADER = """#mapping_set_id: https://example.org/set
#mapping_set_title: "Links to E"
#license: https://creativecommons.org/licenses/by/4.0/
#object_source_version: "2.0"
#extension_definitions:
#  - slot_name: comment_indonesian
#    property: e:x
#curie_map:
#  a: https://example.org/a/
#  e: https://example.org/e/
"""
COLUMNS = "record_id subject_id subject_label predicate_id predicate_modifier object_id object_label"
MORE = "mapping_justification author_id mapping_date confidence comment comment_indonesian"
JUST = "semapv:ManualMappingCuration"
TURTLE = "".join(
    f"@prefix {name}: <{space}> .\n"
    for name, space in {**PREFIXES, "a": "https://example.org/a/", "e": "https://example.org/e/"}.items()
)
SET = """<https://example.org/set> a void:Linkset ; rdfs:label "Links to E"@en ; sssom:object_source_version "2.0" ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
"""


def table(*rows: tuple[str, ...], header: str = HEADER, columns: str = f"{COLUMNS} {MORE}") -> bytes:
    lines = ["\t".join(cells) for cells in (columns.split(), *rows)]
    return (header + "\n".join(lines) + "\n").encode()


def row(**cells: str) -> tuple[str, ...]:
    least = {"subject_id": "a:s", "predicate_id": "skos:closeMatch", "object_id": "e:o", "mapping_justification": JUST}
    return tuple((least | cells).get(column, "") for column in f"{COLUMNS} {MORE}".split())


def said(data: bytes) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.parse(ntriples(data, "m.sssom.tsv"), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def expected(turtle: str) -> set[ox.Quad]:
    dataset = ox.Dataset(ox.parse(TURTLE + turtle, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


FULL = row(
    record_id="a:m1",
    subject_label="one thing",
    object_label="Other",
    author_id="a:me|a:you",
    mapping_date="2026-11-24",
    confidence="0.8",
    comment='Says "so".',
    comment_indonesian="Begitu.",
)
FULL_TURTLE = """
a:s skos:closeMatch e:o .
a:m1 a bpokpo:Curation , rdf:Statement ; rdf:subject a:s ; rdf:predicate skos:closeMatch ; rdf:object e:o ;
  rdfs:label "One thing: Other"@en ; prov:wasAttributedTo a:me , a:you ; dcterms:created "2026-11-24"^^xsd:date ;
  bpokpo:confidence 0.8 ; bpokpo:reason "Says \\"so\\"."@en , "Begitu."@id ;
  sssom:mapping_justification semapv:ManualMappingCuration ; dcterms:isPartOf <https://example.org/set> .
"""


def test_a_row_is_a_link_and_the_curation_of_it() -> None:
    assert said(table(FULL).replace(b'Says "so".', b'"Says ""so""."')) == expected(SET + FULL_TURTLE)


def test_a_row_of_the_least_has_no_name_and_no_set() -> None:
    header = "# curie_map:\n#   a: https://example.org/a/\n#   e: https://example.org/e/\n"  # as sssom-py spaces it
    turtle = f"""a:s skos:closeMatch e:o . [] a bpokpo:Curation , rdf:Statement ; rdf:subject a:s ;
      rdf:predicate skos:closeMatch ; rdf:object e:o ; sssom:mapping_justification {JUST} ."""
    assert said(table(row(), header=header)) == expected(turtle)


def test_a_negative_row_denies_and_asserts_nothing_else() -> None:
    turtle = f"""a:s bpokpo:noMatch e:o . [] a bpokpo:Curation , rdf:Statement ; rdf:subject a:s ;
      rdf:predicate bpokpo:noMatch ; rdf:object e:o ; bpokpo:denies skos:closeMatch ;
      sssom:mapping_justification {JUST} ; dcterms:isPartOf <https://example.org/set> ."""
    assert said(table(row(predicate_modifier="Not"))) == expected(SET + turtle)


def test_two_rows_without_a_name_are_two_curations() -> None:
    assert len({quad.subject for quad in said(table(row(), row()))}) == 4  # the set, the thing, two curations


def test_a_row_that_found_no_term_says_nothing() -> None:
    assert said(table(row(object_id="sssom:NoTermFound"))) == expected(SET)


def test_sides_and_versions_of_one_row_are_said_of_it() -> None:
    columns = "subject_id predicate_id object_id mapping_justification object_source object_source_version"
    data = table(("a:s", "skos:closeMatch", "e:o", JUST, "e:list", "3"), columns=columns)
    (version,) = (quad for quad in said(data) if quad.object == ox.Literal("3"))
    assert isinstance(version.subject, ox.BlankNode)
    assert ox.NamedNode("https://example.org/e/list") in {quad.object for quad in said(data)}


def test_iris_in_full_spaces_and_empty_lines_are_read() -> None:
    data = table(row(object_id=" https://example.org/e/o "), ("",), row(subject_id="a:t"))
    assert {str(quad.object) for quad in said(data) if quad.predicate.value == PREFIXES["rdf"] + "object"} == {
        "<https://example.org/e/o>"
    }
    assert said(data.replace(b"\n", b"\r\n")) == said(data)
    comment = "One line\u2028of two"
    assert ox.Literal(comment, language="en") in {quad.object for quad in said(table(row(comment=comment)))}


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (table(row(object_id="z:o")), 12, "the prefix of “z:o” is not in the curie_map"),
        (table(row(object_id="o")), 12, "the prefix of “o” is not in the curie_map"),
        (table(row(), row(predicate_modifier="No")), 13, "the predicate_modifier “No” is unknown"),
        (table(row(confidence="high")), 12, "“high” is not a number from 0 to 1"),
        (table(row(confidence="1.5")), 12, "“1.5” is not a number from 0 to 1"),
        (table(row(mapping_date="24/11/2026")), 12, "“24/11/2026” is not a date such as"),
        (table(row(object_id="e:a b")), 12, "<https://example.org/e/a b> is no IRI"),
        (table((*row(), "x")), 12, "14 cells under 13 columns"),
        (table(("a:s",), columns="subject_id"), 11, "the table has no column predicate_id"),
        (table(header=HEADER.replace("https://example.org/e/", "e x")), 10, "<e x> is no IRI"),
        (HEADER.encode(), 11, "the table has no column subject_id"),
        (b"", 1, "the table has no column subject_id"),
        (table(row(comment='"open')), 12, "the table cannot be read: unexpected end of data"),
        (table(row(object_label="\xe9")).replace("\xe9".encode(), b"\xe9"), 12, "invalid UTF-8"),
    ],
)
def test_what_is_wrong_and_where(data: bytes, line: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        ntriples(data, "m.sssom.tsv")
    assert f"m.sssom.tsv:{line}:" in str(caught.value)
    assert message in str(caught.value)


def test_a_mapping_file_is_read_wherever_rdf_is(tmp_path: Path) -> None:
    """By its name or by --from, packed, with a BOM, out of a folder, into a named graph."""
    (tmp_path / "other.tsv").write_text("a table that is none of ours\n")
    bytes_ = b"\xef\xbb\xbf" + table(FULL)
    packed = tmp_path / "m.sssom.tsv.gz"
    packed.write_bytes(gzip.compress(bytes_))
    query = "ASK { <https://example.org/a/s> skos:closeMatch <https://example.org/e/o> }"
    assert Dataset.open(packed).ask(query)
    assert Dataset.open(tmp_path).ask(query)
    (tmp_path / "mine").write_bytes(bytes_)
    assert Dataset.open(tmp_path / "mine", format="sssom").ask(query)
    named = Dataset.open(named={"urn:g": packed})
    assert named.ask("ASK { GRAPH <urn:g> { ?s skos:closeMatch ?o } }")


def test_a_user_s_own_mapping_shows_and_exports(tmp_path: Path) -> None:
    path = tmp_path / "mine.sssom.tsv"
    path.write_bytes(table(FULL).replace(b"a:s", b"https://w3id.org/bpokpo/id/activity/payroll"))
    mine = ("activity:payroll", "-a", str(path))
    assert "Begitu." in answer("show", *mine, "--lang", "id")
    assert 'bpokpo:reason "Begitu."@id' in answer("export", "--term", *mine)
    wrong = tmp_path / "wrong.sssom.tsv"
    wrong.write_bytes(table(row(object_id="z:o")))
    assert "wrong.sssom.tsv:12: the prefix" in complaint(bpokpo("validate", str(wrong)), 3)


def test_a_prefix_that_unfolds_into_more_than_memory_holds(tmp_path: Path) -> None:
    """A megabyte in 200 rows, three times in each, is more than is read."""
    bomb = tmp_path / "m.sssom.tsv"
    bomb.write_bytes(table(*[row()] * 200, header=f"#curie_map:\n#  a: https://example.org/{'a' * 2**20}/\n#  e: e:\n"))
    assert "with its IRIs written out" in complaint(bpokpo("query", "-d", str(bomb), "-q", "ASK {}"), 4)
