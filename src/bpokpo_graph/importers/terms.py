"""IRIs as Turtle spells them, and templates of IRIs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bpokpo_graph.vocabulary import expand

_VARIABLE = re.compile(r"\{(\+?)(\w+)\}")
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
# Narrower than Turtle's PN_LOCAL, so that nothing needs an escape.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


class NotAnIriError(ValueError):
    """What was to be an IRI is none."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a document spells IRIs: with these prefixes."""

    prefixes: Mapping[str, str]
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", {space: name for name, space in reversed(list(self.prefixes.items()))})

    def head(self) -> str:
        """The prefixes, as Turtle declares them."""
        return "".join(f"@prefix {name}: <{space}> .\n" for space, name in reversed(list(self.names.items())))

    def iri(self, iri: str) -> str:
        """An IRI, as short as may be. Raises NotAnIriError."""
        if not _IRI.fullmatch(iri):
            raise NotAnIriError(iri)
        end = max(iri.rfind("/"), iri.rfind("#")) + 1  # no name that needs no escape begins before
        name = self.names.get(iri[:end])
        return f"<{iri}>" if name is None or not _LOCAL.fullmatch(iri, end) else f"{name}:{iri[end:]}"

    def in_full(self, text: str) -> str:
        """A CURIE, an IRI or the template of one as an IRI or its template."""
        prefix, colon, rest = text.partition(":")
        if colon and prefix in self.prefixes and not rest.startswith("//"):
            return self.prefixes[prefix] + rest
        return text if not colon or "{" in prefix or rest.startswith("//") or prefix == "urn" else expand(text)


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template of constants and variables; `{+name}` takes a value as it is, `{name}` encodes it."""

    constants: tuple[str, ...]
    variables: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, text: str) -> "Template":
        """Read a template."""
        parts = _VARIABLE.split(text)
        names = zip(parts[1::3], parts[2::3], strict=True)
        return cls(tuple(parts[::3]), tuple((name, bool(plus)) for plus, name in names))

    @property
    def names(self) -> Sequence[str]:
        """Its variables."""
        return [name for name, _ in self.variables]

    def fill(self, values: Mapping[str, str]) -> str | None:
        """The IRI; None if a variable is empty."""
        text = self.constants[0]
        for (name, plus), constant in zip(self.variables, self.constants[1:], strict=True):
            if not values.get(name):
                return None
            text += encoded(values[name], plus) + constant
        return text


def encoded(value: str, plus: bool) -> str:
    """A value as it stands in an IRI. Raises NotAnIriError."""
    if plus and _NO_IRI.search(value):
        raise NotAnIriError(value)
    return value if plus else quote(value, safe="")
