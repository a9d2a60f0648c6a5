"""`bpokpo export`."""

from pathlib import Path

import click

from bpokpo_graph.cli.options import ALIASES, Opened, alone, data_options, format_of, output_options, pour

GRAPHS = ("turtle", "jsonld", "nt", "nq", "trig", "rdfxml")


@click.command()
@data_options
@output_options(GRAPHS)
@click.option("--term", metavar="TERM", help="Only this resource, with what belongs to it.")
@click.option("--data-only", is_flag=True, help="Leave out the vocabulary and its code lists.")
@click.option(
    "--claims",
    type=click.Choice(("plain", "statements", "graphs", "rdf12")),
    default="statements",
    help="Leave claims out, or write them as statements, as named graphs (nq, trig, jsonld), or as reifiers of RDF 1.2 "
    "(nt, nq, turtle, trig).",
)
@click.option(
    "--infer", type=click.Choice(("none", "rdfs", "owlrl")), default="none", help="Add what follows by these rules."
)
@click.option("--frame", type=click.Choice(("model",)), help="A tree for each model, and nothing else (jsonld).")
@click.option("--canonical", is_flag=True, help="Canonical N-Quads (RDFC-1.0).")
@click.option("--context", is_flag=True, help="Print the JSON-LD context alone.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Give up when blank nodes cannot be told apart in this time; 10 unless told.",
)
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
    context: bool,
    timeout: float | None,
) -> None:
    """Write the graph, or one resource of it, as Turtle, JSON-LD or another RDF format.

    The same graph always gives the same bytes. Turtle is laid out for reading; JSON-LD holds its own context.

    \b
    Examples:
      bpokpo export --term BPO
      bpokpo export --data-only -o graph.jsonld
    """
    if context:
        alone("--context", "output")
        from bpokpo_graph.serialization.jsonld import context_document

        pour([context_document().encode()], output)
        return
    chosen = _chosen(format_, output, claims, frame, canonical)
    from bpokpo_graph import exports
    from bpokpo_graph.serialization import SECONDS

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
        seconds=timeout or SECONDS,
    )
    pour(document, output)


def _chosen(format_: str | None, output: str | None, claims: str, frame: str | None, canonical: bool) -> str:
    """The format. Raises UsageError if the options ask for what it cannot hold."""
    from bpokpo_graph.errors import UsageError

    suffix = Path(output or "").suffix.removeprefix(".").lower()
    default = "nq" if canonical and ALIASES.get(suffix, suffix) not in GRAPHS else "turtle"
    chosen = format_of(format_, output, GRAPHS, "jsonld" if frame and not suffix else default)
    if canonical and chosen != "nq":
        raise UsageError("--canonical is N-Quads: leave -f out, or say -f nq")
    if frame and chosen != "jsonld":
        raise UsageError("--frame is for JSON-LD: add -f jsonld")
    on_offer = {"graphs": ("nq", "trig", "jsonld"), "rdf12": ("nt", "nq", "turtle", "trig")}.get(claims, GRAPHS)
    if chosen not in on_offer:
        raise UsageError(f"--claims {claims} needs one of {', '.join(on_offer)}, not {chosen}: add -f {on_offer[0]}")
    if canonical and claims == "rdf12":
        raise UsageError("RDFC-1.0 has no triple terms: leave out --canonical or --claims rdf12")
    return chosen
