"""Pages: a neighbourhood as one interactive HTML file that needs no network."""

from paperweft.pages.page import write_page

__all__ = ["write_page"]
