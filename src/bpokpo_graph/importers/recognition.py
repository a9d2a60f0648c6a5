"""Which table a file is: by the names of its columns first, by its own name where several tables fit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bpokpo_graph import files as places
from bpokpo_graph.errors import InputError, UsageError
from bpokpo_graph.importers import metadata as documents
from bpokpo_graph.importers.metadata import Metadata, Table
from bpokpo_graph.importers.sheets import File, Row, files, sheet


@dataclass(frozen=True, slots=True)
class Planned:
    """A file, and the table it is."""

    file: File
    table: Table

    def known(self, row: Row) -> bool:
        """Whether a row has the names of the table's columns."""
        return not self.table.missing(row)


def planned(
    kind: str, metadata: Metadata, paths: Sequence[Path], size: int | None = None
) -> tuple[list[Planned], list[File]]:
    """The files with their tables, in the order to read them; and the files in folders that are none of them.

    None may have more than `size` bytes.

    Raises UsageError for files of another kind or that may be several tables, InputError for a file which was named, or
    is called like a table, and has not its columns.
    """
    found: list[Planned] = []
    left: list[File] = []
    for path in paths:
        alone = not path.is_dir()
        for file in files(path, size):
            table = _table(file, metadata)
            if table is not None:
                found.append(Planned(file, table))
            elif alone or any(each.called(file.stem) for each in metadata.tables):
                raise _unrecognised(kind, file, metadata)
            else:
                left.append(file)
    if not found:
        raise UsageError(f"there is no file of the kind “{kind}” at {', '.join(map(str, paths))}")
    place = {table.name: number for number, table in enumerate(metadata.tables)}
    return sorted(found, key=lambda each: place[each.table.name]), left


def _table(file: File, metadata: Metadata) -> Table | None:
    """The table that a file is; None if it is none."""
    for dialect in _dialects(metadata, file):
        with sheet(file, lambda row: any(not table.missing(row) for table in metadata.tables), dialect) as found:
            if found is None:
                continue
            fitting = [table for table in metadata.tables if not table.missing(found.header)]
            table = _best(file, found.header, fitting)
            _check_names(file, found.header, table)
            return table
    return None


def _dialects(metadata: Metadata, file: File) -> Iterable[dict[str, str]]:
    """How the text may be written: as usual, or as the tables say that are called so."""
    own = [dict(table.dialect) for table in metadata.tables if table.dialect and table.called(file.stem)]
    return own or [{}, *(dict(table.dialect) for table in metadata.tables if table.dialect)]


def _best(file: File, header: Row, fitting: Sequence[Table]) -> Table:
    """The table that has most of the columns. Raises UsageError if several have."""

    def fit(table: Table) -> tuple[int, bool]:
        return len(table.places(header)) + len(table.melting(header)), table.called(file.stem)

    best = [table for table in fitting if fit(table) == max(map(fit, fitting))]
    if len(best) > 1:
        names = " or ".join(f"“{table.name}”" for table in best)
        raise UsageError(f"{file.name}: its columns are those of several tables: name the file {names}")
    return best[0]


def _check_names(file: File, header: Row, table: Table) -> None:
    used = [header[place].casefold() for place in (*table.places(header).values(), *table.melting(header).values())]
    names = [name.casefold() for name in header]
    twice = next((name for name in used if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"two columns are called “{twice}”: which one is meant?", file=file.name)


def _unrecognised(kind: str, file: File, metadata: Metadata) -> Exception:
    """Why a file is no table of a kind."""
    with sheet(file) as found:
        header = found.header if found else ()
    if not header:
        return InputError("the file is empty: it has no names of columns", file=file.name)
    others = [name for name in _fitting(header) if name != kind]
    if others:
        return UsageError(
            f"{file.name}: these are not the columns of {kind}, but those of {' or '.join(others)}: "
            f"bpokpo import {others[0]} {file.path}"
        )
    called = [table for table in metadata.tables if table.called(file.stem)]
    near = max(called or metadata.tables, key=lambda table: len(table.places(header)) + len(table.melting(header)))
    lacking = ", ".join(f"“{title}”" for title in near.missing(header)[:5])
    return InputError(
        f"no table of {kind}: “{near.name}” must have {lacking} too; a column with another name is one more of the "
        f"“titles” in its metadata (--metadata)",
        file=file.name,
    )


def _fitting(header: Row) -> Iterator[str]:
    """The kinds that have a table with these columns."""
    for path in places.imports():
        tables = documents.read(path).tables
        if any(table.required_columns and not table.missing(header) for table in tables):
            yield path.stem
