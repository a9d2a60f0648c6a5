"""What the shells offer after Tab."""

import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from commandline import bpokpo, commands, outcome

ITO = Path(__file__).parent.parent / "docs" / "my-ito.ttl"


def told(words: str, shell: str = "bash") -> list[tuple[str, str]]:
    """What the shell is told after Tab at the end of the words: the type and the value of each item."""
    place = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - (not words.endswith(" ")))}
    if shell == "fish":
        place["COMP_CWORD"] = "" if words.endswith(" ") else words.split()[-1]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**place, "_BPOKPO_COMPLETE": f"{shell}_complete", "LANG": "C.UTF-8"}.items():
            patch.setenv(name, value)
        code, text = outcome()
    assert code == 0
    lines = text.splitlines()
    if shell == "zsh":
        return list(zip(lines[::3], lines[1::3], strict=False))
    pairs = (line.partition("\t")[0].partition(",") for line in lines if line)
    return [(kind, value) for kind, _, value in pairs]


def offered(words: str, shell: str = "bash") -> list[str]:
    """The names among it."""
    return [value for kind, value in told(words, shell) if kind == "plain"]


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("bpokpo query sk", ["skill-gap"]),
        ("bpokpo query skill-gap -p ", ["left", "right", "lang"]),
        ("bpokpo query skill-gap -p left ", ["BPO", "KPO"]),
        ("bpokpo query skill-gap -p left KPO -p right b", ["BPO"]),
        ("bpokpo query skill-gap -p lang ", []),
        ("bpokpo query no-such -p ", []),
        ("bpokpo query -f js", ["json", "jsonl", "jsonld"]),
        ("bpokpo compare k", ["KPO"]),
        ("bpokpo compare BPO KPO --on s", ["scope", "skills", "specialisation"]),
        ("bpokpo compare -a missing.ttl ", []),
        ("bpokpo compare -a - ", []),
        ("bpokpo query --time", ["--timeout"]),
        ("bpokpo new ", ["model", "activity", "claim", "source", "question"]),
        ("bpokpo new a", ["activity"]),
        ("bpokpo show ", ["BPO", "KPO"]),
        ("bpokpo show f6", ["F6", "F60", "F61", "F62"]),
        ("bpokpo export --term f6", ["F6", "F60", "F61", "F62"]),
    ],
)
def test_names(words: str, items: list[str], shell: str) -> None:
    assert offered(words, shell) == items


@pytest.mark.parametrize("shell", ["fish", "zsh"])
def test_labels_and_curies(shell: str) -> None:
    assert offered("bpokpo show chart", shell) == ["chartered-accountant", "chartered accountant (CA)"]
    assert "klaim F1" in offered("bpokpo show kl", shell)  # no English label begins with it
    assert offered("bpokpo show bpokpo:direct", shell) == ["bpokpo:direction", "bpokpo:directlyExtends"]
    assert offered("bpokpo show model:", shell) == ["model:bpo", "model:kpo"]


def test_completion_knows_ones_own_models() -> None:
    assert offered(f"bpokpo compare -a {ITO} ") == ["BPO", "ITO", "KPO"]
    assert offered(f"bpokpo export -a {ITO} --term ito")[0] == "ITO"


def test_completion_waits_for_nothing(tmp_path: Path) -> None:
    """Not for a pipe that nobody writes into, nor for what is larger than a prompt may take."""
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "large.ttl").write_bytes(b"#" * 2**24 + b"\n<urn:a> <urn:b> <urn:c> .")
    start = time.monotonic()
    for source in (tmp_path / "pipe.ttl", tmp_path / "large.ttl", Path("/dev/zero")):
        assert offered(f"bpokpo compare --from turtle -a {source} ") == []
    assert time.monotonic() - start < 30


def test_completion_knows_the_parameters_of_ones_own_query(tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text('SELECT * { VALUES (?model ?n ?text) { (model:kpo 2 "en") } }')
    assert offered(f"bpokpo query {own} -p ", "zsh") == ["model", "n", "text"]
    assert offered(f"bpokpo query {own} -p model ", "zsh") == ["BPO", "KPO"]
    assert offered(f"bpokpo query {own} -p n ", "zsh") == offered(f"bpokpo query {tmp_path}/no.rq -p ", "zsh") == []


def test_completion_takes_no_heavy_library() -> None:
    probe = (
        "import sys, os; os._exit = lambda code: None; sys.argv = ['bpokpo']\n"
        "from bpokpo_graph.cli import run; run()\n"
        "print(sorted({'rdflib', 'pyshacl', 'rich'} & set(sys.modules)), 'pyoxigraph' in sys.modules, file=sys.stderr)"
    )
    for words, engine in (("bpokpo show K", True), ("bpokpo show -a ", False), ("bpokpo sh", False)):
        place = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_BPOKPO_COMPLETE": "zsh_complete"}
        done = subprocess.run(
            [sys.executable, "-c", probe], env={**os.environ, **place}, capture_output=True, text=True, check=True
        )
        assert done.stderr == f"[] {engine}\n"


# Files

TAKE_FILES = [
    (path, option)
    for path, command in commands()
    for option in command.params
    if "FILE" in (option.metavar or "") or option.metavar == "SOURCE"
]


def test_there_are_options_and_arguments_that_take_files() -> None:
    names = {(path, option.name) for path, option in TAKE_FILES}
    assert {("query", "what"), ("source check", "file"), ("validate", "files"), ("validate", "shapes")} <= names
    assert {(path, "output") for path, _ in commands()} | {("import", "metadata"), ("import", "rejects")} <= names
    reading = [path for path, _ in commands() if path != "import"]  # which reads tables, and no graph
    assert {(path, name) for path in reading for name in ("data", "add", "named")} <= names


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
@pytest.mark.parametrize(("path", "option"), [each for each in TAKE_FILES if each[1].name != "named"])
def test_files_are_completed(path: str, option: click.Parameter, shell: str) -> None:
    for name in option.opts if isinstance(option, click.Option) else [""]:
        words = " ".join(filter(None, ("bpokpo", path, name, "zzz")))
        assert told(words, shell) == [("file", "zzz")]


def test_files_of_named_graphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.ttl").touch()
    Path("our folder").mkdir()
    Path("our folder/two.ttl").touch()
    graph = "bpokpo export --named http://e.org/g="
    assert offered(f"{graph}o", "zsh") == ["http://e.org/g=one.ttl", "http://e.org/g=our folder/"]
    assert offered(f"{graph}{tmp_path}/on", "fish") == [f"http://e.org/g={tmp_path}/one.ttl"]
    assert offered(f"{graph}none/", "zsh") == offered(f"{graph}zzz", "zsh") == []


# In bash itself

REPLY = """
compopt() { echo "compopt $1 $2"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_bpokpo_completion bpokpo
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(*words: str) -> list[str]:
    """What bash would put in place of the last of the words, which stand as it splits them."""
    script = bpokpo(_BPOKPO_COMPLETE="bash_source").stdout.decode()
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script + REPLY, "bash", "bpokpo", *words],
        env={**os.environ, "PATH": path, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "replies"),
    [
        (["show", "bpokpo", ":", "direct"], ["direction", "directlyExtends"]),
        (["show", "model", ":"], ["bpo", "kpo"]),
        (["show", "Tension b"], ["Tension\\ between\\ claims"]),
        (["show", '"Tension b'], ["Tension between claims"]),
        (["show", "knowledge\\ process"], ["knowledge\\ process\\ outsourcing\\ \\(KPO\\)"]),
        (["show", '"model:k'], ["model:kpo"]),
        (["query", "skill-gap", "-p", "left", "model", ":", "bpo", "-p", "right", "k"], ["KPO"]),
        (["compare", "--lang", "=", "i"], ["id"]),
        (["validate", "zzz"], ["compopt -o default", ""]),
        (["query", "skill-g"], ["compopt -o default", "skill-gap"]),  # files are for where no name fits
        (["query", "zzz"], ["compopt -o default", ""]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bash_gets_what_can_be_typed(words: list[str], replies: list[str]) -> None:
    assert in_bash(*words) == replies


def test_bash_splits_the_graph_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a b.ttl").touch()
    assert in_bash("export", "--named", "http", ":", "//e.org/g", "=", "a") == ["a\\ b.ttl"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_for_the_shells(shell: str) -> None:
    result = bpokpo(_BPOKPO_COMPLETE=f"{shell}_source")
    assert result.returncode == 0
    assert b"_BPOKPO_COMPLETE" in result.stdout
