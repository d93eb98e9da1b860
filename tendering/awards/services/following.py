"""After an award has fallen: the next in rank with a publicity of its own, or a new call (domain 3.4)."""

from __future__ import annotations

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import Refusal, require_text
from tendering.awards import permissions
from tendering.awards.models import Award
from tendering.awards.rules.states import FALLEN
from tendering.awards.services import proposing
from tendering.awards.services.states import locked, note
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance
from tendering.tenders.models import Tender
from tendering.tenders.services import announcing


class NothingToFollow(Refusal):
    """The award stands, another one came after it, or its ranking was set aside."""

    def __init__(self) -> None:
        super().__init__("awards.nothing_to_follow")


@transaction.atomic
def next_in_rank(*, award: Award, by: Membership) -> Award:
    """Propose the next in rank after a fallen award; it needs a publicity of its own.

    Raises:
        NotPermitted: `by` is not of the community.
        NothingToFollow: the award has not fallen, or a later one followed it.
        NobodyLeft: nobody in rank may have it any more.
    """
    permissions.require_community(by, award.tender)
    award = _fallen(award)
    following = proposing.create(award.tender, by)
    demand = award.tender.demand
    if demand.state == DemandState.AWARDED:
        advance(demand=demand, act="next_in_rank", by=by, now=clock.read(), reason=award.public_reason)
    note(award, "followed", by=by, parameters={"next": following.number, "next_contractor": following.contractor_name})
    return following


@transaction.atomic
def relaunch(*, award: Award, by: Membership, reason: str) -> Tender:
    """Give up the ranking after a fallen award: the call is cancelled in public, the demand may be let anew.

    Raises: as `next_in_rank`; InvalidInput without a reason.
    """
    permissions.require_community(by, award.tender)
    require_text(reason, "awards.reason_missing")
    award = _fallen(award)
    note(award, "relaunch", by=by, reason=reason)
    return announcing.let_anew(tender=award.tender, by=by, reason=reason.strip())


def _fallen(award: Award) -> Award:
    award = locked(award)
    is_past = award.panel is not None and not award.panel.counts
    if is_past or award.state not in FALLEN or Award.objects.filter(tender=award.tender, pk__gt=award.pk).exists():
        raise NothingToFollow
    return award
