"""What the documentation shows is what happens."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    pages = _generator().generated()
    assert isinstance(pages, dict)
    return pages


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "README.id.md",
        "docs/tutorial.md",
        "docs/model.svg",
        "docs/questions.md",
        "docs/commands.md",
        "docs/library.md",
    ],
)
def test_generated_pages_are_up_to_date(generated: dict[str, str], page: str) -> None:
    """Every console block is run, and its output compared byte by byte."""
    assert (ROOT / page).read_text("utf-8") == generated[page]


def test_the_reference_names_what_is_public_and_nothing_else(generated: dict[str, str]) -> None:
    import bpokpo_graph

    headings = re.findall(r"^##+ (\S+)$", generated["docs/library.md"], re.MULTILINE)
    assert set(bpokpo_graph.__all__) <= set(headings)
    assert {"Answer", "Answer.to_pandas", "Dataset.from_rdflib", "Comparison", "Report"} <= set(headings)
    assert len(headings) == len(set(headings))
    assert not [name for name in headings if re.search(r"(^|\.)_", name)]
    assert "object at 0x" not in generated["docs/library.md"]


def test_pages_hold_console_blocks_that_succeed(generated: dict[str, str]) -> None:
    for page in ("README.md", "README.id.md", "docs/tutorial.md"):
        blocks = re.findall(r"^```console\n(.*?)^```$", generated[page], re.MULTILINE | re.DOTALL)
        commands = [line for block in blocks for line in block.splitlines() if line.startswith("$ ")]
        assert len(commands) >= 4
        assert all(line.startswith("$ bpokpo ") for line in commands)
        assert "exit code" not in "".join(blocks)


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 - our own README
    assert (
        capsys.readouterr().out
        == "BPO https://w3id.org/bpokpo/id/model/bpo\nKPO https://w3id.org/bpokpo/id/model/kpo\n"
    )
    assert names["rows"]
    assert len(names["graph"]) > 4000  # type: ignore[arg-type]  # an rdflib graph


def test_readme_is_short_and_names_every_command() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    assert len(page.splitlines()) <= 200
    commands = (
        "bpokpo compare",
        "bpokpo export",
        "bpokpo new",
        "bpokpo query",
        "bpokpo show",
        "bpokpo validate",
        "bpokpo source check",
    )
    for command in (*commands, "make test"):
        assert command in page


def test_the_indonesian_readme_speaks_indonesian() -> None:
    """It is a page of its own, names every command, and all that it shows is in Indonesian."""
    page = (ROOT / "README.id.md").read_text("utf-8")
    assert len(page.splitlines()) <= 160
    assert "(README.md)" in page
    assert "(README.id.md)" in (ROOT / "README.md").read_text("utf-8")
    commands = [line for line in page.splitlines() if line.startswith("$ bpokpo ")]
    assert len(commands) >= 5
    assert all("--lang id" in line for line in commands)
    for name in ("compare", "export", "new", "query", "show", "source check", "validate"):
        assert f"bpokpo {name}" in page
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "", page)
    assert not re.findall(r"\b(?:the|of|and|which|source|claim|wage|required)\b", prose)


def test_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_tutorial_s_snippets_make_its_file() -> None:
    """The Turtle blocks of the tutorial, read together, say what docs/my-ito.ttl says."""
    import pyoxigraph as ox

    page = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    blocks = re.findall(r"^```turtle\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    told = {quad.triple for quad in ox.parse("\n".join(blocks), format=ox.RdfFormat.TURTLE)}
    assert told == {quad.triple for quad in ox.parse(path=str(ROOT / "docs" / "my-ito.ttl"))}


def _told(book: dict[str, Any]) -> list[list[str]]:
    """The text outputs of each code cell; pictures differ from one machine to the next."""
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return [[_text(output) for output in cell["outputs"]] for cell in cells]


def _text(output: dict[str, Any]) -> str:
    data = output.get("data", {"text/plain": output.get("text", "")})
    return "a picture" if "image/png" in data else "".join(data.get("text/html") or data["text/plain"])


@pytest.mark.filterwarnings("default")  # those of the kernel's libraries are not ours
def test_the_notebook_says_what_it_said() -> None:
    file = ROOT / "docs" / "notebook.ipynb"
    stored = json.loads(file.read_text("utf-8"))
    assert file.stat().st_size < 100_000
    assert str(ROOT) not in file.read_text("utf-8")
    told = _told(_generator().executed())
    assert told == _told(stored)
    assert "a picture" in [text for texts in told for text in texts]
