"""Shapes that reach for other data, and shapes that cannot be run."""

from collections.abc import Iterator

from hostile_cases import NT, SHAPE, Case, shapes


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _shapes_that_reach_out()
    yield from _broken_shapes()


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
    told = "the sh:(prefix|namespace) “.*” in the shapes is no"
    for name, prefix, namespace, query in _INJECTED:
        declared = f". e:o a <http://www.w3.org/2002/07/owl#Ontology> ; sh:declare [ {prefix} ; {namespace} ] ."
        content = SHAPE + f"; sh:sparql [ sh:prefixes e:o ; sh:select '{query}' ] {declared}".encode()
        yield shapes(f"shapes-service-in-{name}", content, 3, told)


_PLAIN = "SELECT $this { $this ?p ?o }"
_WEB = "SELECT $this { SERVICE <@WEB@/s> { $this ?p ?o } }"
# Each puts a query of its own before the rule's, which becomes a string or a comment of it.
_INJECTED = (
    (
        "namespace",
        'sh:prefix "e"',
        f"""sh:namespace '''http://x/>\n{_WEB[:-1]} FILTER(\"\"\"'''""",
        f'{_PLAIN} #""" != "x") }}',
    ),
    ("prefix", f'sh:prefix "x: <http://x/> {_WEB} #"', 'sh:namespace "http://x/"', _PLAIN),
    ("escapes", 'sh:prefix "e"', f"sh:namespace 'http://x/\\\\u003E\\\\u000A{_WEB} #'", _PLAIN),
    ("relative-namespace", 'sh:prefix "e"', "sh:namespace 'x'", _PLAIN),
)


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
