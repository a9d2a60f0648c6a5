"""What the shapes and the ontology say about tables: which kinds of things have one, and which columns.

A node shape with bpokpo:table gives its target class a table of that name; each property shape of the class, of those
below it and above it, gives a property its columns.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bpokpo_graph import files, parsing
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import InputError
from bpokpo_graph.terms import LAST, Node, by_language, describe, number, one
from bpokpo_graph.vocabulary import PREFIXES, Iri, compact, expand
from bpokpo_graph.words import word

_NAME = re.compile(r"(?!history\Z)[a-z][a-z0-9-]{0,30}")  # a file, and a sheet of a workbook, as Excel wants it
PropertyShape = tuple[Node, dict[str, list[Any]]]  # its name, and what is said of it


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a kind. `form` is text (in languages), value, code (of a code list), link, or any of these.

    `single` says that a thing has one value at most; `also` are the properties that say the same from the other end;
    `narrowed` keeps only these values.
    """

    path: Iri
    inverse: bool
    single: bool
    form: str
    datatype: str
    classes: frozenset[Node]
    name: str
    titles: Mapping[str, str]
    definition: Mapping[str, str]
    order: tuple[Any, ...]
    also: tuple[Iri, ...] = ()
    narrowed: frozenset[Node] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What has a table: the class with those below it, and its properties in order."""

    name: str
    class_: Iri
    below: frozenset[Node]
    fields: tuple[Field, ...]


class Schema:
    """What the shapes and the ontology say about tables: a handful of queries, then only looking up."""

    TABLES = """SELECT ?table ?rank ?class {
        ?shape bpokpo:table ?table ; sh:targetClass ?class . FILTER ( isIRI(?class) )
        OPTIONAL { ?shape sh:order ?rank } }"""
    SHAPES = """SELECT ?class ?shape ?path ?inverse ?key ?value {
        ?owner sh:targetClass ?class ; sh:property ?shape . ?shape sh:path ?path ; ?key ?value .
        OPTIONAL { ?path sh:inversePath ?inverse } }"""

    def __init__(self, dataset: Dataset) -> None:
        read = {source.path for source in dataset.sources}
        own = [path for path in (*files.vocabulary(), files.shapes()) if path not in read]
        self.dataset = Dataset([*(each for path in own for each in parsing.sources(path)), *dataset.sources])
        self.data = dataset if files.vocabulary()[0] in own else self.dataset  # --bare: no names of codes
        self.terms = describe(self.dataset, "term", "VALUES ?kind { rdf:Property owl:Class owl:ObjectProperty "
                              "owl:DatatypeProperty owl:AnnotationProperty } ?term a ?kind .")  # fmt: skip
        self.above: dict[Node, set[Node]] = defaultdict(set)
        self.below: dict[Node, set[Node]] = defaultdict(set)
        for class_, parent in self.dataset.select("SELECT ?class ?parent { ?class rdfs:subClassOf+ ?parent }"):
            self.above[class_].add(parent)
            self.below[parent].add(class_)
        self.lists = {node for (node,) in self.dataset.select("SELECT ?n { ?n sh:property/sh:path skos:inScheme }")}
        self.ranks: dict[Any, Any] = dict(
            self.dataset.select("SELECT ?g ?rank { ?g a sh:PropertyGroup ; sh:order ?rank }")
        )
        self.inverses: dict[Node, set[Iri]] = defaultdict(set)
        for one_, other in self.dataset.select("SELECT ?one ?other { ?one owl:inverseOf|^owl:inverseOf ?other }"):
            self.inverses[one_].add(other)
        self.places = self._places()
        self.shapes = self._shapes()
        self.kinds = self._linked(sorted(self._kinds(), key=lambda ranked: (ranked[0], ranked[1].name)))

    def _places(self) -> dict[str, int]:
        """Where the packaged shapes list a property shape."""
        predicate = expand("sh:property")
        quads = Dataset(parsing.sources(files.shapes())).quads()
        listed = [str(quad.object.value) for quad in quads if quad.predicate.value == predicate]  # type: ignore[union-attr]
        return {shape: place for place, shape in reversed(list(enumerate(listed)))}

    def _shapes(self) -> dict[Node, dict[tuple[Iri, bool], list[PropertyShape]]]:
        """Class → path and direction → its property shapes with what they say."""
        facts: dict[Node, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        found: dict[Node, dict[tuple[Iri, bool], dict[Node, None]]] = defaultdict(lambda: defaultdict(dict))
        for class_, shape, path, inverse, key, value in sorted(self.dataset.select(self.SHAPES), key=str):
            step = inverse or path
            if isinstance(step, Iri):  # a longer path has no column
                found[class_][step, inverse is not None][shape] = None
                if value not in facts[shape][str(key)]:
                    facts[shape][str(key)].append(value)
        return {
            class_: {path: [(shape, facts[shape]) for shape in shapes] for path, shapes in paths.items()}
            for class_, paths in found.items()
        }

    def _kinds(self) -> Iterator[tuple[float, Kind]]:
        named: dict[str, Iri] = {}
        for name, rank, class_ in self.dataset.select(self.TABLES):
            if not _NAME.fullmatch(str(name)) or named.setdefault(str(name), class_) != class_:
                raise InputError(f"“{name}” cannot be the table of {compact(class_)}: bpokpo:table takes a name of its "
                                 "own, a letter a to z and up to 30 more, digits or hyphens, not history")  # fmt: skip
            below = frozenset({class_, *self.below[class_]})
            merged: dict[tuple[Iri, bool], list[PropertyShape]] = defaultdict(list)
            for each in sorted({*below, *self.above[class_]}):
                for path, shapes in self.shapes.get(each, {}).items():
                    merged[path] += [shape for shape in shapes if shape not in merged[path]]
            fields = [made for path, shapes in merged.items() if (made := self._field(*path, shapes))]
            if len(below) > 1:
                fields.append(self._type(below - {class_}))
            yield number(rank), Kind(str(name), class_, below, tuple(sorted(fields, key=lambda made: made.order)))

    def _field(self, path: Iri, inverse: bool, shapes: list[PropertyShape]) -> Field | None:
        """What the shapes of a path say together; None if they only say that there is nothing."""
        saying = [facts for _, facts in shapes if one(facts, "sh:maxCount") != 0]
        if not saying:
            return None
        classes = [facts.get(expand("sh:class")) for facts in saying if self._says_kind(facts)]
        known = {each for some in classes for each in some or ()} if all(classes) else set()
        names = by_language(value for facts in saying for value in facts.get(expand("sh:name"), ()))
        called = min(self.inverses[path], default=path) if inverse else path
        form, datatype = self._form(path, inverse, saying)
        return Field(
            path=path,
            inverse=inverse,
            single=any(one(facts, "sh:maxCount") == 1 for facts in saying),
            form=form,
            datatype=datatype,
            classes=frozenset(known or (self._domain(path) if inverse else ())),
            name=snake(names.get("en", "")) or snake(re.split(r"[#/:]", called)[-1]) or "column",
            titles=names or self.label(called),
            definition=self.definition(path) if not inverse else {},
            order=self._order(path, shapes),
        )

    def _domain(self, path: Node) -> list[Any]:
        term = self.terms.get(path, {})
        return term.get(expand("rdfs:domain")) or term.get(expand("schema:domainIncludes"), [])

    def _range(self, path: Node) -> list[Any]:
        term = self.terms.get(path, {})
        return [*term.get(expand("rdfs:range"), ()), *term.get(expand("schema:rangeIncludes"), ())]

    @staticmethod
    def _says_kind(facts: Mapping[str, list[Any]]) -> bool:
        return any(expand(f"sh:{key}") in facts for key in ("class", "nodeKind", "node", "datatype"))

    def _order(self, path: Iri, shapes: list[PropertyShape]) -> tuple[Any, ...]:
        """What has no order stands first, names before all, as the shapes list it; then by group."""
        listed = min(self.places.get(str(node), LAST) for node, _ in shapes)
        ordered = [facts for _, facts in shapes if expand("sh:order") in facts]
        if not ordered:
            return 0, path != expand("rdfs:label"), listed, path
        return min(
            (1, number(self.ranks.get(one(facts, "sh:group"), 0)), number(one(facts, "sh:order")), path)
            for facts in ordered
        )

    def _form(self, path: Iri, inverse: bool, saying: list[dict[str, list[Any]]]) -> tuple[str, str]:
        said = {key: {value for facts in saying for value in facts.get(expand(f"sh:{key}"), ())}
                for key in ("datatype", "class", "nodeKind", "node")}  # fmt: skip
        term = self.terms.get(path, {})
        types = set(term.get(expand("rdf:type"), ()))
        ranges = said["datatype"] or {each for each in term.get(expand("rdfs:range"), ()) if _is_datatype(each)}
        if expand("rdf:langString") in ranges or (not ranges and expand("owl:AnnotationProperty") in types):
            return "text", "string"
        if ranges or expand("owl:DatatypeProperty") in types:
            name = min(ranges, default=expand("xsd:string"))
            return "value", name.removeprefix(PREFIXES["xsd"]) if _is_datatype(name) else "string"
        if said["node"] and said["node"] <= self.lists:
            return "code", "anyURI"
        known = said["class"] or said["nodeKind"] == {expand("sh:IRI")} or expand("owl:ObjectProperty") in types
        return "link" if inverse or known else "any", "anyURI"

    def _type(self, kinds: frozenset[Node]) -> Field:
        """Which of the kinds of its class a thing is."""
        path = expand("rdf:type")
        order, titles = (0, True, -1, path), self.label(path)
        return Field(path, False, False, "code", "anyURI", frozenset(), "type", titles, {}, order, narrowed=kinds)

    def _linked(self, ranked: Sequence[tuple[float, Kind]]) -> tuple[Kind, ...]:
        """A link between two tables stands once, at the end where it is one value to a row."""
        kinds = [kind for _, kind in ranked]
        linked = []
        for kind in kinds:
            other = [made for each in kinds if each is not kind for made in each.fields if made.form == "link"]
            back = {made.path for made in other if made.inverse}
            back |= {path for made in other if made.single and not made.inverse for path in self.inverses[made.path]}
            there = {made.path for made in other if not made.inverse}
            fields = [made for made in kind.fields if made.inverse or made.single or made.path not in back]
            also = [() if made.inverse else tuple(sorted(self.inverses[made.path] & there)) for made in fields]
            fields = [replace(made, also=paths) for made, paths in zip(fields, also, strict=True)]
            linked.append(replace(kind, fields=tuple(fields)))
        return tuple(linked)

    def notation_of(self, made: Field) -> bool:
        """Whether the things that a property leads to are known by a notation of their own.

        A code's IRI ends in its notation; of other things SKOS concepts have one, and what has a shape that says so.
        """
        notation, concept = (expand("skos:notation"), False), expand("skos:Concept")
        return made.form == "link" and any(
            each == concept or concept in self.above[each] or notation in self.shapes.get(each, {})
            for each in made.classes or self._range(made.path)
        )

    def label(self, term: Node) -> Mapping[str, str]:
        """What a term of the vocabulary is called."""
        labels = by_language(self.terms.get(term, {}).get(expand("rdfs:label"), ()))
        return labels or dict(word(compact(term))) or {"": compact(term)}

    def definition(self, term: Node) -> Mapping[str, str]:
        """What a term of the vocabulary means."""
        return by_language(self.terms.get(term, {}).get(expand("skos:definition"), ()))


def snake(name: str) -> str:
    """A name for a column: performedBy becomes performed_by."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").lower()


def _is_datatype(range_: Any) -> bool:
    return str(range_).startswith(PREFIXES["xsd"]) or range_ == expand("rdf:langString")
