"""The sentences are those of the article, the article stays out of the repository, and the data are written well.

The article is another author's text and is not here; tests that need it look for it in BPOKPO_SHARED.
"""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph.vocabulary import PREFIXES
from packaged import ARTICLE, DATA, PACKAGED, ROOT, ask, languages
from test_fidelity import FACTS

TURTLE = [*sorted((ROOT / "ontology").glob("*.ttl")), *DATA, *sorted((ROOT / "docs").glob("*.ttl"))]

needs_article = pytest.mark.skipif(not ARTICLE.exists(), reason="the article's text is not in BPOKPO_SHARED")


@cache
def article() -> str:
    return ARTICLE.read_text(encoding="utf-8")


# ---------------------------------------------------------------- Sentences and the article


def sentences() -> list[tuple[str, int, int, str]]:
    rows = ask(
        """SELECT ?n ?start ?end ?digest WHERE { ?s a bpokpo:SourceSentence ; skos:notation ?n ; oa:start ?start ;
        oa:end ?end ; bpokpo:textDigest ?digest ; dcterms:isPartOf source:article-id } ORDER BY ?start"""
    )
    return [(name, int(start), int(end), digest) for name, start, end, digest in rows]


def test_there_are_23_sentences_in_order() -> None:
    found = sentences()
    assert [name for name, *_ in found] == [f"S{number:02}" for number in range(1, 24)]
    assert all(end <= following[1] for (_, _, end, _), following in pairwise(found))
    assert len(ask("SELECT ?s WHERE { ?s a bpokpo:SourceSentence ; dcterms:isPartOf source:article-id }")) == 23


def test_every_sentence_is_paraphrased_in_both_languages() -> None:
    for name, *_rest in sentences():
        assert languages(f"sentence:{name.lower()}", "bpokpo:paraphrase") == ["en", "id"]


def test_only_s05_yields_no_claim_and_says_so() -> None:
    assert {fact.sentence for fact in FACTS.values()} == {name for name, *_ in sentences()} - {"S05"}
    silent = "SELECT ?n WHERE { ?s a bpokpo:SourceSentence ; skos:notation ?n MINUS { ?claim prov:wasDerivedFrom ?s } }"
    assert ask(silent) == [("S05",)]
    assert languages("sentence:s05", "skos:note") == ["en", "id"]
    assert ask("SELECT ?c WHERE { ?c prov:wasDerivedFrom sentence:s05 }") == []


@needs_article
def test_the_document_is_the_article() -> None:
    digest = hashlib.sha256(ARTICLE.read_bytes()).hexdigest()
    assert ask("SELECT ?d WHERE { source:article-id bpokpo:documentDigest ?d }") == [(digest,)]
    assert len(article()) == 3257


@needs_article
def test_locators_and_digests_agree_with_the_article() -> None:
    for name, start, end, digest in sentences():
        text = article()[start:end]
        assert hashlib.sha256(text.encode()).hexdigest() == digest, name
        assert text == text.strip(), name
        assert text[-1] in ".?", name


@needs_article
def test_nothing_but_titles_is_left_out() -> None:
    rest, at = [], 0
    for _, start, end, _ in [*sentences(), ("", len(article()), 0, "")]:
        rest += article()[at:start].split()
        at = end
    title = ["Perbedaan", "antara", "BPO", "dan", "KPO"]
    between = ["Apa", "perbedaan", "antara", "BPO", "dan", "KPO?"]
    assert [word for word in rest if word != "•"] == [*title, *title, "BPO", "vs", "KPO", *between]


@needs_article
def test_names_stand_in_their_sentences() -> None:
    where = {name: article()[start:end] for name, start, end, _ in sentences()}
    for fact in FACTS.values():
        assert fact.predicate != "expandedName" or fact.value in where[fact.sentence]


# ---------------------------------------------------------------- The article stays out of the repository


def repository() -> list[Path]:
    """Every file that is or would be committed; in an unpacked archive, every file that is not hidden."""
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        names = [Path(name) for name in done.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int = 7) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + length]) for at in range(len(found) - length + 1))


@needs_article
def test_no_file_has_seven_words_in_a_row_of_the_article() -> None:
    theirs = set(runs(article()))
    copied = {}
    for path in repository():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if shared := theirs.intersection(runs(text)):
            copied[str(path.relative_to(ROOT))] = [" ".join(run) for run in shared]
    assert copied == {}


@needs_article
def test_copied_words_would_be_found() -> None:
    start = sentences()[6][1]
    assert set(runs(article()[start : start + 80])) & set(runs(article()))


# ---------------------------------------------------------------- How the data are written


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.name)
def test_data_have_no_blank_node(path: Path) -> None:
    nodes = [term for quad in ox.parse(path=path) for term in (quad.subject, quad.object)]
    assert not [node for node in nodes if isinstance(node, ox.BlankNode)]


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.name)
def test_literals_are_written_canonically(path: Path) -> None:
    """The store rewrites literals to their canonical spelling: what it gives back is what should stand in the file."""
    written = {quad.object for quad in ox.parse(path=path) if isinstance(quad.object, ox.Literal)}
    kept = ox.Store()
    kept.bulk_load(path=path)
    assert written == {quad.object for quad in kept if isinstance(quad.object, ox.Literal)}


def used_prefixes(text: str) -> set[str]:
    """Prefixes in Turtle and in the queries within it, which are the texts in three quotation marks."""
    strings_iris_comments = r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*'
    code = re.sub(strings_iris_comments, " ", text.replace('"""', " "))
    return set(re.findall(r"(?:^|[\s(,;\[^/|!])([a-z][\w-]*):", code))


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_prefixes_are_those_of_the_table_and_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^@prefix +([\w-]+): +<([^>]*)> \.$", text, re.M)
    ours = [(name, space) for name, space in declared if not space.startswith("https://example.org/")]
    assert [(name, PREFIXES.get(name)) for name, _ in ours] == ours
    body = re.sub(r"^@prefix.*$", "", text, flags=re.M)
    assert used_prefixes(body) == {name for name, _ in declared}
    assert len(declared) == len(set(declared)) == len(re.findall("@prefix", text))


def test_an_example_namespace_stands_only_in_the_documentation() -> None:
    assert [path.parent.name for path in TURTLE if "example.org" in path.read_text(encoding="utf-8")] in (
        [],
        ["docs"],
    )
