"""Tables as CSV with metadata beside it: CSV on the Web of the W3C (csvw.org).

https://www.w3.org/TR/tabular-data-model/ and https://www.w3.org/TR/tabular-metadata/ . Files are as RFC 4180 and
the default dialect want them: UTF-8, commas, a header, lines that end in CR LF; an empty cell is nothing said. A text
stays as it is, even one that begins with “=”: whoever opens strangers' data in a spreadsheet takes xlsx.

From these files https://www.w3.org/TR/csv2rdf/ makes triples of the graph again, and no others: the kinds, texts and
figures of each row, and its links wherever a cell holds one. It has no way to make links of a cell that holds several,
nor objects that are texts where others are links; links that lead to the row are left to the other end. The IRIs that
it makes are percent-encoded, and blank nodes have no name to be made of.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bpokpo_graph import files
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.tables import KEY, Column, Table
from bpokpo_graph.terms import describe
from bpokpo_graph.values import delimited, lexical
from bpokpo_graph.vocabulary import PREFIXES, BlankNode, Iri, Text, expand

FOLDER = "csv-metadata.json"  # where a reader of CSVW looks for what describes the files of a folder
BESIDE = "{}-metadata.json"  # and a single file
_CONTEXT = {"@context": "http://www.w3.org/ns/csvw"}
_DIALECT = {
    "encoding": "utf-8",
    "header": True,
    "headerRowCount": 1,
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminators": ["\r\n", "\n"],
    "skipBlankRows": False,
    "skipInitialSpace": False,
    "trim": False,
}


def text(table: Table) -> bytes:
    """The table as CSV."""
    return delimited([column.name for column in table.columns], table.cells(), end="\r\n").encode()


def folder(dataset: Dataset, tables: Sequence[Table]) -> dict[str, bytes]:
    """The files of a folder, by name: each table, and last what describes them all."""
    found = {f"{table.name}.csv": text(table) for table in tables}
    described = [_table(table, f"{table.name}.csv", tables) for table in tables]
    return found | {FOLDER: _json(_CONTEXT | about(dataset) | {"dialect": _DIALECT, "tables": described})}


def file(dataset: Dataset, table: Table, name: str) -> dict[str, bytes]:
    """One table as a file of that name, and what describes it."""
    described = _CONTEXT | about(dataset) | {"dialect": _DIALECT} | _table(table, name, ())
    return {name: text(table), BESIDE.format(name): _json(described)}


def about(dataset: Dataset) -> dict[str, Any]:
    """What the headers of the data say of their title, licence, creator and source.

    The header of our ontology counts for the packaged data alone: whoever brings data of their own, licenses them.
    """
    pattern = "VALUES ?kind { owl:Ontology dcat:Dataset void:Dataset } ?header a ?kind ."
    vocabulary = expand("bpokpo:").removesuffix("#")
    packaged = {source.path for source in dataset.sources} >= set(files.data())
    headers = describe(dataset, "header", pattern)
    found: dict[str, list[Any]] = {}
    for node in sorted(headers):
        for path, values in headers[node].items() if packaged or node != vocabulary else ():
            if path.startswith(PREFIXES["dcterms"]):
                key = "dc:" + path.removeprefix(PREFIXES["dcterms"])
                found.setdefault(key, []).extend(each for each in values if not isinstance(each, BlankNode))
    found.setdefault("dc:conformsTo", []).append(Iri(vocabulary))
    return {key: list(map(_property, sorted(set(found[key]), key=_order))) for key in sorted(found) if found[key]}


def _order(value: Any) -> tuple[str, str]:
    return getattr(value, "lang", ""), str(value)


def _property(value: Any) -> Any:
    """A common property of CSVW metadata."""
    if isinstance(value, Iri):
        return {"@id": str(value)}
    if isinstance(value, Text):
        return {"@value": str(value), "@language": value.lang}
    if isinstance(value, date):
        return {"@value": lexical(value), "@type": "xsd:dateTime" if isinstance(value, datetime) else "xsd:date"}
    return lexical(value)


def _table(table: Table, url: str, beside: Sequence[Table]) -> dict[str, Any]:
    there = {each.name for each in beside}
    keys = [
        {"columnReference": column.name, "reference": {"resource": f"{column.table}.csv", "columnReference": KEY}}
        for column in table.columns
        if column.table in there
    ]
    schema = {
        "columns": [*map(_column, table.columns), *_virtual(table)],
        "primaryKey": KEY,
        "aboutUrl": f"{{+{KEY}}}",
    }
    return {
        "url": url,
        "dc:title": _texts(table.titles),
        "dc:description": _texts(table.definition),
        "null": "",
        "tableSchema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _virtual(table: Table) -> list[dict[str, Any]]:
    """Columns of no cells: the kinds of all rows."""
    return [{"propertyUrl": expand("rdf:type"), "valueUrl": str(type_), "virtual": True} for type_ in table.types]


def _column(column: Column) -> dict[str, Any]:
    """A column as CSVW describes it; a reader finds its triples where a cell holds one value.

    IRIs are texts with a valueUrl: of the datatype anyURI, some readers expand the parts into it.
    """
    found: dict[str, Any] = {"name": column.name, "titles": _titles(column)}
    if column.definition:
        found["dc:description"] = _texts(column.definition)
    found["datatype"] = "string" if column.datatype == "anyURI" else column.datatype
    if column.lang:
        found["lang"] = column.lang
    if column.separator:
        found["separator"] = column.separator
    if column.name == KEY:
        found |= {"required": True, "suppressOutput": True}
    if column.predicate and column.datatype != "anyURI":
        found["propertyUrl"] = str(column.predicate)
    elif column.predicate and not column.separator:
        found |= {"propertyUrl": str(column.predicate), "valueUrl": f"{{+{column.name}}}"}
    return found


def _titles(column: Column) -> dict[str, Any]:
    """The name in the header, which has no language, and what people call the column."""
    titles = dict(sorted(column.titles.items()))
    untagged = titles.pop("", None)
    return {"und": [column.name, untagged] if untagged else column.name} | titles


def _texts(texts: Mapping[str, str]) -> list[Any]:
    return [{"@value": texts[lang], "@language": lang} if lang else texts[lang] for lang in sorted(texts)]


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
