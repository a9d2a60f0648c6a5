"""The command line: parse, call one function, print."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from inspect import cleandoc
from typing import NoReturn

import click

from bpokpo_graph.cli.compare import compare
from bpokpo_graph.cli.export import export
from bpokpo_graph.cli.import_ import import_
from bpokpo_graph.cli.query import query
from bpokpo_graph.cli.show import show
from bpokpo_graph.cli.source import source
from bpokpo_graph.cli.validate import validate
from bpokpo_graph.errors import BpokpoError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"bpokpo {version('bpokpo-graph')}")
        context.exit()


@click.group(context_settings=CONTEXT)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def main() -> None:
    """Compare outsourcing models such as BPO and KPO, and see who says so.

    \b
    Examples:
      bpokpo compare BPO KPO --lang id
      bpokpo query --list
    """


for command in (compare, export, import_, query, show, source, validate):
    main.add_command(command)


def _examples_last(command: click.Command) -> None:
    """Let the examples of a docstring end its help, behind the options."""
    text, mark, examples = cleandoc(command.help or "").partition("\b\nExamples:")
    command.help, command.epilog = text, f"{mark}{examples}" or None
    for inner in getattr(command, "commands", {}).values():
        _examples_last(inner)


_examples_last(main)


def run() -> NoReturn:
    """The entry point: `main` with exit codes as documented, one sentence for every error, and a prompt Ctrl-C.

    The work runs beside the main thread, which stays free to hear Ctrl-C: the engine releases the interpreter's lock
    while it answers, but looks at no signal.
    """
    codes: list[int] = []
    worker = threading.Thread(target=lambda: codes.append(exit_code_of(lambda: _call(sys.argv[1:]))), daemon=True)
    try:
        worker.start()
        worker.join()
    except KeyboardInterrupt:
        _leave(130)
    _leave(codes[0] if codes else 70)


def _leave(code: int) -> NoReturn:
    """End at once; what was to be written has been flushed."""
    sys.stderr.flush()
    os._exit(code)


def _call(arguments: Sequence[str]) -> int:
    try:
        result = main.main(args=list(arguments), prog_name="bpokpo", standalone_mode=False)
    except SystemExit as end:  # how click leaves after completing a word for the shell
        result = end.code
    sys.stdout.flush()
    return result if isinstance(result, int) else 0  # so click hands on the code of an Exit


def exit_code_of(work: Callable[[], int]) -> int:
    """Do the work and say how it ended: its own code, or the documented one after one sentence on stderr."""
    try:
        code = work()
    except click.ClickException as error:
        code = _complain(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        code = 130
    except BpokpoError as error:
        code = _complain(str(error), error.exit_code)
    except BrokenPipeError:  # the reader has enough
        code = 0
    except OSError as error:
        code = _complain(f"the output could not be written: {error.strerror}", 6)
    except RecursionError:
        code = _complain("the input is nested too deeply to be read", 4)
    except MemoryError:
        code = _complain("there is not enough memory for this", 4)
    except Exception as error:
        code = _bug(error)
    return code


def _complain(message: str, code: int) -> int:
    from bpokpo_graph.cli.rendering import visible

    with suppress(OSError):  # where nobody reads the messages, the exit code still tells
        click.echo(f"bpokpo: {visible(message)}", err=True)
    return code


def _bug(error: Exception) -> int:
    if "-v" in sys.argv or "--verbose" in sys.argv:
        import traceback

        traceback.print_exception(error)
    kind = type(error).__name__
    return _complain(f"this is a bug in bpokpo, please report it with the output of -v ({kind}: {error})", 70)
