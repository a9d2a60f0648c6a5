"""Data that is well-formed but says our terms of anything never brings a command down."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_data import documents
from bpokpo_graph import Dataset, compare, describe
from bpokpo_graph.errors import InputError, UsageError
from bpokpo_graph.parsing import Source
from bpokpo_graph.terms import natural
from bpokpo_graph.validation import validate
from bpokpo_graph.vocabulary import PREFIXES
from bpokpo_graph.wording import pick
from commandline import outcome

A = "http://example.org/a"
PREFIXED = (
    "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items()) + "PREFIX ex: <http://example.org/>\n"
)
CALLS = (
    *(("show", name, "-f", format_) for name in (A, "KPO") for format_ in ("table", "json", "html")),
    *(("compare", "BPO", other, "--sources") for other in ("KPO", A)),
    ("source", "check", "TEXT"),
    ("query", "skill-gap"),
    ("query", "-q", "SELECT * { ?s ?p ?o }", "-f", "json"),
    *(("export", "-f", format_) for format_ in ("turtle", "jsonld", "rdfxml")),
    ("export", "--term", A, "--claims", "graphs", "-f", "trig"),
    ("export", "-f", "csv", "--table", "requirements"),
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(turtle=documents(), calls=st.lists(st.sampled_from(CALLS), min_size=4, max_size=4, unique=True))
def test_objects_of_wrong_kinds_are_borne(turtle: str, calls: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data, text = Path(folder, "any.ttl"), Path(folder, "text.txt")
        data.write_text(PREFIXED + turtle, "utf-8")
        text.write_text("Satu kalimat. Dua kalimat.", "utf-8")
        for call in calls:
            arguments = [str(text) if each == "TEXT" else each for each in call]
            code, told = outcome(*arguments, "-a", str(data))
            assert code in (0, 1, 2, 3), f"{call}: {told[-500:]}"


@pytest.mark.parametrize(
    "turtle",
    [
        "ex:a skos:notation [ ex:p 1 ]",
        "ex:a a 5",
        "ex:a skos:altLabel 'x', 5, <http://example.org/b>, '2020-01-01'^^xsd:date",
        f"ex:a skos:notation '{'9' * 6000}' ; skos:inScheme ex:s . ex:b skos:notation 'F1²' ; skos:inScheme ex:s",
        "ex:p bpokpo:dimension 5 . ex:a ex:p 1 ; a ex:C . ex:C rdfs:subClassOf 5",
    ],
)
def test_a_card_bears_it_too(turtle: str) -> None:
    source = Source("any.ttl", "turtle", data=f"{PREFIXED} {turtle} . ex:a rdfs:label 'namaku'@id .".encode())
    dataset = Dataset.open(add=[source])
    assert describe(dataset, A).term.label == {"id": "namaku"}
    assert describe(dataset, "namaku").term.iri == A


def test_natural_order_knows_no_other_digits() -> None:
    names = ["F10", "F1²", "F" + "9" * 6000, "F٣", "F9", "F1"]
    assert sorted(names, key=natural)[:2] == ["F1", "F1²"]
    assert sorted(["F10", "F9", "F100"], key=natural) == ["F9", "F10", "F100"]


def test_a_blank_node_is_told_apart_from_nothing() -> None:
    source = Source("any.ttl", "turtle", data=f"{PREFIXED} [] a bpokpo:OutsourcingModel ; rdfs:label 'x9' .".encode())
    dataset = Dataset.open(add=[source])
    with pytest.raises(UsageError, match=r"“X9” is the name of a blank node, .* give it an IRI"):
        describe(dataset, "X9")
    with pytest.raises(UsageError, match="is the name of a blank node"):
        compare(dataset, ["BPO", "x9"])


def test_a_language_of_a_region_is_that_language() -> None:
    assert pick({"en-gb": "colour", "id-id": "warna"}, "id") == "warna"
    assert pick({"en-gb": "colour", "id-id": "warna"}, "en") == "colour"
    assert pick({"en": "color", "en-gb": "colour"}, "en") == "color"
    assert pick({"fr": "couleur", "idx": "x"}, "id") == "couleur"


@pytest.mark.parametrize(
    ("triple", "told"),
    [
        ((rdflib.Literal("x"), rdflib.URIRef("http://e/p"), rdflib.URIRef("http://e/o")), "a literal cannot be a sub"),
        ((rdflib.URIRef("http://e/s"), rdflib.BNode("x"), rdflib.URIRef("http://e/o")), "a property must be an IRI"),
    ],
)
def test_what_rdflib_bears_and_rdf_does_not(triple: Any, told: str) -> None:
    graph = rdflib.Graph()
    graph.add(triple)
    with pytest.raises(InputError, match=f"is no RDF: {told}"):
        Dataset.from_rdflib(graph)


def test_data_in_place_of_ours_may_use_the_competences_and_the_period_not_stated() -> None:
    """The messages of the shapes name them, so they must be there beside any data."""
    need = """ex:need a bpokpo:SkillRequirement ; rdfs:label "kebutuhan"@id, "need"@en ;
        bpokpo:competence competence:english ; bpokpo:necessity code:necessity-required ;
        bpokpo:level code:level-good ; bpokpo:requirementKind code:requirement-kind-language ."""
    dataset = Dataset.open(Source("any.ttl", "turtle", data=f"{PREFIXED} {need}".encode()))
    assert not [each for each in validate(dataset=dataset).findings if each.severity == "violation"]
    assert dataset.ask("ASK { period:not-stated a time:TemporalEntity, bpokpo:NotStated }")
