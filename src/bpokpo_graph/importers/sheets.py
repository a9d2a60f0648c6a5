"""Rows of the tables that publishers ship: delimited text, packed or not, workbooks, archives, folders of them.

Nothing is unpacked onto the disk and nothing is held in memory: rows are read as they are asked for.
"""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from bpokpo_graph.errors import InputError, LimitError, UsageError

Row = Sequence[str]
TEXT = (".csv", ".tsv", ".tab", ".txt")
BOOKS = (".xlsx", ".xlsm")
# Tables shrink to a twentieth at most; what grows a thousandfold is made to fill the memory or the disk.
_GROWTH, _SMALL = 1000, 2**20
# Workbooks may have some lines of title above the names of the columns.
_TITLE_ROWS = 20
_LONGEST_CELL = 2**27


@dataclass(frozen=True, slots=True)
class File:
    """A table file, perhaps inside an archive; `name` is what messages call it."""

    name: str
    suffix: str
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """The bare name, without folders and extensions."""
        return PurePosixPath(self.name.rpartition("!")[2]).name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of the columns, and the rows below them, each with its number in the file, from 1."""

    header: Row
    rows: Iterator[tuple[int, Row]]


def files(path: Path) -> Iterator[File]:
    """The table files at a path: itself, those in an archive, or those in a folder, by name.

    Raises InputError for what is not there or damaged, UsageError for what holds no table.
    """
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            if inner.is_file() and _suffix(inner.name) in (*TEXT, *BOOKS, ".zip"):
                yield from files(inner)
    elif not path.exists():
        raise InputError("there is no such file or folder", file=str(path))
    elif _suffix(path.name) == ".zip":
        yield from _members(path)
    elif _suffix(path.name) in (*TEXT, *BOOKS):
        yield File(str(path), _suffix(path.name), partial(_opened, path))
    else:
        raise UsageError(f"{path}: this is no table: give {', '.join((*TEXT, *BOOKS))}, packed as .gz or .zip or not")


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def _opened(path: Path) -> IO[bytes]:
    file = path.open("rb")
    return gzip.GzipFile(fileobj=file) if path.name.lower().endswith(".gz") else file


def _members(path: Path) -> Iterator[File]:
    with _told(str(path)):
        archive = zipfile.ZipFile(path)
    for info in sorted(archive.infolist(), key=lambda each: each.filename):
        if _suffix(info.filename) in (*TEXT, *BOOKS) and not info.is_dir():
            name = f"{path}!{info.filename}"
            if info.file_size > _SMALL + _GROWTH * info.compress_size:
                raise _grows(name)
            yield File(name, _suffix(info.filename), partial(archive.open, info))


def _grows(name: str) -> LimitError:
    limit = f"{_GROWTH}-fold"
    return LimitError(f"{name}: it grows beyond measure when unpacked", limit=limit, option="unpacking it yourself")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What goes wrong in reading, as an error of ours."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise InputError(f"the file is damaged or cut short: {error}", file=name) from error
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror or error}", file=name) from error
    except csv.Error as error:
        raise InputError(f"the rows cannot be read: {error}", file=name) from error


@contextmanager
def sheet(file: File, known: Callable[[Row], bool], delimiter: str | None = None) -> Iterator[Sheet | None]:
    """The first table of a file whose columns are `known` by their names; None if there is none.

    Raises InputError for a file that cannot be read, here and while its rows are.
    """
    with _told(file.name), file.open() as stream:
        rows = _book_rows(file, stream, known) if file.suffix in BOOKS else _text_rows(file, stream, delimiter)
        for number, row in rows:
            if known(row):
                yield Sheet(row, _guarded(file, rows))
                return
            if file.suffix not in BOOKS:
                break
        yield None


def _guarded(file: File, rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    with _told(file.name):
        yield from rows


def _text_rows(file: File, stream: IO[bytes], delimiter: str | None) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    try:
        first = text.readline()
        mark = delimiter or max("\t,;", key=first.count)
        quoting = csv.QUOTE_NONE if mark == "\t" else csv.QUOTE_MINIMAL
        reader = csv.reader(chain([first], text), delimiter=mark, quoting=quoting, strict=False)
        line = 1
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise InputError(f"the text is not UTF-8 (byte {error.start} of a block): save it as UTF-8", file=file.name) from error


def _book_rows(file: File, stream: IO[bytes], known: Callable[[Row], bool]) -> Iterator[tuple[int, Row]]:
    try:
        openpyxl = import_module("openpyxl")
    except ModuleNotFoundError as error:
        raise UsageError("xlsx needs openpyxl: install bpokpo-graph with its extra “tables”") from error
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (KeyError, ValueError, SyntaxError) as error:
        raise InputError(f"this is no workbook: {error}", file=file.name) from error
    for page in book.worksheets:
        rows = enumerate(page.iter_rows(values_only=True), 1)
        start = [(number, _texts(row)) for number, row in islice(rows, _TITLE_ROWS)]
        if any(known(row) for _, row in start):
            yield from start
            yield from ((number, _texts(row)) for number, row in rows if any(cell is not None for cell in row))
            return


def _texts(row: Sequence[Any]) -> Row:
    return ["" if cell is None else _text(cell) for cell in row]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
