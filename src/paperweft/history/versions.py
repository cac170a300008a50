"""Graphs that can be compared: that of a library as it stands, and those that its builds left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from paperweft.record.builds import Build, BuildTable, Key, Row


@dataclass(frozen=True, slots=True)
class Version:
    """The graph of a library after ``build`` (None: before the first). ``exact`` is whether its properties are known."""

    library: str
    build: Build | None
    builds: BuildTable

    @property
    def exact(self) -> bool:
        """Whether the properties of nodes and links are known, not only their ids."""
        return self.build is None or self.build.exact

    @property
    def name(self) -> str:
        """What to call it: "build 3 of papers.db, 2026-11-28 09:30"."""
        if self.build is None:
            return f"{self.library} before its first build"
        return f"build {self.build.number} of {self.library}, {local_time(self.build.finished_at)}"

    def nodes(self) -> Iterator[tuple[Key, Row]]:
        """Its nodes, sorted by key."""
        return self.builds.nodes(self.build.row if self.build else 0)

    def links(self) -> Iterator[tuple[Key, Row]]:
        """Its links, sorted by key."""
        return self.builds.links(self.build.row if self.build else 0)


def version_of(library: str, builds: BuildTable, build: Build | None) -> Version:
    """The version of ``library`` (what to call it) after ``build``."""
    return Version(library, build, builds)


def local_time(moment: str) -> str:
    """A moment in UTC, ISO 8601, as this machine's clock shows it: "2026-11-28 09:30"."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
