"""Awards with what lists and pages show."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.accounts.models import Membership
from tendering.awards import permissions
from tendering.awards.models import Award, AwardLetter, Objection

_SHOWN = (
    "tender__demand__community__parent",
    "tender__demand__scope_item",
    "provider__organisation",
    "group__organisation",
    "panel",
)
_RULE_SETS = ("tender__demand__rule_set", "tender__rule_set")


def readable(membership: Membership | None) -> QuerySet[Award]:
    """What this person may read."""
    return permissions.readable(membership).select_related(*_SHOWN, *_RULE_SETS)


def listed(membership: Membership | None) -> QuerySet[Award]:
    """The same for lists: rule sets, long texts that many rows share, come once by queries of their own."""
    return permissions.readable(membership).select_related(*_SHOWN).prefetch_related(*_RULE_SETS)


def objections(membership: Membership | None) -> QuerySet[Objection]:
    """Objections to awards this person may read, with their awards."""
    rows = permissions.readable_objections(membership)
    return rows.select_related("award__tender__demand__community", "award__tender__rule_set", "filed_by")


def letters(membership: Membership | None) -> QuerySet[AwardLetter]:
    """Letters this person may read, with their awards."""
    shown = (f"award__{name}" for name in (*_SHOWN, *_RULE_SETS))
    return permissions.readable_letters(membership).select_related(
        "provider__organisation", "group__organisation", *shown
    )
