"""`bpokpo new`: templates that read as Turtle at once, complain until they are filled, and hold afterwards."""

import json
import re
import subprocess
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest

from bpokpo_graph import Dataset, compare, template
from bpokpo_graph.questions import _read, headings
from bpokpo_graph.templates import KINDS
from bpokpo_graph.terms import Term
from bpokpo_graph.vocabulary import PREFIXES
from commandline import answer, bpokpo, complaint, outcome

ROOT = Path(__file__).parent.parent
TURTLE = [kind for kind in KINDS if kind != "question"]
ARTICLE = "Kata pengantar. ITO kini menjadi istilah umum. Penutup."
SENTENCE = "ITO kini menjadi istilah umum."

# What a person writes into the blanks, by the class of the node and the property; written by hand.
NAMES = '"alih daya teknologi informasi"@id, "information technology outsourcing"@en'
FILLINGS = {
    "bpokpo:OutsourcingModel": {
        "rdfs:label": NAMES,
        "skos:notation": '"ITO"',
        "bpokpo:emphasis": "code:emphasis-process",
        "bpokpo:processLevel": "code:process-level-medium",
        "bpokpo:clientContact": "code:frequency-sometimes",
        "bpokpo:specialisation": "code:specialisation-specialised-knowledge",
    },
    "bpokpo:Activity": {
        "rdfs:label": '"meja bantuan"@id, "help desk"@en',
        "bpokpo:performedBy": "occupation:0ededdc2-050a-4ec3-8e70-6295105fcd19",
        "bpokpo:involvesActivity": "model:bpo",
    },
    "bpokpo:SkillRequirement": {
        "rdfs:label": '"bahasa Inggris yang baik"@id, "good English"@en',
        "bpokpo:competence": "competence:english",
        "bpokpo:level": "code:level-good",
        "bpokpo:necessity": "code:necessity-required",
        "bpokpo:requirementKind": "code:requirement-kind-language",
    },
    "bpokpo:EconomicValue": {
        "rdfs:label": '"tarif jasa 30 dolar per jam"@id, "30 dollars an hour"@en',
        "bpokpo:indicator": "code:indicator-billing-rate",
        "bpokpo:beneficiary": "code:area-not-stated",
        "bpokpo:refArea": "code:area-abroad",
        "bpokpo:statistic": "code:statistic-none",
        "bpokpo:refPeriod": "period:year-1989",
        "bpokpo:amount": "30.0",
        "bpokpo:currency": "unit:CCY_USD",
        "bpokpo:perUnit": "unit:HR",
        "bpokpo:priceBasis": "code:price-basis-nominal",
        "bpokpo:direction": "code:direction-lower",
        "bpokpo:comparator": "model:bpo",
    },
    "bpokpo:Claim": {
        "rdf:subject": "model:kpo",
        "rdf:predicate": "bpokpo:itBasis",
        "rdf:object": "code:it-basis-it-based",
        "prov:wasDerivedFrom": "<https://w3id.org/bpokpo/id/sentence/s10>",
        "bpokpo:modality": "code:modality-asserted",
        "bpokpo:claimRank": "code:claim-rank-normal",
    },
    "bpokpo:SourceDocument": {
        "rdfs:label": '"laporan ITO"@id, "report on ITO"@en',
        "bpokpo:evidenceGrade": "code:evidence-grade-industry",
        "bpokpo:documentDigest": f'"{sha256(ARTICLE.encode()).hexdigest()}"',
        "dcterms:title": '"Laporan ITO"@id',
        "dcterms:source": "<https://example.org/report>",
        "dcterms:language": "<http://publications.europa.eu/resource/authority/language/IND>",
    },
    "bpokpo:SourceSentence": {
        "oa:start": str(ARTICLE.index(SENTENCE)),
        "oa:end": str(ARTICLE.index(SENTENCE) + len(SENTENCE)),
        "bpokpo:textDigest": f'"{sha256(SENTENCE.encode()).hexdigest()}"',
        "bpokpo:paraphrase": '"ITO sudah lazim."@id, "ITO is common."@en',
    },
}
OPTIONAL = {
    "bpokpo:SourceDocument": {"bpokpo:documentDigest", "dcterms:title", "dcterms:source", "dcterms:language"},
    "bpokpo:SourceSentence": {"bpokpo:paraphrase"},
}
STATED = {"model": "ITO", "activity": "help desk", "claim": "G1", "source": "report on ITO"}


def filled(text: str, *, kind: str = "bpokpo:MonetaryValue") -> str:
    """The template as a person fills it: blanks by the table, lines switched on by deleting their #, kinds chosen."""
    lines, class_, chosen = [], "", ""
    for line in text.splitlines():
        if begun := re.match(r"my:\S+ a (\S+) ;$", line):
            class_, chosen = begun[1], ""
        elif picked := re.match(r"    #?a (\S+) ;$", line):
            chosen = picked[1]
        lines.append(_filled(line, class_, chosen in ("", kind), chosen == kind))
    return "\n".join(lines)


def _filled(line: str, class_: str, kept: bool, wanted: bool) -> str:
    if not kept and not line.lstrip().startswith("#") and line.strip() not in (".", ""):
        return f"#{line}"
    if re.match(r"    #a ", line) and wanted:
        return line.replace("#", "", 1)
    if line == '#"???" "???" "???" .':
        claim = FILLINGS["bpokpo:Claim"]
        return f"{claim['rdf:subject']} {claim['rdf:predicate']} {claim['rdf:object']} ."
    if pointing := re.match(r'#"\?\?\?" (\S+) (\S+) \.$', line):
        return f"{FILLINGS[class_][pointing[1]]} {pointing[1]} {pointing[2]} ."
    if blank := re.match(r'    (#?)(\S+) (?:".*"(?:@\w+)?, )?"\?\?\?" ;$', line):
        on = wanted or not blank[1] or blank[2] in OPTIONAL.get(class_, ())
        return f"    {blank[2]} {FILLINGS[class_][blank[2]]} ;" if on else line
    return line


def new(tmp_path: Path, kind: str, *arguments: str) -> Path:
    """A template of that kind, filled, in a file."""
    path = tmp_path / f"{kind}.ttl"
    path.write_text(filled(answer("new", kind, *arguments)), encoding="utf-8")
    return path


def findings(path: Path, *arguments: str) -> list[dict[str, str]]:
    found = bpokpo("validate", str(path), "-f", "json", *arguments)
    return list(json.loads(found.stdout)["findings"])


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("kind", TURTLE)
def test_a_template_is_turtle_and_complains_until_it_is_filled(kind: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    path.write_bytes(bpokpo("new", kind, "--lang", lang).stdout)
    assert list(ox.parse(path=str(path)))
    result = bpokpo("validate", str(path))
    assert result.returncode == 1, result.stderr
    assert b"???" in result.stdout


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("kind", TURTLE)
def test_a_filled_template_holds(kind: str, lang: str, tmp_path: Path) -> None:
    """Not even a note is found, but that no claim rests on the source's sentence yet."""
    path = new(tmp_path, kind, STATED[kind], "--lang", lang)
    text = path.read_text("utf-8")
    assert not [line for line in text.splitlines() if '"???"' in line and not line.lstrip().startswith("#")]
    result = bpokpo("validate", str(path), "--fail-on", "warning" if kind == "source" else "info")
    assert result.returncode == 0, result.stdout.decode()


@pytest.mark.parametrize("kind", TURTLE)
def test_every_blank_that_is_left_is_told(kind: str, tmp_path: Path) -> None:
    """Each blank by itself, with all others filled, is a finding."""
    empty = answer("new", kind).splitlines()
    full = filled("\n".join(empty)).splitlines()
    blanks = [place for place, line in enumerate(empty) if '"???"' in line and line != full[place]]
    assert len(blanks) >= 2
    for place in blanks:
        path = tmp_path / "one.ttl"
        path.write_text("\n".join([*full[:place], empty[place], *full[place + 1 :]]), encoding="utf-8")
        optional = empty[place].startswith("    #")
        code, said = outcome("validate", str(path), "--fail-on", "warning")
        assert code == (0 if optional else 1), f"{empty[place]}\n{said}"


@pytest.mark.parametrize("kind", ["bpokpo:OrdinalValue", "bpokpo:RatioValue"])
def test_the_other_kinds_of_value_hold_too(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "model.ttl"
    path.write_text(filled(answer("new", "model", "ITO"), kind=kind), encoding="utf-8")
    assert f"    a {kind} ;" in path.read_text("utf-8").splitlines()
    assert "#    a bpokpo:MonetaryValue ;" in path.read_text("utf-8").splitlines()
    assert bpokpo("validate", str(path), "--fail-on", "info").returncode == 0


def test_the_new_model_is_compared(tmp_path: Path) -> None:
    path = new(tmp_path, "model", "ITO")
    rows = {row.property.iri.rpartition("#")[2]: row for row in compare(Dataset.open(add=[path]), ["BPO", "ITO"]).rows}
    level = rows["processLevel"]
    values = [stated.value for cell in level.values for stated in cell]
    assert [value.label["en"] for value in values if isinstance(value, Term)] == ["low", "medium"]
    assert level.state.notation == "differs"
    (activity,) = rows["involvesActivity"].values[1]
    assert isinstance(activity.value, Term)
    assert activity.value.label == {"en": "help desk", "id": "meja bantuan"}
    shown = answer("compare", "KPO", "ITO", "-a", str(path), "--on", "economic-value", "--lang", "id", COLUMNS="200")
    assert "30 dolar AS per jam" in shown


def test_the_new_activity_is_one_of_the_model(tmp_path: Path) -> None:
    path = new(tmp_path, "activity", "help desk")
    shown = answer("compare", "BPO", "KPO", "-a", str(path), "--on", "activities")
    assert "help desk" in shown


def test_the_new_claim_is_shown_and_counts(tmp_path: Path) -> None:
    path = new(tmp_path, "claim", "G1")
    card = json.loads(answer("show", "G1", "-a", str(path), "-f", "json"))
    assert "https://example.org/my/g1" in json.dumps(card)
    assert "S10" in json.dumps(card)
    (row,) = (
        row for row in compare(Dataset.open(add=[path]), ["BPO", "KPO"]).rows if row.property.iri.endswith("#itBasis")
    )
    (stated,) = row.values[1]
    assert [said.claim.notation for said in stated.evidence] == ["G1"]


def test_the_new_source_is_shown_and_its_sentence_checked(tmp_path: Path) -> None:
    path = new(tmp_path, "source", "report on ITO")
    shown = answer("show", "laporan ITO", "-a", str(path), "--lang", "id")
    assert "laporan industri" in shown
    assert "Laporan ITO" in shown
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    checked = json.loads(answer("source", "check", str(article), "-a", str(path), "-f", "json"))
    assert SENTENCE in json.dumps(checked, ensure_ascii=False)


def test_the_commands_in_the_head_of_a_source_give_its_locator(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    head = answer("new", "source").replace("The sentence.", SENTENCE)
    (place,) = re.findall(r"^# (python3 -c .*)$", head, re.M)
    (digest,) = re.findall(r"^# Sentence digest: +(.*)$", head, re.M)
    (whole,) = re.findall(r"^# Document digest: +(.*)$", head, re.M)
    run = {"shell": True, "cwd": tmp_path, "check": True, "capture_output": True, "text": True}
    told = [subprocess.run(each, **run).stdout.split() for each in (place, digest, whole)]  # type: ignore[call-overload]
    table = FILLINGS["bpokpo:SourceSentence"]
    assert told[0] == [table["oa:start"], str(len(SENTENCE))]
    assert [f'"{told[1][0]}"', f'"{told[2][0]}"'] == [
        table["bpokpo:textDigest"],
        FILLINGS["bpokpo:SourceDocument"]["bpokpo:documentDigest"],
    ]


def test_a_claim_on_a_sentence_of_ones_own_source(tmp_path: Path) -> None:
    source = new(tmp_path, "source", "report")
    claim = new(tmp_path, "claim", "G1")
    own = "<https://example.org/my/report-source-sentence-1>"
    sentence = FILLINGS["bpokpo:Claim"]["prov:wasDerivedFrom"]
    claim.write_text(claim.read_text("utf-8").replace(sentence, own), encoding="utf-8")
    assert bpokpo("validate", str(claim), str(source), "--fail-on", "info").returncode == 0
    offer = answer("new", "claim", "-d", str(source))
    assert "my:report-source-sentence-1" in offer


def test_the_question_runs_at_once_and_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "activities.rq"
    message = bpokpo("new", "question", "Which activities?", "-o", str(path)).stderr.decode()
    assert message == f"bpokpo: {path} is written: fill in what is marked ???, then run bpokpo query {path}\n"
    rows = json.loads(answer("query", str(path), "-f", "json"))
    business, knowledge = "business process outsourcing (BPO)", "knowledge process outsourcing (KPO)"
    assert [(row["model"], row["value"]) for row in rows] == [
        (business, "call centre"),
        (business, "data entry"),
        (business, "employee payroll"),
        (knowledge, "investment"),
        (knowledge, "legal matters"),
        (knowledge, "patent matters"),
    ]
    question = _read(path)
    assert dict(question.title) == {"id": "???", "en": "Which activities?"}
    assert dict(question.parameters) == {"property": "bpokpo:involvesActivity", "lang": '"en"'}
    assert headings(question.text)["id"] == {"model": "model", "value": "nilai"}
    levels = question.ask(Dataset.open(), property="bpokpo:processLevel", lang="id")
    assert [(row["model"], row["value"]) for row in levels] == [  # type: ignore[union-attr]  # a SELECT
        ("alih daya proses bisnis (BPO)", "rendah"),
        ("alih daya proses pengetahuan (KPO)", "tinggi"),
    ]


# What it asks for is what the graph says


EXTENSION = """
@prefix ex: <https://example.org/ext/> .
ex:sharing a skos:ConceptScheme ; rdfs:label "Bagi risiko"@id, "Risk sharing"@en .
ex:sharing-all a skos:Concept ; skos:inScheme ex:sharing ; rdfs:label "semua"@id, "everything"@en ; bpokpo:rank 2 .
ex:sharing-some a skos:Concept ; skos:inScheme ex:sharing ; rdfs:label "sebagian"@id, "a part"@en ; bpokpo:rank 1 .
ex:riskSharing a owl:ObjectProperty ;
    rdfs:label "pembagian risiko"@id, "risk sharing"@en ;
    skos:definition "Siapa menanggung risiko."@id, "Who bears the risk."@en .
shapes:Model sh:property ex:Model-riskSharing .
ex:Model-riskSharing a sh:PropertyShape ; sh:path ex:riskSharing ; sh:minCount 1 ; sh:node ex:Sharing ;
    sh:message "Pilih satu."@id, "Choose one."@en .
ex:Sharing a sh:NodeShape ; sh:property [ sh:path skos:inScheme ; sh:hasValue ex:sharing ] .
ex:hasContract a owl:ObjectProperty ; bpokpo:dimension code:dimension-scope ;
    rdfs:label "kontrak"@id, "contract"@en .
ex:Contract a owl:Class ; rdfs:isDefinedBy ex:ext ; rdfs:label "Kontrak"@id, "Contract"@en .
shapes:Model sh:property [ sh:path ex:hasContract ; sh:class ex:Contract ] .
ex:ContractShape a sh:NodeShape ; sh:targetClass ex:Contract ;
    sh:property [ sh:path ex:years ; sh:datatype xsd:integer ; sh:minCount 1 ; sh:severity sh:Warning ] .
"""
LEAST = """
    # risk sharing (required)
    # Who bears the risk. Choose one.
    #   <https://example.org/ext/sharing-some>  a part
    #   <https://example.org/ext/sharing-all>   everything
    <https://example.org/ext/riskSharing> "???" ;
"""


def test_a_new_property_shape_appears_without_python(tmp_path: Path) -> None:
    path = tmp_path / "extension.ttl"
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    path.write_text(prefixes + EXTENSION, encoding="utf-8")
    text = answer("new", "model", "ITO", "-a", str(path))
    assert LEAST in text
    assert LEAST not in answer("new", "model", "ITO")
    assert "# Siapa menanggung risiko. Pilih satu." in answer("new", "model", "-a", str(path), "--lang", "id")
    assert "my:ito-contract-1 a <https://example.org/ext/Contract> ;" in text
    assert '    <https://example.org/ext/years> "???" ;' in text
    assert list(ox.parse(text, format=ox.RdfFormat.TURTLE))


def test_every_property_of_the_shapes_is_asked_for() -> None:
    """Read from shapes.ttl as text, block by block: what a model, its nodes, a claim or a source may have."""
    shapes = (ROOT / "ontology" / "shapes.ttl").read_text("utf-8")
    texts = {kind: answer("new", kind) for kind in TURTLE}
    wanted = {"Model": "model", "Activity": "activity", "Requirement": "model", "Value": "model", "Money": "model"}
    wanted |= {"Ratio": "model", "Ordinal": "model", "Claim": "claim", "Sentence": "source", "Document": "source"}
    count = 0
    for shape, body in re.findall(r"^shapes:(\w+)-\w+ a sh:PropertyShape ;\n(.*?)\.\n$", shapes, re.M | re.S):
        path = re.search(r"sh:path (\w+:\w+)", body)
        if shape in wanted and path and "sh:maxCount 0" not in body and path[1] != "bpokpo:aboutOccupation":
            assert re.search(rf"^ +#?{path[1]} ", texts[wanted[shape]], re.M), path[1]
            count += 1
    assert count > 50


def test_every_code_that_may_be_chosen_is_listed() -> None:
    codes = (ROOT / "ontology" / "codes.ttl").read_text("utf-8")
    schemes = "business-function area provider process-level level necessity requirement-kind indicator statistic"
    for scheme in (*schemes.split(), "price-basis", "direction"):
        members = re.findall(rf"^(code:\S+) a skos:Concept[^.]*?skos:inScheme code:{scheme} ;", codes, re.M)
        assert members
        text = template(Dataset.open(), "model")
        assert not [code for code in members if f"#   {code} " not in text]
    text = template(Dataset.open(), "claim", lang="id")
    assert "    #   code:modality-obligation   kewajiban\n" in text


def test_what_a_field_tells() -> None:
    text = template(Dataset.open(), "model", "ITO")
    assert '    skos:notation "ITO" ;\n' in text
    assert "my:ito a bpokpo:OutsourcingModel ;\n" in text
    assert (
        "    # level (required)\n"
        "    # How well the competence must be mastered. The scale is ours; it is not CEFR, EQF or O*NET.\n"
    ) in text
    assert "    # emphasis (recommended)\n" in text
    assert '    #bpokpo:sector "???" ;\n' in text
    assert "#   unit:CCY_IDR  rupiah" in text
    assert "#   unit:HR   hour\n" in text
    assert text.count("unit:CCY_EUR  euros") == 1, "a currency is no unit to divide by"
    assert 'aboutOccupation "???"' not in text, "the value is about the model already"


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_comments_depend_on_the_language(kind: str) -> None:
    dataset = Dataset.open()
    code = {}
    for lang in ("id", "en"):
        text = template(dataset, kind, lang=lang)
        assert max(map(len, text.splitlines())) <= 110
        lines = [line for line in text.splitlines() if not re.match(r"\s*# ?", line) or re.match(r"\s*#[^ ]", line)]
        code[lang] = "\n".join(lines).replace('"id") }', '"en") }')
        foreign = {"id": r"\b(the|of|which|is)\b", "en": r"\b(yang|dari|dan|adalah)\b"}[lang]
        comments = re.findall(r"^\s*# (\S.*)$", text, re.M)
        assert len(comments) >= 5
        assert not [each for each in comments if re.search(foreign, each) and not each.startswith(("id:", "en:"))]
    assert code["id"] == code["en"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_the_same_every_time(kind: str) -> None:
    texts = {answer("new", kind, PYTHONHASHSEED=seed) for seed in ("1", "2")}
    assert len(texts) == 1


def test_what_others_wrote_never_ends_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "evil.ttl"
    path.write_text(
        "<https://example.org/x> a <https://w3id.org/bpokpo/ns#Competence> ;\n"
        '  <http://www.w3.org/2000/01/rdf-schema#label> "a\\n<urn:evil:a> a <urn:evil:b> . \\u001B[31m \\u202E"@en .\n',
        encoding="utf-8",
    )
    text = answer("new", "model", "-a", str(path))
    assert "#   <https://example.org/x>          a <urn:evil:a> a <urn:evil:b> . [31m\n" in text
    assert not [quad for quad in ox.parse(text, format=ox.RdfFormat.TURTLE) if "evil" in str(quad.subject)]


ODD = """
ex:Contract rdfs:isDefinedBy ex:x ; rdfs:label "Kontrak\\n<urn:evil:1> a <urn:x> ."@id ; rdfs:subClassOf ex:Contract .
ex:has bpokpo:dimension code:dimension-scope .
ex:S sh:targetClass ex:Contract ; sh:property "odd", ex:none, [
    sh:path ex:p ; sh:minCount "many" ; sh:in _:l ; sh:severity 3 ; sh:node "x" ; sh:message "no language" ] .
_:l rdf:first 1 ; rdf:rest _:l .
shapes:Model sh:property [ sh:path ex:has ; sh:class ex:Contract ; sh:maxCount -1 ], [ sh:path ( ex:a ex:b ) ], [ ] .
ex:m a bpokpo:OutsourcingModel ; skos:notation "A\\nB {name} ' <urn:evil:2>" .
[] rdfs:domain bpokpo:Claim . [] rdfs:subClassOf bpokpo:EconomicValue .
"""


@pytest.mark.parametrize("kind", TURTLE)
def test_odd_shapes_make_no_odd_template(kind: str, tmp_path: Path) -> None:
    """Cyclic lists and classes, counts that are none, blank nodes everywhere: still Turtle, none of theirs."""
    path = tmp_path / "odd.ttl"
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    path.write_text(f"{prefixes}@prefix ex: <https://example.org/ext/> .\n{ODD}", encoding="utf-8")
    text = answer("new", kind, 'x "y" {others}', "-a", str(path))
    assert not [quad for quad in ox.parse(text, format=ox.RdfFormat.TURTLE) if "evil" in str(quad.subject)]
    assert ("my:x-y-others-contract-1 a <https://example.org/ext/Contract> ;" in text) == (kind == "model")


# Names, places, mistakes


@pytest.mark.parametrize("name", ['say "hi" \\ there', "日本", "a\nb\t c", "-- ++", "É͏́ 🎈", "<>|^`{}", "x" * 3000])
@pytest.mark.parametrize("kind", KINDS)
def test_any_name_makes_a_template_that_can_be_read(kind: str, name: str) -> None:
    text = template(Dataset.open(), kind, name)
    if kind == "question":
        assert Dataset.open().select(text).rows
    else:
        values = {quad.object.value for quad in ox.parse(text, format=ox.RdfFormat.TURTLE) if quad.object is not None}
        assert [value for value in values if " ".join(name.split()) in value]


def test_a_namespace_of_ones_own() -> None:
    text = answer("new", "activity", "Help Desk", "--namespace", "https://toko.example/alih-daya#")
    assert "@prefix my:         <https://toko.example/alih-daya#> .\n" in text
    assert "my:help-desk a bpokpo:Activity ;\n" in text
    assert '    rdfs:label "Help Desk"@en, "???" ;\n' in text


@pytest.mark.parametrize("namespace", ["my", "https://example.org/x", "https://example.org/a b/", "rel/", "h:<x>/", ""])
def test_a_namespace_that_is_none(namespace: str) -> None:
    message = complaint(bpokpo("new", "model", "--namespace", namespace), 2)
    assert "absolute IRI" in message


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ito.ttl"
    assert bpokpo("new", "model", "ITO", "-o", str(path), "-q").stderr == b""
    assert path.read_text("utf-8") == answer("new", "model", "ITO")
    path.write_text("my work", encoding="utf-8")
    assert "exists" in complaint(bpokpo("new", "model", "ITO", "-o", str(path)), 2)
    assert path.read_text("utf-8") == "my work"
    assert answer("new", "model", "ITO", "-o", "-") == answer("new", "model", "ITO")
    assert ".ttl" in complaint(bpokpo("new", "model", "-o", str(tmp_path / "x.rq")), 2)
    assert ".rq" in complaint(bpokpo("new", "question", "-o", str(tmp_path / "x.ttl")), 2)
    complaint(bpokpo("new", "model", "-o", str(tmp_path / "none" / "x.ttl")), 6)
    complaint(bpokpo("new", "model", "-o", str(tmp_path)), 6)
    assert [each.name for each in tmp_path.iterdir()] == ["ito.ttl"]


def test_mistakes_are_told() -> None:
    assert "choose one of model, activity, claim, source, question" in complaint(bpokpo("new", "modle"), 2)
    assert "KIND" in complaint(bpokpo("new"), 2)
    assert "leave out --bare" in complaint(bpokpo("new", "model", "--bare"), 2)
    assert "UTF-8" in complaint(bpokpo("new", "model", "\udcff"), 2)
