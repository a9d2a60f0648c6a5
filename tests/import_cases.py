"""Small files in each publisher's format, and what an import makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from bpokpo_graph import importers
from bpokpo_graph.importers.metadata import Metadata
from bpokpo_graph.importers.report import Reject, Told
from bpokpo_graph.vocabulary import PREFIXES, expand

ROOT = Path(__file__).parent.parent
ESCO = "http://data.europa.eu/esco/"
USA = "http://publications.europa.eu/resource/authority/country/USA"
CLERK, CODER = ESCO + "occupation/aaaa-1", ESCO + "occupation/aaaa-2"
TYPING, LAW = ESCO + "skill/bbbb-1", ESCO + "skill/bbbb-2"
OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code\r\n"
    f'Occupation,{CLERK},4132,data entry clerk,"data clerk\r\ntyping ""clerk"" ",,released,2022-07-05T14:42:21.456Z,'
    f'{ESCO}regulated-professions/unregulated,,,"{ESCO}concept-scheme/occupations,\r\n{ESCO}concept-scheme/member",'
    '"Enters data.\r\nChecks them.",4132.1\r\n'
)
SKILLS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "definition,inScheme,description\n"
    f"KnowledgeSkillCompetence,{TYPING},skill/competence,transversal,type,,,released,,,,{ESCO}concept-scheme/skills,x\n"
    f"KnowledgeSkillCompetence,{LAW},,,law,,,released,,,,{ESCO}concept-scheme/skills,y\n"
)
RELATIONS = (
    "occupationUri,relationType,skillType,skillUri\n"
    f"{CLERK},essential,skill/competence,{TYPING}\n"
    f"{CLERK},optional,,{LAW}\n"
    f"{CODER},essential,knowledge,{LAW}\n"
)
SKILLS_OF_ONET = (
    "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound"
    "\tRecommend Suppress\tNot Relevant\tDate\tDomain Source\r\n"
    '43-9021.00\t2.A.1.a\tReading "fast"\tIM\t3.50\t8\t0.1250\t3.2550\t3.7450\tY\tn/a\t08/2023\tAnalyst\r\n'
    "43-9021.00\t2.A.1.a\tReading \tLV\t2.00\t8\tn/a\tn/a\tn/a\tN\tN\t08/2023\tAnalyst\r\n"
)


@dataclass(frozen=True)
class Imported:
    """What came of an import."""

    quads: list[ox.Quad]
    files: list[Told]
    rejects: list[Reject]

    def said(self, about: str) -> set[tuple[str, str]]:
        """What is said of a node: properties, and values as Turtle spells them in full."""
        return {
            (q.predicate.value, str(q.object))
            for q in self.quads
            if isinstance(q.subject, ox.NamedNode) and q.subject.value == about
        }

    def texts(self, about: str, curie: str) -> list[str]:
        return sorted(value for name, value in self.said(about) if name == expand(curie))


def imported(kind: str, *paths: Path, release: str = "1", metadata: Metadata | None = None, **more: Any) -> Imported:
    rejects: list[Reject] = []
    said = metadata or importers.metadata_of(kind)
    job = importers.Import(kind, said, paths, release, reject=rejects.append, **more)
    text = b"".join(job.turtle(named=True))
    return Imported(list(ox.parse(text, format=ox.RdfFormat.TRIG)), job.report.files, rejects)


def written(folder: Path, **files: str | bytes) -> Path:
    """A folder with these files; the extension .csv unless the name has one after two underscores."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        path = folder / (name.replace("__", ".") if "__" in name else f"{name}.csv")
        path.write_bytes(data)
    return folder


def workbook(path: Path, *pages: Sequence[Sequence[Any]]) -> Path:
    book = import_module("openpyxl").Workbook()
    for number, rows in enumerate(pages):
        page = book.active if number == 0 else book.create_sheet()
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def iri(text: str) -> str:
    return f"<{text}>"


def decimal(text: str) -> str:
    return f'"{text}"^^<{PREFIXES["xsd"]}decimal>'


NATIONAL = (
    "AREA",
    "NAICS",
    "NAICS_TITLE",
    "OCC_CODE",
    "OCC_TITLE",
    "TOT_EMP",
    "EMP_PRSE",
    "H_MEAN",
    "H_PCT90",
    "A_MEAN",
)
