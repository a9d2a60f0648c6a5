"""Sentence locators against the text: all true ones pass, every planted false one is caught."""

import csv
import io
import os
import random
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from bpokpo_graph import Dataset
from bpokpo_graph.cli import checking
from bpokpo_graph.errors import InputError, UsageError
from bpokpo_graph.parsing import Source
from bpokpo_graph.sources import check

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("BPOKPO_SHARED", ROOT / ".." / "shared"))
ARTICLE = SHARED / "source" / "article.id.txt"
needs_article = pytest.mark.skipif(not SHARED.is_dir(), reason="the third-party files are not here")

TEXT = "Satu kalimat. 😀 Dua kalimat pendek! Tiga."
SENTENCES = ("Satu kalimat.", "😀 Dua kalimat pendek!", "Tiga.")


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def data(places: list[tuple[int, int, str]], text: str = TEXT) -> Dataset:
    """A graph with one document of this text, and a sentence for each place and digest."""
    lines = [
        "PREFIX bpokpo: <https://w3id.org/bpokpo/ns#> PREFIX oa: <http://www.w3.org/ns/oa#>",
        "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
        f'<http://e.org/d> bpokpo:documentDigest "{digest(text)}" ; rdfs:label "dokumen"@id .',
    ]
    for number, (start, end, known) in enumerate(places):
        lines.append(
            f"<http://e.org/s{number}> a bpokpo:SourceSentence ; dcterms:isPartOf <http://e.org/d> ; "
            f'oa:start {start} ; oa:end {end} ; bpokpo:textDigest "{known}" .'
        )
    return Dataset.open(Source("test.ttl", "turtle", data="\n".join(lines).encode()), bare=True)


def places() -> Iterator[tuple[int, int, str]]:
    for sentence in SENTENCES:
        start = TEXT.index(sentence)
        yield start, start + len(sentence), digest(sentence)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, "utf-8")
    return str(path)


def test_true_locators_count_code_points(file: str) -> None:
    report = check(data(list(places())), file)
    assert report.ok
    assert [sentence.text for sentence in report.sentences] == list(SENTENCES)


def test_line_ends_and_a_bom_do_not_matter(tmp_path: Path) -> None:
    text = "Satu.\nDua."
    path = tmp_path / "crlf.txt"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert check(data([(6, 10, digest("Dua."))], text), str(path)).ok


@pytest.mark.parametrize("shift", [-3, -2, -1, 1, 2, 3])
def test_a_shifted_locator_is_caught_and_the_place_told(file: str, shift: int) -> None:
    start, end, known = list(places())[1]
    (found,) = check(data([(start + shift, end + shift, known)]), file).sentences
    assert not found.ok
    assert found.found_at == start


@pytest.mark.parametrize(("start", "end"), [(0, 12), (0, 14), (5, 5), (9, 4), (-1, 12), (40, 400), (400, 410)])
def test_a_wrong_end_is_caught(file: str, start: int, end: int) -> None:
    (found,) = check(data([(start, end, digest(SENTENCES[0]))]), file).sentences
    assert not found.ok


def test_another_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text(TEXT + " Empat.", "utf-8")
    report = check(data(list(places())), str(path))
    assert all(sentence.ok for sentence in report.sentences)
    assert not report.same_text
    assert not report.ok


def without_a_digest(places: list[tuple[int, int, str]]) -> Dataset:
    lines = data(places).sources[0].data or b""
    return Dataset.open(
        Source("t.ttl", "turtle", data=re.sub(rb'bpokpo:documentDigest "\w+" ;', b"", lines)), bare=True
    )


def test_a_document_without_a_digest_is_checked_as_far_as_can_be(file: str) -> None:
    report = check(without_a_digest(list(places())), file)
    assert report.same_text is None
    assert report.ok
    assert "no digest of the document to compare" in checking.summary(report, "en")
    start, end, known = next(places())
    assert not check(without_a_digest([(start + 1, end + 1, known)]), file).ok


@pytest.mark.parametrize(
    ("start", "document"),
    [("'x'", "<http://e.org/d>"), ("1.5", "<http://e.org/d>"), ("true", "<http://e.org/d>"), ("0", "'d'")],
)
def test_a_locator_of_a_wrong_kind_is_told(file: str, start: str, document: str) -> None:
    text = f"""PREFIX bpokpo: <https://w3id.org/bpokpo/ns#> PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX dcterms: <http://purl.org/dc/terms/> <http://e.org/s> a bpokpo:SourceSentence ;
        dcterms:isPartOf {document} ; oa:start {start} ; oa:end 13 ; bpokpo:textDigest "x" ."""
    dataset = Dataset.open(Source("t.ttl", "turtle", data=text.encode()), bare=True)
    with pytest.raises(InputError, match=r"the locator of http://e\.org/s cannot be used: oa:start"):
        check(dataset, file)


def test_what_cannot_be_checked(tmp_path: Path, file: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        check(data([]), str(tmp_path / "missing.txt"))
    with pytest.raises(UsageError, match="no sentences"):
        check(data([]), file)
    (tmp_path / "latin.txt").write_bytes("é".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        check(data(list(places())), str(tmp_path / "latin.txt"))


def test_truth_is_spelt_as_rdf_spells_it(file: str) -> None:
    report = check(data([*places(), (0, 3, digest("else"))]), file)
    told = list(csv.DictReader(io.StringIO(checking.render(report, "csv", "en", color=False))))
    assert {row["ok"] for row in told} == {"true", "false"}


@needs_article
def test_every_locator_of_the_dataset_holds() -> None:
    report = check(Dataset.open(), str(ARTICLE))
    assert report.ok
    assert len(report.sentences) == 23


@needs_article
def test_20_planted_false_locators_are_all_caught() -> None:
    """Start, end or digest of a true sentence, each changed in its own way."""
    true = [(s.start, s.end, digest(s.text)) for s in check(Dataset.open(), str(ARTICLE)).sentences]
    planted = []
    for number, (start, end, known) in enumerate(random.Random(20).sample(true, 20)):  # noqa: S311 - a fixed choice
        other = digest(f"another sentence {number}")
        ways = [(start + 1, end + 1, known), (start, end - 1, known), (start - 1, end, known), (start, end, other)]
        planted.append(ways[number % 4])
    report = check(data(planted, ARTICLE.read_text("utf-8")), str(ARTICLE))
    assert len(report.sentences) == 20
    assert [sentence.ok for sentence in report.sentences] == [False] * 20
