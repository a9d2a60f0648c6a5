"""The cells of a table as literals: datatypes and formats of CSVW, in canonical spelling."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
# More than two digits of exponent would be a text of hundreds of zeros.
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_LONGEST_INTEGER = 4000  # Python reads no longer ones
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
_DATE_LETTERS = {"date": "ymd", "gYear": "y", "gYearMonth": "ym"}
_DATE_LENGTHS = {"date": 10, "gYear": 4, "gYearMonth": 7}
_DATE_TIME = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x08": "\\b", "\x0c": "\\f"}
)


_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_INTEGERS: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in (("long", 63), ("int", 31), ("short", 15), ("byte", 7))},
    **{f"unsigned{name}": (0, 2**bits - 1) for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))},
}
_OTHERS = """string normalizedString token language Name NMTOKEN anyURI decimal number double float boolean date gYear
gYearMonth dateTime datetime dateTimeStamp time duration dayTimeDuration yearMonthDuration gDay gMonth gMonthDay
base64Binary hexBinary"""
# https://www.w3.org/TR/tabular-data-model/#datatypes, but for those whose literals are no plain texts of XML Schema
_NAMES = frozenset((*_INTEGERS, *_OTHERS.split()))


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
            return partial(_number, form)
        case "number":
            return partial(_any_number, form)
        case "double" | "float":
            return lambda cell: f'"{cell}"^^xsd:{base}' if _DOUBLE.fullmatch(cell) else None
        case _ if base in _INTEGERS:
            return partial(_integer, base, form)
        case "boolean":
            return partial(_boolean, *(form or "true|false").split("|"))
        case "date" | "gYear" | "gYearMonth":
            return partial(_date, _date_pattern(form or _DATE_FORMATS[base]), base)
        case "dateTime" | "datetime":
            return lambda cell: f'"{cell}"^^xsd:dateTime' if _DATE_TIME.fullmatch(cell) else None
        case _:
            return lambda cell: f'"{cell.translate(_ESCAPES)}"^^xsd:{base}'


def flaw(datatype: Any) -> str | None:
    """What is wrong with a datatype, in a few words; None if nothing is."""
    said = datatype if isinstance(datatype, dict) else {"base": datatype}
    base, form = said.get("base") or "string", said.get("format")
    if base not in _NAMES:
        return f"there is no datatype “{base}” in CSVW"
    if base == "boolean" and form is not None and str(form).count("|") != 1:
        return f"“{form}” is no format of true and false, as Y|N is"
    if base in _DATE_FORMATS and form is not None:
        try:
            known = _date_pattern(str(form)).groupindex
        except re.error:
            known = {}
        if not set(_DATE_LETTERS[base]) <= set(known):
            return f"“{form}” is no format of {base}, as {_DATE_FORMATS[base]} is"
    return None


def _any_number(form: Any, cell: str) -> str | None:
    """A decimal number, which may be written with an exponent."""
    if _EXPONENT.fullmatch(cell):
        cell = f"{Decimal(cell):f}"
    return _number(form, cell)


def _number(form: Any, cell: str) -> str | None:
    plain = _without_marks(form, cell)
    if not _DECIMAL.fullmatch(plain):
        return None
    sign, whole, _, fraction = plain[0] == "-", *plain.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    negative = "-" if sign and (whole, fraction) != ("0", "") else ""
    # with a fraction, this is Turtle's own spelling of a decimal
    return f"{negative}{whole}.{fraction}" if fraction else f'"{negative}{whole}"^^xsd:decimal'


def _integer(base: str, form: Any, cell: str) -> str | None:
    plain = _without_marks(form, cell)
    if not _INTEGER.fullmatch(plain) or len(plain) > _LONGEST_INTEGER:
        return None
    number, (least, most) = int(plain), _INTEGERS[base]
    if (least is not None and number < least) or (most is not None and number > most):
        return None
    return str(number) if base == "integer" else f'"{number}"^^xsd:{base}'


def _without_marks(form: Any, cell: str) -> str:
    """The number as XML Schema writes it."""
    marks = form if isinstance(form, dict) else {}
    return cell.replace(marks.get("groupChar") or "\0", "").replace(marks.get("decimalChar") or ".", ".")


def _boolean(yes: str, no: str, cell: str) -> str | None:
    return {yes: "true", no: "false"}.get(cell)


def _date_pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"(yyyy|MM|dd|M|d)", form)
    return re.compile("".join(_DATE_PARTS.get(part, re.escape(part)) for part in parts))


def _date(pattern: re.Pattern[str], base: str, cell: str) -> str | None:
    found = pattern.fullmatch(cell)
    if found is None:
        return None
    parts = [int(found[name]) if name in _DATE_LETTERS[base] else 1 for name in "ymd"]
    try:
        day = date(*parts).isoformat()
    except ValueError:
        return None
    return f'"{day[: _DATE_LENGTHS[base]]}"^^xsd:{base}'
