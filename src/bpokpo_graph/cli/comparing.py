"""A comparison as text: for people in one language (table, md), for machines in all of them (csv, tsv, json, jsonl)."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from bpokpo_graph.cli.records import (
    evidence_record,
    name_of,
    part_record,
    spelled,
    spelling,
    tension_record,
    term_record,
    value_record,
)
from bpokpo_graph.cli.rendering import json_lines, json_text, markdown, marked, screen
from bpokpo_graph.comparison import Comparison, Row
from bpokpo_graph.statements import Evidence, Stated, Tension
from bpokpo_graph.terms import Term
from bpokpo_graph.values import delimited
from bpokpo_graph.vocabulary import compact
from bpokpo_graph.wording import cell, heading, name, pick, sheet, short, written
from bpokpo_graph.words import LANGUAGES, word


def render(answer: Comparison, format_: str, lang: str, *, sources: bool, color: bool | None) -> str | bytes:
    """The comparison in that format; `sources` adds what stands behind each value."""
    match format_:
        case "table":
            return _table(answer, lang, sources, color)
        case "md":
            return _markdown(answer, lang, sources)
        case "html":
            return _html(answer, lang, sources)
        case "json":
            return json_text(
                {
                    "models": [term_record(model) for model in answer.models],
                    "rows": [_row(row, answer, sources) for row in answer.rows],
                    "tensions": [tension_record(tension) for tension in answer.tensions],
                }
            )
        case "jsonl":
            return json_lines(_row(row, answer, sources) for row in answer.rows)
        case "csv" | "tsv":
            return delimited(_COLUMNS, _records(answer), "\t" if format_ == "tsv" else ",")
    from bpokpo_graph import frames

    write = {"parquet": frames.parquet, "xlsx": frames.workbook}[format_]
    return write(_COLUMNS, [[value or None for value in record] for record in _records(answer)])


# For people


def _spoken(answer: Comparison) -> list[Row]:
    return [row for row in answer.rows if row.state.notation != "neither"]


def _line(row: Row, answer: Comparison, lang: str) -> list[str]:
    cells = ("\n".join(cell(values, answer, lang)) for values in row.values)
    return [row.state.symbol or "", heading(row, lang), *cells]


def _together(rows: Iterable[Row], answer: Comparison, lang: str) -> Iterator[tuple[str, str]]:
    """What is said of several models at once, each with the models it is said of."""
    for row in rows:
        concerned = [
            model.notation or name(model, lang)
            for model, values in zip(answer.models, row.values, strict=True)
            if values
        ]
        said = next(values for values in row.values if values)
        yield f"{heading(row, lang)} ({', '.join(concerned)})", "; ".join(cell(said, answer, lang))


def _table(answer: Comparison, lang: str, sources: bool, color: bool | None) -> str:
    out = screen(color)
    rows = _spoken(answer)
    lines = [_line(row, answer, lang) for row in rows if row.state.notation != "together"]
    out.columns(_titles(answer, lang), lines, widths=(2, 0.26, *[1.0] * len(answer.models)))
    for dimension, group in groupby(rows, key=lambda row: row.dimension):
        out.section(name(dimension, lang))
        for row in (members := list(group)):
            if row.state.notation != "together":
                out.row(_line(row, answer, lang))
        for label, text in _together((row for row in members if row.state.notation == "together"), answer, lang):
            out.line(f"{label}: {text}")
    if not rows:
        out.line(word("no-rows")[lang], dim=True)
    if legend := _legend(rows, lang):
        out.blank()
        out.line(legend, dim=True)
    if silent := [heading(row, lang) for row in answer.rows if row.state.notation == "neither"]:
        state = next(row.state for row in answer.rows if row.state.notation == "neither")
        out.line(f"{state.symbol} {name(state, lang)}: {', '.join(silent)}", dim=True)
    if answer.tensions:
        out.section(name(answer.words["bpokpo:Tension"], lang))
        for number, tension in enumerate(answer.tensions, 1):
            out.item(f"[{number}]", _told(tension, lang))
    if sources:
        _sources_table(out, answer, lang)
    if documents := _documents(answer, lang):
        out.section(name(answer.words["bpokpo:SourceDocument"], lang))
        for document in documents:
            out.line(document)
    return out.text()


def _documents(answer: Comparison, lang: str) -> list[str]:
    """Every document behind the rows, with its evidence grade."""
    evidence = (s for row in answer.rows for values in row.values for stated in values for s in stated.evidence)
    named = ((said.document, said.grade) for said in evidence if said.document)
    lines = (" · ".join(name(term, lang) for term in terms if term) for terms in named)
    return list(dict.fromkeys(lines))


def _column(model: Term, answer: Comparison, lang: str) -> str:
    """The short name of a model, unless another has the same."""
    same = [other for other in answer.models if other.notation == model.notation]
    return model.notation if model.notation and len(same) == 1 else name(model, lang)


def _titles(answer: Comparison, lang: str) -> list[str]:
    return [
        "",
        name(answer.words["bpokpo:dimension"], lang),
        *(_column(model, answer, lang) for model in answer.models),
    ]


def _legend(rows: Iterable[Row], lang: str) -> str:
    states = {row.state.notation: row.state for row in rows if row.state.notation != "together"}
    return "   ".join(f"{state.symbol} {name(state, lang)}" for state in states.values())


def _told(tension: Tension, lang: str) -> str:
    claims = ", ".join(short(claim, lang) for claim in tension.claims)
    return f"{claims} · {name(tension.kind, lang)} · {pick(tension.explanation, lang)}"


def _sources(answer: Comparison, lang: str) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Claim, statement, place of its sentence, how it is said and what is doubtful, paraphrase, our note."""
    for row in _spoken(answer):
        seen = set()
        for model, values in zip(answer.models, row.values, strict=True):
            for stated in values:
                for said in stated.evidence:
                    if said.claim.iri not in seen:
                        seen.add(said.claim.iri)
                        whom = "" if row.state.notation == "together" else f"{short(model, lang)} · "
                        statement = f"{whom}{heading(row, lang)}: {written(stated, answer, lang)}"
                        texts = (pick(said.paraphrase, lang), pick(said.note, lang))
                        yield (short(said.claim, lang), statement, _place(said, lang), _manner(said, lang), *texts)


def _place(said: Evidence, lang: str) -> str:
    if said.sentence is None:
        return ""
    span = f" [{said.start}–{said.end}]" if said.start is not None else ""
    return short(said.sentence, lang) + span


def _manner(said: Evidence, lang: str) -> str:
    terms = [term for term in (said.modality, said.reading, *said.doubts) if term is not None]
    return ", ".join(name(term, lang) for term in terms)


def _sources_table(out: Any, answer: Comparison, lang: str) -> None:
    out.section(name(answer.words["bpokpo:Claim"], lang))
    for claim, statement, place, manner, paraphrase, note in _sources(answer, lang):
        lines = [statement, f"{place} · {manner}", f"“{paraphrase}”" if paraphrase else "", note and f"→ {note}"]
        out.item(claim, "\n".join(line for line in lines if line))


def _markdown(answer: Comparison, lang: str, sources: bool) -> str:
    text = markdown(*sheet(answer, lang), lang)
    if answer.tensions:
        text += f"\n**{marked(name(answer.words['bpokpo:Tension'], lang))}**\n\n"
        text += "".join(f"- [{n}] {marked(_told(tension, lang))}\n" for n, tension in enumerate(answer.tensions, 1))
    if sources:
        text += "\n" + markdown(_source_titles(answer, lang), [list(each) for each in _sources(answer, lang)], lang)
    if documents := _documents(answer, lang):
        told = marked("; ".join(documents))
        text += f"\n**{marked(name(answer.words['bpokpo:SourceDocument'], lang))}**: {told}\n"
    return text


def _source_titles(answer: Comparison, lang: str) -> list[str]:
    words = ("bpokpo:Claim", "bpokpo:dimension", "bpokpo:SourceSentence", "bpokpo:modality", "bpokpo:paraphrase")
    return [name(answer.words[word], lang) for word in (*words, "bpokpo:issue")]


def _html(answer: Comparison, lang: str, sources: bool) -> str:
    from bpokpo_graph.hypertext import lines, page, table

    title = " – ".join(_column(model, answer, lang) for model in answer.models)
    body = f"<h1>{lines(title)}</h1>\n{answer.to_html(lang)}"
    if sources:
        rows = ([f"<td>{lines(text)}</td>" for text in each] for each in _sources(answer, lang))
        body += table(_source_titles(answer, lang), rows, lang)
    if documents := _documents(answer, lang):
        document = name(answer.words["bpokpo:SourceDocument"], lang)
        body += f"<p>{lines(document)}: {lines('; '.join(documents))}</p>\n"
    return page(title, lang, body)


# For machines


def _stated(stated: Stated, answer: Comparison, sources: bool) -> dict[str, Any]:
    record = value_record(stated.value) | {
        "text": {lang: written(stated, answer, lang) for lang in LANGUAGES},
        "parts": [part_record(part) for part in stated.parts],
        "claims": [name_of(said.claim) for said in stated.evidence],
        "tensions": [str(answer.tensions[index].term.iri) for index in stated.tensions],
    }
    return record | ({"evidence": [evidence_record(said) for said in stated.evidence]} if sources else {})


def _row(row: Row, answer: Comparison, sources: bool) -> dict[str, Any]:
    return {
        "dimension": term_record(row.dimension),
        "property": term_record(row.property),
        "key": [part_record(part) for part in row.key],
        "state": row.state.notation,
        "values": [
            {"model": str(model.iri), "stated": [_stated(stated, answer, sources) for stated in values]}
            for model, values in zip(answer.models, row.values, strict=True)
        ],
    }


_COLUMNS = (
    *("dimension", "property", "key", "state", "model", "value", "datatype", "lang"),
    *("text_id", "text_en", "claims", "sentences", "doubts", "tensions"),
)


def _records(answer: Comparison) -> Iterator[list[str]]:
    """One record for each value of each model, and one without model for a row that nobody speaks on."""
    for row in answer.rows:
        key = " ".join(compact(spelling(value)) for part in row.key for value in part.values)
        start = [compact(row.dimension.iri), compact(row.property.iri), key, row.state.notation or ""]
        if row.state.notation == "neither":
            yield [*start, *[""] * (len(_COLUMNS) - len(start))]
        for model, values in zip(answer.models, row.values, strict=True):
            for stated in values:
                yield [*start, str(model.iri), *_record(stated, answer)]


def _record(stated: Stated, answer: Comparison) -> list[str]:
    _, datatype, lang = ("", "", "") if isinstance(stated.value, Term) else spelled(stated.value)
    evidence = stated.evidence
    return [
        *(spelling(stated.value), datatype, lang),
        *(written(stated, answer, language) for language in LANGUAGES),
        " ".join(name_of(said.claim) for said in evidence),
        " ".join(dict.fromkeys(name_of(said.sentence) for said in evidence if said.sentence)),
        " ".join(dict.fromkeys(name_of(doubt) for said in evidence for doubt in said.doubts)),
        " ".join(compact(answer.tensions[index].term.iri) for index in stated.tensions),
    ]
