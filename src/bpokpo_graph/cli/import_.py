"""`bpokpo import`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bpokpo_graph import files
from bpokpo_graph.cli import completing
from bpokpo_graph.cli.options import Opened, format_of, language_option, output_options, pour, work_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpokpo_graph.importers import Import

GRAPHS = ("trig", "turtle", "jsonld", "nt", "nq", "rdfxml")
_KINDS = [path.stem for path in files.imports()]


@click.command("import")
@click.argument("kind", type=click.Choice(_KINDS), metavar="KIND")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=completing.files)
@click.option("--release", required=True, metavar="R", help="Which release it is, such as 1.1.1; it names the graph.")
@click.option("--retrieved", type=click.DateTime(("%Y-%m-%d",)), metavar="DATE", help="The day the files were fetched.")
@click.option(
    "--metadata",
    metavar="FILE",
    shell_complete=completing.files,
    help="What the tables mean, as CSVW, in place of what KIND says.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    shell_complete=completing.files,
    help="Write the rows that say nothing here, as CSV, with the reason.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if any row was rejected.")
@output_options(GRAPHS)
@language_option
@work_options
def import_(
    kind: str,
    paths: tuple[str, ...],
    release: str,
    retrieved: datetime | None,
    metadata: str | None,
    rejects: str | None,
    strict: bool,
    format_: str | None,
    output: str | None,
    lang: str,
    opened: Opened,
) -> None:
    """Turn the files of a publisher, as they are, into RDF.

    KIND is one of: {kinds}. A PATH is a file (.csv, .tsv, .txt, .xlsx, .json, also .gz), a .zip, or a folder of them.
    A release becomes one named graph. What is read, rejected and left out is told on standard error. “table” is for
    observations of your own; docs/importing.md tells its columns, and --metadata the meaning of any others.

    \b
    Examples:
      bpokpo import esco ESCO-1.1.1/ --release 1.1.1 -o esco.trig
      bpokpo import onet db_29_0_text.zip --release 29.0 --rejects rejects.csv -o onet.nq
    """
    chosen = format_of(format_, output, GRAPHS, "trig")
    opened.check()
    _check_apart(output, rejects)
    from bpokpo_graph import importers
    from bpokpo_graph.cli import importing
    from bpokpo_graph.cli.running import advance
    from bpokpo_graph.importers.metadata import read

    said = read(Path(metadata)) if metadata else importers.metadata_of(kind)
    opened.tell(f"metadata: {metadata or f'the packaged ones of “{kind}”'}")
    job = importers.Import(
        kind,
        said,
        [Path(path) for path in paths],
        release,
        retrieved.date() if retrieved else None,
        reject=importing.rejects() if rejects else _forget,
        advance=_forget if opened.quiet else advance,
        size=opened.limits.size,
    )
    pour(_document(job, chosen), output)
    for line in importing.summary(job, lang):
        opened.note(line)
    if strict and job.report.rejected:
        raise click.exceptions.Exit(1)


import_.help = (import_.help or "").replace("{kinds}", ", ".join(_KINDS))


def _check_apart(output: str | None, rejects: str | None) -> None:
    """Raises UsageError if the data and the rejected rows would go to the same place."""
    from bpokpo_graph.errors import UsageError

    if rejects is not None and rejects == (output or "-"):
        raise UsageError("the data and the rejected rows cannot go to one place: name two files, with -o and --rejects")


def _forget(_told: object) -> None:
    """What is counted, or shown to nobody."""


def _document(job: "Import", format_: str) -> "Iterator[bytes]":
    """The import in a format; those that hold no graphs are told apart from the release's name."""
    from bpokpo_graph.serialization.conversion import converted

    named = format_ in ("trig", "nq", "jsonld")
    native = "trig" if named else "turtle"
    text = job.turtle(named=named)
    return text if format_ == native else converted(text, native, format_)
