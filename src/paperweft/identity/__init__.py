"""Many source records, one paper: identifiers, matching, and the rules by which a paper's fields are chosen."""

from paperweft.identity.coverage import Coverage, coverage
from paperweft.identity.evidence import RULES
from paperweft.identity.identifiers import identifier_of, normalise_identifiers, paper_id
from paperweft.identity.resolve import Added, add_record, add_records, identify_again, known_by, source_id

__all__ = [
    "RULES",
    "Added",
    "Coverage",
    "add_record",
    "add_records",
    "coverage",
    "identifier_of",
    "identify_again",
    "known_by",
    "normalise_identifiers",
    "paper_id",
    "source_id",
]
