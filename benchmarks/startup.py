"""Processor time of ``paperweft --help`` as a ratio to that of an empty Python, medians of several runs in turn."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

RUNS = 15


def seconds(command: list[str]) -> float:
    """User and system time of one run of ``command``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    empty, ours = [], []
    for _ in range(RUNS):
        empty.append(seconds([sys.executable, "-c", "pass"]))
        ours.append(seconds([sys.executable, "-m", "paperweft", "--help"]))
    base, time = statistics.median(empty), statistics.median(ours)
    print(f"empty Python {base * 1000:.0f} ms, paperweft --help {time * 1000:.0f} ms: {time / base:.1f} times")


if __name__ == "__main__":
    main()
