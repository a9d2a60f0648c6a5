"""Hostile and broken RDF documents: nesting, bytes, packing, IRIs, contexts, entities, odd values, tangles."""

import gzip
from collections.abc import Iterator

from bpokpo_graph import __version__
from hostile_cases import ASK, DEEP, END, ESCAPES, NT, RDF, RDFS, SHAPE, SP, Case, data, nested


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _nesting()
    yield from _broken_files()
    yield from _encodings()
    yield from _packed()
    yield from _growing()
    yield from _iris()
    yield from _contexts()
    yield from _documents_that_reach_out()
    yield from _odd_values()
    yield from _tangles()


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


def _growing() -> Iterator[Case]:
    """Little text that would be much once its prefixes, bases and contexts are written out."""
    long, uses = b"http://e/" + b"x" * 1_000_000, range(1500)
    told = r"a\.(ttl|trig|rdf|jsonld), with its .* written out: too big.*--max-size"
    prefixed = b"".join(b"p:a%d p:b p:c .\n" % n for n in uses)
    based = b"".join(b"<a%d> <b> <c> .\n" % n for n in uses)
    steps = b"@base <http://e/> .\n" + (b"@base <" + b"x" * 98 + b"/> .\n") * 10_000
    for name, content in {
        "prefix": b"@prefix p: <" + long + b"> .\n" + prefixed,
        "sparql-prefix": b"pReFiX # <x>\n p: <" + long + b">\n" + prefixed,
        "base": b"@base <" + long + b"/> .\n" + based,
        "bases": steps + based,
    }.items():
        yield data(f"ttl-{name}-grows", "a.ttl", content, 4, told)
    yield data("trig-prefix-grows", "a.trig", b"@prefix p: <" + long + b"> . {" + prefixed + b"}", 4, told)
    xml = RDF.replace(b">", b" xmlns:p='" + long + b"'>") + b"<p:A><p:b/></p:A>" * 1500 + END
    yield data("rdfxml-namespace-grows", "a.rdf", xml, 4, told)
    nodes = b",".join(b'{"@id": "p:%d", "p:b": 1}' % n for n in uses)
    terms = b'{"@context": {"p": "' + long + b'/"}, "@graph": [' + nodes + b"]}"
    yield data("jsonld-prefix-grows", "a.jsonld", terms, 4, told)
    own = (
        b'{"@context": "https://w3id.org/bpokpo/ns/' + __version__.encode() + b'/context.jsonld", "@id": "http://e/a"}'
    )
    yield data("jsonld-context-grows", "a.jsonld", b"[" + b",".join([own] * 40_000) + b"]", 4, told)
    yield data("ttl-long-prefix-fits", "a.ttl", b"@prefix p: <" + long + b"> .\np:a p:b p:c .", 0)


def _iris() -> Iterator[Case]:
    yield data("ttl-iri-space", "a.ttl", NT + b"<http://e/a b> <http://e/p> 1 .", 3, r"a\.ttl:2:1: .*contains a space")
    yield data("ttl-iri-newline", "a.ttl", NT + b"<http://e/a\nb> <http://e/p> 1 .", 3, r"a\.ttl:2:1: ")
    yield data("ttl-iri-quote", "a.ttl", b'<http://e/"> <http://e/p> 1 .', 3, r"a\.ttl:1:1: ")
    yield data("nt-iri-escape", "a.nt", b"<http://e/\\u0020> <http://e/p> <http://e/b> .", 3, r"a\.nt:1:1: ")
    yield data(
        "jsonld-iri-space",
        "a.jsonld",
        b'{"@id": "http://e/a b", "http://e/p": 1}',
        3,
        r"a\.jsonld:1:10: .*contains a space",
    )
    space = RDF + b"\n<e:A rdf:about='http://e/a b'/>" + END
    yield data("rdfxml-iri-space", "a.rdf", space, 3, r"a\.rdf:2: ")
    yield data("ttl-relative", "a.ttl", SP + b"<b> .", 3, r"a\.ttl:1:27: the IRI <b> is relative.*--base")
    yield data("jsonld-relative", "a.jsonld", b'{"@id": "b", "http://e/p": 1}', 3, "the IRI <b> is relative.*--base")
    relative = RDF + b"\n<e:A rdf:about='b'/>" + END
    yield data("rdfxml-relative", "a.rdf", relative, 3, r"a\.rdf:2: the IRI <b> is relative")
    context = b'{"@context": {"id": "@id", "p": {"@id": "http://e/p", "@type": "@id"}}, '
    for name, rest in {
        "alias": b'"id": "http://e/a b", "p": "http://e/c"}',
        "coerced": b'"id": "http://e/a", "p": "http://e/a b"}',
        "type": b'"id": "http://e/a", "@type": "http://e/a b"}',
        "predicate": b'"id": "http://e/a", "http://e/a b": 1}',
        "graph": b'"id": "http://e/a b", "@graph": [{"p": "http://e/c"}]}',
        "listed": b'"id": "http://e/a", "p": {"@list": ["http://e/a b"]}}',
    }.items():
        told = r"a\.jsonld:1:\d+: the IRI <http://e/a b> contains a space"
        yield data(f"jsonld-iri-space-{name}", "a.jsonld", context + rest, 3, told)
    digits = b'{"n": ' + b"9" * 5000 + b', "@context": {}, "@id": "b c", "http://e/p": 1}'
    yield data("jsonld-bad-iri-behind-digits", "a.jsonld", digits, 3, r"a\.jsonld:1:5033: .*contains a space")
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
