"""DESCRIBE: what belongs to a thing comes along, and no more."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph.dataset import Dataset
from bpokpo_graph.parsing import Source

LINKED = b"""
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf:  <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<urn:model> <urn:needs> <urn:need> ; <urn:code> <urn:shared> ; <urn:has> [ <urn:part> [ <urn:deep> 1 ] ] .
<urn:need> <urn:level> <urn:high> . <urn:high> rdfs:label "high" ; <urn:other> 2 .
<urn:shared> rdfs:label "shared" ; <urn:other> 3 . <urn:else> <urn:code> <urn:shared> .
<urn:page> <urn:about> <urn:model> ; rdfs:label "page" ; <urn:other> 4 .
<urn:claim1> rdf:subject <urn:model> ; rdf:object <urn:need> ; <urn:by> <urn:me> .
<urn:claim2> rdf:subject <urn:need> ; <urn:by> <urn:me> .
"""


@pytest.mark.parametrize("query", ["DESCRIBE <urn:model>", "DESCRIBE ?m { ?m <urn:needs> ?n }",
                                   "BASE <urn:> DESCRIBE <urn:model> ?m WHERE { ?m <urn:needs> [] }",
                                   "PREFIX u: <urn:> describe u:model"])  # fmt: skip
def test_a_description_needs_no_second_query(query: str) -> None:
    told = {str(triple) for triple in Dataset([Source("x", "turtle", data=LINKED)]).construct(query)}
    everything = {str(quad.triple) for quad in ox.parse(LINKED, format=ox.RdfFormat.TURTLE)}
    left_out = {triple for triple in everything if triple not in told and "_:" not in triple}
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert {triple for triple in left_out if label in triple} == set()
    # What is shared with others is only named, and so is what links here.
    assert {triple.split()[0] for triple in left_out} == {"<urn:else>", "<urn:shared>", "<urn:page>", "<urn:high>"}
    assert any("<urn:deep>" in triple for triple in told)


def test_a_description_stays_in_its_graphs(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .")
    (tmp_path / "b.ttl").write_text("<urn:s> <urn:p> 2 . <urn:t> <urn:q> <urn:s> .")
    named = {"http://e.org/a": tmp_path / "a.ttl", "http://e.org/b": tmp_path / "b.ttl"}
    dataset = Dataset.open(bare=True, named=named)
    assert len(dataset.construct("DESCRIBE <urn:s>")) == 3
    assert len(dataset.construct("DESCRIBE <urn:s> FROM <http://e.org/a>")) == 1
    assert len(dataset.construct("DESCRIBE ?s FROM <http://e.org/b> { ?s <urn:p> 2 }")) == 2
    assert len(dataset.construct("DESCRIBE <urn:s>", named=True)) == 0
    assert len(dataset.construct("DESCRIBE <urn:s> FROM NAMED <http://e.org/a>")) == 0
    assert len(dataset.construct("DESCRIBE * { ?s ?p 1 }")) == 3


@pytest.mark.parametrize(
    ("query", "triples"),
    [
        ("DESCRIBE ?nothing", 0),
        ("DESCRIBE ?nothing <urn:page>", 3),
        ("DESCRIBE ?p { ?p <urn:about> ?m } LIMIT 1", 3),
        ("DESCRIBE ?p ?m { ?p <urn:other> ?m } ORDER BY DESC(?m) LIMIT 1", 3),
        ("DESCRIBE ?n { ?x <urn:other> ?n }", 0),
    ],
)
def test_descriptions_of_little(query: str, triples: int) -> None:
    data = b"<urn:page> <urn:about> <urn:m> ; <urn:other> 4 . <urn:x> <urn:links> <urn:page> . <urn:y> <urn:other> 2 ."
    assert len(Dataset([Source("x", "turtle", data=data)]).construct(query)) == triples


def test_a_description_of_the_packaged_graph() -> None:
    graph = Dataset.open().construct("DESCRIBE requirement:kpo-law model:nowhere")
    told = {str(triple.subject).rpartition("/")[2].strip(">") for triple in graph}
    assert {"kpo-law", "f47", "kpo", "law"} <= told
    assert len(Dataset.open().construct("DESCRIBE model:nowhere")) == 0
