"""Who has objected: once in each publicity of an award (domain 2.6)."""

from __future__ import annotations

from django.db.models import Q

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.primitives.ruleset import Regime
from tendering.awards.models import Award


def has_objected(by: Membership, award: Award) -> bool:
    """Whether the person, who stands in for them or a colleague of the same bidder has objected in this publicity."""
    theirs = Q(filed_by__in=persons(by))
    if by.organisation_id is not None:
        theirs |= Q(provider__organisation=by.organisation_id)
    filed = award.objections.filter(theirs, regime=Regime.LOCAL, publicity_round=award.publicity_round)
    return filed.exists()
