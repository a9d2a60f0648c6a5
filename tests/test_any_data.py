"""Data that is well-formed but says our terms of anything never brings a command down."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_data import documents
from bpokpo_graph import Dataset, describe
from bpokpo_graph.parsing import Source
from bpokpo_graph.terms import natural
from bpokpo_graph.vocabulary import PREFIXES
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
