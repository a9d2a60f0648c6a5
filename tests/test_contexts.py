"""Our own context is read where a JSON-LD document names it, without the network; any other is refused."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph import __version__
from bpokpo_graph.errors import PolicyError
from bpokpo_graph.parsing import Source, parse
from watching import bpokpo

OURS = f"https://w3id.org/bpokpo/ns/{__version__}/context.jsonld"
MODEL = {
    "@id": "model:mine",
    "@type": "bpokpo:OutsourcingModel",
    "label": {"en": "mine", "id": "milik saya"},
    "directlyExtends": "model:bpo",
    "n": 9007199254740993,
}
WITH_MORE = {"@context": [OURS, {"n": "http://example.org/n"}], **MODEL}


def read(document: object) -> set[str]:
    data = document if isinstance(document, str) else json.dumps(document)
    return {str(quad.triple) for quad in parse(Source("a.jsonld", "jsonld", data=data.encode()))}


EXPECTED = {
    str(quad.triple)
    for quad in ox.parse(
        """
        @prefix bpokpo: <https://w3id.org/bpokpo/ns#> . @prefix model: <https://w3id.org/bpokpo/id/model/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        model:mine a bpokpo:OutsourcingModel ; rdfs:label "mine"@en, "milik saya"@id ;
          bpokpo:directlyExtends model:bpo ; <http://example.org/n> 9007199254740993 .
        """,
        format=ox.RdfFormat.TURTLE,
    )
}


@pytest.mark.parametrize(
    "document",
    [
        WITH_MORE,
        json.dumps(WITH_MORE, indent=4),
        {"@context": {"n": "http://example.org/n"}, "@graph": [{"@context": OURS, **MODEL}]},
    ],
    ids=["array", "indented", "inner"],
)
def test_our_context_need_not_be_fetched(document: object) -> None:
    assert read(document) == EXPECTED


def test_it_is_the_one_we_publish(tmp_path: Path) -> None:
    published = json.loads(bpokpo("export", "--context", folder=tmp_path).out)
    assert published["@id"] == OURS
    without = {key: value for key, value in MODEL.items() if key != "n"}
    assert read({"@context": OURS, **without}) == read({"@context": published["@context"], **without})
    assert len(read({"@context": OURS, **without})) == 4


def test_our_own_export_can_name_it_in_place_of_its_copy(tmp_path: Path) -> None:
    """What we write means the same with the whole context behind its IRI."""
    document = json.loads(bpokpo("export", "--term", "KPO", "-f", "jsonld", folder=tmp_path).out)
    assert read({**document, "@context": OURS}) == read(document)


@pytest.mark.parametrize(
    "context",
    [
        OURS.replace(__version__, "99.0.0"),
        OURS.replace("https", "http"),
        "https://w3id.org/bpokpo/ns/context.jsonld",
        "https://schema.org/",
        "https://schema.org/docs/jsonldcontext.jsonld",
        "context.jsonld",
    ],
)
def test_any_other_is_refused_by_name(context: str) -> None:
    with pytest.raises(PolicyError, match=r"the context “.*” is somewhere else and nothing is fetched: copy") as caught:
        read({"@context": context, "@id": "http://e/a", "name": "x"})
    assert context in str(caught.value)


def test_it_cannot_be_imported() -> None:
    with pytest.raises(PolicyError, match=r"the context “.*” is somewhere else"):
        read({"@context": {"@version": 1.1, "@import": OURS}, **MODEL})


def test_the_iri_is_no_context_elsewhere() -> None:
    about = {"@id": "http://e/a", "http://e/p": [{"@id": OURS}, f'"@context": "{OURS}"']}
    assert read(about) == {
        f"<http://e/a> <http://e/p> <{OURS}>",
        f'<http://e/a> <http://e/p> "\\"@context\\": \\"{OURS}\\""',
    }


def test_a_mistake_is_still_told_with_its_place() -> None:
    with pytest.raises(Exception, match=r"a\.jsonld:3:\d+: "):
        read(f'{{"@context": "{OURS}",\n "label": "x",\n oops }}')
