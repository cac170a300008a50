"""PageRank, betweenness and communities by igraph (as paperweft computes them) and by networkx, on one graph, in turn.

The graph has 10,000 nodes and 100,000 links, the ends of which are drawn as citations grow (the often linked more often).
networkx's betweenness is timed from 40 nodes and scaled to all. Each measure runs in a process of its own, whose peak
memory is printed less that of the same process before the graph.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time

NODES, LINKS, SOURCES = 10_000, 100_000, 40


def links(seed: int = 1) -> list[tuple[int, int]]:
    """Distinct pairs of later and earlier nodes."""
    chance = random.Random(seed)
    drawn = list(range(20))
    found: set[tuple[int, int]] = set()
    while len(found) < LINKS:
        later = chance.randrange(20, NODES)
        earlier = chance.choice(drawn)
        if earlier < later and (later, earlier) not in found:
            found.add((later, earlier))
            drawn += [earlier, later]
    return sorted(found)


def with_igraph(what: str, pairs: list[tuple[int, int]]) -> tuple[float, str]:
    """Seconds of the processor, and what was found."""
    import igraph

    from paperweft.graph.communities import communities

    begun = time.process_time()
    if what == "communities":
        found = communities(map(str, range(NODES)), ((str(a), str(b)) for a, b in pairs))
        taken = time.process_time() - begun
        graph = igraph.Graph(n=NODES, edges=pairs)
        return taken, f"modularity {graph.modularity([found[str(n)] for n in range(NODES)]):.4f}"
    graph = igraph.Graph(n=NODES, edges=pairs, directed=what == "pagerank")
    values = graph.pagerank() if what == "pagerank" else graph.betweenness()
    return time.process_time() - begun, f"highest {max(values):.6g}"


def with_networkx(what: str, pairs: list[tuple[int, int]]) -> tuple[float, str]:
    """Seconds of the processor, and what was found."""
    import networkx as nx

    begun = time.process_time()
    graph: nx.Graph[int] = nx.DiGraph() if what == "pagerank" else nx.Graph()
    graph.add_nodes_from(range(NODES))
    graph.add_edges_from(pairs)
    if what == "communities":
        found = nx.community.louvain_communities(graph, seed=1)
        taken = time.process_time() - begun
        return taken, f"modularity {nx.community.modularity(graph, found):.4f}"
    if what == "pagerank":
        try:
            ranks = nx.pagerank(graph)
        except ImportError:  # it needs scipy for this
            from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

            ranks = _pagerank_python(graph)
        return time.process_time() - begun, f"highest {max(ranks.values()):.6g}"
    built = time.process_time() - begun
    nx.betweenness_centrality(graph, k=SOURCES, seed=1)
    whole = built + (time.process_time() - begun - built) * NODES / SOURCES
    return whole, f"scaled from {SOURCES} of {NODES} nodes"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", nargs=2, metavar=("LIBRARY", "WHAT"))
    given = parser.parse_args().one
    if given:
        pairs = links()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, found = (with_igraph if given[0] == "igraph" else with_networkx)(given[1], pairs)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{given[1]:12} {given[0]:9} {seconds:9.2f} s  {(peak - before) / 1024:6.0f} MB  {found}")
        return
    for what in ("pagerank", "communities", "betweenness"):
        for library in ("igraph", "networkx"):
            subprocess.run([sys.executable, __file__, "--one", library, what], check=True)


if __name__ == "__main__":
    main()
