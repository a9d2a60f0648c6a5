"""pySHACL, the reference engine, on rdflib graphs whose literals are spelt as in the files.

This is the one place that knows pySHACL. What it would let pass in silence is checked here before it runs: a
misspelt term, shapes that match no node, queries that reach for other data.
"""

import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyshacl.entrypoints import meta_validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, URIRef
from rdflib.term import Node

from bpokpo_graph import vocabulary
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import BpokpoError, InputError
from bpokpo_graph.parsing import Source
from bpokpo_graph.validation._refusals import Confined, refuse, shacl_terms
from bpokpo_graph.validation.report import SEVERITIES, Finding, Report, Severity, Value
from bpokpo_graph.vocabulary import BlankNode, Iri, Text, compact

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_SEVERITIES: dict[Node | None, Severity] = {SH.Warning: "warning", SH.Info: "info"}
# Parts of SHACL's advanced features that pySHACL leaves out unless told otherwise, and we do not tell it.
_NOT_RUN = (SH.expression, SH.rule, SH.target)
_SHAPE_EXPECTING = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape, SH["and"], SH["or"], SH.xone)
_PYSHACL = str(Path(pyshacl.__file__).parent)
_REPEATED_PATHS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What pySHACL found: findings, and how many nodes were looked at by how many shapes."""

    findings: tuple[Finding, ...]
    focus_nodes: int
    shapes: int


@contextmanager
def _quiet() -> Iterator[None]:
    """rdflib logs a traceback for every literal that is not what its datatype says; the shapes tell it better."""
    logger = logging.getLogger("rdflib.term")
    disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = disabled


@_quiet()
def report(
    context: Dataset,
    files: Sequence[Source] | None,
    *,
    packaged: Sequence[Source],
    foreign: Sequence[Source],
    inference: str,
    strict: bool,
) -> Report:
    """Check files within a dataset, or the whole dataset; `foreign` shapes are not trusted to be well-formed."""
    shapes = _merged(Dataset((*packaged, *foreign)))
    refuse(shapes)
    on_shapes = [*_unknown_terms(shapes), *_missing_shapes(shapes), *_not_run(shapes)]
    if foreign:
        on_shapes += _ill_formed(_merged(Dataset(foreign)), strict)
    data = _merged(context)
    described = None if files is None else _add(files, data)
    triples = len(data) if described is None else sum(len(each.triples) for each in described)
    with _log() as told:
        checked = check(data, shapes, None if described is None else _subjects(described), inference)
    on_shapes += [_on_shapes("warning", BlankNode("shapes"), None, {"en": text}) for text in dict.fromkeys(told)]
    findings = checked.findings if described is None else _in_files(checked.findings, described)
    return Report(findings, tuple(on_shapes), checked.focus_nodes, checked.shapes, triples)


def check(data: Graph, shapes: Graph, only: set[Node] | None = None, inference: str = "none") -> Checked:
    """Run the shapes; with `only`, on those nodes. An inference adds its triples to `data`."""
    if inference != "none":
        results = _run(data, shapes, inference)
        focus = _focus_nodes(shapes, data, only)
    else:
        focus = _focus_nodes(shapes, data, only)
        results = _run(data, shapes if only is None else _aimed(shapes, focus))
    findings = sorted(_findings(results, shapes, data, only), key=_order)
    matched = [nodes for nodes in focus.values() if nodes]
    return Checked(tuple(findings), len(set().union(*matched)), len(matched))


# The graphs


def _statements(graph: Graph) -> Iterator[tuple[Node, Node, Node]]:
    if isinstance(graph, rdflib.Dataset):
        yield from (quad[:3] for quad in graph.quads())
    else:
        yield from graph


def _merged(dataset: Dataset) -> Graph:
    graph = dataset.to_rdflib()
    if isinstance(graph, rdflib.Dataset):
        merged = Graph()
        for triple in _statements(graph):
            merged.add(triple)
        return merged
    return graph


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    triples: frozenset[tuple[Node, Node, Node]]


def _add(files: Sequence[Source], data: Graph) -> list[_File]:
    """Put files into the graph, their blank nodes apart from all others."""
    added = []
    for number, source in enumerate(files):
        triples = frozenset(_apart(_statements(Dataset((source,)).to_rdflib()), f"file-{number}-"))
        for triple in triples:
            data.add(triple)
        added.append(_File(source.name, triples))
    return added


def _apart(triples: Iterable[tuple[Node, Node, Node]], prefix: str) -> Iterator[tuple[Node, Node, Node]]:
    for subject, predicate, thing in triples:
        yield _renamed(subject, prefix), predicate, _renamed(thing, prefix)


def _renamed(term: Node, prefix: str) -> Node:
    return BNode(prefix + term) if isinstance(term, BNode) else term


def _subjects(files: Iterable[_File]) -> set[Node]:
    return {triple[0] for file in files for triple in file.triples}


def _in_files(findings: Iterable[Finding], files: Sequence[_File]) -> tuple[Finding, ...]:
    homes: dict[Value, set[str]] = defaultdict(set)
    for file in files:
        for node in _subjects((file,)):
            homes[_value(node)].add(file.name)
    return tuple(
        replace(each, file=next(iter(homes[each.focus]))) if len(homes[each.focus]) == 1 else each for each in findings
    )


# Which nodes a shape is for


def _focus_nodes(shapes: Graph, data: Graph, only: set[Node] | None) -> dict[Node, set[Node]]:
    """For each shape with targets its focus nodes in the data, as SHACL 2.1.3 defines them."""
    classes = _class_shapes(shapes)
    found: dict[Node, set[Node]] = {}
    for shape in classes.union(*(shapes.subjects(target) for target in _TARGETS)):
        if not any(getattr(each, "value", False) for each in shapes.objects(shape, SH.deactivated)):
            nodes = set(_targeted(shape, shape in classes, shapes, data))
            found[shape] = nodes if only is None else nodes & only
    return found


def _class_shapes(shapes: Graph) -> set[Node]:
    """Shapes that are classes: their instances are targets."""
    metaclasses = {OWL.Class, *shapes.transitive_subjects(RDFS.subClassOf, RDFS.Class)}
    classes = {each for metaclass in metaclasses for each in shapes.subjects(RDF.type, metaclass)}
    kinds = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    return classes & (kinds | set(shapes.subjects(SH.property)))


def _targeted(shape: Node, is_class: bool, shapes: Graph, data: Graph) -> Iterator[Node]:
    for each in {*shapes.objects(shape, SH.targetClass), *((shape,) if is_class else ())}:
        for kind in set(data.transitive_subjects(RDFS.subClassOf, each)):
            yield from data.subjects(RDF.type, kind)
    yield from shapes.objects(shape, SH.targetNode)
    for each in shapes.objects(shape, SH.targetSubjectsOf):
        yield from data.subjects(each)
    for each in shapes.objects(shape, SH.targetObjectsOf):
        yield from data.objects(None, each)


def _aimed(shapes: Graph, focus: Mapping[Node, set[Node]]) -> Graph:
    """The same shapes, each with its focus nodes named as its only targets.

    pySHACL's own `focus_nodes` also keeps shapes from looking at the nodes they refer to, so sh:node passes blindly.
    """
    classes = _class_shapes(shapes)
    aimed = Graph()
    for triple in shapes:
        implicit = triple[0] in classes and triple[1] == RDF.type and triple[2] not in (SH.NodeShape, SH.PropertyShape)
        if triple[1] not in _TARGETS and not implicit:
            aimed.add(triple)
    for shape, nodes in focus.items():
        for node in nodes:
            aimed.add((shape, SH.targetNode, node))
    return aimed


# Running


def _run(data: Graph, shapes: Graph, inference: str | None = None) -> Graph:
    normalize = rdflib.NORMALIZE_LITERALS
    try:
        # In place: nothing but the inference changes a graph that is ours anyway, and copies would be rewritten.
        _, found, text = pyshacl.validate(Confined(data), shacl_graph=shapes, inference=inference, inplace=True)
    except (BpokpoError, MemoryError):
        raise
    except Exception as error:  # pySHACL, rdflib, pyparsing and re raise almost anything on shapes they cannot run
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise InputError(f"the shapes cannot be run: {reason}") from error
    finally:
        rdflib.NORMALIZE_LITERALS = normalize  # pySHACL sets it for everybody
    if not isinstance(found, Graph):
        raise InputError(f"the shapes cannot be run: {text.removeprefix('Validation Failure - ')}")
    return found


@contextmanager
def _log() -> Iterator[list[str]]:
    """What pySHACL would write to standard error about the shapes, instead as a list."""
    told: list[str] = []

    def keep(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            told.append(record.getMessage().partition("\n")[0])
        return False

    logger = logging.getLogger("pyshacl-validate")
    logger.addFilter(keep)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("default")
            yield told
        told += [str(each.message).partition("\n")[0] for each in warned if each.filename.startswith(_PYSHACL)]
    finally:
        logger.removeFilter(keep)


# From its report to findings


def _findings(results: Graph, shapes: Graph, data: Graph, only: set[Node] | None = None) -> Iterator[Finding]:
    for result in results.objects(None, SH.result):
        focus = results.value(result, SH.focusNode)
        if only is not None and focus not in only:
            continue
        severity = results.value(result, SH.resultSeverity)
        value, path = results.value(result, SH.value), results.value(result, SH.resultPath)
        shape = results.value(result, SH.sourceShape)
        yield Finding(
            _SEVERITIES.get(severity, "violation"),
            Iri(str(severity)),
            _value(focus),
            None if path is None else _path(results, path),
            None if value is None else _value(value),
            _messages(results, result, shapes),
            BlankNode(shape) if isinstance(shape, BNode) else Iri(str(shape)),
            Iri(str(results.value(result, SH.sourceConstraintComponent))),
            _labels(data, focus),
        )


def _order(finding: Finding) -> tuple[Any, ...]:
    value = finding.value
    kind = getattr(value, "lang", None) or getattr(value, "datatype", "")
    where = (str(finding.focus), finding.path or "", str(finding.shape), str(finding.component))
    return SEVERITIES.index(finding.severity), *where, str(value or ""), str(kind), sorted(finding.message.items())


def _value(term: Node | None) -> Value:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Text(str(term), term.language)
        return vocabulary.Literal(str(term), Iri(str(term.datatype or XSD.string)))
    return BlankNode(term) if isinstance(term, BNode) else Iri(str(term))


def _labels(data: Graph, node: Node | None) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for predicate in (RDFS.label, SKOS.prefLabel):
        for label in sorted(each for each in data.objects(node, predicate) if isinstance(each, rdflib.Literal)):
            labels.setdefault(label.language or "", str(label))
    return dict(sorted(labels.items()))


def _path(graph: Graph, path: Node) -> str:
    return Iri(str(path)) if isinstance(path, URIRef) else _path_part(graph, path)


def _path_part(graph: Graph, path: Node) -> str:
    """A SPARQL property path; parts that are more than one step stand in parentheses."""
    if isinstance(path, URIRef):
        curie = compact(path)
        return f"<{path}>" if curie == path else curie
    if (path, RDF.first, None) in graph:
        return f"({'/'.join(_path_part(graph, each) for each in graph.items(path))})"
    for predicate, inner in graph.predicate_objects(path):
        if predicate == SH.inversePath:
            return f"^{_path_part(graph, inner)}"
        if predicate == SH.alternativePath:
            return f"({'|'.join(_path_part(graph, each) for each in graph.items(inner))})"
        if predicate in _REPEATED_PATHS:
            return _path_part(graph, inner) + _REPEATED_PATHS[URIRef(str(predicate))]
    return f"_:{path}"


def _messages(results: Graph, result: Node, shapes: Graph) -> Mapping[str, str]:
    """The messages by language; those of a SPARQL rule outrank its shape's.

    pySHACL drops the language of a message once it has filled in a variable, so it is looked up in the shapes.
    """
    texts = sorted(each for each in results.objects(result, SH.resultMessage) if isinstance(each, rdflib.Literal))
    found: dict[str, str] = {}
    for source in (SH.sourceConstraint, SH.sourceShape):
        for template in sorted(map(_template_and_language, shapes.objects(results.value(result, source), SH.message))):
            for text in texts:
                if text.language in (None, template[1] or None) and _fills(str(text), template[0]):
                    found.setdefault(template[1] or "en", str(text))
    for text in () if found else texts:
        found.setdefault(text.language or "en", str(text))
    return dict(sorted(found.items()))


def _template_and_language(message: Node) -> tuple[str, str]:
    return str(message), getattr(message, "language", None) or ""


def _fills(text: str, template: str) -> bool:
    """Whether a text is a template with its variables filled in; a regular expression might take for ever to say."""
    first, *fixed = re.split(r"\{[?$]\w+\}", template)
    if not fixed:
        return text == first
    last, place = fixed.pop(), len(first)
    for part in fixed:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return text.startswith(first) and text.endswith(last) and place <= len(text) - len(last)


# The shapes themselves


def _on_shapes(severity: Severity, focus: Value, path: str | None, message: Mapping[str, str]) -> Finding:
    iri = Iri(str({"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}[severity]))
    return Finding(severity, iri, focus, path, None, message, None, None, {})


def _unknown_terms(shapes: Graph) -> Iterator[Finding]:
    """Terms that SHACL does not have: a processor passes over them, and so over what was meant."""
    names = [str(term).removeprefix(str(SH)) for term in dir(SH)]
    known = {name.lower(): name for name in names}
    for term in (each for each in shacl_terms(shapes) if each not in SH):
        close = get_close_matches(term.removeprefix(str(SH)).lower(), known, n=1)
        message = {
            "en": f"SHACL has no {compact(term)}" + (f"; did you mean sh:{known[close[0]]}?" if close else "."),
            "id": f"SHACL tidak mengenal {compact(term)}" + (f"; maksud Anda sh:{known[close[0]]}?" if close else "."),
        }
        for user in sorted(map(_value, {*shapes.subjects(URIRef(term)), *shapes.subjects(None, URIRef(term))})):
            yield _on_shapes("violation", user, term, message)


def _missing_shapes(shapes: Graph) -> Iterator[Finding]:
    """References to shapes that are not there: everything conforms to those."""
    for predicate in _SHAPE_EXPECTING:
        for user, referred in shapes.subject_objects(predicate):
            members = shapes.items(referred) if (referred, RDF.first, None) in shapes else [referred]
            for each in members:
                if (each, None, None) not in shapes:
                    message = {
                        "en": f"There is no shape {compact(str(each))}, so nothing is checked here.",
                        "id": f"Bentuk {compact(str(each))} tidak ada, sehingga tidak ada yang diperiksa di sini.",
                    }
                    yield _on_shapes("violation", _value(user), str(predicate), message)


def _not_run(shapes: Graph) -> Iterator[Finding]:
    for predicate in _NOT_RUN:
        message = {
            "en": f"{compact(predicate)} is not evaluated: write it with SHACL Core or as a SPARQL constraint.",
            "id": f"{compact(predicate)} tidak dijalankan: tulis dengan SHACL Core atau sebagai aturan SPARQL.",
        }
        for user in sorted(map(_value, set(shapes.subjects(predicate)))):
            yield _on_shapes("warning", user, str(predicate), message)


def _ill_formed(shapes: Graph, strict: bool) -> list[Finding]:
    """What SHACL's own shapes say about shapes."""
    with _log():
        conforms, results, text = meta_validate(shapes, inference=None)
    if conforms:
        return []
    if not isinstance(results, Graph):
        raise InputError(f"the shapes cannot be checked: {text}")
    findings = sorted(_findings(results, Graph(), shapes), key=_order)
    if strict:
        worst = findings[0]
        told = " ".join(worst.message.values())
        raise InputError(f"ill-formed shapes: {compact(worst.focus)}, {compact(worst.path or '')}: {told}")
    return [_on_shapes("warning", each.focus, each.path, each.message) for each in findings]
