"""The contexts that a JSON-LD document names: our own is put in its place, any other would have to be fetched."""

import re
from contextlib import suppress

from bpokpo_graph import limits
from bpokpo_graph.errors import PolicyError

_LONG = 2000  # no sensible context has IRIs of that length, all its prefixes in one
_MAY_NAME_ONE = re.compile(rb"@context|@import|\\u00")


def in_place(data: bytes, name: str, size: int | None) -> bytes:
    """The document with our own context in the place of its IRI, where that stands alone or first.

    Raises PolicyError for any other IRI, and LimitError if the document grows too much.
    """
    if not _MAY_NAME_ONE.search(data):
        return data
    import json

    own = _own_iri() if b"/context.jsonld" in data else None
    found = _Contexts(name, own)
    with suppress(ValueError, RecursionError):  # no JSON: the parser says where
        # Numbers stay as they are spelt: Python would not read 5,000 digits.
        json.loads(data, object_pairs_hook=found, parse_int=str, parse_float=str)
    _check_growth(data, name, size, found.longest * data.count(b'"') // 2)
    return _replaced(data, own, name, size) if own else data


def _longest(context: dict[str, object]) -> int:
    """How long the IRIs of a context may become, whose terms can be built on one another."""
    spelt = {term: str(said.get("@id", "")) if isinstance(said, dict) else str(said) for term, said in context.items()}
    prefixes = {iri.partition(":")[0] for iri in spelt.values()}
    # A prefix that is itself built on another lengthens whatever is built on it.
    return max(map(len, spelt.values()), default=0) + sum(len(spelt[each]) for each in prefixes if each in spelt)


def _own_iri() -> str:
    from bpokpo_graph.serialization.jsonld import context_iri

    return context_iri()


def _replaced(data: bytes, own: str, name: str, size: int | None) -> bytes:
    from bpokpo_graph.serialization.jsonld import context_in_line

    context = context_in_line().encode()
    named = re.compile(rb'("@context"\s*:\s*(?:\[\s*)?)"%b"' % re.escape(own.encode()))
    _check_growth(data, name, size, len(context) * sum(1 for _ in named.finditer(data)))
    return named.sub(lambda found: found[1] + context, data)


def _check_growth(data: bytes, name: str, size: int | None, more: int) -> None:
    limit = limits.grown(size, len(data))
    if more > limit:
        raise limits.too_big(f"{name}, with its contexts written out", limit)


class _Contexts:
    """Refuses contexts that would have to be fetched, in every object of a JSON document.

    `longest` is how much a context may put in the place of a string; what is short in all of them counts as nothing.
    """

    def __init__(self, name: str, own: str | None) -> None:
        self._name = name
        self._own = own
        self.longest = 0

    def __call__(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        for key, value in pairs:
            if key == "@import":
                self._refuse(value)
            elif key == "@context":
                listed = value if isinstance(value, list) else [value]
                for place, context in enumerate(listed):
                    if isinstance(context, str) and (place or context != self._own):
                        self._refuse(context)
                longest = sum(_longest(context) for context in listed if isinstance(context, dict))
                self.longest += longest if longest >= _LONG else 0
        return dict(pairs)

    def _refuse(self, context: object) -> None:
        message = f"the context “{context}” is somewhere else and nothing is fetched: copy what it holds in its place"
        raise PolicyError(f"{self._name}: {message}")
