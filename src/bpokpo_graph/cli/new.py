"""`bpokpo new`."""

from pathlib import Path

import click

from bpokpo_graph.cli import completing
from bpokpo_graph.cli.options import Opened, data_options, emit, language_option, needless


@click.command()
@data_options
@click.argument("kind", metavar="KIND", shell_complete=completing.templates)
@click.argument("name", required=False)
@click.option(
    "--namespace",
    metavar="IRI",
    help="Where your own IRIs begin, ending with / or #; https://example.org/my/ unless told.",
)
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=completing.files,
    help="Write here instead of standard output; never over a file.",
)  # fmt: skip
@language_option
def new(opened: Opened, kind: str, name: str | None, namespace: str | None, output: str | None, lang: str) -> None:
    """Print a template to fill in, for data or for a question.

    KIND is model, activity, claim, source or question. The template asks for what the shapes ask for, with definitions
    and allowed codes as comments; blanks are marked ???, and `bpokpo validate` complains until they are filled. NAME
    becomes the notation, the label or the title, and the end of the IRI. A property shape or a code list added with -a
    appears too.

    \b
    Examples:
      bpokpo new model ITO --lang id
      bpokpo new question "Who gains?"
    """
    from bpokpo_graph import templates

    if output is not None and output != "-":
        _check_free(Path(output), ".rq" if kind == templates.QUESTION else ".ttl")
    if kind == templates.QUESTION:
        needless("namespace", why="changes nothing here, a question names nothing new: leave it out")
    space = templates.NAMESPACE if namespace is None else namespace
    text = templates.template(opened.dataset(), kind, name, namespace=space, lang=lang)
    emit(text, output, replace=False)
    if output is not None and output != "-":
        check = "query" if kind == templates.QUESTION else "validate"
        opened.note(_WRITTEN[lang].format(output, check) + (_SOURCE[lang] if kind == "claim" else ""))


_WRITTEN = {
    "en": "{0} is written: fill in what is marked ???, then run bpokpo {1} {0}",
    "id": "{0} sudah ditulis: isi yang bertanda ???, lalu jalankan bpokpo {1} {0}",
}
_SOURCE = {
    "en": ", with -a and the file of its source, if that is another",
    "id": ", dengan -a dan berkas sumbernya, jika itu berkas lain",
}


def _check_free(path: Path, suffix: str) -> None:
    """Raises UsageError where a filled template might be lost, and for a name that says another format."""
    from bpokpo_graph import files
    from bpokpo_graph.errors import UsageError

    if files.kind(path) == "file":
        raise UsageError(
            f"{path} exists, and a template never replaces a file: choose another name, or remove it first"
        )
    if path.suffix not in ("", suffix):
        raise UsageError(f"{path}: this template needs a name that ends with {suffix}")
