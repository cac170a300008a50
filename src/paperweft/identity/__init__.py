"""Many source records, one paper: identifiers, matching, and the rules by which a paper's fields are chosen."""

from paperweft.identity.identifiers import identifier_of, normalise_identifiers, paper_id
from paperweft.identity.removed import find_removed, remove_papers
from paperweft.identity.resolve import Added, add_record, known_by, source_id

__all__ = [
    "Added",
    "add_record",
    "find_removed",
    "identifier_of",
    "known_by",
    "normalise_identifiers",
    "paper_id",
    "remove_papers",
    "source_id",
]
