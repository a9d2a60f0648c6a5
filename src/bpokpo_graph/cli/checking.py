"""The report of `bpokpo source check` as text."""

from bpokpo_graph.cli.rendering import json_lines, json_text, markdown, table
from bpokpo_graph.sources import SentenceCheck, SourceReport
from bpokpo_graph.values import delimited, lexical
from bpokpo_graph.wording import pick

WORDS = {
    "id": {
        "ok": "cocok",
        "moved": "berpindah ke posisi {}",
        "wrong": "tidak cocok",
        "text": "bukan teks yang tercatat",
        "no digest": "data tidak memuat sidik dokumen untuk dicocokkan",
    },
    "en": {
        "ok": "agrees",
        "moved": "moved to position {}",
        "wrong": "does not agree",
        "text": "not the text on record",
        "no digest": "the data have no digest of the document to compare",
    },
}
COLUMNS = {"id": ("kalimat", "letak", "hasil", "teks"), "en": ("sentence", "place", "result", "text")}


def render(report: SourceReport, format_: str, lang: str, *, color: bool | None) -> str:
    """The report in that format; people read it in one language, machines get the same fields in any."""
    records = [_record(one) for one in report.sentences]
    match format_:
        case "json":
            head = {"file": report.file, "document": str(report.document), "same_text": report.same_text}
            return json_text(head | {"ok": report.ok, "sentences": records})
        case "jsonl":
            return json_lines(records)
        case "csv" | "tsv":
            keys = ("sentence", "notation", "start", "end", "ok", "found_at", "text")
            lines = [[lexical(one[key]) for key in keys] for one in records]
            return delimited(keys, lines, "\t" if format_ == "tsv" else ",")
    rows = [
        [one.notation or one.sentence, f"{one.start}–{one.end}", _result(one, lang), one.text]
        for one in report.sentences
    ]
    return markdown(COLUMNS[lang], rows, lang) if format_ == "md" else table(COLUMNS[lang], rows, lang, color)


def summary(report: SourceReport, lang: str) -> str:
    """One sentence: how many of the sentences agree with which document."""
    good, total = sum(one.ok for one in report.sentences), len(report.sentences)
    label = pick(report.label, lang)
    if lang == "id":
        text = f"{good} dari {total} kalimat cocok dengan {label}"
    else:
        text = f"{good} of {total} sentences agree with {label}"
    if report.same_text:
        return text
    return f"{text}; {report.file}: {WORDS[lang]['no digest' if report.same_text is None else 'text']}"


def _record(one: SentenceCheck) -> dict[str, object]:
    return {
        "sentence": str(one.sentence),
        "notation": one.notation,
        "start": one.start,
        "end": one.end,
        "ok": one.ok,
        "found_at": one.found_at,
        "text": one.text,
    }


def _result(one: SentenceCheck, lang: str) -> str:
    words = WORDS[lang]
    if one.ok:
        return words["ok"]
    return words["moved"].format(one.found_at) if one.found_at is not None else words["wrong"]
