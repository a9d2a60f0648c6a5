"""Rows as typed columns: pandas, Parquet and Excel workbooks. The libraries behind them are optional extras."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bpokpo_graph.errors import UsageError
from bpokpo_graph.values import lexical
from bpokpo_graph.vocabulary import Literal, Text

if TYPE_CHECKING:
    import pandas

_PANDAS = {
    "boolean": "boolean",
    "integer": "Int64",
    "float": "float64",
    "date": "datetime64[s]",
    "datetime": "datetime64[us]",
    "instant": "datetime64[us, UTC]",
    "text": "string",
}
# What XML 1.0 has no place for or would change, and what would be read as such a spelling.
_UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# What Excel has room for: https://support.microsoft.com/office/excel-specifications-and-limits
_EXCEL_ROWS, _EXCEL_COLUMNS, _EXCEL_LETTERS, _EXCEL_DIGITS = 1_048_576, 16_384, 32_767, 15


def kind(values: Sequence[Any]) -> str:
    """What the values of a column have in common: boolean, integer (64 bits), decimal, float, date, datetime, instant
    (with time zone), text; else other. None does not count.
    """
    present = [value for value in values if value is not None]
    types = {type(value) for value in present}
    if types == {int}:
        return "integer" if all(-(2**63) <= value < 2**63 for value in present) else "other"
    if types == {datetime}:
        zoned = {value.tzinfo is not None for value in present}
        return "other" if len(zoned) > 1 else "datetime" if not zoned.pop() else _instants(present)
    if types and types <= {int, Decimal}:
        return "decimal"
    simple = {bool: "boolean", float: "float", date: "date"}
    if len(types) == 1 and (only := types.pop()) in simple:
        return simple[only]
    return "text" if all(isinstance(value, str) for value in present) else "other"


def _instants(values: Sequence[datetime]) -> str:
    try:
        for value in values:
            value.astimezone(UTC)
    except OverflowError:  # within a day of the year 1 or 9999: in UTC another year, which Python does not have
        return "other"
    return "instant"


def data_frame(variables: Sequence[str], rows: Sequence[Sequence[Any]]) -> "pandas.DataFrame":
    """The rows as a DataFrame; see `Answer.to_pandas`."""
    pandas = _library("pandas", "a DataFrame", "pandas")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(variables)}
    frame = pandas.DataFrame({name: _series(pandas, values) for name, values in columns.items()})
    for key, attribute, type_ in (("languages", "lang", Text), ("datatypes", "datatype", Literal)):
        frame.attrs[key] = {
            name: tuple(str(getattr(value, attribute)) if isinstance(value, type_) else None for value in values)
            for name, values in columns.items()
            if any(isinstance(value, type_) for value in values)
        }
    return frame


def _series(pandas: Any, values: list[Any]) -> Any:
    which = kind(values)
    match which:
        case "text":
            values = [None if value is None else lexical(value) for value in values]
        case "date":
            values = [None if value is None else datetime.combine(value, time()) for value in values]
        case "instant":
            values = [None if value is None else value.astimezone(UTC) for value in values]
    return pandas.Series(values, dtype=_PANDAS.get(which, "object"))


def parquet(variables: Sequence[str], rows: Sequence[Sequence[Any]], kinds: Sequence[str] = ()) -> bytes:
    """The rows as a Parquet file with typed columns; what has no common type is text.

    `kinds` say what columns without any value would hold, by the names of `kind`.
    """
    arrow, written = _library("pyarrow", "parquet", "tables"), import_module("pyarrow.parquet")
    empty = kinds or ["text"] * len(variables)
    columns = [_array(arrow, [row[place] for row in rows], empty[place]) for place in range(len(variables))]
    sink = arrow.BufferOutputStream()
    written.write_table(arrow.Table.from_arrays(columns, names=list(variables)), sink)
    return bytes(sink.getvalue().to_pybytes())


def _array(arrow: Any, values: list[Any], empty: str) -> Any:
    types = {
        "boolean": arrow.bool_(),
        "integer": arrow.int64(),
        "float": arrow.float64(),
        "date": arrow.date32(),
        "datetime": arrow.timestamp("us"),
        "instant": arrow.timestamp("us", tz="UTC"),
    }
    which = kind(values) if any(value is not None for value in values) else empty
    if which in types:
        return arrow.array(values, type=types[which])
    if which == "decimal":
        try:
            inferred = arrow.array([None if value is None else Decimal(value) for value in values])
            return inferred if inferred.type != arrow.null() else inferred.cast(arrow.decimal128(38))
        except arrow.ArrowInvalid:  # more than 76 digits
            pass
    return arrow.array([None if value is None else lexical(value) for value in values], type=arrow.string())


def workbook(variables: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """The rows as an Excel workbook of one sheet; see `sheets`."""
    return sheets({"answer": (variables, rows)})


def sheets(named: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """An Excel workbook with a sheet for each name: a bold header that stays in sight, figures and dates as such.

    A text is always a text, never a formula. What XML cannot hold is spelt _xHHHH_, as ECMA-376 has it. The same rows
    always give the same bytes. Raises UsageError for more than a sheet has room for.
    """
    openpyxl, styles = _library("openpyxl", "xlsx", "tables"), import_module("openpyxl.styles")
    for variables, rows in named.values():
        if len(rows) >= _EXCEL_ROWS or len(variables) > _EXCEL_COLUMNS:
            raise UsageError(f"{len(rows):,} rows are more than a sheet of xlsx holds: choose parquet or csv")
    lines = {name: [[_excel_value(value) for value in row] for row in rows] for name, (_, rows) in named.items()}
    book = openpyxl.Workbook(write_only=True)  # opened when all is known to fit
    bold = styles.Font(bold=True)
    for name, (variables, _) in named.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        _keep_in_memory(sheet)
        sheet.append([_excel(sheet, variable, bold) for variable in variables])
        for line in lines[name]:
            sheet.append([_excel(sheet, value) for value in line])
    return _packed(book)


def _keep_in_memory(sheet: Any) -> None:
    """openpyxl would put its rows into a temporary file, which a confined process may not write."""

    class Writer(import_module("openpyxl.worksheet._writer").WorksheetWriter):  # type: ignore[misc]  # no static base
        def cleanup(self) -> None:
            """There is no file to remove."""

    sheet._writer = Writer(sheet, BytesIO())
    sheet._writer.write_top()


def _packed(book: Any) -> bytes:
    """The workbook as a file, without the time at which it was made."""
    out = BytesIO()
    book.properties.created = book.properties.modified = datetime(*_LONG_AGO)
    with _Archive(out, "w") as archive:
        import_module("openpyxl.writer.excel").ExcelWriter(book, archive).write_data()
    return out.getvalue()


_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can tell


class _Archive(ZipFile):
    """What openpyxl makes a workbook of: no part has a time, and sheets come from memory."""

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        self.writestr(arcname, filename.getvalue())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any) -> None:
        super().writestr(ZipInfo(zinfo_or_arcname, _LONG_AGO), data, ZIP_DEFLATED)


def _excel(sheet: Any, value: Any, font: Any = None) -> Any:
    figure = isinstance(value, float)
    # The library would round a float to 16 digits; a text that starts with = is no formula.
    cell = import_module("openpyxl.cell").WriteOnlyCell(sheet, value=repr(value) if figure else value)
    if isinstance(cell.value, str):
        cell.data_type = "n" if figure else "s"
    if font is not None:
        cell.font = font
    return cell


def _excel_value(value: Any) -> Any:
    """What Excel can hold exactly stays what it is; all else is text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) <= _EXCEL_DIGITS:
        return value if Decimal(repr(float(value))) == value else lexical(value)
    if isinstance(value, float) and value - value == 0:
        return value
    if isinstance(value, date) and value.year >= 1900 and getattr(value, "tzinfo", None) is None:
        return value if getattr(value, "microsecond", 0) % 1000 == 0 else lexical(value)  # it counts milliseconds
    text = lexical(value)
    if len(text.encode("utf-16-le")) > 2 * _EXCEL_LETTERS:
        raise UsageError(f"a text of {len(text):,} letters is more than a cell of xlsx holds: choose parquet or csv")
    return _UNWRITTEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _library(name: str, wanted: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise UsageError(f"{wanted} needs {name}: install bpokpo-graph with its extra “{extra}”") from error
