"""What a column is called and makes, as its metadata say; what is wrong with metadata, before a table is read."""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bpokpo_graph.importers.datatypes import flaw

_COLUMN: Mapping[str, Any] = {
    **dict.fromkeys(("name", "separator", "lang", "aboutUrl", "propertyUrl", "valueUrl", "default"), str),
    **dict.fromkeys(("bpokpo:of", "bpokpo:clean", "bpokpo:match", "bpokpo:melt", "bpokpo:codes"), str),
    **dict.fromkeys(("required", "virtual", "suppressOutput", "bpokpo:inHeader"), bool),
    "titles": (str, list, dict),
    "null": (str, list),
    "datatype": (str, dict),
    "bpokpo:values": dict,
    "bpokpo:pad": int,
}
# What may be said of how the text is written, beside these: nothing else than what is so already.
_DIALECT = {"header": True, "headerRowCount": 1, "quoteChar": '"', "doubleQuote": True, "skipRows": 0, "skipColumns": 0}
_IGNORED = ("delimiter", "encoding", "lineTerminators", "skipBlankRows", "skipInitialSpace", "trim", "@type", "@id")
_TEMPLATES = ("aboutUrl", "propertyUrl", "valueUrl")
_VARIABLE = re.compile(r"\{\+?(\w+)\}")
_ALWAYS = {"_row", "release", "version"}


def listed(given: Any) -> tuple[str, ...]:
    """One or several texts as several, also such as stand by language."""
    if isinstance(given, Mapping):
        return tuple(text for texts in given.values() for text in listed(texts))
    return (given,) if isinstance(given, str) else tuple(given)


def name_of(column: Mapping[str, Any]) -> str:
    """What templates call a column: its name, or its first title with underscores; virtual ones may have neither."""
    return str(column.get("name") or re.sub(r"\W", "_", next(iter(listed(column.get("titles", ()))), "")))


def made_by(column: Mapping[str, Any]) -> set[str]:
    """The variables that a column gives a value to."""
    meant = [each for each in column.get("bpokpo:values", {}).values() if isinstance(each, dict)]
    groups = re.compile(column.get("bpokpo:match", "")).groupindex
    return {name_of(column), *groups, *(name for each in meant for name in each)}


def problem_in(said: Any) -> str | None:
    """What is wrong with the metadata, in a sentence; None if nothing is."""
    return next(_problems(said), None)


def _problems(said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        yield "CSVW metadata are a JSON object with “tables”"
        return
    tables = said.get("tables", [said])
    if not isinstance(tables, list) or not tables:
        yield "“tables” is a list of at least one table"
        return
    for number, table in enumerate(tables, 1):
        for problem in _in_table(table, said):
            yield f"table {number}: {problem}"


def _in_table(table: Any, above: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(table, dict) or not isinstance(table.get("url"), str):
        yield "say with “url” what its file is called"
        return
    schema = table.get("tableSchema")
    if not isinstance(schema, dict) or not isinstance(schema.get("columns"), list):
        yield "give its “tableSchema” with “columns”"
        return
    yield from _in_dialect(above.get("dialect", {}))
    yield from _in_dialect(table.get("dialect", {}))
    made = set(_ALWAYS)
    for place, column in enumerate(schema["columns"], 1):
        problems = list(_in_column(column))
        yield from (f"column {place}: {problem}" for problem in problems)
        if problems:
            return
        about = column.get("aboutUrl") or schema.get("aboutUrl") or table.get("aboutUrl") or above.get("aboutUrl")
        if "propertyUrl" in column and not about:
            yield f"say with “aboutUrl” what column {place} is about"
        made |= made_by(column)
    for each in (above, table, schema, *schema["columns"]):
        yield from _in_templates(each, made)


def _in_dialect(dialect: Any) -> Iterator[str]:
    if not isinstance(dialect, dict):
        yield "“dialect” is a JSON object"
        return
    mark = dialect.get("delimiter", ",")
    if not isinstance(mark, str) or len(mark) != 1:
        yield "“delimiter” is one character"
    try:
        codecs.lookup(dialect.get("encoding", "utf-8"))
    except (LookupError, TypeError):
        yield f"there is no encoding “{dialect['encoding']}”"
    for name, value in dialect.items():
        if name not in _IGNORED and value is not None and value != _DIALECT.get(name):
            yield f"“{name}” of “dialect” is not understood here: write the file without it"


def _in_column(column: Any) -> Iterator[str]:
    if not isinstance(column, dict) or not (column.get("titles") or column.get("name") or column.get("virtual")):
        yield "it has neither “titles” nor “name”"
        return
    for name, kind in _COLUMN.items():
        if name in column and not isinstance(column[name], kind):
            yield f"“{name}” is not {_called(kind)}"
            return
    for name in ("bpokpo:match", "bpokpo:clean"):
        try:
            re.compile(column.get(name, ""))
        except re.error as error:
            yield f"“{name}” is no regular expression: {error}"
    if (problem := flaw(column.get("datatype", "string"))) is not None:
        yield problem


def _in_templates(said: Mapping[str, Any], made: set[str]) -> Iterator[str]:
    for name in _TEMPLATES:
        text = str(said.get(name, ""))
        for unknown in (each for each in _VARIABLE.findall(text) if each not in made):
            yield f"“{name}” has “{{{unknown}}}”, but no column of this name"
        if "{" in _VARIABLE.sub("", text):
            yield f"“{name}” has more than {{name}} and {{+name}}: {text}"


def _called(kind: Any) -> str:
    names = {str: "a text", bool: "true or false", int: "a whole number", dict: "a JSON object"}
    return str(names.get(kind, "what CSVW says it is"))
