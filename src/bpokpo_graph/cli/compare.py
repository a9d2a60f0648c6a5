"""`bpokpo compare`."""

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.answering import BINARY
from bpokpo_graph.cli.options import TABULAR, Opened, emit, format_of, needless, report_options

FORMATS = (*TABULAR, "html", *BINARY)


@click.command()
@report_options(FORMATS)
@click.argument("models", nargs=-1, metavar="MODEL MODEL...", shell_complete=completing.models)
@click.option(
    "--on", "dimensions", multiple=True, metavar="DIMENSION", shell_complete=completing.dimensions,
    help="Only this dimension (repeat for more).",
)  # fmt: skip
@click.option("--only-differences", is_flag=True, help="Leave out rows that agree, and what is said of all together.")
@click.option("--sources", is_flag=True, help="Show the claims and sentences behind each value.")
def compare(
    models: tuple[str, ...],
    dimensions: tuple[str, ...],
    only_differences: bool,
    sources: bool,
    format_: str | None,
    output: str | None,
    lang: str,
    opened: Opened,
    color: bool | None,
) -> None:
    """Show MODELs side by side on every dimension, with who says so.

    A MODEL is a notation (BPO), a label in any language, a CURIE or an IRI.

    \b
    Examples:
      bpokpo compare BPO KPO --lang id
      bpokpo compare BPO KPO --on skills --sources
    """
    from bpokpo_graph import comparison
    from bpokpo_graph.cli import comparing
    from bpokpo_graph.errors import UsageError

    chosen = format_of(format_, output, FORMATS, "table")
    if chosen in BINARY and output is None:
        raise UsageError(f"{chosen} is not for the terminal: name a file with -o")
    if chosen in ("csv", "tsv", *BINARY):
        needless(
            "sources",
            why=f"changes nothing here, {chosen} only names claims: leave it out, or choose json",
        )
    answer = comparison.compare(opened.dataset(), models)
    if dimensions:
        answer = answer.on(dimensions)
    if only_differences:
        answer = answer.differences()
    emit(comparing.render(answer, chosen, lang, sources=sources, color=color), output)
