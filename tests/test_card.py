"""Cards: what must stand on one of each kind of thing, worked out from the study and the files by hand."""

import pytest

from bpokpo_graph import Dataset, describe
from bpokpo_graph.card import Assertion, Card
from bpokpo_graph.errors import UnknownTermError, UsageError
from bpokpo_graph.parsing import Source
from bpokpo_graph.questions import question
from bpokpo_graph.terms import Term
from bpokpo_graph.vocabulary import PREFIXES, compact
from bpokpo_graph.wording import cell, heading, name, written

PREFIXED = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())
EXAMPLE = "PREFIX ex: <http://example.org/>\n"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return Dataset.open()


def with_more(turtle: str) -> Dataset:
    return Dataset.open(add=[Source("test.ttl", "turtle", data=(PREFIXED + EXAMPLE + turtle).encode())])


def rows(card: Card, lang: str = "en") -> dict[str, list[str]]:
    return {heading(row, lang): cell(row.values, card, lang) for row in card.rows}


def said(assertion: Assertion, card: Card, lang: str = "en") -> str:
    assert isinstance(assertion.subject, Term)
    subject = assertion.subject.notation or compact(assertion.subject.iri)
    return f"{subject}: {heading(assertion, lang)}: {written(assertion.object, card, lang)}"


def incoming(card: Card) -> dict[str, list[str]]:
    return {compact(link.property.iri): [compact(term.iri) for term in link.terms] for link in card.incoming}


def test_a_model(dataset: Dataset) -> None:
    card = describe(dataset, "KPO")
    assert compact(card.term.iri) == "model:kpo"
    assert [name(type_, "en") for type_ in card.types] == ["Outsourcing model", "concept"]
    found = rows(card)
    assert found["process level"] == ["high"]
    assert found["involves activity"] == ["for example investment; legal matters; patent matters"]
    assert found["knowledge of a particular field"] == ["in-depth, required (knowledge)"]
    assert next(row.dimension.notation for row in card.rows if row.dimension) == "name"
    about = {a.term.notation for a in card.assertions}
    assert {"F2", "F3", "F55", "F59", "F62"} <= about
    assert "F56" not in about
    assert {compact(near.term.iri) for near in card.neighbours} >= {"unit:CCY_USD", "unit:HR"}
    assert [compact(term.iri) for term in card.siblings] == ["model:bpo"]


def test_an_activity_with_its_claim_and_our_curation(dataset: Dataset) -> None:
    card = describe(dataset, "activity:payroll")
    assert card.definition["en"] == "Working out and paying the wages of the client's employees."
    (claim,) = (a for a in card.assertions if not a.curated)
    (link,) = (a for a in card.assertions if a.curated)
    assert (claim.term.notation, claim.object.evidence[0].sentence.notation) == ("F19", "S08")  # type: ignore[union-attr]
    assert compact(link.property.iri) == "bpokpo:performedBy"
    remarks = {compact(row.property.iri): cell(row.values, card, "id") for row in link.remarks}
    assert remarks["bpokpo:confidence"] == ["0,95"]
    # A curation is never evidence: the row itself has no claim behind it.
    (row,) = (row for row in card.rows if compact(row.property.iri) == "bpokpo:performedBy")
    assert row.values[0].evidence == ()
    near = {near.term.notation: name(near.property, "id") for near in card.neighbours}
    assert near == {"4313.1": "dikerjakan oleh jabatan", "4313": "kelompok ISCO"}
    assert incoming(card) == {"bpokpo:involvesActivity": ["model:bpo"]}


def test_a_requirement_reads_as_in_a_comparison(dataset: Dataset) -> None:
    card = describe(dataset, "requirement:bpo-english")
    assert written(card.whole, card, "id") == "sangat baik, bersama-sama mencukupi (bahasa)"
    assert list(rows(card)) == ["competence", "level", "necessity", "kind of requirement"]
    assert [a.term.notation for a in card.assertions] == ["F43"]
    assert len(card.tensions) == 3


def test_a_value(dataset: Dataset) -> None:
    card = describe(dataset, "value:kpo-profit-ratio")
    assert written(card.whole, card, "en").startswith("2 times that of BPO")
    assert rows(card)["amount"] == ["2"]
    (claim,) = card.assertions
    assert said(claim, card).startswith(
        "KPO: profit or advantage · for developed countries · in developing countries: 2 times"
    )
    assert [tension.kind.notation for tension in card.tensions] == ["not-same-quantity"]


def test_a_claim_down_to_its_document(dataset: Dataset) -> None:
    card = describe(dataset, "F56")
    (claim,) = card.assertions
    assert said(claim, card) == "BPO: contact with international clients: rarely"
    (evidence,) = claim.object.evidence
    assert evidence.sentence is not None
    assert (evidence.sentence.notation, evidence.start, evidence.end) == ("S19", 2706, 2829)
    assert evidence.grade is not None
    assert evidence.grade.notation == "unsourced-web"
    assert {doubt.notation for doubt in evidence.doubts} == {"inconsistent", "ambiguous"}
    assert len(card.tensions) == 3
    assert "model:bpo" not in {compact(row.property.iri) for row in card.rows}


def test_a_sentence_has_its_claims(dataset: Dataset) -> None:
    card = describe(dataset, "S14")
    assert [said(a, card) for a in card.assertions] == [
        "BPO: specialisation: high specialisation not required",
        "BPO: English: excellent, jointly sufficient (language)",
        "BPO: computer use: basic, jointly sufficient (skill)",
    ]


def test_a_document_has_its_sentences(dataset: Dataset) -> None:
    card = describe(dataset, "source:article-id")
    assert [quote.term.notation for quote in card.quotes] == [f"S{number:02}" for number in range(1, 24)]
    assert (card.quotes[0].start, card.quotes[0].end) == (72, 155)


def test_a_tension_has_its_claims(dataset: Dataset) -> None:
    card = describe(dataset, "tension:rare-contact-work-abroad")
    assert [a.term.notation for a in card.assertions] == ["F9", "F56"]
    assert card.term not in [tension.term for tension in card.tensions]
    assert rows(card)["kind of tension"] == ["ambiguity"]


def test_a_code_has_its_list_siblings_and_uses(dataset: Dataset) -> None:
    card = describe(dataset, "code:level-basic")
    assert rows(card)["in the list"] == ["Level of a competence"]
    assert [term.notation for term in card.siblings] == ["good", "excellent", "in-depth", "not-stated"]
    assert incoming(card)["bpokpo:level"] == [
        "requirement:bpo-computer-knowledge",
        "requirement:bpo-computer-skills",
        "requirement:bpo-technical-knowledge",
    ]


def test_a_class_has_axioms_rules_and_examples(dataset: Dataset) -> None:
    card = describe(dataset, "bpokpo:RatioValue")
    sentences = [axiom["en"] for axiom in card.axioms]
    assert "Every “Ratio value” is a kind of “Economic value”." in sentences
    assert "No “Ratio value” is also “Monetary value”, “Ordinal value”." in sentences
    assert [compact(example.subject.iri) for example in card.examples] == ["value:kpo-profit-ratio"]
    shapes = {compact(rule.shape.iri) for rule in card.rules}
    assert {"shapes:Ratio-amount", "shapes:Value-indicator"} <= shapes  # its own, and its superclass's


def test_a_property_in_words(dataset: Dataset) -> None:
    card = describe(dataset, "bpokpo:directlyExtends")
    assert [axiom["id"] for axiom in card.axioms] == [
        "Bila x “perluasan langsung dari” y, maka x “merupakan perluasan dari” y.",
        "x “perluasan langsung dari” y sama artinya dengan y “bentuk lebih sederhana dari” x.",
        "Bila x memiliki “perluasan langsung dari”, maka x adalah “Model alih daya”.",
        "Nilai “perluasan langsung dari” adalah “Model alih daya”.",
        "Bila x “perluasan langsung dari” y, maka tidak mungkin y “perluasan langsung dari” x.",
        "Tidak ada x yang “perluasan langsung dari” dirinya sendiri.",
    ]
    ((example,), rules) = card.examples, {compact(rule.shape.iri) for rule in card.rules}
    assert compact(example.subject.iri) == "model:kpo"
    assert written(example.object, card, "en") == "business process outsourcing (BPO)"
    assert rules == {"shapes:Acyclic-rule", "shapes:Model-directlyExtends"}


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("bpokpo:extends", "If x “extends” y and y “extends” z, then x “extends” z."),
        ("bpokpo:simplerFormOf", "x “simpler form of” y means the same as y “directly extends” x."),
        (
            "bpokpo:employsOccupation",
            "If x “involves activity” y and y “performed by” z, then x “employs occupation” z.",
        ),
        ("bpokpo:emphasis", "If x “emphasis” y, then x “characteristic” y."),
        ("bpokpo:performedBy", "Values of “performed by” are, among others, “ESCO occupation”, “concept”."),
    ],
)
def test_axioms(dataset: Dataset, term: str, sentence: str) -> None:
    assert sentence in [axiom["en"] for axiom in describe(dataset, term).axioms]


def test_a_shape_has_a_card_too(dataset: Dataset) -> None:
    card = describe(dataset, "shapes:Money-amount")
    assert rows(card)["property checked"] == ["amount"]
    assert rows(card, "id")["paling sedikit"] == ["1"]
    assert incoming(card) == {"sh:property": ["shapes:Money"]}


def test_a_neighbour_says_whose_link_it_is(dataset: Dataset) -> None:
    card = describe(dataset, "investment analyst")
    (link,) = card.assertions
    assert link.curated
    assert rows(card)["ISCO group"] == ["Financial analysts"]


def test_belongings_are_nodes_claims_and_sentences(dataset: Dataset) -> None:
    parts = set(map(compact, describe(dataset, "requirement:bpo-english").belongings))
    assert parts == {"requirement:bpo-english", "claim:f43", "sentence:s14"}
    assert {"value:kpo-profit-ratio", "claim:f59", "sentence:s21"} <= set(
        map(compact, describe(dataset, "KPO").belongings)
    )


def test_names_that_mean_nothing_or_too_much() -> None:
    dataset = with_more('ex:a rdfs:label "kembar" . ex:b rdfs:label "kembar"@id .')
    with pytest.raises(UnknownTermError, match="did you mean “KPO”"):
        describe(dataset, "KPOO")
    with pytest.raises(UsageError, match=r"http://example.org/a or http://example.org/b"):
        describe(dataset, "kembar")


def test_anyone_s_things() -> None:
    """Without labels or with one in no language, with blank nodes, half statements and a deprecated claim."""
    dataset = with_more("""
        ex:a rdfs:label "tanpa bahasa" ; ex:p [ ex:q 1.5 ; ex:r ex:b ] , "teks" .
        ex:half rdf:subject ex:a .
        ex:tension a bpokpo:Tension ; bpokpo:between ex:old .
        ex:old a bpokpo:Claim ; rdf:subject ex:a ; rdf:predicate ex:p ; rdf:object "teks" ;
          bpokpo:claimRank code:claim-rank-deprecated .""")
    card = describe(dataset, "http://example.org/a")
    assert name(card.term, "id") == "tanpa bahasa"
    (row,) = card.rows
    inside = "http://example.org/q: 1,5; http://example.org/r: http://example.org/b"
    assert sorted(cell(row.values, card, "id")) == [inside, "teks"]
    assert card.assertions == ()
    assert [a.term.iri for a in describe(dataset, "http://example.org/old").assertions] == ["http://example.org/old"]
    assert describe(dataset, "http://example.org/tension").tensions == ()
    assert describe(dataset, "http://example.org/half").assertions == ()
    assert incoming(describe(dataset, "http://example.org/b")) == {"http://example.org/r": ["http://example.org/a"]}


def test_named_graphs_are_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("data") / "g.trig"
    file.write_text('<http://e.org/g> { <http://e.org/s> <http://e.org/p> "x" }')
    card = describe(Dataset.open(str(file)), "http://e.org/s")
    assert rows(card) == {"http://e.org/p": ["x"]}


@pytest.mark.parametrize("iri", ["urn:x:a(b),c", "http://example.org/a_(b),c", "urn:x:(1+1)*2"])
def test_an_iri_may_hold_brackets_and_commas(iri: str) -> None:
    """Such an IRI could be a comparison inside the parentheses of a query; those of ours do not put it there."""
    dataset = with_more(f"<{iri}> a bpokpo:OutsourcingModel ; rdfs:label 'x'@en .")
    assert describe(dataset, iri).term.label == {"en": "x"}
    assert len(list(question("skill-gap").ask(dataset, left=iri))) > 0  # type: ignore[arg-type]  # a SELECT
