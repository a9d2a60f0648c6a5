"""The options that commands share, and what they stand for."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from bpokpo_graph.cli import completing

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset
    from bpokpo_graph.limits import Limits

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGES = ("en", "id")
TABULAR = ("table", "md", "csv", "tsv", "json", "jsonl")
ALIASES = {"markdown": "md", "ttl": "turtle", "json-ld": "jsonld", "ntriples": "nt", "nquads": "nq", "rdf": "rdfxml"}


def language_option(command: F) -> F:
    """--lang: the language of what is printed."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=_locale_language,
        help="Language of labels and texts for people; the locale's, else en.",
    )(command)


def _locale_language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "id" if os.environ[name].lower().startswith(("id_", "id.", "indonesian")) else "en"
    return "en"


def given(context: click.Context) -> list[click.Parameter]:
    """What the command line itself names, in the order of the help."""
    return [
        each
        for each in context.command.params
        if each.name and context.get_parameter_source(each.name) is ParameterSource.COMMANDLINE
    ]


def alone(option: str, *allowed: str) -> None:
    """Let only the allowed parameters stand beside the option. Raises UsageError for one that would change nothing."""
    from bpokpo_graph.errors import UsageError

    context = click.get_current_context()
    for other in given(context):
        if other.opts[-1] != option and other.name not in allowed:
            name = other.opts[-1] if isinstance(other, click.Option) else f"“{context.params[str(other.name)]}”"
            raise UsageError(f"{name} changes nothing beside {option}: leave one of them out")


def language_given() -> bool:
    """Whether the command line itself has --lang, so that it must not go for nothing."""
    return any(each.name == "lang" for each in given(click.get_current_context()))


def output_options(formats: Sequence[str]) -> Callable[[F], F]:
    """-f and -o; the extension of the output decides the format where -f does not."""

    def decorate(command: F) -> F:
        shown = ", ".join(formats)
        command = click.option(
            "-o", "--output", metavar="FILE", help="Write here instead of standard output; replaced whole."
        )(command)
        return click.option(
            "-f",
            "--format",
            "format_",
            metavar="FORMAT",
            help=f"One of {shown}.",
            shell_complete=completing.formats(formats),
        )(command)

    return decorate


def format_of(format_: str | None, output: str | None, formats: Sequence[str], default: str) -> str:
    """The format that is meant. Raises UsageError for one that is not on offer."""
    from bpokpo_graph.errors import UsageError

    if format_ is None:
        suffix = Path(output).suffix.removeprefix(".").lower() if output else ""
        wanted = {"rdf": "rdfxml", "txt": default}.get(suffix, ALIASES.get(suffix, suffix)) or default
        if wanted not in formats:
            shown = ", ".join(formats)
            raise UsageError(
                f"{output}: no format on offer here has the extension .{suffix}: choose with -f from {shown}"
            )
        return wanted
    wanted = ALIASES.get(format_.lower(), format_.lower())
    if wanted == "xml" and "xml" not in formats and "rdfxml" in formats:
        wanted = "rdfxml"
    if wanted not in formats:
        raise UsageError(f"the format “{format_}” is not on offer here: choose one of {', '.join(formats)}")
    return wanted


@dataclass(frozen=True, slots=True)
class Opened:
    """The data options of one call, and the dataset they ask for."""

    data: tuple[str, ...]
    add: tuple[str, ...]
    from_: str | None
    base: str | None
    named: tuple[str, ...]
    bare: bool
    max_size: int | None
    max_depth: int | None
    max_parts: int | None
    verbose: bool
    quiet: bool

    def check(self, *files: str) -> None:
        """Raises UsageError for options of sources where no source is named; `files` are such as the command reads."""
        from bpokpo_graph.errors import UsageError

        for option, value in (("--from", self.from_), ("--base", self.base)):
            if value is not None and not (self.data or self.add or self.named or files):
                raise UsageError(f"{option} is for sources, and none is named: add -d, -a or --named, or leave it out")
        if self.verbose and self.quiet:
            raise UsageError("-v says more and --quiet says nothing: leave one of them out")

    @property
    def limits(self) -> "Limits":
        """The limits of files and queries: the usual ones, but for those that options set."""
        from dataclasses import replace

        from bpokpo_graph.limits import NAMED_BY_USER

        chosen = {"size": self.max_size, "depth": self.max_depth, "parts": self.max_parts}
        return replace(NAMED_BY_USER, **{name: value for name, value in chosen.items() if value is not None})

    def dataset(self, *files: str) -> "Dataset":
        """The dataset of -d, -a, --named and --bare; the packaged graph if nothing is said.

        `files` are what the command reads besides. Raises UsageError for options that would change nothing.
        """
        from bpokpo_graph.dataset import Dataset

        self.check(*files)
        self.tell(f"data: {', '.join((*self.data, *self.add, *self.named)) or 'the packaged graph'}")
        return Dataset.open(
            *self.data,
            add=self.add,
            bare=self.bare,
            format=self.from_,
            base=self.base,
            named=_pairs(self.named),
            limits=self.limits,
        )

    def tell(self, message: str) -> None:
        """Something only -v wants to know."""
        if self.verbose:
            click.echo(f"bpokpo: {message}", err=True)

    def note(self, message: str) -> None:
        """Something worth a line on stderr, unless -q."""
        if not self.quiet:
            with suppress(OSError):
                click.echo(f"bpokpo: {message}", err=True)


def _pairs(named: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in named]
    for iri, equals, file in pairs:
        if not (iri and equals and file):
            raise click.BadParameter(f"“{iri}{equals}{file}” is not IRI=FILE", param_hint="--named")
    return {iri: file for iri, _, file in pairs}


def data_options(command: F) -> F:
    """-d, -a, --from, --base, --named, --bare, -v, --quiet: gathered in one argument `opened`.

    -q is short for --quiet unless the command has a -q of its own.
    """
    from functools import wraps

    @wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        opened = Opened(**{name: options.pop(name) for name in Opened.__slots__})
        return command(*args, opened=opened, **options)

    taken = {name for option in getattr(command, "__click_params__", ()) for name in option.opts}
    quiet = ("--quiet",) if "-q" in taken else ("-q", "--quiet")
    gathered = click.option(*quiet, is_flag=True, help="No messages on standard error but errors.")(gathered)
    for option in reversed(_DATA_OPTIONS):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]  # the options are added, nothing is taken away


_DATA_OPTIONS = (
    click.option("-d", "--data", multiple=True, metavar="SOURCE", help="Read this in place of the packaged data."),
    click.option("-a", "--add", multiple=True, metavar="SOURCE", help="Read this on top of the data."),
    click.option("--from", "from_", metavar="FORMAT", help="Format of the sources, if the names do not tell."),
    click.option("--base", metavar="IRI", help="Base of relative IRIs in the sources."),
    click.option("--named", multiple=True, metavar="IRI=FILE", help="Read the file into this named graph."),
    click.option("--bare", is_flag=True, help="Leave out the vocabulary and its code lists."),
    click.option("--max-size", type=click.IntRange(1), metavar="BYTES", help="Refuse sources larger than this."),
    click.option(
        "--max-depth", type=click.IntRange(1), metavar="N", help="Refuse deeper nesting in files and queries."
    ),
    click.option("--max-parts", type=click.IntRange(1), metavar="N", help="Refuse queries of more parts."),
    click.option("-v", "--verbose", is_flag=True, help="Say more on standard error; show tracebacks of bugs."),
)


def color_option(command: F) -> F:
    """--no-color, and NO_COLOR in the environment."""
    return click.option("--no-color", is_flag=True, help="No colour, even on a terminal (also NO_COLOR).")(command)


def emit(text: str | bytes, output: str | None) -> None:
    """Data to standard output, or to the file, whole or not at all. Raises OutputError."""
    pour([text.encode() if isinstance(text, str) else text], output)


def pour(chunks: Iterable[bytes], output: str | None) -> None:
    """As `emit`, piece by piece."""
    from bpokpo_graph import files
    from bpokpo_graph.errors import OutputError

    if output is not None and output != "-":
        files.write_atomically(output, chunks)
        return
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has enough; click would make it a failure
        raise click.exceptions.Exit(0) from None
    except OSError as error:
        raise OutputError(f"standard output could not be written: {error.strerror}") from error
