"""What shapes may not do: reach for other data, run code, go round for ever. It is refused before anything runs.

The query that runs is more than the text of its rule: pySHACL puts prefixes in front, as the shapes spell them, and a
path inside. So every query is looked at again as it runs.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import OWL, RDF, SH, Graph, URIRef
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from bpokpo_graph.errors import InputError, PolicyError
from bpokpo_graph.vocabulary import compact

_REFUSED = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"}
_PREFIX = re.compile(r"(?:[^\W\d_](?:[\w.-]*[\w-])?)?")
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


class Confined(Graph):
    """A graph that answers no query which reaches for other data, whoever put its text together."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.store, graph.identifier)
        self._readable: dict[str, Query] = {}

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:
        """As rdflib does. What was looked at is what runs, not the text read a second time."""
        if query_object not in self._readable:
            tree = _of_the_data_alone("a rule", query_object)
            self._readable[query_object] = translateQuery(tree, initNs=dict(self.namespaces()))
        return super().query(self._readable[query_object], *args, **options)


def refuse(shapes: Graph) -> None:
    """Refuse shapes that would do more than look at the data.

    Raises PolicyError, or InputError for what cannot be read at all.
    """
    for _, _, imported in shapes.triples((None, OWL.imports, None)):
        raise PolicyError(f"owl:imports of {imported} in the shapes is refused: name that file as shapes too")
    for term in shacl_terms(shapes):
        if term.removeprefix(str(SH)).lower().startswith("js"):
            raise PolicyError(f"{compact(term)} in the shapes is refused, it would run code: write it as SPARQL")
    _refuse_odd_prefixes(shapes)
    for predicate in (SH.select, SH.ask):
        for rule, query in shapes.subject_objects(predicate):
            _of_the_data_alone(compact(str(rule)), str(query))
    _refuse_endless_lists(shapes)


def shacl_terms(shapes: Graph) -> list[str]:
    """The terms of SHACL's namespace that the shapes use, whether SHACL has them or not."""
    terms = {term for triple in shapes for term in triple[1:] if isinstance(term, URIRef)}
    return sorted(str(term) for term in terms if term.startswith(str(SH)))


def _refuse_odd_prefixes(shapes: Graph) -> None:
    """pySHACL puts them before a query as they are, so what is more than a prefix would become part of the query."""
    for prefix in shapes.objects(None, SH.prefix):
        if not _PREFIX.fullmatch(str(prefix)):
            raise InputError(f"the sh:prefix “{prefix}” in the shapes is no prefix: use letters and digits")
    for namespace in shapes.objects(None, SH.namespace):
        if not _NAMESPACE.fullmatch(str(namespace)):
            raise InputError(f"the sh:namespace “{namespace}” in the shapes is no absolute IRI: write it in full")


def _refuse_endless_lists(shapes: Graph) -> None:
    following = dict(shapes.subject_objects(RDF.rest))
    done: set[Node] = set()
    for node in following:
        walked: set[Node] = set()
        while node in following and node not in done:
            if node in walked:
                raise InputError(f"a list in the shapes comes round to itself (at {compact(str(node))}): end it")
            walked.add(node)
            node = following[node]
        done |= walked


def _of_the_data_alone(rule: str, query: str) -> Any:
    """The parsed query, if it asks for nothing but the data."""
    try:
        tree = parseQuery(query)
    except Exception as error:  # pyparsing's errors, and RecursionError on nested brackets
        raise InputError(f"{rule}: the query of this shape cannot be read: {error}") from error
    for name in _parts(tree):
        if name in _REFUSED:
            raise PolicyError(f"{rule}: {_REFUSED[name]} in the shapes is refused: a rule sees the data alone")
    return tree


def _parts(tree: Any) -> Iterator[str]:
    """The names of all parts of a parsed query."""
    if isinstance(tree, CompValue):
        yield tree.name
        tree = list(tree.values())
    if isinstance(tree, Iterable) and not isinstance(tree, str):
        for each in tree:
            yield from _parts(each)
