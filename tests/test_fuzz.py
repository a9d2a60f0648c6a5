"""Real files and queries, bent and broken: each gives a result or an error with a documented exit code.

Every kind has a short run and, in `make test-all`, one of a minute. What fails is saved beside the tests' cache.
"""

import random
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bpokpo_graph.parsing import Source, parse
from bpokpo_graph.serialization import write
from fuzzed import FORMATS, HEAD, KINDS, NAMES, packed
from watching import ROOT, Trap, trap

SECONDS = 30  # the longest that one input may take
SAVED = ROOT / ".hypothesis" / "fuzz"


class Target:
    """The process of fuzzed.py, started anew when an input has ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def outcome(self, kind: str, data: bytes) -> tuple[int, str]:
        """Its answer; 70 with the reason if it crashed or did not answer."""
        if self._process is None:
            command = [sys.executable, str(ROOT / "tests" / "fuzzed.py")]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(HEAD.pack(KINDS.index(kind), len(data)) + data)
        process.stdin.flush()
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            self.stop()
            return 70, f"no answer within {SECONDS} seconds"
        head = process.stdout.read(HEAD.size)
        if len(head) < HEAD.size:
            self.stop()
            return 70, f"the process died: {process.returncode}"
        code, length = HEAD.unpack(head)
        return code, process.stdout.read(length).decode()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    target = Target()
    yield target
    target.stop()


# What is bent


EXTRA = b"""
@prefix x: <http://e/> .
x:a x:p "l\\n\\"\\u00e9"@id-ID , '''long ' text''' , 01 , -1.5e3 , true , ( 1 x:b [] ( ) ) , _:b , "2020"^^x:d .
_:b x:q [ x:r _:b ; a x:C ] . x:\\-\\. x:p <http://e/%20?q#f> .
"""


@lru_cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """Small real documents of a kind."""
    if kind in ("query", "select"):
        return tuple(path.read_bytes() for path in sorted((ROOT / "ontology" / "queries").glob("*.rq")))
    if kind.endswith(".gz"):
        return tuple(map(packed, seeds(kind.removesuffix(".gz"))))
    found = [EXTRA, (ROOT / "tests" / "example.ttl").read_bytes()]
    claims = (ROOT / "data" / "claims.ttl").read_bytes()
    prefixes, parts = b"".join(re.findall(rb"(?m)^@prefix.*\n", claims)), claims.split(b"\n\n")
    found += [prefixes + b"\n\n".join(parts[start : start + 2]) for start in range(2, 12, 5)]
    if kind in ("turtle", "trig"):
        return tuple(found)
    names = {format_: name for name, format_ in NAMES.items()}
    graphs = [list(parse(Source("seed", "turtle", data=each))) for each in found]
    return tuple(b"".join(write(graph, names.get(kind, kind))) for graph in graphs)


TOKENS: dict[str, Sequence[bytes]] = {
    "turtle": [
        *(b"[", b"]", b"(", b")", b"{", b"}", b"<<", b">>", b"<<(", b")>>", b"{|", b"|}", b"~", b".", b";", b",", b"a"),
        *(b"@prefix", b"@base <x> .", b"PREFIX", b"@version '1.2' .", b"@id--rtl", b"^^", b"^^<", b"'''", b'"', b"'"),
        *(b"\\", b"\\u", b"\\uD800", b"\\U0010FFFF", b"\\u0000", b"<", b">", b"<>", b"_:b", b"_:", b":", b"x:", b"%"),
        *(b"1e", b"-", b"+.5", b"1" * 400, b"true", b"\xff", b"\0", b"\xef\xbb\xbf", b"\r", b"\n", b"#", b"GRAPH"),
    ],
    "jsonld": [
        *(b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"true", b"1e400", b"-0", b"1" * 400, b"\\ud800"),
        *(b'"@context":', b'"@id":', b'"@type":', b'"@value":', b'"@list":', b'"@set":', b'"@graph":', b'"@reverse":'),
        *(b'"@language":', b'"@index":', b'"@included":', b'"@json"', b'"@vocab":', b'"@base":', b'"@container":'),
        *(b'"@nest":', b'"@version": 1.1,', b'"@protected": true,', b'"@propagate":', b'"@import":', b'"@direction":'),
        *(b'"@none"', b'"_:b"', b'"a b"', b'"relative"', b'"http://e/x"', b"\xff", b"\0", b"\xef\xbb\xbf", b"{}"),
    ],
    "rdfxml": [
        *(b"<", b">", b"/>", b"</", b"&", b"&amp;", b"&#0;", b"&#x1F600;", b"]]>", b"<![CDATA[", b"<!--", b"-->"),
        *(b"<!DOCTYPE r>", b" rdf:about='x'", b" rdf:ID='x'", b" rdf:nodeID='n'", b" rdf:resource='http://e/x'"),
        *(b" rdf:parseType='Literal'", b" rdf:parseType='Collection'", b" rdf:parseType='Resource'", b" xml:lang='id'"),
        *(b" xml:base='http://b/'", b" rdf:datatype='http://e/d'", b" rdf:li='1'", b"<rdf:li>", b"<rdf:Description>"),
        *(b" xmlns:x='y'", b"xmlns", b"\xff", b"\0", b"\xef\xbb\xbf", b"'", b'"', b"=", b":", b"<rdf:RDF>"),
    ],
    "query": [
        *(b"{", b"}", b"(", b")", b"[", b"]", b"<", b">", b"<<", b"<<(", b")>>", b".", b";", b",", b"*", b"+"),
        *(b"|", b"^", b"!", b"&&", b"||", b"=", b"-", b"'", b'"', b"'''", b"\\", b"\\u0053", b"#", b"?x", b"_:b"),
        *(b"SELECT", b"ASK", b"CONSTRUCT", b"DESCRIBE", b"WHERE", b"FROM <x>", b"FROM NAMED <http://e/g>", b"OPTIONAL"),
        *(b"UNION", b"MINUS", b"FILTER", b"EXISTS", b"NOT EXISTS", b"BIND", b"AS", b"VALUES", b"UNDEF", b"GRAPH ?g"),
        *(b"GROUP BY", b"HAVING", b"ORDER BY", b"LIMIT 1", b"OFFSET", b"DISTINCT", b"COUNT(*)", b"GROUP_CONCAT", b"IN"),
        *(b"SERVICE", b"SERVICE SILENT <@WEB@/>", b"LOAD <@WEB@/>", b"DROP ALL", b"INSERT", b";DELETE", b"BASE"),
        *(b"STR(", b"REGEX(", b"IF(", b"COALESCE(", b"<http://e/p>*", b"1e999", b"9" * 400, b"\xff", b"\0"),
    ],
}  # fmt: skip
Change = tuple[str, int, int, bytes]
CHANGES = ("insert", "delete", "copy", "cut", "swap", "replace", "splice")


def changed(data: bytes, changes: Sequence[Change], other: bytes) -> bytes:
    """The data after some changes, each at a place (in 65536ths of the whole) and of a length."""
    for kind, place, length, token in changes:
        start = place * len(data) >> 16
        end = min(len(data), start + length)
        part = data[start:end]
        match kind:
            case "insert":
                data = data[:start] + token + data[start:]
            case "delete":
                data = data[:start] + data[end:]
            case "copy":
                data = data[:end] + part * 3 + data[end:]
            case "cut":
                data = data[:start]
            case "swap":
                data = data[end:] + part + data[:start]
            case "replace":
                data = data[:start] + token + data[end:]
            case "splice":
                middle = place * len(other) >> 16
                data = data[:start] + other[middle : middle + 8 * length] + data[end:]
    return data


def bent(kind: str) -> st.SearchStrategy[bytes]:
    """Documents of a kind with a few mistakes; those in .gz have them inside or outside."""
    plain = kind.removesuffix(".gz")
    tokens = TOKENS.get(plain, TOKENS["query" if plain == "select" else "turtle"])
    place = st.integers(0, 0xFFFF)
    change = st.tuples(
        st.sampled_from(CHANGES), place, st.integers(1, 64), st.sampled_from(tokens) | st.binary(max_size=6)
    )
    document = st.sampled_from(seeds(plain))
    documents = st.builds(changed, document, st.lists(change, max_size=6), document)
    if plain == kind:
        return documents
    outside = st.builds(
        changed, st.sampled_from(seeds(kind)), st.lists(change, max_size=3), st.sampled_from(seeds(kind))
    )
    return documents.map(packed) | outside


def one_round(kind: str, target: Target, number: int, examples: int, web: str) -> None:
    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(bent(kind))
    def check(data: bytes) -> None:
        data = data.replace(b"@WEB@", web.encode())
        code, told = target.outcome(kind, data)
        if code == 70:
            SAVED.mkdir(parents=True, exist_ok=True)
            path = SAVED / f"{sha256(data).hexdigest()[:12]}.{kind}"
            path.write_bytes(data)
            pytest.fail(f"{path}: {told}")

    check()


@pytest.fixture
def trapped(tmp_path: Path) -> Iterator[Trap]:
    file = tmp_path / "untouched"
    file.touch()
    with trap(file) as trapped:
        yield trapped
        assert not trapped.called()


@pytest.mark.parametrize("kind", KINDS)
def test_briefly(kind: str, target: Target, trapped: Trap) -> None:
    one_round(kind, target, 1, 60, trapped.address)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_for_a_minute(kind: str, target: Target, trapped: Trap) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        one_round(kind, target, random.SystemRandom().getrandbits(32), 100, trapped.address)
        target.stop()  # the engine keeps a little of each input, and the process has a limit of memory


@pytest.mark.parametrize("kind", [*FORMATS, "query"])
def test_the_documents_that_are_bent_are_fine(kind: str, target: Target) -> None:
    assert [target.outcome(kind, each) for each in seeds(kind)] == [(0, "")] * len(seeds(kind))


def test_a_crash_would_be_seen(target: Target) -> None:
    """A limit of 2 GiB is what ends this one."""
    assert target.outcome("query", b"ASK { " + b"?s ?p ?o . " * 600 + b"}")[0] == 4
    target.outcome("turtle", b"")
    process = target._process
    assert process is not None
    process.kill()
    process.wait()
    with pytest.raises(BrokenPipeError):
        target.outcome("turtle", b"")
    target.stop()
    assert target.outcome("turtle", b"") == (0, "")
