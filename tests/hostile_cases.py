"""What every hostile case has: files, a call, the exit code and the words that it must end with.

In contents and arguments, @WEB@ stands for a web address that is listened to, @DIR@ for the folder the command runs
in; beside that folder lies `secret.ttl`, which nothing may read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
END = b"</rdf:RDF>"
NT = b"<http://e/a> <http://e/p> <http://e/b> .\n"
SP = b"<http://e/a> <http://e/p> "
SH = b"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
SHAPE = SH + b"e:S a sh:NodeShape ; sh:targetNode e:a "
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DEEP = 20_000
ASK = ("-q", "ASK { ?s ?p ?o }")
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\u200b\x08\x7f\u2028"


@dataclass(frozen=True, slots=True)
class Case:
    """A call in a folder with these files, how it must end, and a pattern of what it must say.

    The pattern is looked for in the message where the code is 2 or more, else in the answer. `reads` are further paths
    that it may open; `prepare` makes what is no plain file.
    """

    id: str
    arguments: tuple[str | bytes, ...]
    code: int
    told: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    stdin: bytes = b""
    prepare: Callable[[Path], None] | None = None
    reads: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    lines: int = 1


def data(id_: str, name: str, content: bytes, code: int, told: str = "^true\n$", *more: str) -> Case:
    """Data that is only read."""
    return Case(id_, ("query", "--bare", "-d", name, *more, *ASK), code, told, {name: content})


def query(id_: str, text: str, code: int, told: str, *more: str) -> Case:
    """A query on little data."""
    return Case(id_, ("query", "--bare", "-d", "a.nt", *more, "-q", text), code, told, {"a.nt": NT})


def shapes(id_: str, content: bytes, code: int, told: str, *more: str, about: bytes = NT) -> Case:
    """Shapes for little data."""
    files = {"s.ttl": content, "a.nt": about}
    return Case(id_, ("validate", "--bare", "-d", "a.nt", "-s", "s.ttl", "-q", *more), code, told, files)


def nested(before: bytes, opening: bytes, middle: bytes, closing: bytes, depth: int, after: bytes = b"") -> bytes:
    """Brackets in one another."""
    return before + opening * depth + middle + closing * depth + after
