"""Projections against counting by hand: every pair, every paper, no tricks."""

from __future__ import annotations

import itertools
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperweft.errors import PaperweftError
from paperweft.graph import incidence as incidence_module
from paperweft.graph.incidence import Incidence
from paperweft.graph.projections import (
    NETWORK_PROPERTIES,
    Edge,
    Kind,
    Network,
    Normalisation,
    Years,
    parse_years,
    project,
)
from paperweft.model import Link, Node
from paperweft.record.graph_tables import GraphTables
from paperweft.record.library import Record
from paperweft.record.schema import scratch_database
from paperweft.workspace import Library
from tests.conftest import put

_Sets = dict[str, set[str]]  # basis -> items


def by_hand(
    members: _Sets, least: int, normalise: Normalisation = "none"
) -> dict[tuple[str, str], tuple[float, set[str]]]:
    """(one, other) -> (weight, all supporting bases), straight from the definitions."""
    support: dict[tuple[str, str], set[str]] = defaultdict(set)
    occurrences = Counter(item for items in members.values() for item in items)
    for basis, items in members.items():
        for pair in itertools.combinations(sorted(items), 2):
            support[pair].add(basis)
    totals: Counter[str] = Counter()
    for (one, other), found in support.items():
        totals[one] += len(found)
        totals[other] += len(found)
    whole = sum(totals.values()) / 2
    out = {}
    for (one, other), found in support.items():
        weight = float(len(found))
        if normalise == "salton":
            weight /= math.sqrt(occurrences[one] * occurrences[other])
        elif normalise == "association":
            weight *= 2 * whole / (totals[one] * totals[other])
        if len(found) >= least:
            out[one, other] = (weight, found)
    return out


def same(edges: Iterable[Edge], expected: dict[tuple[str, str], tuple[float, set[str]]]) -> None:
    found = list(edges)
    assert [(edge.source, edge.target) for edge in found] == sorted(expected)
    for edge in found:
        weight, support = expected[edge.source, edge.target]
        assert edge.weight == pytest.approx(weight, abs=1e-6)
        assert edge.count == len(support)
        assert edge.papers == tuple(sorted(support)[:20])


def members_of(pairs: Iterable[tuple[str, str]]) -> _Sets:
    out: _Sets = defaultdict(set)
    for item, basis in pairs:
        out[basis].add(item)
    return out


PAIRS = st.lists(st.tuples(st.integers(0, 12).map("i{}".format), st.integers(0, 9).map("b{}".format)), max_size=80)


@given(pairs=PAIRS, least=st.integers(1, 4), block=st.sampled_from([1, 3, 1 << 20]))
@settings(max_examples=150, deadline=None)
def test_meetings_are_those_counted_by_hand(pairs: list[tuple[str, str]], least: int, block: int) -> None:
    expected = by_hand(members_of(pairs), least)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(incidence_module, "_BLOCK", block)
        incidence = Incidence(pairs)
        found = {}
        for part in incidence.meetings(least):
            for i in range(len(part.first)):
                support = part.bases[part.starts[i] : part.starts[i] + part.counts[i]]
                key = (incidence.items[part.first[i]], incidence.items[part.second[i]])
                assert key not in found
                found[key] = [incidence.bases[number] for number in support]
    assert found == {key: sorted(support) for key, (_, support) in expected.items()}
    assert list(found) == sorted(found)
    whole = by_hand(members_of(pairs), 1)
    totals = Counter({item: 0 for item, _ in pairs})
    for (one, other), (_, support) in whole.items():
        totals[one] += len(support)
        totals[other] += len(support)
    assert dict(zip(incidence.items, incidence.totals.tolist(), strict=True)) == dict(totals)


@given(pairs=PAIRS, out=st.sets(st.integers(0, 12).map("i{}".format)))
@settings(max_examples=60, deadline=None)
def test_items_left_out_meet_nobody(pairs: list[tuple[str, str]], out: set[str]) -> None:
    incidence = Incidence(pairs)
    kept = np.array([item not in out for item in incidence.items], dtype=bool)
    found = {
        (incidence.items[a], incidence.items[b])
        for part in incidence.meetings(1, kept)
        for a, b in zip(part.first, part.second, strict=True)
    }
    assert found == {pair for pair in by_hand(members_of(pairs), 1) if not out & set(pair)}


def paper(number: int, references: Iterable[dict[str, str]] = (), **given: object) -> dict[str, object]:
    """A record of a paper as `build` reads it."""
    ids = {"arxiv": f"2001.{number:05}"}
    text = {"title": f"Paper {number} of many", "abstract": f"Abstract {number}."}
    return {"ids": ids, **text, "references": list(references), **given}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "cited.db") as opened:
        yield opened


def fill(library: Library, *records: dict[str, object]) -> None:
    source = library.path.with_suffix(".jsonl")
    source.write_text("".join(json.dumps(item) + "\n" for item in records), encoding="utf-8")
    added = library.add(source)
    assert (added.new, added.skipped) == (len(records), ())
    library.link()


def networked(library: Library, kind: Kind, **options: object) -> Network:
    return project(library._record.graph, library._record.papers, kind, **options)  # type: ignore[arg-type]


def arxiv(number: int) -> str:
    return f"arxiv:2001.{number:05}"


def test_works_outside_the_library_couple_papers_and_are_one_under_several_identifiers(library: Library) -> None:
    fill(
        library,
        paper(1, [{"doi": "10.1000/x", "openalex": "W1"}, {"doi": "10.1000/y"}]),
        paper(2, [{"openalex": "W1"}, {"doi": "10.1000/z"}]),
        paper(3, [{"openalex": "W1", "s2": "a" * 40}]),
        paper(4, [{"s2": "a" * 40}, {"doi": "10.1000/y"}]),
    )
    found = {(e.source, e.target): e.papers for e in networked(library, "coupling").edges}
    work = "doi:10.1000/x"
    assert found == {
        (arxiv(1), arxiv(2)): (work,), (arxiv(1), arxiv(3)): (work,), (arxiv(1), arxiv(4)): (work, "doi:10.1000/y"),
        (arxiv(2), arxiv(3)): (work,), (arxiv(2), arxiv(4)): (work,), (arxiv(3), arxiv(4)): (work,),
    }  # fmt: skip


def test_cited_works_outside_the_library_are_nodes_when_asked_for(library: Library) -> None:
    fill(
        library,
        paper(1),
        paper(2),
        paper(3, [{"arxiv": "2001.00001"}, {"arxiv": "2001.00002"}, {"doi": "10.1000/x"}]),
        paper(4, [{"arxiv": "2001.00001"}, {"doi": "10.1000/x", "openalex": "W9"}]),
        paper(5, [{"arxiv": "2001.00001", "openalex": "W5"}, {"openalex": "W9"}]),
    )
    inside = networked(library, "cocitation")
    assert [(e.source, e.target, e.papers) for e in inside.edges] == [(arxiv(1), arxiv(2), (arxiv(3),))]
    assert inside.outside == 1
    everything = networked(library, "cocitation", cited=True, min_weight=2)
    assert [(e.source, e.target, e.count) for e in everything.edges] == [(arxiv(1), "doi:10.1000/x", 3)]
    assert [(n.id, n.labels) for n in everything.nodes] == [(arxiv(1), ("Paper",)), ("doi:10.1000/x", ("Work",))]


def test_one_citation_that_names_two_papers_of_the_library_does_not_make_them_one(library: Library) -> None:
    fill(
        library,
        paper(1),
        paper(2),
        paper(3, [{"arxiv": "2001.00001", "openalex": "W1"}, {"arxiv": "2001.00002", "s2": "b" * 40}]),
        paper(4, [{"openalex": "W1", "s2": "b" * 40}, {"arxiv": "2001.00002"}]),
        paper(5, [{"openalex": "W1", "arxiv": "2001.00002"}, {"arxiv": "2001.00001"}]),
    )
    found = [(e.source, e.target, e.papers) for e in networked(library, "cocitation").edges]
    assert found == [(arxiv(1), arxiv(2), (arxiv(3), arxiv(4), arxiv(5)))]


def test_a_citation_of_itself_counts_for_nothing(library: Library) -> None:
    fill(library, paper(1, [{"arxiv": "2001.00001"}, {"doi": "10.1000/x"}]), paper(2, [{"arxiv": "2001.00001"}]))
    assert list(networked(library, "coupling").edges) == []
    assert list(networked(library, "cocitation", cited=True).edges) == []


def random_library(library: Library, seed: int) -> dict[Kind, _Sets]:
    """Fills it with papers, references, authors and entities; returns what each projection pairs."""
    chance = random.Random(seed)
    records, nodes, links = [], [], []
    sets: dict[Kind, _Sets] = {kind: defaultdict(set) for kind in get_args(Kind)}
    for number in range(40):
        cited = chance.sample(range(60), chance.randrange(12))  # from 40 on outside the library
        references = []
        for other in cited:
            if other < 40:
                references.append(chance.choice([{"arxiv": f"2001.{other:05}"}, {"openalex": f"W{other}"}]))
            else:
                doi = {"doi": f"10.1000/{other}"}
                references.append(chance.choice([doi, {**doi, "pmid": str(other)}]))
            if other != number:
                name = arxiv(other) if other < 40 else f"doi:10.1000/{other}"
                sets["coupling"][name].add(arxiv(number))
                sets["cocitation"][arxiv(number)].add(name)
        year = {"year": 2000 + number % 10} if number % 7 else {}
        ids = {"arxiv": f"2001.{number:05}", "openalex": f"W{number}"}
        records.append({**paper(number, references, **year), "ids": ids})
        nodes.append(Node(arxiv(number), ("Paper",), {"title": f"Paper {number}", **year}))
        for entity in chance.sample(range(15), chance.randrange(6)):
            kind = chance.choice(["USES", "INTRODUCES", "MENTIONS", "EVALUATES_ON"])
            links.append(Link(arxiv(number), f"model:{entity}", kind, {"confidence": 0.9}))
            sets["cooccurrence"][arxiv(number)].add(f"model:{entity}")
        for author in chance.sample(range(15), chance.randrange(5)):
            links.append(Link(f"author:{author}", arxiv(number), "WROTE", {"position": 1}))
            sets["coauthors"][arxiv(number)].add(f"author:{author}")
    links.append(Link("model:1", "model:2", "EXTENDS", {"confidence": 0.9}))
    nodes += [Node(f"model:{n}", ("Entity", "Model"), {"name": f"M{n}"}) for n in range(15)]
    nodes += [Node(f"author:{n}", ("Author",), {"name": f"A{n}"}) for n in range(15)]
    fill(library, *records)
    links += library._record.graph.links("CITES")
    put(library._record, nodes, links)
    return sets


@pytest.mark.parametrize("normalise", get_args(Normalisation))
@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_network_is_the_one_counted_by_hand(library: Library, kind: Kind, normalise: Normalisation) -> None:
    sets = random_library(library, 5)
    for least in (1, 2, 3):
        network = networked(library, kind, min_weight=least, normalise=normalise, cited=True)
        expected = by_hand(sets[kind], least, normalise)
        assert expected
        same(network.edges, expected)
        nodes = list(network.nodes)
        assert [node.id for node in nodes] == sorted({end for pair in expected for end in pair})
        assert network.size == (len(nodes), len(expected))
        for node in nodes:
            weights = [weight for pair, (weight, _) in expected.items() if node.id in pair]
            assert node.properties["links"] == len(weights)
            assert node.properties["link_strength"] == pytest.approx(sum(weights), abs=1e-5)
            assert node.properties["occurrences"] == sum(node.id in items for items in sets[kind].values())
            assert node.properties.keys() >= NETWORK_PROPERTIES.keys()


@given(pairs=PAIRS, top=st.integers(1, 12), least=st.integers(1, 3), block=st.sampled_from([1, 7, 1 << 20]))
@settings(max_examples=80, deadline=None)
def test_the_heaviest_are_the_first_of_all_when_sorted(
    pairs: list[tuple[str, str]], top: int, least: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(incidence_module, "_BLOCK", block)
        network = Network(
            GraphTables(scratch_database()), "coauthors", Incidence(pairs), min_weight=least, normalise="salton"
        )
        everything = sorted(network.edges, key=lambda edge: (-edge.weight, -edge.count, edge.source, edge.target))
        found = network.heaviest(top)
        assert [edge.weight for edge in found] == [edge.weight for edge in everything[:top]]
        by_count = sorted(everything, key=lambda edge: (-edge.count, edge.source, edge.target))
        assert network.heaviest(top, score=lambda counts, *_: counts * 1.0) == by_count[:top]
        for about in ("i3", "nobody"):
            own = [edge for edge in by_count if about in (edge.source, edge.target)]
            assert network.heaviest(top, about=about, score=lambda counts, *_: counts * 1.0) == own[:top]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_years_keep_the_papers_of_those_years(library: Library, kind: Kind) -> None:
    sets = random_library(library, 8)
    dated = {n: 2000 + n % 10 for n in range(40) if n % 7}
    usable = {arxiv(number) for number, year in dated.items() if 2002 <= year <= 2006}
    network = networked(library, kind, years=Years(2002, 2006), cited=True)
    if kind == "coupling":
        expected = by_hand({work: papers & usable for work, papers in sets[kind].items()}, 1)
    else:
        expected = by_hand({basis: items for basis, items in sets[kind].items() if basis in usable}, 1)
    same(network.edges, expected)
    assert network.undated == 40 - len(dated)


def test_an_edge_names_twenty_papers_at_most(record: Record) -> None:
    nodes = [Node(f"p{n:02}", ("Paper",), {}) for n in range(25)]
    nodes += [Node(f"model:{n}", ("Entity", "Model"), {"name": n}) for n in "ab"]
    put(record, nodes, [Link(f"p{n:02}", f"model:{m}", "USES", {}) for n in range(25) for m in "ab"])
    (edge,) = project(record.graph, record.papers, "cooccurrence").edges
    assert (edge.count, edge.weight, edge.papers) == (25, 25.0, tuple(f"p{n:02}" for n in range(20)))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_salton_lies_between_nothing_and_one(seed: int) -> None:
    with TemporaryDirectory() as folder, Library(Path(folder) / "x.db") as library:
        random_library(library, seed)
        for kind in get_args(Kind):
            for edge in networked(library, kind, normalise="salton").edges:
                assert 0 < edge.weight <= 1
                assert edge.source < edge.target


def test_an_empty_library_projects_to_nothing(record: Record) -> None:
    for kind in get_args(Kind):
        network = project(record.graph, record.papers, kind)
        assert (network.size, list(network.nodes), list(network.edges)) == ((0, 0), [], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019:2023", Years(2019, 2023)),
        ("2019:", Years(2019)),
        (":2023", Years(None, 2023)),
        ("2019", Years(2019, 2019)),
    ],
)
def test_years_are_read(text: str, expected: Years) -> None:
    assert parse_years(text) == expected


@pytest.mark.parametrize("text", ["", ":", "19:20", "2023:2019", "2019-2023", "20192023", "2019:2020:2021"])
def test_what_are_no_years_is_refused(text: str) -> None:
    with pytest.raises(PaperweftError):
        parse_years(text)
