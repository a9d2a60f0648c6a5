"""Values as JSON has them, whatever the language: IRIs, both languages, datatypes, notations of claims."""

from decimal import Decimal
from typing import Any

from bpokpo_graph.card import Assertion, Card, Row
from bpokpo_graph.statements import Evidence, Part, Stated, Tension
from bpokpo_graph.terms import Term, Value
from bpokpo_graph.vocabulary import BlankNode, Literal, Text, compact
from bpokpo_graph.wording import written
from bpokpo_graph.words import LANGUAGES


def name_of(term: Term) -> str:
    """The short name of a claim, a sentence or a model."""
    return term.notation or compact(term.iri)


def term_record(term: Term) -> dict[str, Any]:
    """A term with its labels."""
    return {"iri": str(term.iri), "label": dict(term.label)} | ({"notation": term.notation} if term.notation else {})


def value_record(value: Value) -> dict[str, Any]:
    """A term, or a literal with its language or datatype."""
    if isinstance(value, Term):
        return term_record(value)
    text, datatype, lang = spelled(value)
    return {"value": text} | ({"lang": lang} if lang else {"datatype": datatype})


def spelled(value: Any) -> tuple[str, str, str]:
    """A literal's text, its datatype and its language (one of the two is empty)."""
    if isinstance(value, Text):
        return str(value), "", value.lang
    if isinstance(value, Literal):
        return str(value), str(value.datatype), ""
    kinds: tuple[tuple[type, str], ...] = ((bool, "boolean"), (int, "integer"), (Decimal, "decimal"), (float, "double"))
    for kind, name_ in kinds:
        if isinstance(value, kind):
            return str(value).lower() if kind is bool else str(value), f"xsd:{name_}", ""
    return str(value), "xsd:string", ""


def part_record(part: Part) -> dict[str, Any]:
    """A property of a node."""
    return {"property": term_record(part.property), "values": [value_record(value) for value in part.values]}


def evidence_record(said: Evidence) -> dict[str, Any]:
    """A claim with its sentence, document and doubts."""
    return {
        "claim": said.claim.notation,
        "sentence": said.sentence.notation if said.sentence else None,
        "document": term_record(said.document) if said.document else None,
        "grade": term_record(said.grade) if said.grade else None,
        "start": said.start,
        "end": said.end,
        "paraphrase": dict(said.paraphrase),
        "modality": term_record(said.modality) if said.modality else None,
        "perspective": term_record(said.perspective) if said.perspective else None,
        "reading": term_record(said.reading) if said.reading else None,
        "doubts": [term_record(doubt) for doubt in said.doubts],
        "note": dict(said.note),
    }


def tension_record(tension: Tension) -> dict[str, Any]:
    """A tension with its claims."""
    return {
        **term_record(tension.term),
        "kind": term_record(tension.kind),
        "claims": [name_of(claim) for claim in tension.claims],
        "explanation": dict(tension.explanation),
    }


def spelling(value: Value) -> str:
    """A term's IRI, or a literal's text."""
    if isinstance(value, Term):
        return f"_:{value.iri}" if isinstance(value.iri, BlankNode) else str(value.iri)
    return spelled(value)[0]


def card_record(card: Card) -> dict[str, Any]:
    """All of a card."""
    return {
        **term_record(card.term),
        "types": [term_record(type_) for type_ in card.types],
        "alsoCalled": [value_record(value) for value in card.called],
        "meaning": dict(card.definition),
        "notes": [value_record(value) for value in card.notes],
        "text": {lang: written(card.whole, card, lang) for lang in LANGUAGES} if card.whole.parts else {},
        "rows": [_row(row, card) for row in card.rows],
        "axioms": [dict(axiom) for axiom in card.axioms],
        "rules": [
            {"shape": str(rule.shape.iri), "severity": compact(rule.severity.iri), "message": dict(rule.message)}
            for rule in card.rules
        ],
        "examples": [
            {"subject": term_record(example.subject), "object": _stated(example.object, card)}
            for example in card.examples
        ],
        "claims": [_assertion(said, card) for said in card.assertions if not said.curated],
        "curations": [_assertion(said, card) for said in card.assertions if said.curated],
        "sentences": [
            {**term_record(quote.term), "start": quote.start, "end": quote.end, "paraphrase": dict(quote.paraphrase)}
            for quote in card.quotes
        ],
        "tensions": [tension_record(tension) for tension in card.tensions],
        "siblings": [term_record(term) for term in card.siblings],
        "incoming": [
            {"property": term_record(link.property), "terms": [term_record(term) for term in link.terms]}
            for link in card.incoming
        ],
        "neighbours": [
            {
                **term_record(near.term),
                "property": term_record(near.property),
                "types": [term_record(kind) for kind in near.kinds],
            }
            for near in card.neighbours
        ],
    }


def _row(row: Row, card: Card) -> dict[str, Any]:
    return {
        "dimension": term_record(row.dimension) if row.dimension else None,
        "property": term_record(row.property),
        "key": [part_record(part) for part in row.key],
        "values": [_stated(stated, card) for stated in row.values],
    }


def _stated(stated: Stated, card: Card) -> dict[str, Any]:
    return value_record(stated.value) | {
        "text": {lang: written(stated, card, lang) for lang in LANGUAGES},
        "parts": [part_record(part) for part in stated.parts],
        "claims": [name_of(said.claim) for said in stated.evidence],
    }


def _assertion(said: Assertion, card: Card) -> dict[str, Any]:
    return {
        **term_record(said.term),
        "subject": value_record(said.subject),
        "property": term_record(said.property),
        "object": _stated(said.object, card),
        "evidence": [evidence_record(each) for each in said.object.evidence],
        "remarks": [_row(row, card) for row in said.remarks],
    }
