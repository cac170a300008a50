"""The main job on the first real input: the saved trending page, end to end."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

import paperweft


def test_from_the_page_to_graph_page_and_graphml(shared: Path, tmp_path: Path) -> None:
    source = shared / "seed" / "trending-papers.txt"
    with paperweft.open(tmp_path / "seed.db") as library:
        added = library.add(source)
        assert (added.new, added.papers) == (72, 72) and all(item.furniture for item in added.skipped)
        assert library.extract() == 72
        report = library.link()
        assert report.nodes["Paper"] == 72 and (report.not_english, report.not_extracted) == (0, 0)
        graph = library.to_networkx()
        papers = [node for node, label in graph.nodes(data="label") if label == "Paper"]
        assert sum(any(graph.nodes[other]["label"] != "Author" for other in graph[paper]) for paper in papers) >= 60
        assert {"Mamba", "SalUn", "Masked Autoencoder", "Llama 2"} <= {name for _, name in graph.nodes(data="name")}
        first = library.graph_hash
        library.view("Mamba", tmp_path / "mamba.html", hops=2)
        size = library.export(tmp_path / "graph.graphml")
        assert library.query("papers-about", entity="Mamba").to_pandas().shape[0] >= 1
        assert not library.query("most-cited")

        assert library.add(source).known == 72 and library.extract() == 0
        library.link()
        assert library.graph_hash == first
    assert (tmp_path / "mamba.html").stat().st_size > 100_000
    read = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == size
