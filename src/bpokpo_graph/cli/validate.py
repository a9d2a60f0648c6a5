"""`bpokpo validate`."""

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.options import TABULAR, Opened, emit, format_of, needless, report_options


@click.command()
@report_options(TABULAR)
@click.argument("files", nargs=-1, metavar="[FILE...]", shell_complete=completing.files)
@click.option(
    "-s", "--shapes", multiple=True, metavar="FILE", shell_complete=completing.files,
    help="Shapes in place of the packaged ones.",
)  # fmt: skip
@click.option("--curation", is_flag=True, help="Also check what the project's own release must be.")
@click.option(
    "--fail-on",
    type=click.Choice(("violation", "warning", "info", "never")),
    default="violation",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@click.option(
    "-i",
    "--inference",
    type=click.Choice(("none", "rdfs", "owlrl")),
    default="none",
    show_default=True,
    help="Rules whose conclusions join the data before the check.",
)
@click.option("--max", "max_", type=click.IntRange(min=1), metavar="N", help="Show at most N findings.")
@click.option("--allow-empty", is_flag=True, help="Exit with 0 even if there was nothing to check.")
@click.option("--strict-shapes", is_flag=True, help="Exit with 3 for ill-formed shapes; else they are a warning.")
def validate(
    files: tuple[str, ...],
    shapes: tuple[str, ...],
    curation: bool,
    fail_on: str,
    inference: str,
    max_: int | None,
    allow_empty: bool,
    strict_shapes: bool,
    format_: str | None,
    output: str | None,
    lang: str,
    opened: Opened,
    color: bool | None,
) -> None:
    """Check data against the shapes.

    Without FILEs, the packaged graph is checked. The vocabulary and the packaged data are the context of FILEs; only
    what FILEs describe is reported.

    \b
    Examples:
      bpokpo validate my-ito.ttl --lang id
      bpokpo validate --fail-on warning
    """
    from bpokpo_graph import parsing, validation
    from bpokpo_graph.cli import reporting

    chosen = format_of(format_, output, TABULAR, "table")
    if not shapes:
        needless("strict_shapes", why="is for shapes of your own, and none are named: add -s, or leave it out")
    opened.check_input(*files, *shapes)
    read = {"format": opened.from_, "base": opened.base, "limits": opened.limits}
    report = validation.validate(
        *(source for file in files for source in parsing.sources(file, **read)),  # type: ignore[arg-type]  # by name
        dataset=opened.dataset(*files),
        shapes=[source for file in shapes for source in parsing.sources(file, limits=opened.limits)],
        curation=curation,
        inference=inference,  # type: ignore[arg-type]  # click lets only the three through
        strict_shapes=strict_shapes,
    )
    emit(reporting.render(report, chosen, lang, most=max_, color=color), output)
    opened.note(reporting.summary(report, lang))
    code = validation.exit_code(report, fail_on, allow_empty)  # type: ignore[arg-type]  # as above
    if code:
        raise click.exceptions.Exit(code)
