"""`bpokpo export`."""

from pathlib import Path

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.answering import GRAPHS
from bpokpo_graph.cli.options import ALIASES, Opened, alone, data_options, format_of, needless, output_options, pour

TABLES = ("csv", "xlsx", "parquet")


@click.command()
@data_options
@output_options((*GRAPHS, *TABLES))
@click.option(
    "--term", metavar="TERM", shell_complete=completing.terms, help="Only this resource, with what belongs to it."
)
@click.option("--data-only", is_flag=True, help="Leave out the vocabulary and its code lists.")
@click.option(
    "--claims",
    type=click.Choice(("plain", "statements", "graphs", "rdf12")),
    default="statements",
    help="Leave claims out, or write them as statements, as named graphs (nq, trig, jsonld), or as reifiers of RDF 1.2 "
    "(nt, nq, turtle, trig). The last two are for other tools: ours read statements.",
)
@click.option(
    "--infer",
    type=click.Choice(("none", "rdfs", "owlrl")),
    default="none",
    help="Add what follows: rdfs by sub-classes, sub-properties, domains and ranges, owlrl also by inverse, symmetric, "
    "transitive, chained and equivalent ones. Neither knows restrictions or owl:sameAs.",
)
@click.option("--frame", type=click.Choice(("model",)), help="A tree for each model, and nothing else (jsonld).")
@click.option("--canonical", is_flag=True, help="Canonical N-Quads (RDFC-1.0).")
@click.option("--table", metavar="NAME", shell_complete=completing.tables, help="Only this table (csv, xlsx, parquet).")
@click.option("--context", is_flag=True, help="Print the JSON-LD context alone; its @id is the IRI it has.")
def export(
    opened: Opened,
    format_: str | None,
    output: str | None,
    term: str | None,
    data_only: bool,
    claims: str,
    infer: str,
    frame: str | None,
    canonical: bool,
    table: str | None,
    context: bool,
) -> None:
    """Write the graph in an RDF format, or its data as tables.

    The same graph always gives the same bytes. Turtle is laid out for reading, with those prefixes of the sources that
    do not clash with ours; JSON-LD holds its own context. Tables (models, activities, requirements, values, claims) are
    csv or parquet files in a folder, csv with a description that readers of CSVW find, or the sheets of one workbook;
    xlsx and parquet need the extra “tables”. In csv every text is as the data have it, and a spreadsheet takes “=1+1”
    for a formula; in xlsx it is a text.

    \b
    Examples:
      bpokpo export --term BPO -o bpo.jsonld
      bpokpo export -f csv -o tables/
    """
    if context:
        alone("--context", "output")
        from bpokpo_graph.serialization.jsonld import context_document

        pour([context_document().encode()], output)
        return
    chosen = _chosen(format_, output, claims, frame, canonical, table)
    if chosen in TABLES:
        from bpokpo_graph.cli import tabulating

        why = f"is for the formats of RDF, not for {chosen}: leave it out, or choose tables by --table"
        needless("term", "claims", "infer", "data_only", why=why)
        tabulating.write(opened.dataset(), chosen, output, table)
        return
    if term is not None or opened.bare:
        needless("data_only", why=f"changes nothing beside {'--bare' if opened.bare else '--term'}: leave it out")
    from bpokpo_graph import exports

    dataset = opened.dataset()
    document = exports.export(
        dataset,
        chosen,
        about=dataset.find(term) if term is not None else None,
        claims=claims,
        infer=infer,
        data_only=data_only,
        canonical=canonical,
        frame=frame,
        seconds=opened.limits.seconds,
    )
    pour(document, output)


def _chosen(
    format_: str | None, output: str | None, claims: str, frame: str | None, canonical: bool, table: str | None
) -> str:
    """The format. Raises UsageError if the options ask for what it cannot hold."""
    from bpokpo_graph.errors import UsageError

    suffix = Path(output or "").suffix.removeprefix(".").lower()
    default = "nq" if canonical and ALIASES.get(suffix, suffix) not in GRAPHS else "csv" if table else "turtle"
    chosen = format_of(format_, output, (*GRAPHS, *TABLES), "jsonld" if frame and not suffix else default)
    if table and chosen not in TABLES:
        raise UsageError(f"--table is for tables: add -f csv, xlsx or parquet, or leave out {chosen}")
    if canonical and chosen != "nq":
        raise UsageError("--canonical is N-Quads: leave -f out, or say -f nq")
    if frame and chosen != "jsonld":
        raise UsageError("--frame is for JSON-LD: add -f jsonld")
    if chosen in TABLES:
        return chosen
    on_offer = {"graphs": ("nq", "trig", "jsonld"), "rdf12": ("nt", "nq", "turtle", "trig")}.get(claims, GRAPHS)
    if chosen not in on_offer:
        raise UsageError(f"--claims {claims} needs one of {', '.join(on_offer)}, not {chosen}: add -f {on_offer[0]}")
    if canonical and claims == "rdf12":
        raise UsageError("RDFC-1.0 has no triple terms: leave out --canonical or --claims rdf12")
    return chosen
