"""Starts a real Neo4j 5 Community server without Docker, from the jars of Maven Central. For tests only."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

VERSION = "5.26.12"
PASSWORD = "test-password"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>paperweft</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""
_OPENS = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")]
_PATIENCE = 120.0


@dataclass
class Neo4jServer:
    """A server that answers at ``uri``; ``stop`` ends it by its process id."""

    uri: str
    user: str
    password: str
    process: subprocess.Popen[bytes] | None = None
    home: Path | None = None

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.home:
            shutil.rmtree(self.home, ignore_errors=True)


def start_server() -> Neo4jServer | str:
    """The server, or the reason why there is none."""
    uri = os.environ.get("NEO4J_TEST_URI")
    if uri:
        return Neo4jServer(
            uri, os.environ.get("NEO4J_TEST_USERNAME", "neo4j"), os.environ.get("NEO4J_TEST_PASSWORD", "")
        )
    if not shutil.which("java") or not shutil.which("mvn"):
        return "set NEO4J_TEST_URI, or install Java 17 and Maven"
    jars = _jars()
    if isinstance(jars, str):
        return jars
    home = Path(tempfile.mkdtemp(prefix="paperweft-neo4j-"))
    (home / "conf").mkdir()
    bolt, http = _free_port(), _free_port()
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt}",
        "server.http.listen_address": f"127.0.0.1:{http}",
        "server.https.enabled": "false",
        "server.memory.heap.max_size": "768m",
        "server.memory.pagecache.size": "64m",
        "dbms.usage_report.enabled": "false",
        "db.tx_log.rotation.retention_policy": "false",
    }
    (home / "conf" / "neo4j.conf").write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    classpath = f"{jars}/*"
    subprocess.run(
        ["java", "-cp", classpath, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", PASSWORD],
        env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    process = subprocess.Popen(
        ["java", "-cp", classpath, *_OPENS, "org.neo4j.server.CommunityEntryPoint",
         f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    server = Neo4jServer(f"bolt://127.0.0.1:{bolt}", "neo4j", PASSWORD, process, home)
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        if process.poll() is not None:
            return f"the server ended with status {process.returncode}"
        if _answers(server):
            return server
        time.sleep(0.5)
    server.stop()
    return f"the server did not answer within {_PATIENCE:.0f} s"


def _answers(server: Neo4jServer) -> bool:
    import neo4j

    with contextlib.suppress(neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError):
        with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
            driver.execute_query("RETURN 1")
        return True
    return False


def _jars() -> Path | str:
    """The folder of the server's jars, fetched once into the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "paperweft-tests" / f"neo4j-{VERSION}"
    if (cache / "complete").exists():
        return cache / "lib"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "pom.xml").write_text(_POM)
    command = [
        "mvn",
        "-q",
        "-B",
        "-f",
        str(cache / "pom.xml"),
        "dependency:copy-dependencies",
        f"-DoutputDirectory={cache / 'lib'}",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return "Maven could not fetch the server's jars: " + (done.stdout + done.stderr).strip()[-300:]
    (cache / "complete").touch()
    return cache / "lib"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
