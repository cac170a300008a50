"""What a paper's own text cites: works by author and year or by identifier, and where its code lies."""

from paperweft.citations.author_year import AuthorYear, author_years
from paperweft.citations.code import repositories, repository
from paperweft.citations.identifiers import identifiers_in
from paperweft.citations.resolve import CitedWorks, abstract_citations, with_code

__all__ = [
    "AuthorYear", "CitedWorks", "abstract_citations", "author_years", "identifiers_in", "repositories", "repository",
    "with_code",
]  # fmt: skip
