"""What the tables of a publisher mean, as their metadata say: CSV on the Web, with annotations of ours.

The metadata are the W3C's (https://www.w3.org/TR/tabular-metadata/). Of a document this reads `tables` and what is
said of all of them; of a table `url`, `dialect`, `aboutUrl`, `primaryKey`, `foreignKeys` and `columns`; of a column
`titles`, `name`, `required`, `null`, `separator`, `datatype`, `lang`, `aboutUrl`, `propertyUrl`, `valueUrl`,
`default`, `virtual`, `suppressOutput`. CURIEs of our prefixes may stand for IRIs. Unlike CSVW, a column without
`propertyUrl` says nothing, and a number is a decimal. What CSVW cannot say, these annotations do:

    bpokpo:of        the column or variable that a virtual column takes its value from
    bpokpo:clean     a regular expression for what is taken out of a cell before all else
    bpokpo:pad       the length that a code is filled up to, with zeros before it
    bpokpo:match     a regular expression that a value must match; its named groups become variables
    bpokpo:values    what a value stands for: IRIs, or the values of variables; any other is rejected, or must match
    bpokpo:codes     the code list of the graph whose notations the values are; each then stands for the code's IRI
    bpokpo:melt      of a column that is not in the file: its values are titles of columns, each row becomes one row
                     for each of them, and the cell is the value of the column that is named
    bpokpo:or        of a column with a foreign key: further tables that the key may be in
    bpokpo:lang      “file”: the language is that of the file's name
    bpokpo:called    of a table: further names that its files may have
    bpokpo:inHeader  whether a column must be there, though its cells may be empty
    bpokpo:release   of the document: a regular expression for the names of its releases
    bpokpo:prefixes  of the document: prefixes of its own
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bpokpo_graph.errors import InputError
from bpokpo_graph.files import decoded
from bpokpo_graph.importers.schema import listed, name_of, problem_in
from bpokpo_graph.vocabulary import PREFIXES, expand

_INHERITED = ("aboutUrl", "datatype", "lang", "null")
_CODES = "SELECT ?list ?notation ?code { ?code skos:inScheme ?list ; skos:notation ?notation }"
_LANGUAGE = re.compile(r"_([a-z]{2})$")


@dataclass(frozen=True)
class Column:
    """A column; `said` has what it inherits too."""

    said: Mapping[str, Any]

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """What files call it: any of these."""
        return listed(self.said.get("titles") or (() if self.virtual else self.said["name"]))

    @cached_property
    def title(self) -> str:
        """What messages call it."""
        return next(iter(self.titles), self.name)

    @cached_property
    def name(self) -> str:
        """What templates call it."""
        return name_of(self.said)

    @property
    def virtual(self) -> bool:
        """Whether files do not have it."""
        return bool(self.said.get("virtual"))

    @cached_property
    def source(self) -> str:
        """The column or variable its value comes from; empty if it is the same on every row."""
        return str(self.said.get("bpokpo:of", "")) if self.virtual else self.name

    @cached_property
    def nulls(self) -> tuple[str, ...]:
        """The cells that say nothing."""
        return listed(self.said.get("null", ""))

    @property
    def required(self) -> bool:
        """Whether a cell may not be empty."""
        return bool(self.said.get("required"))

    @property
    def speaks(self) -> bool:
        """Whether anything is said by it."""
        return "propertyUrl" in self.said and not self.said.get("suppressOutput")

    @property
    def telling(self) -> bool:
        """Whether every file of the table has it."""
        return self.required or bool(self.said.get("bpokpo:inHeader"))


@dataclass(frozen=True)
class Table:
    """A table."""

    said: Mapping[str, Any]
    above: Mapping[str, Any]

    @cached_property
    def name(self) -> str:
        """The name of its file, without its kind."""
        return _bare(self.said["url"])

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns, the virtual ones last."""
        hushed = {"suppressOutput": True} if self.said.get("suppressOutput") else {}
        said = {name: each[name] for each in (self.above, self.said, self.said["tableSchema"]) for name in _INHERITED
                if name in each}  # fmt: skip
        columns = [Column({**said, **each, **hushed}) for each in self.said["tableSchema"]["columns"]]
        return tuple(Column({**each.said, "required": True}) if each.name in self.key else each for each in columns)

    @cached_property
    def melted(self) -> Column | None:
        """The column whose values are the titles of others."""
        return next((column for column in self.columns if "bpokpo:melt" in column.said), None)

    @cached_property
    def in_files(self) -> tuple[Column, ...]:
        """The columns that files have."""
        made = {self.melted.name, str(self.melted.said["bpokpo:melt"])} if self.melted else set()
        return tuple(column for column in self.columns if not column.virtual and column.name not in made)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the columns that tell rows apart; none if nothing is said."""
        return listed(self.said["tableSchema"].get("primaryKey", ()))

    @property
    def references(self) -> Mapping[str, tuple[str, ...]]:
        """The tables that must have the value of a column as their key, by the column's name: any one of them."""
        keys = self.said["tableSchema"].get("foreignKeys", ())
        more = {column.name: listed(column.said.get("bpokpo:or", ())) for column in self.columns}
        firsts = [(listed(key["columnReference"])[0], key["reference"]["resource"]) for key in keys]
        return {name: tuple(map(_bare, (first, *more.get(name, ())))) for name, first in firsts}

    @property
    def dialect(self) -> Mapping[str, Any]:
        """How its text is written, as far as it is said."""
        return {**self.above.get("dialect", {}), **self.said.get("dialect", {})}

    def places(self, header: Sequence[str]) -> Mapping[str, int]:
        """Where the columns stand under a header, by name."""
        at = {_plain(title): place for place, title in reversed(list(enumerate(header)))}
        named = [(column.name, _plain(title)) for column in self.in_files for title in column.titles]
        return {name: at[title] for name, title in reversed(named) if title in at}

    def melting(self, header: Sequence[str]) -> Mapping[str, int]:
        """Where the columns stand that each make a row of their own, by title."""
        titles = {_plain(title): title for title in self.melted.said["bpokpo:values"]} if self.melted else {}
        return {titles[_plain(title)]: place for place, title in enumerate(header) if _plain(title) in titles}

    def missing(self, header: Sequence[str]) -> tuple[str, ...]:
        """The required columns that a header lacks, by title."""
        there = self.places(header)
        lacking = [column.title for column in self.in_files if column.telling and column.name not in there]
        if self.melted and not self.melting(header):
            lacking += list(self.melted.said["bpokpo:values"])
        return tuple(lacking)

    @property
    def required_columns(self) -> int:
        """How many columns every file of it has."""
        return sum(column.telling for column in self.in_files)

    def unknown(self, header: Sequence[str]) -> tuple[str, ...]:
        """The columns of a header that nothing is known of."""
        known = {*self.places(header).values(), *self.melting(header).values()}
        return tuple(title for place, title in enumerate(header) if place not in known and title.strip())

    def called(self, stem: str) -> bool:
        """Whether a file's bare name is the table's, with or without the mark of a language."""
        names = (self.name, *listed(self.said.get("bpokpo:called", ())))
        return _LANGUAGE.sub("", stem).casefold() in {name.casefold() for name in names}


@dataclass(frozen=True)
class Metadata:
    """A document of metadata: its tables, and what it says of the whole."""

    said: Mapping[str, Any]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Its tables; those that others point to come first."""
        return tuple(Table(table, self.said) for table in self.said.get("tables", (self.said,)))

    @cached_property
    def language(self) -> str | None:
        """The language of texts where a file's name does not tell."""
        context = self.said.get("@context")
        extra = context[1] if isinstance(context, list) and len(context) > 1 else {}
        return extra.get("@language")

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Our prefixes, the one of CSVW for Dublin Core, and the document's."""
        return {**PREFIXES, "dc": PREFIXES["dcterms"], **self.said.get("bpokpo:prefixes", {})}


def language_of(stem: str) -> str | None:
    """The language that the bare name of a file ends with."""
    found = _LANGUAGE.search(stem)
    return found[1] if found else None


def read(path: Path) -> Metadata:
    """The metadata in a file. Raises InputError if they are not there, no JSON, or say what is not understood."""
    try:
        text = decoded(path.read_bytes(), str(path))
        said = json.loads(text)
    except OSError as error:
        raise InputError(f"the metadata cannot be read: {error.strerror}", file=str(path)) from error
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON: {error.msg}", file=str(path), line=error.lineno, column=error.colno) from error
    if (problem := problem_in(said)) is not None:
        raise InputError(problem, file=str(path))
    _add_codes([each for table in said.get("tables", [said]) for each in table["tableSchema"]["columns"]])
    return Metadata(said)


def _add_codes(columns: Sequence[dict[str, Any]]) -> None:
    """Say what the values of columns stand for that are of a code list of the packaged graph."""
    coded = [column for column in columns if "bpokpo:codes" in column]
    if not coded:
        return
    from bpokpo_graph.dataset import Dataset

    found = list(Dataset.open().select(_CODES))
    for column in coded:
        scheme, name = expand(column["bpokpo:codes"]), name_of(column)
        column["bpokpo:values"] = {
            str(notation): {name: str(code)} for list_, notation, code in found if list_ == scheme
        }


def _bare(url: str) -> str:
    name = url.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
