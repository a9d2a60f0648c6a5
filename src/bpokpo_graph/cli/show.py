"""`bpokpo show`."""

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.options import Opened, emit, format_of, needless, report_options

FORMATS = ("table", "md", "html", "json", "turtle", "jsonld")


@click.command()
@report_options(FORMATS)
@click.argument("term", metavar="TERM", shell_complete=completing.terms)
@click.option("--incoming", is_flag=True, help="List everything that points at it, however much.")
def show(
    term: str, incoming: bool, format_: str | None, output: str | None, lang: str, opened: Opened, color: bool | None
) -> None:
    """Show all that the graph says of one thing.

    That is what it is, its values, who says so, and what it means formally.
    A TERM is an IRI, a CURIE, a notation or a label in any language.

    \b
    Examples:
      bpokpo show KPO --lang id
      bpokpo show bpokpo:directlyExtends --incoming
    """
    from bpokpo_graph import card
    from bpokpo_graph.cli import showing

    chosen = format_of(format_, output, FORMATS, "table")
    if chosen in ("turtle", "jsonld"):
        needless("lang", why=f"changes nothing here, {chosen} holds every language: leave it out")
    if chosen in ("json", "turtle", "jsonld"):
        needless("incoming", why=f"changes nothing here, {chosen} holds all that points at it: leave it out")
    found, node = card.find(opened.dataset(), term)
    answer = card.describe(found, node)
    if chosen in ("turtle", "jsonld"):
        named = " ".join(f"<{iri}>" for iri in answer.belongings)
        emit(found.serialize(f"DESCRIBE {named}", chosen), output)
        return
    emit(showing.render(answer, chosen, lang, everything=incoming, color=color), output)
