import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bpokpo_graph import Dataset
from bpokpo_graph.errors import BpokpoError, InputError, LimitError, PolicyError, UsageError
from bpokpo_graph.limits import UNTRUSTED, Limits
from bpokpo_graph.parsing import Source, parse, parse_apart, sources

RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
NT = b"<http://e/a> <http://e/p> <http://e/b> .\n"
DEEP = 50_000
SMALL = Limits(size=100)


def count(path: Path) -> int:
    return len([quad for source in sources(path) for quad in parse(source)])


@pytest.mark.parametrize(
    ("name", "content", "statements"),
    [
        ("a.ttl", NT, 1),
        ("a.ttl", b"", 0),
        ("a.ttl", b"\xef\xbb\xbf" + NT, 1),
        ("a.ttl", b"\xef\xbb\xbf", 0),
        ("A.TTL", NT, 1),
        ("a.nt", b"\xef\xbb\xbf" + NT, 1),
        ("a.nq", b"<http://e/a> <http://e/p> 'x' <http://e/g> .".replace(b"'", b'"'), 1),
        ("a.trig", b"<http://e/g> { " + NT + b" }", 1),
        ("a.jsonld", b'\xef\xbb\xbf{"@id": "http://e/a", "http://e/p": [1, 2]}', 2),
        ("a.json", b'{"@context": {"p": "http://e/p"}, "p": 1}', 1),
        ("a.json", b'{"@context": {"@base": "http://e/", "p": "http://e/p"}, "@id": "a", "p": 1}', 1),
        ("a.rdf", b"\xef\xbb\xbf" + RDF + b"<e:A/></rdf:RDF>", 1),
        ("a.owl", b'<?xml version="1.0" encoding="utf-8"?>' + RDF + b"<e:A/></rdf:RDF>", 1),
        ("a.xml", RDF + b"<e:A><e:p>DOCTYPE html</e:p></e:A></rdf:RDF>", 2),
        ("a.ttl.gz", gzip.compress(NT, mtime=0), 1),
        ("a.nt.gz", gzip.compress(NT, mtime=0) + gzip.compress(NT.replace(b"/b", b"/c"), mtime=0), 2),
        ("a.ttl", b"<http://e/a> <http://e/p> '" + b"x" * 3_000_000 + b"' .", 1),
        (
            "a.ttl",
            b"<http://e/a> <http://e/p> '''" + b"[(" * 5_000 + b"''', \"[[\\\"((\" . # " + b"(" * 500,
            2,
        ),
        ("a.ttl", b"@prefix e: <http://e/((((> . e:a e:p\\( e:" + b"\\(" * 500 + b" .", 1),
        ("a.ttl", b"<http://e/a> <http://e/p> [ <http://e/p> ( 1 ) ] .\n" * 500, 2000),
        ("a.ttl", b"<http://e/a> <http://e/p> " + b"[ <http://e/p> " * 127 + b"1" + b"]" * 127 + b".", 128),
        ("a.jsonld", b'[{"http://e/p": "' + b"[{" * 500 + b'"}]', 1),
    ],
)
def test_what_can_be_read(tmp_path: Path, name: str, content: bytes, statements: int) -> None:
    (tmp_path / name).write_bytes(content)
    assert count(tmp_path / name) == statements


HOSTILE: list[tuple[str, bytes, type[BpokpoError], str]] = [
    # cut short
    ("a.ttl", b"<http://e/a> <http://e/p> 1,\n", InputError, r"a\.ttl:2:1: the file ends in the middle"),
    ("a.nt", NT + b"<http://e/a", InputError, r"a\.nt:2:1: the file ends in the middle"),
    ("a.jsonld", b'{"http://e/p":\n', InputError, r"a\.jsonld:2:1: the file ends in the middle"),
    ("a.rdf", RDF + b"\n<e:A>", InputError, r"a\.rdf:2:6: no well-formed XML: no element found"),
    (
        "a.rdf",
        RDF + b"\n<e:A></e:B></rdf:RDF>",
        InputError,
        r"a\.rdf:2:8: no well-formed XML: mismatched tag",
    ),
    # something else than its name says
    ("a.ttl", b"<!DOCTYPE html>\n<html></html>", InputError, "a.ttl:1:1: this is an HTML page, not Turtle"),
    ("a.ttl", b"\n <HTML lang='en'>", InputError, "this is an HTML page, not Turtle"),
    ("a.rdf", b"<!doctype HTML><html/>", InputError, "this is an HTML page, not RDF/XML"),
    ("a.jsonld", b"<html><body>404</body></html>", InputError, "this is an HTML page, not JSON-LD"),
    ("a.ttl", b'{"@id": "http://e/a"}', InputError, "a.ttl:1:1: .*looks like JSON-LD: try --from jsonld"),
    (
        "a.ttl",
        b"<?xml version='1.0'?>" + RDF,
        InputError,
        "a.ttl:1:1: .*looks like RDF/XML: try --from rdfxml",
    ),
    ("a.txt", NT, InputError, r"a\.txt: unknown extension: known are \.ttl .*\.rdf .*--from"),
    ("a", NT, InputError, "unknown extension"),
    # bytes
    (
        "a.ttl",
        NT + "<http://e/é> <http://e/p> '".encode() + b"\xff' .",
        InputError,
        r"a\.ttl:2:28: invalid UTF-8 .*0xFF",
    ),
    ("a.nt", NT + b'<http://e/a> <http://e/p> "\xff" .', InputError, r"a\.nt:2:28: invalid UTF-8"),
    ("a.jsonld", b'{"a": 1,\n "http://e/p": "\xff"}', InputError, r"a\.jsonld:2:17: invalid UTF-8"),
    ("a.rdf", RDF + b"\n<e:A><e:p>\xff</e:p></e:A></rdf:RDF>", InputError, r"a\.rdf:2:11: invalid UTF-8"),
    ("a.ttl", NT + b"<http://e/a> <http://e/p> '\0' .", InputError, r"a\.ttl:2:28: a NUL byte"),
    ("a.ttl", NT.decode().encode("utf-16"), InputError, "this file is in UTF-16"),
    ("a.jsonld", b"{}".decode().encode("utf-16-le"), InputError, r"a\.jsonld:1:2: a NUL byte"),
    ("a.rdf", (RDF + b"</rdf:RDF>").decode().encode("utf-16"), InputError, "this file is in UTF-16"),
    (
        "a.rdf",
        b"<?xml version='1.0' encoding='latin-1'?>" + RDF + b"</rdf:RDF>",
        InputError,
        "encoding latin-1 is not",
    ),
    # IRIs
    (
        "a.ttl",
        NT + b"<http://e/a b> <http://e/p> 1 .",
        InputError,
        r"a\.ttl:2:1: the IRI <http://e/a b> contains a space",
    ),
    (
        "a.ttl",
        b"<http://e/a> <http://e/p> <b> .",
        InputError,
        r"a\.ttl:1:27: the IRI <b> is relative.*--base",
    ),
    (
        "a.rdf",
        RDF + b"\n<e:A rdf:about='b'/></rdf:RDF>",
        InputError,
        r"a\.rdf:2: the IRI <b> is relative.*--base",
    ),
    ("a.jsonld", b'{"@id": "b", "http://e/p": 1}', InputError, r"a\.jsonld: the IRI <b> is relative.*--base"),
    (
        "a.jsonld",
        b'{"http://e/p": {"@id": "c/d"}}',
        InputError,
        r"a\.jsonld: the IRI <c/d> is relative.*--base",
    ),
    ("a.ttl", b"x:a <http://e/p> 1 .", InputError, r"a\.ttl:1:1: The prefix x: has not been declared"),
    (
        "a.ttl",
        b"skos:a <http://e/p> 1 .",
        InputError,
        "add “@prefix skos: <http://www.w3.org/2004/02/skos/core#>",
    ),
    # packed
    ("a.ttl.gz", NT, InputError, r"a\.ttl\.gz: no valid gzip file"),
    ("a.ttl.gz", gzip.compress(NT, mtime=0)[:-12], InputError, r"a\.ttl\.gz: the gzip file is cut short"),
    ("a.ttl.gz", gzip.compress(gzip.compress(NT, mtime=0), mtime=0), InputError, "a NUL byte"),
    # nesting
    (
        "a.ttl",
        NT + b"<http://e/a> <http://e/p> " + b"[ <http://e/p> " * DEEP,
        LimitError,
        r"a\.ttl:2:1947: nested",
    ),
    ("a.ttl", b"<http://e/a> <http://e/p> " + b"(" * DEEP, LimitError, r"a\.ttl:1:155: nested too deeply"),
    (
        "a.ttl",
        b"<http://e/a> <http://e/p> " + b"<<( <http://e/a> <http://e/p> " * DEEP,
        LimitError,
        "--max-depth",
    ),
    (
        "a.ttl",
        b"<http://e/a> <http://e/p> " + b"<<<http://e/a> <http://e/p> " * DEEP,
        LimitError,
        "depth 128",
    ),
    (
        "a.nt",
        b"<http://e/a> <http://e/p> " + b"<<(<http://e/a> <http://e/p> " * DEEP,
        LimitError,
        "depth 128",
    ),
    (
        "a.nq",
        b"<http://e/a> <http://e/p> " + b"<<( <http://e/a> <http://e/p> " * DEEP,
        LimitError,
        "depth 128",
    ),
    ("a.trig", b"{" * DEEP, LimitError, r"a\.trig:1:129: "),
    (
        "a.ttl",
        b"""<http://e/a> <http://e/p> ")", '''" ''', """ + b"(" * DEEP,
        LimitError,
        "nested too deeply",
    ),
    ("a.ttl", b"<http://e/a> <http://e/p> e:\\'" + b"(" * DEEP, LimitError, "nested too deeply"),
    (
        "a.jsonld",
        b'{"http://e/p":' * DEEP + b"1" + b"}" * DEEP,
        LimitError,
        r"a\.jsonld:1:1793: nested too deeply",
    ),
    ("a.jsonld", b'{"@graph":' * DEEP + b"1" + b"}" * DEEP, LimitError, "nested too deeply"),
    ("a.jsonld", b'{"\\"}": "]", "http://e/p":' * DEEP, LimitError, "nested too deeply"),
    ("a.jsonld", b"[" * DEEP, LimitError, r"a\.jsonld:1:129: "),
    ("a.rdf", RDF + b"<e:A><e:p>" * DEEP, LimitError, r"a\.rdf:1:\d+: nested too deeply"),
    # what would reach outside
    (
        "a.rdf",
        b"<!DOCTYPE r [<!ENTITY a 'a'>]>" + RDF + b"</rdf:RDF>",
        PolicyError,
        r"a\.rdf:1:1\d?: DOCTYPE and ENTITY",
    ),
    (
        "a.rdf",
        b"<!-- x -->\n<!DOCTYPE r SYSTEM 'file:///x'>" + RDF + b"</rdf:RDF>",
        PolicyError,
        r"a\.rdf:2:\d+: DOCTYPE",
    ),
    (
        "a.jsonld",
        b'{"@context": "http://e/c", "p": 1}',
        PolicyError,
        "the context “http://e/c” is somewhere else",
    ),
    ("a.jsonld", b'{"@context": "c.json", "p": 1}', PolicyError, "the context “c.json”"),
    ("a.jsonld", b'{"@context": [{}, "file:///c"], "p": 1}', PolicyError, "the context “file:///c”"),
    ("a.jsonld", b'[{"http://e/p": {"@context": "c"}}]', PolicyError, "the context “c”"),
    (
        "a.jsonld",
        b'{"@context": {"p": {"@id": "http://e/p", "@context": ["c"]}}}',
        PolicyError,
        "the context “c”",
    ),
    ("a.jsonld", b'{"@context": {"@import": "http://e/c"}}', PolicyError, "the context “http://e/c”"),
    ("a.jsonld", b'{"\\u0040context": "http://e/c"}', PolicyError, "the context “http://e/c”"),
    ("a.jsonld", b'{"@context": "http://e/c", "@context": {}}', PolicyError, "the context “http://e/c”"),
]


@pytest.mark.parametrize(
    ("name", "content", "kind", "message"), HOSTILE, ids=[f"{i}-{row[0]}" for i, row in enumerate(HOSTILE)]
)
def test_what_cannot(tmp_path: Path, name: str, content: bytes, kind: type[BpokpoError], message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=message) as caught:
        count(tmp_path / name)
    assert caught.value.exit_code == {InputError: 3, LimitError: 4, PolicyError: 5}[kind]
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("utf-16-le", "a NUL byte"), ("utf-16-be", "a NUL byte"), ("utf-32", "UTF-16|NUL")],
)
def test_a_doctype_hides_in_no_encoding(tmp_path: Path, encoding: str, message: str) -> None:
    text = "<!DOCTYPE r [<!ENTITY a 'aaaa'>]>" + RDF.decode() + "</rdf:RDF>"
    (tmp_path / "a.rdf").write_bytes(text.encode(encoding))
    with pytest.raises(InputError, match=message):
        count(tmp_path / "a.rdf")


@pytest.mark.parametrize("encoding", ["utf-7", "ebcdic-cp-us", "x-unknown"])
def test_other_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    head = f"<?xml version='1.0' encoding='{encoding}'?>".encode()
    (tmp_path / "a.rdf").write_bytes(head + RDF + b"</rdf:RDF>")
    with pytest.raises(InputError, match="encoding"):
        count(tmp_path / "a.rdf")


def test_relative_iris_are_fine_with_a_base(tmp_path: Path) -> None:
    contents = {
        "a.ttl": b"<a> <p> <b> .",
        "a.rdf": RDF + b"<e:A rdf:about='a'/></rdf:RDF>",
        "a.jsonld": b'{"@id": "a", "http://e/p": 1}',
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        (source,) = sources(tmp_path / name, base="http://b/")
        assert [str(quad.subject) for quad in parse(source)] == ["<http://b/a>"]


def test_more_folders_within_one_another_than_python_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1_500):
        os.mkdir("d")  # noqa: PTH102 - as paths they would be longer than the system takes
        os.chdir("d")
    Path("a.ttl").touch()
    with pytest.raises(InputError, match="there are too many folders within one another: name the one that holds"):
        sources(tmp_path)
    assert [source.name for source in sources(".")] == ["a.ttl"]
    monkeypatch.undo()
    subprocess.run(["rm", "-r", tmp_path / "d"], check=True)


def test_one_source_is_no_list_of_sources(tmp_path: Path) -> None:
    for one in ("a.ttl", tmp_path):
        with pytest.raises(UsageError, match=r"add is a list of sources: write add=\["):
            Dataset.open(add=one)  # type: ignore[arg-type]  # on purpose


def test_a_file_that_is_not_there_or_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no.ttl", "no-folder"):
        with pytest.raises(InputError, match=f"{name}: there is no such file or folder"):
            count(tmp_path / name)

    def forbidden(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")  # root may read anything

    (tmp_path / "a.ttl").touch()
    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(InputError, match=r"a\.ttl: you may not read this file"):
        count(tmp_path / "a.ttl")


def test_a_folder_is_all_its_rdf_files(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.nt.gz", "deep/c.jsonld", "readme.txt", "package.json", "pom.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = sources(tmp_path)
    assert [(source.path and source.path.name, source.format) for source in found] == [
        ("a.nt.gz", "ntriples"),
        ("b.ttl", "turtle"),
        ("c.jsonld", "jsonld"),
    ]


def test_a_folder_without_rdf(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").touch()
    with pytest.raises(InputError, match=r"no RDF file in this folder: .*\.ttl"):
        sources(tmp_path)


@pytest.mark.parametrize(
    ("alias", "format_"),
    [
        *[
            ("turtle", "turtle"),
            ("ttl", "turtle"),
            ("TTL", "turtle"),
            ("ntriples", "ntriples"),
            ("nt", "ntriples"),
        ],
        *[
            ("nquads", "nquads"),
            ("nq", "nquads"),
            ("trig", "trig"),
            ("jsonld", "jsonld"),
            ("json-ld", "jsonld"),
        ],
        *[("rdfxml", "rdfxml"), ("xml", "rdfxml"), ("rdf", "rdfxml"), ("owl", "rdfxml")],
    ],
)
def test_from_has_aliases(alias: str, format_: str) -> None:
    (source,) = sources("data.txt", format=alias)
    assert source.format == format_


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "csv"}, "unknown format “csv”: use one of turtle, .*json-ld"),
        ({"base": "relative"}, "the base must be an absolute IRI"),
        ({"graph": "http://a b"}, "the graph name must be an absolute IRI"),
    ],
)
def test_wrong_options(options: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        sources("a.ttl", **options)  # type: ignore[arg-type]  # a table of keywords


def test_standard_input_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NT)))
    (source,) = sources("-")
    assert len(list(parse(source))) == len(list(parse(source))) == 1
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"oops")))
    (source,) = sources("-", format="nt")
    with pytest.raises(InputError, match=r"^<stdin>:1:1: "):
        list(parse(source))


@pytest.mark.parametrize("data", [b"#" * 101, gzip.compress(b"#" * 101, mtime=0)])
def test_a_size_limit_holds_packed_or_not(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.ttl").write_bytes(data)
    (source,) = sources(tmp_path / "a.ttl", limits=SMALL)
    with pytest.raises(LimitError, match=r"a\.ttl.*: too big.*limit: 100 bytes; --max-size"):
        list(parse(source))
    assert UNTRUSTED.size == 256 * 2**20


def test_a_gzip_bomb_is_stopped_without_a_limit(tmp_path: Path) -> None:
    bomb = b"".join([gzip.compress(b"#" * 2**24, mtime=0)] * 17)  # 272 MiB out of 280 KiB
    (tmp_path / "a.ttl.gz").write_bytes(bomb)
    with pytest.raises(LimitError, match=r"a\.ttl\.gz, unpacked: too big"):
        count(tmp_path / "a.ttl.gz")


def test_spelling_is_kept_and_blank_nodes_can_be_kept_apart() -> None:
    source = Source("x", "turtle", data=b"_:b <http://e/p> 01, 1.50, 'x'@id-ID .")
    quads = list(parse(source))
    assert [str(quad.object).partition("^^")[0] for quad in quads] == [
        '"01"',
        '"1.50"',
        '"x"@id-id',  # pyoxigraph lower-cases language tags even here
    ]
    assert {str(quad.subject) for quad in quads} == {"_:b"}
    assert {str(quad.subject) for quad in parse_apart(source)} != {"_:b"}
