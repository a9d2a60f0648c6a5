"""What is said of a release itself: publisher, licence, version, files and their digests (DCAT, PROV, SPDX)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bpokpo_graph.errors import InputError
from bpokpo_graph.importers.datatypes import literal
from bpokpo_graph.importers.metadata import Metadata
from bpokpo_graph.importers.terms import Spelling

_SPDX = "http://spdx.org/rdf/terms#"
_TEXT = literal("string", None)


def described(
    metadata: Metadata, spelling: Spelling, release: str, version: str, retrieved: date | None, paths: Iterable[Path]
) -> str:
    """The release as Turtle. Raises InputError for a file that cannot be read."""
    said = [
        f"{spelling.iri(release)} a dcat:Dataset, prov:Entity",
        f"dcat:version {_TEXT(version)}",
        *_common(metadata.said, spelling),
    ]
    when = f' ;\n  bpokpo:retrieved "{retrieved.isoformat()}"^^xsd:date' if retrieved else ""
    files = {f"{release}/file/{quote(path.name)}": path for path in paths}
    said += [f"dcat:distribution {spelling.iri(iri)}" for iri in files]
    return " ;\n  ".join(said) + when + " .\n" + "".join(_file(iri, path, spelling) for iri, path in files.items())


def _file(iri: str, path: Path, spelling: Spelling) -> str:
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", file=str(path)) from error
    return (
        f"{spelling.iri(iri)} a dcat:Distribution, prov:Entity ;\n  dcterms:title {_TEXT(path.name)} ;\n"
        f'  dcat:byteSize "{size}"^^xsd:nonNegativeInteger ;\n  <{_SPDX}checksum> <{iri}#sha256> .\n'
        f"<{iri}#sha256> a <{_SPDX}Checksum> ;\n  <{_SPDX}algorithm> <{_SPDX}checksumAlgorithm_sha256> ;\n"
        f'  <{_SPDX}checksumValue> "{digest}"^^xsd:hexBinary .\n'
    )


def _common(said: Mapping[str, Any], spelling: Spelling) -> Iterator[str]:
    """The common properties of the metadata (https://www.w3.org/TR/tabular-metadata/#common-properties)."""
    for name, values in said.items():
        if ":" in name and not name.startswith("bpokpo:"):
            for value in values if isinstance(values, list) else [values]:
                yield f"{spelling.iri(spelling.in_full(name))} {_value(value, spelling)}"


def _value(value: Any, spelling: Spelling) -> str:
    if not isinstance(value, dict):
        return str(_TEXT(str(value)))
    if "@id" in value:
        return spelling.iri(spelling.in_full(str(value["@id"])))
    return str(literal(value.get("@type", "string").removeprefix("xsd:"), value.get("@language"))(str(value["@value"])))
