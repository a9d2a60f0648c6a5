"""`bpokpo import` as users call it: how everything bad ends, and what is written where."""

import csv
import gzip
import os
import pty
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

import commandline
from bpokpo_graph.errors import BpokpoError, InputError, LimitError, PolicyError, UsageError
from bpokpo_graph.importers.metadata import read
from bpokpo_graph.vocabulary import expand
from commandline import complaint
from import_cases import (
    CLERK,
    CODER,
    ESCO,
    LAW,
    OCCUPATIONS,
    RELATIONS,
    ROOT,
    SKILLS,
    TYPING,
    imported,
    workbook,
    written,
)

# Bad input


def bpokpo(*arguments: str | int | Path) -> subprocess.CompletedProcess[bytes]:
    return commandline.bpokpo("import", *map(str, arguments))


def column(said: str, more: str = '"dialect": {}') -> str:
    """Metadata of one table with one column."""
    return f'{{"url": "x.csv", {more}, "tableSchema": {{"columns": [{{{said}}}]}}}}'


def refused(code: int, *arguments: str | int | Path) -> str:
    return complaint(bpokpo(*arguments), code)


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


def test_what_other_programs_leave_behind_is_no_table(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS)
    (folder / "~$occupations.xlsx").write_bytes(b"lock")
    (folder / "._occupations.csv").write_bytes(b"\xff\xfe")
    assert imported("esco", folder).files[0].read == 1
    with zipfile.ZipFile(tmp_path / "mac.zip", "w") as archive:
        archive.writestr("ESCO/occupations_en.csv", OCCUPATIONS)
        archive.writestr("__MACOSX/ESCO/._occupations_en.csv", b"\xff\xfe")
    assert imported("esco", tmp_path / "mac.zip").files[0].read == 1


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
        (column('"titles": 5'), "“titles” is not what CSVW says it is"),
        (column('"titles": "a", "required": "yes"'), "“required” is not true or false"),
        (column('"titles": "a", "datatype": "money"'), "there is no datatype “money”"),
        (column('"titles": "a", "datatype": {"base": "date", "format": "MM/dd"}'), "“MM/dd” is no format of date"),
        (column('"titles": "a", "datatype": {"base": "boolean", "format": "Y"}'), "“Y” is no format of true and false"),
        (column('"titles": "a", "aboutUrl": "urn:{b}"'), "“aboutUrl” has “{b}”, but no column of this name"),
        (column('"titles": "a", "valueUrl": "urn:{#a}"'), "“valueUrl” has more than {name} and {+name}"),
        (column('"titles": "a"', '"dialect": {"skipRows": 2}'), "“skipRows” of “dialect” is not understood"),
        (column('"titles": "a"', '"dialect": {"encoding": "none"}'), "there is no encoding “none”"),
        (column('"titles": "a"', '"dialect": {"delimiter": "::"}'), "“delimiter” is one character"),
        ('{"tables": []}', "at least one table"),
    ],
)
def test_metadata_that_lack_something(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(text)
    with pytest.raises(InputError, match=re.escape(said)):
        read(tmp_path / "meta.json")
    assert refused(3, "table", tmp_path, "--release", "1", "--metadata", tmp_path / "meta.json")


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
    assert b"rejected 1" in done.stderr
    assert bpokpo("esco", folder, "--release", "1", "-o", out, "-q").stderr == b""
    indonesian = bpokpo("esco", folder, "--release", "1", "-o", out, "--lang", "id").stderr
    assert "menunjuk yang tidak ada: 1" in indonesian.decode()


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
        found[name] = set(ox.parse(done.stdout, format=format_))
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
    assert b"dictionary_en.csv: left alone" in done.stderr
    only = written(tmp_path / "f", dictionary_en="filename,data header,property\na,b,c\n")
    assert "no file of the kind “esco”" in refused(2, "esco", only, "--release", "1")


# What nobody vouches for, and what is large


def test_untrusted_files_are_read_in_a_process_of_their_own(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills=SKILLS, occupationSkillRelations=RELATIONS)
    book = workbook(tmp_path / "naics.xlsx", [("2022 NAICS US Code", "2022 NAICS US Title"), (11, "Farms")])
    for kind, path, release in (("esco", folder, "1"), ("naics", book, "2022")):
        for format_ in ("trig", "rdfxml"):
            call = (kind, path, "--release", release, "-f", format_)
            plain, confined = (tmp_path / name for name in ("plain", "confined"))
            assert bpokpo(*call, "-o", plain, "--rejects", tmp_path / "a.csv").returncode == 0
            done = bpokpo(*call, "-o", confined, "--rejects", tmp_path / "b.csv", "--untrusted", "--timeout", "60")
            assert done.returncode == 0, done.stderr
            assert plain.read_bytes() == confined.read_bytes() != b""
            assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_file_may_be_too_big_for_the_limit(tmp_path: Path) -> None:
    packed = written(tmp_path / "e", occupations__csv__gz=gzip.compress(OCCUPATIONS.encode())) / "occupations.csv.gz"
    limit = len(OCCUPATIONS) - 1
    assert packed.stat().st_size <= limit
    assert "occupations.csv.gz, unpacked: too big" in refused(4, "esco", packed, "--release", "1", "--max-size", limit)
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("occupations.csv", OCCUPATIONS)
    assert "occupations.csv, unpacked: too big" in refused(
        4, "esco", tmp_path / "e.zip", "--release", "1", "--max-size", limit
    )
    assert bpokpo("esco", packed, "--release", "1", "--max-size", limit + 1).returncode == 0


def test_data_and_rejects_are_written_only_when_all_went_well(tmp_path: Path) -> None:
    text = "code,name,description\nN,a,b\n,a,b\n"
    folder = written(tmp_path / "k", a=text, b__csv__gz=gzip.compress(text.encode() * 50)[:-20])
    out, rejects = tmp_path / "out.trig", tmp_path / "rejects.csv"
    rejects.write_text("old")
    refused(3, "kbli", folder, "--release", "2020", "-o", out, "--rejects", rejects)
    assert rejects.read_text() == "old"
    assert not out.exists()
    assert "one place" in refused(2, "kbli", folder, "--release", "2020", "-o", out, "--rejects", out)


def test_an_import_can_be_asked_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills=SKILLS, occupationSkillRelations=RELATIONS)
    for release in ("1.1.1", "1.2.1"):
        bpokpo("esco", folder, "--release", release, "-o", tmp_path / f"{release}.trig")
    both = ("-d", str(tmp_path / "1.1.1.trig"), "-d", str(tmp_path / "1.2.1.trig"))
    for query, rows in (
        ("SELECT ?g { GRAPH ?g { ?o a esco:Occupation } } ORDER BY ?g", ["release:esco-1.1.1", "release:esco-1.2.1"]),
        ("SELECT DISTINCT ?n { ?o a esco:Occupation ; skos:prefLabel ?n }", ["data entry clerk"]),
        ("SELECT ?n FROM release:esco-1.2.1 { ?o a esco:Occupation ; skos:prefLabel ?n }", ["data entry clerk"]),
    ):
        found = commandline.answer("query", *both, "-q", query, "-f", "csv").splitlines()[1:]
        assert [cell.replace(expand("release:"), "release:") for cell in found] == rows


def test_a_question_takes_the_release_as_argument(tmp_path: Path) -> None:
    clerk = ESCO + "occupation/6353b3e8-e8f2-4ecb-b230-186927139892"  # of our curation: data entry
    for release, skill in (("1.1.1", TYPING), ("2", LAW)):
        texts = {"occupations": OCCUPATIONS, "skills": SKILLS}
        texts["occupationSkillRelations"] = (
            f"occupationUri,relationType,skillType,skillUri\n{CLERK},essential,,{skill}\n"
        )
        folder = written(tmp_path / release, **{name: text.replace(CLERK, clerk) for name, text in texts.items()})
        assert bpokpo("esco", folder, "--release", release, "-o", tmp_path / f"{release}.trig").returncode == 0
    both = (
        "query",
        "essential-skills",
        "-a",
        str(tmp_path / "1.1.1.trig"),
        "-a",
        str(tmp_path / "2.trig"),
        "-f",
        "csv",
    )
    assert "data entry,data entry clerk,type\n" in commandline.answer(*both).replace("\r", "")
    later = commandline.answer(*both, "-p", "release", "release:esco-2").replace("\r", "")
    assert "data entry,data entry clerk,law\n" in later
    assert "type" not in later


def test_a_bar_is_shown_on_a_terminal_and_gone_before_the_summary(tmp_path: Path) -> None:
    folder = written(tmp_path / "e", occupations=OCCUPATIONS, skills=SKILLS)
    call = ["import", "esco", str(folder), "--release", "1", "-o", str(tmp_path / "out.trig")]
    primary, secondary = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "bpokpo_graph", *call]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=secondary, env=environment) as done:
        os.close(secondary)
        told = b""
        try:
            while chunk := os.read(primary, 65536):
                told += chunk
        except OSError:  # how Linux tells the end
            pass
    os.close(primary)
    assert done.returncode == 0
    bar, _, summary = told.rpartition(b"\x1b[?25h")  # the cursor is shown again
    assert b"\x1b[?25l" in bar
    assert b"rows" not in bar
    assert b"occupations.csv (occupations): rows 1, accepted 1, rejected 0" in summary


@pytest.mark.parametrize(("lang", "told"), [("id", "1.200 baris dibaca"), ("en", "1,200 rows read")])
def test_counts_have_the_separators_of_the_language(tmp_path: Path, lang: str, told: str) -> None:
    rows = "".join(f"{code:04},Kegiatan {code}\n" for code in range(1200))
    (tmp_path / "table.csv").write_text("job,pay\n" + rows)
    (tmp_path / "meta.json").write_text(
        '{"@context": "http://www.w3.org/ns/csvw", "url": "table.csv", "tableSchema": {"aboutUrl": '
        '"https://example.org/{job}", "columns": [{"titles": "job", "name": "job"}, {"titles": "pay", "name": "pay", '
        '"propertyUrl": "rdfs:label"}]}}'
    )
    arguments = ("--metadata", str(tmp_path / "meta.json"), "--release", "1", "-o", str(tmp_path / "a.nq"))
    run = commandline.bpokpo("import", "table", str(tmp_path / "table.csv"), *arguments, "--lang", lang)
    assert told in run.stderr.decode()
