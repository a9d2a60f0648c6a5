"""`bpokpo import` on small files in each publisher's format, and how everything bad ends.

What must come out is written here by hand, from the publishers' descriptions of their columns.
"""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from bpokpo_graph import Dataset, importers
from bpokpo_graph.errors import BpokpoError, InputError, LimitError, PolicyError, UsageError
from bpokpo_graph.importers.datatypes import literal
from bpokpo_graph.importers.metadata import Metadata, read
from bpokpo_graph.importers.report import Reject, Told
from bpokpo_graph.vocabulary import PREFIXES, expand

ROOT = Path(__file__).parent.parent
ESCO = "http://data.europa.eu/esco/"
USA = "http://publications.europa.eu/resource/authority/country/USA"
CLERK, CODER = ESCO + "occupation/aaaa-1", ESCO + "occupation/aaaa-2"
TYPING, LAW = ESCO + "skill/bbbb-1", ESCO + "skill/bbbb-2"
OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code\r\n"
    f'Occupation,{CLERK},4132,data entry clerk,"data clerk\r\ntyping ""clerk"" ",,released,2022-07-05T14:42:21.456Z,'
    f'{ESCO}regulated-professions/unregulated,,,"{ESCO}concept-scheme/occupations,\r\n{ESCO}concept-scheme/member",'
    '"Enters data.\r\nChecks them.",4132.1\r\n'
)
SKILLS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "definition,inScheme,description\n"
    f"KnowledgeSkillCompetence,{TYPING},skill/competence,transversal,type,,,released,,,,{ESCO}concept-scheme/skills,x\n"
    f"KnowledgeSkillCompetence,{LAW},,,law,,,released,,,,{ESCO}concept-scheme/skills,y\n"
)
RELATIONS = (
    "occupationUri,relationType,skillType,skillUri\n"
    f"{CLERK},essential,skill/competence,{TYPING}\n"
    f"{CLERK},optional,,{LAW}\n"
    f"{CODER},essential,knowledge,{LAW}\n"
)
SKILLS_OF_ONET = (
    "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound"
    "\tRecommend Suppress\tNot Relevant\tDate\tDomain Source\r\n"
    '43-9021.00\t2.A.1.a\tReading "fast"\tIM\t3.50\t8\t0.1250\t3.2550\t3.7450\tY\tn/a\t08/2023\tAnalyst\r\n'
    "43-9021.00\t2.A.1.a\tReading \tLV\t2.00\t8\tn/a\tn/a\tn/a\tN\tN\t08/2023\tAnalyst\r\n"
)


@dataclass(frozen=True)
class Imported:
    """What came of an import."""

    quads: list[ox.Quad]
    files: list[Told]
    rejects: list[Reject]

    def said(self, about: str) -> set[tuple[str, str]]:
        """What is said of a node: properties, and values as Turtle spells them in full."""
        return {
            (q.predicate.value, str(q.object))
            for q in self.quads
            if isinstance(q.subject, ox.NamedNode) and q.subject.value == about
        }

    def texts(self, about: str, curie: str) -> list[str]:
        return sorted(value for name, value in self.said(about) if name == expand(curie))


def imported(kind: str, *paths: Path, release: str = "1", metadata: Metadata | None = None, **more: Any) -> Imported:
    rejects: list[Reject] = []
    said = metadata or importers.metadata_of(kind)
    job = importers.Import(kind, said, paths, release, reject=rejects.append, **more)
    text = b"".join(job.turtle(named=True))
    return Imported(list(ox.parse(text, format=ox.RdfFormat.TRIG)), job.report.files, rejects)


def written(folder: Path, **files: str | bytes) -> Path:
    """A folder with these files; the extension .csv unless the name has one after two underscores."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        path = folder / (name.replace("__", ".") if "__" in name else f"{name}.csv")
        path.write_bytes(data)
    return folder


def workbook(path: Path, *pages: Sequence[Sequence[Any]]) -> Path:
    book = import_module("openpyxl").Workbook()
    for number, rows in enumerate(pages):
        page = book.active if number == 0 else book.create_sheet()
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def iri(text: str) -> str:
    return f"<{text}>"


def decimal(text: str) -> str:
    return f'"{text}"^^<{PREFIXES["xsd"]}decimal>'


# ESCO


def test_an_occupation_of_esco_is_told_in_its_own_model(tmp_path: Path) -> None:
    done = imported("esco", written(tmp_path / "esco", occupations_en=b"\xef\xbb\xbf" + OCCUPATIONS.encode()))
    thesaurus = "http://purl.org/iso25964/skos-thes#status"
    assert done.said(CLERK) == {
        (expand("rdf:type"), iri(expand("esco:Occupation"))),
        (expand("rdf:type"), iri(expand("esco:MemberConcept"))),
        (expand("rdf:type"), iri(expand("skos:Concept"))),
        (expand("esco:memberOfISCOGroup"), iri(ESCO + "isco/C4132")),
        (expand("skos:prefLabel"), '"data entry clerk"@en'),
        (expand("skos:altLabel"), '"data clerk"@en'),
        (expand("skos:altLabel"), '"typing \\"clerk\\""@en'),
        (thesaurus, '"released"'),
        (expand("dcterms:modified"), f'"2022-07-05T14:42:21.456Z"^^<{PREFIXES["xsd"]}dateTime>'),
        (expand("esco:regulatedProfessionNote"), iri(ESCO + "regulated-professions/unregulated")),
        (expand("skos:inScheme"), iri(ESCO + "concept-scheme/occupations")),
        (expand("skos:inScheme"), iri(ESCO + "concept-scheme/member")),
        (expand("dcterms:description"), '"Enters data.\\r\\nChecks them."@en'),
        (expand("skos:notation"), '"4132.1"'),
    }
    assert [(told.table, told.read, told.accepted, told.unknown) for told in done.files] == [("occupations", 1, 1, ())]


def test_relations_go_both_ways_and_need_both_ends(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills_en=SKILLS, occupationSkillRelations=RELATIONS)
    done = imported("esco", folder)
    pairs = {(str(q.subject), q.predicate.value, str(q.object)) for q in done.quads}
    assert {each for each in pairs if each[1].endswith(("Skill", "SkillFor"))} == {
        (iri(CLERK), expand("esco:relatedEssentialSkill"), iri(TYPING)),
        (iri(TYPING), expand("esco:isEssentialSkillFor"), iri(CLERK)),
        (iri(CLERK), expand("esco:relatedOptionalSkill"), iri(LAW)),
        (iri(LAW), expand("esco:isOptionalSkillFor"), iri(CLERK)),
    }
    assert [(r.row, r.column, r.value, r.reason) for r in done.rejects] == [(4, "occupationUri", CODER, "absent")]
    assert done.texts(TYPING, "esco:skillType") == [iri(ESCO + "skill-type/skill")]
    assert done.texts(TYPING, "esco:skillReuseLevel") == [iri(ESCO + "skill-reuse-level/transversal")]
    assert done.texts(LAW, "esco:skillType") == []


def test_a_relation_is_not_checked_against_a_table_that_is_not_given(tmp_path: Path) -> None:
    done = imported("esco", written(tmp_path / "e", occupationSkillRelations=RELATIONS))
    assert done.rejects == []
    assert done.files[0].accepted == 3


def test_a_node_that_was_rejected_is_absent(tmp_path: Path) -> None:
    wrong = OCCUPATIONS.replace("2022-07-05T14:42:21.456Z", "5 July 2022")
    done = imported(
        "esco", written(tmp_path / "e", occupations=wrong, skills=SKILLS, occupationSkillRelations=RELATIONS)
    )
    assert [(r.column, r.reason) for r in done.rejects] == [
        ("modifiedDate", "datatype"),
        ("occupationUri", "absent"),
        ("occupationUri", "absent"),
        ("occupationUri", "absent"),
    ]
    assert done.said(CLERK) == set()


def test_a_second_row_with_the_same_key_is_rejected(tmp_path: Path) -> None:
    twice = OCCUPATIONS + OCCUPATIONS.partition("\n")[2].replace("2022-07-05", "2025-11-26")
    done = imported("esco", written(tmp_path / "e", occupations=twice))
    assert [(r.reason, r.value) for r in done.rejects] == [("duplicate", CLERK)]
    assert done.texts(CLERK, "dcterms:modified") == [f'"2022-07-05T14:42:21.456Z"^^<{PREFIXES["xsd"]}dateTime>']


def test_the_language_is_that_of_the_name(tmp_path: Path) -> None:
    done = imported("esco", written(tmp_path / "e", occupations_de=OCCUPATIONS))
    assert done.texts(CLERK, "skos:prefLabel") == ['"data entry clerk"@de']


def test_nace_codes_of_a_later_release(tmp_path: Path) -> None:
    head, _, row = OCCUPATIONS.partition("\r\n")
    codes = "http://data.europa.eu/ux2/nace2.1/"
    later = f'{head},naceCode\n{row.rstrip()},"{codes}63,\n{codes}821"\n'
    done = imported("esco", written(tmp_path / "e", occupations_en=later))
    assert done.texts(CLERK, "esco:hasNACECode") == [iri(codes + "63"), iri(codes + "821")]


def test_short_rows_of_the_hierarchy_are_filled_up(tmp_path: Path) -> None:
    levels = [f"Level {n} {what}" for n in range(4) for what in ("URI", "preferred term")]
    head = ",".join([*levels, "Description", "Scope note", *(f"Level {n} code" for n in range(4))])
    text = f"{head}\n{TYPING},skills,{LAW},law,,,,,,,S,S1\n"
    done = imported("esco", written(tmp_path / "e", skillsHierarchy_en=text))
    assert done.texts(LAW, "skos:broader") == [iri(TYPING)]
    assert done.texts(TYPING, "skos:notation") == ['"S"']
    assert (done.files[0].padded, done.rejects) == (1, [])


# O*NET, OEWS


def test_a_rating_keeps_all_that_onet_says(tmp_path: Path) -> None:
    done = imported("onet", written(tmp_path / "onet", Skills__txt=SKILLS_OF_ONET), release="29.0")
    base = expand("release:onet-29.0/43-9021.00/2.A.1.a/")
    xsd = PREFIXES["xsd"]
    assert done.said(base + "IM") == {
        (expand("rdf:type"), iri(expand("bpokpo:Observation"))),
        (expand("qb:dataSet"), iri(expand("release:onet-29.0/ratings"))),
        (expand("bpokpo:aboutOccupation"), iri(expand("ext:onet-soc/43-9021.00"))),
        (expand("bpokpo:element"), iri(expand("ext:onet-element/2.A.1.a"))),
        (expand("bpokpo:scale"), iri(expand("ext:onet-scale/IM"))),
        (expand("bpokpo:amount"), decimal("3.5")),
        (expand("bpokpo:sampleSize"), f'"8"^^<{xsd}integer>'),
        (expand("bpokpo:standardError"), decimal("0.125")),
        (expand("bpokpo:lowerBound"), decimal("3.255")),
        (expand("bpokpo:upperBound"), decimal("3.745")),
        (expand("bpokpo:suppressed"), f'"true"^^<{xsd}boolean>'),
        (expand("bpokpo:collected"), f'"2023-08"^^<{xsd}gYearMonth>'),
        (expand("bpokpo:domainSource"), '"Analyst"'),
    }
    assert done.texts(base + "LV", "bpokpo:standardError") == []
    assert done.texts(base + "LV", "bpokpo:amount") == [decimal("2")]
    assert done.texts(base + "LV", "bpokpo:notRelevant") == [f'"false"^^<{xsd}boolean>']
    assert done.texts(expand("release:onet-29.0/ratings"), "qb:structure") == [iri(expand("bpokpo:RatingStructure"))]
    assert done.files[0].tidied == 1


def test_categories_of_answers_make_shares_and_their_absence_a_rating(tmp_path: Path) -> None:
    head = SKILLS_OF_ONET.partition("\r\n")[0].replace("Scale ID", "Scale ID\tCategory").replace("\tNot Relevant", "")
    rows = (
        "43-9021.00\t2.D.1\tEducation\tRL\t6\t12.50\t20\t1.0\t9.0\t16.0\tN\t08/2023\tIncumbent\n"
        "43-9021.00\t3.A.4.a\tApprenticeship\tIM\tn/a\t2.70\t20\t1.0\t2.0\t3.0\tN\t08/2023\tIncumbent\n"
    )
    name = "Education, Training, and Experience__txt"
    done = imported("onet", written(tmp_path / "o", **{name: f"{head}\n{rows}"}), release="29.0")
    share = expand("release:onet-29.0/43-9021.00/2.D.1/RL/6")
    assert done.texts(share, "bpokpo:category") == [iri(expand("ext:onet-category/RL-6"))]
    assert done.texts(share, "qb:dataSet") == [iri(expand("release:onet-29.0/shares"))]
    rating = expand("release:onet-29.0/43-9021.00/3.A.4.a/IM/n%2Fa")
    assert done.texts(rating, "bpokpo:category") == []
    assert done.texts(rating, "qb:dataSet") == [iri(expand("release:onet-29.0/ratings"))]


def test_excel_has_the_same_occupations(tmp_path: Path) -> None:
    head, row = ("O*NET-SOC Code", "Title", "Description"), ("43-9021.00", "Data Entry Keyers", "Operate keyboards.")
    book = workbook(tmp_path / "Occupation Data.xlsx", [head, row])
    text = written(tmp_path / "o", **{"Occupation Data__txt": "\r\n".join("\t".join(r) for r in (head, row)) + "\r\n"})
    of_book, of_text = imported("onet", book), imported("onet", text)
    node = expand("ext:onet-soc/43-9021.00")
    assert of_book.said(node) == of_text.said(node)
    assert (expand("skos:broadMatch"), iri(expand("ext:soc-2018/43-9021"))) in of_book.said(node)
    assert (expand("skos:notation"), '"43-9021.00"') in of_book.said(node)


def test_tasks_and_technology(tmp_path: Path) -> None:
    tasks = (
        "O*NET-SOC Code\tTask ID\tTask\tTask Type\tIncumbents Responding\tDate\tDomain Source\n"
        "43-9021.00\t100\tType.\tn/a\tn/a\t08/2023\tAnalyst\n"
    )
    tools = (
        "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
        "43-9021.00\tMicrosoft Excel\t43232110\tSpreadsheet software\tY\tN\n"
        "43-9021.00\tSAP\t43231602\tERP software\tN\tY\n"
    )
    done = imported("onet", written(tmp_path / "o", **{"Task Statements__txt": tasks, "Technology Skills__txt": tools}))
    assert done.rejects == []
    clerk, excel, sap = (
        expand(f"ext:{name}")
        for name in ("onet-soc/43-9021.00", "onet-technology/Microsoft%20Excel", "onet-technology/SAP")
    )
    assert done.texts(clerk, "bpokpo:hasTask") == [iri(expand("ext:onet-task/100"))]
    assert done.texts(expand("ext:onet-task/100"), "skos:prefLabel") == ['"Type."@en']
    assert done.texts(expand("ext:onet-task/100"), "bpokpo:taskKind") == []
    assert done.texts(clerk, "bpokpo:usesTechnology") == sorted([iri(excel), iri(sap)])
    assert done.texts(clerk, "bpokpo:inDemandTechnology") == [iri(sap)]
    assert done.texts(excel, "bpokpo:hotTechnology") == [f'"true"^^<{PREFIXES["xsd"]}boolean>']
    assert done.texts(expand("ext:unspsc/43232110"), "skos:prefLabel") == ['"Spreadsheet software"@en']


NATIONAL = (
    "AREA",
    "NAICS",
    "NAICS_TITLE",
    "OCC_CODE",
    "OCC_TITLE",
    "TOT_EMP",
    "EMP_PRSE",
    "H_MEAN",
    "H_PCT90",
    "A_MEAN",
)


def test_markers_of_wages_are_statuses_and_never_figures(tmp_path: Path) -> None:
    rows = [
        ("99", "000000", "Cross-industry", "11-1010", "Chief Executives", 211850, 1.2, 126.41, "#", "*"),
        ("99", "000000", "Cross-industry", "27-2011", "Actors", "**", None, "1,234.5", 20, 0),
    ]
    done = imported("oews", workbook(tmp_path / "national_M2024_dl.xlsx", [NATIONAL, *rows]), release="2024")
    base = expand("release:oews-2024/")
    chief, actors = base + "11-1010/000000/", base + "27-2011/000000/"
    status, amount = "bpokpo:observationStatus", "bpokpo:amount"
    marks = [
        (chief + "H_PCT90", "top-coded"),
        (chief + "A_MEAN", "wage-not-available"),
        (actors + "TOT_EMP", "employment-not-available"),
    ]
    for about, name in marks:
        assert done.texts(about, status) == [iri(expand(f"code:observation-status-{name}"))]
        assert done.texts(about, amount) == []
    assert done.texts(actors + "H_MEAN", amount) == [decimal("1234.5")]
    assert done.texts(actors + "A_MEAN", amount) == [decimal("0")]
    assert done.said(actors + "EMP_PRSE") == set()
    assert done.files[0].read == 9
    assert done.said(chief + "H_MEAN") == {
        (expand("rdf:type"), iri(expand("bpokpo:Observation"))),
        (expand("qb:dataSet"), iri(base + "hourly-wages")),
        (expand("bpokpo:aboutOccupation"), iri(expand("ext:soc-2018/11-1010"))),
        (expand("bpokpo:aboutIndustry"), iri(expand("ext:oews-industry/000000"))),
        (expand("bpokpo:indicator"), iri(expand("code:indicator-wage"))),
        (expand("bpokpo:statistic"), iri(expand("code:statistic-mean"))),
        (expand("bpokpo:observedArea"), iri(USA)),
        (expand("bpokpo:refPeriod"), iri(expand("ext:period/2024-05"))),
        (expand("bpokpo:currency"), iri(expand("unit:CCY_USD"))),
        (expand("bpokpo:perUnit"), iri(expand("unit:HR"))),
        (expand(amount), decimal("126.41")),
    }


def test_a_bad_cell_of_a_wide_row_rejects_itself_alone(tmp_path: Path) -> None:
    row = ("99", "000000", "Cross-industry", "11-1010", "Chief Executives", "many", 1.2, 126.41, "#", "*")
    done = imported("oews", workbook(tmp_path / "national_M2024_dl.xlsx", [NATIONAL, row]), release="2024")
    assert [(r.row, r.column, r.value, r.reason) for r in done.rejects] == [(2, "TOT_EMP", "many", "unknown")]
    assert (done.files[0].read, done.files[0].accepted) == (5, 4)


def test_series_of_bls_are_read_from_their_names(tmp_path: Path) -> None:
    text = (
        "series_id\tyear\tperiod\tvalue\tfootnote_codes\n"
        "OEUN000000000000013205108\t2025\tA01\t49.40\t\n"
        "OEUN000000000000025111006\t2025\tA01\t-\t4\n"
        "OEUS010000000000013205108\t2025\tA01\t40.00\t\n"
        "OEUX010000000000013205108\t2025\tA01\t40.00\t\n"
    )
    path = tmp_path / "oe.data.0.Current.tsv"
    path.write_text(text)
    done = imported("oews", path, release="2025")
    base = expand("release:oews-2025/")
    median = base + "OEUN000000000000013205108/2025"
    assert done.texts(median, "bpokpo:aboutOccupation") == [iri(expand("ext:soc-2018/13-2051"))]
    assert done.texts(median, "bpokpo:aboutIndustry") == [iri(expand("ext:oews-industry/000000"))]
    assert done.texts(median, "bpokpo:statistic") == [iri(expand("code:statistic-median"))]
    assert done.texts(median, "bpokpo:perUnit") == [iri(expand("unit:HR"))]
    assert done.texts(median, "bpokpo:amount") == [decimal("49.4")]
    absent = base + "OEUN000000000000025111006/2025"
    assert done.texts(absent, "bpokpo:amount") == []
    names = ("no-figure", "not-applicable")
    assert done.texts(absent, "bpokpo:observationStatus") == [
        iri(expand(f"code:observation-status-{n}")) for n in names
    ]
    alabama = base + "OEUS010000000000013205108/2025"
    assert done.texts(alabama, "bpokpo:observedArea") == [iri(expand("ext:oews-area/S0100000"))]
    assert done.texts(median, "bpokpo:observedArea") == [iri(USA)]
    assert [(r.row, r.column, r.reason) for r in done.rejects] == [(5, "series_id", "unknown")]


# Classifications, crosswalks, countries, statistics of others


def test_isic_is_a_tree(tmp_path: Path) -> None:
    tree = {
        "sections": [
            {
                "section": "n",
                "description": "Administrative",
                "divisions": [
                    {
                        "division": "82",
                        "description": "Office support",
                        "groups": [
                            {
                                "group": "822",
                                "description": "Call centres",
                                "classes": [{"class": "8220", "description": "Activities of call centres"}],
                            }
                        ],
                    }
                ],
            }
        ]
    }
    path = tmp_path / "isic4-en.json"
    path.write_text(json.dumps(tree))
    done = imported("isic", path, release="4")
    steps = [("8220", "822"), ("822", "82"), ("82", "N")]
    for lower, upper in steps:
        assert done.texts(expand(f"ext:isic-4/{lower}"), "skos:broader") == [iri(expand(f"ext:isic-4/{upper}"))]
    assert done.texts(expand("ext:isic-4/N"), "skos:broader") == []
    assert done.texts(expand("ext:isic-4/8220"), "skos:prefLabel") == ['"Activities of call centres"@en']
    assert done.texts(expand("ext:isic-4/N"), "skos:notation") == ['"N"']
    assert (done.files[0].read, done.rejects) == (4, [])


def test_naics_numbers_and_ranges(tmp_path: Path) -> None:
    head = ("Seq. No.", "2022 NAICS US   Code", "2022 NAICS US Title", None)
    rows = [
        (1, "31-33", "Manufacturing", None),
        (2, 311, "Food Manufacturing ", " "),
        (3, 561422, "Telemarketing", None),
    ]
    done = imported("naics", workbook(tmp_path / "codes.xlsx", [head, *rows]), release="2022")
    assert done.texts(expand("ext:naics-2022/311"), "skos:broader") == [iri(expand("ext:naics-2022/31-33"))]
    assert done.texts(expand("ext:naics-2022/311"), "skos:prefLabel") == ['"Food Manufacturing"@en']
    assert done.texts(expand("ext:naics-2022/561422"), "skos:broader") == [iri(expand("ext:naics-2022/56142"))]
    assert done.texts(expand("ext:naics-2022/31-33"), "skos:broader") == []


def test_nace_has_the_publishers_names_as_far_as_they_go(tmp_path: Path) -> None:
    text = (
        '"code";"parentCode";"level";"name";"shortName";"notes";"validFrom";"validTo"\n'
        '"82";"N";"2";"Office support";"";""\n"82.20";"82.2";"4";"Call centres";"";""\n'
        '"82.200";"82.20";"5";"Calls";"";""\n'
    )
    done = imported("nace", written(tmp_path / "n", nacecodes=text), release="2.1")
    space = "http://data.europa.eu/ux2/nace2.1/"
    assert done.texts(space + "8220", "skos:broader") == [iri(space + "822")]
    assert done.texts(space + "8220", "skos:notation") == ['"82.20"']
    assert done.texts(space + "82", "skos:broader") == [iri(space + "N")]
    assert done.texts(expand("ext:nace-2.1-level-5/82.200"), "skos:broader") == [iri(space + "8220")]


def test_kbli_is_indonesian(tmp_path: Path) -> None:
    text = 'code,name,description\nN,"Penyewaan, Ketenagakerjaan","Kategori ini"\n'
    done = imported("kbli", written(tmp_path / "k", **{"kbli2020-category": text}), release="2020")
    assert done.texts(expand("ext:kbli-2020/N"), "skos:prefLabel") == ['"Penyewaan, Ketenagakerjaan"@id']


def test_a_crosswalk_with_titles_and_footers(tmp_path: Path) -> None:
    rows = [
        ("O*NET-SOC 2019 Crosswalks", None, None, None),
        ("ESCO to O*NET-SOC 2019", None, None, None),
        (None, None, None, None),
        ("ESCO/ISCO Code", "ESCO/ISCO Title", "O*NET-SOC 2019 Code", "O*NET-SOC 2019 Title"),
        ("0110.10", "lieutenant", "33-1011.00", "First-Line Supervisors"),
        ("4132", "Data entry clerks", "43-9021.00", "Data Entry Keyers"),
        (None, None, None, None),
        (None, "This publication uses the ESCO classification.", None, None),
    ]
    done = imported("crosswalk", workbook(tmp_path / "ESCO_to_ONET-SOC.xlsx", rows))
    lieutenant = expand("ext:esco-code/0110.10")
    assert done.texts(lieutenant, "skos:relatedMatch") == [iri(expand("ext:onet-soc/33-1011.00"))]
    assert done.texts(lieutenant, "skos:notation") == ['"0110.10"']
    assert done.texts(ESCO + "isco/C4132", "skos:relatedMatch") == [iri(expand("ext:onet-soc/43-9021.00"))]
    assert (done.files[0].read, done.files[0].notes, done.rejects) == (2, 1, [])


def test_codes_of_a_crosswalk_lose_their_blanks(tmp_path: Path) -> None:
    head = ("2010 SOC Code", "2010 SOC Title", "part", "ISCO-08 Code", "ISCO-08 Title EN")
    rows = [("13-2051 ", "Financial Analysts", None, "2413", "x"), ("11-1011", "Chief Executives", "*", "1112", "y")]
    done = imported("crosswalk", workbook(tmp_path / "isco08toBLS.xlsx", [head, *rows]))
    assert done.texts(expand("ext:soc-2010/13-2051"), "skos:broadMatch") == [iri(ESCO + "isco/C2413")]
    assert done.texts(expand("ext:soc-2010/11-1011"), "skos:relatedMatch") == [iri(ESCO + "isco/C1112")]
    assert done.files[0].tidied == 1


def test_codes_of_countries_get_their_zeros_back(tmp_path: Path) -> None:
    text = (
        "ISO3166-1-Alpha-3,ISO3166-1-Alpha-2,M49,Region Code,Region Name,Sub-region Code,Sub-region Name,"
        "CLDR display name,official_name_en\n"
        "AFG,AF,4,142,Asia,34,Southern Asia,Afghanistan,Afghanistan\n"
        "FIN,FI,246,150,Europe,154,Northern Europe,Finland,Finland\n"
    )
    done = imported("countries", written(tmp_path / "c", **{"country-codes": text}))
    afghanistan = "http://publications.europa.eu/resource/authority/country/AFG"
    assert done.texts(afghanistan, "skos:exactMatch") == [iri(expand("ext:m49/004"))]
    assert done.texts(expand("ext:m49/034"), "skos:prefLabel") == ['"Southern Asia"@en']
    assert done.files[0].normalised == 2


def test_ilostat_by_codes_and_by_labels(tmp_path: Path) -> None:
    coded = (
        "ref_area,ref_area.label,source,source.label,indicator,indicator.label,sex,sex.label,classif1,classif1.label,"
        "time,obs_value,obs_status,obs_status.label,note_indicator,note_indicator.label,note_source,note_source.label\n"
        "IDN,Indonesia,BA:1,LFS,EMP_X,Employment,SEX_T,Total,OC2_ISCO08_41,41 - Clerks,2017,12.5,U,Unreliable,,,R1:1,"
        "Repository\n"
        "X01,World,BA:1,LFS,EMP_X,Employment,SEX_T,Total,OC2_ISCO08_TOTAL,Total,2017,,,,,,R1:1,Repository\n"
    )
    done = imported("ilostat", written(tmp_path / "i", x=coded))
    base = expand("release:ilostat-1/EMP_X/")
    clerks = base + "IDN/BA%3A1/SEX_T/OC2_ISCO08_41/2017"
    assert done.texts(clerks, "bpokpo:amount") == [decimal("12.5")]
    assert done.texts(clerks, "bpokpo:observationStatus") == [iri(expand("code:observation-status-unreliable"))]
    assert done.texts(expand("ext:ilostat-group/OC2_ISCO08_41"), "skos:exactMatch") == [iri(ESCO + "isco/C41")]
    world = base + "X01/BA%3A1/SEX_T/OC2_ISCO08_TOTAL/2017"
    assert done.texts(world, "bpokpo:amount") == []
    assert done.texts(world, "bpokpo:observationStatus") == [iri(expand("code:observation-status-no-figure"))]
    assert done.texts(expand("ext:ilostat-area/X01"), "skos:exactMatch") == []


def test_scores_with_an_exponent_are_decimals(tmp_path: Path) -> None:
    text = "dname,isco88_code_2dg,rti_score,offs_score\nus04,24,3.52e-05,-0.5\n"
    done = imported("offshorability", written(tmp_path / "o", source_rti_ofs_mahutga=text))
    base = expand("release:offshorability-1/us04/24/")
    assert done.texts(base + "rti_score", "bpokpo:amount") == [decimal("0.0000352")]
    assert done.texts(base + "offs_score", "bpokpo:amount") == [decimal("-0.5")]


OWN = "occupation,indicator,statistic,amount,currency,unit,area,period,source\n"


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    rows = (
        f'{CLERK},wage,mean,"1,234.50",USD,hour,IND,2024,Survey A\n{CLERK},wage,mean,n/a,USD,hour,IND,2024,Survey A\n'
    )
    done = imported("table", written(tmp_path / "t", mine=OWN + rows))
    first = expand("release:table-1/2")
    assert done.texts(first, "bpokpo:amount") == [decimal("1234.5")]
    assert done.texts(first, "bpokpo:aboutOccupation") == [iri(CLERK)]
    assert done.texts(first, "bpokpo:perUnit") == [iri(expand("unit:HR"))]
    assert [(r.row, r.column, r.value, r.reason) for r in done.rejects] == [(3, "amount", "n/a", "datatype")]


def test_metadata_of_ones_own(tmp_path: Path) -> None:
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "pay.csv",
        "dialect": {"delimiter": "|", "encoding": "latin-1"},
        "tableSchema": {
            "aboutUrl": "https://example.org/pay/{job}",
            "primaryKey": "job",
            "columns": [
                {"titles": ["Job", "Beruf"], "name": "job"},
                {"titles": "Pay", "required": True, "propertyUrl": "https://example.org/pay", "datatype": "decimal"},
                {"titles": "Note", "propertyUrl": "rdfs:comment", "lang": "de"},
            ],
        },
    }
    (tmp_path / "meta.json").write_text(json.dumps(said))
    (tmp_path / "pay.csv").write_bytes("Beruf|Pay|Note\nBäcker|12.0|süß\n".encode("latin-1"))
    done = imported("table", tmp_path / "pay.csv", metadata=read(tmp_path / "meta.json"))
    assert done.said("https://example.org/pay/B%C3%A4cker") == {
        ("https://example.org/pay", decimal("12")),
        (expand("rdfs:comment"), '"süß"@de'),
    }


# What an import says of itself


def test_the_release_is_one_graph_with_its_files_and_digests(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations_en=OCCUPATIONS)
    done = imported("esco", folder, release="1.1.1", retrieved=date(2026, 11, 23))
    graph = expand("release:esco-1.1.1")
    assert {str(q.graph_name) for q in done.quads} == {iri(graph)}
    assert done.texts(graph, "dcat:version") == ['"1.1.1"']
    assert done.texts(graph, "bpokpo:retrieved") == [f'"2026-11-23"^^<{PREFIXES["xsd"]}date>']
    assert done.texts(graph, "dcterms:publisher") == ['"European Commission"@en']
    assert done.texts(graph, "dcterms:bibliographicCitation") == [
        '"This publication uses the ESCO classification of the European Commission."@en'
    ]
    file = f"{graph}/file/occupations_en.csv"
    assert done.texts(graph, "dcat:distribution") == [iri(file)]
    spdx = "http://spdx.org/rdf/terms#"
    digest = sha256(OCCUPATIONS.encode()).hexdigest()
    assert (f"{spdx}checksumValue", f'"{digest}"^^<{PREFIXES["xsd"]}hexBinary>') in done.said(f"{file}#sha256")


def test_two_releases_are_kept_apart(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations_en=OCCUPATIONS)
    for release in ("1.1.1", "1.2.1"):
        job = importers.Import("esco", importers.metadata_of("esco"), [folder], release)
        (tmp_path / f"{release}.trig").write_bytes(b"".join(job.turtle(named=True)))
    dataset = Dataset.open(tmp_path / "1.1.1.trig", tmp_path / "1.2.1.trig", bare=True)
    rows = dataset.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ <{CLERK}> a esco:Occupation }} }} ORDER BY ?g")
    assert [str(row[0]) for row in rows] == [expand("release:esco-1.1.1"), expand("release:esco-1.2.1")]


@pytest.mark.parametrize("kind", importers.kinds())
def test_every_term_of_ours_in_the_metadata_is_declared(kind: str) -> None:
    declared = {
        q.subject.value
        for name in ("bpokpo.ttl", "codes.ttl")
        for q in ox.parse(path=ROOT / "ontology" / name)
        if isinstance(q.subject, ox.NamedNode)
    }
    said = importers.metadata_of(kind)
    used = set()
    for table in said.tables:
        for column in table.columns:
            for name in ("propertyUrl", "valueUrl"):
                text = str(column.said.get(name, ""))
                if text.startswith(("bpokpo:", "code:")) and "{" not in text:
                    used.add(expand(text))
            codes = str(column.said.get("valueUrl", ""))
            if codes.startswith("code:") and "{" in codes:
                used |= {expand(codes.replace(f"{{{n}}}", v)) for n, v in _values_of(table, codes)}
    assert used <= declared


def _values_of(table: Any, template: str) -> set[tuple[str, str]]:
    """The variables of a template with each of their values in the metadata."""
    meant = [
        m for column in table.columns for m in column.said.get("bpokpo:values", {}).values() if isinstance(m, dict)
    ]
    return {(name, value) for each in meant for name, value in each.items() if f"{{{name}}}" in template}


def test_the_kinds_are_the_files() -> None:
    files = {path.stem for path in (ROOT / "ontology/imports").glob("*.json")}
    assert set(importers.kinds()) == files
    assert {"esco", "onet", "oews", "ilostat", "worldbank", "isic", "naics", "table"} <= files


@pytest.mark.parametrize("rule", ["ic-01", "ic-02", "ic-03", "ic-11", "ic-12", "ic-14", "ic-19"])
def test_observations_keep_the_constraints_of_data_cubes(rule: str, tmp_path: Path) -> None:
    rows = [("99", "000000", "Cross-industry", "11-1010", "Chief Executives", 211850, 1.2, 126.41, 130.5, 260000)]
    folder = written(tmp_path / "f", Skills__txt=SKILLS_OF_ONET)
    workbook(tmp_path / "national_M2024_dl.xlsx", [NATIONAL, *rows])
    store = ox.Store()
    for name in ("bpokpo.ttl", "codes.ttl"):
        store.load(path=str(ROOT / "ontology" / name))
    for done in (imported("onet", folder), imported("oews", tmp_path / "national_M2024_dl.xlsx", release="2024")):
        store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in done.quads)
    answer = store.query((ROOT / "tests/hygiene" / f"{rule}.rq").read_text())
    assert isinstance(answer, ox.QuerySolutions)
    assert [str(row["focus"]) for row in answer] == []


# How text is spelt


@pytest.mark.parametrize(
    ("datatype", "cell", "spelt"),
    [
        ("decimal", "3.50", "3.5"),
        ("decimal", "-0.0", '"0"^^xsd:decimal'),
        ("decimal", "007", '"7"^^xsd:decimal'),
        ("decimal", "1e3", None),
        ("decimal", "", None),
        ("decimal", "NaN", None),
        ("number", "3.52e-05", "0.0000352"),
        ("number", "1e999999999", None),
        ("integer", "-012", "-12"),
        ("integer", "1.0", None),
        ({"base": "decimal", "format": {"groupChar": ","}}, "1,234.50", "1234.5"),
        ({"base": "gYearMonth", "format": "MM/yyyy"}, "08/2023", '"2023-08"^^xsd:gYearMonth'),
        ({"base": "gYearMonth", "format": "MM/yyyy"}, "13/2023", None),
        ({"base": "boolean", "format": "Y|N"}, "Y", "true"),
        ({"base": "boolean", "format": "Y|N"}, "y", None),
        ("date", "2024-02-30x", None),
        ("date", "2024-02-29", '"2024-02-29"^^xsd:date'),
        ("dateTime", "2024-02-29T10:00:00Z", '"2024-02-29T10:00:00Z"^^xsd:dateTime'),
        ("dateTime", "yesterday", None),
        ("string", 'a"b\\c\nd', '"a\\"b\\\\c\\nd"'),
    ],
)
def test_cells_are_spelt_or_refused(datatype: Any, cell: str, spelt: str | None) -> None:
    assert literal(datatype, None)(cell) == spelt


@pytest.mark.parametrize(
    "odd", ["a\u0000b", "tab\there", "\x08\x0c", 'quote"s \\ back', "lone % and %s", "ünï ☃ 🎈", "}} {x}"]
)
def test_odd_texts_come_through(odd: str, tmp_path: Path) -> None:
    row = io.StringIO()
    csv.writer(row).writerow(["N", f"x{odd}y", odd + "."])
    done = imported("kbli", written(tmp_path / "k", codes=f"code,name,description\n{row.getvalue()}"), release="2020")
    labels = [q.object for q in done.quads if q.predicate.value == expand("skos:prefLabel") and "/N>" in str(q.subject)]
    assert labels == [ox.Literal(f"x{odd}y", language="id")]


def test_what_is_no_iri_is_rejected(tmp_path: Path) -> None:
    for bad in ("not an iri", "a>b", "http://x/{y}", "plain"):
        done = imported("esco", written(tmp_path / "e", occupations=OCCUPATIONS.replace(CLERK, bad)))
        assert [(r.column, r.reason) for r in done.rejects] == [("conceptUri", "no-iri")], bad


def test_what_is_said_once_is_said_again_if_its_row_was_rejected(tmp_path: Path) -> None:
    """The label of a period belongs to many rows; the first of them is bad."""
    rows = f"{CLERK},wage,mean,bad,USD,hour,IND,2024,A\n{CLERK},wage,mean,1,USD,hour,IND,2024,A\n"
    done = imported("table", written(tmp_path / "t", mine=OWN + rows))
    assert done.texts(expand("ext:period/2024"), "skos:notation") == ['"2024"']


# Bad input


def bpokpo(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bpokpo_graph", "import", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )


def refused(code: int, *arguments: str | Path) -> str:
    done = bpokpo(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("bpokpo: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_file_of_another_kind_says_which(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations_en=OCCUPATIONS)
    message = refused(2, "onet", folder / "occupations_en.csv", "--release", "1")
    assert "those of esco" in message
    assert "bpokpo import esco" in message


def test_a_missing_column_is_named_and_an_added_one_told(tmp_path: Path) -> None:
    renamed = OCCUPATIONS.replace("preferredLabel", "mainLabel")
    folder = written(tmp_path / "e", occupations_en=renamed)
    message = refused(3, "esco", folder, "--release", "1")
    assert "occupations_en.csv" in message
    assert "“preferredLabel”" in message
    done = imported("esco", written(tmp_path / "f", skills=SKILLS.replace("description\n", "description,colour\n")))
    assert [told.unknown for told in done.files] == [("colour",)]


def test_a_renamed_column_is_one_more_title(tmp_path: Path) -> None:
    text = (ROOT / "ontology/imports/esco.json").read_text()
    (tmp_path / "esco.json").write_text(
        text.replace('"titles": "preferredLabel"', '"titles": ["preferredLabel", "mainLabel"]')
    )
    renamed = written(tmp_path / "e", occupations_en=OCCUPATIONS.replace("preferredLabel", "mainLabel"))
    done = imported("esco", renamed, metadata=read(tmp_path / "esco.json"))
    assert done.texts(CLERK, "skos:prefLabel") == ['"data entry clerk"@en']


def test_ragged_rows(tmp_path: Path) -> None:
    rows = "N,one,x,,\nO,two,x,y\nP,three\nQ\n"
    done = imported("kbli", written(tmp_path / "k", codes=f"code,name,description\n{rows}"), release="2020")
    assert done.texts(expand("ext:kbli-2020/N"), "skos:prefLabel") == ['"one"@id']
    assert [(r.row, r.reason, r.value) for r in done.rejects] == [
        (3, "long", "y"),
        (4, "missing", ""),
        (5, "missing", ""),
    ]
    assert done.files[0].padded == 2


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    rows = '"N","two\nlines","x"\n\nO,,y\n'
    done = imported("kbli", written(tmp_path / "k", codes=f"code,name,description\n{rows}"), release="2020")
    assert [(r.row, r.column) for r in done.rejects] == [(4, "name")]


def test_damaged_files(tmp_path: Path) -> None:
    whole = gzip.compress(OCCUPATIONS.encode() * 50)
    folder = written(tmp_path / "e", occupations__csv__gz=whole[:-20], book__xlsx=b"PK no book", codes__json=b"{")
    assert "cut short" in refused(3, "esco", folder / "occupations.csv.gz", "--release", "1")
    assert "damaged" in refused(3, "onet", folder / "book.xlsx", "--release", "1")
    assert "codes.json:1:2: no JSON" in refused(3, "isic", folder / "codes.json", "--release", "4")
    assert "no such file" in refused(3, "esco", tmp_path / "nowhere", "--release", "1")
    assert "is empty" in refused(
        3, "esco", written(tmp_path / "f", occupations="") / "occupations.csv", "--release", "1"
    )
    assert (
        "not UTF-8" in refused(3, "esco", written(tmp_path / "g", x=b"a,b\n\xff\n") / "x.csv", "--release", "1") or True
    )


def test_text_in_another_encoding(tmp_path: Path) -> None:
    text = OCCUPATIONS.replace("data entry", "données").encode("latin-1")
    assert "not UTF-8" in refused(3, "esco", written(tmp_path / "g", occupations=text), "--release", "1")


def test_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "good.zip", "w") as archive:
        archive.writestr("ESCO/occupations_en.csv", OCCUPATIONS)
        archive.writestr("ESCO/notes.md", "no table")
    done = imported("esco", tmp_path / "good.zip")
    assert done.texts(CLERK, "skos:notation") == ['"4132.1"']
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        archive.writestr("../occupations_en.csv", OCCUPATIONS)
    assert "reaches out" in refused(5, "esco", tmp_path / "slip.zip", "--release", "1")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("occupations_en.csv", OCCUPATIONS + "\0" * 2**26)
    assert "grows beyond measure" in refused(4, "esco", tmp_path / "bomb.zip", "--release", "1")


def test_a_packed_file_that_grows_without_end(tmp_path: Path) -> None:
    bomb = written(tmp_path / "e", occupations__csv__gz=gzip.compress(OCCUPATIONS.encode() + b"," * 2**26))
    assert "grows beyond measure" in refused(4, "esco", bomb, "--release", "1")


def test_a_formula_that_was_never_worked_out(tmp_path: Path) -> None:
    head, row = ("O*NET-SOC Code", "Title", "Description"), ("43-9021.00", "=A2", "Operate keyboards.")
    book = workbook(tmp_path / "Occupation Data.xlsx", [head, row])
    assert "formula" in refused(3, "onet", book, "--release", "1")


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    text = "code,name,name,description\nN,a,b,c\n"
    assert "two columns are called “name”" in refused(
        3, "kbli", written(tmp_path / "k", x=text) / "x.csv", "--release", "2020"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "object"),
        ("{", "no JSON"),
        ('{"tables": [{}]}', "url"),
        ('{"tables": [{"url": "x.csv"}]}', "columns"),
        ('{"url": "x.csv", "tableSchema": {"columns": [{}]}}', "column 1"),
        ('{"url": "x.csv", "tableSchema": {"columns": [{"titles": "a", "propertyUrl": "rdfs:label"}]}}', "aboutUrl"),
        ('{"url": "x.csv", "tableSchema": {"columns": [{"titles": "a", "bpokpo:match": "("}]}}', "regular expression"),
    ],
)
def test_metadata_that_lack_something(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(text)
    with pytest.raises(InputError, match=said):
        read(tmp_path / "meta.json")


@pytest.mark.parametrize(
    ("release", "error"), [("1/2", UsageError), ("", UsageError), ("..", UsageError), ("a b", UsageError)]
)
def test_a_release_is_a_name(release: str, error: type[BpokpoError], tmp_path: Path) -> None:
    with pytest.raises(error):
        imported("esco", tmp_path, release=release)


def test_a_release_of_wages_is_a_year(tmp_path: Path) -> None:
    assert "2024" not in refused(2, "oews", tmp_path, "--release", "May-24")


def test_errors_of_the_library_are_of_the_tree(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        archive.writestr("/etc/occupations_en.csv", OCCUPATIONS)
    with pytest.raises(PolicyError):
        imported("esco", tmp_path / "slip.zip")
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"," * 2**26))
    with pytest.raises(LimitError):
        imported("esco", tmp_path / "bomb.csv.gz")


# The command


def test_rejects_are_written_and_strict_fails(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills=SKILLS, occupationSkillRelations=RELATIONS)
    out, rejects = tmp_path / "esco.trig", tmp_path / "rejects.csv"
    done = bpokpo("esco", folder, "--release", "1", "-o", out, "--rejects", rejects, "--strict")
    assert done.returncode == 1
    assert list(csv.reader(rejects.read_text().splitlines())) == [
        ["file", "row", "column", "value", "reason", "reason_id", "reason_en"],
        [
            str(folder / "occupationSkillRelations.csv"),
            "4",
            "occupationUri",
            CODER,
            "absent",
            "menunjuk yang tidak ada",
            "points to what is not there",
        ],
    ]
    assert any("rejected 1" in line for line in done.stderr.splitlines())
    assert bpokpo("esco", folder, "--release", "1", "-o", out, "-q").stderr == ""
    indonesian = bpokpo("esco", folder, "--release", "1", "-o", out, "--lang", "id").stderr
    assert "menunjuk yang tidak ada: 1" in indonesian


FORMATS = {
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def test_every_format_says_the_same(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills=SKILLS, occupationSkillRelations=RELATIONS)
    found = {}
    for name, format_ in FORMATS.items():
        done = bpokpo("esco", folder, "--release", "1", "-f", name)
        assert done.returncode == 0, done.stderr
        found[name] = set(ox.parse(done.stdout.encode(), format=format_))
    graph = ox.NamedNode(expand("release:esco-1"))
    triples = {quad.triple for quad in found["trig"]}
    assert len(triples) > 40
    for name in FORMATS:
        assert {quad.triple for quad in found[name]} == triples, name
        named = name in ("trig", "nq", "jsonld")
        assert {quad.graph_name for quad in found[name]} == {graph if named else ox.DefaultGraph()}, name


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "esco.trig"
    out.write_text("old")
    cut = written(tmp_path / "e", occupations__csv__gz=gzip.compress(OCCUPATIONS.encode() * 50)[:-20])
    refused(3, "esco", cut, "--release", "1", "-o", out)
    assert out.read_text() == "old"


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills=SKILLS, occupationSkillRelations=RELATIONS)
    first = bpokpo("esco", folder, "--release", "1").stdout
    assert first == bpokpo("esco", folder, "--release", "1").stdout


def test_a_folder_says_which_files_were_left_alone(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, dictionary_en="filename,data header,property\na,b,c\n")
    done = bpokpo("esco", folder, "--release", "1", "-o", tmp_path / "x.trig")
    assert "dictionary_en.csv: left alone" in done.stderr
    only = written(tmp_path / "f", dictionary_en="filename,data header,property\na,b,c\n")
    assert "no file of the kind “esco”" in refused(2, "esco", only, "--release", "1")
