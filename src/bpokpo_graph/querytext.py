"""A SPARQL query before the engine sees it: what form it has, and whether it may run.

Oxigraph opens the network for SERVICE and dies (stack overflow) on long or deep queries; nothing of that can
be caught afterwards. Its grammar has no tokens of its own: `trueSERVICE<…>` is a SERVICE, and `<` may begin
an IRI or be a comparison. So this scanner refuses what could be read in two ways, rather than guess.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from urllib.parse import urljoin

from bpokpo_graph.errors import BpokpoError, InputError, LimitError, PolicyError, UsageError
from bpokpo_graph.limits import Limits, too_deep
from bpokpo_graph.vocabulary import PREFIXES, Iri

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = {"INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<string>\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{3} | '{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}
             | "(?!"")[^"\\\n\r]*(?:\\.[^"\\\n\r]*)*" | '(?!'')[^'\\\n\r]*(?:\\.[^'\\\n\r]*)*' | ""(?!") | ''(?!'))
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d](?:[\w.-]*\w)?)?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.|\.(?=[\w:.%\\-]))*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>@?[^\W\d]\w*)
  | (?P<space>\s+)
  | (?P<mark>\|\||&&|<(?=<)|>(?=>)|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SEVERAL_DOTS = re.compile(r":[^\s.]*\.[^\s.]*\.")
_LETTER_ESCAPE = re.compile(r"\\(?:u00|U000000)([46][1-9A-Fa-f]|[57][0-9Aa])")
_WEB_IRI = re.compile(r"<[A-Za-z][\w+.-]*://")
_PLAIN_IRI = re.compile(r"<[\w:/.%~@+-]*>")
_PART_WORDS = {
    "UNION",
    "OPTIONAL",
    "MINUS",
    "FILTER",
    "BIND",
    "VALUES",
    "GRAPH",
    "AS",
    "IN",
    "EXISTS",
    "HAVING",
}
_PREFIX_RUN = "!-+^"
_RESOURCES = ("iri", "name", "variable")


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query that may run: its form, the graphs it names after FROM, and how many parts it has.

    `merged` are those graphs which are not NAMED, `described` the IRIs which a DESCRIBE names; `all` is true of a
    SELECT *.
    """

    form: str
    graphs: tuple[Iri, ...]
    merged: tuple[Iri, ...]
    described: tuple[Iri, ...]
    parts: int
    all: bool


@lru_cache(maxsize=256)
def inspect(text: str, *, name: str, limits: Limits) -> QueryText:
    """Tell what a query is, or why it may not run.

    Raises PolicyError (SERVICE, LOAD), UsageError (an update), LimitError (depth, parts) or InputError.
    """
    if re.search("[\ud800-\udfff]", text):
        raise InputError("the query is not valid Unicode: save it as UTF-8", file=name)
    # Escapes of letters could spell a keyword; those of other characters only stand in strings and IRIs.
    plain = _LETTER_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    scan = _Scan(plain, name, limits)
    for found in _TOKEN.finditer(plain):
        scan.take(found)
    if not scan.form:
        raise _no_query(plain, name)
    return QueryText(scan.form, tuple(scan.graphs), tuple(scan.merged), tuple(scan.described), scan.parts, scan.all)


def _no_query(text: str, name: str) -> InputError:
    from bpokpo_graph.sparql import nearest

    words = [found[0] for found in _tokens(text) if found.lastgroup == "word"]
    meant = [(word, nearest(word)) for word in words[:3]]
    close = next((f"; did you mean {form} by “{word}”?" for word, form in meant if form in FORMS), "")
    message = f"this is no query: it needs SELECT, ASK, CONSTRUCT or DESCRIBE{close}"
    return InputError(message if _tokens(text) else "the query is empty", file=name, line=1, column=1)


def with_columns(text: str, variables: Iterable[str]) -> str:
    """A SELECT * with these variables named in its place, in the order in which the query first names them.

    Any other query stays as it is. The engine would sort the columns by name.
    """
    tokens = _tokens(text)
    words = [found[0].upper() for found in tokens]
    start = words.index("SELECT") + 1 if "SELECT" in words else len(words)
    start += words[start : start + 1] in (["DISTINCT"], ["REDUCED"])
    if words[start : start + 1] != ["*"]:
        return text
    wanted = list(variables)
    seen = dict.fromkeys(found[0][1:] for found in tokens[start:] if found.lastgroup == "variable")
    ordered = [name for name in seen if name in wanted] + [name for name in wanted if name not in seen]
    star = tokens[start].start()
    return f"{text[:star]} {' '.join(f'?{name}' for name in ordered)} {text[star + 1 :]}" if ordered else text


def as_select(text: str) -> str | None:
    """The SELECT that finds what the variables of a DESCRIBE stand for; None if there are none, or no pattern."""
    tokens = _tokens(text)
    words = [found[0].upper() for found in tokens]
    if "DESCRIBE" not in words:
        return None
    first = words.index("DESCRIBE")
    clause = list(takewhile(lambda found: found[0].upper() not in ("FROM", "WHERE", "{"), tokens[first + 1 :]))
    variables = [found[0] for found in clause if found.lastgroup == "variable" or found[0] == "*"]
    if not variables or "{" not in words:
        return None  # nothing binds them
    return f"{text[: tokens[first].start()]}SELECT {' '.join(variables)} {text[clause[-1].end() :]}"


@dataclass(slots=True)
class _Scan:
    text: str
    name: str
    limits: Limits
    form: str = ""
    before: str = ""
    graphs: list[Iri] = field(default_factory=list)
    merged: list[Iri] = field(default_factory=list)
    described: list[Iri] = field(default_factory=list)
    clause: bool = False
    all: bool = False
    open: list[str] = field(default_factory=list)
    angles: int = 0
    run: int = 0
    parts: int = 0
    prefixes: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))
    base: str = ""
    declared: str = ""
    values_depth: int | None = None

    def take(self, found: re.Match[str]) -> None:
        kind, token = str(found.lastgroup), found[0]
        if kind in ("space", "comment"):
            return
        if kind != "mark":
            self.run = 0
            # Each resource of DESCRIBE is a branch of the plan.
            self._count(found.start(), self.form == "DESCRIBE" and not self.open)
        match kind:
            case "iri":
                self._iri(token, found.start())
            case "name":
                self._name(token, found.start())
            case "word":
                self._word(token, found.start())
            case "mark":
                self._mark(token, found.start())
        self.all |= found["mark"] == "*" and not self.open and self.before in ("SELECT", "DISTINCT", "REDUCED")
        self.before = token.upper() if kind == "word" else token
        # The resources of a DESCRIBE stand between it and the next word or bracket.
        self.clause = self.form == "DESCRIBE" and (self.before == "DESCRIBE" or (self.clause and kind in _RESOURCES))

    def _place(self, offset: int) -> str:
        line = self.text.count("\n", 0, offset) + 1
        return f"{self.name}:{line}:{offset - self.text.rfind(chr(10), 0, offset)}"

    def _refuse(self, error: type[BpokpoError], offset: int, message: str) -> BpokpoError:
        return error(f"{self._place(offset)}: {message}")

    def _word(self, token: str, offset: int) -> None:
        word = token.upper()
        if not word.startswith("@"):
            self._service(word, offset)
        if not self.form:
            self._operation(word, offset)
        if word in _PART_WORDS:
            self._count(offset)
        if word == "VALUES" and self.form and self.values_depth is None:
            self.values_depth = len(self.open)

    def _service(self, word: str, offset: int) -> None:
        if word.endswith("SERVICE"):
            message = "SERVICE is refused, it would open the network: load the other data with -a and query both"
            raise self._refuse(PolicyError, offset, message)

    def _operation(self, word: str, offset: int) -> None:
        if word in FORMS:
            self.form = word
        elif word == "LOAD":
            raise self._refuse(PolicyError, offset, "LOAD is refused: name the file with -a instead")
        elif word in _UPDATES:
            message = f"{word} would change data, but a query only reads: use SELECT, ASK, CONSTRUCT or DESCRIBE"
            raise self._refuse(UsageError, offset, message)

    def _iri(self, token: str, offset: int) -> None:
        if not _WEB_IRI.match(token):
            self._ambiguous(token, offset)
        self._count(offset, max(0, len(re.findall(r"[/+*-]", token)) - 20))
        iri = _resolved(self.base, token[1:-1])
        if self.before == "BASE":
            self.base = iri
        elif self.declared:
            self.prefixes[self.declared[:-1]] = iri
            self.declared = ""
        self._graph(iri)

    def _ambiguous(self, token: str, offset: int) -> None:
        """Refuse what Oxigraph may read as `<` followed by code: inside parentheses, but for rows of data."""
        is_data = self.values_depth is not None and self.open[self.values_depth :][:1] == ["{"]
        if self.open[-1:] == ["("] and not is_data and not _PLAIN_IRI.fullmatch(token):
            message = f"{token} could be an IRI or a comparison: put a space after <, or write the IRI in full"
            raise InputError(message, file=self.name, **self._line(offset))

    def _line(self, offset: int) -> dict[str, int]:
        line = self.text.count("\n", 0, offset) + 1
        return {"line": line, "column": offset - self.text.rfind("\n", 0, offset)}

    def _name(self, token: str, offset: int) -> None:
        prefix, _, local = token.partition(":")
        self._service(prefix.upper(), offset)
        if self.before == "PREFIX":
            self.declared = token
        elif prefix in self.prefixes:
            self._graph(self.prefixes[prefix] + local.replace("\\", ""))

    def _graph(self, iri: str) -> None:
        if self.before in ("FROM", "NAMED"):
            self.graphs.append(Iri(iri))
        if self.before == "FROM":
            self.merged.append(Iri(iri))
        if self.clause:
            self.described.append(Iri(iri))

    def _mark(self, mark: str, offset: int) -> None:
        # Signs right after one another are unary operators, which nest like brackets.
        self.run = self.run + 1 if mark in _PREFIX_RUN else 0
        doubled = self.text.startswith(mark * 2, offset)
        if mark in "([{":
            self.open.append(mark)
        elif mark in ")]}":
            self._close(mark)
        elif mark in "<>" and doubled:
            # << may also be a comparison with an IRI, so it has no say in what bracket is open.
            self.angles = max(0, self.angles + (1 if mark == "<" else -1))
        if mark not in ")]}" and not (mark == "," and self.open[-1:] == ["("]):
            self._count(offset)
        if len(self.open) + self.angles + self.run > self.limits.depth:
            raise too_deep(self._place(offset), self.limits.depth)

    def _close(self, mark: str) -> None:
        if self.open:
            self.open.pop()
        if mark == "}" and len(self.open) == self.values_depth:
            self.values_depth = None

    def _count(self, offset: int, amount: int = 1) -> None:
        if self.values_depth is None:  # rows of VALUES are data, any number of them is fine
            self.parts += amount
        if self.parts > self.limits.parts:
            message = "the query has too many patterns and operators: use VALUES or split it"
            raise LimitError(
                f"{self._place(offset)}: {message}", limit=f"{self.limits.parts} parts", option="--max-parts"
            )


def _resolved(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri)
    except ValueError:  # no address that Python would open; whether it is an IRI is for the engine to say
        return iri


def for_engine(text: str) -> str:
    """The text with escapes in names of several dots (`release:esco-1.1.1`), which Oxigraph 0.5 cannot read else."""
    if not _SEVERAL_DOTS.search(text):
        return text
    return "".join(_escaped(found[0]) if found["name"] else found[0] for found in _TOKEN.finditer(text))


def _escaped(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return prefix + colon + re.sub(r"(?<!\\)\.", r"\\.", local) if local.count(".") > 1 else name


def syntax_error(text: str, error: SyntaxError, name: str) -> InputError:
    """The engine's syntax error in words, with its place: what the grammar does not have, else what the engine says."""
    found = re.match(r"error at (\d+):(\d+): expected (.*)", error.msg, re.DOTALL)
    mistake = _unclosed_text(text) or _bracket(text) or _misplaced(text)
    if mistake is None and found:
        rows = text.split("\n")[: int(found[1]) - 1]
        mistake = _refused(text, sum(len(row) + 1 for row in rows) + int(found[2]) - 1, found[3])
    if mistake is None:
        return InputError(error.msg, file=name)
    offset, message = mistake
    line = text.count("\n", 0, offset) + 1
    return InputError(message, file=name, line=line, column=offset - text.rfind("\n", 0, offset))


def _tokens(text: str) -> list[re.Match[str]]:
    return [found for found in _TOKEN.finditer(text) if found.lastgroup not in ("space", "comment")]


def _unclosed_text(text: str) -> tuple[int, str] | None:
    """The first quotation mark that opens a text without an end, or the first text with an escape that is none."""
    for found in _TOKEN.finditer(text):
        if found[0] in ('"', "'"):
            return found.start(), f"this {found[0]} opens a text that is never closed: close it on the same line"
        if found.lastgroup == "string" and (escape := re.search(r"\\[^tbnrf\"'\\uU]", found[0].replace("\\\\", "  "))):
            return found.start() + escape.start(), f"“{escape[0]}” is no escape: write \\\\ for a backslash"
    return None


def _bracket(text: str) -> tuple[int, str] | None:
    """The first bracket that closes none, else the last one that stays open, with what to say of it."""
    opened: list[re.Match[str]] = []
    for found in _TOKEN.finditer(text):
        mark = found[0] if found.lastgroup == "mark" else ""
        if mark in ("(", "[", "{"):
            opened.append(found)
        elif mark in (")", "]", "}"):
            if not opened or opened[-1][0] + mark not in ("()", "[]", "{}"):
                return found.start(), f"this “{mark}” closes no bracket: remove it, or open one"
            opened.pop()
    return (opened[-1].start(), f"this “{opened[-1][0]}” is never closed: close it") if opened else None


def _misplaced(text: str) -> tuple[int, str] | None:
    """The first token that no query could have there, with what could stand in its place."""
    from bpokpo_graph import sparql

    tokens = _tokens(text)
    try:
        stopped = sparql.furthest([sparql.Token(str(each.lastgroup), each[0]) for each in tokens])
    except RecursionError:  # the engine goes deeper
        return None
    if stopped is None:
        return None
    number, expected = stopped
    if number == len(tokens):
        return len(text.rstrip()), f"the query ends too soon: expected {_listed(expected)}"
    found = tokens[number]
    for each in tokens[max(0, number - 1) : number + 1]:
        if each[0] == "<" and re.match(r"<[^<>\n]*>", text[each.start() :]):
            return (
                each.start(),
                "this IRI is not valid, it holds a blank or another sign that no IRI has: write it as %20",
            )
    if found.lastgroup == "word" and (meant := sparql.nearest(found[0])):
        return found.start(), f"“{found[0]}” is not expected here: did you mean {meant}?"
    if (
        found.lastgroup == "word"
        and "function" in expected
        and tokens[number + 1 : number + 2]
        and (tokens[number + 1][0] == "(")
    ):
        return found.start(), f"there is no function “{found[0]}”: functions of others are called by an IRI"
    return found.start(), f"“{found[0]}” is not expected here: expected {_listed(expected)}"


def _listed(expected: Iterable[str]) -> str:
    """What could stand there, at most eight of it: what ends and begins a pattern, kinds, words, other signs."""
    from bpokpo_graph.sparql import CALLED

    def rank(each: str) -> tuple[int, str]:
        return (
            ".;,}{)(][".index(each) - 9 if each in ".;,}{)(][" else 1 if each in CALLED else 2 if each.isalpha() else 3
        ), each

    ordered = [
        CALLED.get(each, each if each.isalpha() and each != "A" else f"“{each.lower()}”")
        for each in sorted(expected, key=rank)
    ]
    return ", ".join(ordered[:8]) + (" …" if len(ordered) > 8 else "")


def _refused(text: str, offset: int, expected: str) -> tuple[int, str]:
    """What the engine refuses although it is grammatical; `offset` is how far the engine looked."""
    before = [each for each in _tokens(text) if each.start() < offset]
    last = before[-1] if before else None
    if "Prefix not found" in expected and last:
        return last.start(), f"the prefix {last[0].partition(':')[0]}: is not declared: add a PREFIX line"
    if "IRI parsing failed" in expected and last:
        return last.start(), "this IRI is not valid, or relative without a BASE"
    if "variable that is unbound" in expected:
        return _ungrouped(text) or (
            offset, "SELECT names a variable that GROUP BY does not bring: group by it or use an aggregate"
        )  # fmt: skip
    if "overrides an existing variable" in expected:
        return offset, "AS names a variable that has a value already: choose another name"
    prose = next(
        (each for each in expected.removeprefix("one of ").split(", ") if re.fullmatch(r"[\w* ]+ [\w* ]+", each)), ""
    )
    return offset, f"this follows the grammar, but the engine refuses it before here{': ' * bool(prose)}{prose}"


def _ungrouped(text: str) -> tuple[int, str] | None:
    """The first variable that SELECT names as it is and GROUP BY does not."""
    depth, part, plain, grouped = 0, "", list[re.Match[str]](), set[str]()
    for found in _tokens(text):
        if found[0].upper() in ("SELECT", "GROUP", "HAVING", "ORDER", "LIMIT", "WHERE", "{") and depth == 0:
            part = found[0].upper()
        depth += (found[0] in ("(", "{")) - (found[0] in (")", "}"))
        if found.lastgroup == "variable" and part == "SELECT" and depth == 0:
            plain.append(found)
        elif found.lastgroup == "variable" and part == "GROUP":
            grouped.add(found[0][1:])
    for each in plain:
        if each[0][1:] not in grouped:
            advice = f"add it to GROUP BY, or use an aggregate such as SAMPLE({each[0]})"
            return each.start(), f"“{each[0]}” is not grouped, though others are or are counted: {advice}"
    return None
