"""`bpokpo source`."""

import click

from bpokpo_graph.cli.options import (
    TABULAR,
    Opened,
    color_option,
    data_options,
    emit,
    format_of,
    language_option,
    output_options,
)


@click.group()
def source() -> None:
    """Hold source sentences against the texts they come from.

    \b
    Examples:
      bpokpo source check article.txt
      bpokpo source check article.txt --lang id -f csv
    """


@source.command()
@click.argument("file", metavar="FILE")
@output_options(TABULAR)
@language_option
@data_options
@color_option
def check(file: str, format_: str | None, output: str | None, lang: str, opened: Opened, no_color: bool) -> None:
    """Check the sentences of a source against its text.

    FILE is the text of one source document, in UTF-8. Every locator and digest is held against it, and the sentence
    found there is shown. A sentence that stands elsewhere in it is told where.

    \b
    Examples:
      bpokpo source check article.txt
      bpokpo source check article.txt --lang id -f csv
    """
    from bpokpo_graph import sources
    from bpokpo_graph.cli import checking

    chosen = format_of(format_, output, TABULAR, "table")
    opened.check_input(file)
    report = sources.check(opened.dataset(), file)
    emit(checking.render(report, chosen, lang, color=False if no_color else None), output)
    opened.note(checking.summary(report, lang))
    if not report.ok:
        raise click.exceptions.Exit(1)
