"""Rows of the tables that publishers ship: delimited text, packed or not, workbooks, JSON, archives, folders of them.

Nothing is unpacked onto the disk and nothing is held in memory: rows are read as they are asked for. (JSON is: lists of
codes are small.)
"""

import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from bpokpo_graph.errors import InputError, LimitError, PolicyError, UsageError
from bpokpo_graph.limits import too_big

Row = Sequence[str]
TEXT = (".csv", ".tsv", ".tab", ".txt")
BOOKS = (".xlsx", ".xlsm")
_TABLES = (*TEXT, *BOOKS, ".json")
# Tables shrink to a twentieth or so; what grows further is made to fill the memory or the disk.
_GROWTH, _SMALL = 200, 2**24
# A workbook is XML, and every text of it stands in memory.
_LARGEST_BOOK = 2**30
# Workbooks may have some lines of title above the names of the columns.
_TITLE_ROWS = 20
_LONGEST_CELL = 2**24
_BARE_FORMULA = re.compile(rb"<f(?: [^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)")


@dataclass(frozen=True, slots=True)
class File:
    """A table file, perhaps inside an archive; `name` is what messages call it, `path` where its bytes are."""

    name: str
    suffix: str
    path: Path
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """The bare name, without folders and the marks of packing and kind."""
        name = PurePosixPath(self.name.rpartition("!")[2]).name
        bare = name[:-3] if name.lower().endswith(".gz") else name
        return bare[: -len(self.suffix)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of the columns, the number of their row in the file, and the rows below them.

    `position` tells how many bytes of the file have been read, as far as that can be known.
    """

    header: Row
    start: int
    rows: Iterator[Row]
    position: Callable[[], int] = int


def files(path: Path, size: int | None = None) -> Iterator[File]:
    """The table files at a path: itself, those in an archive, or those in a folder, by name.

    Raises LimitError for one of more than `size` bytes, here or while it is unpacked, InputError for what is not there
    or damaged, UsageError for what holds no table, PolicyError for an archive that reaches out of its folder.
    """
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            if inner.is_file() and _suffix(inner.name) in (*_TABLES, ".zip") and not _hidden(inner.name):
                yield from files(inner, size)
    elif not path.exists():
        raise InputError("there is no such file or folder", file=str(path))
    elif _suffix(path.name) == ".zip":
        _check_size(str(path), path.stat().st_size, size)
        yield from _members(path, size)
    elif _suffix(path.name) in _TABLES:
        _check_size(str(path), path.stat().st_size, size)
        yield File(str(path), _suffix(path.name), path, partial(_opened, path, size))
    else:
        raise UsageError(f"{path}: this is no table: give {', '.join(_TABLES)}, packed as .gz or .zip or not")


def _hidden(name: str) -> bool:
    """Whether a file is what spreadsheet programs and archivers leave beside the tables."""
    return name.startswith((".", "~$"))


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def _check_size(name: str, bytes_: int, most: int | None) -> None:
    if most is not None and bytes_ > most:
        raise too_big(name, most)


def _opened(path: Path, size: int | None) -> IO[bytes]:
    file = path.open("rb")
    if not path.name.lower().endswith(".gz"):
        return file
    return io.BufferedReader(_Bounded(file, str(path), path.stat().st_size, size), 2**17)


class _Bounded(io.RawIOBase):
    """A packed stream that may grow so far and no further; it tells how much of the packed bytes are read."""

    def __init__(self, packed: IO[bytes], name: str, length: int, size: int | None) -> None:
        self._packed, self._stream = packed, gzip.GzipFile(fileobj=packed)
        self._name, self._size, self._read, self._most = name, size, 0, _SMALL + _GROWTH * length

    def close(self) -> None:
        """Close the file too."""
        self._packed.close()
        super().close()

    def tell(self) -> int:
        """The place in the packed file."""
        return self._packed.tell()

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer. Raises LimitError at the bound."""
        data = self._stream.read(len(buffer))
        self._read += len(data)
        _check_size(f"{self._name}, unpacked", self._read, self._size)
        if self._read > self._most:
            raise _grows(self._name)
        buffer[: len(data)] = data
        return len(data)


def _members(path: Path, size: int | None) -> Iterator[File]:
    with _told(str(path)):
        archive = zipfile.ZipFile(path)
    for info in sorted(archive.infolist(), key=lambda each: each.filename):
        inner = PurePosixPath(info.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts:
            raise PolicyError(f"{path}: the member “{info.filename}” reaches out of its folder: unpack it yourself")
        if _suffix(info.filename) in _TABLES and not info.is_dir() and not _hidden(inner.name):
            name = f"{path}!{info.filename}"
            if info.filename.lower().endswith(".gz"):
                raise UsageError(f"{name}: it is packed twice: unpack the archive first")
            _check_size(f"{name}, unpacked", info.file_size, size)
            if info.file_size > _SMALL + _GROWTH * info.compress_size:
                raise _grows(name)
            yield File(name, _suffix(info.filename), path, partial(archive.open, info))


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
    except UnicodeDecodeError as error:
        problem = f"the text is not {error.encoding.upper()}: save it as UTF-8, or name its encoding in “dialect”"
        raise InputError(problem, file=name) from error
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror or error}", file=name) from error
    except (csv.Error, NotImplementedError) as error:  # zipfile has not implemented every way of packing
        raise InputError(f"the rows cannot be read: {error}", file=name) from error


@contextmanager
def sheet(
    file: File, known: Callable[[Row], bool] = any, dialect: Mapping[str, Any] | None = None
) -> Iterator[Sheet | None]:
    """The first table of a file whose columns are `known` by their names; None if there is none.

    `dialect` is as in CSVW: `delimiter` and `encoding`. Raises InputError for a file that cannot be read, here and
    while its rows are.
    """
    with _told(file.name), file.open() as stream:
        if file.suffix in BOOKS:
            yield _book_sheet(file, stream, known)
            return
        said = dialect or {}
        text = io.TextIOWrapper(stream, said.get("encoding", "utf-8-sig"), newline="")  # kept until all is read
        rows = _json_rows(file, text) if file.suffix == ".json" else _text_rows(text, said.get("delimiter"))
        header = next(rows, None)
        yield Sheet(header, 1, rows, partial(_position, stream)) if header is not None and known(header) else None
        text.close()


def _position(stream: IO[bytes]) -> int:
    return stream.raw.tell() if isinstance(stream, io.BufferedReader) and not stream.closed else 0


def _text_rows(text: IO[str], delimiter: str | None) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    first = text.readline()
    mark = delimiter or max("\t,;", key=first.count)
    lines = chain([first], text) if first else text
    return (
        csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE) if mark == "\t" else csv.reader(lines, delimiter=mark)
    )


def _book_sheet(file: File, stream: IO[bytes], known: Callable[[Row], bool]) -> Sheet | None:
    try:
        openpyxl = import_module("openpyxl")
    except ModuleNotFoundError as error:
        raise UsageError("xlsx needs openpyxl: install bpokpo-graph with its extra “tables”") from error
    _check_book(file, stream)
    _check_formulas(file, stream)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (KeyError, ValueError, SyntaxError, TypeError) as error:
        raise InputError(f"this is no workbook: {error}", file=file.name) from error
    for page in book.worksheets:
        page.reset_dimensions()  # some writers say that the page is one cell
        rows = map(_texts, page.iter_rows(values_only=True))
        for number, row in enumerate(islice(rows, _TITLE_ROWS), 1):
            if known(row):
                return Sheet(row, number, rows)
    return None


def _check_book(file: File, stream: IO[bytes]) -> None:
    """A workbook is an archive, which may be a bomb. Raises LimitError."""
    sizes = [(info.file_size, info.compress_size) for info in zipfile.ZipFile(stream).infolist()]
    stream.seek(0)
    if (
        any(full > _SMALL + _GROWTH * packed for full, packed in sizes)
        or sum(full for full, _ in sizes) > _LARGEST_BOOK
    ):
        raise _grows(file.name)


def _check_formulas(file: File, stream: IO[bytes]) -> None:
    """A formula whose value was never worked out would be read as an empty cell. Raises InputError."""
    with zipfile.ZipFile(stream) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with book.open(name) as page:
                    _check_page(file, page)
    stream.seek(0)


def _check_page(file: File, page: IO[bytes]) -> None:
    rest = b""
    while block := page.read(2**20):
        rest += block
        if _BARE_FORMULA.search(rest):
            problem = "a formula in it was never worked out: open it in a spreadsheet program and save it again"
            raise InputError(problem, file=file.name)
        rest = rest[rest.rfind(b"<c ") :]


def _texts(row: Sequence[Any]) -> Row:
    return ["" if cell is None else cell if type(cell) is str else _text(cell) for cell in row]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _json_rows(file: File, text: IO[str]) -> Iterator[Row]:
    """Each object as a row, with what stands above it as `parent.` and the name; the header first."""
    try:
        found = list(_objects(json.load(text), {}))
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON: {error.msg}", file=file.name, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise LimitError(
            f"{file.name}: it is nested too deeply", limit="the interpreter's", option="no option"
        ) from error
    header = list(dict.fromkeys(name for each in found for name in each))
    yield header
    for each in found:
        yield [each.get(name, "") for name in header]


def _objects(said: Any, above: Mapping[str, str]) -> Iterator[dict[str, str]]:
    if isinstance(said, list):
        for each in said:
            yield from _objects(each, above)
    elif isinstance(said, dict):
        own = {name: _text(value) for name, value in said.items() if isinstance(value, str | int | float)}
        if own:
            yield {**own, **{f"parent.{name}": value for name, value in above.items()}}
        for value in said.values():
            yield from _objects(value, own)
