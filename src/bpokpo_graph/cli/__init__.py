"""The command line: parse, call one function, print."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from inspect import cleandoc
from typing import NoReturn

import click

from bpokpo_graph.cli import streams
from bpokpo_graph.cli.compare import compare
from bpokpo_graph.cli.export import export
from bpokpo_graph.cli.import_ import import_
from bpokpo_graph.cli.new import new
from bpokpo_graph.cli.options import Commands, Opened
from bpokpo_graph.cli.query import query
from bpokpo_graph.cli.running import say
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


@click.group(cls=Commands, context_settings=CONTEXT)
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


for command in (compare, export, import_, new, query, show, source, validate):
    main.add_command(command)


# Options that most commands share; help tells of a command's own options first.
SHARED = ("format_", "output", "lang", "color", *Opened.__slots__)


def _laid_out(command: click.Command) -> None:
    """Let a command's own options begin the list of its options, and the examples of its docstring end its help."""
    command.params.sort(key=lambda option: SHARED.index(option.name) if option.name in SHARED else -1)
    text, mark, examples = cleandoc(command.help or "").partition("\b\nExamples:")
    command.help, command.epilog = text, f"{mark}{examples}" or None
    for inner in getattr(command, "commands", {}).values():
        _laid_out(inner)


_laid_out(main)


def run() -> NoReturn:
    """The entry point: `main` with exit codes as documented, and one sentence for every error."""
    streams.settle()
    _leave(exit_code_of(lambda: _call(sys.argv[1:])))


def _leave(code: int) -> NoReturn:
    """End at once, whatever the engine still does; what was to be written has been flushed."""
    with suppress(OSError):  # its reader may have gone away
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
    except OSError as error:
        code = _complain(f"the output could not be written: {error.strerror}", 6)
    except RecursionError:
        code = _complain("the input is nested too deeply to be read", 4)
    except MemoryError:
        code = _complain("there is not enough memory for this", 4)
    except BaseException as error:  # a panic of the engine is no Exception
        code = _bug(error)
    return code


def _complain(message: str, code: int) -> int:
    say(message)
    return code


def _bug(error: BaseException) -> int:
    if "-v" in sys.argv or "--verbose" in sys.argv:
        import traceback

        traceback.print_exception(error)
    kind = type(error).__name__
    return _complain(f"this is a bug in bpokpo, please report it with the output of -v ({kind}: {error})", 70)
