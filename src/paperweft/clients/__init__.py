"""Services that know papers: one module an API over one ``http``, and ``fetch``, which asks one of them."""

from paperweft.clients.arxiv import Arxiv
from paperweft.clients.base import Answered, CitationClient, Client
from paperweft.clients.crossref import Crossref
from paperweft.clients.http import Http
from paperweft.clients.huggingface import HuggingFace
from paperweft.clients.openalex import OpenAlex
from paperweft.clients.opencitations import OpenCitations
from paperweft.clients.request import FetchRequest, fetch
from paperweft.clients.semanticscholar import SemanticScholar

__all__ = [
    "Answered",
    "Arxiv",
    "CitationClient",
    "Client",
    "Crossref",
    "FetchRequest",
    "Http",
    "HuggingFace",
    "OpenAlex",
    "OpenCitations",
    "SemanticScholar",
    "fetch",
]
