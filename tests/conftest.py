"""What tests share: the sample library, the shared data, and the rule of what may be skipped where."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paperweft.model import ENTITY_TYPES, EntityType, FieldName, Link, Mention, Node, Role
from paperweft.record.library import Record
from paperweft.stores.neo4j import Neo4jStore
from paperweft.workspace import Library
from tests.neo4j_server import LocalServer, Neo4jServer, local_server, start_server
from tests.service import Asked, Service

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "landmark-papers.jsonl"
_REQUIRED = set(filter(None, os.environ.get("PAPERWEFT_REQUIRE", "").split(",")))


def lacking(what: str, reason: str) -> None:
    """Skips the test, or fails it where the environment says that ``what`` must be there (as CI does)."""
    if what in _REQUIRED:
        pytest.fail(f"{what} is required here: {reason}")
    pytest.skip(f"no {what}: {reason}")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own settings or leaves files in the checkout."""
    names = (
        "NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE", "PAPERWEFT_LIBRARY", "OPENALEX_API_KEY",
        "SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY", "PAPERWEFT_MAILTO",
    )  # fmt: skip
    for name in names:
        monkeypatch.setenv(name, "")  # so that what a command sets (from a .env file) is taken back after the test
        monkeypatch.delenv(name)
    monkeypatch.setenv("PAPERWEFT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of seed page, corpus and payloads beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        lacking("shared", f"{folder} is absent")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found or not shutil.which("chromedriver"):
        lacking("chromium", "chromium and chromedriver are not on the PATH")
    return str(found)


@pytest.fixture(scope="session")
def _built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    with Library(path) as library:
        library.add(SAMPLE)
        library.extract()
        library.link()
    return path


@pytest.fixture
def sample_path(_built_sample: Path, tmp_path: Path) -> Path:
    """A library of the bundled sample of the test's own."""
    return Path(shutil.copy(_built_sample, tmp_path / "sample.db"))


@pytest.fixture
def sample(sample_path: Path) -> Iterator[Library]:
    """The bundled sample, open; the test may change it."""
    with Library(sample_path) as library:
        yield library


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """A real Neo4j: NEO4J_TEST_URI if set, else Docker's, else a server started from Maven Central's jars."""
    server = start_server()
    if isinstance(server, str):
        lacking("neo4j", server)
        return
    yield server
    server.stop()


@pytest.fixture
def own_neo4j() -> Iterator[LocalServer]:
    """A Neo4j of the test's own, not started yet, with its tools."""
    server = local_server()
    if isinstance(server, str):
        lacking("neo4j", server)
        return
    yield server
    server.stop()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new library file of the test's own."""
    with Record(tmp_path / "small.db", create=True) as opened:
        yield opened


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT interrupts, also where the tests run in the background of a shell, which ignores it there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


Serve = Callable[[Callable[[Asked], Any]], Service]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers on loopback that answer with what a function makes of each request."""
    started: list[Service] = []

    def start(answer: Callable[[Asked], Any]) -> Service:
        started.append(Service(answer))
        return started[-1]

    yield start
    for service in started:
        service.stop()


OpenNeo4j = Callable[..., Neo4jStore]


@pytest.fixture
def open_neo4j(neo4j_server: Neo4jServer) -> Iterator[OpenNeo4j]:
    """Opens the real Neo4j, emptied, for a library; a second call opens it again as it is."""
    opened: list[Neo4jStore] = []

    def open_store(library: str, **changed: Any) -> Neo4jStore:
        settings = {"user": neo4j_server.user, "password": neo4j_server.password, "database": None, **changed}
        store = Neo4jStore(settings.pop("uri", neo4j_server.uri), library=library, **settings)
        if not opened:
            store.query("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS", write=True)
        opened.append(store)
        return store

    yield open_store
    for store in opened:
        store.close()


def put(record: Record, nodes: list[Node], links: list[Link]) -> None:
    """Makes the library's graph that of the nodes and links."""
    with record.transaction():
        record.graph.replace(nodes, links)


MakeMention = Callable[..., Mention]


@pytest.fixture
def mention() -> MakeMention:
    """Makes a mention of a text in an abstract that begins with it."""

    def make(
        text: str,
        type: EntityType = "Model",
        role: Role = "uses",
        confidence: float = 0.99,
        start: int = 0,
        field: FieldName = "abstract",
    ) -> Mention:
        scores = {name: 0.97 if name == type else 0.01 for name in ENTITY_TYPES}
        return Mention(text, field, start, start + len(text), scores, confidence, role, 0, start + len(text))

    return make
