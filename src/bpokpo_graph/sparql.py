"""Where a text stops being SPARQL, and what could stand there.

Oxigraph tells how far it looked ahead, which is often behind the mistake. This is the grammar of the standard, read
token by token, for queries that the engine has refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

# Lower case: kinds of tokens. Capitals and signs in quotes: themselves. The rest: rules.
_GRAMMAR = """
Query = Prologue (Select | Construct | Describe | Ask) Values? end
Prologue = ('BASE' iri | 'PREFIX' name iri | 'VERSION' string)*
Select = SelectClause Dataset* Where Modifiers
SubSelect = SelectClause Where Modifiers Values?
SelectClause = 'SELECT' ('DISTINCT' | 'REDUCED')? ('*' | (var | '(' Expression 'AS' var ')')+)
Construct = 'CONSTRUCT' ('{' Triples? '}' Dataset* Where Modifiers | Dataset* 'WHERE' '{' Triples? '}' Modifiers)
Describe = 'DESCRIBE' ('*' | (var | Iri)+) Dataset* Where? Modifiers
Ask = 'ASK' Dataset* Where Modifiers
Dataset = 'FROM' 'NAMED'? Iri
Where = 'WHERE'? Group
Modifiers = ('GROUP' 'BY' GroupBy+)? ('HAVING' Constraint+)? ('ORDER' 'BY' OrderBy+)? Slice*
GroupBy = Call | '(' Expression ('AS' var)? ')' | var
OrderBy = ('ASC' | 'DESC') Brackets | Constraint | var
Slice = 'LIMIT' number | 'OFFSET' number
Values = 'VALUES' Data
Data = var '{' Datum* '}' | '(' var* ')' '{' ('(' Datum* ')')* '}'
Datum = Iri | Literal | 'UNDEF' | TripleTerm
Group = '{' (SubSelect | Pattern) '}'
Pattern = Triples? (Other '.'? Triples?)*
Other = 'OPTIONAL' Group | 'MINUS' Group | 'LATERAL' Group | 'GRAPH' (var | Iri) Group | 'FILTER' Constraint
  | 'BIND' '(' Expression 'AS' var ')' | 'VALUES' Data | Group ('UNION' Group)*
  | 'SERVICE' 'SILENT'? (var | Iri) Group
Constraint = Brackets | Call
Triples = Same ('.' Triples?)?
Same = (List | Blank) Properties? | Reified Properties? | Term Properties
Properties = Verb Objects (';' (Verb Objects)?)*
Verb = var | Path
Objects = Object (',' Object)*
Object = Node Annotation*
Annotation = '~' (var | Iri)? | '{' '|' Properties '|' '}'
Node = List | Blank | Reified | Term
List = '(' Node* ')'
Blank = '[' Properties? ']'
Reified = '<' '<' Node Verb Node ('~' (var | Iri)?)? '>' '>'
TripleTerm = '<' '<' '(' Node Verb Node ')' '>' '>'
Term = var | Iri | Literal | TripleTerm
Path = Steps ('|' Steps)*
Steps = Step ('/' Step)*
Step = '^'? PathPrimary ('?' | '*' | '+')?
PathPrimary = 'A' | Iri | '!' Negated | '(' Path ')'
Negated = OneStep | '(' (OneStep ('|' OneStep)*)? ')'
OneStep = '^'? ('A' | Iri)
Expression = And ('||' And)*
And = Relation ('&&' Relation)*
Relation = Sum (('=' | '!' '=' | '<' '='? | '>' '='?) Sum | 'NOT'? 'IN' Arguments)?
Sum = Product (('+' | '-') Product)*
Product = Unary (('*' | '/') Unary)*
Unary = ('!' | '+' | '-') Unary | Primary
Primary = Brackets | Call | Literal | var | TripleTerm
Brackets = '(' Expression ')'
Arguments = '(' ('DISTINCT'? Expression (',' Expression)*)? ')'
Call = Aggregate | 'NOT'? 'EXISTS' Group | function Arguments | Iri Arguments?
Aggregate = aggregate '(' 'DISTINCT'? ('*' | Expression) (';' 'SEPARATOR' '=' string)? ')'
Iri = iri | name
Literal = string (language ('-' (word | number))* | '^' '^' Iri)? | ('+' | '-')? number | 'TRUE' | 'FALSE'
"""
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_NAMED = """
STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW
UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK
ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT ADJUST
"""
_FUNCTIONS = frozenset(_NAMED.split())
CALLED = {
    "iri": "an IRI", "name": "a prefixed name", "var": "a variable", "string": "a text", "number": "a number",
    "language": "a language", "function": "a function", "aggregate": "an aggregate", "end": "the end",
}  # fmt: skip


class Token(NamedTuple):
    """A token as it is spelt, with its kind: iri, name, variable, string, number, word or mark."""

    kind: str
    text: str


def furthest(tokens: Sequence[Token]) -> tuple[int, frozenset[str]] | None:
    """The number of the first token that no query could have there, and what could; None if all is well.

    That is a sign, a word in capitals, or a key of `CALLED`. A token more than there are is the end.
    """
    reader = _Reader(tokens)
    return None if reader.read(_rules()["Query"], 0) is not None else (reader.far, frozenset(reader.expected))


def nearest(word: str) -> str | None:
    """The word of the language that was meant, if one is close to it."""
    from difflib import get_close_matches

    known = {*re.findall(r"'([A-Z]{2,})'", _GRAMMAR), *_FUNCTIONS, *_AGGREGATES}
    return next(iter(get_close_matches(word.upper().lstrip("@"), known - {word.upper()}, n=1, cutoff=0.75)), None)


@dataclass(slots=True)
class _Reader:
    """Reads rules as a parsing expression grammar: the first choice that fits; it notes how far it came."""

    tokens: Sequence[Token]
    far: int = 0
    expected: set[str] = field(default_factory=set)

    def read(self, rule: Any, place: int) -> int | None:
        """The place after what the rule says, None if it does not stand here."""
        kind, parts = rule
        if kind == "sequence":
            return self._sequence(parts, place)
        if kind == "choice":
            return next((end for each in parts if (end := self.read(each, place)) is not None), None)
        if kind == "repeated":
            return self._repeated(parts, place)
        if kind == "rule":
            return self.read(_rules()[parts], place)
        return self._token(kind, parts, place)

    def _sequence(self, parts: Sequence[Any], place: int) -> int | None:
        for each in parts:
            end = self.read(each, place)
            if end is None:
                return None
            place = end
        return place

    def _repeated(self, parts: tuple[Any, int, int], place: int) -> int | None:
        (rule, least, most), count = parts, 0
        while count < most and (end := self.read(rule, place)) is not None and end > place:
            place, count = end, count + 1
        return place if count >= least else None

    def _token(self, kind: str, wanted: str, place: int) -> int | None:
        token = self.tokens[place] if place < len(self.tokens) else Token("end", "")
        if token.text.upper() == wanted if kind == "itself" else _is(token, wanted):
            return place + 1
        if place > self.far:
            self.far, self.expected = place, set()
        if place == self.far:
            self.expected.add(wanted)
        return None


def _is(token: Token, kind: str) -> bool:
    word = token.text.upper() if token.kind == "word" else ""
    if kind == "function":
        return word in _FUNCTIONS
    if kind == "aggregate":
        return word in _AGGREGATES
    if kind == "language":
        return word.startswith("@")
    return token.kind == {"var": "variable"}.get(kind, kind)


@cache
def _rules() -> dict[str, Any]:
    joined = re.sub(r"\n +\|", " |", _GRAMMAR.strip())
    return {name: _rule(text) for name, text in (line.split(" = ", 1) for line in joined.split("\n"))}


def _rule(text: str) -> Any:
    words = re.findall(r"'[^']+'|\w+|[()|?*+]", text)
    found, rest = _choice(words)
    assert not rest, text
    return found


def _choice(words: list[str]) -> tuple[Any, list[str]]:
    parts, items = [], list[Any]()
    while words and words[0] != ")":
        word, *words = words
        if word == "|":
            parts.append(("sequence", items))
            items = []
        elif word in "?*+":
            least, most = {"?": (0, 1), "*": (0, 1 << 30), "+": (1, 1 << 30)}[word]
            items[-1] = ("repeated", (items[-1], least, most))
        elif word == "(":
            inner, words = _choice(words)
            items.append(inner)
            words = words[1:]
        else:
            items.append(_item(word))
    return ("choice", [*parts, ("sequence", items)]), words


def _item(word: str) -> Any:
    if word.startswith("'"):
        return "itself", word[1:-1]
    return ("rule", word) if word[0].isupper() else ("kind", word)
