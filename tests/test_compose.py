"""``docker/``: the compose file by the specification's schema, and what it promises about ports, secrets and health."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from paperweft.stores.neo4j_connection import _OLDEST
from tests.conftest import ROOT

FOLDER = ROOT / "docker"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def test_it_is_valid_by_the_specification() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        FOLDER / "compose.yaml",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_neo4j_is_new_enough_keeps_its_data_and_is_reached_from_here_only(compose: dict[str, Any]) -> None:
    neo4j = compose["services"]["neo4j"]
    version = re.fullmatch(r"neo4j:(\d+)\.(\d+)-community", neo4j["image"])
    assert version and (int(version[1]), int(version[2])) >= _OLDEST
    assert {port.rsplit(":", 1)[-1] for port in neo4j["ports"]} == {"7474", "7687"}
    assert all(port.startswith("127.0.0.1:") for port in neo4j["ports"])
    ((volume, target),) = (entry.split(":") for entry in neo4j["volumes"])
    assert volume in compose["volumes"] and target == "/data"
    # The image takes every NEO4J_ variable but NEO4J_AUTH for a setting, and does not start where it knows none such.
    assert set(neo4j["environment"]) == {"NEO4J_AUTH", "NEO4J_dbms_usage__report_enabled"}
    assert neo4j["healthcheck"]["test"][0] == "CMD-SHELL" and "$${NEO4J_AUTH#*/}" in neo4j["healthcheck"]["test"][1]


def test_the_tool_waits_for_a_healthy_neo4j_and_pushes_there(compose: dict[str, Any]) -> None:
    tool = compose["services"]["paperweft"]
    assert tool["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert tool["environment"]["NEO4J_URI"] == "bolt://neo4j:7687"
    context = (FOLDER / tool["build"]["context"]).resolve()
    assert (context / "pyproject.toml").is_file() and (context / tool["build"]["dockerfile"]).is_file()


def test_passwords_come_from_the_environment_and_must_be_there(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name or "AUTH" in name:
                assert re.fullmatch(r"(neo4j/)?\$\{NEO4J_PASSWORD:\?[^}]+\}", value), name


def test_the_image_copies_what_the_build_needs(compose: dict[str, Any]) -> None:
    lines = (FOLDER / "Dockerfile").read_text().splitlines()
    assert any(line.startswith("HEALTHCHECK") for line in lines) and any(line.startswith("USER ") for line in lines)
    kept = [line[1:] for line in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")]
    assert all(Path(ROOT, name).exists() for name in kept)
    assert {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "src", "queries"} <= set(kept)
