"""A validation report as text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bpokpo_graph.cli.rendering import json_lines, json_text, markdown, screen
from bpokpo_graph.validation import SEVERITIES, Finding, Report
from bpokpo_graph.values import delimited, numbering
from bpokpo_graph.vocabulary import BlankNode, Iri, compact
from bpokpo_graph.wording import pick

# The words of the report itself; what a shape demands is in the shapes, in both languages.
WORDS: dict[str, dict[str, Any]] = {
    "id": {
        "violation": ("pelanggaran", "pelanggaran"),
        "warning": ("peringatan", "peringatan"),
        "info": ("catatan", "catatan"),
        "none": "tidak ada {}",
        "node": ("simpul", "simpul"),
        "shape": ("bentuk (shape)", "bentuk (shape)"),
        "checked": "{} diperiksa dengan {}",
        "empty": "tidak ada yang diperiksa",
        "more": "… dan {} temuan lagi",
        "columns": ("tingkat temuan", "simpul", "sifat", "pesan"),
    },
    "en": {
        "violation": ("violation", "violations"),
        "warning": ("warning", "warnings"),
        "info": ("note", "notes"),
        "none": "no {}",
        "node": ("node", "nodes"),
        "shape": ("shape", "shapes"),
        "checked": "{} checked by {}",
        "empty": "nothing was checked",
        "more": "… and {} more findings",
        "columns": ("severity", "node", "property", "message"),
    },
}
KEYS = (
    "severity",
    "focus",
    "path",
    "value",
    "message_id",
    "message_en",
    "shape",
    "component",
    "file",
    "line",
    "column",
)


def render(report: Report, format_: str, lang: str, *, most: int | None, color: bool | None) -> str:
    """The report in that format, with at most so many findings; people read one language, machines all."""
    findings = _numbered((*report.findings, *report.shape_findings))
    shown = findings[:most]
    match format_:
        case "json":
            head = {"conforms": report.conforms, "counts": dict(report.counts)}
            sizes = {"focus_nodes": report.focus_nodes, "shapes": report.shapes, "triples": report.triples}
            return json_text(head | sizes | {"findings": [_record(finding) for finding in shown]})
        case "jsonl":
            return json_lines(_record(finding) for finding in shown)
        case "csv" | "tsv":
            lines = [["" if v is None else str(v) for v in _flat(finding)] for finding in shown]
            return delimited(KEYS, lines, "\t" if format_ == "tsv" else ",")
        case "md":
            rows = [[_count(lang, f.severity, 1), _name(f, lang), _path(f), _message(f, lang)] for f in shown]
            return markdown(WORDS[lang]["columns"], rows, lang)
    return _page(findings, shown, lang, color)


def _numbered(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with blank nodes called b0, b1 …; the shapes as a whole have a name that tells."""
    number = numbering()
    return [
        replace(
            each,
            focus=each.focus if each.shape is None else number(each.focus),
            value=number(each.value),
            shape=number(each.shape),
        )
        for each in findings
    ]


def _page(findings: Sequence[Finding], shown: Sequence[Finding], lang: str, color: bool | None) -> str:
    out = screen(color)
    for severity in SEVERITIES:
        if some := [finding for finding in shown if finding.severity == severity]:
            out.section(_count(lang, severity, 2))
            for finding in some:
                out.line(" · ".join(filter(None, [_where(finding), _name(finding, lang), _path(finding)])))
                out.item("", _message(finding, lang))
    if len(shown) < len(findings):
        out.line(WORDS[lang]["more"].format(len(findings) - len(shown)))
    return out.text()


def summary(report: Report, lang: str) -> str:
    """One line: no violations, 8 notes; how many nodes were checked by how many shapes."""
    words = WORDS[lang]
    if report.nothing_checked:
        return str(words["empty"])
    counts = [
        _counted(lang, severity, report.counts.get(severity, 0))
        for severity in SEVERITIES
        if report.counts.get(severity) or severity == "violation"
    ]
    sizes = (("node", report.focus_nodes), ("shape", report.shapes))
    checked = words["checked"].format(*(f"{number} {_count(lang, word, number)}" for word, number in sizes))
    return f"{', '.join(counts)}; {checked}"


def _counted(lang: str, severity: str, number: int) -> str:
    word = _count(lang, severity, number)
    return f"{number} {word}" if number else str(WORDS[lang]["none"]).format(word)


def _count(lang: str, word: str, number: int) -> str:
    one, many = WORDS[lang][word]
    return str(one if number == 1 else many)


def _where(finding: Finding) -> str:
    return ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part is not None)


def _name(finding: Finding, lang: str) -> str:
    label = pick(finding.label, lang)
    focus = _short(finding.focus)
    return f"{label} ({focus})" if label else focus


def _path(finding: Finding) -> str:
    return compact(finding.path or "")


def _message(finding: Finding, lang: str) -> str:
    message = pick(finding.message, lang)
    return f"{message} [{_short(finding.value)}]" if finding.value is not None else message


def _short(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term}"
    return compact(term) if isinstance(term, Iri) else "" if term is None else str(term)


def _flat(finding: Finding) -> list[object]:
    record = _record(finding)
    texts = {"message_id": finding.message.get("id", ""), "message_en": finding.message.get("en", "")}
    return [(record | texts)[key] for key in KEYS]


def _record(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "focus": _full(finding.focus),
        "label": dict(finding.label),
        "path": finding.path,
        "value": _full(finding.value),
        "message": dict(finding.message),
        "shape": _full(finding.shape),
        "component": _full(finding.component),
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
    }


def _full(term: object) -> str | None:
    if term is None:
        return None
    return f"_:{term}" if isinstance(term, BlankNode) else str(term)
