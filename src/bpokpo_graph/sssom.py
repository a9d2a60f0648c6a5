"""Mappings in SSSOM's table form, as the RDF of this graph: each row is a link that we curated, with who, when and why.

https://mapping-commons.github.io/sssom/. A negative row (predicate_modifier: Not) states bpokpo:noMatch in the place of
the predicate that it denies. Texts are English but for those in columns whose name ends in _indonesian.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO

from pyoxigraph import NamedNode

from bpokpo_graph import files
from bpokpo_graph.errors import InputError
from bpokpo_graph.vocabulary import PREFIXES, expand

# Known without declaration: https://mapping-commons.github.io/sssom/spec-formats-tsv/
_BUILT_IN = ("owl", "rdf", "rdfs", "semapv", "skos", "sssom")
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NOTHING = "sssom:NoTermFound"
_PLACED = ("subject_source", "object_source")
_VERSIONED = ("subject_source_version", "object_source_version")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SHARE = re.compile(r"0(\.\d+)?|1(\.0+)?")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def ntriples(data: bytes, name: str) -> bytes:
    """The mappings of a file as N-Triples. Rows that found no term (sssom:NoTermFound) say nothing here.

    Raises InputError with the line.
    """
    return "".join(_Table(files.decoded(data, name), name).lines()).encode()


class _Table:
    """One mapping set: its metadata, the comment lines in YAML above the table, and its rows."""

    def __init__(self, text: str, name: str) -> None:
        self.name, self.line = name, 0
        self.prefixes = {prefix: PREFIXES[prefix] for prefix in _BUILT_IN}
        self.header: dict[str, str] = {}
        lines = list(StringIO(text, newline=""))
        self.start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
        self._read_header(lines[: self.start])
        self.table = lines[self.start :]

    def _read_header(self, lines: list[str]) -> None:
        """Scalars and the prefixes: the part of YAML that SSSOM's metadata need here."""
        block = ""
        for line in lines:
            self.line += 1
            found = re.fullmatch(r"#( *)([\w.-]+): *(.*?)\s*", line)
            if not found:
                continue
            key, value = found[2], found[3].strip("\"'")
            nested = len(found[1]) > 1
            block = block if nested else key
            if nested and block == "curie_map":
                self.prefixes[key] = self._valid(value)
            elif not nested:
                self.header[key] = value

    def lines(self) -> Iterator[str]:
        """Every triple as a line."""
        self.line = 1
        set_ = f"<{self._expanded(self.header['mapping_set_id'])}>" if "mapping_set_id" in self.header else ""
        if set_:
            yield from self._about_set(set_)
        for number, row in enumerate(self._rows()):
            if _NOTHING not in (row["subject_id"], row["object_id"]):
                yield from self._statement(row, f"_:m{number}", set_)

    def _rows(self) -> Iterator[dict[str, str]]:
        reader = csv.reader(self.table, delimiter="\t", strict=True)
        try:
            columns = next(reader, [])
            self.line = self.start + 1
            missing = [column for column in _REQUIRED if column not in columns]
            if missing:
                raise self._wrong(f"the table has no column {missing[0]}: SSSOM needs {', '.join(_REQUIRED)}")
            for cells in reader:
                self.line = self.start + reader.line_num
                if len(cells) > len(columns):
                    raise self._wrong(f"{len(cells)} cells under {len(columns)} columns: look for a tab too many")
                row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False)}
                if any(row.values()):
                    yield {column: row.get(column, "") for column in columns}
        except csv.Error as error:
            self.line = self.start + reader.line_num
            raise self._wrong(f"the table cannot be read: {error}") from error

    def _about_set(self, node: str) -> Iterator[str]:
        yield _triple(node, "rdf:type", "void:Linkset")
        if title := self.header.get("mapping_set_title"):
            yield _line(node, "rdfs:label", _text(title, "en"))
        if licence := self.header.get("license"):
            yield _line(node, "dcterms:license", self._iri(licence))
        yield from self._sources(node, self.header)

    def _sources(self, node: str, facts: Mapping[str, str]) -> Iterator[str]:
        """The two sides and their versions, of the set or of one row."""
        for slot in _PLACED:
            if facts.get(slot):
                yield _line(node, f"sssom:{slot}", self._iri(facts[slot]))
        for slot in _VERSIONED:
            if facts.get(slot):
                yield _line(node, f"sssom:{slot}", _text(facts[slot]))

    def _statement(self, row: dict[str, str], blank: str, set_: str) -> Iterator[str]:
        node = self._iri(row["record_id"]) if row.get("record_id") else blank
        subject, stated, object_ = (self._iri(row[slot]) for slot in ("subject_id", "predicate_id", "object_id"))
        predicate = f"<{expand('bpokpo:noMatch')}>" if self._denies(row) else stated
        yield f"{subject} {predicate} {object_} .\n"
        for type_ in ("bpokpo:Curation", "rdf:Statement"):
            yield _triple(node, "rdf:type", type_)
        for role, term in (("subject", subject), ("predicate", predicate), ("object", object_)):
            yield _line(node, f"rdf:{role}", term)
        if predicate != stated:
            yield _line(node, "bpokpo:denies", stated)
        yield _line(node, "sssom:mapping_justification", self._iri(row["mapping_justification"]))
        yield from self._curation(node, row)
        yield from self._sources(node, row)
        if set_:
            yield _line(node, "dcterms:isPartOf", set_)

    def _denies(self, row: dict[str, str]) -> bool:
        modifier = row.get("predicate_modifier", "")
        if modifier not in ("", "Not"):
            raise self._wrong(f"the predicate_modifier “{modifier}” is unknown: write Not, or nothing")
        return modifier == "Not"

    def _curation(self, node: str, row: dict[str, str]) -> Iterator[str]:
        """Who made the link, when, how sure and why."""
        for author in filter(None, row.get("author_id", "").split("|")):
            yield _line(node, "prov:wasAttributedTo", self._iri(author))
        if date := row.get("mapping_date") or self.header.get("mapping_date"):
            yield _line(node, "dcterms:created", self._typed(date, _DATE, "xsd:date", "a date such as 2026-11-24"))
        if share := row.get("confidence"):
            number = self._typed(share, _SHARE, "xsd:decimal", "a number from 0 to 1")
            yield _line(node, "bpokpo:confidence", number)
        for lang, suffix in (("id", "_indonesian"), ("en", "")):
            if reason := row.get(f"comment{suffix}"):
                yield _line(node, "bpokpo:reason", _text(reason, lang))
            ends = [row.get(f"{side}_label{suffix}", "") for side in ("subject", "object")]
            if all(ends):
                label = f"{ends[0][:1].upper()}{ends[0][1:]}: {ends[1]}"
                yield _line(node, "rdfs:label", _text(label, lang))

    def _typed(self, value: str, form: re.Pattern[str], datatype: str, wanted: str) -> str:
        if not form.fullmatch(value):
            raise self._wrong(f"“{value}” is not {wanted}")
        return f"{_text(value)}^^<{expand(datatype)}>"

    def _iri(self, curie: str) -> str:
        return f"<{self._expanded(curie)}>"

    def _expanded(self, curie: str) -> str:
        prefix, colon, local = curie.partition(":")
        if local.startswith("//"):
            return self._valid(curie)
        if not colon or prefix not in self.prefixes:
            raise self._wrong(f"the prefix of “{curie}” is not in the curie_map: add it there")
        return self._valid(self.prefixes[prefix] + local)

    def _valid(self, iri: str) -> str:
        try:
            return NamedNode(iri).value
        except ValueError as error:
            raise self._wrong(f"<{iri}> is no IRI: {error}") from error

    def _wrong(self, message: str) -> InputError:
        return InputError(message, file=self.name, line=self.line)


def _triple(node: str, predicate: str, object_: str) -> str:
    return _line(node, predicate, f"<{expand(object_)}>")


def _line(node: str, predicate: str, object_: str) -> str:
    return f"{node} <{expand(predicate)}> {object_} .\n"


def _text(text: str, lang: str = "") -> str:
    return f'"{text.translate(_ESCAPES)}"' + (f"@{lang}" if lang else "")
