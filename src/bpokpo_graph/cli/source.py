"""`bpokpo source`."""

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.options import TABULAR, Commands, Opened, emit, format_of, report_options


@click.group(cls=Commands)
def source() -> None:
    """Hold source sentences against the texts they come from.

    \b
    Examples:
      bpokpo source check article.txt
      bpokpo source check article.txt --lang id -f csv
    """


@source.command()
@report_options(TABULAR)
@click.argument("file", metavar="FILE", shell_complete=completing.files)
def check(file: str, format_: str | None, output: str | None, lang: str, opened: Opened, color: bool | None) -> None:
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
    report = sources.check(opened.dataset(), file, size=opened.limits.size)
    emit(checking.render(report, chosen, lang, color=color), output)
    opened.note(checking.summary(report, lang))
    if not report.ok:
        raise click.exceptions.Exit(1)
