"""The comparison against the study: which rows there are, in which state, and what stands in them."""

from pathlib import Path

import pytest

from bpokpo_graph import Dataset
from bpokpo_graph.comparison import Comparison, Row, Stated, compare
from bpokpo_graph.errors import UnknownTermError, UsageError
from bpokpo_graph.terms import Term, natural
from bpokpo_graph.wording import cell, figure, heading, name

ITO = Path(__file__).parent.parent / "docs" / "my-ito.ttl"

# The table of dimensions in the study, row by row: what BPO has, what KPO has, and what that makes of the row.
DIMENSIONS = [
    "name",
    "scope",
    "location",
    "activities",
    "emphasis",
    "process-level",
    "client-contact",
    "specialisation",
    "skills",
    "qualifications",
    "experience",
    "economic-value",
    "history",
    "model-relation",
    "framing",
]
STATES = {
    ("name", "expanded name"): "differs",
    ("scope", "business function"): "one-side-only",
    ("scope", "sector"): "one-side-only",
    ("location", "delivery location"): "one-side-only",
    ("location", "provider type"): "one-side-only",
    ("activities", "involves activity"): "differs",
    ("activities", "IT basis"): "one-side-only",
    ("emphasis", "emphasis"): "differs",
    ("process-level", "process level"): "differs",
    ("process-level", "complexity"): "one-side-only",
    ("process-level", "criticality"): "one-side-only",
    ("client-contact", "contact with international clients"): "differs",
    ("specialisation", "specialisation"): "differs",
    ("specialisation", "depth of knowledge"): "one-side-only",
    ("skills", "technical knowledge"): "one-side-only",
    ("skills", "English"): "one-side-only",
    ("skills", "computer use"): "one-side-only",
    ("skills", "communication"): "one-side-only",
    ("skills", "knowledge of a particular field"): "one-side-only",
    ("skills", "investment analysis"): "one-side-only",
    ("skills", "law"): "one-side-only",
    ("qualifications", "chartered accountant (CA)"): "one-side-only",
    ("qualifications", "master of business administration (MBA)"): "one-side-only",
    ("experience", "long work experience"): "one-side-only",
    ("experience", "workforce"): "one-side-only",
    ("economic-value", "service price · in foreign countries"): "one-side-only",
    ("economic-value", "labour rate · in other countries"): "one-side-only",
    ("economic-value", "wage · in other countries"): "one-side-only",
    ("economic-value", "profit or advantage · for developed countries · in developing countries"): "one-side-only",
    ("economic-value", "foreign-exchange earnings · for developing countries · in developing countries"): (
        "one-side-only"
    ),
    ("economic-value", "foreign-exchange earnings · for developing countries · in developing countries · mean"): (
        "differs"
    ),
    ("history", "period of origin"): "one-side-only",
    ("history", "client origin"): "one-side-only",
    ("history", "labour supply"): "one-side-only",
    ("history", "maturity of the term"): "differs",
    ("model-relation", "directly extends"): "one-side-only",
    ("model-relation", "simpler form of"): "one-side-only",
    ("framing", "impression"): "together",
    ("framing", "differs in"): "together",
}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return Dataset.open()


@pytest.fixture(scope="module")
def answer(dataset: Dataset) -> Comparison:
    return compare(dataset, ["BPO", "KPO"])


def row(answer: Comparison, title: str) -> Row:
    (found,) = (row for row in answer.rows if heading(row, "en") == title)
    return found


def text(answer: Comparison, title: str, side: int, lang: str = "en") -> str:
    return " / ".join(cell(row(answer, title).values[side], answer, lang))


def claims(stated: Stated) -> list[str | None]:
    return [said.claim.notation for said in stated.evidence]


def test_every_row_of_the_study_in_its_state(answer: Comparison) -> None:
    assert {(r.dimension.notation, heading(r, "en")): r.state.notation for r in answer.rows} == STATES


def test_dimensions_come_in_the_ontology_s_order(answer: Comparison) -> None:
    assert list(dict.fromkeys(r.dimension.notation for r in answer.rows)) == DIMENSIONS


def test_all_62_claims_stand_behind_the_values(answer: Comparison) -> None:
    found = {claim for r in answer.rows for values in r.values for stated in values for claim in claims(stated)}
    assert found >= {f"F{number}" for number in range(1, 63)}


@pytest.mark.parametrize(
    ("title", "side", "en", "indonesian"),
    [
        ("expanded name", 0, "outsourcing proses bisnis", "outsourcing proses bisnis"),
        (
            "involves activity",
            0,
            "for example data entry; employee payroll; call centre [2] [6]",
            "misalnya entri data; penggajian karyawan; pusat panggilan [2] [6]",
        ),
        ("process level", 0, "low", "rendah"),
        ("process level", 1, "high", "tinggi"),
        ("period of origin", 0, "late 1980s", "akhir 1980-an"),
        ("maturity of the term", 1, "recently emerged / rather new", "baru muncul / agak baru"),
        (
            "law",
            1,
            "in-depth, required (knowledge; given as an example)",
            "mendalam, wajib (pengetahuan; diberikan sebagai contoh)",
        ),
        (
            "chartered accountant (CA)",
            1,
            "commonly held (qualification; not stated: level)",
            "lazim dimiliki (kualifikasi; tidak disebutkan: tingkat)",
        ),
        (
            "labour rate · in other countries",
            0,
            "low (perspective: provider countries; not stated: beneficiary, comparator, statistic, reference period)",
            "rendah (sudut pandang: negara penyedia; "
            "tidak disebutkan: penerima manfaat, pembanding, statistik, periode acuan)",
        ),
        (
            "foreign-exchange earnings · for developing countries · in developing countries · mean",
            1,
            "24 US dollars per hour "
            "(economically doubtful; perspective: developing countries; not stated: reference period, "
            "price basis) [11]",
            "24 dolar AS per jam "
            "(meragukan secara ekonomi; sudut pandang: negara berkembang; "
            "tidak disebutkan: periode acuan, dasar harga) [11]",
        ),
        (
            "profit or advantage · for developed countries · in developing countries",
            1,
            "2 times that of BPO (economically doubtful; perspective: developed countries; "
            "not stated: statistic, reference period) [11]",
            "2 kali lipat dari BPO (meragukan secara ekonomi; sudut pandang: negara maju; "
            "tidak disebutkan: statistik, periode acuan) [11]",
        ),
    ],
)
def test_cells_read_as_a_person_would_write_them(
    answer: Comparison, title: str, side: int, en: str, indonesian: str
) -> None:
    assert text(answer, title, side) == en
    assert text(answer, title, side, "id") == indonesian


def test_a_repeated_sentence_is_a_second_mention_on_one_value(answer: Comparison) -> None:
    (bpo,), (kpo,) = row(answer, "expanded name").values
    assert (claims(bpo), claims(kpo)) == (["F7", "F51"], ["F24", "F50"])


def test_evidence_leads_to_the_sentence(answer: Comparison) -> None:
    (stated,) = row(answer, "client origin").values[0]
    (said,) = stated.evidence
    assert said.sentence is not None
    assert (said.sentence.notation, said.start, said.end) == ("S07", 777, 1118)
    assert set(said.paraphrase) == {"id", "en"}


def test_tensions_of_the_study_are_marked(answer: Comparison) -> None:
    sets = {frozenset(claim.notation or "" for claim in tension.claims) for tension in answer.tensions}
    study = "F8 F20/F56 F9/F56 F12/F56 F20/F43 F44 F22/F43 F44 F53/F44 F54/F16 F42 F43 F44/F57 F58/F59 F61 F62"
    assert {frozenset(names.split()) for names in study.split("/")} <= sets


def test_what_is_said_of_both_fills_framing_only_when_both_are_asked_for() -> None:
    with_ito = Dataset.open(add=[ITO])
    framed = [r for r in compare(with_ito, ["BPO", "ITO"]).rows if r.dimension.notation == "framing"]
    assert {r.state.notation for r in framed} == {"neither"}
    three = row(compare(with_ito, ["ITO", "KPO", "BPO"]), "impression")
    assert [len(values) for values in three.values] == [0, 4, 4]


def test_three_models_and_silence() -> None:
    answer = compare(Dataset.open(add=[ITO]), ["BPO", "KPO", "ITO"])
    assert [model.notation for model in answer.models] == ["BPO", "KPO", "ITO"]
    assert row(answer, "English").state.notation == "differs"
    assert row(answer, "process level").state.notation == "differs"
    assert row(answer, "business function").state.notation == "one-side-only"
    assert text(answer, "billing rate", 2) == (
        "30 US dollars per hour (made-up figure; not stated: beneficiary, reference area, "
        "statistic, reference period, price basis)"
    )


def test_same_values_are_the_same() -> None:
    twin = """
        <http://example.org/twin> a bpokpo:OutsourcingModel ; skos:notation "TWIN" ;
          bpokpo:emphasis code:emphasis-process ; bpokpo:hasSkillRequirement <http://example.org/r> .
        <http://example.org/r> a bpokpo:SkillRequirement ; bpokpo:competence competence:english ;
          bpokpo:level code:level-excellent ; bpokpo:necessity code:necessity-jointly-sufficient ."""
    answer = compare(_with(twin), ["BPO", "TWIN"])
    assert row(answer, "emphasis").state.notation == "same"
    assert row(answer, "English").state.notation == "same"
    assert row(answer, "sector").state.notation == "neither"
    assert {r.state.notation for r in answer.differences().rows} == {"one-side-only"}


def _with(turtle: str) -> Dataset:
    from bpokpo_graph.parsing import Source
    from bpokpo_graph.vocabulary import PREFIXES

    prefixes = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())
    return Dataset.open(add=[Source("test.ttl", "turtle", data=(prefixes + turtle).encode())])


def test_a_new_dimension_property_and_node_class_are_turtle_only() -> None:
    """D10: quality, with a node class of its own, aligned by metric and shown as a share with its unit."""
    answer = compare(
        _with("""
        code:dimension-quality a skos:Concept ; skos:inScheme code:dimension ; skos:notation "quality" ;
          bpokpo:rank 4 ; rdfs:label "mutu"@id, "quality"@en .
        bpokpo:hasServiceLevel a owl:ObjectProperty ; rdfs:label "tingkat layanan"@id, "service level"@en ;
          bpokpo:dimension code:dimension-quality .
        bpokpo:ServiceLevel a owl:Class ; rdfs:label "Tingkat layanan"@id, "Service level"@en .
        bpokpo:metric rdfs:label "metrik"@id, "metric"@en .
        bpokpo:target rdfs:label "sasaran"@id, "target"@en .
        shapes:ServiceLevel a sh:NodeShape ; sh:targetClass bpokpo:ServiceLevel ;
          sh:property shapes:ServiceLevel-metric, shapes:ServiceLevel-target .
        shapes:ServiceLevel-metric sh:path bpokpo:metric ; sh:group shapes:alignment ; sh:order 1 .
        shapes:ServiceLevel-target sh:path bpokpo:target ; sh:group shapes:statement ; sh:order 2 ;
          bpokpo:phrase "sedikitnya {} persen"@id, "at least {} per cent"@en .
        <http://example.org/uptime> rdfs:label "ketersediaan"@id, "uptime"@en .
        model:bpo bpokpo:hasServiceLevel <http://example.org/1> .
        model:kpo bpokpo:hasServiceLevel [ a bpokpo:ServiceLevel ; bpokpo:metric <http://example.org/uptime> ;
          bpokpo:target 99.5 ] .
        <http://example.org/1> a bpokpo:ServiceLevel ;
          bpokpo:metric <http://example.org/uptime> ; bpokpo:target 95 ."""),
        ["BPO", "KPO"],
    )
    new = row(answer, "uptime")
    assert (new.dimension.notation, new.state.notation) == ("quality", "differs")
    assert text(answer, "uptime", 0) == "at least 95 per cent"
    assert text(answer, "uptime", 1, "id") == "sedikitnya 99,5 persen"
    order = list(dict.fromkeys(r.dimension.notation for r in answer.rows))
    assert order.index("quality") in (order.index("activities") + 1, order.index("activities") - 1)


def test_a_code_may_move_its_node_to_another_dimension(answer: Comparison) -> None:
    moved = {
        heading(r, "en"): r.dimension.notation
        for r in answer.rows
        if r.property.iri.endswith("hasSkillRequirement") and r.dimension.notation != "skills"
    }
    assert moved == {
        "chartered accountant (CA)": "qualifications",
        "master of business administration (MBA)": "qualifications",
        "long work experience": "experience",
    }


@pytest.mark.parametrize("spelling", ["BPO", "bpo", "model:bpo", "https://w3id.org/bpokpo/id/model/bpo"])
@pytest.mark.parametrize("other", ["Knowledge process outsourcing (KPO)", "alih daya proses pengetahuan (KPO)"])
def test_models_by_notation_label_curie_and_iri(dataset: Dataset, spelling: str, other: str) -> None:
    assert [model.notation for model in compare(dataset, [spelling, other]).models] == ["BPO", "KPO"]


def test_unknown_model_gets_a_suggestion(dataset: Dataset) -> None:
    with pytest.raises(UnknownTermError, match="did you mean “KPO”"):
        compare(dataset, ["BPO", "KPOO"])


@pytest.mark.parametrize("models", [[], ["BPO"], ["BPO", "bpo"]])
def test_fewer_than_two_models(dataset: Dataset, models: list[str]) -> None:
    with pytest.raises(UsageError, match="at least two"):
        compare(dataset, models)


def test_on_keeps_the_dimensions_named_and_renumbers_tensions(answer: Comparison) -> None:
    only = answer.on(["nilai ekonomi", "code:dimension-emphasis"])
    assert {r.dimension.notation for r in only.rows} == {"economic-value", "emphasis"}
    assert [tension.kind.notation for tension in only.tensions] == ["not-same-quantity"]
    assert text(only, "profit or advantage · for developed countries · in developing countries", 1).endswith("[1]")
    with pytest.raises(UnknownTermError, match="skills"):
        answer.on(["skils"])


def test_a_deprecated_claim_is_no_evidence() -> None:
    answer = compare(
        _with("""
        claim:x a bpokpo:Claim ; skos:notation "X1" ; rdf:subject model:bpo ; rdf:predicate bpokpo:emphasis ;
          rdf:object code:emphasis-process ; bpokpo:claimRank code:claim-rank-deprecated .
        claim:y a bpokpo:Claim ; skos:notation "X2" ; rdf:subject model:bpo ; rdf:predicate bpokpo:emphasis ;
          rdf:object code:emphasis-process ; bpokpo:claimRank code:claim-rank-normal ."""),
        ["BPO", "KPO"],
    )
    assert claims(row(answer, "emphasis").values[0][0]) == ["F40", "X2"]


def test_names_fall_back() -> None:
    from bpokpo_graph.vocabulary import expand

    term = Term(expand("model:x"), {"fr": "nom"})
    assert name(term, "id") == "nom"
    assert name(Term(expand("model:x"), {}, "X"), "id") == "X"
    assert name(Term(expand("model:x"), {}), "id") == "model:x"


def test_figures_follow_the_language() -> None:
    from decimal import Decimal

    assert figure(Decimal("1234567.89"), "id") == "1.234.567,89"
    assert figure(Decimal("1234567.89"), "en") == "1,234,567.89"
    assert figure(11, "id") == "11"


def test_natural_order() -> None:
    assert sorted(["F10", "F9", "C2"], key=natural) == ["C2", "F9", "F10"]


@pytest.mark.parametrize(
    "odd",
    [
        "model:bpo skos:notation 42 .",
        "tension:x a bpokpo:Tension ; bpokpo:between claim:f8, 7 .",
        "claim:f8 skos:notation 7 .",
        'code:dimension-name bpokpo:rank "x" .',
        'shapes:Model-emphasis sh:order "x" .',
        "claim:f8 bpokpo:issue _:b, 7 .",
        'sentence:s06 oa:start "x" ; oa:end [] .',
        'model:bpo bpokpo:emphasis [], 7, true, 1.0e0, "x"@fr .',
        'requirement:bpo-english bpokpo:level [ rdfs:label "x" ] ; bpokpo:competence 7 .',
    ],
)
def test_odd_data_never_end_in_a_bug(odd: str) -> None:
    answer = compare(_with(odd), ["model:bpo", "KPO"])
    for row_ in answer.rows:
        for values in row_.values:
            assert all(isinstance(line, str) for line in cell(values, answer, "id"))


def test_equal_amounts_are_the_same_however_they_are_spelt() -> None:
    value = """<http://e.org/{0}> a bpokpo:OutsourcingModel ; skos:notation "{0}" ;
        bpokpo:hasEconomicValue <http://e.org/v{0}> .
      <http://e.org/v{0}> a bpokpo:MonetaryValue, bpokpo:EconomicValue ; bpokpo:indicator code:indicator-wage ;
        bpokpo:beneficiary code:area-not-stated ; bpokpo:refArea code:area-not-stated ;
        bpokpo:statistic code:statistic-none ; bpokpo:amount {1} ;
        bpokpo:currency unit:CCY_IDR ; bpokpo:perUnit unit:HR ."""
    three = "".join(value.format(*each) for each in (("A", "30.0"), ("B", "30"), ("C", "3.0e1")))
    answer = compare(_with(three), ["A", "B", "C"])
    assert row(answer, "wage").state.notation == "same"
    assert text(answer, "wage", 1, "id").startswith("30 rupiah per jam")


def test_labels_without_a_language_are_labels() -> None:
    answer = compare(
        _with(
            "model:bpo bpokpo:involvesActivity <http://e.org/n> ."
            '<http://e.org/n> a bpokpo:Activity ; rdfs:label "night" .'
        ),
        ["BPO", "KPO"],
    )
    assert text(answer, "involves activity", 0).endswith("night")


def test_blank_nodes_come_in_the_same_order_and_by_their_labels() -> None:
    turtle = "model:bpo bpokpo:involvesActivity " + ", ".join(
        f'[ a bpokpo:Activity ; rdfs:label "{letter}"@en ]' for letter in "cab"
    )
    cells = {text(compare(_with(turtle + " ."), ["BPO", "KPO"]), "involves activity", 0) for _ in range(5)}
    assert len(cells) == 1
    assert cells.pop().endswith("a / b / c")


MEDIUM = "<https://w3id.org/bpokpo/code/process-level-medium>"


@pytest.mark.parametrize(
    ("levels", "state"),
    [
        ((MEDIUM, MEDIUM, MEDIUM), "same"),
        ((MEDIUM, MEDIUM, None), "partly-same"),
        ((None, MEDIUM, MEDIUM), "partly-same"),
        ((MEDIUM, None, None), "one-side-only"),
        ((MEDIUM, MEDIUM, MEDIUM.replace("medium", "low")), "differs"),
        ((MEDIUM, None, MEDIUM.replace("medium", "low")), "differs"),
        ((None, None, None), "neither"),
    ],
)
def test_three_models_are_the_same_only_if_all_speak(
    levels: tuple[str | None, ...], state: str, tmp_path: Path
) -> None:
    ns = "https://w3id.org/bpokpo/ns#"
    lines = [f"<urn:m{number}> a <{ns}OutsourcingModel> ." for number in range(3)]
    lines += [f"<urn:m{number}> <{ns}processLevel> {level} ." for number, level in enumerate(levels) if level]
    file = tmp_path / "three.ttl"
    file.write_text("\n".join(lines))
    answer = compare(Dataset.open(file), ["urn:m0", "urn:m1", "urn:m2"])
    (level,) = [row for row in answer.rows if row.property.iri == f"{ns}processLevel"]
    assert level.state.notation == state
    shown = [str(row.property.iri) for row in answer.differences().rows]
    assert shown.count(f"{ns}processLevel") == (state not in ("same", "neither"))
