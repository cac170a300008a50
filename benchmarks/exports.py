"""Processor time and memory of ``paperweft export graph.graphml`` as ratios to networkx.write_graphml, on one graph, in turn.

Each writer runs in a process of its own. Ours streams from a library file, networkx is given its graph ready made: only the
writing is timed there, while its memory includes the graph, which it cannot do without.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from paperweft.model import Link, Node
from paperweft.record.library import Record
from paperweft.workspace import Library

WORDS = "a study of graph networks & their <weights> for language, vision and speech with sparse attention".split()


def nodes(count: int) -> Iterator[Node]:
    """Papers with abstracts, and entities, half and half; sorted by id."""
    chance = random.Random(1)
    for number in range(count // 2):
        properties = {"aliases": [f"M{number}", f"m-{number}"], "name": f"Model {number}", "papers": number % 50}
        yield Node(f"model:m{number:07}", ("Entity", "Model"), properties)
    for number in range(count - count // 2):
        properties = {
            "abstract": " ".join(chance.choices(WORDS, k=120)), "authors": ["A. Author", "B. Writer"], "doi": f"10.1/{number}",
            "label": f"Author {2000 + number % 25}", "title": " ".join(chance.choices(WORDS, k=9)), "year": 2000 + number % 25,
        }  # fmt: skip
        yield Node(f"paper:{number:07}", ("Paper",), properties)


def links(count: int, size: int) -> Iterator[Link]:
    """Citations and relations to entities with evidence, half and half."""
    chance = random.Random(2)
    papers, models = size - size // 2, size // 2
    seen = set()
    while len(seen) < count:
        source = f"paper:{chance.randrange(papers):07}"
        cites = len(seen) % 2 == 0
        target = f"paper:{chance.randrange(papers):07}" if cites else f"model:m{chance.randrange(models):07}"
        if (source, target) in seen:
            continue
        seen.add((source, target))
        properties = {"sources": ["openalex", "crossref"]} if cites else {
            "confidence": round(chance.random(), 4), "count": 1, "end": 30, "evidence": " ".join(chance.choices(WORDS, k=20)),
            "field": "abstract", "start": 12,
        }  # fmt: skip
        yield Link(source, target, "CITES" if cites else "USES", properties)


def make(path: Path, size: int, count: int) -> None:
    """A library that has only a graph, written straight into its tables, without the index of names and words."""
    Record(path, create=True).close()
    with closing(sqlite3.connect(path)) as database, database:
        rows = ((n.id, n.label, n.name, json.dumps(n.properties)) for n in nodes(size))
        database.executemany("INSERT INTO graph_node VALUES (?, ?, ?, ?)", rows)
        edges = ((x.source, x.target, x.kind, json.dumps(x.properties)) for x in links(count, size))
        database.executemany("INSERT INTO graph_link VALUES (?, ?, ?, ?)", edges)
        database.execute("INSERT OR REPLACE INTO meta VALUES ('graph_hash', 'made')")


def ours(library: Path, out: Path) -> float:
    """Seconds of the processor that our export takes."""
    with Library(library, create=False) as opened:
        begun = time.process_time()
        opened.export(out)
        return time.process_time() - begun


def theirs(library: Path, out: Path) -> float:
    """Seconds of the processor that networkx takes to write the same graph, with lists joined, since it writes none."""
    import networkx as nx

    with Library(library, create=False) as opened:
        graph = opened.to_networkx()
    data = [values for _, values in graph.nodes(data=True)] + [values for *_, values in graph.edges(data=True)]
    for values in data:
        values.update({name: "|".join(value) for name, value in values.items() if isinstance(value, list)})
    del data
    begun = time.process_time()
    nx.write_graphml(graph, out)
    return time.process_time() - begun


def run(writer: str, library: Path, out: Path) -> tuple[float, float]:
    """Seconds and MiB at the peak of a writer in a process of its own; this one stays small, for Linux counts its memory in too."""
    command = [sys.executable, __file__, "--writer", writer, "--library", str(library), "--out", str(out)]
    seconds, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(peak)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--nodes", type=int, default=100_000)
    arguments.add_argument("--links", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    for hidden in ("--writer", "--library", "--out"):
        arguments.add_argument(hidden, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.make:
        make(Path(given.library), given.nodes, given.links)
        return
    if given.writer:
        spent = {"ours": ours, "theirs": theirs}[given.writer](Path(given.library), Path(given.out))
        print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    with tempfile.TemporaryDirectory(prefix="paperweft-exports-") as folder:
        library = Path(folder) / "library.db"
        size = ["--nodes", str(given.nodes), "--links", str(given.links)]
        subprocess.run([sys.executable, __file__, "--make", "--library", str(library), *size], check=True)
        figures: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
        for _ in range(given.runs):
            for writer, found in figures.items():
                found.append(run(writer, library, Path(folder) / f"{writer}.graphml"))
                megabytes = (Path(folder) / f"{writer}.graphml").stat().st_size / 1e6
                seconds, peak = found[-1]
                print(
                    f"{writer}: {seconds:.1f} s, {peak:.0f} MiB at the peak, a file of {megabytes:.0f} MB", flush=True
                )
        ratios = [(b[0] / a[0], b[1] / a[1]) for a, b in zip(figures["ours"], figures["theirs"], strict=True)]
    lxml = "with" if importlib.util.find_spec("lxml") else "without"
    times, memory = (statistics.median(ratio[place] for ratio in ratios) for place in (0, 1))
    print(
        f"{given.nodes} nodes, {given.links} links, against networkx.write_graphml {lxml} lxml, median of {given.runs} pairs:"
    )
    print(f"{times:.1f} times as fast, 1/{memory:.1f} of the memory")


if __name__ == "__main__":
    main()
