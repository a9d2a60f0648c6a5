"""The package as users get it: the wheel holds ontology and data, and works from anywhere."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("ontology", "data")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_ontology_and_data(wheel: Path) -> None:
    names = {
        name.removeprefix("bpokpo_graph/_files/") for name in zipfile.ZipFile(wheel).namelist() if "_files" in name
    }
    ours = {str(p.relative_to(ROOT)) for folder in FOLDERS for p in (ROOT / folder).rglob("*") if p.is_file()}
    assert names == ours
    assert "bpokpo_graph/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_the_unpacked_wheel_compares_from_the_root_folder(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    probe = "import bpokpo_graph.files as f; print(f.root())"
    run = {"cwd": "/", "env": {"PYTHONPATH": str(tmp_path), "LANG": "C.UTF-8"}, "check": True, "capture_output": True}
    where = subprocess.run([sys.executable, "-c", probe], text=True, **run)  # type: ignore[call-overload]
    assert where.stdout.strip() == str(tmp_path / "bpokpo_graph" / "_files")
    command = [sys.executable, "-m", "bpokpo_graph", "compare", "BPO", "KPO"]
    shown = subprocess.run(command, text=True, **run)  # type: ignore[call-overload]
    assert "Process level" in shown.stdout


@pytest.mark.slow
def test_the_wheel_installs_into_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    """Without the tests' dependencies; every command runs from the root folder."""
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    subprocess.run([binaries / "pip", "install", "--quiet", str(wheel)], check=True)
    for arguments in (["compare", "BPO", "KPO"], ["query", "skill-gap"], ["validate"], ["--help"]):
        subprocess.run([binaries / "bpokpo", *arguments], cwd="/", check=True, capture_output=True)
