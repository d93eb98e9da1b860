"""What is in force."""

from marketplace.rulebook.queries.calendar import overrides_of, work_calendar
from marketplace.rulebook.queries.calendar_preview import preview_day
from marketplace.rulebook.queries.pages import categories, domains_with_items, months, overview, readable
from marketplace.rulebook.queries.preview import Preview, preview
from marketplace.rulebook.queries.rulesets import in_force, scope_items, service_domains

__all__ = [
    "Preview",
    "categories",
    "domains_with_items",
    "in_force",
    "months",
    "overrides_of",
    "overview",
    "preview",
    "preview_day",
    "readable",
    "scope_items",
    "service_domains",
    "work_calendar",
]
