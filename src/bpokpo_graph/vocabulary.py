"""Every IRI and prefix of the project, and the values an answer is made of."""

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from bpokpo_graph.errors import UnknownTermError

BASE = "https://w3id.org/bpokpo/"
# What other publishers number but give no IRI: ours only in name.
NEIGHBOURS = BASE + "ext/"


class Iri(str):
    """An IRI, absolute and in full."""

    __slots__ = ()


class BlankNode(str):
    """The label of a blank node, without `_:`."""

    __slots__ = ()


class Text(str):
    """A text in a language; it equals a plain `str`, but no text in another language."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, value: str, lang: str) -> "Text":
        """Take the text and its language tag."""
        self = super().__new__(cls, value)
        self.lang = lang
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # the arguments of our __new__
        return str(self), self.lang

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True and getattr(other, "lang", self.lang) == self.lang

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class Literal(str):
    """The lexical form of a literal which no Python value stands for, or which is ill-typed."""

    __slots__ = ("datatype",)
    datatype: Iri

    def __new__(cls, value: str, datatype: Iri) -> "Literal":
        """Take the lexical form and its datatype."""
        self = super().__new__(cls, value)
        self.datatype = datatype
        return self

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # the arguments of our __new__
        return str(self), self.datatype

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True and getattr(other, "datatype", self.datatype) == self.datatype

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class Triple(NamedTuple):
    """A triple term of RDF 1.2."""

    subject: Any
    predicate: Iri
    object: Any


def _ours(*names: str) -> dict[str, str]:
    return {name: f"{BASE}id/{name}/" for name in names}


PREFIXES = MappingProxyType(
    {
        "bpokpo": BASE + "ns#",
        "code": BASE + "code/",
        **_ours("model", "activity", "competence", "requirement", "value", "claim", "sentence", "source"),
        **_ours("period", "tension", "comparison", "curation", "agent", "mappings"),
        "occupation": "http://data.europa.eu/esco/occupation/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "oa": "http://www.w3.org/ns/oa#",
        "time": "http://www.w3.org/2006/time#",
        "dcterms": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "void": "http://rdfs.org/ns/void#",
        "vann": "http://purl.org/vocab/vann/",
        "schema": "https://schema.org/",
        "qudt": "http://qudt.org/schema/qudt/",
        "unit": "http://qudt.org/vocab/unit/",
        "esco": "http://data.europa.eu/esco/model#",
        "isco": "http://data.europa.eu/esco/isco/",
        "skill": "http://data.europa.eu/esco/skill/",
        "scheme": "http://data.europa.eu/esco/concept-scheme/",
        "nace": "http://data.europa.eu/ux2/nace2.1/",
        "ext": NEIGHBOURS,
        "isic": NEIGHBOURS + "isic-4/",
        "naics": NEIGHBOURS + "naics-2022/",
        "onet": NEIGHBOURS + "onet-soc/",
        "element": NEIGHBOURS + "onet-element/",
        "sssom": "https://w3id.org/sssom/",
        "semapv": "https://w3id.org/semapv/vocab/",
        "shapes": BASE + "shapes#",
        "release": BASE + "release/",
    }
)

_LONGEST_FIRST = sorted(((space, name) for name, space in PREFIXES.items()), key=lambda pair: -len(pair[0]))
# Narrower than Turtle's PN_LOCAL: what needs an escape there is shown as an IRI here.
_LOCAL = re.compile(r"\w(?:[\w.-]*[\w-])?")


def is_ours(iri: str) -> bool:
    """Whether it names something of this project, and nothing of a neighbour."""
    return iri.startswith(BASE) and not iri.startswith(NEIGHBOURS)


@lru_cache(maxsize=1024)
def expand(curie: str) -> Iri:
    """`bpokpo:Claim` in full.

    Raises UnknownTermError for a prefix which is not in the table.
    """
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        from difflib import get_close_matches

        close = get_close_matches(prefix, PREFIXES, n=2)
        raise UnknownTermError(curie, [f"{name}:{local}" for name in close], kind="known prefix in")
    return Iri(PREFIXES[prefix] + local)


def compact(iri: str) -> str:
    """The CURIE of an IRI; the IRI itself where no prefix fits or the rest is no simple name."""
    for space, prefix in _LONGEST_FIRST:
        if iri.startswith(space):
            local = iri[len(space) :]
            return f"{prefix}:{local}" if _LOCAL.fullmatch(local) else iri
    return iri
