"""The options that commands share, and what they stand for."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.running import carried_out, named_paths, say
from bpokpo_graph.cli.running import emit as emit
from bpokpo_graph.cli.running import pour as pour

if TYPE_CHECKING:
    from bpokpo_graph.dataset import Dataset
    from bpokpo_graph.isolation import Bounds
    from bpokpo_graph.limits import Limits

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGES = ("en", "id")
# What Oxigraph 0.5 bears on a stack of 8 MB: 1,000 functions within one another kill it, or 2,700 patterns.
DEEPEST, MOST_PARTS = 500, 2000
TABULAR = ("table", "md", "csv", "tsv", "json", "jsonl")
ALIASES = {"markdown": "md", "ttl": "turtle", "json-ld": "jsonld", "ntriples": "nt", "nquads": "nq", "rdf": "rdfxml"}


class Commands(click.Group):
    """Commands under one name; called without any it shows its help, and that was a wrong call."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As in click, whose versions end such a call each in its own way."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name in set(_options(self)):
                raise click.UsageError(
                    f"{error.option_name} stands after the name of a command: write it there"
                ) from error
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As in click, old versions of which take a name that begins with an odd character for an option."""
        odd = not args[0].startswith("-") and not args[0][:1].isalnum()
        if odd and not ctx.resilient_parsing:
            ctx.fail(f"No such command {args[0]!r}.")
        return super().resolve_command(ctx, args)


def _options(group: click.Group) -> Iterator[str]:
    """How the options of all its commands are called."""
    for command in group.commands.values():
        for each in command.params:
            yield from each.opts
        if isinstance(command, click.Group):
            yield from _options(command)


def language_option(command: F) -> F:
    """--lang: the language of what is printed."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=locale_language,
        help="Language of labels and texts for people; the locale's, else en.",
    )(command)


def locale_language() -> str:
    """The language of the locale, if it is one of ours; else English."""
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


# How the work is done and told of, whatever it is.
MANNERS = ("color", "timeout", "untrusted", "max_memory", "verbose", "quiet")


def alone(option: str, *allowed: str) -> None:
    """Let only the allowed parameters stand beside the option. Raises UsageError for one that would change nothing."""
    from bpokpo_graph.errors import UsageError

    context = click.get_current_context()
    for other in given(context):
        if other.opts[-1] != option and other.name not in (*allowed, *MANNERS):
            name = other.opts[-1] if isinstance(other, click.Option) else f"“{context.params[str(other.name)]}”"
            raise UsageError(f"{name} changes nothing beside {option}: leave one of them out")


def needless(*names: str, why: str) -> None:
    """Raises UsageError, which says why, if the command line has one of the options: here they change nothing."""
    from bpokpo_graph.errors import UsageError

    for each in given(click.get_current_context()):
        if each.name in names:
            raise UsageError(f"{each.opts[-1]} {why}")


def output_options(formats: Sequence[str]) -> Callable[[F], F]:
    """-f and -o; the extension of the output decides the format where -f does not."""

    def decorate(command: F) -> F:
        shown = ", ".join(formats)
        command = click.option(
            "-o", "--output", metavar="FILE", shell_complete=completing.files,
            help="Write here instead of standard output; replaced whole.",
        )(command)  # fmt: skip
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
    timeout: float | None
    untrusted: bool
    max_memory: int | None
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

        from bpokpo_graph.limits import NAMED_BY_USER, UNTRUSTED

        chosen = {"size": self.max_size, "depth": self.max_depth, "parts": self.max_parts}
        usual = UNTRUSTED if self.untrusted else NAMED_BY_USER
        if self.untrusted or self.timeout is not None:
            usual = replace(usual, seconds=None)  # one clock is enough
        return replace(usual, **{name: value for name, value in chosen.items() if value is not None})

    @property
    def bounds(self) -> "Bounds | None":
        """What the work may use; None for work that is trusted. Raises UsageError."""
        if not self.untrusted:
            if self.max_memory is not None:
                raise click.UsageError("--max-memory is for the worker of --untrusted: add that")
            return None
        from bpokpo_graph.isolation import Bounds

        chosen = {"seconds": self.timeout, "memory": self.max_memory}
        given: dict[str, Any] = {name: value for name, value in chosen.items() if value is not None}
        return Bounds(readable=named_paths(click.get_current_context()), **given)

    def dataset(self, *files: str) -> "Dataset":
        """The dataset of -d, -a, --named and --bare; the packaged graph if nothing is said.

        `files` are what the command reads besides. Our own queries always have the room they need: those from outside
        are held against `limits` where they come in. Raises UsageError for options that would change nothing.
        """
        from dataclasses import replace

        from bpokpo_graph.dataset import Dataset
        from bpokpo_graph.limits import NAMED_BY_USER as OURS

        self.check(*files)
        self.tell(f"data: {', '.join((*self.data, *self.add, *self.named)) or 'the packaged graph'}")
        found = Dataset.open(
            *self.data,
            add=self.add,
            bare=self.bare,
            format=self.from_,
            base=self.base,
            named=_pairs(self.named),
            limits=self.limits,
        )
        limits = self.limits
        room = replace(limits, depth=max(limits.depth, OURS.depth), parts=max(limits.parts, OURS.parts))
        return Dataset(found.sources, room)

    def check_input(self, *others: str | None) -> None:
        """Raises UsageError if these and the sources name standard input more than once."""
        from bpokpo_graph.errors import UsageError

        named = [*others, *self.data, *self.add, *(text.partition("=")[2] for text in self.named)]
        if named.count("-") > 1:
            raise UsageError("standard input can be read only once: name “-” once")

    def tell(self, message: str) -> None:
        """Something only -v wants to know."""
        if self.verbose:
            say(message)

    def note(self, message: str) -> None:
        """Something worth a line on stderr, unless -q."""
        if not self.quiet:
            say(message)


def _pairs(named: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in named]
    for iri, equals, file in pairs:
        if not (iri and equals and file):
            raise click.BadParameter(f"“{iri}{equals}{file}” is not IRI=FILE", param_hint="--named")
    graphs = [iri for iri, _, _ in pairs]
    if twice := next((iri for iri in graphs if graphs.count(iri) > 1), None):
        raise click.BadParameter(f"{twice} is named twice: put its files into one folder", param_hint="--named")
    return {iri: file for iri, _, file in pairs}


def data_options(command: F) -> F:
    """-d, -a, --from, --base, --named, --bare, limits, -v, --quiet: gathered in one argument `opened`.

    The command is carried out as they say, within a time limit or confined; shapes of others too have a process of
    their own, which Ctrl-C can end.

    -q is short for --quiet unless the command has a -q of its own.
    """
    return _gathered(command, (*_SOURCE_OPTIONS, *_WORK_OPTIONS))


def work_options(command: F) -> F:
    """Those of `data_options` for a command that opens no dataset: limits but --max-depth, -v, --quiet."""
    return _gathered(command, _WORK_OPTIONS)


def _gathered(command: F, shared: Sequence[Callable[[Any], Any]]) -> F:
    from functools import partial, wraps

    @wraps(command)
    def gathered(*args: Any, **options: Any) -> None:
        opened = Opened(**{name: options.pop(name, None) for name in Opened.__slots__})
        done, output = partial(command, *args, opened=opened, **options), options.get("output")
        foreign, aside = bool(options.get("shapes") or options.get("metadata")), options.get("rejects")
        carried_out(done, output, opened.timeout, opened.bounds, foreign=foreign, aside=aside)

    taken = {name for option in getattr(command, "__click_params__", ()) for name in option.opts}
    quiet = ("--quiet",) if "-q" in taken else ("-q", "--quiet")
    gathered = click.option(*quiet, is_flag=True, help="No messages on standard error but errors.")(gathered)
    for option in reversed(shared):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]  # the options are added, nothing is taken away


def _seconds(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 < value <= threading.TIMEOUT_MAX:
        raise click.BadParameter(f"{value:g} is no number of seconds above 0")
    return value


_SOURCE_OPTIONS = (
    click.option(
        "-d",
        "--data",
        multiple=True,
        metavar="SOURCE",
        shell_complete=completing.files,
        help="File, folder or - (standard input) in place of the packaged data; repeat for more.",
    ),
    click.option(
        "-a", "--add", multiple=True, metavar="SOURCE", shell_complete=completing.files,
        help="The same on top of the data; repeat for more.",
    ),
    click.option(
        "--from",
        "from_",
        metavar="FORMAT",
        help="Format of the sources (turtle, jsonld …) where their names do not tell.",
    ),
    click.option("--base", metavar="IRI", help="Base of relative IRIs in the sources."),
    click.option(
        "--named", multiple=True, metavar="IRI=FILE", shell_complete=completing.named_files,
        help="Read the file into this named graph.",
    ),
    click.option("--bare", is_flag=True, help="Nothing that is packaged: only what -d, -a and --named name."),
    click.option(
        "--max-depth", type=click.IntRange(1, DEEPEST), metavar="N", help="Refuse deeper nesting in files and queries."
    ),
)  # fmt: skip
_WORK_OPTIONS = (
    click.option("--max-size", type=click.IntRange(1), metavar="BYTES", help="Refuse sources larger than this."),
    click.option(
        "--timeout", type=float, metavar="SECONDS", callback=_seconds,
        help="Give up if the work takes longer, not counting who reads the output; 10 with --untrusted.",
    ),
    click.option(
        "--untrusted", is_flag=True,
        help="Work in a process that can do no harm: no network, no other file than those named, limits of time and "
        "memory, files of 256 MiB at most. Linux only.",
    ),
    click.option(
        "--max-memory", type=click.IntRange(16, 2**24), metavar="MIB",
        help="Memory for --untrusted, on top of the program's own; 512 unless told.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Say more on standard error; show tracebacks of bugs."),
)  # fmt: skip


def parts_option(command: F) -> F:
    """--max-parts, for commands that take queries."""
    return click.option(
        "--max-parts", type=click.IntRange(1, MOST_PARTS), metavar="N", help="Refuse queries of more parts."
    )(command)


def report_options(formats: Sequence[str]) -> Callable[[F], F]:
    """What most commands share: -f, -o, --lang, --no-color as `color` (None: as the terminal has it), data options."""

    def decorate(command: F) -> F:
        colored = click.option(
            "--no-color", "color", is_flag=True, callback=lambda _context, _option, off: False if off else None,
            help="No colour, even on a terminal (also NO_COLOR).",
        )(command)  # fmt: skip
        return data_options(output_options(formats)(language_option(colored)))

    return decorate
