"""The district's rules, its calendar and its catalogue, all versioned or audited."""

from marketplace.rulebook.models.calendar import CalendarOverride, CalendarStamp
from marketplace.rulebook.models.catalogue import (
    ChengduClass,
    ScopeCatalogue,
    ScopeCategory,
    ScopeItem,
    ServiceDomain,
)
from marketplace.rulebook.models.rulesets import RuleSet, RuleSetStatus

__all__ = [
    "CalendarOverride",
    "CalendarStamp",
    "ChengduClass",
    "RuleSet",
    "RuleSetStatus",
    "ScopeCatalogue",
    "ScopeCategory",
    "ScopeItem",
    "ServiceDomain",
]
