"""`bpokpo import` on small files in each publisher's format.

What must come out is written here by hand, from the publishers' descriptions of their columns.
"""

import json
from pathlib import Path

from bpokpo_graph.vocabulary import PREFIXES, expand
from import_cases import (
    CLERK,
    CODER,
    ESCO,
    LAW,
    NATIONAL,
    OCCUPATIONS,
    RELATIONS,
    SKILLS,
    SKILLS_OF_ONET,
    TYPING,
    USA,
    decimal,
    imported,
    iri,
    workbook,
    written,
)

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
