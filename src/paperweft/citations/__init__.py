"""What a paper's own text cites: works by author and year or by identifier, and where its code lies."""

from paperweft.citations.author_year import AuthorYear, author_years
from paperweft.citations.code import repositories, repository
from paperweft.citations.identifiers import identifiers_in
from paperweft.citations.resolve import PapersWithCode, abstract_citations

__all__ = [
    "AuthorYear",
    "PapersWithCode",
    "abstract_citations",
    "author_years",
    "identifiers_in",
    "repositories",
    "repository",
]  # fmt: skip
