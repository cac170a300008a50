"""yEd's own node and edge graphics within GraphML.

See https://yed.yworks.com/support/qa/70 and the yFiles GraphML extension that it describes.
"""

from __future__ import annotations

from paperweft.export.looks import Look
from paperweft.export.shape import caption
from paperweft.export.text import in_element
from paperweft.model import Link, Node

YED_NAMESPACE = 'xmlns:y="http://www.yworks.com/xml/graphml" '
YED_KEYS = (
    '  <key id="nodegraphics" for="node" yfiles.type="nodegraphics"/>\n'
    '  <key id="edgegraphics" for="edge" yfiles.type="edgegraphics"/>\n'
)
_SHAPES = {"Paper": "roundrectangle", "Author": "hexagon"}
_LABEL = (
    '<y:NodeLabel alignment="center" autoSizePolicy="content" fontFamily="Dialog" fontSize="11" textColor="#222222" '
    'modelName="sides" modelPosition="s" visible="true">'
)


def node_graphics(node: Node, look: Look) -> str:
    """A filled shape with the node's caption beneath it; yEd's x and y are those of the upper left corner."""
    size = look.size * 1.5
    place = f' x="{look.place[0] - size / 2:.1f}" y="{look.place[1] - size / 2:.1f}"' if look.place else ""
    return (
        f'<data key="nodegraphics"><y:ShapeNode><y:Geometry height="{size:.1f}" width="{size:.1f}"{place}/>'
        f'<y:Fill color="{look.colour}" transparent="false"/><y:BorderStyle color="#ffffff" type="line" width="1.0"/>'
        f'{_LABEL}{in_element(caption(node))}</y:NodeLabel><y:Shape type="{_SHAPES.get(node.label, "ellipse")}"/>'
        "</y:ShapeNode></data>"
    )


def edge_graphics(link: Link, directed: bool) -> str:
    """A thin line, an arrow where the graph is directed, with the relationship type on it."""
    return (
        '<data key="edgegraphics"><y:PolyLineEdge><y:LineStyle color="#9aa1ac" type="line" width="1.0"/>'
        f'<y:Arrows source="none" target="{"standard" if directed else "none"}"/>'
        f'<y:EdgeLabel fontFamily="Dialog" fontSize="9" textColor="#6b7280" visible="{"true" if directed else "false"}">'
        f"{in_element(link.kind)}</y:EdgeLabel></y:PolyLineEdge></data>"
    )
