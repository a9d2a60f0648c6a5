"""Every competency question gives, on both engines, the answer worked out by hand from the source study."""

import csv
import re
import warnings
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

ROOT = Path(__file__).parents[1]
QUERIES = sorted((ROOT / "ontology/queries").glob("*.rq"))
ANSWERS = ROOT / "tests/answers"
PACKAGED = [*sorted((ROOT / "ontology").glob("*.ttl")), *sorted((ROOT / "data").glob("*.ttl"))]
PACKAGED = [path for path in PACKAGED if not path.name.startswith("shapes")]
ITO = ROOT / "docs/my-ito.ttl"

# The article asks nothing of both models by one name; every other question has something to say.
EMPTY = {"shared-competences"}

Cell = tuple[str, str]  # the text, numbers in one spelling; the language
Table = tuple[list[str], list[list[str]]]

by_name = pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
on_engine = pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])


def plain(text: str) -> str:
    """One spelling for every number: values are compared, not digits."""
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text


@cache
def store(*extra: Path) -> ox.Store:
    """Each file in a graph of its own: the queries must see the union."""
    result = ox.Store()
    for path in (*PACKAGED, *extra):
        result.bulk_load(path=path, to_graph=ox.NamedNode(f"urn:file:{path.name}"))
    return result


@cache
def graph(*extra: Path) -> rdflib.Dataset:
    result = rdflib.Dataset(default_union=True)
    for path in (*PACKAGED, *extra):
        result.parse(data=path.read_text("utf-8"), format="turtle")
    return result


def oxigraph_cell(term: Any) -> Cell:
    if term is None:
        return "", ""
    return plain(term.value), (term.language or "") if isinstance(term, ox.Literal) else ""


def rdflib_cell(term: Any) -> Cell:
    if term is None:
        return "", ""
    return plain(str(term)), (term.language or "") if isinstance(term, rdflib.Literal) else ""


@cache
def rows(engine: str, text: str, *extra: Path) -> tuple[list[str], list[list[Cell]]]:
    """Variables and rows of a SELECT; of a CONSTRUCT the triples, without variables."""
    if engine == "oxigraph":
        answer = store(*extra).query(text, use_default_graph_as_union=True)
        assert isinstance(answer, (ox.QuerySolutions, ox.QueryTriples))
        names = [v.value for v in answer.variables] if isinstance(answer, ox.QuerySolutions) else []
        return names, [[oxigraph_cell(term) for term in row] for row in answer]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7.6 calls what it has deprecated itself
        result: Any = graph(*extra).query(text)
        return [str(v) for v in result.vars or []], [[rdflib_cell(term) for term in row] for row in result]


def asked(engine: str, text: str, *extra: Path) -> Table:
    names, cells = rows(engine, text, *extra)
    found = [[value for value, _ in row] for row in cells]
    return names, found if names else sorted(found)


def expected(name: str) -> Table:
    table = ANSWERS / f"{name}.csv"
    if table.exists():
        with table.open(newline="", encoding="utf-8") as lines:
            head, *body = csv.reader(lines)
        return head, [[plain(cell) for cell in row] for row in body]
    triples = ox.parse(path=ANSWERS / f"{name}.nt")
    return [], sorted([oxigraph_cell(term)[0] for term in (q.subject, q.predicate, q.object)] for q in triples)


def body(query: Path) -> str:
    """The query without its comments."""
    return "\n".join(line for line in query.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


def speaks(query: Path) -> bool:
    """Whether the query has a language among its arguments."""
    return bool(re.search(r'VALUES .*"en"', query.read_text(encoding="utf-8")))


def in_indonesian(query: Path) -> str:
    return re.sub(r'(VALUES .*)"en"', r'\1"id"', query.read_text(encoding="utf-8"))


@on_engine
@by_name
def test_answer(query: Path, engine: str) -> None:
    assert asked(engine, query.read_text(encoding="utf-8")) == expected(query.stem)


@on_engine
def test_a_model_of_ones_own_is_told_from_the_base_model(engine: str) -> None:
    query = ROOT / "ontology/queries/new-model-differences.rq"
    assert asked(engine, query.read_text(encoding="utf-8"), ITO) == expected("new-model-differences--my-ito")


def test_every_query_has_an_answer_and_every_answer_a_query() -> None:
    answers = sorted(path.name.split("--")[0].split(".")[0] for path in ANSWERS.iterdir())
    assert sorted(set(answers)) == [query.stem for query in QUERIES]


def test_construct_answers_are_triples_and_select_answers_tables() -> None:
    for query in QUERIES:
        suffix = ".csv" if re.search(r"^SELECT", body(query), re.M) else ".nt"
        assert (ANSWERS / query.stem).with_suffix(suffix).exists(), query.name


def test_no_answer_is_empty_but_where_the_study_says_so() -> None:
    assert {query.stem for query in QUERIES if not expected(query.stem)[1]} == EMPTY


SHARED = """
PREFIX bpokpo: <https://w3id.org/bpokpo/ns#>
PREFIX code: <https://w3id.org/bpokpo/code/>
INSERT DATA {
  <https://w3id.org/bpokpo/id/model/kpo> bpokpo:hasSkillRequirement <https://example.org/english> .
  <https://example.org/english> bpokpo:competence <https://w3id.org/bpokpo/id/competence/english> ;
    bpokpo:level code:level-good ; bpokpo:necessity code:necessity-required .
}
"""


def test_a_competence_that_both_models_ask_for_is_shared() -> None:
    together = ox.Store()
    together.extend(ox.Quad(q.subject, q.predicate, q.object) for q in store())
    together.update(SHARED)
    answer = together.query((ROOT / "ontology/queries/shared-competences.rq").read_text(encoding="utf-8"))
    assert isinstance(answer, ox.QuerySolutions)
    found = [[oxigraph_cell(term)[0] for term in row] for row in answer]
    assert found == [["English", "excellent", "jointly sufficient", "good", "required"]]


@cache
def english_only() -> frozenset[str]:
    """English labels that no term has as its Indonesian one."""
    labels = [q.object for q in store() if q.predicate.value.endswith("rdf-schema#label")]
    texts = {
        tag: {label.value for label in labels if isinstance(label, ox.Literal) and label.language == tag}
        for tag in ("id", "en")
    }
    return frozenset(texts["en"] - texts["id"])


@on_engine
@by_name
def test_the_same_answer_in_indonesian(query: Path, engine: str) -> None:
    names, english = rows(engine, query.read_text(encoding="utf-8"))
    same_names, indonesian = rows(engine, in_indonesian(query))
    assert (same_names, len(indonesian)) == (names, len(english))
    if speaks(query):
        assert not {value for row in indonesian for value, _ in row} & english_only()
        assert "en" not in {tag for row in indonesian for _, tag in row}
    else:
        assert {tag for row in english for _, tag in row} <= {""}


def declared(text: str) -> list[str]:
    return re.findall(r"^PREFIX +([a-z0-9]+): +<", text, re.M)


def used(text: str) -> set[str]:
    without: Iterable[str] = (line for line in text.splitlines() if not line.startswith("PREFIX"))
    code = re.sub(r'"[^"]*"|<[^>]*>', "", "\n".join(without))
    return set(re.findall(r"([a-z0-9]+):[A-Za-z]", code))


@by_name
def test_header(query: Path) -> None:
    first, second, *_ = query.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# id: [A-Z].+\?", first)
    assert re.fullmatch(r"# en: [A-Z].+\?", second)
    assert first[6:] != second[6:]


@by_name
def test_prefixes_are_those_used(query: Path) -> None:
    text = body(query)
    assert len(declared(text)) == len(set(declared(text)))
    assert set(declared(text)) == used(text)


@by_name
def test_select_is_ordered(query: Path) -> None:
    text = body(query)
    assert bool(re.search(r"^SELECT", text, re.M)) == bool(re.search(r"^ORDER BY", text, re.M))


@by_name
def test_arguments_are_one_values_line(query: Path) -> None:
    assert len(re.findall(r"^ *VALUES .*\}$", body(query), re.M)) == len(re.findall(r"\bVALUES\b", body(query))) <= 1
