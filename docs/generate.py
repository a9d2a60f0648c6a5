"""Write the generated parts of the documentation: output blocks, the picture of the model, references.

`python docs/generate.py` writes them; `python docs/generate.py --check` only says what would change, and fails if
anything would. In the READMEs and the tutorial the console blocks are generated: every command that starts with
`$ bpokpo` is run, and its output is what the page shows. `python docs/generate.py --notebook` runs the notebook and
writes what it tells.
"""

import inspect
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click

import bpokpo_graph
from bpokpo_graph import Dataset, files
from bpokpo_graph.cli import main
from bpokpo_graph.errors import BpokpoError
from bpokpo_graph.questions import questions
from bpokpo_graph.vocabulary import compact

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.id.md", "docs/tutorial.md")
NOTEBOOK = "docs/notebook.ipynb"
CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def generated() -> dict[str, str]:
    """Every generated file as it should be, by its path in the checkout."""
    pages = {page: with_output((ROOT / page).read_text("utf-8")) for page in PAGES}
    return pages | {
        "docs/model.svg": picture(Dataset.open(add=[files.shapes()])),
        "docs/questions.md": question_page(),
        "docs/commands.md": command_page(),
        "docs/library.md": library_page(),
    }


# Console blocks


def with_output(page: str) -> str:
    """The page with the output of every command in its console blocks as it is now."""
    return CONSOLE.sub(lambda block: run(block[1]), page)


def run(block: str) -> str:
    """The commands of a console block, each followed by what it prints on both streams."""
    return "".join(f"$ {command}\n{output_of(command)}" for command in re.findall(r"^\$ (.*)$", block, re.MULTILINE))


def output_of(command: str) -> str:
    """What a shell prints for the command at 80 columns in a plain English locale; a failure is shown, not hidden."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if name.startswith(("BPOKPO_", "PYTHON"))}
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**kept, "PATH": path, "LANG": "C.UTF-8", "COLUMNS": "80", "HOME": "/nonexistent"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    status = f"(exit code {result.returncode})\n" if result.returncode else ""
    return result.stdout.removesuffix("\n") + ("\n" if result.stdout else "") + status


# The model as a picture: classes as boxes that list their properties, in columns by distance from the central class

CLASSES = """
SELECT ?class ?id ?en WHERE {
  ?class a owl:Class ; rdfs:isDefinedBy ?ontology ; rdfs:label ?id , ?en .
  FILTER ( LANG(?id) = "id" && LANG(?en) = "en" )
} ORDER BY ?class
"""
PROPERTIES = """
SELECT DISTINCT ?property ?en ?from ?to WHERE {
  ?property a owl:ObjectProperty ; rdfs:isDefinedBy ?ontology ; rdfs:label ?en .
  FILTER ( LANG(?en) = "en" )
  ?property rdfs:domain|schema:domainIncludes ?from .
  ?property rdfs:range|schema:rangeIncludes ?to .
  ?from rdfs:isDefinedBy ?ontology . ?to rdfs:isDefinedBy ?ontology .
} ORDER BY ?property ?from ?to
"""
# Properties of other vocabularies, between classes of ours, as the shapes want them.
SHAPED = """
SELECT DISTINCT ?property ?from ?to WHERE {
  ?shape sh:targetClass ?from ; sh:property ?constraint . ?constraint sh:path ?property ; sh:class ?to .
  FILTER ( isIRI(?property) )
  ?from rdfs:isDefinedBy ?ontology . ?to rdfs:isDefinedBy ?ontology .
  MINUS { ?property rdfs:isDefinedBy ?ontology }
} ORDER BY ?property ?from ?to
"""
SUBCLASSES = """
SELECT ?class ?parent WHERE {
  ?class rdfs:subClassOf ?parent . ?parent rdfs:isDefinedBy ?ontology .
} ORDER BY ?class
"""
WIDTH, GAP, LINE = 262, 76, 17


def picture(dataset: Dataset) -> str:
    """An SVG of our classes with their object properties, read from the ontology."""
    names = {compact(c): (str(i), str(e)) for c, i, e in dataset.select(CLASSES)}
    links = [(compact(f), str(label), compact(t)) for _, label, f, t in dataset.select(PROPERTIES)]
    links += [(compact(f), compact(path), compact(t)) for path, f, t in dataset.select(SHAPED)]
    kinds = [(compact(child), "is a kind of", compact(parent)) for child, parent in dataset.select(SUBCLASSES)]
    edges = [edge for edge in (*links, *kinds) if edge[0] != edge[2]]
    loops = [edge for edge in links if edge[0] == edge[2]]
    shown = {end for edge in edges for end in (edge[0], edge[2])}
    columns = _columns(shown, edges)
    boxes = _boxes(columns, edges, loops)
    width = len(columns) * (WIDTH + GAP) - GAP + 40
    height = max(y + h for _, y, h in boxes.values()) + 20
    body = [*_arrows(edges, boxes), *(_box(node, boxes[node], names[node], edges, loops) for node in sorted(boxes))]
    return "\n".join([_opening(width, height), *body, "</svg>", ""])


def _columns(shown: set[str], edges: list[tuple[str, str, str]]) -> list[list[str]]:
    """Classes by their distance from the outsourcing model, then what hangs together with claims, and so on."""
    columns: list[list[str]] = []
    rest = set(shown)
    near = {"bpokpo:OutsourcingModel"}
    while rest:
        columns.append(sorted(near))
        rest -= near
        near = ({a for a, _, b in edges if b in near} | {b for a, _, b in edges if a in near}) & rest
        near = near or {max(sorted(rest), key=lambda node: sum(node in edge for edge in edges), default="")}
    return columns


def _rows(node: str, edges: list[tuple[str, str, str]], loops: list[tuple[str, str, str]]) -> list[str]:
    out = [f"{label} → {target.partition(':')[2]}" for source, label, target in edges if source == node]
    return out + [f"{label} ↺" for source, label, _ in loops if source == node]


def _boxes(
    columns: list[list[str]], edges: list[tuple[str, str, str]], loops: list[tuple[str, str, str]]
) -> dict[str, tuple[int, int, int]]:
    sizes = {node: 46 + LINE * len(_rows(node, edges, loops)) for column in columns for node in column}
    tallest = max(sum(sizes[node] + 22 for node in column) for column in columns)
    boxes = {}
    for number, column in enumerate(columns):
        y = 20 + (tallest - sum(sizes[node] + 22 for node in column)) // 2
        for node in column:
            boxes[node] = (20 + number * (WIDTH + GAP), y, sizes[node])
            y += sizes[node] + 22
    return boxes


def _opening(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="12">\n'
        "<title>Kelas dan sifat ontologi / Classes and properties of the ontology</title>\n"
        "<style>rect{fill:#fff;stroke:#345}.h{fill:#dde7f0}path{fill:none;stroke:#789}"
        "text{fill:#123}.b{font-weight:bold}.i{font-style:italic;fill:#456}</style>\n"
        '<defs><marker id="a" markerWidth="9" markerHeight="9" refX="8" refY="4" orient="auto">'
        '<path d="M0,0 L8,4 L0,8" /></marker></defs>\n'
        f'<rect width="{width}" height="{height}" style="stroke:none" />'
    )


def _arrows(edges: list[tuple[str, str, str]], boxes: dict[str, tuple[int, int, int]]) -> Iterator[str]:
    """One arrow for each pair of classes, from the row of its first property to the head of the other class."""
    seen: dict[str, int] = {}
    drawn = set()
    for source, _, target in edges:
        row = seen[source] = seen.get(source, -1) + 1
        if (source, target) in drawn:
            continue
        drawn.add((source, target))
        (x, y, _), (to_x, to_y, _) = boxes[source], boxes[target]
        start, end = y + 46 + LINE * row + 4, to_y + 18
        if x == to_x:
            yield f'<path d="M{x},{start} C{x - 44},{start} {x - 44},{end} {x - 1},{end}" marker-end="url(#a)" />'
        else:
            out, into = (x + WIDTH, to_x - 1) if x < to_x else (x, to_x + WIDTH + 1)
            bend = 40 if x < to_x else -40
            yield (
                f'<path d="M{out},{start} C{out + bend},{start} {into - bend},{end} {into},{end}" '
                'marker-end="url(#a)" />'
            )


def _box(
    node: str,
    place: tuple[int, int, int],
    names: tuple[str, str],
    edges: list[tuple[str, str, str]],
    loops: list[tuple[str, str, str]],
) -> str:
    x, y, height = place
    lines = [
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{height}" rx="4" />',
        f'<rect class="h" x="{x}" y="{y}" width="{WIDTH}" height="36" rx="4" />',
        f'<text class="b" x="{x + 8}" y="{y + 15}">{escape(node.partition(":")[2])}</text>',
        f'<text class="i" x="{x + 8}" y="{y + 30}">{escape(names[0])}</text>',
    ]
    for number, row in enumerate(_rows(node, edges, loops)):
        lines.append(f'<text x="{x + 8}" y="{y + 50 + LINE * number}">{escape(row)}</text>')
    return "\n".join(lines)


# Pages


def question_page() -> str:
    """The named questions with their titles and queries."""
    parts = [
        "# Pertanyaan / Questions",
        "",
        "<!-- generated by docs/generate.py -->",
        "",
        "Ask one with `bpokpo query NAME`; `--lang id` gives the labels in Indonesian.",
        "",
    ]
    for question in questions():
        query = "\n".join(question.text.splitlines()[2:])
        parts += [f"## {question.name}", "", f"{question.title['id']}  ", f"*{question.title['en']}*", ""]
        parts += ["```sparql", query, "```", ""]
    return "\n".join(parts)


def command_page() -> str:
    """The help of every command."""
    parts = ["# Commands", "", "<!-- generated by docs/generate.py -->", ""]
    for path, command in _commands(main, ("bpokpo",)):
        names = ["-h", "--help"]
        context = click.Context(command, info_name=" ".join(path), terminal_width=100, help_option_names=names)
        parts += [f"## {' '.join(path)}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join([*parts, *_exit_codes(), *_completion()])


def _exit_codes() -> Iterator[str]:
    """What the exit code tells a script: findings, the kinds of errors, and how else a command may end."""
    kinds: list[type[BpokpoError]] = [BpokpoError, *BpokpoError.__subclasses__()]
    told = {kind.exit_code: (kind.__doc__ or "").splitlines()[0] for kind in kinds}
    told[0] = "Done; what was checked has no findings."
    told[1] = "Findings: violations, sentences that do not agree, ASK false with --exit-code."
    told[70] = "A bug in bpokpo; -v shows where."
    told[130] = "Ended by Ctrl-C."
    yield from ("## Exit codes", "", "| code | meaning |", "| --- | --- |")
    yield from (f"| {code} | {meaning} |" for code, meaning in sorted(told.items()))
    yield from ("", "A reader that goes away before the end (`| head`) changes no exit code.")
    yield ""


def _completion() -> Iterator[str]:
    """How to turn on what the shell offers after Tab."""
    yield from ("## Shell completion", "")
    yield "After Tab the shell offers commands, options, formats and files, and names from the graph: questions and"
    yield "their parameters, models, dimensions, and anything by notation, label or CURIE (also of `-a` and `-d`). Add"
    yield "the line for your shell to its start-up file:"
    yield from ("", "```sh")
    for shell in ("bash", "fish", "zsh"):
        source = f"_BPOKPO_COMPLETE={shell}_source bpokpo"
        yield f"{source} | source  # fish" if shell == "fish" else f'eval "$({source})"  # {shell}'
    yield from ("```", "")


def library_page() -> str:
    """The public names of the package and the classes of what they give, from their docstrings."""
    found: dict[type, None] = {}
    todo: list[object] = [getattr(bpokpo_graph, name) for name in bpokpo_graph.__all__]
    parts = ["# Library", "", "<!-- generated by docs/generate.py -->", "", *_doc(bpokpo_graph), ""]
    parts += [
        "Import these from `bpokpo_graph`; the classes further down are those of their arguments and answers.",
        "",
    ]
    for function in [each for each in todo if not isinstance(each, type)]:
        parts += _callable("##", function.__name__, function)  # type: ignore[attr-defined]  # a function
    while todo:
        item = todo.pop(0)
        if item in found or (isinstance(item, type) and item.__name__.startswith("_")):
            continue
        if isinstance(item, type):
            found[item] = None
        todo += _named_in(item)
    shared = [name for name, many in Counter(each.__name__ for each in found).items() if many > 1]
    for each in found:
        title = (
            each.__name__ if each.__name__ not in shared else f"{each.__module__.rpartition('.')[2]}.{each.__name__}"
        )
        parts += _class(title, each)
    return "\n".join(parts)


def _doc(item: object) -> list[str]:
    """The docstring, with code blocks as such."""
    text = inspect.getdoc(item) or ""
    return re.sub(
        r"(?:^(?:>>>|    ).*\n?)+", lambda code: f"```\n{code[0].rstrip()}\n```\n", text, flags=re.M
    ).splitlines()


def _members(class_: type) -> list[tuple[str, object]]:
    """Its public methods and properties, in the order in which they are written."""
    return [(name, item) for name, item in vars(class_).items() if not name.startswith("_") and _own(class_, item)]


def _own(class_: type, item: object) -> bool:
    inner = item.fget if isinstance(item, property) else getattr(item, "__func__", item)
    return inspect.isfunction(inner) and inner.__module__ == class_.__module__


def _class(title: str, class_: type) -> list[str]:
    parts = [f"## {title}", "", f"*`{class_.__module__}.{class_.__name__}`*", "", *_doc(class_), ""]
    if is_dataclass(class_):
        fields_ = [
            f"`{field.name}: {_plain(field.type)}`" for field in fields(class_) if not field.name.startswith("_")
        ]
        parts += [f"Fields: {', '.join(fields_)}.", ""]
    for name, item in _members(class_):
        if isinstance(item, property):
            parts += [f"### {title}.{name}", "", *_doc(item), ""]
        else:
            parts += _callable("###", f"{title}.{name}", getattr(item, "__func__", item))
    return parts


def _callable(level: str, name: str, item: object) -> list[str]:
    signature = inspect.signature(item)  # type: ignore[arg-type]  # a function
    kept = [
        parameter.replace(annotation=_Shown(parameter.annotation))
        for parameter in signature.parameters.values()
        if parameter.name not in ("self", "cls")
    ]
    shown = signature.replace(parameters=kept, return_annotation=_Shown(signature.return_annotation))
    return [f"{level} {name}", "", "```python", f"{name}{shown}", "```", "", *_doc(item), ""]


class _Shown:
    """An annotation as a reader wants it."""

    def __init__(self, annotation: object) -> None:
        self.annotation = annotation

    def __repr__(self) -> str:
        return _plain(self.annotation)


def _plain(annotation: object) -> str:
    """An annotation without quotes around it and without the modules that need no telling."""
    text = annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    return re.sub(r"\b(?:bpokpo_graph|collections|pathlib|typing)(?:\.[a-z_]+)*\.", "", text)


def _named_in(item: object) -> list[object]:
    """Classes of ours that the annotations of a class or a function name."""
    texts = [str(getattr(item, "__annotations__", {}))]
    if isinstance(item, type):
        inner = (each.fget if isinstance(each, property) else each for _, each in _members(item))
        texts += [str(getattr(getattr(each, "__func__", each), "__annotations__", {})) for each in inner]
    words = dict.fromkeys(re.findall(r"[A-Z]\w+", " ".join(texts)))
    home = vars(sys.modules[item.__module__])
    known = [home.get(word) or _ours().get(word) for word in words]
    return [each for each in known if isinstance(each, type) and each.__module__.startswith("bpokpo_graph.")]


def _ours() -> dict[str, object]:
    """Every class of the library that is loaded, by name; of several, that of the outermost module."""
    modules = [module for name, module in sys.modules.items() if name.startswith("bpokpo_graph.")]
    classes = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
    inner_first = sorted(classes, key=lambda each: (each.__module__.count("."), each.__module__), reverse=True)
    return {each.__name__: each for each in inner_first if each.__module__.startswith("bpokpo_graph.")}


def _commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands(command.commands[name], (*path, name))


# The notebook


def executed() -> Any:
    """The notebook, run from the start, with only the richest form of each output."""
    from nbclient import NotebookClient

    nbformat: Any = import_module("nbformat")  # its functions are untyped
    book = nbformat.read(ROOT / NOTEBOOK, as_version=4)
    NotebookClient(book, timeout=120, kernel_name="python3", record_timing=False).execute()
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            if {"text/html", "image/png"} & set(output.get("data", ())):
                output["data"].pop("text/plain", None)
    book.metadata["language_info"] = {"name": "python"}  # not the version that happened to run it
    return book


def write_notebook() -> int:
    """Write the notebook with its output."""
    import_module("nbformat").write(executed(), ROOT / NOTEBOOK)
    return 0


def write(*, check: bool) -> int:
    """Write what has changed; with `check`, only name it and return 1 if there is any."""
    changed = [path for path, text in generated().items() if _old(path) != text]
    if check:
        print("\n".join(f"{path} is out of date: run make docs" for path in changed))
        return int(bool(changed))
    for path, text in generated().items():
        (ROOT / path).write_text(text, "utf-8")
    return 0


def _old(path: str) -> str | None:
    file = ROOT / path
    return file.read_text("utf-8") if file.is_file() else None


if __name__ == "__main__":
    sys.exit(write_notebook() if "--notebook" in sys.argv else write(check="--check" in sys.argv))
