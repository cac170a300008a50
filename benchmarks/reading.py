"""Reads OpenAlex works into a library, against decoding their JSON and inserting the raw rows into SQLite, in turn.

    python benchmarks/reading.py [--works 25000 50000 100000] [--runs 1] [--folder /tmp/openalex-works] [--link]

Works are made by ``openalex_works.py``. Both read the same gzipped files, each in a process of its own, and commit every
1,000 works with the same settings of SQLite. Large sources are read in a process of their own, whose processor time and
memory count too. Printed are works a second (wall and processor time), the ratio to the peer, the
most memory that reading took, and with ``--link`` the time and memory of linking what was read.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from openalex_works import write_parts

_PEER = """
import gzip, itertools, json, sqlite3
database = sqlite3.connect(folder / "raw.db", isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = NORMAL")
database.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, work TEXT NOT NULL)")
start()
for part in parts:
    with gzip.open(part, "rt", encoding="utf-8") as stream:
        while lines := list(itertools.islice(stream, 1000)):
            database.execute("BEGIN")
            database.executemany("INSERT INTO raw (work) VALUES (?)", ((line,) for line in lines if json.loads(line)))
            database.execute("COMMIT")
database.close()
"""
_OURS = """
from paperweft.workspace import Library
library = Library(folder / "library.db")
start()
report = library.add(*parts)
library.close()
assert not report.skipped, report.skipped[:3]
"""
_LINK = """
from paperweft.workspace import Library
library = Library(folder / "library.db")
start()
library.link()
library.close()
"""
_FRAME = """
import json, os, resource, sys, time
from pathlib import Path
folder, parts = Path(sys.argv[1]), sys.argv[2:]
began = []
def start():
    began[:] = time.monotonic(), sum(os.times()[:4])
{work}
both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([time.monotonic() - began[0], sum(os.times()[:4]) - began[1], sum(both) / 1024]))
"""


def measured(work: str, folder: Path, parts: list[Path]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and MB at most of a piece of work, without loading its modules."""
    command = [sys.executable, "-c", _FRAME.replace("{work}", work), str(folder), *map(str, parts)]
    wall, processor, memory = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return wall, processor, memory


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--works", type=int, nargs="+", default=[25_000, 50_000, 100_000])
    cli.add_argument("--runs", type=int, default=1)
    cli.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "openalex-works")
    cli.add_argument("--link", action="store_true", help="link what was read, too")
    args = cli.parse_args()
    step = min(args.works)
    parts = write_parts(args.folder / str(max(args.works)), max(args.works), step)
    for count in args.works:
        ours, peers, links = [], [], []
        for _ in range(args.runs):
            with tempfile.TemporaryDirectory(dir=args.folder) as name:
                peers.append(measured(_PEER, Path(name), parts[: count // step]))
                ours.append(measured(_OURS, Path(name), parts[: count // step]))
                if args.link:
                    links.append(measured(_LINK, Path(name), []))
        print(
            f"{count} works: paperweft {_rates(count, ours)}, {max(m for *_, m in ours):.0f} MB; peer {_rates(count, peers)}"
        )
        for n, name in enumerate(("wall", "processor")):
            ratio = statistics.median(peer[n] / our[n] for our, peer in zip(ours, peers, strict=True))
            print(f"  {ratio:.2f} of the peer's speed by {name} time")
        if links:
            print(f"  linking {_rates(count, links)}, {max(m for *_, m in links):.0f} MB")


def _rates(count: int, runs: list[tuple[float, float, float]]) -> str:
    wall, processor = (count / statistics.median(run[n] for run in runs) for n in (0, 1))
    return f"{wall:.0f}/s wall, {processor:.0f}/s processor"


if __name__ == "__main__":
    main()
