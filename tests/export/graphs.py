"""Graphs for tests of exporters: one of hostile texts, one undirected network."""

from __future__ import annotations

from paperweft.export import ExportGraph
from paperweft.model import Link, Node

ODD = "a <b> & \"c\" 'd' ]]> 🦙 \x07\x00 \x85 \ud800 \uffff e\u0301 | \t; , \\ \r\n\n line <script>&amp;</script>"
#: The same without control characters, lone surrogates and noncharacters replaced.
CLEAN = "a <b> & \"c\" 'd' ]]> 🦙   \ufffd \ufffd e\u0301 | \t; , \\ \r\n\n line <script>&amp;</script>"
PAPER, OTHER, MODEL, AUTHOR, TASK = (
    "doi:10.1002/(sici)1<2::aid>3.0;2-#|%",
    "title:论文-ü \"q\" 'x'",
    "model:a|b",
    "author:ü",
    "task:x",
)
NODES = [
    Node(AUTHOR, ("Author",), {"name": "=cmd|' /C calc'!A0"}),
    Node(
        PAPER, ("Paper",),
        {"title": ODD, "label": "Ü 2020", "year": 2020, "authors": ["A|B", "C"], "abstract": "x" * 1_000_000,
         "doi": "10.1002/(sici)1<2::aid>3.0;2-#|%", "url": "https://doi.org/10.1002/(sici)1<2::aid>3.0;2-#|%", "tags": []},
    ),
    Node(MODEL, ("Entity", "Model"), {"name": "+X", "aliases": [ODD, ""], "papers": 1}),
    Node(TASK, ("Entity", "Task"), {"name": "T", "aliases": [], "papers": 1}),
    Node(OTHER, ("Paper",), {"title": "@sum", "label": "-2+3"}),
]  # fmt: skip
LINKS = [
    Link(AUTHOR, PAPER, "WROTE", {"position": 1}),
    Link(PAPER, MODEL, "USES", {"confidence": 0.25, "count": 2, "evidence": ODD, "field": "abstract", "start": 0, "end": 9}),
    Link(PAPER, OTHER, "CITES", {"sources": ["a", "b"]}),
    Link(MODEL, TASK, "EXTENDS", {"confidence": 1.0, "paper_ids": [PAPER]}),
    Link(MODEL, TASK, "VARIANT_OF", {"confidence": 0.5, "paper_ids": []}),
    Link(OTHER, PAPER, "CITES", {}),
]  # fmt: skip
GRAPH = ExportGraph(lambda: NODES, lambda: LINKS)

WORK = Node("doi:10.1/z", ("Work",), {"name": "doi:10.1/z"})
NETWORK = ExportGraph(
    lambda: [WORK, *NODES[2:4]],
    lambda: [Link(MODEL, TASK, "COOCCURRENCE", {"weight": 2.5, "count": 2, "papers": [PAPER, OTHER]})],
    link_properties={"weight": "double", "count": "long", "papers": "string[]"},
    directed=False,
)
EMPTY = ExportGraph(list, list)
