"""RDF: N-Triples and Turtle, in the terms of schema.org and CiTO where they have one, else in paperweft's own.

A paper is ``schema:ScholarlyArticle`` under the address that its identifier resolves at, a citation ``cito:cites``. What a
link has besides its ends (confidence, evidence) stands on an ``rdf:Statement`` about it.
See https://schema.org and http://purl.org/spar/cito.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple, TextIO

from paperweft.export.graph import ExportGraph
from paperweft.model import Link, Node

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "https://schema.org/",
    "cito": "http://purl.org/spar/cito/",
    "pw": "urn:paperweft:terms:",
}
_CLASSES = {
    "Paper": ("schema:ScholarlyArticle",), "Author": ("schema:Person",), "Dataset": ("pw:Dataset", "schema:Dataset"),
    "Task": ("pw:Task", "schema:DefinedTerm"), "Model": ("pw:Model",), "Method": ("pw:Method",), "Work": ("schema:CreativeWork",),
}  # fmt: skip
#: Property of a node -> its term. `label` is a paper's short name.
_PROPERTIES = {
    "title": "schema:name", "name": "schema:name", "label": "schema:alternateName", "aliases": "schema:alternateName",
    "abstract": "schema:abstract", "year": "schema:datePublished", "url": "schema:url", "tags": "schema:keywords",
}  # fmt: skip
#: Relationship type -> its term; where it is paperweft's own, a wider one of schema.org stands behind it in _WIDER.
_RELATIONS = {"CITES": "cito:cites", "EXTENDS": "schema:isBasedOn", "MENTIONS": "schema:mentions"}
_WIDER = {
    "pw:introduces": "schema:mentions", "pw:evaluates_on": "schema:mentions", "pw:uses": "schema:mentions",
    "pw:compares_with": "schema:mentions", "pw:surveys": "schema:mentions", "pw:variant_of": "schema:isBasedOn",
}  # fmt: skip
#: Kind of identifier -> the address that it resolves at.
_ADDRESSES = {
    "doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/", "openalex": "https://openalex.org/",
    "s2": "https://www.semanticscholar.org/paper/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/", "acl": "https://aclanthology.org/",
    "corpusid": "https://api.semanticscholar.org/CorpusID:",
}  # fmt: skip
_NO_IRI = re.compile('[\x00-\x20<>"{}|\\\\^`\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|%(?![0-9A-Fa-f]{2})')
_NO_LITERAL = re.compile('["\\\\\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Triple(NamedTuple):
    """Terms: a prefixed name, an IRI in angle brackets, a blank node, or a literal in quotes."""

    subject: str
    predicate: str
    object: str


def write_ntriples(graph: ExportGraph, stream: TextIO) -> None:
    """Writes a triple a line, node by node and link by link."""
    for triple in triples(graph):
        stream.write(" ".join(map(_expanded, triple)) + " .\n")


def write_turtle(graph: ExportGraph, stream: TextIO) -> None:
    """Writes Turtle, what is said of one subject together."""
    for name, address in PREFIXES.items():
        stream.write(f"@prefix {name}: <{address}> .\n")
    for subject, said in groupby(triples(graph), key=lambda triple: triple.subject):
        lines = [f"{'a' if x.predicate == 'rdf:type' else x.predicate} {x.object}" for x in said]
        stream.write(f"\n{subject} " + " ;\n    ".join(lines) + " .\n")


def triples(graph: ExportGraph) -> Iterator[Triple]:
    """All that the graph says, as triples: its vocabulary, its nodes, its links."""
    for label, term in (("Model", "schema:CreativeWork"), ("Method", "schema:DefinedTerm"), ("Dataset", "schema:Dataset"), ("Task", "schema:DefinedTerm")):  # fmt: skip
        yield Triple(f"pw:{label}", "rdfs:subClassOf", term)
    for term, wider in _WIDER.items():
        yield Triple(term, "rdfs:subPropertyOf", wider)
    for node in graph.nodes():
        yield from _node(node, graph.node_properties)
    for number, link in enumerate(graph.links()):
        yield from _link(number, link, graph.link_properties)


def iri(identifier: str) -> str:
    """The IRI of a node: where its identifier resolves, else ``urn:paperweft:`` and the id."""
    kind, _, value = identifier.partition(":")
    return _iri(_ADDRESSES[kind] + value if kind in _ADDRESSES and value else f"urn:paperweft:{identifier}")


def _node(node: Node, types: Mapping[str, str]) -> Iterator[Triple]:
    subject = iri(node.id)
    for term in _CLASSES.get(node.label, ()):
        yield Triple(subject, "rdf:type", term)
    yield Triple(subject, "schema:identifier", _literal(node.id))
    same = {iri(f"{kind}:{node.properties[key]}") for kind, key in (("doi", "doi"), ("arxiv", "arxiv_id")) if node.properties.get(key)}  # fmt: skip
    for other in sorted(same - {subject}):
        yield Triple(subject, "schema:sameAs", other)
    for name, value in node.properties.items():
        if name == "authors":
            continue  # the links say so
        predicate = _PROPERTIES.get(name, f"pw:{name}")
        for item in value if isinstance(value, list) else [value]:
            if item is None or item == "":
                continue
            if name == "year":
                yield Triple(subject, predicate, f'"{int(item):04d}"^^xsd:gYear')
            elif name in ("url", "code") and re.match(r"https?://", str(item)):
                yield Triple(subject, predicate, _iri(str(item)))
            else:
                yield Triple(subject, predicate, _typed(item, types[name]))


def _link(number: int, link: Link, types: Mapping[str, str]) -> Iterator[Triple]:
    source, target = iri(link.source), iri(link.target)
    if link.kind == "WROTE":
        triple = Triple(target, "schema:author", source)
    else:
        triple = Triple(source, _RELATIONS.get(link.kind, f"pw:{link.kind.lower()}"), target)
    yield triple
    if not link.properties:
        return
    statement = f"_:l{number}"
    yield Triple(statement, "rdf:type", "rdf:Statement")
    for part, term in zip(("subject", "predicate", "object"), triple, strict=True):
        yield Triple(statement, f"rdf:{part}", term)
    for name, value in link.properties.items():
        for item in value if isinstance(value, list) else [value]:
            if name in ("papers", "paper_ids"):
                yield Triple(statement, "pw:supported_by", iri(item))
            elif item is not None:
                yield Triple(statement, f"pw:{name}", _typed(item, types[name]))


def _typed(value: Any, type: str) -> str:
    if type == "long":
        return f'"{int(value)}"^^xsd:integer'
    return f'"{float(value)!r}"^^xsd:double' if type == "double" else _literal(str(value))


def _iri(text: str) -> str:
    return f"<{_NO_IRI.sub(_percent, text)}>"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _literal(text: str) -> str:
    return f'"{_NO_LITERAL.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    return "\ufffd" if character > "\xa0" else f"\\u{ord(character):04X}"


def _expanded(term: str) -> str:
    """A term without prefixes, as N-Triples wants it."""
    if term.startswith('"'):
        literal, mark, type = term.rpartition("^^")
        return f"{literal}^^{_expanded(type)}" if mark and not term.endswith('"') else term
    if term.startswith(("<", "_:")):
        return term
    prefix, _, name = term.partition(":")
    return f"<{PREFIXES[prefix]}{name}>"
