import copy
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpokpo_graph import Dataset, files, vocabulary
from bpokpo_graph.errors import UnknownTermError
from bpokpo_graph.vocabulary import BASE, PREFIXES, Iri, Literal, Text, compact, expand
from bpokpo_graph.words import _WORDS

D6 = """
bpokpo code model activity competence requirement value claim sentence source period tension comparison
curation agent mappings occupation rdf rdfs owl xsd sh skos prov qb oa time dcterms dcat void vann schema qudt unit
esco isco skill scheme nace ext isic naics onet element sssom semapv shapes release
"""


def test_the_table_has_exactly_these_prefixes_in_this_order() -> None:
    assert list(PREFIXES) == D6.split()
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("bpokpo:Claim", BASE + "ns#Claim"),
        ("model:kpo", BASE + "id/model/kpo"),
        ("agent:us", BASE + "id/agent/us"),
        ("code:level-1", BASE + "code/level-1"),
        ("shapes:Activity-performedBy", BASE + "shapes#Activity-performedBy"),
        ("isco:C4132", "http://data.europa.eu/esco/isco/C4132"),
        ("esco:Skill", "http://data.europa.eu/esco/model#Skill"),
        ("schema:name", "https://schema.org/name"),
        ("onet:43-9021.00", BASE + "ext/onet-soc/43-9021.00"),
        ("ext:isic-4", BASE + "ext/isic-4"),
    ],
)
def test_curies_expand_and_compact(curie: str, iri: str) -> None:
    assert expand(curie) == iri
    assert isinstance(expand(curie), Iri)
    assert compact(iri) == curie


@pytest.mark.parametrize(
    "iri",
    [
        "urn:x",
        "http://example.org/a",
        BASE + "id/model/",
        BASE + "id/model/a/b",
        BASE + "id/model/a.",
        BASE + "id/model/a b",
    ],
)
def test_what_has_no_simple_curie_stays_an_iri(iri: str) -> None:
    assert compact(iri) == iri


@pytest.mark.parametrize("name", ["models:kpo", "nope:x", "kpo", ""])
def test_an_unknown_prefix_is_an_error(name: str) -> None:
    with pytest.raises(UnknownTermError) as caught:
        expand(name)
    assert caught.value.exit_code == 2
    assert name in str(caught.value)


def test_a_misspelt_prefix_is_corrected() -> None:
    with pytest.raises(UnknownTermError, match="did you mean “model:kpo”"):
        expand("modl:kpo")


@given(some.sampled_from(list(PREFIXES)), some.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z0-9]", fullmatch=True))
def test_compact_undoes_expand(prefix: str, local: str) -> None:
    assert compact(expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


def test_texts_differ_by_language_and_literals_by_datatype() -> None:
    byte, short = (expand(f"xsd:{name}") for name in ("byte", "short"))
    assert Text("a", "en") == Text("a", "en") == "a"
    assert Text("a", "en") != Text("a", "id")
    assert len({Text("a", "en"), Text("a", "id"), Text("a", "en")}) == 2
    assert Literal("1", byte) != Literal("1", short)
    assert Literal("1", byte) == Literal("1", byte)
    assert Text("1", "en") != Text("2", "en")


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])  # noqa: S301
def test_values_survive_copies(clone: object) -> None:
    text, literal = Text("a", "en"), Literal("x", Iri("urn:t"))
    assert callable(clone)
    assert clone(text).lang == "en"
    assert clone(literal).datatype == "urn:t"
    assert clone(literal) == literal


@pytest.mark.parametrize("module", ["bpokpo_graph", "bpokpo_graph.errors", "bpokpo_graph.files", vocabulary.__name__])
def test_names_and_places_cost_no_engine(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'pyoxigraph', 'rdflib', 'click'}} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# Terms that the packaged graph does not use, but data and vocabularies of one's own beside it do.
OF_USERS = """
owl:SymmetricProperty owl:ReflexiveProperty owl:FunctionalProperty owl:InverseFunctionalProperty
owl:equivalentClass owl:equivalentProperty owl:sameAs owl:deprecated rdfs:comment rdfs:seeAlso
skos:topConceptOf skos:hasTopConcept skos:narrower
"""
OF_OUTPUT = {"sh:Violation"}  # the severity that shapes leave out


def test_every_word_for_a_term_of_others_is_for_one_that_somebody_uses() -> None:
    graph = Dataset.open(add=[files.shapes(), files.curation_shapes()])
    used = {compact(str(term)) for row in graph.select("SELECT ?s ?p ?o { ?s ?p ?o }") for term in row}
    words = {key for key in _WORDS if ":" in key}
    assert words - used == {*OF_USERS.split(), *OF_OUTPUT}
