"""Jars of Maven Central for tests and benchmarks, fetched once into the user's cache."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>paperweft</groupId><artifactId>jars-for-tests</artifactId><version>1</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"


def fetched_jars(name: str, dependencies: tuple[tuple[str, str, str], ...]) -> Path | str:
    """The folder of the jars with all that they need; or why they cannot be had."""
    folder = _cache() / name
    if (folder / "complete").exists():
        return folder / "lib"
    folder.mkdir(parents=True, exist_ok=True)
    pom = _POM.format(dependencies="".join(_DEPENDENCY.format(*dependency) for dependency in dependencies))
    (folder / "pom.xml").write_text(pom)
    goal = ["-f", str(folder / "pom.xml"), "dependency:copy-dependencies", f"-DoutputDirectory={folder / 'lib'}"]
    reason = _maven(goal)
    if reason:
        return reason
    (folder / "complete").touch()
    return folder / "lib"


def fetched_jar(group: str, artifact: str, version: str, classifier: str = "") -> Path | str:
    """One jar alone; or why it cannot be had."""
    stem = "-".join(filter(None, (artifact, version, classifier)))
    path = _cache() / stem / f"{stem}.jar"
    if path.exists():
        return path
    coordinates = ":".join(filter(None, (group, artifact, version, "jar", classifier)))
    part = path.parent / "part"  # a download that breaks off leaves nothing under the jar's own name
    reason = _maven(["dependency:copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={part}"])
    if reason:
        return reason
    (part / path.name).replace(path)
    return path


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "paperweft-tests"


def _maven(goal: list[str]) -> str | None:
    """Runs Maven; the reason where it fails."""
    try:
        done = subprocess.run(["mvn", "-q", "-B", *goal], capture_output=True, text=True)
    except FileNotFoundError:
        return "Maven is not installed"
    return f"Maven could not fetch jars: {(done.stdout + done.stderr).strip()[-300:]}" if done.returncode else None
