"""Does the graph say what it must, in the form it must? SHACL, with findings in both languages.

>>> from bpokpo_graph.validation import validate
>>> validate().counts["violation"]
0
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from bpokpo_graph import files as _files
from bpokpo_graph import parsing
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.parsing import Source
from bpokpo_graph.validation.report import SEVERITIES, FailOn, Finding, Report, Severity, exit_code

__all__ = ["SEVERITIES", "FailOn", "Finding", "Report", "Severity", "exit_code", "validate"]


def validate(
    *files: str | Path | Source,
    dataset: Dataset | None = None,
    shapes: Sequence[str | Path | Source] = (),
    curation: bool = False,
    inference: Literal["none", "rdfs", "owlrl"] = "none",
    strict_shapes: bool = False,
    format: str | None = None,  # noqa: A002 - the name every RDF library gives it
    base: str | None = None,
) -> Report:
    """Check `files` within a dataset (the packaged graph, unless one is given); without files, the dataset itself.

    Only nodes that the files describe are reported. `shapes` replaces the packaged shapes; `curation` adds the packaged
    shapes and what our own release must be on top of them. `format` and `base` hold for the files. Shapes of others are
    checked against SHACL's own shapes: what is ill-formed is a warning, or an error with `strict_shapes`.

    Raises InputError (unreadable data, shapes that cannot run), PolicyError (shapes that reach for more than the
    data: sh:js, owl:imports, FROM, SERVICE), LimitError or UsageError.
    """
    from bpokpo_graph.validation import _pyshacl

    context = Dataset.open() if dataset is None else dataset
    given = [source for file in files for source in parsing.sources(file, format=format, base=base)]
    own = [] if shapes and not curation else [_files.shapes()]
    own += [_files.curation_shapes()] if curation else []
    return _pyshacl.report(
        context,
        given if files else None,
        packaged=[source for path in own for source in parsing.sources(path)],
        foreign=[source for spec in shapes for source in parsing.sources(spec)],
        inference=inference,
        strict=strict_shapes,
    )
