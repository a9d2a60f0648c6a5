"""The package as users get it: what the wheel and the sdist hold, and every command installed, called from anywhere."""

import os
import shlex
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from bpokpo_graph.cli import answering
from bpokpo_graph.cli.import_ import GRAPHS as IMPORTED
from bpokpo_graph.cli.options import LANGUAGES, TABULAR
from bpokpo_graph.cli.show import FORMATS
from bpokpo_graph.templates import KINDS
from commandline import commands
from oldest import oldest

ROOT = Path(__file__).parent.parent
FOLDERS = ("ontology", "data")
ARTICLE = Path(os.environ.get("BPOKPO_SHARED", ROOT / ".." / "shared")) / "source" / "article.id.txt"


def built(target: str, home: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=home, check=True, capture_output=True)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files_in(folder: Path) -> set[str]:
    """Every file below it, as its path from there."""
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_the_package_its_ontology_and_data_and_nothing_else(wheel: Path) -> None:
    expected = {f"bpokpo_graph/{file}" for file in files_in(ROOT / "src" / "bpokpo_graph")}
    expected |= {f"bpokpo_graph/_files/{folder}/{file}" for folder in FOLDERS for file in files_in(ROOT / folder)}
    about = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/LICENSE-DATA")
    expected |= {f"bpokpo_graph-0.1.0.dist-info/{file}" for file in about}
    assert set(contents(wheel)) == expected
    must = {"py.typed", "_files/ontology/bpokpo.ttl", "_files/ontology/queries/skill-gap.rq", "_files/data/models.ttl"}
    assert {f"bpokpo_graph/{file}" for file in must} <= expected


def test_the_sdist_builds_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (home,) = tmp_path.iterdir()
    assert {"tests/test_package.py", "CHANGELOG.md", "CITATION.cff", "LICENSE"} <= files_in(home)
    again = built("wheel", home, tmp_path / "again")
    assert again.name == wheel.name
    assert contents(again) == contents(wheel)


# Installed

ITO = str(ROOT / "docs" / "my-ito.ttl")
PAY = "model,indicator,statistic,amount,currency,unit,area,period,source\nBPO,wage,mean,3,USD,hour,IDN,2024,A\n"
# For each command the calls that must end with 0 in the installed package.
SMOKE: dict[str, list[str]] = {
    "compare": [
        *(f"BPO KPO --lang {lang}" for lang in LANGUAGES),
        *(f"BPO KPO -f {format_}" for format_ in TABULAR),
        "BPO KPO --sources",
        f"BPO KPO ITO -a {ITO} --on skills --only-differences",
    ],
    "export": [
        *(f"-f {format_}" for format_ in answering.GRAPHS),
        "--canonical",
        "--context",
        "--frame model",
        "--infer owlrl --term KPO",
        "--claims rdf12 --data-only -o {tmp}/graph.ttl",
        "-f csv -o {tmp}/tables",
        "--table claims --untrusted --timeout 60",
    ],
    "import": [
        *(f"table {{tmp}}/pay.csv --release 1 -f {format_}" for format_ in IMPORTED),
        "table {tmp} --release 1 --strict --untrusted --rejects {tmp}/rejects.csv -o {tmp}/pay.trig",
    ],
    "new": [f"{kind} --lang {lang}" for kind in KINDS for lang in LANGUAGES],
    "query": [
        "--list",
        "skill-gap -p left KPO -p right BPO",
        *(f"skill-gap -f {format_}" for format_ in answering.ROWS if format_ not in answering.BINARY),
        *(f"requires -f {format_}" for format_ in answering.GRAPHS),
        "{tmp}/question.rq --explain",
        "- --timeout 60",
    ],
    "show": [f"KPO -f {format_}" for format_ in FORMATS] + ["claim:f56 --incoming"],
    "source check": ["{article}"],
    "validate": ["", ITO, "-i owlrl", "--curation", *(f"-f {format_}" for format_ in TABULAR)],
}


def test_no_command_is_left_out() -> None:
    assert set(SMOKE) == {path for path, _ in commands()}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that has the wheel, with what it needs and nothing more."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=True)
    subprocess.run([home / "bin" / "pip", "install", "--quiet", str(wheel)], check=True)
    return home / "bin"


def called(installed: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A call of the installed program from the root folder, without anything of ours in the environment."""
    plain = {"PATH": f"{installed}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", **environment}
    text = "ASK { model:bpo a bpokpo:OutsourcingModel }"
    return subprocess.run(words, cwd="/", env=plain, input=text, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_environment_is_a_user_s(installed: Path) -> None:
    listed = called(installed, "python", "-m", "pip", "list", "--format=freeze").stdout.lower()
    assert "bpokpo-graph==0.1.0\n" in listed
    for developers in ("pytest", "pandas", "pyarrow", "openpyxl", "hatchling"):
        assert f"\n{developers}==" not in listed
    where = called(installed, "python", "-c", "import bpokpo_graph.files as f; print(f.root())").stdout
    assert where.startswith(str(installed.parent))


@pytest.mark.slow
@pytest.mark.parametrize("command", SMOKE)
def test_every_command_runs_from_the_root_folder(command: str, installed: Path, tmp_path: Path) -> None:
    (tmp_path / "pay.csv").write_text(PAY)
    (tmp_path / "question.rq").write_text("SELECT ?m { ?m a bpokpo:OutsourcingModel }")
    if command == "source check" and not ARTICLE.is_file():
        pytest.skip("the article is not here")
    for line in ("--help", *SMOKE[command]):
        words = shlex.split(line.format(tmp=tmp_path, article=ARTICLE))
        done = called(installed, "bpokpo", *command.split(), *words)
        assert done.returncode == 0, f"{command} {line}: {done.stderr}"
        assert done.stdout or "-o" in words, f"{command} {line}"
        assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "word"), [("id", "Tingkat proses"), ("en", "Process level")])
def test_the_installed_comparison_says_what_it_should(lang: str, word: str, installed: Path) -> None:
    for program in (["bpokpo"], ["python", "-m", "bpokpo_graph"]):
        assert word in called(installed, *program, "compare", "BPO", "KPO", "--lang", lang).stdout


@pytest.mark.slow
def test_the_installed_program_tells_version_and_question(installed: Path) -> None:
    assert called(installed, "bpokpo", "--version").stdout == "bpokpo 0.1.0\n"
    assert called(installed, "python", "-m", "bpokpo_graph", "--version").stdout == "bpokpo 0.1.0\n"
    assert called(installed, "bpokpo", "query", "-").stdout == "true\n"


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_installed_program_completes(shell: str, installed: Path) -> None:
    script = called(installed, "bpokpo", _BPOKPO_COMPLETE=f"{shell}_source")
    assert script.returncode == 0
    assert "_BPOKPO_COMPLETE" in script.stdout
    words = {"COMP_WORDS": "bpokpo compare B", "COMP_CWORD": "B" if shell == "fish" else "2"}
    assert "BPO" in called(installed, "bpokpo", _BPOKPO_COMPLETE=f"{shell}_complete", **words).stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "library", "extra"),
    [
        ("bpokpo query skill-gap -o {tmp}/a.parquet", "pyarrow", "tables"),
        ("bpokpo query skill-gap -o {tmp}/a.xlsx", "openpyxl", "tables"),
    ],
)
def test_what_needs_an_extra_says_so(call: str, library: str, extra: str, installed: Path, tmp_path: Path) -> None:
    done = called(installed, *call.format(tmp=tmp_path).split())
    assert done.returncode == 2
    assert f"needs {library}: install bpokpo-graph with its extra “{extra}”\n" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_workbook_needs_an_extra_to_be_read(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "codes.xlsx").touch()
    done = called(installed, "bpokpo", "import", "naics", str(tmp_path / "codes.xlsx"), "--release", "2022")
    assert done.returncode == 2
    assert done.stderr == "bpokpo: xlsx needs openpyxl: install bpokpo-graph with its extra “tables”\n"


@pytest.mark.slow
def test_a_data_frame_needs_an_extra(installed: Path) -> None:
    program = (
        "import bpokpo_graph as b; b.Dataset.open().select('SELECT * { ?s a bpokpo:OutsourcingModel }').to_pandas()"
    )
    last = called(installed, "python", "-c", program).stderr.splitlines()[-1]
    assert last.endswith("a DataFrame needs pandas: install bpokpo-graph with its extra “pandas”")


# Its dependencies


def test_the_oldest_versions_are_those_of_the_project_file(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(
        '[project]\ndependencies = ["a>=1.2,<3", "b[x]~=2.0"]\n[project.optional-dependencies]\n'
        'pandas = ["c>=4"]\ntables = ["d==5.6"]\ndev = ["e>=7"]\n'
    )
    assert list(oldest(project)) == ["a==1.2", "b==2.0", "c==4", "d==5.6"]
    project.write_text("[project]\ndependencies = ['a']\n[project.optional-dependencies]\npandas = []\ntables = []\n")
    with pytest.raises(ValueError, match="not enough values"):
        list(oldest(project))


def test_every_dependency_of_users_has_a_lower_bound() -> None:
    names = {line.partition("==")[0] for line in oldest()}
    assert names == {"click", "openpyxl", "pandas", "pyarrow", "pyoxigraph", "pyshacl", "rdflib", "rich"}
