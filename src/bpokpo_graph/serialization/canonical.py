"""RDFC-1.0: the canonical N-Quads of a dataset, made in a process that is stopped in time."""

import subprocess
import sys

import pyoxigraph as ox

from bpokpo_graph.errors import LimitError, PolicyError, UsageError
from bpokpo_graph.serialization.statements import END, ended, odd, statements, unique

# The limit of processor time ends the work also when nobody waits for it any more, after Ctrl-C.
_WORK = """
import resource
import sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
import pyoxigraph as ox
dataset = ox.Dataset(ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.N_QUADS))
dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
sys.stdout.buffer.write(ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"")
"""


def canonical(lines: list[bytes], seconds: float) -> list[bytes]:
    """The canonical lines, in their order.

    Raises LimitError for graphs that would take longer (the cost may grow exponentially with blank nodes), UsageError
    for triple terms, which RDFC-1.0 does not know.
    """
    if any(each[2][:3] == "<<(" for each in statements(odd(lines))):
        raise UsageError("RDFC-1.0 has no triple terms (RDF 1.2): use -f nq")
    if any(b"_:" in line for line in lines):
        lines = _worked(b"".join(ended(lines)), seconds).split(END)[:-1]
    return unique(lines)


def _worked(text: bytes, seconds: float) -> bytes:
    # -P: a module of the working folder is not taken for one of Python's.
    command = [sys.executable, "-P", "-c", _WORK, str(int(seconds) + 1)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own program
            command, input=text, capture_output=True, timeout=seconds, check=False
        )
    except PolicyError:  # we are in a confined process, which starts no other and is stopped in time itself
        dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_QUADS))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    except subprocess.TimeoutExpired as error:
        raise _too_long(seconds) from error
    if done.returncode:  # killed, or out of memory
        raise _too_long(seconds)
    return done.stdout


def _too_long(seconds: float) -> LimitError:
    message = "the canonical form takes too long, many blank nodes are alike: give them IRIs"
    return LimitError(message, limit=f"{seconds:g} seconds", option="--timeout")
