"""What is written says the same, in any format, and in the same bytes whatever the order it came in."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pyld.jsonld
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from bpokpo_graph import Dataset
from bpokpo_graph.errors import LimitError, UsageError
from bpokpo_graph.serialization import GRAPHS, write
from bpokpo_graph.serialization.jsonld import context, context_document
from bpokpo_graph.vocabulary import PREFIXES, expand

FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
RDFLIB = {"turtle": "turtle", "jsonld": "json-ld", "nt": "nt", "nq": "nquads", "trig": "trig", "rdfxml": "xml"}
EX = "http://example.org/"


def written(quads: Any, format_: str, **options: Any) -> bytes:
    return b"".join(write(quads, format_, **options))


def _random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a test wants the same numbers each time


def read(data: bytes, format_: str) -> list[ox.Quad]:
    return list(ox.parse(data, format=FORMATS[format_]))


def canonical(quads: Sequence[ox.Quad]) -> bytes:
    return written(quads, "nq", canonical=True)


def turtle(text: str) -> list[ox.Quad]:
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    return list(ox.parse(f"{head}@prefix ex: <{EX}> .\n{text}", format=ox.RdfFormat.TRIG))


@cache
def packaged() -> tuple[ox.Quad, ...]:
    return tuple(Dataset.open().quads())


def unique(quads: Sequence[ox.Quad]) -> bytes:
    """Canonical N-Quads for small graphs, by the labels that make no difference."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return b"\n".join(sorted((ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")))


# Laws

blanks = st.sampled_from([ox.BlankNode(name) for name in "abcd"])
iris = st.sampled_from(
    [
        *(ox.NamedNode(EX + name) for name in ("a", "a9", "a10", "é", "x.", "q#", "c/d")),
        *(ox.NamedNode(expand(curie)) for curie in ("model:bpo", "bpokpo:Claim", "rdf:nil", "rdf:first")),
        ox.NamedNode("code:clash"),
        ox.NamedNode("urn:x:y"),
    ]
)
predicates = st.sampled_from(
    [
        ox.NamedNode(expand(f"{curie}"))
        for curie in (
            *("rdf:type", "rdfs:label", "rdf:first", "rdf:rest", "rdf:subject", "rdf:predicate", "rdf:object"),
            *("bpokpo:amount", "bpokpo:hasSkillRequirement", "bpokpo:level", "bpokpo:competence", "bpokpo:rank"),
        )
    ]
    + [ox.NamedNode(EX + "p"), ox.NamedNode("claim:odd")]
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6) | st.sampled_from(
    ["", "\n", 'a"b\\n', "two\nlines\\", '"""\n"', "\t\r\n", "_:x <y>", "#"]
)
datatypes = st.sampled_from(
    [ox.NamedNode(PREFIXES["xsd"] + name) for name in ("integer", "decimal", "boolean", "date")]
)
literals = (
    st.builds(ox.Literal, texts)
    | st.builds(lambda text, tag: ox.Literal(text, language=tag), texts, st.sampled_from(["id", "en", "zh-hant"]))
    | st.builds(
        lambda text, datatype: ox.Literal(text, datatype=datatype),
        st.sampled_from(["1", "01", "+1", "1.50", "-0.0", "true", "1e0", "x", "999999999999999999", "0"]),
        datatypes,
    )
)
triples = st.builds(ox.Quad, iris | blanks, predicates, iris | blanks | literals)
quads = st.builds(
    ox.Quad,
    iris | blanks,
    predicates,
    iris | blanks | literals,
    st.sampled_from([ox.NamedNode(EX + "g"), ox.BlankNode("a"), ox.DefaultGraph()]),
)


@pytest.mark.parametrize("format_", GRAPHS)
@settings(max_examples=150, deadline=None)
@given(graph=st.lists(triples, max_size=14))
def test_reading_gives_back_what_was_written(format_: str, graph: list[ox.Quad]) -> None:
    assert unique(read(written(graph, format_), format_)) == unique(graph)


@pytest.mark.parametrize("format_", ["nq", "trig", "jsonld"])
@settings(max_examples=150, deadline=None)
@given(graph=st.lists(quads, max_size=14))
def test_named_graphs_come_back(format_: str, graph: list[ox.Quad]) -> None:
    assert unique(read(written(graph, format_), format_)) == unique(graph)


@pytest.mark.parametrize("format_", GRAPHS)
@settings(max_examples=60, deadline=None)
@given(graph=st.lists(triples, max_size=14), seed=st.randoms(use_true_random=False))
def test_neither_order_nor_labels_make_a_difference(format_: str, graph: list[ox.Quad], seed: random.Random) -> None:
    names = [f"n{number}" for number in range(4)]
    seed.shuffle(names)
    other = dict(zip("abcd", map(ox.BlankNode, names), strict=True))

    def renamed(term: Any) -> Any:
        return other[term.value] if isinstance(term, ox.BlankNode) else term

    shuffled = [ox.Quad(renamed(quad.subject), quad.predicate, renamed(quad.object)) for quad in graph]
    seed.shuffle(shuffled)
    assert written(shuffled, format_) == written(graph, format_)


@settings(max_examples=60, deadline=None)
@given(graph=st.lists(triples, max_size=10))
def test_canonical_n_quads_are_the_engine_s(graph: list[ox.Quad]) -> None:
    assert canonical(graph).strip() == unique(graph).strip()


@pytest.mark.parametrize("format_", GRAPHS)
def test_the_packaged_graph_comes_back_in_every_format(format_: str) -> None:
    data = written(packaged(), format_)
    assert canonical(read(data, format_)) == canonical(packaged())


@pytest.mark.parametrize("format_", GRAPHS)
def test_rdflib_reads_the_same(format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    graph = rdflib.Dataset() if format_ in ("nq", "trig") else rdflib.Graph()
    with warnings.catch_warnings():  # rdflib's own readers use what rdflib deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        graph.parse(data=written(packaged(), format_), format=RDFLIB[format_])
        told = rdflib.Graph()
        for triple in graph.triples((None, None, None)):
            told.add(triple)
    assert isomorphic(told, Dataset.open().to_rdflib())


def _expanded_by_pyld(document: bytes) -> list[ox.Quad]:
    lines = pyld.jsonld.to_rdf(json.loads(document), {"format": "application/n-quads", "documentLoader": _closed})
    return read(lines.encode(), "nq")


def _closed(url: str, _options: object) -> None:
    raise AssertionError(f"{url} was asked for")


@pytest.mark.parametrize("frame", [None, "bpokpo:OutsourcingModel"])
def test_pyld_reads_the_json_ld_offline(frame: str | None) -> None:
    document = written(packaged(), "jsonld", frame=expand(frame) if frame else None)
    assert canonical(_expanded_by_pyld(document)) == canonical(read(document, "jsonld"))
    if frame is None:
        assert canonical(_expanded_by_pyld(document)) == canonical(packaged())


@pytest.mark.slow
def test_jsonld_js_reads_the_json_ld_offline(tmp_path: Path) -> None:
    home = Path(os.environ.get("BPOKPO_JSONLD_JS", Path(__file__).parent.parent / "node_modules"))
    if shutil.which("node") is None:
        pytest.skip("node is not here")
    if not (home / "jsonld").is_dir():
        pytest.skip("the npm package jsonld is not here: `make test-all` installs it where npm is")
    document = tmp_path / "graph.jsonld"
    document.write_bytes(written(packaged(), "jsonld"))
    program = (
        "const j = require(process.argv[1]), d = JSON.parse(require('fs').readFileSync(process.argv[2]));"
        "const l = url => { throw new Error(url) };"
        "j.toRDF(d, {format: 'application/n-quads', documentLoader: l}).then(t => process.stdout.write(t))"
    )
    done = subprocess.run(
        ["node", "-e", program, str((home / "jsonld").resolve()), str(document)], check=True, capture_output=True
    )
    assert canonical(read(done.stdout, "nq")) == canonical(packaged())


@pytest.mark.parametrize("format_", GRAPHS)
def test_the_same_bytes_for_any_hash_seed_and_locale(format_: str, tmp_path: Path) -> None:
    shuffled = list(packaged())
    _random(5).shuffle(shuffled)
    file = tmp_path / "shuffled.nq"
    file.write_bytes(ox.serialize(shuffled, format=ox.RdfFormat.N_QUADS) or b"")
    for seed, locale in (("0", "C"), ("7", "id_ID.UTF-8")):
        done = subprocess.run(
            [sys.executable, "-m", "bpokpo_graph", "export", "--bare", "-d", str(file), "-f", format_],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            check=True,
            capture_output=True,
        )
        assert done.stdout == written(packaged(), format_), (seed, locale)


# Turtle as one would write it


def test_turtle_reads_as_if_written_by_hand() -> None:
    page = written(
        turtle("""
        claim:f10 skos:notation "F10" ; a bpokpo:Claim .
        claim:f9 a bpokpo:Claim ; rdfs:label "claim F9"@en, "klaim F9"@id, "réclamation"@fr ;
            ex:list ( 1 "a" [ ex:p 01, 1.50, true, "1"^^xsd:boolean ] ( ) ) ; ex:text "two\\nlines" .
        model:bpo bpokpo:rank 1 ; a bpokpo:OutsourcingModel .
        [] a owl:AllDisjointClasses ; owl:members ( ex:a9 ex:a10 ) .
        """),
        "turtle",
    ).decode()
    assert page == (
        "@prefix bpokpo: <https://w3id.org/bpokpo/ns#> .\n"
        "@prefix model:  <https://w3id.org/bpokpo/id/model/> .\n"
        "@prefix claim:  <https://w3id.org/bpokpo/id/claim/> .\n"
        "@prefix rdfs:   <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix owl:    <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix xsd:    <http://www.w3.org/2001/XMLSchema#> .\n"
        "@prefix skos:   <http://www.w3.org/2004/02/skos/core#> .\n"
        "\n\n# ---------------------------------------------------------------- owl:AllDisjointClasses\n\n"
        "[] a owl:AllDisjointClasses ;\n"
        "    owl:members ( <http://example.org/a9> <http://example.org/a10> ) .\n"
        "\n\n# ---------------------------------------------------------------- Outsourcing model\n\n"
        "model:bpo a bpokpo:OutsourcingModel ;\n"
        "    bpokpo:rank 1 .\n"
        "\n\n# ---------------------------------------------------------------- Claim\n\n"
        "claim:f9 a bpokpo:Claim ;\n"
        '    rdfs:label "klaim F9"@id, "claim F9"@en, "réclamation"@fr ;\n'
        '    <http://example.org/list> ( 1 "a" '
        '[ <http://example.org/p> "1"^^xsd:boolean, "01"^^xsd:integer, 1.50, true ] () ) ;\n'
        '    <http://example.org/text> """two\nlines""" .\n'
        "\nclaim:f10 a bpokpo:Claim ;\n"
        '    skos:notation "F10" .\n'
    )


def test_turtle_of_the_packaged_graph_has_short_lines_but_for_long_texts() -> None:
    for line in written(packaged(), "turtle").decode().splitlines():
        assert line == line.rstrip()
        assert len(line) <= 120 or re.fullmatch(r'\s+"[^"]*"(@\w+)?[,;.]?( [;.])?|\s+".*"@\w\w( [;.]|,)', line), line


def test_deep_and_circular_blank_nodes_come_back() -> None:
    deep = "ex:a ex:p " + "[ ex:p " * 200 + "1" + " ]" * 200 + " ."
    circle = "_:x ex:p _:y . _:y ex:p _:z . _:z ex:p _:x . [] ex:q [ ex:r _:w ] . _:w ex:s _:w ."
    long = "ex:l ex:p ( " + "1 " * 3000 + ") ."
    for text in (deep, circle, long):
        quads_ = turtle(text)
        for format_ in GRAPHS:
            data = written(quads_, format_)
            assert written(read(data, format_), "nq") == written(quads_, "nq")


@pytest.mark.parametrize("format_", GRAPHS)
def test_odd_iris_are_not_lost(format_: str) -> None:
    """An IRI may hold spaces of other scripts, and what looks like a blank node."""
    quads_ = turtle(
        f'<{EX}a\u00a0b> ex:p <urn:x:_:y>, "a _:b" . _:c ex:p "_:d" .'
        '<urn:x:_:y> ex:p _:c, "_:c", "_:z"^^<urn:t:\u3000> .'
    )
    assert len(quads_) == 6
    assert unique(read(written(quads_, format_), format_)) == unique(quads_)


def test_what_looks_like_a_blank_node_in_a_text_is_not_renamed() -> None:
    """Its name is that of the node itself, at the place of a subject, of an object, and alone."""
    said = 'ex:p "a _:x b", "\\n_:x c", "_:x", "_:x " ; ex:q "1"'
    shown = [written(turtle(f"_:{name} {said} . ex:a ex:p _:{name} ."), "nq") for name in "xyz"]
    p = f"<{EX}p>"
    lines = [f'_:b0 {p} "{text}" .' for text in ("\\n_:x c", "_:x ", "_:x", "a _:x b")]
    head, tail = f"<{EX}a> {p} _:b0 .", f'_:b0 <{EX}q> "1" .'
    assert shown == ["\n".join([head, *lines, tail, ""]).encode()] * 3


def test_one_subject_in_several_graphs_stays_apart() -> None:
    quads_ = turtle("ex:a ex:p 1 . ex:g { ex:a ex:p 1 ; ex:q _:b } ex:h { ex:a ex:q 2 . _:b ex:p ex:a }")
    for format_ in ("nq", "trig", "jsonld"):
        assert unique(read(written(quads_, format_), format_)) == unique(quads_)


def test_long_lists_that_say_the_same_are_labelled_in_time() -> None:
    quads_ = turtle("".join(f"ex:l{number} ex:p ( {'1 ' * 400} ) ." for number in range(20)))
    assert written(quads_, "nq", seconds=5).count(b"_:b0 ") == 2 + 1


def test_alike_blank_nodes_get_stable_labels() -> None:
    """Two triangles and a hexagon look alike to their neighbours; a complete graph is full of mirror images."""
    edges = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), *((6 + n, 6 + (n + 1) % 6) for n in range(6))]
    edges += [(20 + a, 20 + b) for a in range(7) for b in range(7) if a != b]
    p = ox.NamedNode(EX + "p")
    shown = set()
    for seed in range(5):
        numbers = list(range(40))
        _random(seed).shuffle(numbers)
        graph = [ox.Quad(ox.BlankNode(f"n{numbers[a]}"), p, ox.BlankNode(f"n{numbers[b]}")) for a, b in edges]
        _random(seed).shuffle(graph)
        shown.add(written(graph, "nq"))
    assert len(shown) == 1


def test_three_blank_nodes_in_a_statement_have_no_canonical_form() -> None:
    """The first graph has two by RDFC-1.0, for o and g can be exchanged; two in a statement are told apart."""
    with pytest.raises(UsageError, match=r"_:s <http://example.org/p> _:o _:g.* give the graph an IRI"):
        canonical(turtle("_:g { _:s ex:p _:o } _:s { _:t ex:p _:t } _:o { _:t ex:p _:g }"))
    shown = {
        canonical(turtle(f"_:{g} {{ _:{s} ex:p _:{s}, _:{g} . ex:a ex:p _:{o} }} _:{s} {{ _:{o} ex:p 1 }}"))
        for s, o, g in permutations("abc")
    }
    assert len(shown) == 1


def test_poison_graphs_are_refused_in_time() -> None:
    complete = [
        ox.Quad(ox.BlankNode(f"n{a}"), ox.NamedNode(EX + "p"), ox.BlankNode(f"n{b}"))
        for a in range(24)
        for b in range(24)
        if a != b
    ]
    started = time.monotonic()
    with pytest.raises(LimitError, match="--timeout"):
        written(complete, "nq", canonical=True, seconds=2)
    assert time.monotonic() - started < 5


# What a format cannot hold


@pytest.mark.parametrize(
    ("format_", "text", "message"),
    [
        ("turtle", "ex:g { ex:a ex:p ex:b }", "choose nq, trig or jsonld"),
        ("nt", "ex:g { ex:a ex:p ex:b }", "choose nq, trig or jsonld"),
        ("nt", "_:g { ex:a ex:p 1 }", "choose nq, trig or jsonld"),
        ("rdfxml", "ex:g { ex:a ex:p ex:b }", "choose nq, trig or jsonld"),
        ("rdfxml", "ex:a <http://example.org/1> ex:b .", "cannot name the predicate"),
        ("rdfxml", "ex:a rdf:li ex:b .", "cannot name the predicate"),
        ("rdfxml", 'ex:a ex:p "\\u0001" .', "control characters"),
        ("rdfxml", 'ex:a ex:p "a"@ar--rtl .', "directions"),
        ("jsonld", "ex:a ex:p <<( ex:a ex:p ex:b )>> .", "choose nt, nq, turtle, trig"),
        ("csv", "ex:a ex:p ex:b .", "a graph, not a table"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(format_: str, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        written(turtle(text), format_)


@pytest.mark.parametrize("format_", ["nt", "nq", "turtle", "trig"])
def test_triple_terms_come_back(format_: str) -> None:
    quads_ = turtle(
        '_:r rdf:reifies <<( ex:a ex:p "x )>> _:b"@en )>>, <<( _:b ex:p <<( ex:a ex:q 1 )>> )>> . _:b ex:p 1 .'
        'ex:a ex:r <<( ex:a ex:p "two\\nlines" )>> .'
    )
    back = read(written(quads_, format_), format_)
    assert written(back, "nq") == written(quads_, "nq")
    assert len(back) == 4


def test_directions_come_back_in_json_ld() -> None:
    quads_ = turtle('ex:a rdfs:label "a"@ar--rtl, "b"@ar .')
    assert canonical(read(written(quads_, "jsonld"), "jsonld")) == canonical(quads_)


# JSON-LD


def test_the_context_comes_from_the_ontology() -> None:
    told = json.loads(context_document())
    assert told["@context"] == dict(context())
    assert told["@id"].startswith("https://w3id.org/bpokpo/ns/")
    assert context()["label"] == {"@id": expand("rdfs:label"), "@container": "@language"}
    assert context()["hasSkillRequirement"] == {"@id": expand("bpokpo:hasSkillRequirement"), "@type": "@id"}
    assert context()["amount"] == {"@id": expand("bpokpo:amount"), "@type": expand("xsd:decimal")}
    properties = re.findall(r"^bpokpo:([a-z]\w*) a owl:", Path("ontology/bpokpo.ttl").read_text("utf-8"), re.MULTILINE)
    assert all(name in context() or f"bpokpo:{name}" in context() for name in properties)


def test_json_ld_nests_requirements_values_and_claims() -> None:
    document = json.loads(written(packaged(), "jsonld"))
    (bpo,) = (node for node in document["@graph"] if node.get("@id") == "model:bpo")
    assert bpo["label"] == {"id": "alih daya proses bisnis (BPO)", "en": "business process outsourcing (BPO)"}
    english = next(each for each in bpo["hasSkillRequirement"] if each["@id"] == "requirement:bpo-english")
    assert english["level"] == "code:level-excellent"
    assert [claim["notation"] for claim in bpo["claims"]][:3] == ["F1", "F7", "F8"]
    assert {claim["@type"][0] for claim in bpo["claims"]} == {"bpokpo:Claim"}  # our links to neighbours are none
    assert all("subject" not in claim for claim in bpo["claims"])
    sentence = next(node for node in document["@graph"] if node.get("@id") == "sentence:s04")
    assert (sentence["start"], sentence["end"]) == (419, 531)


def test_a_frame_is_a_tree_for_each_model() -> None:
    document = json.loads(written(packaged(), "jsonld", frame=expand("bpokpo:OutsourcingModel")))
    assert [node["@id"] for node in document["@graph"]] == ["model:bpo", "model:kpo"]
    sentences = {
        claim["wasDerivedFrom"]["@id"]
        for claim in document["@graph"][0]["claims"]
        if isinstance(claim["wasDerivedFrom"], dict)
    }
    assert "sentence:s06" in sentences
