"""What is known about providers, their applications and entries; nothing here writes."""

from catalog.queries.duties import duties
from catalog.queries.eligibility import eligible, eligible_for

__all__ = ["duties", "eligible", "eligible_for"]
