"""`bpokpo show`."""

import click

from bpokpo_graph.cli.options import (
    Opened,
    color_option,
    data_options,
    emit,
    format_of,
    language_given,
    language_option,
    output_options,
)

FORMATS = ("table", "md", "html", "json", "turtle", "jsonld")


@click.command()
@click.argument("term", metavar="TERM")
@click.option("--incoming", is_flag=True, help="List everything that points at it, however much.")
@output_options(FORMATS)
@language_option
@data_options
@color_option
def show(
    term: str, incoming: bool, format_: str | None, output: str | None, lang: str, opened: Opened, no_color: bool
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
    from bpokpo_graph.errors import UsageError

    chosen = format_of(format_, output, FORMATS, "table")
    if chosen in ("turtle", "jsonld") and language_given():
        raise UsageError(f"--lang changes nothing here: {chosen} holds every language")
    found, node = card.find(opened.dataset(), term)
    answer = card.describe(found, node)
    if chosen in ("turtle", "jsonld"):
        named = " ".join(f"<{iri}>" for iri in answer.belongings)
        emit(found.serialize(f"DESCRIBE {named}", chosen), output)
        return
    color = False if no_color else None
    emit(showing.render(answer, chosen, lang, everything=incoming, color=color), output)
