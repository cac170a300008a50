"""RDF says what the graph says in terms that others know."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
import rdflib.compare
from rdflib.namespace import RDF

from paperweft.export import export_graph
from paperweft.export.rdf import iri
from paperweft.workspace import Library
from tests.export.graphs import AUTHOR, GRAPH, MODEL, OTHER, PAPER, TASK

SCHEMA = rdflib.Namespace("https://schema.org/")
CITO = rdflib.Namespace("http://purl.org/spar/cito/")
XSD = rdflib.Namespace("http://www.w3.org/2001/XMLSchema#")  # rdflib's own warns where pytest looks it over
PW = rdflib.Namespace("urn:paperweft:terms:")


def read(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="nt" if path.suffix == ".nt" else "turtle")


def term(identifier: str) -> rdflib.URIRef:
    return rdflib.URIRef(iri(identifier).strip("<>"))


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("doi:10.1000/182", "https://doi.org/10.1000/182"), ("arxiv:2312.00752", "https://arxiv.org/abs/2312.00752"),
        ("openalex:W2741809807", "https://openalex.org/W2741809807"), ("pmid:12345", "https://pubmed.ncbi.nlm.nih.gov/12345"),
        ("acl:P19-1001", "https://aclanthology.org/P19-1001"), ("model:llama-2", "urn:paperweft:model:llama-2"),
        ("doi:10.1002/(sici)1<2::aid>3", "https://doi.org/10.1002/(sici)1%3C2::aid%3E3"), ("title:论文", "urn:paperweft:title:论文"),
        ("doi:10.1/100%", "https://doi.org/10.1/100%25"), ("title:a b", "urn:paperweft:title:a%20b"),
    ],
)  # fmt: skip
def test_nodes_are_found_where_their_identifiers_resolve(identifier: str, address: str) -> None:
    assert iri(identifier) == f"<{address}>"


def test_terms_are_those_of_schema_org_and_cito(tmp_path: Path) -> None:
    graph = read(export_graph(tmp_path / "g.ttl", GRAPH).files[0])
    paper, other, model = term(PAPER), term(OTHER), term(MODEL)
    assert (paper, RDF.type, SCHEMA.ScholarlyArticle) in graph
    assert (paper, SCHEMA.datePublished, rdflib.Literal("2020", datatype=XSD.gYear)) in graph
    assert (paper, SCHEMA.author, term(AUTHOR)) in graph and (term(AUTHOR), RDF.type, SCHEMA.Person) in graph
    assert (paper, CITO.cites, other) in graph and (model, SCHEMA.isBasedOn, term(TASK)) in graph
    assert (paper, PW.uses, model) in graph
    wider = rdflib.URIRef("http://www.w3.org/2000/01/rdf-schema#subPropertyOf")
    assert (PW.uses, wider, SCHEMA.mentions) in graph
    (statement,) = graph.subjects(RDF.predicate, PW.uses)
    assert graph.value(statement, PW.confidence) == rdflib.Literal(0.25)
    assert graph.value(statement, RDF.subject) == paper and graph.value(statement, RDF.object) == model
    (lineage,) = graph.subjects(RDF.predicate, SCHEMA.isBasedOn)
    assert graph.value(lineage, PW.supported_by) == paper


def test_both_forms_say_the_same(sample: Library, tmp_path: Path) -> None:
    sample.export(tmp_path / "s.nt", around="Mamba")
    sample.export(tmp_path / "s.ttl", around="Mamba")
    lines, turtle = read(tmp_path / "s.nt"), read(tmp_path / "s.ttl")
    assert len(lines) == len(turtle) > 200
    assert rdflib.compare.isomorphic(lines, turtle)


def test_sparql_answers(sample: Library, tmp_path: Path) -> None:
    sample.export(tmp_path / "s.nt")
    asked = "PREFIX cito: <http://purl.org/spar/cito/> SELECT (COUNT(*) AS ?n) WHERE { ?a cito:cites ?b }"
    ((count,),) = read(tmp_path / "s.nt").query(asked)  # type: ignore[misc]
    assert count.toPython() == sample.counts()[1]["CITES"]
