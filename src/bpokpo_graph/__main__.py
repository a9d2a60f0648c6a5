"""`python -m bpokpo_graph` is `bpokpo`."""

from bpokpo_graph.cli import run

run()
