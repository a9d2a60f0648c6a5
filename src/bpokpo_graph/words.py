"""Words that no label of the graph provides: names of other vocabularies' terms, headings, axioms as sentences.

The ontology describes no term of others, and most of them have no label in Indonesian. What the graph does label is
never named here, nor any term that neither the graph nor the data of users are likely to hold. Everything is written
Indonesian first, English second.
"""

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("id", "en")


def word(key: str) -> Mapping[str, str]:
    """The word for a heading or a foreign term, by language; nothing if there is none."""
    return dict(zip(LANGUAGES, _WORDS.get(key, ()), strict=False))


def place(key: str) -> int:
    """Where a foreign term stands in the order in which cards tell of them; after all others if it is unknown."""
    return _PLACES.get(key, len(_PLACES))


def sentence(axiom: str) -> Mapping[str, str]:
    """The sentence for an axiom, by language: {self} stands for the term, {} for the other one; or nothing."""
    return dict(zip(LANGUAGES, _SENTENCES.get(axiom, ()), strict=False))


def axioms() -> tuple[str, ...]:
    """The properties and classes of terms that there are sentences for, in the order to tell them."""
    return tuple(_SENTENCES)


_WORDS = MappingProxyType(
    {
        # Headings
        "axioms": ("Arti formal", "Formal meaning"),
        "called": ("juga disebut", "also called"),
        "examples": ("Contoh dari data", "Examples from the data"),
        "incoming": ("Ditunjuk oleh", "Pointed at by"),
        "neighbours": ("Di luar graf ini", "Outside this graph"),
        "notes": ("Catatan", "Notes"),
        "parts": ("Selebihnya", "Further details"),
        "rules": ("Aturan data", "Rules for data"),
        "siblings": ("Sesama dalam daftar", "Others in the same list"),
        "states": ("menyatakan", "states"),
        "values": ("Isi", "Content"),
        "more": ("dan {} lagi (--incoming menampilkan semuanya)", "and {} more (--incoming shows all)"),
        "and": ("dan", "and"),
        "row-state": ("keadaan", "state"),
        "no-rows": ("tidak ada baris", "no rows"),
        "unnamed": ("(tanpa nama)", "(unnamed)"),
        "id": ("dalam bahasa Indonesia", "in Indonesian"),
        "en": ("dalam bahasa Inggris", "in English"),
        # Templates
        "must": ("(wajib)", "(required)"),
        "should": ("(dianjurkan)", "(recommended)"),
        "may": ("(opsional)", "(optional)"),
        "such-as": ("Tulis misalnya {}.", "Write it like {}."),
        "among": ("Pilihannya ditampilkan oleh bpokpo show {}.", "bpokpo show {} lists what there is."),
        "or": ("Atau, sebagai ganti jenis di atas", "Or, in place of the kind above"),
        "as-above": ("Pilihannya sama dengan pilihan “{}” di atas.", "The choices are those of “{}” above."),
        "template": (
            "{kind} dalam Turtle, untuk diisi\n\n"
            'Ganti setiap "???", termasuk tanda kutipnya, dengan isian yang diterangkan di atas barisnya: kode atau '
            "nama lain seperti yang tertera, IRI di antara < dan >, teks sebagai "
            '"…"@id dan "…"@en, bilangan desimal dengan titik. Beberapa isian dipisahkan dengan koma.\n'
            "(wajib): harus diisi.\n(dianjurkan): isi, atau hapus barisnya.\n"
            "(opsional): tidak berlaku sebelum tanda # di depan barisnya dihapus.\n"
            "Untuk menambah satu simpul lagi, salin seluruh bagiannya, lalu beri nama lain.\n\n"
            "Arti sebuah kode:    bpokpo show KODE --lang id\n"
            "Sesudah diisi:       bpokpo validate BERKAS --lang id",
            "{kind} in Turtle, to be filled in\n\n"
            'Replace every "???", quotes included, by what the comment above its line asks for: a code or another name '
            'as listed, an IRI between < and >, text as "…"@id and "…"@en, a decimal number with a point. Commas '
            "separate several values.\n"
            "(required): must be filled in.\n(recommended): fill it in, or delete its line.\n"
            "(optional): does not count until you delete the # in front of its line.\n"
            "For one more node of a kind, copy its whole block and give it another name.\n\n"
            "What a code means:   bpokpo show CODE\n"
            "When filled in:      bpokpo validate FILE",
        ),
        "then-model": (
            "Untuk membandingkan: bpokpo compare {others} {name} -a BERKAS --lang id",
            "To compare it:       bpokpo compare {others} {name} -a FILE",
        ),
        "then-show": (
            "Untuk melihatnya:    bpokpo show {name} -a BERKAS --lang id",
            "To look at it:       bpokpo show {name} -a FILE",
        ),
        "then-source": (
            "Untuk mencocokkan:   bpokpo source check artikel.txt -a BERKAS --lang id\n"
            "Sidik dokumen:       sha256sum artikel.txt\n"
            "Sidik kalimat:       printf %s 'Kalimatnya.' | sha256sum\n"
            "Awal dan panjang kalimat (jumlahnya adalah akhirnya):\n"
            """python3 -c "t = open('artikel.txt').read(); s = 'Kalimatnya.'; """
            'print(t.find(s), len(s))"',
            "To check it:         bpokpo source check article.txt -a FILE\n"
            "Document digest:     sha256sum article.txt\n"
            "Sentence digest:     printf %s 'The sentence.' | sha256sum\n"
            "Sentence start and length (their sum is its end):\n"
            """python3 -c "t = open('article.txt').read(); s = 'The sentence.'; """
            'print(t.find(s), len(s))"',
        ),
        "pointing": (
            'Tulis apa yang menunjuknya: hapus #, lalu ganti "???".',
            'Say what points at it: delete the # and replace "???".',
        ),
        "triple": (
            "Tripel yang dinyatakan klaim ini, dengan pokok, sifat, dan nilai yang sama: hapus #, ganti ketiganya.",
            "The claimed triple, with the same subject, property and value: delete the # and replace all three.",
        ),
        "question": (
            "Ganti ??? di atas dengan pertanyaannya dalam kedua bahasa; di bawahnya tertulis judul setiap kolom, juga "
            "dalam kedua bahasa. Kueri ini sudah dapat dijalankan: bpokpo query BERKAS; -p ARGUMEN NILAI memberi "
            "argumennya nilai lain. Di folder ontology/queries/, kueri ini menjadi pertanyaan bernama.",
            "Replace ??? above by the question in both languages; below it stands the heading of each column, in both "
            "too. The query already runs: bpokpo query FILE; -p ARGUMENT VALUE gives an argument another value. "
            "In the folder ontology/queries/ it becomes a named question.",
        ),
        "arguments": (
            "Argumen dengan nilai bakunya, dalam satu baris. Sifat yang dapat dibandingkan:",
            "The arguments with their defaults, on one line. Properties that are compared:",
        ),
        # Kinds of things
        "rdf:Property": ("sifat", "property"),
        "rdf:Statement": ("pernyataan", "statement"),
        "rdf:langString": ("teks dengan bahasa", "text in a language"),
        "rdf:nil": ("senarai kosong", "empty sequence"),
        "owl:Class": ("kelas", "class"),
        "owl:Thing": ("apa pun", "anything"),
        "owl:Ontology": ("ontologi", "ontology"),
        "owl:ObjectProperty": ("sifat objek", "object property"),
        "owl:DatatypeProperty": ("sifat data", "datatype property"),
        "owl:AnnotationProperty": ("sifat anotasi", "annotation property"),
        "owl:TransitiveProperty": ("sifat transitif", "transitive property"),
        "owl:SymmetricProperty": ("sifat simetris", "symmetric property"),
        "owl:AsymmetricProperty": ("sifat asimetris", "asymmetric property"),
        "owl:ReflexiveProperty": ("sifat refleksif", "reflexive property"),
        "owl:IrreflexiveProperty": ("sifat irefleksif", "irreflexive property"),
        "owl:FunctionalProperty": ("sifat bernilai tunggal", "functional property"),
        "owl:InverseFunctionalProperty": ("sifat pengenal", "inverse functional property"),
        "skos:Concept": ("konsep", "concept"),
        "skos:ConceptScheme": ("daftar kode", "code list"),
        "prov:Agent": ("pelaku", "agent"),
        "prov:Entity": ("entitas", "entity"),
        "qb:Observation": ("pengamatan Data Cube", "Data Cube observation"),
        "qb:DataSet": ("himpunan data", "data set"),
        "qb:DataStructureDefinition": ("struktur data", "data structure"),
        "qb:DimensionProperty": ("sifat dimensi", "dimension property"),
        "qb:MeasureProperty": ("sifat ukuran", "measure property"),
        "qb:AttributeProperty": ("sifat atribut", "attribute property"),
        "qb:CodedProperty": ("sifat berkode", "coded property"),
        "qudt:Unit": ("satuan", "unit"),
        "qudt:CurrencyUnit": ("mata uang", "currency unit"),
        "esco:Occupation": ("jabatan ESCO", "ESCO occupation"),
        "esco:Skill": ("keterampilan ESCO", "ESCO skill"),
        "time:TemporalEntity": ("masa", "period"),
        "time:ProperInterval": ("selang waktu", "interval"),
        "time:Instant": ("saat", "instant"),
        "sh:NodeShape": ("bentuk simpul", "node shape"),
        "sh:PropertyShape": ("bentuk sifat", "property shape"),
        "sh:PropertyGroup": ("kelompok sifat", "property group"),
        "sh:SPARQLConstraint": ("aturan SPARQL", "SPARQL constraint"),
        "sh:Violation": ("pelanggaran", "violation"),
        "sh:Warning": ("peringatan", "warning"),
        "sh:Info": ("catatan", "info"),
        "sh:IRI": ("IRI", "IRI"),
        "sh:Literal": ("nilai harfiah", "a literal"),
        "xsd:string": ("teks", "text"),
        "xsd:boolean": ("ya atau tidak", "yes or no"),
        "xsd:decimal": ("bilangan desimal", "decimal number"),
        "xsd:integer": ("bilangan bulat", "whole number"),
        "xsd:date": ("tanggal", "date"),
        "xsd:language": ("tanda bahasa", "language tag"),
        # Properties
        "rdf:type": ("jenis", "kind"),
        "rdf:subject": ("pokok pernyataan", "subject of the statement"),
        "rdf:predicate": ("sifat dalam pernyataan", "property of the statement"),
        "rdf:object": ("nilai dalam pernyataan", "value of the statement"),
        "rdf:first": ("unsur pertama", "first member"),
        "rdf:rest": ("unsur berikutnya", "further members"),
        "rdfs:label": ("label", "label"),
        "rdfs:comment": ("keterangan", "comment"),
        "rdfs:seeAlso": ("lihat juga", "see also"),
        "rdfs:isDefinedBy": ("ditetapkan dalam", "defined in"),
        "rdfs:subClassOf": ("jenis dari", "kind of"),
        "rdfs:subPropertyOf": ("bentuk khusus dari", "special form of"),
        "rdfs:domain": ("ranah", "domain"),
        "rdfs:range": ("rentang nilai", "range"),
        "owl:differentFrom": ("tidak sama dengan", "different from"),
        "owl:sameAs": ("sama dengan", "same as"),
        "owl:equivalentClass": ("setara dengan", "equivalent to"),
        "owl:equivalentProperty": ("setara dengan", "equivalent to"),
        "owl:propertyChainAxiom": ("rantai sifat", "chain of properties"),
        "owl:deprecated": ("tidak dipakai lagi", "no longer in use"),
        "owl:versionIRI": ("IRI versi", "version IRI"),
        "owl:versionInfo": ("versi", "version"),
        "skos:prefLabel": ("label utama", "preferred label"),
        "skos:altLabel": ("sebutan lain", "other name"),
        "skos:notation": ("notasi", "notation"),
        "skos:definition": ("arti", "meaning"),
        "skos:note": ("catatan", "note"),
        "skos:scopeNote": ("catatan cakupan", "scope note"),
        "skos:editorialNote": ("catatan penyunting", "editorial note"),
        "skos:inScheme": ("dalam daftar", "in the list"),
        "skos:topConceptOf": ("puncak daftar", "top of the list"),
        "skos:hasTopConcept": ("konsep puncak", "top concept"),
        "skos:broader": ("lebih luas", "broader"),
        "skos:narrower": ("lebih sempit", "narrower"),
        "skos:related": ("berkaitan dengan", "related to"),
        "skos:exactMatch": ("sama persis dengan", "exact match"),
        "skos:closeMatch": ("hampir sama dengan", "close match"),
        "skos:broadMatch": ("padanan lebih luas", "broader match"),
        "skos:narrowMatch": ("padanan lebih sempit", "narrower match"),
        "skos:relatedMatch": ("padanan berkaitan", "related match"),
        "prov:wasDerivedFrom": ("diturunkan dari", "derived from"),
        "prov:wasAttributedTo": ("dibuat oleh", "made by"),
        "dcterms:title": ("judul", "title"),
        "dcterms:description": ("uraian", "description"),
        "dcterms:abstract": ("ringkasan", "abstract"),
        "dcterms:license": ("lisensi", "licence"),
        "dcterms:creator": ("pencipta", "creator"),
        "dcterms:contributor": ("kontributor", "contributor"),
        "dcterms:publisher": ("penerbit", "publisher"),
        "dcterms:created": ("dibuat pada", "created"),
        "dcterms:issued": ("diterbitkan pada", "issued"),
        "dcterms:modified": ("diubah pada", "modified"),
        "dcterms:bibliographicCitation": ("cara mengutip", "how to cite"),
        "dcterms:source": ("sumber", "source"),
        "dcterms:isPartOf": ("bagian dari", "part of"),
        "dcterms:temporal": ("masa yang dimaksud", "period meant"),
        "dcterms:language": ("bahasa teks", "language of the text"),
        "qb:dataSet": ("himpunan data", "data set"),
        "qb:structure": ("struktur", "structure"),
        "qb:component": ("komponen", "component"),
        "qb:dimension": ("dimensi data", "dimension of the data"),
        "qb:measure": ("ukuran", "measure"),
        "qb:attribute": ("atribut", "attribute"),
        "qb:componentRequired": ("wajib ada", "must be there"),
        "qb:codeList": ("daftar kode", "code list"),
        "time:hasBeginning": ("bermula", "begins"),
        "time:hasEnd": ("berakhir", "ends"),
        "time:inXSDgYear": ("tahun", "year"),
        "oa:start": ("awal (titik kode)", "start (code point)"),
        "oa:end": ("akhir (titik kode)", "end (code point)"),
        "vann:preferredNamespacePrefix": ("awalan", "prefix"),
        "vann:preferredNamespaceUri": ("ruang nama", "namespace"),
        "schema:domainIncludes": ("dipakai pada", "used on"),
        "schema:rangeIncludes": ("nilainya antara lain", "values include"),
        "esco:memberOfISCOGroup": ("kelompok ISCO", "ISCO group"),
        "esco:relatedEssentialSkill": ("keterampilan pokok", "essential skill"),
        "http://purl.org/ontology/bibo/status": ("status", "status"),
        "http://purl.org/ontology/bibo/status/draft": ("rancangan", "draft"),
        "http://purl.org/linked-data/sdmx/2009/dimension#refArea": ("wilayah acuan SDMX", "SDMX reference area"),
        "http://purl.org/linked-data/sdmx/2009/dimension#refPeriod": ("periode acuan SDMX", "SDMX reference period"),
        "sh:targetClass": ("berlaku bagi setiap", "applies to every"),
        "sh:targetSubjectsOf": ("berlaku bagi apa pun yang memiliki", "applies to whatever has"),
        "sh:targetObjectsOf": ("berlaku bagi nilai dari", "applies to values of"),
        "sh:property": ("aturan sifat", "rule for a property"),
        "sh:path": ("sifat yang diperiksa", "property checked"),
        "sh:inversePath": ("arah sebaliknya", "inverse direction"),
        "sh:message": ("pesan", "message"),
        "sh:severity": ("tingkat temuan", "severity"),
        "sh:group": ("kelompok", "group"),
        "sh:order": ("urutan", "order"),
        "sh:node": ("mengikuti bentuk", "follows the shape"),
        "sh:not": ("bukan", "not"),
        "sh:xone": ("tepat satu dari", "exactly one of"),
        "sh:in": ("salah satu nilai", "one of the values"),
        "sh:hasValue": ("memuat nilai", "has the value"),
        "sh:class": ("jenis nilai", "kind of value"),
        "sh:datatype": ("tipe data", "datatype"),
        "sh:nodeKind": ("macam simpul", "kind of node"),
        "sh:pattern": ("pola", "pattern"),
        "sh:languageIn": ("bahasa yang diterima", "languages accepted"),
        "sh:uniqueLang": ("satu untuk tiap bahasa", "one for each language"),
        "sh:minCount": ("paling sedikit", "at least"),
        "sh:maxCount": ("paling banyak", "at most"),
        "sh:minInclusive": ("nilai terendah", "lowest value"),
        "sh:maxInclusive": ("nilai tertinggi", "highest value"),
        "sh:minExclusive": ("lebih dari", "more than"),
        "sh:lessThan": ("lebih kecil daripada", "smaller than"),
        "sh:qualifiedValueShape": ("nilai dengan bentuk", "values of the shape"),
        "sh:qualifiedMinCount": ("paling sedikit sekian nilai", "at least so many values"),
        "sh:sparql": ("aturan SPARQL", "SPARQL constraint"),
        "sh:select": ("kueri", "query"),
        "sh:prefixes": ("awalan dari", "prefixes from"),
        "sh:prefix": ("awalan", "prefix"),
        "sh:namespace": ("ruang nama", "namespace"),
        "sh:declare": ("menyatakan awalan", "declares a prefix"),
    }
)

_PLACES = {key: number for number, key in enumerate(_WORDS)}
_SENTENCES = MappingProxyType(
    {
        "rdfs:subClassOf": ("Setiap “{self}” adalah “{}”.", "Every “{self}” is a kind of “{}”."),
        "owl:equivalentClass": ("“{self}” sama artinya dengan “{}”.", "“{self}” means the same as “{}”."),
        "owl:disjointWith": (
            "Tidak ada “{self}” yang sekaligus “{}”.",
            "No “{self}” is also “{}”.",
        ),
        "rdfs:subPropertyOf": (
            "Bila x “{self}” y, maka x “{}” y.",
            "If x “{self}” y, then x “{}” y.",
        ),
        "owl:equivalentProperty": ("“{self}” sama artinya dengan “{}”.", "“{self}” means the same as “{}”."),
        "owl:inverseOf": (
            "x “{self}” y sama artinya dengan y “{}” x.",
            "x “{self}” y means the same as y “{}” x.",
        ),
        "owl:propertyChainAxiom": ("Bila {}, maka x “{self}” {end}.", "If {}, then x “{self}” {end}."),
        "rdfs:domain": (
            "Bila x memiliki “{self}”, maka x adalah “{}”.",
            "Whatever has “{self}” is “{}”.",
        ),
        "rdfs:range": ("Nilai “{self}” adalah “{}”.", "A value of “{self}” is “{}”."),
        "schema:domainIncludes": (
            "“{self}” dipakai antara lain pada “{}”.",
            "“{self}” is used, among others, on “{}”.",
        ),
        "schema:rangeIncludes": (
            "Nilai “{self}” antara lain “{}”.",
            "Values of “{self}” are, among others, “{}”.",
        ),
        "owl:TransitiveProperty": (
            "Bila x “{self}” y dan y “{self}” z, maka x “{self}” z.",
            "If x “{self}” y and y “{self}” z, then x “{self}” z.",
        ),
        "owl:SymmetricProperty": ("Bila x “{self}” y, maka y “{self}” x.", "If x “{self}” y, then y “{self}” x."),
        "owl:AsymmetricProperty": (
            "Bila x “{self}” y, maka tidak mungkin y “{self}” x.",
            "If x “{self}” y, then never y “{self}” x.",
        ),
        "owl:ReflexiveProperty": ("Setiap x “{self}” dirinya sendiri.", "Every x “{self}” itself."),
        "owl:IrreflexiveProperty": ("Tidak ada x yang “{self}” dirinya sendiri.", "No x “{self}” itself."),
        "owl:FunctionalProperty": (
            "Paling banyak ada satu nilai “{self}”.",
            "There is at most one value of “{self}”.",
        ),
        "owl:InverseFunctionalProperty": (
            "Nilai “{self}” hanya dimiliki satu hal.",
            "Only one thing has a given value of “{self}”.",
        ),
    }
)
