"""The cells of a table as literals: datatypes and formats of CSVW, in canonical spelling."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
# More than two digits of exponent would be a text of hundreds of zeros.
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_INTEGER = re.compile(r"[+-]?[0-9]+")
# The letters of a date format (https://www.w3.org/TR/tabular-data-model/#formats-for-dates-and-times) as groups.
_DATE_PARTS = {
    "yyyy": r"(?P<y>[0-9]{4})",
    "MM": r"(?P<m>[0-9]{2})",
    "dd": r"(?P<d>[0-9]{2})",
    "M": r"(?P<m>[0-9]{1,2})",
    "d": r"(?P<d>[0-9]{1,2})",
}
_DATE_FORMATS = {"date": "yyyy-MM-dd", "gYear": "yyyy", "gYearMonth": "yyyy-MM"}
_DATE_TIME = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x08": "\\b", "\x0c": "\\f"}
)


def literal(datatype: Any, lang: str | None) -> Callable[[str], str | None]:
    """What spells a cell as a literal in Turtle, or says None if the cell is not of the datatype.

    `datatype` is as in CSVW: a name, or an object with `base` and `format`.
    """
    if lang is not None:
        return lambda cell: f'"{cell.translate(_ESCAPES)}"@{lang}'
    said = datatype if isinstance(datatype, dict) else {"base": datatype}
    base, form = said.get("base") or "string", said.get("format")
    match base:
        case "string":
            return lambda cell: f'"{cell.translate(_ESCAPES)}"'
        case "decimal":
            return partial(_number, _DECIMAL, form)
        case "number":
            return partial(_any_number, form)
        case "integer" | "nonNegativeInteger":
            return partial(_number, _INTEGER, form)
        case "boolean":
            return partial(_boolean, *(form or "true|false").split("|"))
        case "date" | "gYear" | "gYearMonth":
            return partial(_date, _date_pattern(form or _DATE_FORMATS[base]), base)
        case "dateTime" | "datetime":
            return lambda cell: f'"{cell}"^^xsd:dateTime' if _DATE_TIME.fullmatch(cell) else None
        case _:
            return lambda cell: f'"{cell.translate(_ESCAPES)}"^^xsd:{base}'


def _any_number(form: Any, cell: str) -> str | None:
    """A decimal number, which may be written with an exponent."""
    if _EXPONENT.fullmatch(cell):
        cell = f"{Decimal(cell):f}"
    return _number(_DECIMAL, form, cell)


def _number(pattern: re.Pattern[str], form: Any, cell: str) -> str | None:
    mark = form.get("groupChar", "") if isinstance(form, dict) else ""
    plain = cell.replace(mark, "") if mark else cell
    if not pattern.fullmatch(plain):
        return None
    sign, whole, _, fraction = plain[0] == "-", *plain.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    negative = "-" if sign and (whole, fraction) != ("0", "") else ""
    kind = "integer" if pattern is _INTEGER else "decimal"
    if kind == "decimal" and fraction:
        return f"{negative}{whole}.{fraction}"  # Turtle's own spelling of a decimal
    return f"{negative}{whole}" if kind == "integer" else f'"{negative}{whole}"^^xsd:decimal'


def _boolean(yes: str, no: str, cell: str) -> str | None:
    return {yes: "true", no: "false"}.get(cell)


def _date_pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"(yyyy|MM|dd|M|d)", form)
    return re.compile("".join(_DATE_PARTS.get(part, re.escape(part)) for part in parts))


def _date(pattern: re.Pattern[str], base: str, cell: str) -> str | None:
    found = pattern.fullmatch(cell)
    if found is None:
        return None
    parts = [found["y"], *(found[name].zfill(2) for name in "md" if name in pattern.groupindex)]
    if any(not 1 <= int(part) <= most for part, most in zip(parts[1:], (12, 31), strict=False)):
        return None
    return f'"{"-".join(parts)}"^^xsd:{base}'
