"""Extraction over annotated abstracts: papers a second, and what a scorer says of the entities found.

python benchmarks/extraction.py GOLD.jsonl --scorer score_entities.py [--processes 2] [--peer en_core_web_sm]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def peer_rate(name: str, gold: Path, processes: int) -> float:
    """Papers a second of a spaCy pipeline on titles and abstracts, its start included as ours is."""
    import spacy

    papers = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [f"{paper['title']}\n{paper['abstract']}" for paper in papers]
    began = time.monotonic()
    for _ in spacy.load(name).pipe(texts, n_process=processes):
        pass
    return len(texts) / (time.monotonic() - began)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", type=Path)
    cli.add_argument("--scorer", type=Path, required=True, help="called as SCORER GOLD PREDICTED --types ...")
    cli.add_argument("--processes", type=int, default=1)
    cli.add_argument("--peer", help="a spaCy pipeline to time on the same texts in the same run, en_core_web_sm say")
    args = cli.parse_args()
    papers = sum(1 for line in args.gold.read_text(encoding="utf-8").splitlines() if line.strip())
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.jsonl"
        began = time.monotonic()
        with found.open("wb") as stream:
            command = [sys.executable, "-m", "paperweft", "extract", str(args.gold), "--processes", str(args.processes)]
            subprocess.run(command, stdout=stream, check=True)
        spent = time.monotonic() - began
        print(
            f"{papers} papers in {spent:.1f} s with {args.processes} processes, start included: {papers / spent:.1f} a second"
        )
        if args.peer:
            theirs = peer_rate(args.peer, args.gold, args.processes)
            print(f"{args.peer}: {theirs:.1f} a second; paperweft runs at {papers / spent / theirs:.2f} of that")
        for types in ("Model,Method,Dataset", "Task"):
            print(f"--- {types}", flush=True)
            subprocess.run([sys.executable, str(args.scorer), str(args.gold), str(found), "--types", types], check=True)


if __name__ == "__main__":
    main()
