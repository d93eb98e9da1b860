"""What of the rules waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons, within
from marketplace.accounts.rules import Role
from marketplace.rulebook.models import RuleSet, RuleSetStatus
from marketplace.ui.waiting import Rows


def waiting(membership: Membership, now: datetime) -> Iterable[Rows]:
    """Drafts of colleagues, to be read and put in force or discarded.

    No deadline: the first day a draft names is moved on if the draft is put in force later.
    """
    del now
    if not holds(membership, Role.DISTRICT):
        return []
    drafts = RuleSet.objects.filter(within(membership, "place"), status=RuleSetStatus.DRAFT)
    rows = drafts.exclude(editors__in=persons(membership))
    detail = {"version": "version"}
    return [Rows("rulebook.draft_waits", rows, "name_zh", "rulebook_admin:draft", detail=detail)]
