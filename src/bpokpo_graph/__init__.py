"""An ontology and knowledge graph of outsourcing models that you can compare, query and check.

>>> from bpokpo_graph import Dataset
>>> answer = Dataset.open().select("SELECT ?model { ?model a bpokpo:OutsourcingModel }")
"""

from importlib import import_module

# As typing.TYPE_CHECKING, without the milliseconds that importing typing takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from bpokpo_graph.card import describe
    from bpokpo_graph.comparison import compare
    from bpokpo_graph.dataset import Dataset
    from bpokpo_graph.errors import BpokpoError
    from bpokpo_graph.questions import Question, question
    from bpokpo_graph.tables import tabulate
    from bpokpo_graph.templates import template
    from bpokpo_graph.validation import validate

    __version__: str

__all__ = ["BpokpoError", "Dataset", "Question", "compare", "describe", "question", "tabulate", "template", "validate"]

_HOMES = {
    "BpokpoError": "errors",
    "Dataset": "dataset",
    "Question": "questions",
    "compare": "comparison",
    "describe": "card",
    "question": "questions",
    "tabulate": "tables",
    "template": "templates",
    "validate": "validation",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `import bpokpo_graph` itself costs nothing."""
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("bpokpo-graph")
    elif name in _HOMES:
        value = getattr(import_module(f"bpokpo_graph.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
