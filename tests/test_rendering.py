"""What a terminal shows: no word is broken that need not be, at any width."""

import re

import pytest

from bpokpo_graph.questions import questions
from commandline import outcome

TABLES = [question.name for question in questions() if re.search(r"^SELECT\b", question.text, re.MULTILINE)]
CALLS = [
    *(f"query {name}" for name in TABLES),
    "query --list",
    "query skill-gap --lang id",
    "compare BPO KPO",
    "compare BPO KPO --lang id --sources",
    "show KPO --lang id",
    "show claim:f56",
    "show bpokpo:directlyExtends --incoming",
    "show shapes:Money-amount",
]


def pieces(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("call", CALLS)
def test_no_word_is_broken(call: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word of the table is one of the Markdown page, which has no width; only IRIs and the like may break."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("LANG", "C.UTF-8")
    (code, table), (_, page) = (outcome(*call.split(), "-f", format_) for format_ in ("table", "md"))
    assert code == 0, table
    assert max(map(len, table.splitlines())) <= width
    page = page.replace("<br>", " ").replace("\\", "")
    long = [word.casefold() for word in page.split() if len(word) > min(30, width - 12)]
    broken = {piece for piece in pieces(table) - pieces(page) if not any(piece in word for word in long)}
    assert not broken
    # Nor is a word of an answer lost; a comparison has headings in Markdown that its page does without.
    assert call.startswith("compare") or pieces(page) <= pieces(table) | {
        piece for word in long for piece in pieces(word)
    }


def shown(columns: list[str], rows: list[list[str]], width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from bpokpo_graph.cli.rendering import table

    monkeypatch.setenv("COLUMNS", str(width))
    return table(columns, rows).splitlines()


def test_columns_are_as_wide_as_their_longest_word(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["abcdefghijkl", "one two three four five six"]]
    # 12 + 3 between + 5 for “three” = 20
    assert shown(["a", "b"], rows, 20, monkeypatch)[2:] == [
        "abcdefghijkl   one",
        "               two",
        "               three",
        "               four",
        "               five",
        "               six",
    ]
    # one less, and the columns would break a word: then each stands in a line of its own
    assert shown(["a", "b"], rows, 19, monkeypatch) == ["a  abcdefghijkl", "b  one two three", "   four five six"]


def test_a_long_word_has_a_line_of_its_own_where_that_saves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(["name", "text"], [["x" * 28, "y" * 27]], 32, monkeypatch) == [
        "name",
        "  " + "x" * 28,
        "text",
        "  " + "y" * 27,
    ]
    # a word that no line can hold is broken, and nothing is lost
    told = shown(["name"], [["z" * 50]], 32, monkeypatch)
    assert "".join(told).count("z") == 50


def test_two_letters_wide_are_measured_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    # 10 ideographs take 20 columns: with 3 between and 5 beside them they need 28.
    rows = [["漢" * 10, "words"]]
    assert len(shown(["a", "b"], rows, 28, monkeypatch)) == 3
    assert len(shown(["a", "b"], rows, 27, monkeypatch)) == 2


def test_a_narrow_comparison_puts_the_models_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LANG", "C.UTF-8")
    lines = outcome("compare", "BPO", "KPO", "--lang", "en")[1].splitlines()
    level = lines.index("Process level")
    assert lines[level + 1 : level + 4] == ["≠   process level", "    BPO  low", "    KPO  high"]


def test_columns_without_rows_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(["first column", "second"], [], 8, monkeypatch) == ["first", "column", "second"]
