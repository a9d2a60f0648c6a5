"""The mappings of data/mappings: identifiers and labels as published, and no predicate stronger than the study.

The files of the publishers are looked for in BPOKPO_SHARED; what a comment gives as a reason is checked there too.
"""

import csv
import gzip
import json
import os
import subprocess
import warnings
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from bpokpo_graph import Dataset
from bpokpo_graph.errors import UsageError
from bpokpo_graph.parsing import parse, sources
from bpokpo_graph.vocabulary import PREFIXES, expand

ROOT = Path(__file__).parent.parent
FILES = {path.name.removesuffix(".sssom.tsv"): path for path in sorted((ROOT / "data/mappings").glob("*.sssom.tsv"))}
SHARED = Path(os.environ.get("BPOKPO_SHARED", ROOT.parent / "shared")) / "data"
ORACLE = ROOT / ".venv-sssom/bin/python"
needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the publishers' files are not in BPOKPO_SHARED")

# The alignments of the study, domain.md section 4 with decision D21, that can be checked here; all but performedBy.
STUDY = """
activity:data-entry relatedMatch isco:C4132
activity:payroll relatedMatch isco:C4313
activity:call-centre relatedMatch isco:C4222
activity:call-centre relatedMatch isco:C5244
activity:investment relatedMatch isco:C2413
activity:investment relatedMatch isco:C2412
activity:legal-matters relatedMatch isco:C3411
activity:legal-matters relatedMatch isco:C2611
activity:patent-matters relatedMatch isco:C3339
activity:patent-matters relatedMatch isco:C2149
activity:data-entry relatedMatch onet:43-9021.00
activity:payroll relatedMatch onet:43-3051.00
activity:call-centre relatedMatch onet:43-4051.00
activity:investment relatedMatch onet:13-2051.00
activity:legal-matters relatedMatch onet:23-2011.00
activity:legal-matters relatedMatch onet:23-1011.00
activity:data-entry relatedMatch isic:6311
activity:payroll broadMatch isic:6920
activity:call-centre closeMatch isic:8220
activity:investment relatedMatch isic:6619
activity:legal-matters closeMatch isic:6910
model:bpo relatedMatch isic:82
activity:payroll closeMatch naics:541214
activity:call-centre closeMatch naics:56142
activity:data-entry relatedMatch naics:518210
activity:investment relatedMatch naics:523940
competence:english closeMatch skill:6d3edede-8951-4621-a835-e04323300fa0
competence:computer-use closeMatch skill:d15ce60f-ddab-41ce-ba56-398451b77b60
competence:communication closeMatch skill:15d76317-c71a-4fa2-aadc-2ecc34e627b7
competence:investment-analysis exactMatch skill:bf12b461-1c53-4d81-a395-8ba77f7483c4
competence:law closeMatch skill:06f46a6e-62d3-4ca0-bedb-cb4c021c14ee
competence:law relatedMatch skill:a8585efe-4011-47b2-9aed-cd01bd3652c0
activity:patent-matters relatedMatch skill:cae4146d-71d8-46a8-9a90-748a63c22f25
bpokpo:MonetaryValue closeMatch schema:MonetaryAmount
bpokpo:SkillRequirement relatedMatch schema:skills
bpokpo:SkillRequirement relatedMatch schema:qualifications
bpokpo:SkillRequirement relatedMatch schema:experienceRequirements
bpokpo:SkillRequirement relatedMatch esco:relatedEssentialSkill
bpokpo:SkillRequirement relatedMatch esco:relatedOptionalSkill
bpokpo:Claim closeMatch schema:Claim
bpokpo:SourceSentence closeMatch oa:TextPositionSelector
"""
# Where the study says more than the definitions bear: its predicate, and ours.
WEAKER = """
activity:data-entry broadMatch relatedMatch isic:8219
activity:patent-matters broadMatch relatedMatch isic:6910
activity:legal-matters closeMatch narrowMatch naics:541110
bpokpo:MonetaryValue closeMatch relatedMatch schema:UnitPriceSpecification
bpokpo:SourceSentence closeMatch relatedMatch schema:Quotation
bpokpo:SourceSentence closeMatch relatedMatch oa:TextQuoteSelector
"""
HOMONYMS = {
    ("bpokpo:OutsourcingModel", "skill:63f0aa84-5e4c-4eb6-8e8c-876d9feedf1f"),
    ("competence:communication", "element:2.C.9.b"),
    ("bpokpo:businessFunction", "schema:businessFunction"),
    ("bpokpo:Activity", "prov:Activity"),
}
# https://www.w3.org/TR/annotation-vocab/#classes
WEB_ANNOTATION = {"TextPositionSelector", "TextQuoteSelector"}


def header(name: str) -> list[str]:
    return [line[1:] for line in FILES[name].read_text("utf-8").splitlines() if line.startswith("#")]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    table = [line for line in FILES[name].read_text("utf-8").splitlines() if not line.startswith("#")]
    read = csv.DictReader(table, delimiter="\t", strict=True)
    return tuple({"predicate_modifier": "", **row} for row in read)


def every() -> list[dict[str, str]]:
    return [row for name in FILES for row in rows(name)]


def links() -> set[tuple[str, str, str]]:
    return {(row["subject_id"], row["predicate_id"].removeprefix("skos:"), row["object_id"]) for row in every()}


@cache
def graph() -> Dataset:
    return Dataset.open()


def test_every_alignment_of_the_study_is_here() -> None:
    assert {tuple(line.split()) for line in STUDY.split("\n") if line} <= links()


def test_what_the_study_overstates_is_weaker_here() -> None:
    for subject, theirs, ours, object_ in (line.split() for line in WEAKER.split("\n") if line):
        assert (subject, ours, object_) in links()
        assert (subject, theirs, object_) not in links()


def test_no_activity_is_exactly_an_industry_or_occupation() -> None:
    """Only where the definitions agree is a match exact: D20."""
    exact = {(row["subject_id"], row["object_id"]) for row in every() if row["predicate_id"] == "skos:exactMatch"}
    assert exact == {("competence:investment-analysis", "skill:bf12b461-1c53-4d81-a395-8ba77f7483c4")}


def test_homonyms_are_denied_and_nothing_else_is_said_of_the_pair() -> None:
    denied = [(row["subject_id"], row["object_id"]) for row in every() if row["predicate_modifier"] == "Not"]
    assert set(denied) == HOMONYMS
    pairs = [(row["subject_id"], row["object_id"]) for row in every()]
    assert all(pairs.count(pair) == 1 for pair in denied)


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_whose_it_is_and_what_it_links(name: str) -> None:
    scalars = dict(line.split(": ", 1) for line in header(name) if not line.startswith(" ") and ": " in line)
    assert scalars["mapping_set_id"] == f"https://w3id.org/bpokpo/id/mappings/{name}"
    assert scalars["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert scalars["subject_source"] == "project:ns"
    assert all(scalars[slot] for slot in ("mapping_set_title", "subject_source_version", "object_source"))
    assert scalars["object_source_version"]


@pytest.mark.parametrize("name", FILES)
def test_prefixes_are_those_of_the_table(name: str) -> None:
    """But for the places of schemes, which need one of their own: D5."""
    lines = header(name)
    declared = dict(line.strip().split(": ") for line in lines[lines.index("curie_map:") + 1 :])
    assert {prefix: space for prefix, space in declared.items() if prefix in PREFIXES}.items() <= PREFIXES.items()
    assert set(declared) - set(PREFIXES) <= {"project", "europa", "purl", "w3", "web"}


@pytest.mark.parametrize("name", FILES)
def test_rows_are_complete_and_in_both_languages(name: str) -> None:
    for row in rows(name):
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert row["author_id"] == "agent:contributors"
        assert row["mapping_date"].startswith("2026-11-2")
        assert 0.5 <= float(row["confidence"]) <= 1
        assert row["comment"].endswith(".")
        assert row["comment_indonesian"].endswith(".")
        assert row["comment"] != row["comment_indonesian"]
    assert len({row["record_id"] for row in every()}) == len(every())


@pytest.mark.parametrize("name", FILES)
def test_labels_are_those_of_the_graph(name: str) -> None:
    for row in rows(name):
        ours = {"en": row["subject_label"], "id": row["subject_label_indonesian"]}
        assert graph().labels(expand(row["subject_id"])) == ours
        theirs = graph().labels(expand(row["object_id"]))
        assert theirs["en"].partition(" (")[0] == row["object_label"]
        assert theirs["id"].startswith(row["object_label_indonesian"])


def test_matches_hold_in_the_graph_and_denied_ones_do_not() -> None:
    for row in every():
        subject, stated, object_ = (expand(row[slot]) for slot in ("subject_id", "predicate_id", "object_id"))
        denied = row["predicate_modifier"] == "Not"
        assert graph().ask(f"ASK {{ <{subject}> <{stated}> <{object_}> }}") is not denied
        assert graph().ask(f"ASK {{ <{subject}> bpokpo:noMatch <{object_}> }}") is denied
        assert graph().ask(f"ASK {{ <{expand(row['record_id'])}> bpokpo:denies <{stated}> }}") is denied


def test_performed_by_is_said_as_the_curations_say_it() -> None:
    """With the mappings the curations have gained a justification and a set, and lost or doubled nothing."""
    own = [source for source in sources(ROOT / "data") if source.path and source.path.suffix == ".ttl"]
    alone = Dataset.open(*own)
    query = """SELECT ?curation ?property ?value {
      ?curation a bpokpo:Curation ; rdf:predicate bpokpo:performedBy ; ?property ?value
      FILTER ( ?property NOT IN ( sssom:mapping_justification, dcterms:isPartOf ) )
    } ORDER BY ?curation ?property ?value"""
    assert len({row["curation"] for row in alone.select(query)}) == 10
    assert list(map(tuple, graph().select(query))) == list(map(tuple, alone.select(query)))
    assert sum(row["predicate_id"] == "bpokpo:performedBy" for row in every()) == 10


def test_subclass_rows_repeat_the_ontology() -> None:
    ontology = Dataset.open(ROOT / "ontology/bpokpo.ttl", bare=True)
    found = [row for row in every() if row["predicate_id"] == "rdfs:subClassOf"]
    assert len(found) == 5
    for row in found:
        ends = expand(row["subject_id"]), expand(row["object_id"])
        assert ontology.ask("ASK {{ <{}> rdfs:subClassOf <{}> }}".format(*ends))


@pytest.mark.parametrize("name", FILES)
def test_the_file_has_nothing_to_hide(name: str) -> None:
    """Each row is one statement about one pair, and no text stands in two columns by mistake."""
    (source,) = sources(FILES[name])
    statements = {quad.subject for quad in parse(source) if quad.object == NamedNode(expand("bpokpo:Curation"))}
    assert len(statements) == len(rows(name))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("English", "competence:english"),
        ("komunikasi", "competence:communication"),
        ("Outsourcing model", "bpokpo:OutsourcingModel"),
        ("Payroll Services", "naics:541214"),
        ("8220", "isic:8220"),
    ],
)
def test_a_name_means_what_is_ours_before_what_is_a_neighbour_s(name: str, meant: str) -> None:
    assert graph().find(name) == expand(meant)


def test_a_name_of_two_neighbours_is_listed() -> None:
    with pytest.raises(UsageError, match=r"“Lawyers” could be .*isco:C2611 or onet:23-1011\.00"):
        graph().find("Lawyers")


def test_the_page_counts_them() -> None:
    page = (ROOT / "docs/mappings.md").read_text("utf-8")
    for name in FILES:
        denied = sum(row["predicate_modifier"] == "Not" for row in rows(name))
        assert f"| {name} | {len(rows(name)) - denied} | {denied} |" in page
    assert page.count("\n| ") == len(FILES) + 2


# Against the publishers' files


def opened(place: str, delimiter: str = ",") -> Iterator[dict[str, str]]:
    path = SHARED / place
    csv.field_size_limit(2**24)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def sheet(place: str) -> list[tuple[str, ...]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(SHARED / place, read_only=True)
        found = [tuple(str(cell or "").strip() for cell in row) for row in book.worksheets[0].values]
        book.close()
    return found


def esco(place: str) -> dict[str, str]:
    return {row["conceptUri"]: row["preferredLabel"] for row in opened(place) if row["status"] == "released"}


def isic() -> dict[str, str]:
    found = {}
    for section in json.loads((SHARED / "classifications/isic4-en.json").read_text("utf-8"))["sections"]:
        for division in section["divisions"]:
            found[division["division"]] = division["description"]
            for each in (class_ for group in division["groups"] for class_ in group["classes"]):
                found[each["class"]] = each["description"]
    return {expand(f"isic:{code}"): label for code, label in found.items()}


def nace() -> dict[str, str]:
    """The labels of those whose IRI is seen in ESCO, which are codes without the dot."""
    rows_ = opened("classifications/nacecodes.csv", ";")
    labels = {PREFIXES["nace"] + row["code"].replace(".", ""): row["name"] for row in rows_ if int(row["level"]) < 5}
    return {iri: labels[iri] for iri in {iri for tags in tagged().values() for iri in tags} if iri in labels}


@cache
def tagged() -> dict[str, set[str]]:
    """The NACE codes of each occupation, by the occupation's label."""
    table = opened("esco-1.2.1/occupations_en.csv.gz")
    return {row["preferredLabel"]: set(row["naceCode"].replace(",", " ").split()) for row in table}


def onet() -> dict[str, str]:
    occupations = opened("onet-29.0/Occupation Data.txt", "\t")
    elements = opened("onet-29.0/Content Model Reference.txt", "\t")
    codes = {PREFIXES["onet"] + row["O*NET-SOC Code"]: row["Title"] for row in occupations}
    return codes | {PREFIXES["element"] + row["Element ID"]: row["Element Name"] for row in elements}


def esco_model() -> dict[str, str]:
    """The dictionary of the columns names the properties; their labels are what their local names say."""
    said = (SHARED / "esco-1.2.1/dictionary_en.csv").read_text("utf-8")
    names = {"relatedEssentialSkill": "related essential skill", "relatedOptionalSkill": "related optional skill"}
    return {expand(f"esco:{name}"): label for name, label in names.items() if PREFIXES["esco"] + name in said}


def published(name: str) -> dict[str, str]:
    """IRI → label, as the publisher's file has them."""
    match name:
        case "esco-occupations":
            return esco("esco-1.1.1/occupations_en.csv.gz")
        case "esco-skills":
            return esco("esco-1.1.1/skills_en.csv.gz")
        case "esco-model":
            return esco_model()
        case "isco-08":
            return esco("esco-1.1.1/ISCOGroups_en.csv.gz")
        case "onet":
            return onet()
        case "isic-4":
            return isic()
        case "nace-2.1":
            return nace()
        case _:
            assert name == "naics-2022"
            return {expand(f"naics:{row[1]}"): row[2] for row in sheet("classifications/2-6 digit_2022_Codes.xlsx")}


VOCABULARIES = {"schema-org": "SDO", "prov": "PROV", "data-cube": "QB"}


@needs_data
@pytest.mark.parametrize("name", [name for name in FILES if name not in (*VOCABULARIES, "web-annotation")])
def test_the_publisher_has_each_object_with_this_label(name: str) -> None:
    known = published(name)
    for row in rows(name):
        assert known[expand(row["object_id"])] == row["object_label"], row["record_id"]


@needs_data
def test_occupations_and_groups_are_unchanged_in_the_next_release_of_esco() -> None:
    for name, place in {"esco-occupations": "occupations_en.csv.gz", "isco-08": "ISCOGroups_en.csv.gz"}.items():
        known = {row["conceptUri"]: row["preferredLabel"] for row in opened(f"esco-1.2.1/{place}")}
        assert all(known[expand(row["object_id"])] == row["object_label"] for row in rows(name))


@pytest.mark.parametrize("name", VOCABULARIES)
def test_the_vocabulary_has_each_object(name: str) -> None:
    from rdflib import namespace

    known = getattr(namespace, VOCABULARIES[name])
    for row in rows(name):
        local = row["object_id"].partition(":")[2]
        assert row["object_label"] == local
        assert local in known
        assert str(known[local]) == expand(row["object_id"])


def test_web_annotation_has_each_object() -> None:
    assert {row["object_id"] for row in rows("web-annotation")} == {f"oa:{name}" for name in WEB_ANNOTATION}


# What the comments give as reasons


@needs_data
def test_skills_called_essential_are_so_in_esco() -> None:
    skills = {row["conceptUri"]: row["preferredLabel"] for row in opened("esco-1.1.1/skills_en.csv.gz")}
    jobs = {row["conceptUri"]: row["preferredLabel"] for row in opened("esco-1.1.1/occupations_en.csv.gz")}
    essential = {
        (jobs.get(row["occupationUri"]), skills.get(row["skillUri"]))
        for row in opened("esco-1.1.1/occupationSkillRelations.csv.gz")
        if row["relationType"] == "essential"
    }
    assert essential >= {
        ("data entry clerk", "process data"),
        ("payroll clerk", "manage payroll"),
        ("customer contact centre information clerk", "communicate by telephone"),
        ("call centre agent", "communicate by telephone"),
        ("patent engineer", "advise on patents"),
        ("patent engineer", "create patent draft"),
    }


@needs_data
def test_industries_that_esco_tags_occupations_with() -> None:
    said = {
        "data entry clerk": "631",
        "customer contact centre information clerk": "822",
        "call centre agent": "822",
        "investment analyst": "6619 663",
        "lawyer": "691",
        "legal assistant": "691",
        "patent engineer": "691",
        "intellectual property consultant": "7491",
    }
    for occupation, codes in said.items():
        assert {expand(f"nace:{code}") for code in codes.split()} <= tagged()[occupation]
    assert tagged()["payroll clerk"] == {expand("nace:701")}  # head offices: payroll in house


@needs_data
def test_what_the_crosswalks_and_tasks_of_onet_say() -> None:
    sent = defaultdict(set)
    for code, _, onet_code, *_ in sheet("crosswalks/ESCO_to_ONET-SOC.xlsx"):
        sent[code].add(onet_code)
    assert "43-9021.00" in sent["4132"]
    assert "43-3051.00" in sent["4313"]
    assert "41-9041.00" in sent["5244.1"]
    assert "13-2099.01" in sent["2413.1.2"]
    tasks = opened("onet-29.0/Task Statements.txt.gz", "\t")
    assert any("patent applications" in row["Task"] for row in tasks if row["O*NET-SOC Code"] == "23-1011.00")
    titles = opened("onet-29.0/Alternate Titles.txt.gz", "\t")
    assert ("23-1011.00", "Patent Attorney") in {(row["O*NET-SOC Code"], row["Alternate Title"]) for row in titles}


@needs_data
def test_naics_places_payroll_among_accounting_and_call_centres_as_said() -> None:
    titles = {row[1]: row[2] for row in sheet("classifications/2-6 digit_2022_Codes.xlsx")}
    assert titles["5412"] == "Accounting, Tax Preparation, Bookkeeping, and Payroll Services"
    assert {code for code in titles if code.startswith("56142") and len(code) == 6} == {"561421", "561422"}
    assert (titles["561421"], titles["561422"]) == (
        "Telephone Answering Services",
        "Telemarketing Bureaus and Other Contact Centers",
    )


ASK_THE_ORACLE = """
import json, sys
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

found = {}
for path in sys.argv[1:]:
    mappings = parse_sssom_table(path)
    validate(mappings, fail_on_error=True)
    found[path] = mappings.df[["subject_id", "predicate_id", "object_id"]].values.tolist()
print(json.dumps(found))
"""


@pytest.mark.slow
@pytest.mark.skipif(not ORACLE.exists(), reason="SSSOM's own library is not set up: run make test-all")
def test_the_library_of_sssom_accepts_the_files() -> None:
    paths = list(map(str, FILES.values()))
    told = subprocess.run([ORACLE, "-c", ASK_THE_ORACLE, *paths], capture_output=True, text=True, check=True)
    read = json.loads(told.stdout.splitlines()[-1])
    for name, path in FILES.items():
        ours = sorted([row["subject_id"], row["predicate_id"], row["object_id"]] for row in rows(name))
        assert sorted(read[str(path)]) == ours
