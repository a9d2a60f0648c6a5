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
        message = "this is no query: it needs SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise InputError("the query is empty" if not scan.before else message, file=name, line=1, column=1)
    return QueryText(scan.form, tuple(scan.graphs), tuple(scan.merged), tuple(scan.described), scan.parts, scan.all)


def with_columns(text: str, variables: Iterable[str]) -> str:
    """A SELECT * with these variables named in its place, in the order in which the query first names them.

    Any other query stays as it is. The engine would sort the columns by name.
    """
    tokens = [found for found in _TOKEN.finditer(text) if found.lastgroup not in ("space", "comment")]
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
    tokens = [found for found in _TOKEN.finditer(text) if found.lastgroup not in ("space", "comment")]
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
        iri = urljoin(self.base, token[1:-1])
        if self.before == "BASE":
            self.base = iri
        elif self.declared:
            self.prefixes[self.declared[:-1]] = iri
            self.declared = ""
        self._graph(iri)

    def _ambiguous(self, token: str, offset: int) -> None:
        """Refuse what Oxigraph may read as `<` followed by code; that can only be inside parentheses."""
        if self.open[-1:] == ["("] and not _PLAIN_IRI.fullmatch(token):
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


def for_engine(text: str) -> str:
    """The text with escapes in names of several dots (`release:esco-1.1.1`), which Oxigraph 0.5 cannot read else."""
    if not _SEVERAL_DOTS.search(text):
        return text
    return "".join(_escaped(found[0]) if found["name"] else found[0] for found in _TOKEN.finditer(text))


def _escaped(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return prefix + colon + re.sub(r"(?<!\\)\.", r"\\.", local) if local.count(".") > 1 else name


def syntax_error(text: str, error: SyntaxError, name: str) -> InputError:
    """The engine's syntax error in words, with its place; a bracket that does not match comes first."""
    if bracket := _bracket(text):
        offset, message = bracket
        line = text.count("\n", 0, offset) + 1
        return InputError(message, file=name, line=line, column=offset - text.rfind("\n", 0, offset))
    found = re.match(r"error at (\d+):(\d+): expected (.*)", error.msg, re.DOTALL)
    if not found:
        return InputError(error.msg, file=name)
    line, column = int(found[1]), int(found[2])
    return InputError(_reason(text, line, column, found[3]), file=name, line=line, column=column)


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


def _reason(text: str, line: int, column: int, expected: str) -> str:
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    if "Prefix not found" in expected:
        prefix = re.search(r"([\w.-]*):?$", row[: column - 1].rpartition(":")[0] or row[:column])
        return f"the prefix {prefix[1] if prefix else ''}: is not declared: add a PREFIX line"
    if "IRI parsing failed" in expected:
        return "this IRI is not valid, or relative without a BASE"
    if "variable that is unbound" in expected:
        return "SELECT names a variable that GROUP BY does not bring: group by it or use an aggregate"
    if '"\\\\u"' in expected:
        return "a string or an IRI is not closed, or holds a wrong escape"
    if not "\n".join([row[column - 1 :], *rows[line:]]).strip():
        return f"the query ends too soon{_expected(expected)}"
    here = next((word[0] for word in re.finditer(r"\w+|\S", row) if word.end() >= column), "the end of the line")
    return f"“{here}” is not expected here{_expected(expected)}"


def _expected(expected: str) -> str:
    """What the parser would have taken, without its character classes; at most eight of them."""
    plain = re.sub(r"\['.*?'\]", "", expected, flags=re.DOTALL)
    found = re.findall(r'"((?:[^"\\]|\\.)+)"|\b([A-Z][A-Z_]+)\b', plain)
    # Brackets first: that one is missing is what happens most.
    words = sorted(dict.fromkeys(mark or word for mark, word in found), key=lambda word: word not in "{([])}")
    more = " …" if len(words) > 8 else ""
    return ": expected " + ", ".join(words[:8]) + more if words else ""
