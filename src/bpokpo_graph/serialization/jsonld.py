"""JSON-LD with a context of our own, which is made from the ontology and stands in the file itself."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from bpokpo_graph.serialization.layout import Layout, layout, term
from bpokpo_graph.serialization.nesting import DEPTH, Graph, Nested, shared_nodes
from bpokpo_graph.serialization.statements import NIL, PREDICATE, SUBJECT, TYPE, Term, literal, unquoted, xsd
from bpokpo_graph.vocabulary import PREFIXES, expand

Context = dict[str, Any]

# Texts in languages, whatever the ontology says of their range.
_TEXTS = [
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:definition",
    "skos:scopeNote",
    "skos:note",
    "skos:editorialNote",
    "skos:example",
    "dcterms:title",
    "dcterms:description",
    "dcterms:abstract",
    "dcterms:bibliographicCitation",
    "sh:message",
]
_REFERENCES = [
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "rdfs:domain",
    "rdfs:range",
    "rdfs:isDefinedBy",
    "owl:inverseOf",
    "owl:differentFrom",
    "owl:versionIRI",
    "schema:domainIncludes",
    "schema:rangeIncludes",
    "bpokpo:dimension",
    "dcterms:license",
    "dcterms:source",
    "dcterms:creator",
    "dcterms:contributor",
    "dcterms:publisher",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
]
_CLAIMS = "claims"
_NATIVE = {xsd("integer"): re.compile(r"0|-?[1-9][0-9]{0,14}"), xsd("boolean"): re.compile(r"true|false")}
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@lru_cache(maxsize=1)
def context() -> Mapping[str, Any]:
    """The whole context: the prefixes, a term for each property, and `claims` from what a claim is about back to it."""
    laid = layout()
    terms = {}
    for curie in dict.fromkeys([*_TEXTS, *_REFERENCES, *map(_curie, laid.types)]):
        if curie and (definition := _definition(curie, laid)):
            name = curie.partition(":")[2]
            free = name not in terms and name not in PREFIXES and _LOCAL.fullmatch(name)
            terms[name if free else curie] = definition
    terms[_CLAIMS] = {"@reverse": expand("rdf:subject"), "@type": "@id"}
    return {"@version": 1.1, **PREFIXES, **dict(sorted(terms.items()))}


def _curie(each: Term) -> str:
    iri = each[1:-1]
    space = next((name for name, space in PREFIXES.items() if iri.startswith(space) and name != "schema"), None)
    return f"{space}:{iri[len(PREFIXES[space]) :]}" if space else ""


def _definition(curie: str, laid: Layout) -> Context | None:
    """What the context says of a property; None for what is no property."""
    iri, kinds = term(curie), laid.types.get(term(curie), frozenset())
    range_ = laid.ranges.get(iri, "")[1:-1]
    if curie in _TEXTS or expand("rdf:langString") == range_:
        return {"@id": expand(curie), "@container": "@language"}
    if curie in _REFERENCES or term("owl:ObjectProperty") in kinds:
        return {"@id": expand(curie), "@type": "@id"}
    if kinds & {term("owl:DatatypeProperty"), term("owl:AnnotationProperty")}:
        typed = range_.startswith(PREFIXES["xsd"]) and range_ not in (*_NATIVE, xsd("string"))
        return {"@id": expand(curie), **({"@type": range_} if typed else {})}
    return None


def context_iri() -> str:
    """The IRI of the context of this version."""
    from importlib.metadata import version

    return f"{expand('bpokpo:')[:-1]}/{version('bpokpo-graph')}/context.jsonld"


def context_document() -> str:
    """The context as a file of its own, with the IRI of its version."""
    return f'{{\n  "@context": {_shown(context())},\n  "@id": {json.dumps(context_iri())}\n}}\n'


@lru_cache(maxsize=1)
def context_in_line() -> str:
    """The context as one line of JSON, to stand where a document has its IRI."""
    return json.dumps(context())


def _shown(entries: Mapping[str, Any]) -> str:
    """A context, one line per entry."""
    lines = [f"{json.dumps(name)}: {json.dumps(said)}" for name, said in entries.items()]
    return "{\n    " + ",\n    ".join(lines) + "\n  }"


def _dumped(value: object, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)


def jsonld(graphs: Mapping[Term, Graph], frame: Term | None = None) -> Iterator[str]:
    """JSON-LD of all graphs; with `frame`, a tree for each node of this class and nothing else."""
    shared = shared_nodes(graphs)
    names = _Names(graphs)
    top: list[Any] = []
    for name, members in graphs.items():
        nested = Nested(members, shared, layout())
        nodes = _Writer(nested, names, whole=frame is not None).nodes(frame)
        top += [{"@id": names.iri(name), "@graph": nodes}] if name else nodes
    yield f'{{\n  "@context": {_shown(names.context())},\n  "@graph": ['
    for number, node in enumerate(top):
        yield f"{',' if number else ''}\n    {_dumped(node, 4)}"
    yield "\n  ]\n}\n"


class _Names:
    """IRIs as the context shortens them; remembers what of the context is needed."""

    def __init__(self, graphs: Mapping[Term, Graph]) -> None:
        terms = {name for name in graphs if name}
        for graph in graphs.values():
            for subject, said in graph.said.items():
                terms.update((subject, *said), *said.values())
        schemes = {each[1 : each.find(":")] for each in terms if each[0] == "<"}
        # An IRI such as <code:x> would be read as our prefix: then that prefix is not used.
        self._spaces = {space: name for name, space in PREFIXES.items() if name not in schemes}
        whole = context()
        self._terms: dict[str, tuple[str, Context]] = {
            definition["@id"]: (name, definition)
            for name, definition in whole.items()
            if isinstance(definition, dict) and "@id" in definition and name not in schemes
        }
        self._used: set[str] = set()
        self._short: dict[Term, str] = {}

    def iri(self, node: Term) -> str:
        """An IRI or blank node."""
        if node not in self._short:
            self._short[node] = node if node[0] == "_" else self._compact(node[1:-1])
        return self._short[node]

    def _compact(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        name = self._spaces.get(iri[:cut])
        if name is None or cut == len(iri):
            return iri
        self._used.add(name)
        return f"{name}:{iri[cut:]}"

    def plain(self, predicate: Term) -> str:
        """A key without any coercion."""
        short = self.iri(predicate)
        return predicate[1:-1] if short in context() else short

    def defined(self, predicate: Term) -> tuple[str, Context]:
        """The term for a predicate with its definition, ("", {}) if it has none."""
        return self._terms.get(predicate[1:-1], ("", {}))

    def use(self, name: str) -> str:
        """A term of the context that is used."""
        self._used.update((name, name.partition(":")[0]))
        return name

    def context(self) -> Context:
        """What of the context is used."""
        return {name: said for name, said in context().items() if name == "@version" or name in self._used}


class _Writer:
    def __init__(self, nested: Nested, names: _Names, *, whole: bool) -> None:
        self._nested = nested
        self._names = names
        self._whole = whole
        self._claims: defaultdict[Term, list[Term]] = defaultdict(list)
        for node, said in nested.said.items():
            if len(said.get(SUBJECT, ())) == 1 and node[0] == "<":
                self._claims[said[SUBJECT][0]].append(node)
        self._done: set[Term] = set()
        self._within: set[Term] = set()
        self._anonymous = nested.inline | nested.unused

    def nodes(self, frame: Term | None) -> list[Any]:
        """The nodes at the top: those of the class `frame`, or all that are not within others."""
        top = self._nested.top()
        if frame is not None:
            chosen = [node for node in top if frame in self._nested.said[node].get(TYPE, ())]
            self._done.update(chosen)
            return [self._node(node, 0) for node in chosen]
        parts = self._parts()
        order = sorted(top, key=parts.__contains__)  # whatever is within nothing after all comes last
        return [self._node(node, 0) for node in order if node not in self._done]

    def _parts(self) -> set[Term]:
        """What is to be written within something else: requirements, values, and claims."""
        said = self._nested.said
        claims = {node for about, nodes in self._claims.items() if about in said for node in nodes}
        predicates = self._nested.layout.parts
        return claims | {
            each for facts in said.values() for predicate in facts.keys() & predicates for each in facts[predicate]
        }

    def _node(self, node: Term, depth: int) -> Context:
        self._done.add(node)
        written: Context = {}
        if node not in self._anonymous:
            written["@id"] = self._names.iri(node)
        for predicate, objects in self._nested.ordered(node):
            if predicate == TYPE and all(each[0] == "<" for each in objects):
                written["@type"] = _one([self._names.iri(each) for each in objects])
            elif predicate != SUBJECT or node not in self._within:
                self._say(written, predicate, objects, depth)
        claims = [each for each in self._claims.get(node, ()) if each not in self._done] if depth < DEPTH else []
        if claims:
            self._done.update(claims)
            self._within.update(claims)
            ordered = sorted(claims, key=self._nested.place)
            written[self._names.use(_CLAIMS)] = [self._node(each, depth + 1) for each in ordered]
        return written

    def _say(self, written: Context, predicate: Term, objects: list[Term], depth: int) -> None:
        """One predicate: what its term can hold under the term, and the rest in full under its IRI."""
        name, definition = self._names.defined(predicate)
        fits = _fits(definition)
        held = [each for each in objects if fits(each) and each not in self._nested.lists]
        rest = [each for each in objects if each not in held]
        if name and held:
            written[self._names.use(name)] = self._held(definition, predicate, held, depth)
        if rest if name else objects:
            key = self._names.plain(predicate)
            written[key] = _one([self._value(each, predicate, depth) for each in (rest if name else objects)])

    def _held(self, definition: Context, predicate: Term, objects: list[Term], depth: int) -> Any:
        if "@container" in definition:
            texts: defaultdict[str, list[str]] = defaultdict(list)
            for quoted, language, _ in map(literal, objects):
                texts[language].append(unquoted(quoted))
            return {language: _one(values) for language, values in texts.items()}
        if definition.get("@type") == "@id":
            nodes = [self._value(each, predicate, depth) for each in objects]
            if self._whole:  # of things that stand in full where they come first, every other mention is an object too
                return _one(nodes)
            return _one([each["@id"] if each.keys() == {"@id"} else each for each in nodes])
        if "@type" in definition:
            return _one([unquoted(literal(each)[0]) for each in objects])
        return _one([self._value(each, predicate, depth) for each in objects])

    def _value(self, object_: Term, predicate: Term, depth: int) -> Any:
        """A value that says itself what it is."""
        if object_[0] == '"':
            return self._literal(object_)
        if object_ in self._nested.inline:
            if object_ in self._nested.lists:
                return {"@list": [self._value(each, predicate, depth + 1) for each in self._nested.lists[object_]]}
            return self._node(object_, depth + 1)
        if self._belongs(object_, predicate, depth):
            return self._node(object_, depth + 1)
        return {"@id": self._names.iri(object_)}

    def _belongs(self, object_: Term, predicate: Term, depth: int) -> bool:
        """Whether a named node is written here, in full."""
        if object_ in self._done or object_ not in self._nested.said or object_ == NIL or depth >= DEPTH:
            return False
        return predicate in self._nested.layout.parts or (self._whole and predicate != PREDICATE)

    def _literal(self, object_: Term) -> Any:
        quoted, language, datatype = literal(object_)
        text = unquoted(quoted)
        if datatype in _NATIVE and _NATIVE[datatype].fullmatch(text):
            return json.loads(text)
        if datatype:
            return {"@type": self._names.iri(f"<{datatype}>"), "@value": text}
        if not language:
            return text
        tag, _, direction = language.partition("--")
        return {"@language": tag, **({"@direction": direction} if direction else {}), "@value": text}


def _fits(definition: Context) -> Callable[[Term], bool]:
    """Which values a term of the context can hold."""
    kind = definition.get("@type")
    if "@container" in definition:
        return lambda each: each[0] == '"' and literal(each)[1] != "" and "--" not in literal(each)[1]
    if kind == "@id":
        return lambda each: each[0] != '"'
    if kind is not None:
        return lambda each: each[0] == '"' and literal(each)[2] == kind
    return lambda each: True  # noqa: ARG005 - as the others


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
