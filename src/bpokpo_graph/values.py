"""How a native value is written: for people in their language, and for programs."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from bpokpo_graph.vocabulary import BlankNode, Iri, Literal, Text, Triple, compact

_TRUTH = {"id": ("tidak", "ya"), "en": ("no", "yes")}
_DOUBTFUL = re.compile(r"[^\n -~]+")  # the rest of ASCII steers nothing
_SWAP = str.maketrans(",.", ".,")


def figure(number: int | Decimal | float, lang: str) -> str:
    """A number with the separators of the language: 1,234.5 in English, 1.234,5 in Indonesian."""
    if isinstance(number, float) and number - number != 0:
        return lexical(number)
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.translate(_SWAP) if lang == "id" else text


def readable(value: Any, lang: str) -> str:
    """A value for people: figures in their language, IRIs as CURIEs, nothing for None."""
    if isinstance(value, bool):
        return _TRUTH[lang][value]
    if isinstance(value, int | float | Decimal):
        return figure(value, lang)
    if isinstance(value, Triple):
        return f"<<( {' '.join(readable(part, lang) for part in value)} )>>"
    return compact(value) if isinstance(value, Iri) else lexical(value)


def delimited(columns: Iterable[str], rows: Iterable[Iterable[Any]], separator: str = ",", end: str = "\n") -> str:
    """CSV or TSV with a header; native values as RDF spells them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(columns)
    writer.writerows(map(lexical, row) for row in rows)
    return out.getvalue()


def visible(text: str) -> str:
    """The text with characters that would steer a terminal or turn its writing around spelt out."""
    return spelt(text.replace("\t", " "))


def spelt(text: str, but: str = "") -> str:
    """As `visible`, with tabs as all others, and without those in `but`."""

    def seen(found: re.Match[str]) -> str:
        return "".join(f"<U+{ord(each):04X}>" if _steers(each) and each not in but else each for each in found[0])

    return _DOUBTFUL.sub(seen, text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def numbering() -> Callable[[Any], Any]:
    """A function that calls blank nodes b0, b1 … as it meets them, for the engine names them anew each time."""
    names: dict[BlankNode, BlankNode] = {}

    def numbered(value: Any) -> Any:
        if isinstance(value, BlankNode):
            return names.setdefault(value, BlankNode(f"b{len(names)}"))
        return Triple(*map(numbered, value)) if isinstance(value, Triple) else value

    return numbered


def lexical(value: Any) -> str:
    """A value as RDF spells it, without language and datatype; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value - value != 0:  # INF and NaN
            return "NaN" if value != value else "INF" if value > 0 else "-INF"
        case BlankNode():
            return f"_:{value}"
        case Triple():
            return f"<<( {' '.join(map(_turtle, value))} )>>"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return str(value)


def _turtle(value: Any) -> str:
    """A term inside a triple term, where its kind must be told."""
    if isinstance(value, Iri):
        return f"<{value}>"
    if isinstance(value, str) and not isinstance(value, BlankNode):
        escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        suffix = f"@{value.lang}" if isinstance(value, Text) else ""
        return f'"{escaped}"{suffix}' + (f"^^<{value.datatype}>" if isinstance(value, Literal) else "")
    return lexical(value)


def jsonable(value: Any) -> Any:
    """A value as plain JSON has it: figures stay figures where JSON can hold them, a triple is an object."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Triple):
        return {name: jsonable(part) for name, part in value._asdict().items()}
    if isinstance(value, Decimal):
        if value == int(value):
            return int(value)
        as_float = float(value)
        return as_float if Decimal(repr(as_float)) == value else lexical(value)
    if isinstance(value, float):
        return value if value - value == 0 else lexical(value)  # JSON has neither INF nor NaN
    return lexical(value)
