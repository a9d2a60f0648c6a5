"""Queries see each triple once, however many graphs have it (SPARQL 1.1, 13.2: the RDF merge of graphs)."""

import pickle
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pyoxigraph as ox
import pytest

from bpokpo_graph.comparison import compare
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import PolicyError
from bpokpo_graph.merging import Merging
from bpokpo_graph.parsing import Source
from bpokpo_graph.validation import validate
from bpokpo_graph.vocabulary import Iri

PREFIX = "PREFIX e: <http://e.example/>\n"
# The default graph repeats one triple of the first graph; the first and the second share two, the third nothing.
FILE = """
e:only e:p 9 . e:a e:p 1 .
e:one { e:a e:p 1, 2 ; e:next e:b }
e:two { e:a e:p 2, 3 ; e:next e:b . e:b e:next e:c }
e:three { e:z e:p 2 }
"""


def of(*texts: str) -> Dataset:
    return Dataset([Source(f"{n}.trig", "trig", data=(PREFIX + text).encode()) for n, text in enumerate(texts)])


def e(name: str) -> Iri:
    return Iri(f"http://e.example/{name}")


def rows(dataset: Dataset, query: str, *, named: bool = False) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in dataset.select(PREFIX + query, named=named)), key=str)


def test_aggregates_count_a_triple_once() -> None:
    # 1, 2 and 3 of e:a, 2 of e:z, 9 of e:only
    query = "SELECT (COUNT(*) AS ?n) (SUM(?o) AS ?sum) (MAX(?o) AS ?most) { ?s e:p ?o }"
    assert rows(of(FILE), query) == [(5, 17, 9)]
    assert rows(of(FILE), "SELECT (AVG(?o) AS ?mean) { e:a e:p ?o }") == [(2,)]


def test_rows_without_distinct_come_once() -> None:
    assert rows(of(FILE), "SELECT ?o { e:a e:p ?o }") == [(1,), (2,), (3,)]
    assert rows(of(FILE), "SELECT ?s ?o { VALUES ?o { 2 } ?s e:p ?o }") == [(e("a"), 2), (e("z"), 2)]
    assert rows(of(FILE), "SELECT ?o { e:a e:p ?o ; e:next e:b OPTIONAL { e:b e:next ?c } }") == [(1,), (2,), (3,)]


def test_property_paths_count_a_triple_once() -> None:
    assert rows(of(FILE), "SELECT ?to { e:a e:next/e:next ?to }") == [(e("c"),)]
    assert rows(of(FILE), "SELECT ?to { e:a e:next+ ?to }") == [(e("b"),), (e("c"),)]
    assert rows(of(FILE), "SELECT ?from { e:b ^e:next ?from }") == [(e("a"),)]


def test_graph_shows_every_graph_that_has_a_triple() -> None:
    dataset = of(FILE)
    assert rows(dataset, "SELECT ?g { GRAPH ?g { e:a e:p 2 } }") == [(e("one"),), (e("two"),)]
    assert rows(dataset, "SELECT ?g { GRAPH ?g {} }") == [(e("one"),), (e("three"),), (e("two"),)]
    assert rows(dataset, "SELECT ?o { GRAPH e:two { e:a e:p ?o } }") == [(2,), (3,)]
    # 5 triples with e:p outside, and in the graphs 2 + 2 + 1
    assert rows(dataset, "SELECT (COUNT(*) AS ?n) { { ?s e:p ?o } UNION { GRAPH ?g { ?s e:p ?o } } }") == [(10,)]
    assert rows(dataset, "SELECT ?o ?g { ?s e:p ?o . GRAPH ?g { e:a e:p ?o } FILTER(?s = e:z) }") == [
        (2, e("one")),
        (2, e("two")),
    ]


def test_from_merges_its_graphs() -> None:
    dataset = of(FILE)
    assert rows(dataset, "SELECT ?o FROM e:one FROM e:two { e:a e:p ?o }") == [(1,), (2,), (3,)]
    assert rows(dataset, "SELECT ?o FROM e:one FROM e:one { e:a e:p ?o }") == [(1,), (2,)]
    assert rows(dataset, "SELECT ?o FROM e:two { e:a e:p ?o }") == [(2,), (3,)]
    assert rows(dataset, "SELECT (COUNT(*) AS ?n) FROM e:one FROM e:two FROM e:three { ?s e:p ?o }") == [(4,)]
    assert rows(dataset, "SELECT ?g FROM e:one FROM e:two FROM NAMED e:two { ?s e:p 1 . GRAPH ?g { e:a e:p 2 } }") == [
        (e("two"),)
    ]
    assert rows(dataset, "SELECT ?g FROM e:one FROM e:two { GRAPH ?g { ?s ?p ?o } }") == []


def test_only_graphs_of_the_files_are_named() -> None:
    dataset = of(FILE)
    rows(dataset, "SELECT * { ?s ?p ?o }")
    with pytest.raises(PolicyError) as caught:
        rows(dataset, "SELECT * FROM e:four { ?s ?p ?o }")
    assert "(loaded: <http://e.example/one>, <http://e.example/three>, <http://e.example/two>)" in str(caught.value)


def test_the_default_graph_alone_is_entire() -> None:
    dataset = of(FILE)
    for _ in range(2):
        assert rows(dataset, "SELECT ?s ?o { ?s e:p ?o }", named=True) == [(e("a"), 1), (e("only"), 9)]
        assert rows(dataset, "SELECT ?g { GRAPH ?g { e:a e:p 2 } }", named=True) == [(e("one"),), (e("two"),)]
        assert rows(dataset, "SELECT ?o { e:a e:p ?o }") == [(1,), (2,), (3,)]
    described = dataset.construct(PREFIX + "DESCRIBE e:a", named=True)
    assert [str(triple.object) for triple in described] == ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']


def test_named_graphs_alone_are_those_of_the_files() -> None:
    dataset = of("e:s e:p 9 . e:one { e:a e:p 1, 2 } e:two { e:a e:p 2, 3 }")
    assert rows(dataset, "SELECT (COUNT(*) AS ?n) { ?s e:p ?o }") == [(4,)]
    assert rows(dataset, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s e:p ?o } }", named=True) == [(4,)]
    assert rows(dataset, "SELECT ?o { ?s e:p ?o }", named=True) == [(9,)]


def test_graphs_are_made_and_described_of_triples_that_come_once() -> None:
    dataset = of(FILE)
    made = dataset.construct(PREFIX + "CONSTRUCT { ?s e:p ?o } { ?s e:p ?o }")
    assert len(made.triples) == 5
    # each row makes a blank node of its own: as many as there are rows
    assert len(dataset.construct(PREFIX + "CONSTRUCT { [] e:q ?o } { e:a e:p ?o }").triples) == 3
    # 1, 2, 3, its link to e:b, and what is said of e:b, to which nothing else links
    assert len(dataset.construct(PREFIX + "DESCRIBE e:a").triples) == 5
    assert len(dataset.construct(PREFIX + "DESCRIBE ?s FROM e:one FROM e:two { ?s e:p 2 }").triples) == 5


def test_blank_nodes_are_the_same_within_a_file_and_no_further() -> None:
    text = "e:one { _:x e:p 1 } e:two { _:x e:p 1 . _:y e:p 1 }"
    assert rows(of(text), "SELECT (COUNT(*) AS ?n) { ?s e:p ?o }") == [(2,)]
    assert rows(of(text, text), "SELECT (COUNT(*) AS ?n) { ?s e:p ?o }") == [(4,)]


def test_graphs_may_be_blank_nodes() -> None:
    dataset = of("_:g { e:a e:p 1 } e:one { e:a e:p 1, 2 }")
    assert rows(dataset, "SELECT (COUNT(*) AS ?n) { ?s e:p ?o }") == [(2,)]
    assert rows(dataset, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s e:p ?o } }") == [(3,)]


def test_any_graphs_merge_as_sets() -> None:
    draw = random.Random(11)  # noqa: S311 - no secret
    triples = [f"e:{s} e:{p} e:{o} ." for s in "ab" for p in "pq" for o in "cd"]
    for _ in range(40):
        held = {name: set(draw.sample(triples, draw.randint(0, 6))) for name in ("", "e:g", "e:h", "e:i")}
        dataset = of("\n".join(f"{name} {{ {' '.join(sorted(each))} }}" for name, each in held.items()))
        count = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
        assert rows(dataset, count % "") == [(len(set().union(*held.values())),)]
        assert rows(dataset, count % "", named=True) == [(len(held[""]),)]
        some = [name for name in held if name and held[name]]
        for size in range(1, len(some) + 1):
            for chosen in combinations(some, size):
                asked = count % " ".join(f"FROM {name}" for name in chosen)
                assert rows(dataset, asked) == [(len(set().union(*(held[name] for name in chosen))),)]


def test_what_repeats_nothing_is_held_once_and_asked_as_it_is() -> None:
    store = ox.Store()
    store.load(
        (PREFIX + "e:a e:p 0 . e:one { e:a e:p 1 } e:two { e:a e:p 2 }").encode(),
        format=ox.RdfFormat.TRIG,
    )
    merging = Merging(store)
    assert merging.all() == {"use_default_graph_as_union": True}
    assert (len(store), merging.entire) == (3, True)


def test_releases_of_one_thing_take_one_graph_more_that_holds_what_is_left() -> None:
    text = "e:one { e:a e:p 1, 2, 3 } e:two { e:a e:p 2, 4 } e:three { e:a e:p 3, 4 } e:four { e:b e:p 1 }"
    store = ox.Store()
    store.load((PREFIX + text).encode(), format=ox.RdfFormat.TRIG)
    merging = Merging(store)
    kept = merging.apart(merging.named)
    assert [each.value for each in kept[:-1]] == [e("one"), e("four")]
    assert merging.apart([*merging.named[::-1], *merging.named]) == kept
    assert [str(quad.object)[:3] for quad in store.quads_for_pattern(None, None, None, kept[-1])] == ['"4"']


def test_threads_and_other_processes_get_the_same() -> None:
    dataset = of(FILE)
    asked = [
        ("SELECT (COUNT(*) AS ?n) { ?s e:p ?o }", False),
        ("SELECT (COUNT(*) AS ?n) FROM e:one FROM e:two { ?s e:p ?o }", False),
        ("SELECT (COUNT(*) AS ?n) { ?s e:p ?o }", True),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s e:p ?o } }", False),
    ] * 5
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: rows(dataset, each[0], named=each[1]), asked))
    assert answers == [[(5,)], [(3,)], [(2,)], [(5,)]] * 5
    assert rows(pickle.loads(pickle.dumps(dataset)), asked[0][0]) == [(5,)]  # noqa: S301 - our own bytes


MODELS = b"""
@prefix bpokpo: <https://w3id.org/bpokpo/ns#> . @prefix model: <https://w3id.org/bpokpo/id/model/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix activity: <https://w3id.org/bpokpo/id/activity/> .
model:bpo a bpokpo:OutsourcingModel ; rdfs:label "BPO"@en, "BPO"@id ; bpokpo:hasActivity activity:a .
model:kpo a bpokpo:OutsourcingModel ; rdfs:label "KPO"@en, "KPO"@id .
activity:a a bpokpo:Activity ; rdfs:label "Work"@en, "Kerja"@id .
"""


def test_comparison_and_validation_are_those_of_one_graph() -> None:
    graphs = [e("one"), e("two")]
    once = Source("models.ttl", "turtle", data=MODELS)
    twice = [Source("models.ttl", "turtle", data=MODELS, graph=graph) for graph in graphs]
    single, double = Dataset.open(once), Dataset.open(*twice)
    assert compare(double, ["BPO", "KPO"]) == compare(single, ["BPO", "KPO"])
    found, found_twice = validate(once), validate(*twice)
    assert found_twice.conforms == found.conforms
    assert [each.message for each in found_twice.findings] == [each.message for each in found.findings]
