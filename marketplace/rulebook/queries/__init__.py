"""What is in force."""

from marketplace.rulebook.queries.calendar import overrides_of, work_calendar
from marketplace.rulebook.queries.preview import Preview, preview
from marketplace.rulebook.queries.rulesets import in_force, scope_items, service_domains, statutory_on, versions

__all__ = [
    "Preview",
    "in_force",
    "overrides_of",
    "preview",
    "scope_items",
    "service_domains",
    "statutory_on",
    "versions",
    "work_calendar",
]
