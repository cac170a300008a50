"""Many source records, one paper: identifiers, matching, and the rules by which a paper's fields are chosen."""

from paperweft.identity.identifiers import identifier_of, normalise_identifiers, paper_id
from paperweft.identity.resolve import Added, add_record, source_id

__all__ = ["Added", "add_record", "identifier_of", "normalise_identifiers", "paper_id", "source_id"]
