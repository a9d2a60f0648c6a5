"""Arguments, sources and outputs that make no sense or are made to harm."""

import os
from collections.abc import Iterator
from pathlib import Path

from hostile_cases import ASK, ESCAPES, NT, Case


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _places()
    yield from _calls()
    yield from _outputs()


def _tree(folder: Path) -> None:
    tree = folder / "tree"
    tree.mkdir()
    (tree / "self").symlink_to(tree)
    os.mkfifo(tree / "pipe.ttl")
    (tree / "zero.ttl").symlink_to("/dev/zero")
    (tree / "gone.ttl").symlink_to("nowhere.ttl")
    (tree / "loop.ttl").symlink_to("loop.ttl")
    (tree / "folder.ttl").mkdir()
    (tree / "a.nt").write_bytes(NT)
    (tree / "package.json").write_text("{")


def _links(folder: Path) -> None:
    (folder / "loop.ttl").symlink_to("loop.ttl")
    (folder / "gone.ttl").symlink_to("nowhere.ttl")
    (folder / "empty").mkdir()
    (folder / "shut.ttl").write_bytes(NT)
    (folder / "shut.ttl").chmod(0)


def _places() -> Iterator[Case]:
    """Sources that are no plain files."""
    for name, source, code, told in (
        ("missing", "no.ttl", 3, r"no\.ttl: there is no such file"),
        ("missing-folder", "no/no.ttl", 3, r"no/no\.ttl: there is no such file"),
        ("below-a-file", "shut.ttl/b.nt", 3, r"shut\.ttl/b\.nt: cannot be read: Not a directory"),
        ("empty-name", "", 2, "the name of a source is empty"),
        ("long-name", "x" * 5000 + ".ttl", 3, "cannot be read: File name too long"),
        ("link-loop", "loop.ttl", 3, r"loop\.ttl: cannot be read: Too many levels"),
        ("link-to-nothing", "gone.ttl", 3, r"gone\.ttl: there is no such file"),
        ("folder-without-rdf", "empty", 3, "empty: no RDF file in this folder"),
        *([("forbidden", "shut.ttl", 3, "you may not read this file")] if os.geteuid() else []),
    ):
        yield Case(f"source-{name}", ("query", "--bare", "-d", source, *ASK), code, told, prepare=_links)
    ask = ("query", "--bare", "--from", "ttl", "-d")
    yield Case("folder-of-traps", ("query", "--bare", "-d", "tree", *ASK), 0, "^true$", prepare=_tree)
    yield Case("endless", (*ask, "/dev/zero", *ASK), 4, "/dev/zero: too big.*--max-size", reads=("/dev",))
    few = (*ask, "/dev/urandom", "--max-size", "1000", *ASK)
    yield Case("endless-with-a-limit", few, 4, "/dev/urandom: too big.*limit: 1,000 bytes")
    yield Case("endless-query", ("query", "/dev/zero"), 4, "/dev/zero: too big", reads=("/dev",))
    yield Case("endless-text", ("source", "check", "/dev/zero"), 4, "/dev/zero: too big", reads=("/dev",))
    yield Case("nothing", (*ask, "/dev/null", *ASK), 0, "^false$")
    yield Case("own-memory", (*ask, "/proc/self/mem", *ASK), 3, "/proc/self/mem: cannot be read: ", reads=("/proc",))
    yield Case("text-is-a-folder", ("source", "check", "."), 3, "the text cannot be read: Is a directory")
    yield Case("text-not-utf8", ("source", "check", "a.txt"), 3, r"a\.txt:1:4: invalid UTF-8", {"a.txt": b"abc\xff"})


def _calls() -> Iterator[Case]:
    """Arguments that make no sense, or are made to harm."""
    yield Case("term-of-escapes", ("show", ESCAPES), 2, r"there is no term “<U\+001B>")
    yield Case("term-not-utf8", ("show", b"\xff\xfe"), 2, r"there is no term “<U\+DCFF>")
    yield Case("term-long", ("show", "x" * 100_000), 2, "there is no term")
    yield Case("term-empty", ("show", ""), 2, "there is no term")
    yield Case("option-of-escapes", ("compare", "BPO", "KPO", "--lang", ESCAPES), 2, r"\\x1b")
    yield Case("command-of-escapes", (ESCAPES,), 2, r"\\x1b")
    yield Case("command-not-utf8", (b"\xff",), 2, "No such command")
    yield Case("many-arguments", ("compare", *["BPO"] * 20_000), 2, "at least two different models")
    yield Case("format-long", ("compare", "BPO", "KPO", "-f", "x" * 100_000), 2, "is not on offer here")
    yield Case("export-unknown-term", ("export", "--term", "\u202e"), 2, r"there is no term “<U\+202E>”")
    for width in ("0", "-5", "1", "x"):
        environment = {"COLUMNS": width, "LC_ALL": "xx_YY.nope"}
        yield Case(f"width-{width}", ("compare", "BPO", "KPO"), 0, "B", environment=environment)
    modules = {f"{name}.py": b"raise SystemExit(99)" for name in ("resource", "pyoxigraph", "rdflib", "json", "rich")}
    call = ("export", "--bare", "-d", "a.ttl", "--canonical")
    yield Case("modules-in-the-folder", call, 0, "http://e/p", {**modules, "a.ttl": b"[] <http://e/p> 1 ."})


def _link_loop(folder: Path) -> None:
    (folder / "loop.json").symlink_to("loop.json")


def _outputs() -> Iterator[Case]:
    """Places that cannot be written."""
    compare = ("compare", "BPO", "KPO", "-f", "json", "-o")
    for name, target, told in (
        ("folder", ".", "it is a directory"),
        ("nothing", "", "it is a directory"),
        ("no-folder", "no/such/c.json", "the folder no/such does not exist"),
        ("below-a-file", "a.nt/c.json", "the folder a.nt does not exist"),
        ("long", "x" * 300 + ".json", "longer than the file system allows"),
        ("proc", "/proc/c.json", "/proc/c.json: not written, you may not write there"),
        ("sys", "/sys/c.json", "/sys/c.json: not written, you may not write there"),
        ("full", "/dev/full", "the disk is full"),
        ("loop", "loop.json", "Too many levels"),
    ):
        reads = ("/proc", "/sys", "/dev/full")
        yield Case(f"output-{name}", (*compare, target), 6, told, {"a.nt": NT}, prepare=_link_loop, reads=reads)
    yield Case("output-long-but-legal", (*compare, "x" * 250 + ".json"), 0, "")
    yield Case("output-not-utf8", (*compare, b"\xff.json"), 0, "")
    yield Case("output-unknown-format", ("compare", "BPO", "KPO", "-o", "a.\x1b[2J"), 2, r"<U\+001B>")
