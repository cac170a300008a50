"""Pages: a neighbourhood or the whole graph as one interactive HTML file that needs no network."""

from paperweft.pages.page import framed, render, write_page
from paperweft.pages.whole import whole_graph

__all__ = ["framed", "render", "whole_graph", "write_page"]
