"""The data say what the article says, no more and no less.

The tables below are typed from the study of the article (its section on what the article asserts), not from the data.
"""

from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest

from bpokpo_graph.vocabulary import PREFIXES
from packaged import ask, languages, slug


class Fact(NamedTuple):
    """One assertion: where, of what, on which dimension by which property, what, how, doubts, from whose view, when."""

    sentence: str
    subject: str
    dimension: str
    predicate: str
    value: str
    modality: str
    flags: str = ""
    perspective: str = "not-stated"
    time: str = "not-stated"


# The value is the notation of a code, the slug of a node, or the text; requirements and values are spelt out below.
FACTS = {
    "F1": Fact("S01", "BPO", "history", "termMaturity", "commonplace", "asserted", time="time-of-writing"),
    "F2": Fact(
        "S02", "KPO", "history", "termMaturity", "recently-emerged", "asserted", "UN", time="shortly-before-writing"
    ),
    "F3": Fact("S02", "KPO", "scope", "sector", "knowledge-information", "asserted"),
    "F4": Fact("S02", "both", "framing", "impression", "very-similar", "asserted", "TL"),
    "F5": Fact("S03", "both", "framing", "impression", "confusing", "asserted"),
    "F6": Fact("S04", "both", "framing", "impression", "many-differences", "asserted", "TL"),
    "F7": Fact("S06", "BPO", "name", "expandedName", "outsourcing proses bisnis", "definition"),
    "F8": Fact("S06", "BPO", "scope", "businessFunction", "back-office", "definition", "IN"),
    "F9": Fact("S06", "BPO", "location", "deliveryLocation", "abroad", "definition", "OG"),
    "F10": Fact("S06", "BPO", "economic-value", "hasEconomicValue", "bpo-service-price", "definition"),
    "F11": Fact("S07", "BPO", "history", "originPeriod", "late-1980s", "approximate", time="late-1980s"),
    "F12": Fact("S07", "BPO", "history", "clientOrigin", "western", "asserted"),
    "F13": Fact("S07", "BPO", "process-level", "criticality", "less-critical", "asserted"),
    "F14": Fact("S07", "BPO", "location", "providerType", "foreign-company", "asserted"),
    "F15": Fact(
        "S07",
        "BPO",
        "economic-value",
        "hasEconomicValue",
        "bpo-labour-rate",
        "asserted",
        perspective="provider-countries",
    ),
    "F16": Fact("S07", "BPO", "history", "labourSupply", "skilled-abundant", "asserted", "IN"),
    "F17": Fact("S07", "BPO", "economic-value", "hasEconomicValue", "bpo-wage", "asserted"),
    "F18": Fact("S08", "BPO", "activities", "involvesActivity", "data-entry", "exemplary"),
    "F19": Fact("S08", "BPO", "activities", "involvesActivity", "payroll", "exemplary"),
    "F20": Fact("S08", "BPO", "activities", "involvesActivity", "call-centre", "exemplary"),
    "F21": Fact("S08", "BPO", "activities", "itBasis", "not-exactly-it", "concessive", "TL"),
    "F22": Fact("S08", "BPO", "skills", "hasSkillRequirement", "bpo-technical-knowledge", "obligation"),
    "F23": Fact("S09", "KPO", "history", "termMaturity", "rather-new", "asserted", "UN"),
    "F24": Fact("S09", "KPO", "name", "expandedName", "outsourcing proses pengetahuan", "definition"),
    "F25": Fact("S10", "KPO", "specialisation", "knowledgeDepth", "deeper", "asserted"),
    "F26": Fact("S10", "KPO", "experience", "workforce", "business-experts", "asserted", "OG"),
    "F27": Fact("S10", "KPO", "experience", "hasSkillRequirement", "kpo-long-experience", "asserted", "OG"),
    "F28": Fact("S11", "both", "framing", "impression", "look-alike", "appearance"),
    "F29": Fact("S11", "both", "framing", "differsIn", "activities", "asserted"),
    "F30": Fact("S11", "both", "framing", "differsIn", "emphasis", "asserted"),
    "F31": Fact("S11", "both", "framing", "differsIn", "process-level", "asserted"),
    "F32": Fact("S11", "both", "framing", "differsIn", "client-contact", "asserted"),
    "F33": Fact("S11", "both", "framing", "differsIn", "specialisation", "asserted"),
    "F34": Fact("S12", "BPO", "process-level", "complexity", "simpler", "asserted"),
    "F35": Fact("S12", "BPO", "process-level", "processLevel", "low", "asserted"),
    "F36": Fact("S12", "KPO", "process-level", "processLevel", "high", "asserted"),
    "F37": Fact("S12", "KPO", "activities", "involvesActivity", "investment", "exemplary"),
    "F38": Fact("S12", "KPO", "activities", "involvesActivity", "legal-matters", "exemplary"),
    "F39": Fact("S12", "KPO", "activities", "involvesActivity", "patent-matters", "exemplary"),
    "F40": Fact("S13", "BPO", "emphasis", "emphasis", "process", "asserted"),
    "F41": Fact("S13", "KPO", "emphasis", "emphasis", "knowledge-application", "asserted"),
    "F42": Fact("S14", "BPO", "specialisation", "specialisation", "high-not-required", "asserted"),
    "F43": Fact("S14", "BPO", "skills", "hasSkillRequirement", "bpo-english", "sufficiency", "IN TL"),
    "F44": Fact("S14", "BPO", "skills", "hasSkillRequirement", "bpo-computer-skills", "sufficiency", "IN"),
    "F45": Fact("S15", "KPO", "skills", "hasSkillRequirement", "kpo-domain-knowledge", "obligation"),
    "F46": Fact("S15", "KPO", "skills", "hasSkillRequirement", "kpo-investment-analysis", "exemplary"),
    "F47": Fact("S15", "KPO", "skills", "hasSkillRequirement", "kpo-law", "exemplary"),
    "F48": Fact("S16", "KPO", "qualifications", "hasSkillRequirement", "kpo-chartered-accountant", "common", "AM"),
    "F49": Fact("S16", "KPO", "qualifications", "hasSkillRequirement", "kpo-mba", "common"),
    "F50": Fact("S17", "KPO", "name", "expandedName", "outsourcing proses pengetahuan", "definition", "RE"),
    "F51": Fact("S17", "BPO", "name", "expandedName", "outsourcing proses bisnis", "definition", "RE"),
    "F52": Fact("S18", "KPO", "specialisation", "specialisation", "specialised-knowledge", "obligation"),
    "F53": Fact("S18", "BPO", "skills", "hasSkillRequirement", "bpo-communication", "obligation", "IN"),
    "F54": Fact("S18", "BPO", "skills", "hasSkillRequirement", "bpo-computer-knowledge", "obligation"),
    "F55": Fact("S19", "KPO", "client-contact", "clientContact", "often", "frequency"),
    "F56": Fact("S19", "BPO", "client-contact", "clientContact", "rarely", "frequency", "AM IN"),
    "F57": Fact("S20", "KPO", "model-relation", "directlyExtends", "BPO", "asserted", "AM"),
    "F58": Fact("S20", "BPO", "model-relation", "simplerFormOf", "KPO", "asserted", "AM"),
    "F59": Fact(
        "S21", "KPO", "economic-value", "hasEconomicValue", "kpo-profit-ratio", "asserted", "AM EC UN", "developed"
    ),
    "F60": Fact(
        "S22", "KPO", "economic-value", "hasEconomicValue", "kpo-foreign-exchange", "asserted", "TL", "developing"
    ),
    "F61": Fact(
        "S23",
        "BPO",
        "economic-value",
        "hasEconomicValue",
        "bpo-foreign-exchange-earning",
        "average",
        "EC UN",
        "developing",
    ),
    "F62": Fact(
        "S23",
        "KPO",
        "economic-value",
        "hasEconomicValue",
        "kpo-foreign-exchange-earning",
        "average",
        "EC UN",
        "developing",
    ),
}

# Competence, level, necessity and kind of each requirement.
REQUIREMENTS = {
    "bpo-technical-knowledge": ("technical-knowledge", "basic", "required", "knowledge"),
    "bpo-english": ("english", "excellent", "jointly-sufficient", "language"),
    "bpo-computer-skills": ("computer-use", "basic", "jointly-sufficient", "skill"),
    "bpo-communication": ("communication", "good", "required", "skill"),
    "bpo-computer-knowledge": ("computer-use", "basic", "required", "knowledge"),
    "kpo-domain-knowledge": ("domain-knowledge", "in-depth", "required", "knowledge"),
    "kpo-investment-analysis": ("investment-analysis", "in-depth", "required", "knowledge"),
    "kpo-law": ("law", "in-depth", "required", "knowledge"),
    "kpo-chartered-accountant": ("chartered-accountant", "not-stated", "commonly-held", "qualification"),
    "kpo-mba": ("mba", "not-stated", "commonly-held", "qualification"),
    "kpo-long-experience": ("long-experience", "not-stated", "commonly-held", "experience"),
}


class Worth(NamedTuple):
    """One value: who receives it, where, compared with what, how it summarises, and what it is."""

    indicator: str
    beneficiary: str
    area: str
    comparator: str
    statistic: str
    what: str


# What a sentence does not name is "not-stated": "abroad" and "other countries" are not developing countries.
VALUES = {
    "bpo-service-price": Worth("service-price", "not-stated", "abroad", "not-stated", "none", "lower"),
    "bpo-labour-rate": Worth("labour-rate", "not-stated", "other-countries", "not-stated", "none", "low"),
    "bpo-wage": Worth("wage", "not-stated", "other-countries", "client-home", "none", "much-lower"),
    "kpo-profit-ratio": Worth("profit", "developed", "developing", "BPO", "none", "2"),
    "kpo-foreign-exchange": Worth("foreign-exchange-earning", "developing", "developing", "BPO", "none", "better"),
    "bpo-foreign-exchange-earning": Worth(
        "foreign-exchange-earning", "developing", "developing", "", "mean", "11 USD per HR"
    ),
    "kpo-foreign-exchange-earning": Worth(
        "foreign-exchange-earning", "developing", "developing", "", "mean", "24 USD per HR"
    ),
}

# Which claims cannot simply be read together.
TENSIONS = [
    "F8 F20",
    "F56 F9",
    "F56 F12",
    "F56 F20",
    "F43 F44 F22",
    "F43 F44 F53",
    "F44 F54",
    "F16 F42 F43 F44",
    "F57 F58",
    "F59 F61 F62",
]


# ---------------------------------------------------------------- The 62 assertions

SHORT = """OPTIONAL {{ ?{0} skos:notation ?{0}Notation }} BIND ( COALESCE(?{0}Notation, STR(?{0})) AS ?{0}Short )"""
CLAIMS = (
    """
SELECT ?claim ?sentence ?subjectShort ?dimension ?predicate ?objectShort ?modality ?perspective ?time WHERE {
  ?node a bpokpo:Claim ; skos:notation ?claim ; prov:wasDerivedFrom/skos:notation ?sentence ;
    rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
    bpokpo:modality/skos:notation ?modality ; bpokpo:perspective/skos:notation ?perspective ; dcterms:temporal ?time .
  ?predicate bpokpo:dimension ?usual .
  OPTIONAL { ?object bpokpo:requirementKind/bpokpo:dimension ?own }
  BIND ( COALESCE(?own, ?usual) AS ?aspect )
  ?aspect skos:notation ?dimension .
"""
    + SHORT.format("subject")
    + SHORT.format("object")
    + "}"
)


@cache
def flags() -> dict[str, str]:
    pairs = ask("SELECT ?claim ?flag WHERE { ?c bpokpo:issue/skos:altLabel ?flag ; skos:notation ?claim }")
    return {claim: " ".join(sorted(flag for other, flag in pairs if other == claim)) for claim, _ in pairs}


@cache
def found() -> list[tuple[str, Fact]]:
    facts = []
    for claim, sentence, subject, dimension, predicate, value, modality, perspective, time in ask(CLAIMS):
        subject, predicate = slug(subject).replace("bpo-kpo", "both"), predicate.removeprefix(PREFIXES["bpokpo"])
        fact = Fact(sentence, subject, dimension, predicate, slug(value), modality, flags().get(claim, ""))
        facts.append((claim, fact._replace(perspective=perspective, time=slug(time))))
    return facts


@pytest.mark.parametrize("claim", FACTS)
def test_claim(claim: str) -> None:
    assert [fact for name, fact in found() if name == claim] == [FACTS[claim]]


def test_there_are_62_claims_in_order() -> None:
    assert list(FACTS) == [f"F{number}" for number in range(1, 63)]
    assert sorted(name for name, _ in found()) == sorted(FACTS)
    assert (
        len(ask("SELECT ?c WHERE { ?c a bpokpo:Claim ; prov:wasDerivedFrom/dcterms:isPartOf source:article-id }")) == 62
    )


def test_every_flag_has_its_code() -> None:
    codes = ask("SELECT ?flag WHERE { ?c skos:inScheme code:issue ; skos:altLabel ?flag } ORDER BY ?flag")
    assert [flag for (flag,) in codes] == ["AM", "EC", "IN", "OG", "RE", "TL", "UN"]


def test_the_modalities_are_the_eleven_of_the_study() -> None:
    known = "appearance approximate asserted average common concessive definition exemplary frequency obligation"
    codes = ask("SELECT ?n WHERE { ?c skos:inScheme code:modality ; skos:notation ?n } ORDER BY ?n")
    assert [code for (code,) in codes] == [*known.split(), "sufficiency"]
    assert {fact.modality for fact in FACTS.values()} == {code for (code,) in codes}


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_requirement(requirement: str) -> None:
    rows = ask(
        f"""SELECT ?c ?l ?n ?k WHERE {{ requirement:{requirement} bpokpo:competence/skos:notation ?c ;
        bpokpo:level/skos:notation ?l ; bpokpo:necessity/skos:notation ?n ;
        bpokpo:requirementKind/skos:notation ?k }}"""
    )
    assert rows == [REQUIREMENTS[requirement]]


WORTH = """
SELECT ?indicator ?beneficiary ?area ?comparator ?statistic ?what ?period WHERE {{
  value:{} bpokpo:indicator/skos:notation ?indicator ; bpokpo:beneficiary/skos:notation ?beneficiary ;
    bpokpo:refArea/skos:notation ?area ; bpokpo:statistic/skos:notation ?statistic ; bpokpo:refPeriod ?period .
  OPTIONAL {{ value:{} bpokpo:comparator/skos:notation ?comparator }}
  OPTIONAL {{ value:{} bpokpo:direction/skos:notation ?direction }}
  OPTIONAL {{ value:{} bpokpo:amount ?amount }}
  OPTIONAL {{ value:{} bpokpo:currency/skos:notation ?currency ; bpokpo:perUnit ?unit }}
  BIND ( COALESCE(?direction, CONCAT(STR(?amount), " ", ?currency, " per ", STRAFTER(STR(?unit), "/unit/")),
         STR(?amount)) AS ?what )
}}"""


@pytest.mark.parametrize("value", VALUES)
def test_value(value: str) -> None:
    [(*worth, period)] = ask(WORTH.format(*[value] * 5))
    assert Worth(*worth) == VALUES[value]
    assert slug(period) == "not-stated"


def test_every_requirement_and_value_is_in_the_tables() -> None:
    nodes = ask("SELECT ?n WHERE { ?n a ?kind VALUES ?kind { bpokpo:SkillRequirement bpokpo:EconomicValue } }")
    assert sorted(slug(node) for (node,) in nodes) == sorted([*REQUIREMENTS, *VALUES])
    assert {fact.value for fact in FACTS.values() if fact.predicate.startswith("has")} == {*REQUIREMENTS, *VALUES}


def test_developing_countries_only_where_the_sentence_names_them() -> None:
    rows = ask(
        """SELECT DISTINCT ?claim WHERE { ?c skos:notation ?claim ; rdf:object ?value .
        ?value ?role code:area-developing } ORDER BY ?claim"""
    )
    assert [claim for (claim,) in rows] == ["F59", "F60", "F61", "F62"]


def test_the_origin_is_1986_to_1989_and_called_our_reading() -> None:
    assert ask(
        """SELECT ?first ?last WHERE { period:late-1980s time:hasBeginning/time:inXSDgYear ?first ;
        time:hasEnd/time:inXSDgYear ?last }"""
    ) == [("1986", "1989")]
    assert languages("period:late-1980s", "skos:note") == ["en", "id"]


# ---------------------------------------------------------------- Claims and the triples they claim


def test_f50_repeats_f24_and_f51_repeats_f7() -> None:
    pairs = ask("SELECT ?a ?b WHERE { ?x bpokpo:repeats ?y . ?x skos:notation ?a . ?y skos:notation ?b }")
    assert sorted(pairs) == [("F50", "F24"), ("F51", "F7")]


def test_the_claims_are_about_60_triples_of_which_two_are_said_twice() -> None:
    triples = ask(
        """SELECT ?s ?p ?o WHERE { ?c a bpokpo:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
        prov:wasDerivedFrom/dcterms:isPartOf source:article-id }"""
    )
    counted = Counter(triples)
    assert len(counted) == 60
    assert (
        sorted(predicate for (_, predicate, _), times in counted.items() if times == 2)
        == [PREFIXES["bpokpo"] + "expandedName"] * 2
    )


def test_every_claim_in_force_has_its_triple() -> None:
    assert (
        ask(
            """SELECT ?c WHERE { ?c a bpokpo:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
        MINUS { ?c bpokpo:claimRank code:claim-rank-deprecated } OPTIONAL { ?s ?q ?o . FILTER ( ?q = ?p ) }
        FILTER ( !BOUND(?q) ) }"""
        )
        == []
    )
    assert ask("SELECT DISTINCT ?rank WHERE { ?c bpokpo:claimRank/skos:notation ?rank }") == [("normal",)]


def test_every_comparison_statement_has_a_claim_in_force() -> None:
    stated = set(
        ask(
            """SELECT ?s ?p ?o WHERE { ?p bpokpo:dimension ?d . ?s ?p ?o .
            VALUES ?kind { bpokpo:OutsourcingModel bpokpo:Comparison } ?s a ?kind }"""
        )
    )
    claimed = set(
        ask(
            """SELECT ?s ?p ?o WHERE { ?c a bpokpo:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
            MINUS { ?c bpokpo:claimRank code:claim-rank-deprecated } }"""
        )
    )
    assert stated == claimed
    assert len(stated) == 60


def test_our_own_links_are_no_claims() -> None:
    assert ask("SELECT ?c WHERE { ?c a bpokpo:Claim , bpokpo:Curation }") == []
    assert ask("SELECT ?c WHERE { ?c a bpokpo:Claim ; rdf:predicate bpokpo:performedBy }") == []
    assert ask("SELECT ?a ?b WHERE { ?a skos:exactMatch|owl:sameAs ?b }") == []
    links = ask("SELECT ?s ?o WHERE { ?s bpokpo:performedBy ?o }")
    curated = ask(
        """SELECT ?s ?o WHERE { ?c a bpokpo:Curation ; rdf:subject ?s ; rdf:predicate bpokpo:performedBy ;
        rdf:object ?o ; prov:wasAttributedTo ?who ; dcterms:created ?when ; bpokpo:confidence ?sure .
        FILTER ( ?sure >= 0 && ?sure <= 1 ) }"""
    )
    assert sorted(links) == sorted(curated)
    assert len(links) == 10


def test_claims_have_a_reading_and_no_invented_confidence() -> None:
    readings = ask(
        """SELECT ?claim ?how WHERE { ?c skos:notation ?claim ; bpokpo:reading/skos:notation ?how ;
        prov:wasDerivedFrom/dcterms:isPartOf source:article-id }"""
    )
    assert len(readings) == 62
    # Recovered are those whose sense comes from the English original, which could be read only up to the middle of S14.
    assert {how for _, how in readings} == {"literal", "interpreted", "recovered"}
    assert sorted(claim for claim, how in readings if how == "recovered") == ["F15", "F21", "F4", "F42", "F43"]
    assert ask("SELECT ?c WHERE { ?c a bpokpo:Claim ; bpokpo:confidence ?invented }") == []


@pytest.mark.parametrize("claim", [claim for claim, fact in FACTS.items() if fact.flags])
def test_doubts_are_explained_in_both_languages(claim: str) -> None:
    assert languages(f"claim:{claim.lower()}", "skos:note") == ["en", "id"]


def test_names_are_the_sources_own_words_in_its_language() -> None:
    names = ask("SELECT ?name (LANG(?name) AS ?lang) WHERE { ?model bpokpo:expandedName ?name }")
    assert sorted(names) == [
        ("outsourcing proses bisnis", "id"),
        ("outsourcing proses pengetahuan", "id"),
    ]
    assert languages("?c a bpokpo:Claim ; rdf:predicate bpokpo:expandedName ;", "rdf:object") == ["id"] * 4


# ---------------------------------------------------------------- Tensions


@cache
def tensions() -> dict[frozenset[str], str]:
    rows = ask(
        """SELECT ?t ?kind ?claim WHERE { ?t a bpokpo:Tension ; bpokpo:tensionKind/skos:notation ?kind ;
        bpokpo:between/skos:notation ?claim }"""
    )
    return {frozenset(c for u, _, c in rows if u == t): kind for t, kind, _ in rows}


@pytest.mark.parametrize("claims", TENSIONS)
def test_tension(claims: str) -> None:
    assert frozenset(claims.split()) in tensions()


def test_a_tension_has_two_claims_or_more_and_an_explanation_in_both_languages() -> None:
    assert all(len(claims) > 1 for claims in tensions())
    for (tension,) in ask("SELECT ?t WHERE { ?t a bpokpo:Tension }"):
        assert languages(f"<{tension}>", "bpokpo:explanation") == ["en", "id"]


def test_double_is_not_the_same_quantity_and_extension_is_ambiguous() -> None:
    assert tensions()[frozenset({"F59", "F61", "F62"})] == "not-same-quantity"
    assert tensions()[frozenset({"F57", "F58"})] == "ambiguity"
