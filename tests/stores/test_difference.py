"""What differs between a graph and what a library has elsewhere."""

from __future__ import annotations

import random

import pytest

from paperweft.model import Link, Node
from paperweft.record.graph_tables import canonical_link, canonical_node, content_hash
from paperweft.record.library import Record
from paperweft.stores.difference import Holdings
from tests.conftest import put


@pytest.mark.parametrize("seed", range(20))
def test_the_difference_is_that_of_the_sets(seed: int, record: Record) -> None:
    chance = random.Random(seed)
    names = ["a", "b", "ä", "z", "ß", "\uffff", "\U0001f600", "a b", "aa", "", "A", "é", "~"]
    ids = [f"model:{name}" for name in names]
    ours = {i: Node(i, ("Entity", "Model"), {"name": chance.choice("xy")}) for i in chance.sample(ids, 8)}
    theirs = {i: Node(i, ("Entity", "Model"), {"name": chance.choice("xy")}) for i in chance.sample(ids, 8)}
    pairs = [(a, b) for a in ids for b in ids]
    links = {p: Link(*p, "EXTENDS", {"confidence": chance.choice((0.1, 0.2))}) for p in chance.sample(pairs, 40)}
    there = {p: Link(*p, "EXTENDS", {"confidence": chance.choice((0.1, 0.2))}) for p in chance.sample(pairs, 40)}
    put(record, list(ours.values()), list(links.values()))
    held = Holdings()
    held.add_nodes((n.id, n.label, content_hash(canonical_node(n))) for n in theirs.values())
    held.add_links((x.source, x.target, x.kind, content_hash(canonical_link(x))) for x in there.values())

    assert held.size == 48
    nodes = {c.item.id: c.what for c in held.node_changes(record.graph) if c.item}
    assert nodes == {i: "updated" if i in theirs else "added" for i, node in ours.items() if theirs.get(i) != node}
    assert set(held.nodes_gone(record.graph)) == theirs.keys() - ours.keys()
    changed = {(c.item.source, c.item.target): c.what for c in held.link_changes(record.graph) if c.item}
    assert changed == {p: "updated" if p in there else "added" for p, link in links.items() if there.get(p) != link}
    assert {key[:2] for _, key in held.links_gone(record.graph)} == there.keys() - links.keys()
    preview = held.preview(record.graph)
    assert preview.removed.get("EXTENDS", 0) == len(there.keys() - links.keys())
    assert preview.anything
    held.close()


def test_a_node_without_a_hash_is_written_again(record: Record) -> None:
    put(record, [Node("a", ("Author",), {"name": "A"})], [])
    held = Holdings()
    held.add_nodes([("a", "Author", None)])
    assert held.preview(record.graph).updated == {"Author": 1}
