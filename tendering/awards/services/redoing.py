"""An upheld remedy has the bids evaluated anew by another panel (domain 3.8; Decree 87, articles 64 and 67)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tendering.awards.models import Award, Objection
from tendering.awards.permissions import is_statutory
from tendering.awards.queries.candidates import bidders
from tendering.awards.rules.remedies import Step
from tendering.awards.services.falling import settle, write_fall
from tendering.awards.services.telling import members, tell_of_remedies
from tendering.demands.queries.people import user_ids
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance
from tendering.evaluation.rules.states import Remedy
from tendering.evaluation.services.redoing import set_aside
from tendering.tenders.models import Notice, Tender
from tendering.tenders.services.states import publish_notice


def redo_evaluation(
    tender: Tender, award: Award | None, *, remedy: Remedy, by: Membership, now: datetime, reason: str
) -> None:
    """Set panel and award aside; the call, which is locked, goes back to the evaluation and waits for another panel.

    The order is published, whether an award was or not. All bidders are told in the same words; under the statute the
    finance department is, too. Whoever else still waits for an answer about this ranking learns that it is gone.

    Args:
        award: the one that has not fallen, if there is one.
        reason: public; it names nobody.
    """
    set_aside(tender=tender, by=by, remedy=remedy, reason=reason, now=now)
    if award is not None:
        write_fall(award, "redo", by=by, now=now, reason=reason)
    publish_notice(tender, Notice.Kind.EVALUATED_ANEW, {"reason": reason, "ordered_by": by.role}, by=by, now=now)
    about = Q(step=Step.EVALUATION) | Q(award__isnull=False)
    settle(Objection.objects.filter(about, tender=tender), reason, by, now)
    demand = tender.demand
    if demand.state == DemandState.AWARDED:
        advance(demand=demand, act="evaluated_anew", by=by, now=now, reason=reason)
    tell_of_remedies("evaluated_anew", tender, members(bidders(tender)))
    offices = (Role.COMMUNITY, Role.STREET, *((Role.FINANCE_OFFICER,) if is_statutory(tender) else ()))
    tell_of_remedies("redo_ordered", tender, user_ids(*offices, near=demand.community))
