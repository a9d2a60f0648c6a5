"""Mistakes in queries: each is told where it stands, with what could stand there."""

import pytest

from bpokpo_graph import sparql
from bpokpo_graph.dataset import Dataset
from bpokpo_graph.errors import InputError
from bpokpo_graph.querytext import _tokens
from bpokpo_graph.questions import questions

NOTHING = Dataset([])


def tokens(text: str) -> list[sparql.Token]:
    return [sparql.Token(str(found.lastgroup), found[0]) for found in _tokens(text)]


@pytest.mark.parametrize(
    ("query", "line", "column", "parts"),
    [
        ("SELECT ?m\n{ ?m a ex:Model }", 2, 8, ["the prefix ex: is not declared"]),
        ("SELECT ?m {\n ?m a ?k .\n OPTIONAL { ?m rdfs:label ?l", 3, 11, ["this “{” is never closed"]),
        ("SELECT ?m { ?m a ?k } }", 1, 23, ["this “}” closes no bracket"]),
        ("SELCT ?m { ?m a ?k }", 1, 1, ["did you mean SELECT by “SELCT”"]),
        ("SELECT ?m WERE { ?m a ?k }", 1, 11, ["“WERE”", "did you mean WHERE?"]),
        ("SELECT ?m { ?m a ?k OPTIONL { ?m a ?l } }", 1, 21, ["did you mean OPTIONAL?"]),
        ("SELECT ?m {\n ?m a ?k\n ?m rdfs:label ?l }", 3, 2, ["“?m” is not expected here", "“.”, “;”"]),
        ("SELECT ?l {\n ?m a ?k ; rdfs:label ?l rdfs:comment ?c }", 2, 26, ["“rdfs:comment”", "“.”, “;”"]),
        ("SELECT m { ?m a ?k }", 1, 8, ["“m” is not expected here", "a variable"]),
        ('SELECT ?m { ?m rdfs:label "BPO }', 1, 27, ['this " opens a text that is never closed']),
        ('SELECT ?m { ?m rdfs:label "BPO\n" }', 1, 27, ["never closed"]),
        ('SELECT ?m { ?m rdfs:label "a\\d" }', 1, 29, ["“\\d” is no escape"]),
        ("SELECT ?m { ?m ?p ?l FILTER(CONTAIN(?l, 'a')) }", 1, 29, ["did you mean CONTAINS?"]),
        ("SELECT ?m { ?m ?p ?l FILTER(QUX(?l)) }", 1, 29, ["there is no function “QUX”"]),
        ("SELECT (COUNT(?x)) { ?m a ?x }", 1, 18, ["“)” is not expected here", "AS"]),
        ("SELECT ?m COUNT(?x) { ?m a ?x } GROUP BY ?m", 1, 11, ["“COUNT” is not expected here", "“(”"]),
        ("SELECT ?m (COUNT(?x) AS ?n) { ?m a ?x }", 1, 8, ["“?m” is not grouped", "GROUP BY"]),
        ("SELECT ?x ?m { ?m a ?x } GROUP BY ?x", 1, 11, ["“?m” is not grouped"]),
        ("SELECT (?x AS ?x) { ?m a ?x }", 1, 30, ["AS names a variable that has a value already"]),
        ("SELECT ?x ?x { ?x ?y ?z }", 1, 26, ["the engine refuses it before here: Duplicated variable name"]),
        ("SELECT ?m { ?m a <http://e.org/a b> }", 1, 18, ["this IRI is not valid, it holds a blank"]),
        ("SELECT ?m { ?m a <Model> }", 1, 18, ["relative without a BASE"]),
        ("SELECT ?m { ?m a ?x } nonsense", 1, 23, ["“nonsense” is not expected here", "the end"]),
        ("SELECT ?m { ?m a ?x } ORDER ?m", 1, 29, ["expected BY"]),
        ("SELECT ?m { ?m a ?x } LIMIT ten", 1, 29, ["expected a number"]),
        ("SELECT ?m { ?m a ?x FILTER ?x = 3 }", 1, 28, ["“?x” is not expected here", "“(”"]),
        ("SELECT ?m { ?m a ?x FILTER(?x == 3) }", 1, 32, ["“=” is not expected here"]),
        ("SELECT ?m { ?m a }", 1, 18, ["“}” is not expected here"]),
        ("PREFIX e: http://e.org/ ASK {}", 1, 11, ["expected an IRI"]),
        ("@prefix e: <http://e.org/> . ASK {}", 1, 1, ["did you mean PREFIX?"]),
        ("ASK ", 1, 4, ["the query ends too soon", "“{”"]),
    ],
)
def test_typical_mistakes(query: str, line: int, column: int, parts: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        NOTHING.query(query, name="my.rq")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("my.rq", line, column), caught.value
    assert all(part in caught.value.message for part in parts), caught.value


GOOD = (
    "ASK { ?s !(a|^rdfs:label) ?o ; ^rdf:type/(rdfs:label|skos:note)+ 'x'@en-gb , 1.5 , -3 , true ; }",
    "SELECT REDUCED (SUM(DISTINCT ?a) AS ?b) (GROUP_CONCAT(?a ; SEPARATOR = ', ') AS ?c) { ?a ?x () , (1 [] ) } "
    "GROUP BY ?x (STR(?x) AS ?y) HAVING (COUNT(*) > 1) ORDER BY DESC(?x) ?b LIMIT 2 OFFSET 3",
    "BASE <http://e.org/> PREFIX : <#> SELECT * FROM <g> FROM NAMED <h> { GRAPH ?g { [ :p :q ] . _:b :p [] } "
    "MINUS { ?a ?b ?c } { ?a ?b ?c } UNION { ?c ?b ?a } BIND ( 1 + 2 * -?c - 3 AS ?d ) VALUES (?e ?f) { (1 UNDEF) } "
    "FILTER ( ?a NOT IN (1, 2) || ! EXISTS { ?a ?b 2 } && xsd:integer(?c) >= 3 ) FILTER REGEX(?a, 'x', 'i') } "
    "VALUES ?z { 1 }",
    "CONSTRUCT WHERE { ?a ?b ?c }",
    "CONSTRUCT { ?a ?b [ ?c ?d ] } { SELECT ?a { ?a ?b ?c . } }",
    "DESCRIBE <http://e.org/a> ?b WHERE { ?b ?c '2'^^xsd:integer }",
    "ASK { << ?s ?p ?o >> ?q <<( ?s ?p ?o )>> . ?s ?p ?o ~ ?r {| ?q 1 |} }",
)


@pytest.mark.parametrize("query", [*GOOD, *(one.text for one in questions())], ids=lambda query: str(query)[:40])
def test_the_grammar_takes_what_the_engine_takes(query: str) -> None:
    Dataset([]).form(query)
    assert sparql.furthest(tokens(query)) is None
    if "FROM" not in query:
        NOTHING.query(query)


def test_what_is_nested_deeply_is_left_to_the_engine() -> None:
    deep = "SELECT * { FILTER(" + "(" * 100 + "1" + ")" * 100 + ") x }"
    with pytest.raises(InputError, match="<query>:1:"):
        NOTHING.query(deep)
