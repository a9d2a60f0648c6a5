"""Hostile and broken queries: nested, long, costly, and such as would open the network or change data."""

from collections.abc import Iterator

from hostile_cases import ESCAPES, NT, Case, query


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _nested_queries()
    yield from _chains()
    yield from _policy_queries()
    yield from _broken_queries()
    yield from _costly_queries()


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
    invalid = r"<query>:1:\d+: this IRI is not valid"
    yield query("query-odd-host", "BASE <http://e/> ASK { ?s ?p <http://[x> }", 3, invalid)
    yield query("query-host-of-one-sign", "BASE <http://e/> ASK { ?s ?p <http://e\u2100/x> }", 0, "^false$")
    yield query("query-odd-base", "BASE <http://[x> ASK { ?s ?p <a> }", 3, invalid)
    from_odd = "BASE <http://e/> ASK FROM <http://e\u2100/x> { ?s ?p 1 }"
    yield query("query-from-odd-host", from_odd, 5, "FROM <http://e\u2100/x> is refused")
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
