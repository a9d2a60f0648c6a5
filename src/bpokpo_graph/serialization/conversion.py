"""Documents too large for memory, from one RDF format to another: read and written as they flow."""

import io
import re
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any, cast

import pyoxigraph as ox

from bpokpo_graph.errors import InputError, PolicyError, UsageError

_FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_CHUNK = 2**20
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # https://www.w3.org/TR/xml/#charsets


class _Pieces(io.RawIOBase):
    """Pieces of a document as a file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def converted(pieces: Iterable[bytes], given: str, wanted: str) -> Iterator[bytes]:
    """The document in another format, in pieces; it is kept in a temporary file.

    Names of formats are those of `write`. Raises InputError if the document is not of the format given, UsageError if
    the wanted one cannot hold it.
    """
    source = io.BufferedReader(_Pieces(pieces), _CHUNK)
    with _kept() as file:
        try:
            statements = ox.parse(input=source, format=_FORMATS[given])
            ox.serialize(_plain(statements, wanted), output=file, format=_FORMATS[wanted])
        except SyntaxError as error:
            raise InputError(f"no {given}: {error.msg}", line=error.lineno) from error
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield _xml(chunk) if wanted == "rdfxml" else chunk


def _kept() -> IO[bytes]:
    """A temporary file; memory where we may write none, in a confined process, which has little of it anyway."""
    try:
        return cast(IO[bytes], TemporaryFile())
    except PolicyError:
        return io.BytesIO()


def _xml(chunk: bytes) -> bytes:
    """Carriage returns as references, since parsers turn bare ones into line feeds. Raises UsageError."""
    if found := _NO_XML.search(chunk):
        raise UsageError(f"there is the character U+{found[0][0]:04X}, which XML cannot hold: choose another format")
    return chunk.replace(b"\r", b"&#xD;")


def _plain(quads: Iterable[Any], wanted: str) -> Iterator[Any]:
    """Triples where the format holds no graphs."""
    if wanted in ("nt", "turtle", "rdfxml"):
        return (quad.triple for quad in quads)
    return iter(quads)
