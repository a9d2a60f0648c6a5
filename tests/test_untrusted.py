"""`--untrusted` and `--timeout` as users call them: the same answers, and one sentence for all that is stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bpokpo_graph import Dataset, errors
from bpokpo_graph.cli.options import Opened, data_options, output_options, pour
from bpokpo_graph.limits import Limits

# An absolute import, since each test module is imported by its file.
from commandline import answer, bpokpo, complaint, outcome
from test_cli import SLOW
from workers import MIB, gone, interrupted, running, sent

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # the test runner has threads
]
UNTRUSTED = ("--untrusted", "--timeout", "50")  # where other work may take most of the processor


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "skill-gap"],
        ["query", "requires", "-f", "jsonld"],
        ["compare", "BPO", "KPO", "--lang", "id"],
        ["show", "KPO", "-f", "json"],
        ["export", "--term", "BPO", "--infer", "owlrl"],
        ["export", "--canonical"],
    ],
    ids=" ".join,
)
def test_it_changes_no_answer(arguments: list[str]) -> None:
    assert answer(*arguments, *UNTRUSTED) == answer(*arguments)


def test_validate_tells_the_same(tmp_path: Path) -> None:
    example = str(Path(__file__).parent.parent / "docs" / "my-ito.ttl")
    out = tmp_path / "report.json"
    known = bpokpo("validate", example, "--fail-on", "warning", "-f", "json")
    found = bpokpo("validate", example, "--fail-on", "warning", "-o", str(out), *UNTRUSTED)
    assert (found.returncode, out.read_bytes(), found.stderr) == (1, known.stdout, known.stderr)


def test_standard_input_is_an_input() -> None:
    data = b"<http://e.org/s> <http://e.org/p> 1 ."
    assert (
        bpokpo("query", "--untrusted", "-d", "-", "-q", "ASK { ?s <http://e.org/p> 1 }", stdin=data).stdout == b"true\n"
    )
    assert bpokpo("query", "--untrusted", "-", stdin=b"ASK {}").stdout == b"true\n"


def test_errors_are_the_same_sentences(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<http://e.org/s> <http://e.org/p> ")
    for code, *arguments in (
        (3, "compare", "BPO", "KPO", "-a", str(bad)),
        (2, "compare", "BPO", "XYZ"),
        (2, "compare", "BPO", "KPO", "--named", "nonsense"),
        (5, "query", "-q", "SELECT * { SERVICE <http://e.org/sparql> { ?s ?p ?o } }"),
        (4, "query", "-q", "ASK " + "{" * 200 + "}" * 200),
        (6, "query", "skill-gap", "-o", "/no/such/folder/a.csv"),
    ):
        words = [str(word) for word in arguments]
        assert complaint(bpokpo(*words, *UNTRUSTED), int(str(code))) == complaint(bpokpo(*words), int(str(code)))


BOMBS = {
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "text": "SELECT (GROUP_CONCAT(?x) AS ?t) { ?a ?b ?c . ?d ?e ?f BIND ( STR(?b) AS ?x ) }",
    "distinct": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_query_that_needs_too_much_memory(name: str) -> None:
    result = bpokpo("query", *UNTRUSTED, "--max-memory", "64", "-q", BOMBS[name], "-f", "srj")
    assert "(limit: 64 MiB; --max-memory changes it)" in complaint(result, 4)


def test_a_file_that_needs_too_much_memory(tmp_path: Path) -> None:
    big = tmp_path / "big.ttl"
    big.write_bytes(b'<http://e.org/s> <http://e.org/p> "' + b"x" * 240 * MIB + b'" .')
    result = bpokpo("query", "--untrusted", "-d", str(big), "-q", "ASK { ?s ?p 1 }", "--timeout", "50")
    assert "(limit: 512 MiB; --max-memory changes it)" in complaint(result, 4)


def test_a_file_that_is_too_big(tmp_path: Path) -> None:
    for command in (["compare", "BPO", "KPO", "-a"], ["validate", "-s"]):
        with (tmp_path / "big.ttl").open("wb") as file:
            file.truncate(256 * MIB + 1)  # on disk it takes no place
        message = complaint(bpokpo(*command, str(tmp_path / "big.ttl"), *UNTRUSTED), 4)
        assert "268,435,456 bytes; --max-size" in message


def test_a_query_without_end() -> None:
    start = time.monotonic()
    assert "limit: 1 s; --timeout" in complaint(bpokpo("query", "--untrusted", "-q", SLOW, "--timeout", "1"), 4)
    assert time.monotonic() - start < 30


@pytest.fixture
def endless(tmp_path: Path) -> tuple[str, ...]:
    """Python's regular expressions backtrack, and hold the lock of the interpreter meanwhile."""
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e.org/Shape> a sh:NodeShape ; sh:targetNode <http://e.org/s>"
        ' ; sh:property [ sh:path <http://e.org/p> ; sh:pattern "^(a+)+$" ] .'
    )
    data.write_text(f'<http://e.org/s> <http://e.org/p> "{"a" * 60}b" .')
    return "validate", "--bare", "-s", str(shapes), str(data)


@pytest.mark.parametrize("more", [(), ("--untrusted",)], ids=" ".join)
def test_shapes_that_would_hang(endless: tuple[str, ...], more: tuple[str, ...]) -> None:
    start = time.monotonic()
    assert "limit: 2 s; --timeout" in complaint(bpokpo(*endless, *more, "--timeout", "2"), 4)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("more", [(), ("--timeout", "50"), UNTRUSTED], ids=" ".join)
def test_ctrl_c_ends_what_holds_the_interpreter(endless: tuple[str, ...], more: tuple[str, ...]) -> None:
    process, worker = running(*endless, *more)
    with process:
        time.sleep(3)  # until the shapes run
        assert interrupted(process) < 1
    assert gone(worker)


@pytest.mark.parametrize("cause", [signal.SIGKILL, signal.SIGTERM])
def test_what_holds_the_interpreter_does_not_outlive_us(endless: tuple[str, ...], cause: signal.Signals) -> None:
    process, worker = running(*endless)
    with process:
        process.send_signal(cause)
        process.wait(timeout=10)
    assert gone(worker)


@pytest.mark.parametrize("error", [errors.PolicyError("no"), MemoryError()], ids=["policy", "memory"])
def test_refusals_are_not_blamed_on_the_shapes(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyshacl

    from bpokpo_graph import Dataset, validate

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pyshacl, "validate", refuse)
    with pytest.raises(type(error)):
        validate(dataset=Dataset.open(bare=True))


def test_what_only_the_command_line_names_is_read(tmp_path: Path) -> None:
    folder, outside = tmp_path / "data", tmp_path / "secret.ttl"
    folder.mkdir()
    outside.write_text("<http://e.org/s> <http://e.org/p> 1 .")
    (folder / "link.ttl").symlink_to(outside)
    asked = ["query", "-q", "ASK { <http://e.org/s> ?p 1 }", *UNTRUSTED]
    assert str(folder / "link.ttl") in complaint(bpokpo(*asked, "-a", str(folder)), 5)
    assert answer(*asked, "-a", str(folder / "link.ttl")) == "true\n"
    assert answer(*asked, "--named", f"http://e.org/g={outside}") == "true\n"


def test_what_the_command_line_names_otherwise_is_not_read(tmp_path: Path) -> None:
    """The text of a query may be a stranger's, and the old file is about to be replaced."""

    @click.command()
    @data_options
    @click.option("-q", "--query", metavar="TEXT")
    @output_options(("nt",))
    def reading(output: str, **_: object) -> None:
        pour([b"new, not ", Path(output).read_bytes()], output)

    (tmp_path / "old").write_text("old")
    for text in (str(tmp_path), f"ASK {{}} #={tmp_path}", "ASK {}"):
        result = CliRunner().invoke(reading, ["-q", text, "-o", str(tmp_path / "old"), "--untrusted"])
        assert isinstance(result.exception, errors.PolicyError)
    read = CliRunner().invoke(reading, ["-d", str(tmp_path), "-o", str(tmp_path / "old"), "--untrusted"])
    assert (read.exception, (tmp_path / "old").read_text()) == (None, "new, not old")


@pytest.mark.parametrize("call", [["query", "skill-gap"], ["compare", "BPO", "KPO"], ["export"]], ids=" ".join)
def test_workbooks_need_no_temporary_file(call: list[str], tmp_path: Path) -> None:
    for name, more in (("a.xlsx", ()), ("b.xlsx", UNTRUSTED)):
        done = bpokpo(*call, "-o", str(tmp_path / name), *more)
        assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_parquet_needs_no_temporary_file(tmp_path: Path) -> None:
    assert bpokpo("query", "skill-gap", *UNTRUSTED, "-o", str(tmp_path / "a.parquet")).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]


@pytest.mark.parametrize("seconds", ["2147484", "9000000000"])
def test_a_time_limit_of_years(seconds: str) -> None:
    """The system waits 2,147,483,647 milliseconds at most."""
    for more in ((), ("--untrusted",)):
        assert answer("query", "-q", "ASK {}", "--timeout", seconds, *more) == "true\n"


def test_options_that_do_not_fit() -> None:
    assert "--untrusted" in complaint(bpokpo("query", "skill-gap", "--max-memory", "64"), 2)
    assert "--max-memory" in complaint(bpokpo("query", "skill-gap", "--untrusted", "--max-memory", "0"), 2)
    assert "--timeout" in complaint(bpokpo("compare", "BPO", "KPO", "--timeout", "0"), 2)


def test_where_no_process_can_be_forked(monkeypatch: pytest.MonkeyPatch, endless: tuple[str, ...]) -> None:
    monkeypatch.delattr(os, "fork")
    assert outcome("query", "-q", "ASK {}") == (0, "true\n")
    code, message = outcome("query", "-q", "ASK {}", "--timeout", "5")
    assert (code, "--timeout needs a system that can fork" in message) == (2, True)
    Path(endless[-1]).write_text('<http://e.org/s> <http://e.org/p> "aaa" .')
    assert outcome(*endless)[0] == 0  # in a thread


def test_elsewhere_than_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(errors.UsageError, match="needs Linux"):
        sent(lambda send: send("a", b""))


def test_our_own_queries_are_not_limited() -> None:
    for command in (["compare", "BPO", "KPO"], ["show", "KPO"], ["query", "skill-gap"]):
        assert answer(*command, "--max-depth", "9") == answer(*command)
    foreign = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1"
    assert "2 parts; --max-parts" in complaint(bpokpo("query", "-q", foreign, "--max-parts", "2"), 4)
    assert "depth 1; --max-depth" in complaint(bpokpo("query", "-q", "ASK { { } }", "--max-depth", "1"), 4)
    many = "ASK { FILTER(" + "1 + " * 510 + "1 = 511) }"
    assert "--max-parts" in complaint(bpokpo("query", "-q", many), 4)
    assert answer("query", "-q", many, "--max-parts", "2000") == "true\n"


@click.command()
@click.option("-o", "--output")
@click.option("--how")
@data_options
def half(opened: Opened, output: str, how: str) -> None:
    """Write the first half of a document, then end badly."""

    def chunks() -> Iterator[bytes]:
        yield b"half of it"
        time.sleep(0.2)
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "late":
            time.sleep(20)
        raise errors.InputError("broken")

    opened.note("begins")
    pour(chunks(), output)


@pytest.mark.parametrize(
    ("how", "more", "kind"),
    [
        ("killed", ["--untrusted"], errors.LimitError),
        ("late", ["--untrusted", "--timeout", "1"], errors.LimitError),
        ("late", ["--timeout", "1"], errors.LimitError),
        ("broken", ["--untrusted"], errors.InputError),
        ("broken", [], errors.InputError),
    ],
)
def test_half_a_document_is_none(how: str, more: list[str], kind: type[Exception], tmp_path: Path) -> None:
    out = tmp_path / "out.ttl"
    out.write_text("old")
    result = CliRunner().invoke(half, ["-o", str(out), "--how", how, *more])
    assert type(result.exception) is kind
    assert result.output == "bpokpo: begins\n"
    assert (out.read_text(), list(tmp_path.iterdir())) == ("old", [out])


def test_tables_of_strangers_reach_their_folder_and_their_file(tmp_path: Path) -> None:
    plain, confined = tmp_path / "plain", tmp_path / "confined"
    for place, more in ((plain, ()), (confined, ("--untrusted",))):
        done = bpokpo("export", "-f", "csv", "-o", str(place), *more)
        assert done.returncode == 0, done.stderr
        done = bpokpo("export", "--table", "values", "-o", str(place / "one.csv"), *more)
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in plain.iterdir())
    assert {"claims.csv", "csv-metadata.json", "one.csv", "one.csv-metadata.json"} <= set(names)
    assert sorted(path.name for path in confined.iterdir()) == names
    for name in names:
        assert (plain / name).read_bytes() == (confined / name).read_bytes(), name


@pytest.fixture
def alike(tmp_path: Path) -> tuple[str, ...]:
    """Blank nodes that cannot be told apart in any time."""
    file = tmp_path / "clique.nt"
    file.write_text("".join(f"_:n{a} <http://e.org/p> _:n{b} .\n" for a in range(24) for b in range(24) if a != b))
    return "export", "--bare", "-d", str(file)


@pytest.mark.parametrize("more", [("-f", "nt"), ("--canonical",), ("-f", "nt", "--untrusted")], ids=" ".join)
def test_one_clock_one_message(alike: tuple[str, ...], more: tuple[str, ...]) -> None:
    """That of the blank nodes runs only where there is no other, so both never race."""
    message = complaint(bpokpo(*alike, *more, "--timeout", "1.5"), 4)
    assert message == "bpokpo: this takes too long: ask for less (limit: 1.5 s; --timeout changes it)\n"


@click.command()
@data_options
def patience(opened: Opened) -> None:
    """Say how long blank nodes may take."""
    pour([str(opened.limits.seconds).encode()], None)


def test_the_clock_of_blank_nodes_gives_way(alike: tuple[str, ...]) -> None:
    for more, seconds in (([], "10"), (["--timeout", "50"], "None"), (["--untrusted"], "None")):
        assert CliRunner().invoke(patience, more).output == seconds
    data = Dataset.open(alike[-1], bare=True, limits=Limits(seconds=0.01))
    with pytest.raises(errors.LimitError, match=r"limit: 0\.01 s; --timeout"):
        data.serialize("CONSTRUCT WHERE { ?s ?p ?o }", "nt")


@pytest.mark.parametrize("cause", [signal.SIGINT, signal.SIGKILL])
def test_the_process_of_canonical_lines_does_not_outlive_us(alike: tuple[str, ...], cause: signal.Signals) -> None:
    process, worker = running(*alike, "--canonical")
    with process:
        time.sleep(1)  # until it works
        if cause == signal.SIGINT:
            assert interrupted(process) < 1
        else:
            process.kill()
    assert gone(worker)


@pytest.mark.parametrize("more", [(), ("--timeout", "1"), UNTRUSTED], ids=" ".join)
def test_a_pipe_is_written_when_somebody_reads(more: tuple[str, ...], tmp_path: Path) -> None:
    """However late: the time limit is for the work. Ctrl-C ends the waiting."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "bpokpo_graph", "query", "skill-gap", "-o", str(pipe), *more]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        time.sleep(2.5)
        assert pipe.read_bytes() == bpokpo("query", "skill-gap", "-f", "csv").stdout
        assert process.wait(timeout=10) == 0
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        time.sleep(2)
        assert interrupted(process) < 1
