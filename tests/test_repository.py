"""The house: what may import what, one version, one base IRI, sizes."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import bpokpo_graph

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "bpokpo_graph"
MODULES = sorted(SOURCE.rglob("*.py"))

# From the ground up; a module imports only from groups below its own.
LAYERS = (
    ("errors",),
    ("vocabulary", "files", "limits", "words"),
    ("values", "reading", "isolation", "losses", "sparql"),
    ("hypertext", "frames", "sssom"),
    ("serialization",),
    ("contexts",),
    ("parsing", "querytext", "merging", "answers", "descriptions", "_rdflib"),
    ("dataset", "inference"),
    ("questions", "terms"),
    ("statements", "columns", "forms"),
    ("wording", "tables"),
    ("outline",),
    ("comparison", "card", "validation", "sources", "exports", "csvw", "templates", "importers"),
    ("cli",),
)
ENGINES = {
    "pyoxigraph": {
        "parsing",
        "losses",
        "merging",
        "dataset",
        "answers",
        "descriptions",
        "serialization",
        "sssom",
        "_rdflib",
    },
    "rdflib": {"dataset", "_rdflib", "validation"},
    "pyshacl": {"validation"},
    "owlrl": {"validation"},
    "pandas": {"frames", "answers", "tables"},
    "pyarrow": {"frames"},
    "openpyxl": {"frames", "importers"},
    "click": {"cli"},
    "rich": {"cli"},
}


def part(path: Path) -> str:
    """The module of the package, or the sub-package, that a file belongs to."""
    relative = path.relative_to(SOURCE)
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, also inside functions."""
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "bpokpo_graph"}
    return found


def ours(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imports(path) if name.startswith("bpokpo_graph.")}
    return {name for name in names if (SOURCE / name).is_dir() or (SOURCE / f"{name}.py").is_file()}


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py" or p.parent != SOURCE], ids=str)
def test_imports_point_down(path: Path) -> None:
    height = {module: level for level, group in enumerate(LAYERS) for module in group} | {"__main__": len(LAYERS)}
    here = part(path)
    for other in ours(path) - {here}:
        allowed = height[other] < height[here] or (here, other) in {("vocabulary", "errors"), ("limits", "errors")}
        type_only = (here, other) in {("questions", "dataset"), ("wording", "comparison"), ("outline", "card")}
        assert allowed or type_only, f"{here} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_engines_stay_in_their_rooms(path: Path) -> None:
    for engine, rooms in ENGINES.items():
        used = any(name == engine or name.startswith(f"{engine}.") for name in imports(path))
        assert not used or part(path) in rooms, f"{path.name} imports {engine}"


def test_public_names_are_sorted_and_exist() -> None:
    assert list(bpokpo_graph.__all__) == sorted(bpokpo_graph.__all__)
    for name in bpokpo_graph.__all__:
        assert getattr(bpokpo_graph, name).__doc__, name


def test_public_names_survive_the_import_of_every_module() -> None:
    """A module must not hide a public name of the package."""
    modules = {part(path) for path in MODULES}
    assert not modules & set(bpokpo_graph.__all__)


def test_one_version_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    ontology = (ROOT / "ontology" / "bpokpo.ttl").read_text("utf-8")
    assert f'owl:versionInfo "{version}"' in ontology
    assert f"owl:versionIRI <https://w3id.org/bpokpo/ns/{version}>" in ontology
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert bpokpo_graph.__version__ == version


def test_the_base_iri_stands_in_one_place() -> None:
    holders = [path.name for path in MODULES if "w3id.org/bpokpo" in path.read_text("utf-8")]
    assert holders == ["vocabulary.py"]


def test_modules_and_functions_stay_small() -> None:
    sizes = []
    for path in MODULES:
        text = path.read_text("utf-8")
        assert text.count("\n") <= 500, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                assert size <= 60, f"{path.name}: {node.name}"
                sizes.append(size)
    sizes.sort()
    assert sizes[len(sizes) // 2] <= 9
    assert sizes[int(len(sizes) * 0.9)] <= 20


def test_code_knows_no_code_of_the_graph() -> None:
    """No dimension, level, modality or other code of the code lists by name, but the states a comparison computes."""
    codes = (ROOT / "ontology" / "codes.ttl").read_text("utf-8")
    notations = set(re.findall(r'skos:notation "([^"]+)"', codes))
    allowed = {"same", "differs", "one-side-only", "partly-same", "neither", "together"}
    everyday = {"name", "none", "never", "language", "required", "skill"}  # words of options, headings, prefixes, CSVW
    for path in MODULES:
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not (strings & notations) - allowed - everyday, path.name


def test_no_possessive_groups() -> None:
    """Python 3.11.2, which Debian 12 has, matches them wrongly: a check written with one lets SERVICE through."""
    for path in MODULES:
        assert not re.search(r"\)[*+?]\+", path.read_text("utf-8")), path.name
