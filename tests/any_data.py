"""Well-formed RDF that says our terms of anything: each property with objects of any kind, right or wrong."""

import re
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent
XSD = "http://www.w3.org/2001/XMLSchema#"
_TERM = re.compile(r"(?<![\w\"<])(?:bpokpo|rdf|rdfs|owl|skos|dcterms|oa|prov|qb|sh|time|schema):[A-Za-z]+\b")
NODES = ("ex:a", "ex:b", "ex:c", "_:x", "_:y", "model:bpo", "model:kpo", "claim:f1", "sentence:s01", "activity:payroll")
LITERALS = (
    *('"x"', '""', '"x"@en', '"x"@id', '"x"@id-id', '"F2"', '"F10"', '"F1²"', '"٣"', '"' + "9" * 6000 + '"'),
    *("5", "-1", "1.50", "1e300", "true", "9" * 400, f'"NaN"^^<{XSD}double>', f'"-INF"^^<{XSD}double>'),
    *(f'"twelve"^^<{XSD}integer>', f'"2020-01-01"^^<{XSD}date>', f'"0001-01-01T00:00:00Z"^^<{XSD}dateTime>'),
    *(f'"99999-01-01"^^<{XSD}date>', f'"2020-01-01T00:00:00"^^<{XSD}dateTime>', '"x"^^<http://example.org/kind>'),
)


@cache
def terms() -> tuple[str, ...]:
    """The properties, classes and other terms that our files use."""
    files = [*(ROOT / "ontology").glob("*.ttl"), *(ROOT / "data").glob("*.ttl")]
    return tuple(sorted({term for file in files for term in _TERM.findall(file.read_text("utf-8"))}))


def documents() -> st.SearchStrategy[str]:
    """Turtle without its prefixes; every node has a name and a kind, so that it is met."""
    properties = st.sampled_from([term for term in terms() if term.partition(":")[2][0].islower()])
    classes = [term for term in terms() if term.partition(":")[2][0].isupper()]
    lists = st.lists(st.sampled_from((*NODES, *LITERALS)), max_size=3).map(lambda items: f"( {' '.join(items)} )")
    objects = st.sampled_from((*NODES, *LITERALS, *classes)) | lists
    statement = st.tuples(st.sampled_from(NODES), properties, objects)
    kind = st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from((*classes, "5", '"x"', "_:y")))
    return st.lists(statement | kind, min_size=1, max_size=25).map(
        lambda triples: "\n".join(f"{subject} {path} {thing} ." for subject, path, thing in triples)
    )
