"""The process that fuzzed input is fed to, so that a crash or a hang of the engine ends it and not the tests.

It reads (kind, length, bytes) and answers with (exit code, length, what went wrong): 0 for a result, the documented
code for an error of ours, 70 for anything else.
"""

import gzip
import re
import resource
import struct
import sys
import traceback
from collections.abc import Iterable

import pyoxigraph as ox

from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import BpokpoError, LimitError, UsageError
from bpokpo_graph.limits import Limits
from bpokpo_graph.parsing import Source, load, parse
from bpokpo_graph.serialization import write

FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
KINDS = (*FORMATS, *(f"{format_}.gz" for format_ in FORMATS), "query", "select")
HEAD = struct.Struct(">BI")
NAMES = {"nt": "ntriples", "nq": "nquads"}
MEMORY = 2 * 2**30

DATA = b"""
<http://e/a> <http://e/p> <http://e/b> , "x"@id , 1 , _:n . _:n <http://e/q> 1.50 .
<http://e/g> { <http://e/b> <http://e/p> "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> . }
"""


def canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def read(format_: str, data: bytes) -> None:
    """Parse it; what is accepted can be loaded, and comes back from every format that can hold it."""
    packed = format_.endswith(".gz")
    name = "fuzz.gz" if packed else "fuzz"
    source = Source(name, format_.removesuffix(".gz"), data=data, limits=Limits(size=10_000_000))
    quads = list(parse(source))
    load(source, ox.Store())
    if len(quads) > 200 or sum("_:" in str(quad) for quad in quads) > 30:
        return  # blank nodes that are alike take long to tell apart
    if any(len({*re.findall(r"_:\w+", str(quad))}) > 2 for quad in quads):
        return  # a canonical form tells only two of a statement apart
    wanted = canonical(quads)
    for target in ("turtle", "jsonld", "nt", "nq", "trig", "rdfxml"):
        try:
            document = b"".join(write(quads, target))
        except (UsageError, LimitError):  # it cannot hold named graphs, triple terms, …
            assert target not in ("nq", "trig"), "N-Quads and TriG hold everything"
            continue
        again = parse(Source("again", NAMES.get(target, target), data=document, limits=Limits(depth=1000)))
        assert canonical(again) == wanted, f"another graph comes back from {target}:\n{document.decode()}"


def ask(kind: str, data: bytes) -> None:
    dataset = Dataset([Source("data", "trig", data=DATA)])
    text = data.decode("utf-8", "surrogateescape")
    answer = dataset.query(text)
    assert answer is not None
    if kind == "select":
        dataset.serialize(text, "srj" if dataset.form(text) in ("SELECT", "ASK") else "nt")


def outcome(kind: str, data: bytes) -> tuple[int, str]:
    try:
        if kind in ("query", "select"):
            ask(kind, data)
        else:
            read(kind, data)
    except BpokpoError as error:
        if error.exit_code not in (2, 3, 4, 5) or not str(error):
            return 70, f"a wrong error: {error!r}"
        return error.exit_code, str(error)
    except Exception:
        return 70, traceback.format_exc()
    return 0, ""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while head := sys.stdin.buffer.read(HEAD.size):
        kind, length = HEAD.unpack(head)
        code, told = outcome(KINDS[kind], sys.stdin.buffer.read(length))
        answer = told.encode("utf-8", "backslashreplace")
        sys.stdout.buffer.write(HEAD.pack(code, len(answer)) + answer)
        sys.stdout.buffer.flush()


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


if __name__ == "__main__":
    main()
