"""Where `bpokpo` begins, which `python -m bpokpo_graph` is too."""

import os

# As typing.NoReturn, without the milliseconds of importing typing: until `run` waits for it, Ctrl-C is Python's.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> "NoReturn":
    """The command line, with Ctrl-C heard while it is still being loaded."""
    try:
        from bpokpo_graph import cli

        cli.run()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    run()
