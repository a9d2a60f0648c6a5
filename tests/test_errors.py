import pytest

from bpokpo_graph import errors
from bpokpo_graph.errors import BpokpoError, InputError, LimitError, UnknownTermError, UsageError


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("BpokpoError", 70),
        ("UsageError", 2),
        ("UnknownTermError", 2),
        ("InputError", 3),
        ("LimitError", 4),
        ("PolicyError", 5),
        ("OutputError", 6),
    ],
)
def test_each_kind_has_its_exit_code_and_is_drawn(name: str, code: int) -> None:
    kind = getattr(errors, name)
    assert kind.exit_code == code
    assert issubclass(kind, BpokpoError)
    assert name in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ({}, "broken"),
        ({"file": "a.ttl"}, "a.ttl: broken"),
        ({"file": "a.ttl", "line": 3}, "a.ttl:3: broken"),
        ({"file": "a.ttl", "line": 3, "column": 7}, "a.ttl:3:7: broken"),
        ({"file": "a.ttl", "column": 7}, "a.ttl: broken"),
        ({"line": 3, "column": 7}, "3:7: broken"),
    ],
)
def test_an_input_error_tells_what_is_known_of_its_place(place: dict[str, object], text: str) -> None:
    assert str(InputError("broken", **place)) == text  # type: ignore[arg-type]  # a table of keywords


def test_an_unknown_term_suggests() -> None:
    error = UnknownTermError("KPQ", ["KPO", "BPO"])
    assert isinstance(error, UsageError)
    assert (error.name, error.suggestions) == ("KPQ", ("KPO", "BPO"))
    assert str(error) == "there is no term “KPQ”; did you mean “KPO” or “BPO”?"
    assert str(UnknownTermError("x", kind="question")) == "there is no question “x”"


def test_a_limit_names_the_option() -> None:
    assert str(LimitError("too deep", limit="depth 128", option="--max-depth")) == (
        "too deep (limit: depth 128; --max-depth changes it)"
    )
