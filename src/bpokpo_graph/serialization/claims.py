"""How claims are written: as statements about statements, left out, as named graphs, or as reifiers of RDF 1.2."""

from collections import defaultdict
from collections.abc import Iterable

from bpokpo_graph.serialization.layout import layout
from bpokpo_graph.serialization.statements import (
    OBJECT,
    PREDICATE,
    REIFIES,
    STATEMENT,
    SUBJECT,
    TYPE,
    Statement,
    Term,
    is_iri,
)

VIEWS = ("plain", "statements", "graphs", "rdf12")

_PARTS = (SUBJECT, PREDICATE, OBJECT)


def viewed(statements: Iterable[Statement], view: str) -> list[Statement]:
    """The statements with claims as the view has them; a claim is a node with one rdf:subject, predicate and object.

    "plain" leaves out claims, what points to them, and the nodes that speak about claims.
    """
    found = list(statements)
    claims = _claims(found)
    if view == "plain":
        return _without(found, claims)
    if view == "statements":
        return found
    about = [_graph(*item) if view == "graphs" else _reifier(*item) for item in claims.items()]
    return [each for each in found if not _is_part(each, claims)] + about


def _claims(statements: Iterable[Statement]) -> dict[tuple[Term, Term], tuple[Term, Term, Term]]:
    """Claim and its graph → the triple that it is about."""
    parts: defaultdict[tuple[Term, Term], dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_, graph in statements:
        if predicate in _PARTS:
            parts[subject, graph][predicate].append(object_)
    whole = {node: [said[part] for part in _PARTS] for node, said in parts.items()}
    return {
        node: (said[0][0], said[1][0], said[2][0])
        for node, said in whole.items()
        if all(len(each) == 1 for each in said) and _is_triple(said[0][0], said[1][0])
    }


def _is_triple(subject: Term, predicate: Term) -> bool:
    return is_iri(predicate) and (is_iri(subject) or subject[:2] == "_:")


def _is_part(statement: Statement, claims: Iterable[tuple[Term, Term]]) -> bool:
    subject, predicate, object_, graph = statement
    is_about = predicate in _PARTS or (predicate == TYPE and object_ == STATEMENT)
    return is_about and (subject, graph) in claims


def _graph(claim: tuple[Term, Term], triple: tuple[Term, Term, Term]) -> Statement:
    return (*triple, claim[0])


def _reifier(claim: tuple[Term, Term], triple: tuple[Term, Term, Term]) -> Statement:
    return claim[0], REIFIES, f"<<( {' '.join(triple)} )>>", claim[1]


def _without(statements: list[Statement], claims: Iterable[tuple[Term, Term]]) -> list[Statement]:
    remarks = layout().remarks
    gone = {claim for claim, _ in claims}
    gone |= {subject for subject, predicate, object_, _ in statements if predicate == TYPE and object_ in remarks}
    return [each for each in statements if each[0] not in gone and each[2] not in gone]
