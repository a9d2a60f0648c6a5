"""What `bpokpo import` tells besides its data: the summary and the rejected rows."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING

from bpokpo_graph.values import figure

if TYPE_CHECKING:
    from bpokpo_graph.importers import Import
    from bpokpo_graph.importers.report import Reject, Told

COLUMNS = {
    "id": ("baris {}", "diterima {}", "ditolak {}"),
    "en": ("rows {}", "accepted {}", "rejected {}"),
}
WORDS = {
    "id": {
        "left": "dibiarkan",
        "absent": "menunjuk yang tidak ada",
        "datatype": "bukan tipe datanya",
        "duplicate": "kuncinya sudah ada",
        "long": "sel melebihi kolom",
        "missing": "sel wajib kosong",
        "no-iri": "bukan IRI",
        "unknown": "nilai tak dikenal",
        "tidied": "{} sel dirapikan spasinya",
        "normalised": "{} kode diseragamkan",
        "padded": "{} baris lebih pendek daripada tajuknya",
        "notes": "{} catatan kaki",
        "new": "kolom tak dikenal: {}",
        "unused": "kolom tak dipakai: {}",
        "total": "{} baris dibaca, {} diterima, {} ditolak; graf {}",
    },
    "en": {
        "left": "left alone",
        "absent": "points to what is not there",
        "datatype": "not of its datatype",
        "duplicate": "its key came before",
        "long": "more cells than columns",
        "missing": "a required cell is empty",
        "no-iri": "no IRI",
        "unknown": "an unknown value",
        "tidied": "{} cells freed of blanks around them",
        "normalised": "{} codes made alike",
        "padded": "{} rows shorter than the header",
        "notes": "{} footnotes",
        "new": "columns not known: {}",
        "unused": "columns not used: {}",
        "total": "{} rows read, {} accepted, {} rejected; graph {}",
    },
}


def summary(job: "Import", lang: str) -> Iterator[str]:
    """A line for each file that is a table, what is to be said of it, and a line for all."""
    words = WORDS[lang]
    for told in job.report.files:
        name = PurePath(told.file).name
        if not told.table:
            yield f"{name}: {words['left']}"
            continue
        figures = (told.read, told.accepted, told.rejected.total())
        counts = ", ".join(text.format(figure(n, lang)) for text, n in zip(COLUMNS[lang], figures, strict=True))
        yield "; ".join([f"{name} ({told.table}): {counts}", *_remarks(told, lang)])
    read = sum(told.read for told in job.report.files)
    rejected_rows = job.report.rejected
    yield words["total"].format(*(figure(n, lang) for n in (read, read - rejected_rows, rejected_rows)), job.graph)


def _remarks(told: "Told", lang: str) -> Iterator[str]:
    words = WORDS[lang]
    yield from (f"{words[reason]}: {figure(count, lang)}" for reason, count in sorted(told.rejected.items()))
    counts = {
        "padded": told.padded,
        "tidied": told.tidied,
        "normalised": told.normalised,
        "notes": told.notes,
    }
    yield from (words[name].format(figure(count, lang)) for name, count in counts.items() if count)
    if told.unknown:
        yield words["new"].format(", ".join(told.unknown))
    if told.unused:
        yield words["unused"].format(", ".join(told.unused))


def rejects() -> "Callable[[Reject], None]":
    """What writes rejected rows as CSV into the second file of the command."""
    from bpokpo_graph.cli.running import pour_aside

    def write(*cells: object) -> None:
        line = StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        pour_aside(line.getvalue().encode())

    write("file", "row", "column", "value", "reason", *(f"reason_{lang}" for lang in WORDS))
    return lambda each: write(
        each.file, each.row, each.column, each.value, each.reason, *(words[each.reason] for words in WORDS.values())
    )
