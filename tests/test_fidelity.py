"""The data say what the article says, no more and no less.

The tables below are typed from the study of the article (its section on what the article asserts), not from the data.
The article itself is another author's text and is not here; tests that need it look for it in BPOKPO_SHARED.
"""

import hashlib
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from bpokpo_graph.vocabulary import PREFIXES

ROOT = Path(__file__).parents[1]
ARTICLE = Path(os.environ.get("BPOKPO_SHARED", ROOT.parent / "shared")) / "source/article.id.txt"
DATA = sorted((ROOT / "data").glob("*.ttl"))
PACKAGED = [ROOT / "ontology/bpokpo.ttl", ROOT / "ontology/codes.ttl", *DATA]
TURTLE = [*sorted((ROOT / "ontology").glob("*.ttl")), *DATA, *sorted((ROOT / "docs").glob("*.ttl"))]
PREFIXED = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())

needs_article = pytest.mark.skipif(not ARTICLE.exists(), reason="the article's text is not in BPOKPO_SHARED")


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


@cache
def store() -> ox.Store:
    result = ox.Store()
    for path in PACKAGED:
        result.bulk_load(path=path)
    return result


def ask(where: str) -> list[tuple[str, ...]]:
    """Rows of a SELECT over the packaged graph, as text; nothing is the empty text."""
    answer = store().query(PREFIXED + where)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple("" if term is None else getattr(term, "value", "") for term in row) for row in answer]


def slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


@cache
def article() -> str:
    return ARTICLE.read_text(encoding="utf-8")


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


def languages(node: str, predicate: str) -> list[str]:
    answer = store().query(f"{PREFIXED} SELECT ?text WHERE {{ {node} {predicate} ?text }}")
    assert isinstance(answer, ox.QuerySolutions)
    literals = [row["text"] for row in answer]
    return sorted(text.language or "" for text in literals if isinstance(text, ox.Literal))


@pytest.mark.parametrize("claim", [claim for claim, fact in FACTS.items() if fact.flags])
def test_doubts_are_explained_in_both_languages(claim: str) -> None:
    assert languages(f"claim:{claim.lower()}", "skos:note") == ["en", "id"]


def test_names_are_the_sources_own_words_in_its_language() -> None:
    answer = store().query(f"{PREFIXED} SELECT ?n WHERE {{ ?m bpokpo:expandedName ?n }}")
    assert isinstance(answer, ox.QuerySolutions)
    names = [row["n"] for row in answer]
    assert sorted((n.value, n.language) for n in names if isinstance(n, ox.Literal)) == [
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


# ---------------------------------------------------------------- Sentences and the article


def sentences() -> list[tuple[str, int, int, str]]:
    rows = ask(
        """SELECT ?n ?start ?end ?digest WHERE { ?s a bpokpo:SourceSentence ; skos:notation ?n ; oa:start ?start ;
        oa:end ?end ; bpokpo:textDigest ?digest ; dcterms:isPartOf source:article-id } ORDER BY ?start"""
    )
    return [(name, int(start), int(end), digest) for name, start, end, digest in rows]


def test_there_are_23_sentences_in_order() -> None:
    found = sentences()
    assert [name for name, *_ in found] == [f"S{number:02}" for number in range(1, 24)]
    assert all(end <= following[1] for (_, _, end, _), following in pairwise(found))
    assert len(ask("SELECT ?s WHERE { ?s a bpokpo:SourceSentence ; dcterms:isPartOf source:article-id }")) == 23


def test_every_sentence_is_paraphrased_in_both_languages() -> None:
    for name, *_rest in sentences():
        assert languages(f"sentence:{name.lower()}", "bpokpo:paraphrase") == ["en", "id"]


def test_only_s05_yields_no_claim_and_says_so() -> None:
    assert {fact.sentence for fact in FACTS.values()} == {name for name, *_ in sentences()} - {"S05"}
    silent = "SELECT ?n WHERE { ?s a bpokpo:SourceSentence ; skos:notation ?n MINUS { ?claim prov:wasDerivedFrom ?s } }"
    assert ask(silent) == [("S05",)]
    assert languages("sentence:s05", "skos:note") == ["en", "id"]
    assert ask("SELECT ?c WHERE { ?c prov:wasDerivedFrom sentence:s05 }") == []


@needs_article
def test_the_document_is_the_article() -> None:
    digest = hashlib.sha256(ARTICLE.read_bytes()).hexdigest()
    assert ask("SELECT ?d WHERE { source:article-id bpokpo:documentDigest ?d }") == [(digest,)]
    assert len(article()) == 3257


@needs_article
def test_locators_and_digests_agree_with_the_article() -> None:
    for name, start, end, digest in sentences():
        text = article()[start:end]
        assert hashlib.sha256(text.encode()).hexdigest() == digest, name
        assert text == text.strip(), name
        assert text[-1] in ".?", name


@needs_article
def test_nothing_but_titles_is_left_out() -> None:
    rest, at = [], 0
    for _, start, end, _ in [*sentences(), ("", len(article()), 0, "")]:
        rest += article()[at:start].split()
        at = end
    title = ["Perbedaan", "antara", "BPO", "dan", "KPO"]
    between = ["Apa", "perbedaan", "antara", "BPO", "dan", "KPO?"]
    assert [word for word in rest if word != "•"] == [*title, *title, "BPO", "vs", "KPO", *between]


@needs_article
def test_names_stand_in_their_sentences() -> None:
    where = {name: article()[start:end] for name, start, end, _ in sentences()}
    for fact in FACTS.values():
        assert fact.predicate != "expandedName" or fact.value in where[fact.sentence]


# ---------------------------------------------------------------- The article stays out of the repository


def repository() -> list[Path]:
    """Every file that is or would be committed; in an unpacked archive, every file that is not hidden."""
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        names = [Path(name) for name in done.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int = 7) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + length]) for at in range(len(found) - length + 1))


@needs_article
def test_no_file_has_seven_words_in_a_row_of_the_article() -> None:
    theirs = set(runs(article()))
    copied = {}
    for path in repository():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if shared := theirs.intersection(runs(text)):
            copied[str(path.relative_to(ROOT))] = [" ".join(run) for run in shared]
    assert copied == {}


@needs_article
def test_copied_words_would_be_found() -> None:
    start = sentences()[6][1]
    assert set(runs(article()[start : start + 80])) & set(runs(article()))


# ---------------------------------------------------------------- How the data are written


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_data_have_no_blank_node(path: Path) -> None:
    nodes = [term for quad in ox.parse(path=path) for term in (quad.subject, quad.object)]
    assert not [node for node in nodes if isinstance(node, ox.BlankNode)]


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.name)
def test_literals_are_written_canonically(path: Path) -> None:
    """The store rewrites literals to their canonical spelling: what it gives back is what should stand in the file."""
    written = {quad.object for quad in ox.parse(path=path) if isinstance(quad.object, ox.Literal)}
    kept = ox.Store()
    kept.bulk_load(path=path)
    assert written == {quad.object for quad in kept if isinstance(quad.object, ox.Literal)}


def used_prefixes(text: str) -> set[str]:
    """Prefixes in Turtle and in the queries within it, which are the texts in three quotation marks."""
    strings_iris_comments = r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*'
    code = re.sub(strings_iris_comments, " ", text.replace('"""', " "))
    return set(re.findall(r"(?:^|[\s(,;\[^/|!])([a-z][\w-]*):", code))


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_prefixes_are_those_of_the_table_and_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^@prefix +([\w-]+): +<([^>]*)> \.$", text, re.M)
    ours = [(name, space) for name, space in declared if not space.startswith("https://example.org/")]
    assert [(name, PREFIXES.get(name)) for name, _ in ours] == ours
    body = re.sub(r"^@prefix.*$", "", text, flags=re.M)
    assert used_prefixes(body) == {name for name, _ in declared}
    assert len(declared) == len(set(declared)) == len(re.findall("@prefix", text))


def test_an_example_namespace_stands_only_in_the_documentation() -> None:
    assert [path.parent.name for path in TURTLE if "example.org" in path.read_text(encoding="utf-8")] in (
        [],
        ["docs"],
    )
