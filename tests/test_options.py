"""No option is accepted and ignored: of every option of every command a call that ends otherwise without it."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import pytest

from commandline import commands, outcome

# Each call has a thread of its own; the parser of rdflib keeps frames of one call, and with them what pyoxigraph wants
# freed in its own thread, until another call.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ITO = str(Path(__file__).parent.parent / "docs" / "my-ito.ttl")

FILES = {
    "text.txt": "not the article",
    "turtle.txt": "<http://e.org/a> <http://e.org/p> <http://e.org/b> .",
    "relative.ttl": "<a> <http://e.org/p> <http://e.org/b> .",
    "deep.ttl": "<http://e.org/a> <http://e.org/p> " + "[ <http://e.org/p> " * 100 + "1" + " ]" * 100 + " .",
    "kin.ttl": "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix e: <http://e.org/> . "
    "e:Kind rdfs:subClassOf e:Shaped . e:p rdfs:domain e:Shaped . e:a e:p 1 .",
    "shape.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e.org/> . "
    "e:shape a sh:NodeShape ; sh:targetClass e:Shaped ; "
    'sh:property [ sh:path e:q ; sh:minCount 1 ; sh:message "no q" ] .',
    "ill.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e.org/> . "
    "e:shape a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:nodeKind e:none ] .",
    "bad.ttl": "@prefix e: <http://e.org/> . e:a a e:Shaped . e:b a e:Shaped .",
    "alike.ttl": "<http://e.org/a> <http://e.org/p> [ <http://e.org/q> 1 ], [ <http://e.org/q> 1 ] .",
    "empty.ttl": "",
    "pay.csv": "model,indicator,statistic,amount,currency,unit,area,period,source\n"
    "BPO,wage,mean,3,USD,hour,IDN,2024,A\nBPO,wage,mean,much,USD,hour,IDN,2024,A\n",
    "pay.json": '{"url": "pay.csv", "tableSchema": {"aboutUrl": "urn:pay:{amount}", "columns": '
    '[{"titles": "amount", "propertyUrl": "rdf:value"}]}}',
    "own.rq": 'SELECT ?l { VALUES (?left ?right ?lang) { (model:bpo model:kpo "en") } ?left rdfs:label ?l . '
    "FILTER ( LANG(?l) = ?lang ) }",
    "outside.ttl": "<http://e.org/a> <http://e.org/p> <http://e.org/b> .",
}


@dataclass(frozen=True)
class Effect:
    """What a call with an option does: how it ends, and what it says (`gains`) or no longer says (`loses`).

    The call without the option must do otherwise; it is the usual one of the command unless `call` says another, and
    `also` are further arguments of both.
    """

    option: str
    code: int = 0
    gains: str = ""
    loses: str = ""
    also: str = ""
    call: str = ""


CALLS = {
    "compare": "compare BPO KPO",
    "export": "export",
    "import": "import table pay.csv --release 1",
    "new": "new model",
    "query": "query skill-gap",
    "show": "show KPO",
    "source check": "source check text.txt",
    "validate": f"validate {ITO}",
}
ENDS = {"source check": 1}  # this text is not the one on record

# What the options that commands share do in each of them.
SHARED = {
    "--data": Effect("-d missing.ttl", 3, "missing.ttl: there is no such file"),
    "--add": Effect("-a missing.ttl", 3, "missing.ttl: there is no such file"),
    "--from": Effect("--from turtle", also="-a turtle.txt", loses="unknown extension"),
    "--base": Effect("--base http://e.org/", also="-a relative.ttl", loses="relative.ttl"),
    "--named": Effect("--named http://e.org/g=missing.ttl", 3, "missing.ttl: there is no such file"),
    "--max-size": Effect("--max-size 10", 4, "(limit: 10 bytes; --max-size changes it)", also=f"-a {ITO}"),
    "--max-depth": Effect("--max-depth 50", 4, "deep.ttl:1:", also="-a deep.ttl"),
    "--verbose": Effect("-v", gains=f"bpokpo: data: {ITO}", also=f"-a {ITO}"),
    "--timeout": Effect("--timeout 0.000001", 4, "limit: 1e-06 s; --timeout changes it"),
    "--untrusted": Effect(
        "--untrusted", 5, "reading linked/link.ttl is refused with --untrusted", also="-a linked --timeout 60"
    ),
    "--max-memory": Effect("--max-memory 800", 2, "--max-memory is for the worker of --untrusted"),
    "--quiet": Effect("--quiet", 2, "-v says more and --quiet says nothing", also="-v"),
}
OWN = {
    ("compare", "--on"): Effect("--on skills", loses="Process level"),
    ("compare", "--only-differences"): Effect("--only-differences", loses="may look alike to a casual observer"),
    ("compare", "--sources"): Effect("--sources", gains="S19 [2706–2829]"),
    ("compare", "--format"): Effect("-f jsonl", gains='{"dimension": '),
    ("compare", "--lang"): Effect("--lang id", gains="Tingkat proses", loses="Process level"),
    ("compare", "--bare"): Effect("--bare", 2, "there is no model “BPO”"),
    ("export", "--bare"): Effect("--bare", loses="owl:Class", also=f"-d {ITO}"),
    ("export", "--format"): Effect("-f nt", gains="<https://w3id.org/bpokpo/id/model/bpo> <http", loses="@prefix"),
    ("export", "--term"): Effect("--term KPO", gains="model:kpo a ", loses="model:bpo a "),
    ("export", "--data-only"): Effect("--data-only", gains="model:kpo a ", loses="a owl:Ontology"),
    ("export", "--claims"): Effect("--claims plain", gains="model:kpo a ", loses="rdf:subject"),
    ("export", "--infer"): Effect("--infer rdfs", gains="e:a a e:Shaped", also="--bare -d kin.ttl"),
    ("export", "--frame"): Effect("--frame model", loses='\n      "@id": "activity:call-centre"', also="-f jsonld"),
    ("export", "--canonical"): Effect("--canonical", gains="_:c14n1", also="--bare -d alike.ttl"),
    ("export", "--context"): Effect("--context", gains='"@context": {', loses="model:kpo a "),
    ("export", "--timeout"): Effect(
        "--timeout 0.0000001", 4, "--timeout changes it", also="--canonical --bare -d alike.ttl"
    ),
    ("export", "--table"): Effect(
        "--table models", gains="process_level_label_id", loses="bpokpo:Claim", also="-f csv"
    ),
    ("import", "--release"): Effect("--release 2", gains="release:table-2 {", loses="release:table-1 {"),
    ("import", "--retrieved"): Effect("--retrieved 2026-01-02", gains='"2026-01-02"^^xsd:date'),
    ("import", "--metadata"): Effect("--metadata pay.json", gains='<urn:pay:much> rdf:value "much"'),
    ("import", "--rejects"): Effect("--rejects -", gains="pay.csv,3,amount,much,datatype,", also="-o pay.trig"),
    ("import", "--strict"): Effect("--strict", 1),
    ("import", "--format"): Effect("-f nq", gains='<https://w3id.org/bpokpo/ns#amount> "3"^^<http', loses="GRAPH"),
    ("import", "--lang"): Effect("--lang id", gains="2 baris dibaca, 1 diterima, 1 ditolak", loses="2 rows read"),
    ("import", "--max-size"): Effect("--max-size 10", 4, "pay.csv: too big"),
    ("import", "--untrusted"): Effect(
        "--untrusted", 5, "reading tables/link.csv is refused", call="import table tables --release 1 --timeout 60"
    ),
    ("import", "--verbose"): Effect("-v", gains="bpokpo: metadata: the packaged ones of “table”"),
    ("new", "--namespace"): Effect("--namespace http://e.org/", gains="http://e.org/", loses="https://example.org/my/"),
    ("new", "--lang"): Effect("--lang id", gains="tingkat proses", loses="process level"),
    ("new", "--bare"): Effect("--bare", 2, "--bare"),
    ("query", "--query"): Effect("-q ASK{}", gains="true", call="query"),
    ("query", "--parameter"): Effect("-p left KPO -p right BPO", gains="technical knowledge"),
    ("query", "--list"): Effect("--list", gains="extension-lineage", call="query"),
    ("query", "--explain"): Effect("--explain", gains="check the query text"),
    ("query", "--exit-code"): Effect("--exit-code", 1, "false", call="query -q ASK{<urn:a><urn:b><urn:c>}"),
    ("query", "--format"): Effect("-f csv", gains="competence,level,"),
    ("query", "--lang"): Effect("--lang id", gains="mendalam", loses="in-depth"),
    ("query", "--bare"): Effect("--bare", loses="investment analysis"),
    ("query", "--max-parts"): Effect("--max-parts 1", 4, "--max-parts", call="query -q ASK{?a?b?c.?c?d?e}"),
    ("show", "--incoming"): Effect("--incoming", gains="claim F62", loses="and 57 more", call="show bpokpo:Claim"),
    ("show", "--format"): Effect("-f md", gains="# knowledge process outsourcing"),
    ("show", "--lang"): Effect("--lang id", gains="Nilai ekonomi"),
    ("show", "--bare"): Effect("--bare", 2, "there is no term “KPO”"),
    ("source check", "--format"): Effect("-f json", 1, '"same_text": false'),
    ("source check", "--lang"): Effect("--lang id", 1, "bukan teks yang tercatat"),
    ("source check", "--bare"): Effect("--bare", 2, "no sentences with a locator"),
    ("validate", "--shapes"): Effect("-s shape.ttl", 1, "no q", call="validate bad.ttl"),
    ("validate", "--curation"): Effect("--curation", 1, "Add the definition in English"),
    ("validate", "--fail-on"): Effect("--fail-on warning", 1),
    ("validate", "--inference"): Effect("-i rdfs", 1, "no q", call="validate kin.ttl -s shape.ttl"),
    ("validate", "--max"): Effect("--max 1", 1, "… and 1 more findings", call="validate bad.ttl -s shape.ttl"),
    ("validate", "--allow-empty"): Effect("--allow-empty", call="validate empty.ttl"),
    ("validate", "--strict-shapes"): Effect("--strict-shapes", 3, "ill-formed shapes", also="-s ill.ttl"),
    ("validate", "--format"): Effect("-f json", gains='"conforms"'),
    ("validate", "--lang"): Effect("--lang id", gains="tidak ada pelanggaran"),
    ("validate", "--bare"): Effect("--bare", 1, "violations"),
}


OPTIONS = [
    (path, option.opts[-1])
    for path, command in commands()
    for option in command.params
    if isinstance(option, click.Option)
]
# Written to a file, or told on a terminal: see the tests below.
ELSEWHERE = ("--output", "--no-color")


@pytest.fixture(scope="module", autouse=True)
def _here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("options")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "linked").mkdir()
    (folder / "linked" / "link.ttl").symlink_to(folder / "outside.ttl")
    (folder / "tables").mkdir()
    (folder / "tables" / "link.csv").symlink_to(folder / "pay.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in {"LANG": "C.UTF-8", "LC_ALL": "", "COLUMNS": "80", "NO_COLOR": ""}.items():
            patch.setenv(name, value)
        yield


@cache
def ends(call: str) -> tuple[int, str]:
    return outcome(*call.split())


def effect_of(command: str, option: str) -> Effect:
    return OWN.get((command, option)) or SHARED[option]


@pytest.mark.parametrize(("command", "option"), [each for each in OPTIONS if each[1] not in ELSEWHERE])
def test_every_option_does_something(command: str, option: str) -> None:
    effect = effect_of(command, option)
    call = f"{effect.call or CALLS[command]} {effect.also}"
    before, after = ends(call), ends(f"{call} {effect.option}")
    code = effect.code or (ENDS.get(command, 0))
    assert after[0] == code, after[1]
    assert effect.gains in after[1]
    assert not effect.loses or effect.loses not in after[1]
    assert (before[0] != code) or (effect.gains not in before[1]) or (effect.loses and effect.loses in before[1])


# An option that has an effect by itself has one in each mode of its command too, or is refused there.
MODES = {
    "compare": ("-f csv", "-f html", "--sources"),
    "export": ("-f nq", "--term KPO", "--table models", "--frame model", "--context", "--claims plain", "--data-only"),
    "import": ("-f nq", "--rejects no.csv"),
    "new": ("new question", "new source"),
    "query": ("-f csv", "--explain -f json", "query requires", "query ./own.rq", "query --list"),
    "show": ("-f json", "-f turtle"),
    "source check": ("-f json",),
    "validate": ("-f json", "-s shape.ttl"),
}
# But where both languages stand whatever --lang is, and where nothing follows, is alike, or is left to check.
HARMLESS = {
    *((command, mode, "--lang") for command, mode in (("compare", "-f csv"), ("show", "-f json"))),
    ("export", "--term KPO", "--canonical"),
    ("export", "--data-only", "--canonical"),
    ("validate", "-s shape.ttl", "--fail-on"),
}


def modes() -> Iterator[tuple[str, str, str]]:
    for command, option in OWN:
        effect = OWN[command, option]
        for mode in MODES[command]:
            words = {*mode.split(), *effect.also.split(), *effect.call.split()}
            if not {option, *effect.option.split()[:1], "--bare"} & words and option not in ("--bare", "--timeout"):
                yield command, mode, option


@pytest.mark.parametrize(("command", "mode", "option"), list(modes()))
def test_no_option_is_ignored_in_a_mode(command: str, mode: str, option: str) -> None:
    effect = OWN[command, option]
    base = mode if mode.startswith(command) else f"{effect.call or CALLS[command]} {mode}"
    with_more = f"{base} {effect.also}"
    base = base if ends(with_more)[0] == 2 else with_more
    before, after = ends(base), ends(f"{base} {effect.option}")
    same = before[0] == after[0] and untimed(before[1]) == untimed(after[1])
    assert same == ((command, mode, option) in HARMLESS)
    assert after[0] != 2 or after[1].count("\n") == 1


def untimed(told: str) -> str:
    """Without the seconds of --explain, which no two calls share."""
    return re.sub(r": \d\.\d+(?:e-\d+)?,", "", told)


def test_quiet_takes_away_what_is_said_beside_the_answer(tmp_path: Path) -> None:
    for call in (CALLS["validate"], CALLS["source check"], f"new model -o {tmp_path}/a.ttl"):
        aloud, quiet = ends(call)[1], ends(f"{call.replace('a.ttl', 'b.ttl')} --quiet")[1]
        assert "bpokpo: " in aloud
        assert "bpokpo: " not in quiet
        assert aloud.startswith(quiet)


@pytest.mark.parametrize("call", [*CALLS.values(), "query --list", "export --context"])
def test_how_the_work_is_done_and_told_may_stand_beside_anything(call: str) -> None:
    code, told = ends(f"{call} --quiet")
    assert code == ENDS.get(" ".join(call.split()[:2]), 0)
    assert "bpokpo: " not in told.splitlines()[-1]
    assert ends(f"{call} --quiet --untrusted --timeout 60 --max-memory 800") == (code, told)


def test_each_row_is_for_an_option_there_is() -> None:
    assert set(OWN) <= set(OPTIONS)
    assert set(SHARED) <= {option for _, option in OPTIONS}


@pytest.mark.parametrize("command", [path for path, option in OPTIONS if option == "--output"])
def test_output_goes_to_the_file(command: str, tmp_path: Path) -> None:
    file = tmp_path / "out"
    code, told = ends(f"{CALLS[command]} --quiet")
    assert ends(f"{CALLS[command]} --quiet -o {file}") == (code, "")
    assert file.read_text("utf-8") == told


@pytest.mark.parametrize("command", [path for path, option in OPTIONS if option == "--no-color"])
def test_no_colour_on_a_terminal(command: str) -> None:
    assert "\x1b[" in on_a_terminal(CALLS[command])
    assert "\x1b[" not in on_a_terminal(f"{CALLS[command]} --no-color")


def on_a_terminal(call: str) -> str:
    primary, secondary = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "bpokpo_graph", *call.split()]
    with subprocess.Popen(command, stdout=secondary, stderr=subprocess.DEVNULL, env=environment):
        os.close(secondary)
        told = b""
        try:
            while chunk := os.read(primary, 65536):
                told += chunk
        except OSError:  # how Linux tells the end
            pass
    os.close(primary)
    return told.decode()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("query --list skill-gap", "“skill-gap” changes nothing beside --list"),
        ("query --list -p left BPO", "--parameter changes nothing beside --list"),
        ("query --list --explain", "--explain changes nothing beside --list"),
        ("query --list -d text.txt", "--data changes nothing beside --list"),
        ("show KPO -f json --incoming", "--incoming changes nothing here"),
        ("show KPO -f turtle --incoming", "--incoming changes nothing here"),
        ("compare BPO KPO -f csv --sources", "--sources changes nothing here, csv only names claims"),
        ("compare BPO KPO -o a.xlsx --sources", "--sources changes nothing here, xlsx only names claims"),
        ("export --term KPO --data-only", "--data-only changes nothing beside --term"),
        ("export --bare --data-only", "--data-only changes nothing beside --bare"),
        ("export --table models --data-only", "--data-only is for the formats of RDF, not for csv"),
        ("export -f csv -o t --claims statements", "--claims is for the formats of RDF, not for csv"),
        ("new question --namespace http://e.org/", "--namespace changes nothing here, a question names nothing new"),
        ("query skill-gap --max-parts 9", "--max-parts is for queries of your own"),
        ("query skill-gap --explain -f json --lang id -p lang en", "--lang changes nothing here"),
        ("query requires --lang id", "--lang changes nothing here"),
        ("validate --strict-shapes", "--strict-shapes is for shapes of your own, and none are named"),
        ("export --context --canonical", "--canonical changes nothing beside --context"),
        ("export --context -f turtle", "--format changes nothing beside --context"),
        ("query skill-gap --exit-code", "--exit-code is for an ASK, and this is a SELECT"),
        ("query -q ASK{} --exit-code --explain", "--exit-code is for an answer"),
        ("query -q ASK{} -f json --lang id", "--lang changes nothing here"),
        ("query skill-gap -f csv --lang id -p lang en", "--lang changes nothing here"),
        ("show KPO -f turtle --lang id", "--lang changes nothing here"),
        *(
            (f"{CALLS[command]} {option}", "is for sources, and none is named")
            for command, name in OPTIONS
            for option in ("--from turtle", "--base http://e.org/")
            if option.startswith(name) and ITO not in CALLS[command]
        ),
        ("import table pay.csv --release 1 --rejects -", "the data and the rejected rows cannot go to one place"),
        ("validate --from turtle", "--from is for sources"),
    ],
)
def test_what_would_change_nothing_is_refused(call: str, message: str) -> None:
    code, told = ends(call)
    assert (code, told.count("\n")) == (2, 1)
    assert message in told


def test_the_limit_of_size_holds_for_shapes_too() -> None:
    assert "shape.ttl" in ends("validate empty.ttl -s shape.ttl --max-size 100")[1]
    assert ends("validate empty.ttl -s shape.ttl --max-size 100")[0] == 4
