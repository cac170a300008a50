"""A real Neo4j 5 for the tests: one that is named, one in Docker, else one started from the jars of Maven Central.

The jars are GPL: fetched for tests and benchmarks, never redistributed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.maven import fetched_jars

VERSION = "5.26.12"
PASSWORD = "test-password"
_SERVER = (("org.neo4j.app", "neo4j-server", VERSION), ("org.neo4j", "neo4j", VERSION))
_APOC = (("org.neo4j.procedure", "apoc-core", VERSION), ("org.neo4j.procedure", "apoc-common", VERSION))
_OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")]
_PATIENCE = 180.0


@dataclass
class Neo4jServer:
    """A server that answers at ``uri``; ``certificate`` signs its TLS connections where it takes any."""

    uri: str
    user: str
    password: str
    certificate: Path | None = None
    container: Any = None

    def stop(self) -> None:
        if self.container:
            self.container.stop()


@dataclass
class LocalServer(Neo4jServer):
    """A server of our own in ``home``, started from jars; :meth:`stop` ends it by its process id."""

    jars: Path = field(default=Path())
    home: Path = field(default=Path())
    process: subprocess.Popen[bytes] | None = None

    def admin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs neo4j-admin on the server's home."""
        command = ["java", "-cp", f"{self.jars}/*", "org.neo4j.cli.AdminTool", *arguments]
        return subprocess.run(command, cwd=self.home, env=self._environment, capture_output=True, text=True)

    def start(self) -> str | None:
        """Starts the server and waits until it answers; the reason where it does not."""
        with (self.home / "console.log").open("wb") as log:
            self.process = subprocess.Popen(
                ["java", "-cp", f"{self.jars}/*:{self.home / 'plugins'}/*", *_OPENS, "org.neo4j.server.CommunityEntryPoint",
                 f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"],
                env=self._environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        if _patiently(lambda: answers(self) or self._ended()) and not self._ended():
            return None
        reason = (
            f"it ended with status {self.process.returncode}" if self._ended() else f"no answer in {_PATIENCE:.0f} s"
        )
        self.halt()
        console = (self.home / "console.log").read_text(errors="replace").strip()
        return f"the Neo4j server could not be started: {reason}; {console[-300:]}"

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def halt(self) -> None:
        """Ends the process and keeps the data."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def kill(self) -> None:
        """Ends the process at once, as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}


def start_server() -> Neo4jServer | str:
    """NEO4J_TEST_URI if that is set, else Docker's where an engine answers, else our own; or why there is none."""
    uri = os.environ.get("NEO4J_TEST_URI")
    if uri:
        user, password = os.environ.get("NEO4J_TEST_USERNAME", "neo4j"), os.environ.get("NEO4J_TEST_PASSWORD", "")
        return Neo4jServer(uri, user, password)
    return _in_docker() or start_local_server()


def start_local_server() -> LocalServer | str:
    """A server of our own, started; or why there is none."""
    server = local_server()
    if isinstance(server, str):
        return server
    reason = server.start()
    if reason:
        server.stop()
    return reason or server


def local_server(
    *, apoc: bool = False, heap: str = "768m", page_cache: str = "64m", home: Path | None = None
) -> LocalServer | str:
    """A server of our own, not started yet; or why there is none. APOC is for the peers in benchmarks only."""
    if not shutil.which("java") or not shutil.which("mvn"):
        return "set NEO4J_TEST_URI, or install Java 17 and Maven"
    jars = fetched_jars(f"neo4j-{VERSION}", _SERVER)
    if isinstance(jars, str):
        return jars
    home = home or Path(tempfile.mkdtemp(prefix="paperweft-neo4j-"))
    for folder in ("conf", "plugins", "certificates"):
        (home / folder).mkdir()
    bolt, http = free_port(), free_port()
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt}",
        "server.http.listen_address": f"127.0.0.1:{http}",
        "server.https.enabled": "false",
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": page_cache,
        "dbms.usage_report.enabled": "false",
        "db.tx_log.rotation.retention_policy": "false",
    }
    certificate = _certificate(home / "certificates")
    if certificate:
        settings |= {
            "server.bolt.tls_level": "OPTIONAL",
            "dbms.ssl.policy.bolt.enabled": "true",
            "dbms.ssl.policy.bolt.base_directory": str(home / "certificates"),
            "dbms.ssl.policy.bolt.client_auth": "NONE",
        }
    if apoc:
        plugins = fetched_jars(f"apoc-{VERSION}", _APOC)
        if isinstance(plugins, str):
            return plugins
        known = {jar.name for jar in jars.iterdir()}
        for jar in plugins.iterdir():
            if jar.name not in known:
                shutil.copy(jar, home / "plugins")
        settings["dbms.security.procedures.unrestricted"] = "apoc.*"
    (home / "conf" / "neo4j.conf").write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    server = LocalServer(f"bolt://127.0.0.1:{bolt}", "neo4j", PASSWORD, certificate, jars=jars, home=home)
    done = server.admin("dbms", "set-initial-password", PASSWORD)
    return "neo4j-admin failed: " + (done.stdout + done.stderr)[-300:] if done.returncode else server


def answers(server: Neo4jServer) -> bool:
    """Whether the server takes our user now."""
    import neo4j

    with contextlib.suppress(neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError):
        with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            driver.verify_connectivity()
        return True
    return False


def _patiently(done: Callable[[], bool]) -> bool:
    """Asks until the answer is yes; False after a long while."""
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        if done():
            return True
        time.sleep(0.5)
    return False


def _in_docker() -> Neo4jServer | None:
    """The official image in Docker; None where testcontainers or an engine is missing, or the image cannot be had."""
    try:
        import docker
        from testcontainers.core.container import DockerContainer

        docker.from_env(timeout=5).ping()
        container = DockerContainer(f"neo4j:{VERSION}-community").with_env("NEO4J_AUTH", f"neo4j/{PASSWORD}")
        container.with_exposed_ports(7687).start()
        uri = f"bolt://{container.get_container_host_ip()}:{container.get_exposed_port(7687)}"
    except Exception:  # whatever Docker lacks, the jars will do
        return None
    server = Neo4jServer(uri, "neo4j", PASSWORD, container=container)
    if _patiently(lambda: answers(server)):
        return server
    server.stop()
    return None


def _certificate(folder: Path) -> Path | None:
    """A certificate for localhost that signs itself, and its key; None where openssl is missing."""
    if not shutil.which("openssl"):
        return None
    key, certificate = folder / "private.key", folder / "public.crt"
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
        capture_output=True,
    )  # fmt: skip
    return None if done.returncode else certificate


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
