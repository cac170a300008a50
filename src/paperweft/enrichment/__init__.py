"""What the library's papers lack, asked of services that know papers."""

from paperweft.enrichment.needs import WHAT, Need, What, needs
from paperweft.enrichment.run import EnrichReport, enrich
from paperweft.enrichment.services import DEFAULT_SERVICES, SERVICES, Plan, plan
from paperweft.enrichment.unmatched import UNMATCHED_COLUMNS, unmatched

__all__ = [
    "DEFAULT_SERVICES", "SERVICES", "UNMATCHED_COLUMNS", "WHAT", "EnrichReport", "Need", "Plan", "What", "enrich", "needs",
    "plan", "unmatched",
]  # fmt: skip
