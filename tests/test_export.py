"""`bpokpo export`: what it writes, and how everything bad ends."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph import Dataset
from bpokpo_graph.vocabulary import expand

ROOT = Path(__file__).parent.parent
ITO = str(ROOT / "docs" / "my-ito.ttl")


def bpokpo(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bpokpo_graph", "export", *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )


def exported(*arguments: str, stdin: bytes = b"") -> bytes:
    done = bpokpo(*arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def refused(code: int, *arguments: str, stdin: bytes = b"") -> str:
    done = bpokpo(*arguments, stdin=stdin)
    message = done.stderr.decode()
    assert done.returncode == code, message
    assert message.startswith("bpokpo: ")
    assert message.count("\n") == 1
    assert done.stdout == b""
    return message


def quads(data: bytes, format_: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[ox.Quad]:
    return set(ox.parse(data, format=format_))


def subjects(data: bytes) -> set[str]:
    return {quad.subject.value for quad in quads(data) if isinstance(quad.subject, ox.NamedNode)}


def test_the_default_is_the_whole_graph_in_turtle() -> None:
    data = exported()
    assert data.startswith(b"@prefix bpokpo: ")
    assert len(quads(data)) == len(set(Dataset.open().quads()))


def test_data_only_leaves_out_the_vocabulary() -> None:
    found = subjects(exported("--data-only"))
    assert expand("model:bpo") in found
    assert expand("bpokpo:Claim") not in found
    assert expand("code:level-basic") not in found
    mine = subjects(exported("--data-only", "-d", ITO))
    assert mine == subjects(exported("--bare", "-d", ITO))
    assert expand("model:bpo") not in mine


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.ttl", b"@prefix"),
        ("a.jsonld", b"{"),
        ("a.nt", b"<http"),
        ("a.nq", b"<http"),
        ("a.trig", b"@prefix"),
        ("a.rdf", b"<?xml"),
    ],
)
def test_the_extension_decides_the_format(tmp_path: Path, name: str, start: bytes) -> None:
    exported("--data-only", "-o", str(tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_term_comes_with_what_belongs_to_it() -> None:
    found = subjects(exported("--term", "BPO"))
    for curie in ("model:bpo", "requirement:bpo-english", "value:bpo-wage", "claim:f43", "sentence:s14"):
        assert expand(curie) in found
    for curie in ("model:kpo", "claim:f36", "sentence:s09", "activity:payroll", "code:level-basic"):
        assert expand(curie) not in found
    assert subjects(exported("--term", "requirement:bpo-english")) == {
        expand(curie) for curie in ("requirement:bpo-english", "claim:f43", "sentence:s14")
    }
    assert subjects(exported("--term", "F9")) == {expand("claim:f9"), expand("sentence:s06")}


def test_a_term_with_blank_nodes_and_from_standard_input() -> None:
    data = b"@prefix ex: <http://example.org/> . ex:a ex:p [ ex:q ( 1 [ ex:r 01 ] ) ] . ex:b ex:p ex:a ."
    found = exported("--bare", "-d", "-", "--term", "http://example.org/a", "-f", "nt", stdin=data)
    assert found.count(b"\n") == 7
    assert b'"01"' in found
    assert b"<http://example.org/b>" not in found


def test_plain_has_no_claims() -> None:
    found = exported("--claims", "plain", "--data-only")
    assert b"rdf:subject" not in found
    assert not {iri for iri in subjects(found) if "/claim/" in iri or "/tension/" in iri or "/curation/" in iri}
    assert expand("model:bpo") in subjects(found)
    assert b"claim:" not in found


def _claimed() -> Iterator[tuple[str, tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]]:
    for row in Dataset.open().select("SELECT ?c ?s ?p ?o { ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"):
        if all(type(value).__name__ == "Iri" for value in row):
            yield row[0], (ox.NamedNode(row[1]), ox.NamedNode(row[2]), ox.NamedNode(row[3]))


@pytest.mark.parametrize("format_", [ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG, ox.RdfFormat.JSON_LD])
def test_each_claim_as_a_named_graph(format_: ox.RdfFormat) -> None:
    name = {"nq": "nq", "trig": "trig", "jsonld": "jsonld"}[format_.file_extension]
    found = quads(exported("--claims", "graphs", "--data-only", "-f", name), format_)
    claimed = list(_claimed())
    assert len(claimed) >= 62
    for claim, triple in claimed:
        assert ox.Quad(*triple, ox.NamedNode(claim)) in found
    assert ox.Quad(ox.NamedNode(expand("claim:f1")), *_said("skos:notation", "F1")) in found
    assert not [quad for quad in found if quad.predicate.value == expand("rdf:subject")]


def _said(predicate: str, text: str) -> tuple[ox.NamedNode, ox.Literal]:
    return ox.NamedNode(expand(predicate)), ox.Literal(text)


@pytest.mark.parametrize(
    "format_", [ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG, ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES]
)
def test_each_claim_as_a_reifier(format_: ox.RdfFormat) -> None:
    found = quads(exported("--claims", "rdf12", "--data-only", "-f", format_.file_extension), format_)
    reifies = ox.NamedNode(expand("rdf:reifies"))
    for claim, triple in _claimed():
        assert ox.Quad(ox.NamedNode(claim), reifies, ox.Triple(*triple)) in found
    assert not [quad for quad in found if quad.predicate.value == expand("rdf:object")]


def test_what_follows_is_added_and_nothing_is_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(
        "@prefix bpokpo: <https://w3id.org/bpokpo/ns#> . @prefix ex: <http://example.org/> .\n"
        "ex:v a bpokpo:RatioValue ; bpokpo:aboutModel ex:m ; bpokpo:amount 01.50 ."
    )
    before = quads(exported("-d", str(file), "--data-only"))
    after = quads(exported("-d", str(file), "--data-only", "--infer", "owlrl"))
    assert before < after
    news = {(str(quad.subject), str(quad.object)) for quad in after - before}
    assert ("<http://example.org/m>", f"<{expand('bpokpo:OutsourcingModel')}>") in news
    assert {subject for subject, _ in news} == {"<http://example.org/m>", "<http://example.org/v>"}
    assert b'"01.50"' in exported("-d", str(file), "--data-only", "--infer", "rdfs", "-f", "nt")


def test_canonical_is_n_quads(tmp_path: Path) -> None:
    data = exported("--canonical", "-d", ITO, "--bare")
    assert data == exported("--canonical", "-d", ITO, "--bare", "-f", "nq")
    exported("--canonical", "-d", ITO, "--bare", "-o", str(tmp_path / "x"))
    assert (tmp_path / "x").read_bytes() == data
    assert data.splitlines() == sorted(data.splitlines())
    blank = exported("--canonical", "--bare", "-d", "-", stdin=b"[] <http://example.org/p> [] .")
    assert blank == b"_:c14n1 <http://example.org/p> _:c14n0 .\n"


def test_poison_graphs_end_with_the_option_that_helps() -> None:
    poison = "\n".join(f"_:n{a} <http://example.org/p> _:n{b} ." for a in range(24) for b in range(24) if a != b)
    for arguments in (["--canonical"], ["--canonical", "-o", "never-written.nq"]):
        message = refused(4, *arguments, "--timeout", "1", "--bare", "-d", "-", stdin=poison.encode())
        assert "limit: 1 s; --timeout changes it" in message
    assert not Path("never-written.nq").exists()


def test_the_context_and_the_frame() -> None:
    context = json.loads(exported("--context"))["@context"]
    framed = json.loads(exported("--frame", "model", "--data-only", "-f", "jsonld"))
    assert framed == json.loads(exported("--frame", "model", "--data-only"))
    assert [node["@id"] for node in framed["@graph"]] == ["model:bpo", "model:kpo"]
    assert framed["@context"].items() <= context.items()


def test_every_thing_of_a_frame_is_an_object() -> None:
    """So that a program can take its @id, whether it is told of here or elsewhere in the document."""
    framed = json.loads(exported("--frame", "model"))
    links = {name for name, said in framed["@context"].items() if isinstance(said, dict) and said.get("@type") == "@id"}
    seen, todo = 0, list(framed["@graph"])
    for node in todo:  # grows while it is read
        for key, value in node.items():
            values = value if isinstance(value, list) else [value]
            if key in links:
                assert all(isinstance(each, dict) for each in values), (node["@id"], key)
                seen += len(values)
            todo += [each for each in values if isinstance(each, dict) and "@value" not in each]
    assert seen > 100
    every = quads(exported("-f", "nq"), ox.RdfFormat.N_QUADS)
    assert quads(exported("--frame", "model", "--data-only"), ox.RdfFormat.JSON_LD) < every


MINE = b"""
PREFIX mine: <http://example.org/mine#> PREFIX : <http://example.org/> PREFIX unused: <http://example.org/unused/>
PREFIX claim: <http://example.org/claims/> PREFIX thing: <https://w3id.org/bpokpo/ns#> PREFIX cut: <http://example.org/cu>
mine:a a thing:Activity ; :says claim:one, <http://example.org/cut> .
"""


def test_the_prefixes_of_a_file_are_kept_where_they_do_not_clash() -> None:
    found = exported("--bare", "-d", "-", stdin=MINE).decode()
    assert re.findall("@prefix +([a-z]*): +<(.*)> .", found) == [
        ("bpokpo", "https://w3id.org/bpokpo/ns#"),
        ("", "http://example.org/"),
        ("mine", "http://example.org/mine#"),
    ]
    assert "mine:a a bpokpo:Activity" in found
    assert ":says <http://example.org/claims/one>, :cut" in found
    assert quads(found.encode()) == quads(MINE)
    assert exported("--bare", "-d", "-", stdin=found.encode()).decode() == found


def test_prefixes_do_not_depend_on_the_order_of_reading(tmp_path: Path) -> None:
    for name, space in (("a", "one"), ("b", "two")):
        (tmp_path / f"{name}.ttl").write_text(
            f"PREFIX x: <http://e.org/{space}/> PREFIX {name}: <http://e.org/three/> x:s x:p {name}:o ."
        )
    files = [str(tmp_path / name) for name in ("a.ttl", "b.ttl")]
    one, other = (exported("--bare", "-d", first, "-d", second) for first, second in (files, files[::-1]))
    assert one == other
    assert b"x:s x:p a:o" in one


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-f", "docx"], "choose one of turtle, jsonld"),
        (["--claims", "graphs"], "nq, trig, jsonld"),
        (["--claims", "graphs", "-f", "nt"], "nq, trig, jsonld"),
        (["--claims", "rdf12", "-f", "jsonld"], "nt, nq, turtle, trig"),
        (["--claims", "rdf12", "-f", "rdfxml"], "nt, nq, turtle, trig"),
        (["--claims", "rdf12", "--canonical"], "no triple terms"),
        (["--claims", "all"], "is not one of"),
        (["--canonical", "-f", "turtle"], "--canonical is N-Quads"),
        (["--canonical", "-o", "a.ttl"], "--canonical is N-Quads"),
        (["--frame", "model", "-f", "turtle"], "--frame is for JSON-LD"),
        (["--context", "--term", "BPO"], "--term changes nothing beside --context"),
        (["--context", "-d", ITO], "--data changes nothing beside --context"),
        (["--term", "BPQ"], "did you mean"),
        (["--timeout", "0"], "no number of seconds above 0"),
        (["--infer", "magic"], "is not one of"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    assert message in refused(2, *arguments)


def test_named_graphs_need_a_format_that_has_them() -> None:
    named = ["--bare", "--named", f"http://example.org/g={ITO}"]
    assert "choose nq, trig or jsonld" in refused(2, *named)
    found = quads(exported(*named, "-f", "trig"), ox.RdfFormat.TRIG)
    assert {quad.graph_name for quad in found} == {ox.NamedNode("http://example.org/g")}


def test_input_that_cannot_be_read() -> None:
    assert "relative" in refused(3, "--bare", "-d", "-", stdin=b"<a> <http://example.org/p> 1 .")
    assert "<stdin>:1" in refused(3, "-d", "-", stdin=b"nonsense")
    assert refused(6, "-o", "/nowhere/a.ttl")


def test_ill_typed_and_odd_literals_stay_as_they_are() -> None:
    data = (
        '<http://e.org/a> <http://e.org/p> "x"^^<http://www.w3.org/2001/XMLSchema#integer>, "01"^^'
        '<http://www.w3.org/2001/XMLSchema#boolean>, +5, 1.0E0, "a"@id-ID, "".'
    )
    for format_ in (ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML, ox.RdfFormat.N_TRIPLES):
        found = exported("--bare", "-d", "-", "-f", format_.file_extension, stdin=data.encode())
        assert quads(found, format_) == quads(data.encode())


def test_nothing_is_a_document_too() -> None:
    for format_ in (ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML, ox.RdfFormat.N_TRIPLES):
        assert quads(exported("--bare", "-d", "-", "-f", format_.file_extension), format_) == set()
