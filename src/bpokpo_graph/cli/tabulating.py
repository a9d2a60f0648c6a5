"""The tables of a dataset as files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bpokpo_graph.cli.running import emit, pour, pour_together

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset
    from bpokpo_graph.tables import Table


def write(dataset: "Dataset", format_: str, output: str | None, name: str | None) -> None:
    """Write the tables, or the one of that name, where the format has its place: a folder, a file, standard output.

    Raises UsageError if it has none, OutputError if nothing could be written.
    """
    from bpokpo_graph import csvw, files
    from bpokpo_graph.tables import tabulate

    _check_place(format_, output, name)
    found = tabulate(dataset, *filter(None, [name]))
    if format_ == "xlsx":
        pour([_workbook(found)], output)
    elif name is None:
        named = csvw.folder(dataset, found) if format_ == "csv" else _parquet(found)
        pour_together(named, str(output))
    elif format_ == "parquet":
        pour(_parquet(found).values(), output)
    elif output is None or output == "-" or files.kind(output) == "stream":
        emit(csvw.text(found[0]), output)
    else:
        place = Path(os.path.realpath(output))
        pour_together(csvw.file(dataset, found[0], place.name), output)


def _check_place(format_: str, output: str | None, name: str | None) -> None:
    from bpokpo_graph.errors import UsageError

    nowhere = output is None or output == "-"
    if nowhere and format_ != "csv":
        raise UsageError(f"{format_} is not for the terminal: name a {_place(format_, name)} with -o")
    if name is None and format_ != "xlsx" and (nowhere or _is_file(str(output), format_)):
        raise UsageError(f"the tables are several {format_} files: name a folder with -o, or one table with --table")


def _place(format_: str, name: str | None) -> str:
    return "file" if name or format_ == "xlsx" else "folder"


def _is_file(output: str, format_: str) -> bool:
    """Whether a file is meant, rather than a folder."""
    from bpokpo_graph import files

    found = files.kind(output)
    return found != "folder" and (bool(found) or Path(output).suffix.lower() == f".{format_}")


def _workbook(found: "tuple[Table, ...]") -> bytes:
    from bpokpo_graph import frames

    return frames.sheets({table.name: (_names(table), table.cells()) for table in found})


def _parquet(found: "tuple[Table, ...]") -> dict[str, bytes]:
    from bpokpo_graph import frames

    return {
        f"{table.name}.parquet": frames.parquet(_names(table), table.cells(), [column.kind for column in table.columns])
        for table in found
    }


def _names(table: "Table") -> list[str]:
    return [column.name for column in table.columns]
