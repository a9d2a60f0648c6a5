"""The answer to a validation: what was found, and how much was looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bpokpo_graph import vocabulary
from bpokpo_graph.vocabulary import BlankNode, Iri, Text

Severity: TypeAlias = Literal["violation", "warning", "info"]
FailOn: TypeAlias = Literal["violation", "warning", "info", "never"]
Node: TypeAlias = Iri | BlankNode
Value: TypeAlias = Iri | BlankNode | Text | vocabulary.Literal

SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: what is wrong with which node, and what to do about it.

    `severity_iri` is sh:resultSeverity; a severity of the shapes' own counts as a violation. `path` is an IRI, or a
    SPARQL property path in CURIEs. `value` keeps its spelling. `message` and `label` (the focus node's) have languages
    as keys; a message without language counts as English, a label without language has the key "". A finding on the
    shapes themselves has neither `shape` nor `component`. `file` is known if one file alone describes the focus node.
    """

    severity: Severity
    severity_iri: Iri
    focus: Value
    path: str | None
    value: Value | None
    message: Mapping[str, str]
    shape: Node | None
    component: Iri | None
    label: Mapping[str, str]
    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The findings on the data, worst first, and those on the shapes that were used.

    `focus_nodes` counts the nodes that a shape was applied to, `shapes` the shapes that found such a node, `triples`
    the statements of the files (of the whole graph, where no file was named).
    """

    findings: tuple[Finding, ...]
    shape_findings: tuple[Finding, ...]
    focus_nodes: int
    shapes: int
    triples: int

    @property
    def conforms(self) -> bool:
        """What sh:conforms says: no result on the data, of whatever severity."""
        return not self.findings

    @property
    def nothing_checked(self) -> bool:
        """Whether no shape found a node, so that conforming means nothing."""
        return not self.focus_nodes

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings on the data there are of each severity."""
        return {each: sum(finding.severity == each for finding in self.findings) for each in SEVERITIES}


def exit_code(report: Report, fail_on: FailOn = "violation", allow_empty: bool = False) -> int:
    """0, or 1 if a finding is as bad as `fail_on` or worse, or if nothing was checked."""
    if report.nothing_checked and not allow_empty:
        return 1
    if fail_on == "never":
        return 0
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return int(any(finding.severity in failing for finding in (*report.findings, *report.shape_findings)))
