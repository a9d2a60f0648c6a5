"""Sentences held against the text they come from: does each locator still point at the text it was made for?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from bpokpo_graph import files
from bpokpo_graph.dataset import Dataset, Row
from bpokpo_graph.errors import InputError, UsageError
from bpokpo_graph.reading import contents
from bpokpo_graph.vocabulary import Iri, compact

SENTENCES = """
SELECT ?document ?documentDigest ?sentence ?notation ?start ?end ?digest WHERE {
  ?sentence a bpokpo:SourceSentence ; dcterms:isPartOf ?document ; oa:start ?start ; oa:end ?end ;
    bpokpo:textDigest ?digest .
  OPTIONAL { ?sentence skos:notation ?notation }
  OPTIONAL { ?document bpokpo:documentDigest ?documentDigest }
} ORDER BY ?document ?start ?sentence
"""


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """One sentence: where it should stand, the text found there, and whether its digest agrees.

    `start` and `end` count Unicode code points, end exclusive; `found_at` is where a text with the digest does stand
    instead, None if it stands at `start` or nowhere.
    """

    sentence: Iri
    notation: str
    start: int
    end: int
    text: str
    ok: bool
    found_at: int | None


@dataclass(frozen=True, slots=True)
class SourceReport:
    """The document that the file is taken for, whether the whole text agrees with its digest, and every sentence.

    `same_text` is None where the data have no digest of the document.
    """

    file: str
    document: Iri
    label: Mapping[str, str]
    same_text: bool | None
    sentences: tuple[SentenceCheck, ...]

    @property
    def ok(self) -> bool:
        """Whether every sentence agrees, and the text where the data have its digest."""
        return self.same_text is not False and all(sentence.ok for sentence in self.sentences)


def check(dataset: Dataset, file: str, *, size: int | None = None) -> SourceReport:
    """Hold every sentence of the document whose text `file` has against that text.

    The document is the one with the file's digest; if there is none, the one most of whose sentences agree.
    Line ends are read as line feeds and a byte order mark is left out. Raises InputError if the file cannot be read as
    UTF-8 or a sentence has no proper locator, LimitError if it has more bytes than `size`, and UsageError if the data
    have no sentences.
    """
    text = _read(file, size)
    digest = sha256(text.encode()).hexdigest()
    rows = tuple(dataset.select(SENTENCES))
    for row in rows:
        _check_locator(row)
    documents = {row["document"]: row["documentDigest"] for row in rows}
    agreeing = Counter(row["document"] for row in rows if _agrees(text, row["start"], row["end"], row["digest"]))
    document = _document(documents, digest, agreeing)
    checks = tuple(
        _check(text, row["sentence"], str(row["notation"] or ""), row["start"], row["end"], row["digest"])
        for row in rows
        if row["document"] == document
    )
    known = documents[document]
    return SourceReport(file, document, dataset.labels(document), None if known is None else known == digest, checks)


def _check_locator(row: Row) -> None:
    whole = all(isinstance(row[name], int) and not isinstance(row[name], bool) for name in ("start", "end"))
    if not (whole and isinstance(row["sentence"], Iri) and isinstance(row["document"], Iri)):
        named = compact(row["sentence"]) if isinstance(row["sentence"], Iri) else "a sentence without a name"
        message = "oa:start and oa:end must be whole numbers, and dcterms:isPartOf the IRI of a document"
        raise InputError(f"the locator of {named} cannot be used: {message}; see bpokpo validate")


def _read(file: str, size: int | None) -> str:
    try:
        data = contents(file, size)
    except OSError as error:
        raise InputError(f"the text cannot be read: {error.strerror}", file=file) from error
    return files.decoded(data, file).replace("\r\n", "\n")


def _document(documents: Mapping[Iri, str | None], digest: str, agreeing: Mapping[Iri, int]) -> Iri:
    for document, known in documents.items():
        if known == digest:
            return document
    if not documents:
        raise UsageError("the data have no sentences with a locator: add them with -d or -a")
    return max(documents, key=lambda document: agreeing.get(document, 0))


def _check(text: str, sentence: Iri, notation: str, start: int, end: int, digest: str) -> SentenceCheck:
    found = text[start:end] if 0 <= start < end <= len(text) else ""
    ok = _agrees(text, start, end, digest)
    elsewhere = None if ok else _elsewhere(text, end - start, digest)
    return SentenceCheck(sentence, notation, start, end, found, ok, elsewhere)


def _agrees(text: str, start: int, end: int, digest: str) -> bool:
    return 0 <= start < end <= len(text) and sha256(text[start:end].encode()).hexdigest() == digest


def _elsewhere(text: str, length: int, digest: str) -> int | None:
    """Where a text of that length and digest stands."""
    if length <= 0:
        return None
    places = range(len(text) - length + 1)
    return next((at for at in places if sha256(text[at : at + length].encode()).hexdigest() == digest), None)
