"""`bpokpo import`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bpokpo_graph import files
from bpokpo_graph.cli.options import format_of, language_option, output_options, pour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpokpo_graph.importers import Import

GRAPHS = ("trig", "turtle", "jsonld", "nt", "nq", "rdfxml")


@click.command("import")
@click.argument("kind", type=click.Choice([path.stem for path in files.imports()]), metavar="KIND")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--release", required=True, metavar="R", help="Which release it is, such as 1.1.1; it names the graph.")
@click.option("--retrieved", type=click.DateTime(("%Y-%m-%d",)), metavar="DATE", help="The day the files were fetched.")
@click.option("--metadata", type=click.Path(path_type=Path), metavar="FILE", help="What the tables mean, as CSVW.")
@click.option("--rejects", metavar="FILE", help="Write the rows that say nothing here, as CSV, with the reason.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any row was rejected.")
@output_options(GRAPHS)
@language_option
@click.option("-q", "--quiet", is_flag=True, help="No messages on standard error but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks of bugs.")
def import_(
    kind: str,
    paths: tuple[Path, ...],
    release: str,
    retrieved: datetime | None,
    metadata: Path | None,
    rejects: str | None,
    strict: bool,
    format_: str | None,
    output: str | None,
    lang: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 - looked at where bugs are told
) -> None:
    """Turn the files of a publisher, as they are, into RDF: one named graph for each release.

    KIND is one of: {kinds}. A PATH is a file (.csv, .tsv, .txt, .xlsx, .json, also .gz), a .zip, or a folder of them.
    What is read, rejected and left out is told on standard error. “table” is for observations of your own; its columns
    are told in docs/importing.md, and --metadata gives the meaning of any others.

    \b
    Examples:
      bpokpo import esco ESCO-1.1.1/ --release 1.1.1 -o esco.trig
      bpokpo import onet db_29_0_text.zip --release 29.0 --rejects rejects.csv -o onet.nq
    """
    chosen = format_of(format_, output, GRAPHS, "trig")
    from bpokpo_graph import importers
    from bpokpo_graph.cli import importing
    from bpokpo_graph.cli.rendering import visible
    from bpokpo_graph.importers.metadata import read

    refused = importing.Rejects(lang) if rejects else None
    said = read(metadata) if metadata else importers.metadata_of(kind)
    day = retrieved.date() if retrieved else None
    job = importers.Import(kind, said, paths, release, day, refused.add if refused else _forget)
    with importing.bar(job, not quiet):
        pour(_document(job, chosen), output)
    if refused:
        pour(refused.chunks(), rejects)
    if not quiet:
        for line in importing.summary(job, lang):
            click.echo(f"bpokpo: {visible(line)}", err=True)
    if strict and job.report.rejected:
        raise click.exceptions.Exit(1)


import_.help = (import_.help or "").replace("{kinds}", ", ".join(path.stem for path in files.imports()))


def _forget(_reject: object) -> None:
    """Rejected rows are counted, and no more is asked for."""


def _document(job: "Import", format_: str) -> "Iterator[bytes]":
    """The import in a format; those that hold no graphs are told apart from the release's name."""
    from bpokpo_graph.serialization.conversion import converted

    named = format_ in ("trig", "nq", "jsonld")
    native = "trig" if named else "turtle"
    text = job.turtle(named=named)
    return text if format_ == native else converted(text, native, format_)
