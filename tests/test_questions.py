import time
from pathlib import Path

import pytest

from bpokpo_graph import files
from bpokpo_graph.dataset import Answer, Dataset
from bpokpo_graph.errors import InputError, UnknownTermError
from bpokpo_graph.parsing import Source
from bpokpo_graph.questions import headings, own, question, questions

HEADER = "# id: Siapa?\n# en: Who is it?\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "root", lambda: tmp_path)
    found = tmp_path / "ontology" / "queries"
    found.mkdir(parents=True)
    (found / "who-is-it.rq").write_text(HEADER + "SELECT ?s { ?s ?p 1 }")
    (found / "any-one.rq").write_text(HEADER + "\n# more\nASK { ?s ?p 1 }")
    return found


def test_questions_have_names_and_titles(folder: Path) -> None:
    first, second = questions()
    assert [first.name, second.name] == ["any-one", "who-is-it"]
    assert first.title == {"id": "Siapa?", "en": "Who is it?"}
    assert second.path == folder / "who-is-it.rq"
    assert second == question("who-is-it")


def test_a_question_answers_in_its_form(folder: Path) -> None:
    dataset = Dataset([Source("x", "turtle", data=b"<urn:a> <urn:p> 1 .")])
    answer = question("who-is-it").ask(dataset)
    assert isinstance(answer, Answer)
    assert [row["s"] for row in answer] == ["urn:a"]
    assert question("any-one").ask(dataset) is True
    (folder / "who-is-it.rq").write_text(HEADER + "SELECT ?s {")
    with pytest.raises(InputError, match=r"who-is-it\.rq:3:11: "):
        question("who-is-it").ask(dataset)


@pytest.mark.usefixtures("folder")
def test_an_unknown_question_suggests() -> None:
    with pytest.raises(UnknownTermError, match="no question “who-is”; did you mean “who-is-it”") as caught:
        question("who-is")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("header", "lang"), [("# id: Siapa?\n", "en"), ("# en: Who?\n", "id"), ("", "id")])
def test_both_titles_are_needed(folder: Path, header: str, lang: str) -> None:
    (folder / "bad.rq").write_text(header + "ASK {}\n# en: too late\n# id: too late\n")
    with pytest.raises(InputError, match=f"bad.rq: .*“# {lang}: …”"):
        question("bad")


def test_columns_are_called_as_the_header_says() -> None:
    text = HEADER + "# ?left: sisi kiri / left side\n# a remark\n# ?right: kanan / right\nSELECT * { }\n# ?no: x / y\n"
    assert headings(text)["id"] == {"left": "sisi kiri", "right": "kanan"}
    assert headings(text)["en"] == {"left": "left side", "right": "right"}


def test_every_column_of_a_packaged_question_is_called_something_in_both_languages() -> None:
    dataset = Dataset.open()
    for one in questions():
        if dataset.form(one.text) != "SELECT":
            continue
        columns = dataset.select(one.text).variables
        for lang in ("id", "en"):
            assert tuple(headings(one.text)[lang]) == columns, (one.name, lang)


@pytest.mark.parametrize("row", ["{ (1 2) (3 4) }", "{ (1) }", "{ }", "{ (1 2", "{ (UNDEF my:x) }"])
def test_values_that_are_no_parameters_are_left_alone(row: str) -> None:
    question = own(f"SELECT * {{ VALUES (?a ?b) {row} }}", "own")
    assert question.bound(c="x") == question.text or row == "{ (UNDEF my:x) }"
    assert dict(question.parameters) == ({"a": "UNDEF", "b": "my:x"} if "UNDEF" in row else {})


def test_what_is_asked_of_long_lines_ends_soon() -> None:
    start = time.monotonic()
    for part in ("<a> ", "< ", "VALUES ", "VALUES ?a { b", "VALUES (?a ?b) { (a ", 'VALUES ?a { "a\\" ', "VALUES (?a "):
        own(part * 20_000, "own").parameters  # noqa: B018 - the time that it takes
    assert time.monotonic() - start < 10
