"""RDFC-1.0: the canonical N-Quads of a dataset, made in a process that is stopped in time."""

import os
import subprocess
import sys

import pyoxigraph as ox

from bpokpo_graph.errors import LimitError, UsageError
from bpokpo_graph.serialization.statements import END, ended, is_blank, odd, spelled, statements, unique

# It is killed when we end, however we do (PR_SET_PDEATHSIG); where no kernel does that, at its limit of processor time.
_WORK = """
import ctypes
import os
import resource
import signal
import sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
if os.getppid() != int(sys.argv[2]):
    os._exit(1)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
import pyoxigraph as ox
dataset = ox.Dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS))
dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
sys.stdout.buffer.write(ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"")
"""


def canonical(lines: list[bytes], seconds: float | None) -> list[bytes]:
    """The canonical lines, in their order; without `seconds` they are made here, where somebody else keeps the time.

    Raises LimitError for graphs that would take longer (the cost may grow exponentially with blank nodes), UsageError
    for triple terms, which RDFC-1.0 does not know, and for statements with three blank nodes: it looks at two at a
    time, so that one graph may have several canonical forms, of which the engine draws one by lot.
    """
    for each in statements(odd(lines)):
        if each[2][:3] == "<<(":
            raise UsageError("RDFC-1.0 has no triple terms (RDF 1.2): use -f nq")
        if len({*filter(is_blank, each)}) > 2:
            raise UsageError(
                f"three blank nodes in one statement ({spelled(each).decode()}) have no single order in RDFC-1.0: "
                "give the graph an IRI, or use -f nq without --canonical"
            )
    if any(b"_:" in line for line in lines):
        text = b"".join(ended(lines))
        lines = (_made(text) if seconds is None else _worked(text, seconds)).split(END)[:-1]
    return unique(lines)


def _made(text: bytes) -> bytes:
    dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""


def _worked(text: bytes, seconds: float) -> bytes:
    # -P: a module of the working folder is not taken for one of Python's.
    command = [sys.executable, "-P", "-c", _WORK, str(int(seconds) + 1), str(os.getpid())]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own program
            command, input=text, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long(seconds) from error
    if done.returncode:  # killed, or out of memory
        raise _too_long(seconds)
    return done.stdout


def _too_long(seconds: float) -> LimitError:
    message = "the canonical form takes too long, many blank nodes are alike: give them IRIs"
    return LimitError(message, limit=f"{seconds:g} s", option="--timeout")
