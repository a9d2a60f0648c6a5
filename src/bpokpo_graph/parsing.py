"""RDF files in: what can be read, from where, with limits, and errors that say where."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat
from pyoxigraph import parse as _oxigraph_parse

from bpokpo_graph import contexts, files, losses
from bpokpo_graph import limits as _limits
from bpokpo_graph.errors import BpokpoError, InputError, PolicyError, UsageError
from bpokpo_graph.limits import NAMED_BY_USER, Limits
from bpokpo_graph.reading import contents, unpacked
from bpokpo_graph.vocabulary import PREFIXES, Iri

if TYPE_CHECKING:
    from pyoxigraph import Store

_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_ALIASES = {name: name for name in _FORMATS} | {
    "ttl": "turtle",
    "nt": "ntriples",
    "nq": "nquads",
    "json-ld": "jsonld",
    "xml": "rdfxml",
    "rdf": "rdfxml",
    "owl": "rdfxml",
}
_EXTENSIONS = {
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
}
# Only when such a file is named: a folder may hold JSON and XML that is no RDF.
_NAMED_EXTENSIONS = {**_EXTENSIONS, ".json": "jsonld", ".xml": "rdfxml"}
_TITLES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
}
# JSON-LD without a base drops what is relative; with this base we see it.
_NO_BASE = "relative-iri://no-base/"
_BOM = b"\xef\xbb\xbf"
Prefixes = set[tuple[str, str]]  # names and what they stand for


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or bytes that were read already.

    `name` is what messages call it; `graph` is the named graph into which its default graph goes.
    """

    name: str
    format: str
    path: Path | None = None
    data: bytes | None = None
    base: str | None = None
    graph: Iri | None = None
    limits: Limits = NAMED_BY_USER


def sources(
    spec: "str | Path | Source",
    *,
    format: str | None = None,  # noqa: A002 - the name every RDF library gives it
    base: str | None = None,
    graph: Iri | None = None,
    limits: Limits = NAMED_BY_USER,
) -> tuple[Source, ...]:
    """The sources behind a file, a folder (all RDF files in it, by name) or "-" (standard input, now).

    Standard input is Turtle unless `format` says otherwise; in a folder each file's extension decides.
    """
    known = None if format is None else _format(format)
    if base is not None:
        _check_iri(base, "the base")
    if graph is not None:
        _check_iri(graph, "the graph name")
    if isinstance(spec, Source):
        return (spec,)
    if not str(spec):
        raise UsageError("the name of a source is empty: name a file, a folder, or “-” for standard input")
    if re.match(r"https?://", str(spec)):
        raise UsageError(f"{spec}: endpoints are not supported yet: name a file or a folder")
    if str(spec) == "-":
        return (Source("<stdin>", known or "turtle", None, _standard_input(limits), base, graph, limits),)
    return tuple(
        Source(str(path), known or _format_of(path), path, None, base, graph, limits) for path in _files(Path(spec))
    )


def parse(source: Source, prefixes: Prefixes | None = None) -> Iterator[Quad]:
    """Each statement of a source, as it is spelt there; blank nodes keep the labels they have.

    In the end `prefixes` have those that the source declares. Raises InputError, LimitError or PolicyError.
    """
    return _parse(source, prefixes, rename=False)


def parse_apart(source: Source, prefixes: Prefixes | None = None) -> Iterator[Quad]:
    """As `parse`, with blank nodes renamed so that they meet no other file's."""
    return _parse(source, prefixes, rename=True)


def load(source: Source, store: "Store") -> None:
    """Put a source into a store; faster than `parse`, with the same errors."""
    if source.format == "jsonld" or source.graph is not None:
        store.extend(parse_apart(source))
        return
    data = _checked(source)
    with _explained(source, data):
        store.load(data, format=_FORMATS[source.format], base_iri=source.base)


def _parse(source: Source, prefixes: Prefixes | None, *, rename: bool) -> Iterator[Quad]:
    data = _checked(source)
    with _explained(source, data):
        if source.format == "jsonld":
            quads = _json_quads(source, data, rename)
        else:
            quads = _oxigraph_parse(
                data, format=_FORMATS[source.format], base_iri=source.base, rename_blank_nodes=rename
            )
        for quad in quads:
            yield _placed(quad, source.graph)
    if prefixes is not None:
        prefixes.update(getattr(quads, "prefixes", {}).items())


def _json_quads(source: Source, data: bytes, rename: bool) -> Iterator[Quad]:
    """What the parser makes of JSON-LD, which must be all that it says, and no bomb."""
    base = _NO_BASE if source.base is None else source.base
    count = size = 0
    for quad in _oxigraph_parse(data, format=RdfFormat.JSON_LD, base_iri=base, rename_blank_nodes=rename):
        text = str(quad)
        if base == _NO_BASE and _NO_BASE in text:
            raise _relative(source, text.partition(_NO_BASE)[2].partition(">")[0])
        count += 1
        size += len(text)
        _check_growth(source, data, size)
        yield quad
    if loss := losses.first(data, base, count):
        raise _lost(source, data, loss)


def _placed(quad: Quad, graph: Iri | None) -> Quad:
    if graph is None or not isinstance(quad.graph_name, DefaultGraph):
        return quad
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph))


# Where it comes from


def _format(name: str) -> str:
    known = _ALIASES.get(name.lower())
    if known is None:
        raise UsageError(f"unknown format “{name}”: use one of {', '.join(_ALIASES)}")
    return known


def _standard_input(limits: Limits) -> bytes:
    try:
        return contents("-", limits.size)
    except OSError as error:
        raise _unreadable(error, "<stdin>") from error


def _check_iri(iri: str, what: str) -> None:
    try:
        NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"{what} must be an absolute IRI, not “{iri}”: {error}") from error


def _suffix(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def _format_of(path: Path) -> str:
    known = _NAMED_EXTENSIONS.get(_suffix(path))
    if known is None and not os.path.lexists(path):
        raise _unreadable(FileNotFoundError(), str(path))
    if known is None:
        extensions = " ".join(_NAMED_EXTENSIONS)
        message = f"unknown extension: known are {extensions} (also with .gz); or say what it is with --from"
        raise InputError(message, file=str(path))
    return known


def _files(path: Path) -> tuple[Path, ...]:
    try:
        if not path.is_dir():
            return (path,)
        found = sorted(file for file in path.rglob("*") if _suffix(file) in _EXTENSIONS and file.is_file())
    except OSError as error:
        raise _unreadable(error, str(path)) from error
    except RecursionError as error:
        message = "there are too many folders within one another: name the one that holds the files"
        raise InputError(message, file=str(path)) from error
    if not found:
        message = f"no RDF file in this folder: it needs files that end in {' '.join(_EXTENSIONS)}"
        raise InputError(message, file=str(path))
    return tuple(found)


def _unreadable(error: OSError, name: str) -> InputError:
    match error:
        case FileNotFoundError():
            return InputError("there is no such file or folder", file=name)
        case PermissionError():
            return InputError("you may not read this file: ask its owner, or change its permissions", file=name)
        case _:
            return InputError(f"cannot be read: {error.strerror or error}", file=name)


def _read(source: Source) -> bytes:
    try:
        data = source.data if source.data is not None else contents(source.path or source.name, source.limits.size)
    except OSError as error:
        raise _unreadable(error, source.name) from error
    packed = source.name.lower().endswith(".gz") or data[:2] == b"\x1f\x8b"
    data = unpacked(data, source.name, source.limits.size) if packed else data
    if source.limits.size is not None and len(data) > source.limits.size:
        raise _limits.too_big(source.name, source.limits.size)
    return data.removeprefix(_BOM)


# What is checked before the parser runs


def _checked(source: Source) -> bytes:
    data = _read(source)
    _check_kind(source, data)
    if source.format == "rdfxml":
        _check_xml(source, data)
    elif source.format == "jsonld":
        _check_depth(source, data, _limits.json_position(data, source.limits.depth))
        data = contexts.in_place(data, source.name, source.limits.size)
    else:
        _check_depth(source, data, _limits.turtle_position(data, source.limits.depth))
    _check_growth(source, data, _limits.written_out(data, source.format))
    return data


def _check_growth(source: Source, data: bytes, size: int) -> None:
    limit = _limits.grown(source.limits.size, len(data))
    if size > limit:
        raise _limits.too_big(f"{source.name}, with its IRIs written out", limit)


def _check_kind(source: Source, data: bytes) -> None:
    title = _TITLES[source.format]
    if re.match(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]", data[:2048], re.I | re.S):
        message = f"this is an HTML page, not {title}: download the data itself"
        raise InputError(message, file=source.name, line=1, column=1)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError("this file is in UTF-16: save it as UTF-8", file=source.name, line=1, column=1)
    zero = data.find(b"\0")
    if zero >= 0:
        raise _at(source, data, zero, f"a NUL byte: this is not {title} in UTF-8 but a binary file or UTF-16")


def _at(source: Source, data: bytes, offset: int, message: str) -> InputError:
    line, column = _place(data, offset)
    return InputError(message, file=source.name, line=line, column=column)


def _place(data: bytes, offset: int) -> tuple[int, int]:
    start = data.rfind(b"\n", 0, offset) + 1
    return data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1


def _check_depth(source: Source, data: bytes, offset: int | None) -> None:
    if offset is not None:
        line, column = _place(data, offset)
        raise _limits.too_deep(f"{source.name}:{line}:{column}", source.limits.depth)


def _check_xml(source: Source, data: bytes) -> None:
    """Let expat walk the document first: it knows positions, and stops at a DOCTYPE."""
    if not data.strip():
        return
    walk = expat.ParserCreate()
    depth = 0

    def place() -> str:
        return f"{source.name}:{walk.CurrentLineNumber}:{walk.CurrentColumnNumber + 1}"

    def doctype(*_: object) -> None:
        raise PolicyError(f"{place()}: DOCTYPE and ENTITY are refused in RDF/XML: write the IRIs in full")

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            message = f"the encoding {encoding} is not supported: save the file as UTF-8"
            raise InputError(message, file=source.name, line=1, column=1)

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > source.limits.depth:
            raise _limits.too_deep(place(), source.limits.depth)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    walk.StartDoctypeDeclHandler = doctype
    walk.XmlDeclHandler = declaration
    walk.StartElementHandler = start
    walk.EndElementHandler = end
    try:
        walk.Parse(data, True)
    except expat.ExpatError as error:
        raise _xml_error(source, data, error) from error


def _xml_error(source: Source, data: bytes, error: expat.ExpatError) -> InputError:
    wrong = _not_utf8(source, data)
    message = f"no well-formed XML: {expat.ErrorString(error.code)}"
    return wrong or InputError(message, file=source.name, line=error.lineno, column=error.offset + 1)


# What the parser's errors mean


@contextmanager
def _explained(source: Source, data: bytes) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise _explanation(source, data, error) from error


def _explanation(source: Source, data: bytes, error: SyntaxError) -> BpokpoError:
    reason = re.sub(r"^Parser error at line .*?: ", "", error.msg)
    reason = re.sub(r" \(line \d+\)$", "", reason)
    if "LoadDocumentCallback" in reason:
        return PolicyError(
            f"{source.name}: a context is somewhere else and nothing is fetched: copy what it holds in its place"
        )
    if "UTF-8" in reason and (wrong := _not_utf8(source, data)):
        return wrong
    line, column = error.lineno, error.offset
    if line is None and source.format == "rdfxml":
        line = _last_line(source, data)
    quoted = reason.partition("'")[2].partition("'")[0]
    if line is None and source.format == "jsonld" and (found := losses.offset(data, quoted)) is not None:
        line, column = _place(data, found)
    token = _token(data, error) or f"<{quoted}>"
    if "No scheme found" in reason:
        return _relative(source, token, line, column)
    message = _clearer(reason, token) + _other_format(source, data)
    return InputError(message, file=source.name, line=line, column=column)


def _not_utf8(source: Source, data: bytes) -> InputError | None:
    try:
        files.decoded(data, source.name)
    except InputError as error:
        return error
    return None


def _last_line(source: Source, data: bytes) -> int:
    """How many lines the parser had taken when it failed; it tells no position itself."""
    lines = _Lines(data)
    try:
        for _ in _oxigraph_parse(lines, format=_FORMATS[source.format], base_iri=source.base):
            pass
    except SyntaxError:
        pass
    return max(1, lines.count)


class _Lines(BytesIO):
    """A file whose `read` gives one line per call, and counts them."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.count = 0

    def read(self, _size: int | None = -1) -> bytes:
        line = self.readline()
        self.count += bool(line)
        return line


def _token(data: bytes, error: SyntaxError) -> str:
    """What stands where the parser points to, if that is on one line."""
    if error.lineno is None or error.offset is None or error.end_offset is None or error.end_lineno != error.lineno:
        return ""
    lines = data.split(b"\n", error.lineno)
    if len(lines) < error.lineno:  # the JSON parser counts carriage returns too
        return ""
    line = lines[error.lineno - 1].decode("utf-8", "replace")
    return line[error.offset - 1 : error.end_offset - 1]


def _relative(source: Source, token: str, line: int | None = None, column: int | None = None) -> InputError:
    iri = token if token.startswith("<") else f"<{token}>"
    message = f"the IRI {iri} is relative and there is no base: pass --base IRI, or write the IRI in full"
    return InputError(message, file=source.name, line=line, column=column)


def _lost(source: Source, data: bytes, loss: losses.Loss) -> InputError:
    line, column = (None, None) if loss.offset is None else _place(data, loss.offset)
    message = _clearer(loss.reason, f"<{loss.text}>")
    if message == loss.reason:
        message = f"“{loss.text}” is no {loss.kind}, so JSON-LD would drop what it says ({loss.reason}): correct it"
    return InputError(message, file=source.name, line=line, column=column)


def _clearer(reason: str, token: str) -> str:
    if "Invalid IRI code point ' '" in reason:
        return f"the IRI {token} contains a space: write %20 instead"
    if "Unexpected end" in reason:
        return f"the file ends in the middle of a statement ({reason.lower()}): it may be cut short"
    prefix = re.fullmatch(r"The prefix (\S*): has not been declared", reason)
    if prefix and prefix[1] in PREFIXES:
        return f"{reason}: add “@prefix {prefix[1]}: <{PREFIXES[prefix[1]]}> .”"
    return reason


def _other_format(source: Source, data: bytes) -> str:
    start = data[:512].lstrip()
    if source.format != "jsonld" and re.match(rb'[{\[]\s*["{]', start):
        return " (it looks like JSON-LD: try --from jsonld)"
    if source.format != "rdfxml" and re.match(rb"<\?xml|<rdf:RDF", start):
        return " (it looks like RDF/XML: try --from rdfxml)"
    return ""
