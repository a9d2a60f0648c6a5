"""Publishers' own files as RDF: which kinds there are, and how one is imported.

What a kind of file means is data: `ontology/imports/{kind}.json` has the CSVW metadata of its tables, so that a new
release with another column is a change of one line there.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bpokpo_graph import files as places
from bpokpo_graph.errors import InputError, UnknownTermError, UsageError
from bpokpo_graph.importers import metadata as documents
from bpokpo_graph.importers.mapping import Rows, Setting
from bpokpo_graph.importers.metadata import Metadata, Table, language_of
from bpokpo_graph.importers.reading import Reading
from bpokpo_graph.importers.recognition import Planned, planned
from bpokpo_graph.importers.release import described
from bpokpo_graph.importers.report import Reject, Report, Told
from bpokpo_graph.importers.sheets import sheet
from bpokpo_graph.importers.terms import Spelling
from bpokpo_graph.vocabulary import Iri, expand

_VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def kinds() -> tuple[str, ...]:
    """The kinds of files there are metadata for, by name."""
    return tuple(path.stem for path in places.imports())


def metadata_of(kind: str) -> Metadata:
    """The metadata of a kind. Raises UnknownTermError."""
    found = {path.stem: path for path in places.imports()}
    if kind not in found:
        raise UnknownTermError(kind, kind="kind of import", suggestions=sorted(found))
    return documents.read(found[kind])


@dataclass(slots=True)
class Import:
    """One import: its text, and, once that has been read, the report on it.

    `kind` and `version` name the graph that all of it goes into; `retrieved` is when the files were fetched; what is
    rejected is told to `reject`, and the share of the files that lies behind, from 0 to 1, to `advance`. No file may
    have more than `size` bytes, packed or unpacked.
    """

    kind: str
    metadata: Metadata
    paths: Sequence[Path]
    version: str
    retrieved: date | None = None
    reject: Callable[[Reject], None] = lambda _reject: None
    advance: Callable[[float], None] = lambda _share: None
    size: int | None = None
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise UsageError(
                f"the release “{self.version}” cannot be part of a name: use letters, digits, “.”, “-”, “_”"
            )
        pattern = str(self.metadata.said.get("bpokpo:release", ".*"))
        if not re.fullmatch(pattern, self.version):
            raise UsageError(f"a release of {self.kind} is not called “{self.version}”: its name is like {pattern}")

    @property
    def graph(self) -> Iri:
        """The graph of the release."""
        return expand(f"release:{self.kind}-{self.version}")

    def turtle(self, *, named: bool) -> Iterator[bytes]:
        """The text, in pieces: TriG with the graph of the release if `named`, else Turtle.

        Raises InputError, UsageError, LimitError or PolicyError for files that are not what they should be; what was
        said until then is worth nothing.
        """
        plan, left = planned(self.kind, self.metadata, self.paths, self.size)
        self.report.files += [Told(file.name) for file in left]
        spelling = Spelling(self.metadata.prefixes)
        paths = sorted({each.file.path for each in plan})
        yield spelling.head().encode()
        if named:
            yield f"GRAPH {spelling.iri(self.graph)} {{\n".encode()
        yield described(self.metadata, spelling, self.graph, self.version, self.retrieved, paths).encode()
        known: dict[str, set[str]] = {}
        given = {each.table.name for each in plan}
        sizes = [each.file.path.stat().st_size for each in plan]
        for place, each in enumerate(plan):
            for text, position in self._said(each, spelling, known, given):
                self.advance(min(0.99, (sum(sizes[:place]) + position) / max(1, sum(sizes))))
                yield text.encode()
        self.advance(1.0)
        if named:
            yield b"}\n"

    def _said(
        self, plan: Planned, spelling: Spelling, known: dict[str, set[str]], given: Collection[str]
    ) -> Iterator[tuple[str, int]]:
        """What a file says, with the place in it."""
        constants = {"release": self.graph.rpartition("/")[2], "version": self.version}
        setting = Setting(spelling, constants, language_of(plan.file.stem) or self.metadata.language)
        told = Told(plan.file.name, plan.table.name)
        self.report.files.append(told)
        with sheet(plan.file, plan.known, plan.table.dialect) as found:
            if found is None:
                raise InputError("the file has changed while it was read", file=plan.file.name)
            rows = Rows(plan.table, found.header, setting, _keys(plan.table, known, given))
            told.unknown, told.unused = plan.table.unknown(found.header), rows.unused
            reading = Reading(plan, rows, told, self.reject)
            for text in reading.texts(found):
                yield text, found.position()
        known.setdefault(plan.table.name, set()).update(reading.keys)


def _keys(table: Table, known: Mapping[str, set[str]], given: Collection[str]) -> Mapping[str, Collection[str]]:
    """What columns must be among, where all tables they refer to are given and were read before."""
    return {
        name: known[tables[0]] if len(tables) == 1 else set().union(*(known[each] for each in tables))
        for name, tables in table.references.items()
        if all(each in given and each in known for each in tables)
    }


__all__ = ["Import", "Reject", "Report", "kinds", "metadata_of"]
