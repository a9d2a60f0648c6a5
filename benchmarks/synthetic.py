"""Outsourcing data of any size that nobody ever collected: made from a seed, for measuring only.

Each case is an activity with the requirement, the value, the sentence and the claims that belong to it, in the
proportions of the packaged graph. With `blank`, requirements, values and lists of periods are blank nodes: about 30 %
of the statements are then about blank nodes or lists, and more point to them.
"""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from bpokpo_graph.vocabulary import expand

_WORDS = {
    "id": "data proses tenaga kerja layanan penggajian keuangan analisis “mutu” pelanggan wilayah biaya keterampilan",
    "en": "data process labour service payroll finance analysis “quality” customer region cost skill",
}
_XSD = "^^<http://www.w3.org/2001/XMLSchema#"
_CODES = {"level": 5, "necessity": 3, "statistic": 4, "modality": 4, "reading": 3, "perspective": 6, "currency": 20}


class _Case:
    def __init__(self, number: int, *, blank: bool) -> None:
        self._random = random.Random(number)  # noqa: S311 - the same data each time
        self._number = number
        self._blank = blank
        self.lines: list[str] = []

    def say(self, subject: str, predicate: str, *objects: str) -> None:
        self.lines += [f"{subject} <{expand(predicate)}> {each} ." for each in objects]

    def iri(self, kind: str, number: int) -> str:
        return f"<{expand(f'{kind}:synthetic-{number}')}>"

    def node(self, kind: str) -> str:
        return f"_:{kind}{self._number}" if self._blank else self.iri(kind, self._number)

    def text(self, words: int) -> tuple[str, str]:
        return tuple(  # type: ignore[return-value]  # one for each of the two languages
            f'"{" ".join(self._random.choices(known.split(), k=words))} {self._number}"@{language}'
            for language, known in _WORDS.items()
        )

    def code(self, subject: str, *properties: str) -> None:
        for each in properties:
            self.say(subject, f"bpokpo:{each}", f"<{expand(f'code:{each}-{self._random.randrange(_CODES[each])}')}>")

    def named(self, subject: str, *classes: str) -> None:
        self.say(subject, "rdf:type", *(f"<{expand(each)}>" for each in classes))
        self.say(subject, "rdfs:label", *self.text(4))

    def listed(self, subject: str, predicate: str, members: list[str]) -> None:
        if not self._blank:
            self.say(subject, predicate, *members)
            return
        cells = [f"_:cell{self._number}n{place}" for place in range(len(members))]
        self.say(subject, predicate, cells[0])
        for cell, member, rest in zip(cells, members, [*cells[1:], f"<{expand('rdf:nil')}>"], strict=True):
            self.say(cell, "rdf:first", member)
            self.say(cell, "rdf:rest", rest)

    def activity(self) -> str:
        activity, model = self.iri("activity", self._number), self.iri("model", self._number % 100)
        self.named(activity, "bpokpo:Activity")
        self.say(activity, "skos:definition", *self.text(12))
        self.say(model, "bpokpo:involvesActivity", activity)
        return activity

    def requirement(self, owner: str) -> None:
        node = self.node("requirement")
        self.say(owner, "bpokpo:hasSkillRequirement", node)
        self.named(node, "bpokpo:SkillRequirement")
        self.say(node, "bpokpo:competence", self.iri("competence", self._random.randrange(200)))
        self.code(node, "level", "necessity")

    def value(self, owner: str) -> None:
        node = self.node("value")
        self.say(owner, "bpokpo:hasEconomicValue", node)
        self.named(node, "bpokpo:MonetaryValue", "bpokpo:EconomicValue", "qb:Observation")
        self.say(node, "bpokpo:amount", f'"{self._random.randrange(10**6) / 100:.2f}"{_XSD}decimal>')
        self.code(node, "statistic", "currency")
        self.listed(node, "bpokpo:refPeriod", [self.iri("period", each) for each in self._random.sample(range(50), 3)])

    def sentence(self) -> str:
        sentence = self.iri("sentence", self._number)
        self.named(sentence, "bpokpo:SourceSentence")
        self.say(sentence, "skos:notation", f'"S{self._number}"')
        start = self._random.randrange(10**5)
        self.say(sentence, "oa:start", f'"{start}"{_XSD}integer>')
        self.say(sentence, "oa:end", f'"{start + 80}"{_XSD}integer>')
        self.say(sentence, "bpokpo:textDigest", f'"{self._random.getrandbits(256):064x}"')
        self.say(sentence, "bpokpo:paraphrase", *self.text(12))
        self.say(sentence, "dcterms:isPartOf", self.iri("source", self._number % 40))
        return sentence

    def claim(self, place: int, about: str, sentence: str) -> None:
        number = 3 * self._number + place
        claim = self.iri("claim", number)
        self.named(claim, "bpokpo:Claim", "rdf:Statement")
        self.say(claim, "skos:notation", f'"F{number}"')
        self.say(claim, "rdf:subject", about)
        self.say(claim, "rdf:predicate", f"<{expand('bpokpo:level')}>")
        self.say(claim, "rdf:object", f"<{expand('code:level-2')}>")
        self.say(claim, "prov:wasDerivedFrom", sentence)
        self.code(claim, "modality", "perspective", "reading")


def lines(*, blank: bool) -> Iterator[str]:
    """N-Triples without end, case after case."""
    number = 0
    while True:
        case = _Case(number, blank=blank)
        activity = case.activity()
        case.requirement(activity)
        case.value(activity)
        sentence = case.sentence()
        for place in range(2):
            case.claim(place, activity, sentence)
        yield from case.lines
        number += 1


def quads(count: int, *, blank: bool, shuffled: bool) -> list[ox.Quad]:
    """So many statements, case after case or in no order."""
    found = list(islice(lines(blank=blank), count))
    if shuffled:
        random.Random(1).shuffle(found)  # noqa: S311 - as above
    return list(ox.parse("\n".join(found), format=ox.RdfFormat.N_QUADS))


def fill(path: Path, count: int, *, blank: bool) -> None:
    """Write a file of so many statements."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in islice(lines(blank=blank), count))
