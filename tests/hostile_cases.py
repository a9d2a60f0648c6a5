"""Broken and hostile input of every kind, with the exit code and the words that each must end with.

In contents and arguments, @WEB@ stands for a web address that is listened to, @DIR@ for the folder the command runs
in; beside that folder lies `secret.ttl`, which nothing may read.
"""

import gzip
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
END = b"</rdf:RDF>"
NT = b"<http://e/a> <http://e/p> <http://e/b> .\n"
SP = b"<http://e/a> <http://e/p> "
SH = b"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
SHAPE = SH + b"e:S a sh:NodeShape ; sh:targetNode e:a "
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DEEP = 20_000
ASK = ("-q", "ASK { ?s ?p ?o }")
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\u200b\x08\x7f\u2028"


@dataclass(frozen=True, slots=True)
class Case:
    """A call in a folder with these files, how it must end, and a pattern of what it must say.

    The pattern is looked for in the message where the code is 2 or more, else in the answer. `reads` are further paths
    that it may open; `prepare` makes what is no plain file.
    """

    id: str
    arguments: tuple[str | bytes, ...]
    code: int
    told: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    stdin: bytes = b""
    prepare: Callable[[Path], None] | None = None
    reads: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    lines: int = 1


def data(id_: str, name: str, content: bytes, code: int, told: str = "^true\n$", *more: str) -> Case:
    """Data that is only read."""
    return Case(id_, ("query", "--bare", "-d", name, *more, *ASK), code, told, {name: content})


def query(id_: str, text: str, code: int, told: str, *more: str) -> Case:
    """A query on little data."""
    return Case(id_, ("query", "--bare", "-d", "a.nt", *more, "-q", text), code, told, {"a.nt": NT})


def shapes(id_: str, content: bytes, code: int, told: str, *more: str, about: bytes = NT) -> Case:
    """Shapes for little data."""
    files = {"s.ttl": content, "a.nt": about}
    return Case(id_, ("validate", "--bare", "-d", "a.nt", "-s", "s.ttl", "-q", *more), code, told, files)


def nested(before: bytes, opening: bytes, middle: bytes, closing: bytes, depth: int, after: bytes = b"") -> bytes:
    """Brackets in one another."""
    return before + opening * depth + middle + closing * depth + after


def _nesting() -> Iterator[Case]:
    """Every bracket of every format: at the limit of 128, just above, and far above."""
    ends = b" ."
    # The last is how many of them make 128 levels; <<( counts as two brackets.
    turtle: dict[str, tuple[bytes, bytes, bytes, bytes, int]] = {
        "square": (SP, b"[ <http://e/p> ", b"1", b" ]", 128),
        "round": (SP, b"( ", b"1", b" )", 128),
        "both": (SP, b"[ <http://e/p> ( ", b"1", b" ) ]", 64),
        "triple-term": (SP, b"<<( <http://e/a> <http://e/p> ", b"1", b" )>>", 64),
        "reified": (SP, b"<< <http://e/a> <http://e/p> ", b"1", b" >>", 128),
        "annotation": (SP + b"1 ", b"{| <http://e/p> 1 ", b"", b" |}", 128),
    }
    for name, (before, opening, middle, closing, full) in turtle.items():
        for format_, depth in (("ttl", DEEP), ("trig", full + 1)):
            fits, above = (nested(before, opening, middle, closing, many, ends) for many in (full, depth))
            yield data(f"{format_}-{name}-fits", f"a.{format_}", fits, 0)
            yield data(
                f"{format_}-{name}-above", f"a.{format_}", above, 4, rf"a\.{format_}:1:\d+: nested .*--max-depth"
            )
    for format_ in ("nt", "nq"):
        far = SP + b"<<( <http://e/a> <http://e/p> " * DEEP
        yield data(f"{format_}-triple-term-above", f"a.{format_}", far, 4, rf"a\.{format_}:1:\d+: nested too deeply")
    yield data("trig-curly-above", "a.trig", b"{" * DEEP, 4, r"a\.trig:1:129: nested too deeply")
    hidden = b'<http://e/a> <http://e/p> \'(\', """((""", "\\"((" . # ((\n' * 200
    yield data("ttl-brackets-that-do-not-nest", "a.ttl", hidden, 0)
    yield from _nested_json()
    xml = nested(RDF, b"<e:A><e:p>", b"<e:B/>", b"</e:p></e:A>", 63, END)
    yield data("rdfxml-fits", "a.rdf", xml, 0)
    for depth in (64, DEEP):
        xml = nested(RDF, b"<e:A><e:p>", b"<e:B/>", b"</e:p></e:A>", depth, END)
        yield data(f"rdfxml-{depth}-above", "a.rdf", xml, 4, r"a\.rdf:1:\d+: nested too deeply.*--max-depth")
    literal = RDF + b'<e:A><e:p rdf:parseType="Literal">' + b"<x>" * DEEP
    yield data("rdfxml-literal-above", "a.rdf", literal, 4, "nested too deeply")
    lists = RDF + b"<e:A>" + b'<e:p rdf:parseType="Collection"><e:B>' * DEEP
    yield data("rdfxml-collection-above", "a.rdf", lists, 4, "nested too deeply")


def _nested_json() -> Iterator[Case]:
    p, one = b'{"http://e/p":', b'{"http://e/p":1}'
    scoped = b'{"p":{"@id":"http://e/p","@context":'
    # Before, opening, middle, closing, after; the last is how many fit.
    documents: dict[str, tuple[bytes, bytes, bytes, bytes, bytes, int]] = {
        "object": (b"", p, b"1", b"}", b"", 128),
        "array": (p, b"[", b"1", b"]", b"}", 127),
        "graph": (b"", b'{"@graph":', one, b"}", b"", 127),
        "list": (p, b'{"@list":[', b"1", b"]}", b"}", 63),
        "reverse": (b'{"@id":"http://e/a","http://e/p":1,"@reverse":{"http://e/p":', p, b"1", b"}", b"}}", 100),
        "included": (b"", b'{"http://e/p":1,"@included":', one, b"}", b"", 127),
        "context": (b'{"@context":', scoped, b"{}", b"}}", b',"p":1}', 60),
    }
    for name, (before, opening, middle, closing, after, full) in documents.items():
        fits, far = (nested(before, opening, middle, closing, many, after) for many in (full, DEEP))
        yield data(f"jsonld-{name}-fits", "a.jsonld", fits, 0, "")
        yield data(f"jsonld-{name}-above", "a.jsonld", far, 4, r"a\.jsonld:1:\d+: nested too deeply.*--max-depth")
    just = b"[" * 129 + b"]" * 129
    yield data("jsonld-array-just-above", "a.jsonld", just, 4, r"a\.jsonld:1:129: nested too deeply")


def _nested_queries() -> Iterator[Case]:
    kinds: dict[str, tuple[str, str, str, str, str, int]] = {
        "group": ("ASK ", "{ ", "?s ?p ?o", " }", "", 128),
        "subselect": ("ASK { ", "{ SELECT * { ", "?s ?p ?o", " } }", " }", 60),
        "parentheses": ("ASK { FILTER(", "(", "1", ")", ") }", 125),
        "not": ("ASK { FILTER(", "!", "1", "", ") }", 125),
        "minus": ("ASK { FILTER(", "-(", "1", ")", ") }", 60),
        "function": ("ASK { FILTER(", "STR(", "1", ")", ") }", 120),
        "path": ("ASK { ?s ", "(", "<http://e/p>", ")", " ?o }", 120),
        "repeated-path": ("ASK { ?s ", "(", "<http://e/p>", ")*", " ?o }", 30),
        "inverse": ("ASK { ?s ", "^(", "<http://e/p>", ")", " ?o }", 60),
        "collection": ("ASK { ?s ?p ", "( ", "1", " )", " }", 40),
        "square": ("ASK { ?s ?p ", "[ ?p ", "1", " ]", " }", 60),
        "optional": ("ASK { ", "OPTIONAL { ", "?s ?p ?o", " }", " }", 120),
        "exists": ("ASK { ?s ?p ?o ", "FILTER EXISTS { ", "?s ?p ?o", " }", " }", 60),
        "triple-term": ("ASK { ?s ?p ", "<<( ?s ?p ", "?o", " )>>", " }", 50),
    }
    for name, (before, opening, middle, closing, end, full) in kinds.items():
        fits, above = (f"{before}{opening * many}{middle}{closing * many}{end}" for many in (full, 5000))
        yield query(f"query-{name}-fits", fits, 0, "", "--timeout", "30")
        yield query(f"query-{name}-above", above, 4, r"<query>:1:\d+: .*--max-(depth|parts)")


def _chains() -> Iterator[Case]:
    """Long rather than deep, which the engine follows with its stack all the same."""
    for name, text in {
        "or": "ASK { FILTER(1" + " || 1" * 5000 + ") }",
        "plus": "ASK { FILTER(1" + "+1" * 5000 + ") }",
        "union": "ASK { {}" + " UNION {}" * 5000 + " }",
        "sequence": "ASK { ?s <http://e/p>" + "/<http://e/p>" * 5000 + " ?o }",
        "alternative": "ASK { ?s <http://e/p>" + "|<http://e/p>" * 5000 + " ?o }",
        "pattern": "ASK { " + "?s ?p ?o . " * 5000 + "}",
        "describe": "DESCRIBE" + " <http://e/a>" * 5000,
        "iri": "ASK { ?s ?p <" + "/" * 50_000 + "> }",
    }.items():
        yield query(f"query-long-{name}", text, 4, r"<query>:1:\d+: the query has too many .*--max-parts")
    ambiguous = "ASK { FILTER(1 <" + "1+" * 5000 + "1) }"
    yield query("query-long-comparison", ambiguous, 4, r"<query>:1:\d+: .*--max-parts")
    files = {"a.nt": NT, "q.rq": b"ASK { VALUES ?x { " + b"<http://e/a> " * 20_000 + b"} ?x ?p ?o }"}
    yield Case("query-many-rows", ("query", "--bare", "-d", "a.nt", "q.rq"), 0, "^true$", files)


def _broken_files() -> Iterator[Case]:
    """Cut short, wrong bytes, wrong kind."""
    yield data("ttl-cut", "a.ttl", SP + b"1,\n", 3, r"a\.ttl:2:1: the file ends in the middle")
    yield data("trig-cut", "a.trig", b"<http://e/g> {\n", 3, r"a\.trig:2:1: ")
    yield data("nt-cut", "a.nt", NT + b"<http://e/a", 3, r"a\.nt:2:1: the file ends in the middle")
    yield data("nq-cut", "a.nq", NT + b'<http://e/a> <http://e/p> "', 3, r"a\.nq:2:")
    yield data("jsonld-cut", "a.jsonld", b'{"http://e/p":\n', 3, r"a\.jsonld:2:1: the file ends in the middle")
    yield data("rdfxml-cut", "a.rdf", RDF + b"\n<e:A>", 3, r"a\.rdf:2:6: no well-formed XML")
    entity = RDF + b"\n<e:A><e:p>&boom;</e:p></e:A>" + END
    yield data("rdfxml-undefined-entity", "a.rdf", entity, 3, r"a\.rdf:2:11: ")
    yield data("rdfxml-nul-reference", "a.rdf", entity.replace(b"&boom;", b"&#0;"), 3, r"a\.rdf:2:11: ")
    yield data("rdfxml-unbound-prefix", "a.rdf", RDF + b"\n<x:A/>" + END, 3, r"a\.rdf:2: ")
    yield data("rdfxml-version", "a.rdf", b'<?xml version="1.1"?>' + RDF + END, 0, "^false\n$")
    wrong = RDF + b"\n<e:A rdf:ID='1 2'/>" + END
    yield data("rdfxml-bad-id", "a.rdf", wrong, 3, r"a\.rdf:2: ", "--base", "http://e/")
    yield data("ttl-page", "a.ttl", b"<!DOCTYPE html>\n<html>", 3, r"a\.ttl:1:1: this is an HTML page, not Turtle")
    yield data("jsonld-page", "a.jsonld", b"<html><body>404", 3, r"a\.jsonld:1:1: this is an HTML page")
    yield data("ttl-json", "a.ttl", b'{"@id": "http://e/a"}', 3, "looks like JSON-LD: try --from jsonld")
    yield data("ttl-xml", "a.ttl", b"<?xml version='1.0'?>" + RDF, 3, "looks like RDF/XML: try --from rdfxml")
    yield data("ttl-elf", "a.ttl", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 3, r"a\.ttl:1:8: a NUL byte")
    yield data("unknown-extension", "a.docx", NT, 3, r"a\.docx: unknown extension.*--from")
    yield data("jsonld-bare-word", "a.jsonld", b"[1, oops]", 3, r"a\.jsonld:1:\d+: ")
    yield data("rdfxml-empty", "a.rdf", b"", 0, "^false\n$")
    yield data("jsonld-old-line-ends", "a.jsonld", b"\r\roops", 3, r"a\.jsonld:\d+:\d+: ")
    yield data("jsonld-line-ends", "a.jsonld", b'{"a":\r\n1,\r\noops }', 3, r"a\.jsonld:3:1: ")
    yield data("jsonld-empty", "a.jsonld", b"", 3, r"a\.jsonld:1:1: the file ends in the middle")
    yield data("ttl-empty", "a.ttl", b"", 0, "^false\n$")


def _encodings() -> Iterator[Case]:
    for name in ("ttl", "nt", "nq", "trig"):
        bad = NT + SP + b'"\xff" .'
        yield data(f"{name}-not-utf8", f"a.{name}", bad, 3, rf"a\.{name}:2:28: invalid UTF-8 \(byte 0xFF\)")
        yield data(f"{name}-nul", f"a.{name}", NT + SP + b'"\0" .', 3, rf"a\.{name}:2:28: a NUL byte")
    for name, text, byte in (
        ("latin-1", "é".encode("latin-1"), "E9"),
        ("overlong", b"\xc0\xaf", "C0"),
        ("surrogate-bytes", b"\xed\xa0\x80", "ED"),
    ):
        yield data(
            f"ttl-{name}", "a.ttl", SP + b"'" + text + b"' .", 3, rf"a\.ttl:1:28: invalid UTF-8 \(byte 0x{byte}\)"
        )
    yield data("ttl-surrogate-escape", "a.ttl", SP + b"'\\uD800' .", 3, r"a\.ttl:1:\d+: ")
    yield data("ttl-escape-beyond", "a.ttl", SP + b"'\\UFFFFFFFF' .", 3, r"a\.ttl:1:\d+: ")
    yield data("jsonld-not-utf8", "a.jsonld", b'{"a": 1,\n "http://e/p": "\xff"}', 3, r"a\.jsonld:2:17: invalid UTF-8")
    yield data("jsonld-surrogate", "a.jsonld", b'{"http://e/p": "\\ud800"}', 3, r"a\.jsonld:1:\d+: ")
    bad = RDF + b"\n<e:A><e:p>\xff</e:p></e:A>" + END
    yield data("rdfxml-not-utf8", "a.rdf", bad, 3, r"a\.rdf:2:11: invalid UTF-8")
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        for name, text in (("ttl", NT), ("jsonld", b"{}"), ("rdf", b"<!DOCTYPE r [<!ENTITY a 'a'>]>" + RDF + END)):
            yield data(f"{name}-{codec}", f"a.{name}", text.decode().encode(codec), 3, rf"a\.{name}:1:\d+: .*UTF-16")
    for codec in ("latin-1", "utf-7", "utf-16", "ebcdic-cp-us", "x-unknown"):
        head = f"<?xml version='1.0' encoding='{codec}'?>".encode()
        yield data(f"rdfxml-declares-{codec}", "a.rdf", head + RDF + END, 3, r"a\.rdf:1:\d+: .*encoding")
    for name, text in (("ttl", NT), ("nt", NT), ("jsonld", b'{"http://e/p": 1}'), ("rdf", RDF + b"<e:A/>" + END)):
        yield data(f"{name}-bom", f"a.{name}", b"\xef\xbb\xbf" + text, 0)
    yield data("ttl-only-bom", "a.ttl", b"\xef\xbb\xbf", 0, "^false\n$")
    call = ("query", "--bare", "-d", "-", *ASK)
    yield Case("stdin-not-utf8", call, 3, "<stdin>:1:1: invalid UTF-8", stdin=b"\xff")


def _packed() -> Iterator[Case]:
    packed = gzip.compress(NT, mtime=0)
    bomb = b"".join([gzip.compress(b"#" * 2**24, mtime=0)] * 17)  # 272 MiB out of 280 KiB
    cut, none = r"a\.nt\.gz: the gzip file is cut short", r"a\.nt\.gz: no valid gzip file"
    yield data("gz", "a.nt.gz", packed, 0)
    yield data("gz-members", "A.NT.GZ", packed * 3, 0)
    yield data("gz-many-members", "a.nt.gz", gzip.compress(b"", mtime=0) * 200_000 + packed, 0)
    yield data("gz-bomb", "a.ttl.gz", bomb, 4, r"a\.ttl\.gz, unpacked: too big.*--max-size")
    yield data("gz-over-limit", "a.ttl.gz", packed, 4, r"a\.ttl\.gz.*: too big.*limit: 40 bytes", "--max-size", "40")
    yield data("gz-cut", "a.nt.gz", packed[:-12], 3, cut)
    yield data("gz-cut-in-header", "a.nt.gz", packed[:5], 3, cut)
    yield data("gz-empty", "a.nt.gz", b"", 3, cut)
    yield data("gz-not", "a.nt.gz", NT, 3, none)
    yield data("gz-wrong-sum", "a.nt.gz", packed[:-8] + b"\0" * 8, 3, none)
    yield data("gz-garbage-behind", "a.nt.gz", packed + b"garbage", 3, none)
    yield data("gz-in-gz", "a.nt.gz", gzip.compress(packed, mtime=0), 3, "a NUL byte|invalid UTF-8")
    yield data("gz-under-another-name", "a.nt", packed, 0)
    deep = gzip.compress(b"[" * 1_000_000, mtime=0)
    yield data("gz-jsonld-nested", "a.jsonld.gz", deep, 4, r"a\.jsonld\.gz:1:129: nested too deeply")
    yield Case("gz-stdin-bomb", ("query", "--bare", "-d", "-", *ASK), 4, "<stdin>, unpacked: too big", {}, bomb)


def _iris() -> Iterator[Case]:
    yield data("ttl-iri-space", "a.ttl", NT + b"<http://e/a b> <http://e/p> 1 .", 3, r"a\.ttl:2:1: .*contains a space")
    yield data("ttl-iri-newline", "a.ttl", NT + b"<http://e/a\nb> <http://e/p> 1 .", 3, r"a\.ttl:2:1: ")
    yield data("ttl-iri-quote", "a.ttl", b'<http://e/"> <http://e/p> 1 .', 3, r"a\.ttl:1:1: ")
    yield data("nt-iri-escape", "a.nt", b"<http://e/\\u0020> <http://e/p> <http://e/b> .", 3, r"a\.nt:1:1: ")
    yield data("jsonld-iri-space", "a.jsonld", b'{"@id": "http://e/a b", "http://e/p": 1}', 3, "holds a character")
    space = RDF + b"\n<e:A rdf:about='http://e/a b'/>" + END
    yield data("rdfxml-iri-space", "a.rdf", space, 3, r"a\.rdf:2: ")
    yield data("ttl-relative", "a.ttl", SP + b"<b> .", 3, r"a\.ttl:1:27: the IRI <b> is relative.*--base")
    yield data("jsonld-relative", "a.jsonld", b'{"@id": "b", "http://e/p": 1}', 3, "the IRI <b> is relative.*--base")
    relative = RDF + b"\n<e:A rdf:about='b'/>" + END
    yield data("rdfxml-relative", "a.rdf", relative, 3, r"a\.rdf:2: the IRI <b> is relative")
    digits = b'{"n": ' + b"9" * 5000 + b', "@context": {}, "@id": "b c", "http://e/p": 1}'
    yield data("jsonld-bad-iri-behind-digits", "a.jsonld", digits, 3, "holds a character")
    yield data("ttl-no-prefix", "a.ttl", b"x:a <http://e/p> 1 .", 3, r"a\.ttl:1:1: The prefix x: has not been declared")
    base, graph = "the base must be an absolute IRI", "the graph name must be an absolute IRI"
    files = {"a.nt": NT, "b.nt": NT}
    for number, iri in enumerate(("e/", "http://e/ x", "http://[", "http://e:port/", "http://e/%zz", "::")):
        yield data(f"base-{number}", "a.ttl", NT, 2, base, "--base", iri)
        yield Case(f"named-{number}", ("query", "--bare", "--named", f"{iri}=a.nt", *ASK), 2, graph, files)
    yield Case("base-not-utf8", ("query", "--bare", "-d", "a.nt", "--base", b"urn:\xff", *ASK), 2, base, files)
    yield Case("named-not-utf8", ("query", "--bare", "--named", b"urn:\xff=a.nt", *ASK), 2, graph, files)
    twice = ("query", "--bare", "--named", "http://e/g=a.nt", "--named", "http://e/g=b.nt", *ASK)
    yield Case("named-twice", twice, 2, "http://e/g.*twice", files)
    for number, named in enumerate(("a.nt", "=a.nt", "http://e/g=")):
        yield Case(f"named-cut-{number}", ("query", "--named", named, *ASK), 2, "is not IRI=FILE", files)


def _contexts() -> Iterator[Case]:
    """JSON-LD that leans on what is somewhere else."""
    documents = {
        "plain": b'{"@context": "%s", "p": 1}',
        "listed": b'{"@context": [{}, "%s"], "p": 1}',
        "import": b'{"@context": {"@version": 1.1, "@import": "%s"}, "p": 1}',
        "scoped": b'{"@context": {"p": {"@id": "http://e/p", "@context": "%s"}}, "p": {"p": 1}}',
        "escaped": b'{"\\u0040context": "%s", "p": 1}',
        "twice": b'{"@context": "%s", "@context": {}, "http://e/p": 1}',
        "behind-digits": b'{"n": ' + b"9" * 5000 + b', "@context": "%s"}',
    }
    for name, document in documents.items():
        content = document.replace(b"%s", b"@WEB@/c")
        yield data(f"jsonld-context-{name}", "a.jsonld", content, 5, "a.jsonld.*the context “http://.*/c”.*copy")
    places = ("file://@DIR@/../secret.ttl", "../secret.ttl", "https://schema.org/", "//e/c", "data:,{}", "")
    for number, place in enumerate(places):
        content = documents["plain"].replace(b"%s", place.encode())
        yield data(f"jsonld-context-{number}", "a.jsonld", content, 5, "a.jsonld.*the context “.*copy")


def _documents_that_reach_out() -> Iterator[Case]:
    levels = b"".join(b"<!ENTITY %c '%s'>" % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 10))
    secret = b"file://@DIR@/../secret.ttl"
    for name, content in {
        "bomb": b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + levels + b"]>" + RDF + b"<e:A><e:p>&j;</e:p></e:A>" + END,
        "file": b"<!DOCTYPE r [<!ENTITY x SYSTEM '" + secret + b"'>]>" + RDF + b"<e:A><e:p>&x;</e:p></e:A>" + END,
        "dtd": b"<?xml version='1.0'?>\n<!DOCTYPE r SYSTEM '@WEB@/x.dtd'>" + RDF + END,
        "parameter": b"<!DOCTYPE r [<!ENTITY % x SYSTEM '@WEB@/x'> %x;]>" + RDF + END,
        "behind-comment": b"<!-- x -->\n<!DOCTYPE r>" + RDF + END,
    }.items():
        yield data(f"rdfxml-doctype-{name}", "a.rdf", content, 5, r"a\.rdf:[12]:\d+: DOCTYPE and ENTITY are refused")
    include = b"<e:p><x:include xmlns:x='http://www.w3.org/2001/XInclude' x:href='../secret.ttl'/></e:p>"
    yield data("rdfxml-xinclude", "a.rdf", RDF + b"<e:A>" + include + b"</e:A>" + END, 0)
    yield data("rdfxml-stylesheet", "a.rdf", b"<?xml-stylesheet href='@WEB@/x.xsl'?>" + RDF + b"<e:A/>" + END, 0)
    imports = b"<http://e/o> <http://www.w3.org/2002/07/owl#imports> <@WEB@/o>, <" + secret + b"> ."
    yield data("data-imports", "a.ttl", imports, 0)
    yield Case("validate-data-imports", ("validate", "a.ttl", "--allow-empty", "-q"), 0, "", {"a.ttl": imports})
    web = "@WEB@/sparql"
    for name, call in {
        "data": ("query", "-d", web, *ASK),
        "add": ("compare", "BPO", "KPO", "-a", web),
        "file": ("validate", web),
        "shapes": ("validate", "-s", web),
        "named": ("query", "--named", f"http://e/g={web}", *ASK),
        "https": ("query", "-d", "https://e.invalid/sparql", *ASK),
    }.items():
        yield Case(f"endpoint-{name}", call, 2, "endpoints are not supported yet")
    yield Case("file-url", ("query", "-d", secret.decode(), *ASK), 3, "unknown extension|there is no such file")


def _policy_queries() -> Iterator[Case]:
    service, secret = "SERVICE <@WEB@/sparql> { ?s ?p ?o }", "file://@DIR@/../secret.ttl"
    for name, text in {
        "service": f"ASK {{ {service} }}",
        "service-silent": "ASK { SERVICE SILENT <@WEB@/sparql> { ?s ?p ?o } }",
        "service-variable": "ASK { VALUES ?e { <@WEB@/sparql> } SERVICE ?e { ?s ?p ?o } }",
        "service-lower": f"ASK {{ {service.replace('SERVICE', 'sErViCe')} }}",
        "service-escaped": "ASK { \\u0053ERVICE <@WEB@/sparql> { ?s ?p ?o } }",
        "service-escaped-long": "ASK { SER\\U00000056ICE <@WEB@/sparql> { ?s ?p ?o } }",
        "service-glued": "ASK { FILTER(true)SERVICE<@WEB@/sparql>{ ?s ?p ?o } }",
        "service-glued-to-word": "ASK { BIND(1 AS ?x) ?s ?p trueSERVICE<@WEB@/sparql>{ ?s ?p ?o } }",
        "service-after-comment": f"ASK {{ # SERVICE in a comment\n{service} }}",
        "service-after-string": f"ASK {{ FILTER('# ' = '#') {service} }}",
        "service-after-iri": f"ASK {{ <http://e/#> ?p ?o . {service} }}",
        "service-after-quotes": f"""ASK {{ FILTER(\"\"\"a"b'\"\"\" = '''"''') {service} }}""",
        "service-in-subselect": f"SELECT * {{ {{ SELECT * {{ {service} }} }} }}",
        "service-in-exists": f"ASK {{ FILTER NOT EXISTS {{ {service} }} }}",
        "service-in-construct": f"CONSTRUCT {{ ?s ?p ?o }} {{ {service} }}",
        "service-in-describe": f"DESCRIBE ?s {{ {service} }}",
        "service-prefixed": "PREFIX e: <@WEB@/> ASK { SERVICE e:sparql { ?s ?p ?o } }",
        "service-base": "BASE <@WEB@/> ASK { SERVICE <sparql> { ?s ?p ?o } }",
        "load": "LOAD <@WEB@/x>",
        "load-file": f"LOAD SILENT <{secret}> INTO GRAPH <http://e/g>",
        "load-escaped": f"\\u004cOAD <{secret}>",
        "load-after-prologue": "PREFIX e: <http://e/>\n# x\nLOAD <@WEB@/x>",
        "from": "ASK FROM <@WEB@/g> { ?s ?p ?o }",
        "from-file": f"ASK FROM <{secret}> {{ ?s ?p ?o }}",
        "from-named": "ASK FROM NAMED <@WEB@/g> { GRAPH ?g { ?s ?p ?o } }",
        "from-prefixed": "PREFIX f: <file://@DIR@/../> ASK FROM f:secret.ttl { ?s ?p ?o }",
        "from-escaped": "ASK \\u0046ROM <@WEB@/g> { ?s ?p ?o }",
    }.items():
        word = name.partition("-")[0].upper()
        yield query(f"query-{name}", text, 5, rf"<query>.*: {word}.*refused")
    for name, text in {
        "insert": "INSERT DATA { <http://e/a> <http://e/p> 1 }",
        "insert-where": "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "delete": "DELETE WHERE { ?s ?p ?o }",
        "drop": "DROP ALL",
        "clear": "CLEAR SILENT DEFAULT",
        "create": "CREATE GRAPH <http://e/g>",
        "copy": "COPY DEFAULT TO <http://e/g>",
        "with": "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "escaped": "\\u0049NSERT DATA { <http://e/a> <http://e/p> 1 }",
    }.items():
        yield query(f"update-{name}", text, 2, "<query>:1:1: .* would change data")
    yield query("update-behind-query", "ASK { ?s ?p ?o } ; DROP ALL", 3, r"<query>:1:\d+: ")
    comment = "ASK { ?s ?p 'SERVICE <@WEB@/x> {}' # SERVICE <@WEB@/x> { }\n }"
    yield query("query-service-only-said", comment, 0, "^false\n$")


def _broken_queries() -> Iterator[Case]:
    yield query("query-empty", "", 3, "<query>:1:1: the query is empty")
    yield query("query-only-comment", "# nothing", 3, "<query>:1:1: the query is empty")
    yield query("query-words", "how many models are there?", 3, "<query>:1:1: this is no query")
    yield query("query-never-closed", "SELECT *\nWHERE { ?s ?p ?o", 3, "<query>:2:7: this “{” is never closed")
    yield query("query-closes-nothing", "ASK { ?s ?p ?o }\n)", 3, "<query>:2:1: this “[)]” closes no bracket")
    yield query("query-open-string", "ASK { ?s ?p 'x }", 3, "<query>:1:")
    yield query("query-no-prefix", "ASK { ?s nope:p ?o }", 3, r"<query>:1:\d+: the prefix nope: is not declared")
    yield query("query-bad-iri", "ASK { ?s <http://e/a b> ?o }", 3, "<query>:1:")
    yield query("query-surrogate", "ASK { ?s ?p '\\uD800' }", 3, "<query>")
    yield query("query-control-characters", f"ASK {{ {ESCAPES} }}", 3, "<query>:1:8: ")
    yield query("query-sql", "SELECT * FROM models; DROP TABLE models", 3, "<query>:1:")
    for name, content, told in (
        ("not-utf8", b"ASK {\n ?s ?p '\xff' }", r"q\.rq:2:9: invalid UTF-8"),
        ("utf-16", "ASK {}".encode("utf-16"), r"q\.rq:1:1: invalid UTF-8"),
        ("nul", b"ASK { ?s ?p '\0' . \0 }", r"q\.rq:1:"),
    ):
        yield Case(f"query-file-{name}", ("query", "q.rq"), 3, told, {"q.rq": content})
    yield Case("query-not-utf8", ("query", "-q", b"ASK { ?s ?p '\xff' }"), 3, "<query>: the query is not valid Unicode")
    yield Case("query-stdin", ("query", "-"), 3, "<stdin>:1:1: this is no query", stdin=b"\x7fELF")
    yield Case("query-folder", ("query", "./"), 3, "the query cannot be read: Is a directory")
    yield Case("query-missing", ("query", "no.rq"), 3, r"no\.rq: the query cannot be read: No such file")
    yield Case("stdin-twice", ("query", "-", "-d", "-"), 2, "standard input can be read only once", stdin=b"ASK {}")
    yield Case("query-long-name", ("query", "x" * 5000), 2, "there is no question")
    yield Case("query-long-file", ("query", "x/" * 5000), 3, "the query cannot be read: File name too long")
    long = b"ASK { ?s ?p '" + b"x" * 10_000_000 + b"' }"
    yield Case("query-10-mb", ("query", "--bare", "-d", "a.nt", "q.rq"), 0, "^false$", {"a.nt": NT, "q.rq": long})
    values = ('BPO"> } DROP ALL', "http://e/a> <b", "\\", "", "x" * 100_000, "model:\u202ebpo")
    for number, value in enumerate(values):
        yield Case(f"parameter-{number}", ("query", "skill-gap", "-p", "left", value), 2, "there is no term")
    yield Case("parameter-not-utf8", ("query", "skill-gap", "-p", "left", b"\xff"), 2, "there is no term")
    text = '" } INSERT DATA { <urn:a> <urn:b> "'
    yield Case("parameter-quotes", ("query", "skill-gap", "-p", "lang", text, "-f", "csv"), 0, "")


def _costly_queries() -> Iterator[Case]:
    """What takes too long ends at its limit."""
    edges = b"".join(b"<http://e/%d> <http://e/p> <http://e/%d> .\n" % (a, b) for a in range(40) for b in range(40))
    product = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(8))
    step = "(<http://e/p>|!<http://e/q>)*"
    for name, text in {
        "product": f"SELECT (COUNT(*) AS ?n) {{ {product} }}",
        "path": f"SELECT (COUNT(*) AS ?n) {{ ?a {step} ?b . ?c {step} ?d . ?e {step} ?f . ?g {step} ?h }}",
        "exists": f"SELECT (COUNT(*) AS ?n) {{ {product} FILTER NOT EXISTS {{ ?a0 ?x ?a1 }} }}",
    }.items():
        call = ("query", "--bare", "-d", "a.nt", "--timeout", "0.5", "-q", text)
        yield Case(f"costly-{name}", call, 4, "takes too long.*limit: 0.5 s; --timeout", {"a.nt": edges})
    evil = b'<http://e/a> <http://e/p> "' + b"a" * 5000 + b'!" .'
    for number, pattern in enumerate(("(a+)+$", "(a|aa)+$", "(.*a){20}", "^(([a-z])+.)+[A-Z]([a-z])+$")):
        text = f"ASK {{ ?s ?p ?o FILTER REGEX(?o, '{pattern}') }}"
        call = ("query", "--bare", "-d", "a.nt", "--timeout", "20", "-q", text)
        yield Case(f"costly-regex-{number}", call, 0, "^(true|false)$", {"a.nt": evil})
    yield query("regex-invalid", "SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '(') }", 0, "")
    yield query("regex-huge", "SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '((a{1000}){1000}){1000}') }", 0, "")
    for value in ("0", "-1", "nan", "inf", "1e999", "x"):
        yield query(f"timeout-{value}", "ASK {}", 2, "--timeout", "--timeout", value)
    for option in ("--max-depth", "--max-size", "--max-parts"):
        for value in ("0", "-1", "x", "9" * 5000):
            yield query(f"{option}-{value[:3]}", "ASK {}", 2, option, option, value)
    # More than the engine's stack can bear cannot be asked for.
    yield query("max-depth-too-much", "ASK {}", 2, "--max-depth", "--max-depth", "1000000")
    yield query("max-parts-too-much", "ASK {}", 2, "--max-parts", "--max-parts", "1000000")


def _odd_values() -> Iterator[Case]:
    """Data that is right, but large or strange: it is shown, not stumbled upon."""
    xsd = "^^<http://www.w3.org/2001/XMLSchema#%s>"
    values = {
        "integer": '"' + "9" * 100_000 + '"' + xsd % "integer",
        "decimal": '"0.' + "1" * 100_000 + '"' + xsd % "decimal",
        "decimal-exponent": '"1e999999999"' + xsd % "decimal",
        "double": '"1e999999999"' + xsd % "double",
        "not-a-number": '"NaN"' + xsd % "double",
        "integer-of-letters": '"twelve"' + xsd % "integer",
        "year": '"99999999999999999999-01-01T00:00:00Z"' + xsd % "dateTime",
        "year-before": '"-0001-02-30"' + xsd % "date",
        "duration": '"P99999999999999999999Y"' + xsd % "duration",
        "boolean": '"maybe"' + xsd % "boolean",
        "escapes": '"' + "".join(f"\\U{ord(each):08X}" for each in ESCAPES) + '"@en',
        "noncharacters": '"\\uFFFE\\uFFFF\\U0010FFFF\\u0001"',
        "markup": "\"[bold red]x[/] <script>alert(1)</script> | `a` =cmd|' /C calc'!A0\"@id",
        "language": '"x"@' + "-".join(["abcdefgh"] * 2000),
        "datatype": f'"x"^^<http://e/{"d" * 100_000}>',
    }
    for name, value in values.items():
        content = f"<http://e/a> <http://e/p> {value} ; <{RDFS}label> {value} .".encode()
        call = ("query", "--bare", "-d", "a.ttl", "-q", "SELECT * { ?s ?p ?o }")
        yield Case(f"value-{name}", call, 0, "http://e/", {"a.ttl": content})
        if name in ("escapes", "integer", "year"):
            for format_ in ("json", "html", "xlsx", "parquet"):
                more = ("-f", format_, "-o", "out")
                code, told = (
                    (2, "more than a cell of xlsx holds") if (name, format_) == ("integer", "xlsx") else (0, "")
                )
                yield Case(f"value-{name}-{format_}", (*call, *more), code, told, {"a.ttl": content})
        yield Case(f"show-{name}", ("show", "http://e/a", "--bare", "-d", "a.ttl"), 0, "", {"a.ttl": content})
        yield Case(f"validate-{name}", ("validate", "a.ttl", "--allow-empty", "-q"), 0, "", {"a.ttl": content})
    long = b"<http://e/a> <http://e/p> '" + b"x" * 10_000_000 + b"' ."
    yield data("literal-10-mb", "a.ttl", long, 0)
    call = ("query", "--bare", "-d", "a.ttl", "-q", "SELECT ?o { ?s ?p ?o }")
    for format_ in ("table", "csv"):
        yield Case(f"literal-10-mb-{format_}", (*call, "-f", format_), 0, "xxxxx", {"a.ttl": long})
    iri = b"<http://e/" + b"x" * 10_000_000 + b"> <http://e/p> 1 ."
    yield data("iri-10-mb", "a.ttl", iri, 0)
    yield data("over-max-size", "a.ttl", NT, 4, r"a\.ttl: too big.*limit: 10 bytes; --max-size", "--max-size", "10")
    name = f"a{ESCAPES}.ttl"
    verbose = ("query", "--bare", "-v", "-d", name, *ASK)
    yield Case("name-of-escapes", verbose, 3, r"a<U\+001B>.*\.ttl:1:1: ", {name: b"oops"}, lines=2)
    found = {name: NT, "s.ttl": SHAPE + b"; sh:message '\x1b[2J' ; sh:property [ sh:path e:p ; sh:maxCount 0 ] ."}
    for format_ in ("table", "md"):
        check = ("validate", name, "-s", "s.ttl", "--bare", "-f", format_, "-q")
        yield Case(f"finding-of-escapes-{format_}", check, 1, "More than 0 values", found)


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


def _shapes_that_reach_out() -> Iterator[Case]:
    yield shapes("shapes-js", SHAPE + b"; sh:js [ sh:jsFunctionName 'f' ] .", 5, "sh:js.*refused")
    library = SHAPE + b". e:L sh:jsLibraryURL <@WEB@/x.js> ."
    yield shapes("shapes-js-library", library, 5, "sh:jsLibraryURL.*refused")
    for number, iri in enumerate((b"@WEB@/s.ttl", b"file://@DIR@/../secret.ttl", b"../secret.ttl")):
        imports = b"<> <http://www.w3.org/2002/07/owl#imports> <" + iri + b"> ."
        content = b"@base <file://@DIR@/> .\n" + SHAPE + b". " + imports
        yield shapes(f"shapes-imports-{number}", content, 5, "owl:imports.*refused")
    deep = "SELECT $this { $this ?p ?o FILTER NOT EXISTS { SERVICE SILENT <@WEB@/s> { $this ?p ?o } } }"
    for name, text in {
        "service": "SELECT $this { SERVICE <@WEB@/sparql> { $this ?p ?o } }",
        "service-escaped": "SELECT $this { \\\\u0053ERVICE <@WEB@/sparql> { $this ?p ?o } }",
        "service-deep": deep,
        "from": "SELECT $this FROM <@WEB@/g> { $this ?p ?o }",
        "from-file": "SELECT $this FROM <file://@DIR@/../secret.ttl> { $this ?p ?o }",
        "from-named": "SELECT $this FROM NAMED <@WEB@/g> { GRAPH ?g { $this ?p ?o } }",
    }.items():
        content = SHAPE + f"; sh:sparql [ sh:select '''{text}''' ] .".encode()
        yield shapes(f"shapes-{name}", content, 5, f"{name.partition('-')[0].upper()}.*refused")
    ask = b"sh:validator [ a sh:SPARQLAskValidator ; sh:ask 'ASK { SERVICE <@WEB@/s> { ?s ?p ?o } }' ] ."
    component = SHAPE + b". e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:q ] ; " + ask
    yield shapes("shapes-service-in-component", component, 5, "SERVICE.*refused")


def _broken_shapes() -> Iterator[Case]:
    for name, text in {
        "not-sparql": "SELECT this is nothing",
        "update": "DROP ALL",
        "nested": "SELECT $this { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }",
    }.items():
        content = SHAPE + f"; sh:sparql [ sh:select '{text}' ] .".encode()
        yield shapes(f"shapes-{name}", content, 3, "the query of this shape cannot be read")
    recursive = SHAPE + b"; sh:node e:T . e:T a sh:NodeShape ; sh:node e:S ."
    yield shapes("shapes-recursive", recursive, 0, "[Rr]ecursive")
    itself = SHAPE + b"; sh:property e:P . e:P sh:path e:p ; sh:property e:P ."
    yield shapes("shapes-of-itself", itself, 0, "[Rr]ecursive", about=NT + NT.replace(b"/a", b"/b"))
    rdf = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    first, rest = b"<" + rdf + b"first>", b"<" + rdf + b"rest>"
    for name, path in {
        "path-loop": b"_:p ] . _:p sh:inversePath _:p .",
        "path-list-loop": b"_:p ] . _:p " + first + b" e:p ; " + rest + b" _:p .",
        "path-nothing": b"_:p ] .",
        "path-literal": b"'p' ; sh:minCount 2 ] .",
    }.items():
        yield shapes(f"shapes-{name}", SHAPE + b"; sh:property [ sh:path " + path, 3, "shapes")
    loop = b" _:l . _:l " + first + b" e:T ; " + rest + b" _:l . e:T a sh:NodeShape ."
    for parameter in ("or", "and", "xone", "in", "languageIn"):
        content = SHAPE + b"; sh:" + parameter.encode() + loop
        yield shapes(f"shapes-list-loop-{parameter}", content, 3, "shapes", "--strict-shapes")
    cut = SHAPE + b"; sh:or _:l . _:l " + first + b" e:T . e:T a sh:NodeShape ."
    yield shapes("shapes-list-cut", cut, 3, "shapes", "--strict-shapes")
    wrong = SHAPE + b"; sh:property [ sh:path e:p ; sh:pattern '(' ] ."
    yield shapes("shapes-pattern-invalid", wrong, 3, "the shapes cannot be run")
    yield shapes("shapes-ill-formed", SHAPE + b"; sh:nodeKind 'x' .", 3, "ill-formed shapes", "--strict-shapes")
    yield shapes("shapes-misspelt", SHAPE + b"; sh:property [ sh:path e:p ; sh:minCout 2 ] .", 1, "sh:minCount")
    yield shapes("shapes-empty", b"", 1, "")
    yield shapes("shapes-cut", SHAPE, 3, r"s\.ttl:2:\d+: |s\.ttl:3:1: ")


def _tangles() -> Iterator[Case]:
    """Classes and lists that come round to themselves, and blank nodes that can hardly be told apart."""
    prefixes = b"@prefix r: <" + RDFS.encode() + b"> . @prefix f: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    classes = b"<http://e/A> r:subClassOf <http://e/B> . <http://e/B> r:subClassOf <http://e/A> , <http://e/B> ."
    cycle = prefixes + classes + b"<http://e/a> a <http://e/A> ; <http://e/p> _:l . _:l r:subPropertyOf _:l ."
    lists = prefixes + SP + b"_:l . _:l f:first _:l ; f:rest _:l . _:m f:rest 1 . _:n f:first 1 , 2 ; f:rest f:nil ."
    for name, content in {"class-cycle": cycle, "list-loop": lists}.items():
        files = {"a.ttl": content}
        yield Case(f"validate-{name}", ("validate", "a.ttl", "--allow-empty", "-q"), 0, "", files)
        yield Case(f"show-{name}", ("show", "http://e/a", "-a", "a.ttl"), 0, "http://e/a", files)
        for format_ in ("turtle", "jsonld", "rdfxml"):
            call = ("export", "--bare", "-d", "a.ttl", "-f", format_)
            yield Case(f"export-{format_}-{name}", call, 0, "http://e/", files)
        infer = ("export", "--data-only", "-d", "a.ttl", "--infer", "owlrl")
        yield Case(f"infer-{name}", infer, 0, "http://e/", files)
    full = b"".join(b"_:a%d <http://e/p> _:a%d .\n" % (a, b) for a in range(11) for b in range(11) if a != b)
    ring = b"".join(b"_:r%%d_%d <http://e/p> _:r%%d_%d .\n" % (n, (n + 1) % 4) for n in range(4))
    rings = b"".join(ring % ((number,) * 8) for number in range(500))
    for name, content in {"clique": full, "rings": rings}.items():
        canonical = ("export", "--bare", "-d", "a.nt", "--canonical", "--timeout", "2")
        yield Case(f"canonical-{name}", canonical, 4 if name == "clique" else 0, "--timeout|_:c14n", {"a.nt": content})
    plain = ("export", "--bare", "-d", "a.nt", "-f", "nt", "--timeout", "30")
    yield Case("export-rings", plain, 0, "http://e/p", {"a.nt": rings})
    short = ("export", "--bare", "-d", "a.nt", "-f", "nt", "--timeout", "0.5")
    yield Case("export-clique", short, 4, r"limit: 0\.5 s(econds)?; --timeout", {"a.nt": full})


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
        ("long", "x" * 300 + ".json", "File name too long"),
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


def cases() -> list[Case]:
    """All of them, each with an id of its own."""
    groups: tuple[Callable[[], Iterator[Case]], ...] = (
        _nesting, _nested_queries, _chains, _broken_files, _encodings, _packed, _iris, _contexts,
        _documents_that_reach_out, _policy_queries, _broken_queries, _costly_queries, _odd_values, _places, _calls,
        _shapes_that_reach_out, _broken_shapes, _tangles, _outputs,
    )  # fmt: skip
    return [case for group in groups for case in group()]
