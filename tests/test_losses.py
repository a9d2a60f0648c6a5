"""No statement of a JSON-LD document is dropped without a word, whichever string of it is at fault."""

import json
from typing import Any

import pytest

from bpokpo_graph.errors import InputError
from bpokpo_graph.parsing import Source, parse

BAD = "http://e/b c"
P = "http://e/p"


def statements(document: Any, base: str | None = None) -> list[str]:
    return [str(quad) for quad in parse(Source("a.jsonld", "jsonld", data=json.dumps(document).encode(), base=base))]


def node(**context: Any) -> dict[str, Any]:
    return {"@context": context, "@id": "http://e/a"}


WITH_A_BAD_IRI: dict[str, Any] = {
    "subject": {"@id": BAD, P: 1},
    "subject by alias": {"@context": {"id": "@id"}, "id": BAD, P: 1},
    "object": {"@id": "http://e/a", P: {"@id": BAD}},
    "object by coercion": {**node(p={"@id": P, "@type": "@id"}), "p": BAD},
    "object by vocabulary": {**node(**{"@vocab": "http://e/"}, p={"@id": P, "@type": "@vocab"}), "p": "b c"},
    "type": {"@id": "http://e/a", "@type": ["http://e/T", BAD]},
    "type by vocabulary": {**node(**{"@vocab": "http://e/"}), "@type": "b c"},
    "type map": {**node(p={"@id": P, "@container": "@type"}), "p": {BAD: {P: 1}}},
    "predicate": {"@id": "http://e/a", BAD: 1},
    "predicate by term": {**node(p=BAD), "p": 1},
    "predicate by prefix": {**node(e="http://e/"), "e:b c": 1},
    "predicate by vocabulary": {**node(**{"@vocab": "http://e/"}), "b c": 1},
    "vocabulary": {**node(**{"@vocab": "http://e/b "}), "c": 1},
    "nested": {**node(n="@nest"), "n": {BAD: 1}},
    "datatype": {"@id": "http://e/a", P: {"@value": "1", "@type": BAD}},
    "datatype by coercion": {**node(p={"@id": P, "@type": BAD}), "p": "1"},
    "graph": {"@id": BAD, "@graph": [{"@id": "http://e/a", P: 1}]},
    "graph map": {**node(p={"@id": P, "@container": ["@graph", "@id"]}), "p": {BAD: {P: 1}}},
    "node map": {**node(p={"@id": P, "@container": "@id"}), "p": {BAD: {P: 1}}},
    "list": {"@id": "http://e/a", P: {"@list": [1, {"@id": BAD}]}},
    "reverse": {"@id": "http://e/a", "@reverse": {P: {"@id": BAD}}},
    "reverse by term": {**node(r={"@reverse": P, "@type": "@id"}), "r": BAD},
    "included": {"@id": "http://e/a", P: 1, "@included": [{"@id": BAD, P: 1}]},
}


@pytest.mark.parametrize("document", WITH_A_BAD_IRI.values(), ids=WITH_A_BAD_IRI)
def test_an_iri_with_a_space_is_named(document: Any) -> None:
    with pytest.raises(InputError, match=r"^a\.jsonld(:1:\d+)?: the IRI <http://e/b c> contains a space") as raised:
        statements(document)
    assert raised.value.exit_code == 3


OTHERS: dict[str, tuple[Any, str]] = {
    "language": ({"@id": "http://e/a", P: {"@value": "x", "@language": "en us"}}, "“en us” is no language"),
    "language by default": ({**node(**{"@language": "en_US"}), P: "x"}, "“en_US” is no language"),
    "language map": ({**node(p={"@id": P, "@container": "@language"}), "p": {"en us": "x"}}, "“en us” is no language"),
    "no language": ({"@id": "http://e/a", P: {"@value": "x", "@language": ""}}, "“” is no language"),
    "blank node": ({"@id": "_:a b", P: 1}, "“_:a b” is no blank node"),
    "blank predicate": ({"@id": "http://e/a", "_:p": 1}, "“_:p” is no property"),
    "percent": ({"@id": "http://e/%zz", P: 1}, "“http://e/%zz” is no IRI"),
    "port": ({"@id": "http://e:x/", P: 1}, "“http://e:x/” is no IRI"),
    "host": ({"@id": "http://[x", P: 1}, r"“http://\[x” is no IRI"),
    "scheme": ({"@id": "1a:x", P: 1}, "“1a:x” is no IRI"),
    "no scheme": ({"@id": ":x", P: 1}, "“:x” is no IRI"),
    "code point": ({"@id": "http://e/\ufffe", P: 1}, "is no IRI"),
    "base": ({**node(**{"@base": BAD}), P: 1}, "<http://e/b c> contains a space"),
}


@pytest.mark.parametrize(("document", "told"), OTHERS.values(), ids=OTHERS)
def test_whatever_is_none_is_named(document: Any, told: str) -> None:
    for base in (None, "http://base/"):
        with pytest.raises(InputError, match=rf"^a\.jsonld(:1:\d+)?: .*{told}"):
            statements(document, base)


FINE: dict[str, tuple[Any, int]] = {
    "literals of any kind": ({"@id": "http://e/a", P: ["b c", "<x>", "_:a b", "http://[x", True, 1.5]}, 6),
    "a term with a space": ({**node(**{"b c": P}), "b c": "d e"}, 1),
    "an index with a space": ({**node(p={"@id": P, "@container": "@index"}), "p": {"b c": {"@id": "http://e/z"}}}, 1),
    "JSON": ({"@id": "http://e/a", P: {"@type": "@json", "@value": {"b c": ["http://[x"]}}}, 1),
    "direction": ({"@id": "http://e/a", P: {"@value": "b c", "@language": "ar", "@direction": "rtl"}}, 1),
    "letters of other scripts": ({"@id": "http://e/\u0627 ".strip(), P: 1}, 1),
    "null": ({"@id": "http://e/a", P: None, "http://e/q": 1}, 1),
    # A key that no context explains says nothing, as the standard has it.
    "an unexplained key": ({"@id": "http://e/a", "b c": {"@id": "http://e/z", P: 1}, P: 1}, 1),
}


@pytest.mark.parametrize(("document", "count"), FINE.values(), ids=FINE)
def test_what_is_right_is_kept(document: Any, count: int) -> None:
    assert len(statements(document)) == count


def test_the_place_is_that_of_the_string() -> None:
    text = '{"@context": {"e": "http://e/"},\n "@id": "e:b c",\n "e:p": "b c"}'
    with pytest.raises(InputError, match=r"^a\.jsonld:2:1\d: the IRI <http://e/b c>"):
        list(parse(Source("a.jsonld", "jsonld", data=text.encode())))
