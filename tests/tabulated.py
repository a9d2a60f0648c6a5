"""What the tests of tables share: how they are made and read."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import uritemplate
from click.testing import CliRunner, Result
from csvw import CSVW

from bpokpo_graph import Dataset, tabulate
from bpokpo_graph.cli import main
from bpokpo_graph.tables import Column, Table
from bpokpo_graph.vocabulary import expand

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "tests" / "example.ttl"
NAMES = ["models", "activities", "requirements", "values", "claims"]
PREFIXES = """
@prefix ex: <http://example.org/> . @prefix bpokpo: <https://w3id.org/bpokpo/ns#> .
@prefix code: <https://w3id.org/bpokpo/code/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
"""


def export(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments])


def refused(code: int, *arguments: str, cwd: Path | None = None) -> str:
    command = [sys.executable, "-m", "bpokpo_graph", "export", *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=cwd, env={**os.environ, "LANG": "C.UTF-8"})
    message = done.stderr.decode()
    assert (done.returncode, done.stdout, message.count("\n")) == (code, b"", 1), message
    return message


def written(folder: Path, *arguments: str) -> Path:
    result = export("-f", "csv", "-o", str(folder), *arguments)
    assert (result.exit_code, result.output) == (0, "")
    return folder


def turtle(path: Path, text: str) -> Path:
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def own(tmp_path: Path, text: str, name: str) -> Table:
    """A table of a user's own data and nothing else."""
    return tabulate(Dataset.open(turtle(tmp_path / "mine.ttl", text)), name)[0]


def column(table: Table, name: str) -> Column:
    return next(each for each in table.columns if each.name == name)


def cells(table: Table, name: str) -> list[Any]:
    place = [each.name for each in table.columns].index(name)
    return [row[place] for row in table.rows]


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def valid(path: Path) -> bool:
    """As the reader of CSVW finds it: headers, datatypes, keys, foreign keys; no warning."""
    found = CSVW(str(path), validate=True)
    return bool(found.is_valid) and not found.warnings


def triples(folder: Path) -> Iterator[ox.Triple]:
    """CSV to RDF in minimal mode, as https://www.w3.org/TR/csv2rdf/ wants it."""
    for table in json.loads((folder / "csv-metadata.json").read_bytes())["tables"]:
        schema = table["tableSchema"]
        for row in read(folder / table["url"]):
            for each in schema["columns"]:
                cell = "" if each.get("virtual") else row[each["name"]]
                if "propertyUrl" in each and (cell or each.get("virtual")):
                    about = ox.NamedNode(uritemplate.expand(each.get("aboutUrl", schema["aboutUrl"]), {**row}))
                    for value in cell.split(each["separator"]) if "separator" in each else [cell]:
                        yield ox.Triple(about, ox.NamedNode(each["propertyUrl"]), term(each, value, row))


def term(described: dict[str, Any], value: str, row: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if "valueUrl" in described:
        return ox.NamedNode(uritemplate.expand(described["valueUrl"], {**row}))
    if "lang" in described:
        return ox.Literal(value, language=described["lang"])
    return ox.Literal(value, datatype=ox.NamedNode(expand(f"xsd:{described['datatype']}")))


def place(triple: ox.Triple) -> tuple[str, str]:
    """What kind of thing it is about, and the property."""
    return str(triple.subject).rpartition("/")[0], triple.predicate.value
