"""The package as people install it: built, checked, put into an empty environment, and used with no network."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLE, lacking

#: Any connection is a failure: what is installed must need none.
_NO_NETWORK = """
import socket
def refuse(*_, **__):
    raise RuntimeError("the network was asked for")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.create_connection = refuse
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], capture_output=True, text=True)
    if done.returncode and "ProxyError" in done.stdout + done.stderr:
        lacking("network", "the build's own requirements cannot be fetched")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


def test_wheel_and_sdist_hold_what_they_should(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "paperweft/queries/most-cited.cypher",
        "paperweft/data/catalogue.jsonl",
        "paperweft/data/recogniser/model.onnx",
        "paperweft/pages/template/page.html",
        "paperweft/py.typed",
    } <= inside
    assert any(name.endswith("licenses/LICENSE") for name in inside) and any(
        name.endswith("licenses/NOTICE") for name in inside
    )
    assert not any(name.startswith(("tests/", "training/", "examples/")) for name in inside)
    trained = sum(info.file_size for info in zipfile.ZipFile(wheel).infolist() if "/data/" in info.filename)
    assert trained <= 60_000_000
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {
        "README.md",
        "LICENSE",
        "NOTICE",
        "pyproject.toml",
        "queries/most-cited.cypher",
        "examples/landmark-papers.jsonl",
    } <= names
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", wheel, sdist], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_the_wheel_does_the_main_job_in_an_empty_environment_offline(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lacking("network", "the dependencies cannot be fetched: " + done.stderr[-300:])
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(_NO_NETWORK)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path / "guard"), "HOME": str(tmp_path)}

    def paperweft(*arguments: str) -> str:
        command = [tmp_path / "env" / "bin" / "paperweft", *arguments]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert "150 papers" in paperweft("build", str(SAMPLE))
    assert "Llama 2" in paperweft("query", "what-came-of")
    assert "nodes" in paperweft("view", "Mamba", "-o", "mamba.html") and (tmp_path / "mamba.html").exists()
    assert "links" in paperweft("export", "graph.graphml") and (tmp_path / "graph.graphml").exists()
