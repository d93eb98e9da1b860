"""A step is done anew: by others where an upheld remedy orders it, by the same panel where the law lets it.

Domain 2.6 and 3.8; Decree 87, articles 64 and 67.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import require_text
from tendering.awards import permissions
from tendering.awards.models import Award, Objection
from tendering.awards.permissions import is_statutory
from tendering.awards.queries.candidates import bidders
from tendering.awards.rules.remedies import Step
from tendering.awards.rules.states import State
from tendering.awards.services.falling import settle, write_fall
from tendering.awards.services.states import locked
from tendering.awards.services.telling import members, tell_of_remedies
from tendering.awards.transitions import MACHINE
from tendering.bids.services.requalifying import set_checks_aside
from tendering.demands.queries.people import user_ids
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import Error, Remedy
from tendering.evaluation.services.redoing import call_back, set_aside, stop
from tendering.tenders.models import Notice, Tender
from tendering.tenders.services.states import publish_notice


@dataclass(frozen=True, slots=True)
class Anew:
    """What is done anew: the award's act, the notice, the steps whose challenges it settles, what is told to whom."""

    act: str
    kind: Notice.Kind
    steps: frozenset[Step]
    bidders: str
    offices: str


EVALUATION = Anew("redo", Notice.Kind.EVALUATED_ANEW, frozenset({Step.EVALUATION}), "evaluated_anew", "redo_ordered")
QUALIFICATION = Anew(
    "requalify",
    Notice.Kind.QUALIFIED_ANEW,
    frozenset({Step.QUALIFICATION, Step.EVALUATION}),
    "qualified_anew",
    "requalification_ordered",
)
RECHECK = Anew("recheck", Notice.Kind.RECHECKED, frozenset({Step.EVALUATION}), "rechecked", "recheck_ordered")


def redo_evaluation(
    tender: Tender, award: Award | None, *, remedy: Remedy, by: Membership, now: datetime, reason: str
) -> None:
    """Set panel and award aside; the call, which is locked, goes back to the evaluation and waits for another panel.

    Args:
        award: the one that has not fallen, if there is one.
        reason: public; it names nobody.
    """
    set_aside(tender=tender, by=by, remedy=remedy, reason=reason, now=now)
    _begin(EVALUATION, tender, award, by=by, now=now, reason=reason)


def redo_qualification(
    tender: Tender, award: Award | None, *, remedy: Remedy, by: Membership, now: datetime, reason: str
) -> None:
    """Set what was said of the bids, panel and award aside; the call, which is locked, goes back to the qualification.

    Every bid is checked anew, whether it was passed or refused; another panel evaluates those that pass.

    Args:
        award: the one that has not fallen, if there is one.
        reason: public; it names nobody.
    """
    set_checks_aside(tender=tender, by=by, reason=reason, now=now)
    stop(tender=tender, by=by, remedy=remedy, reason=reason, now=now)
    _begin(QUALIFICATION, tender, award, by=by, now=now, reason=reason)


@transaction.atomic
def recheck(*, award: Award, by: Membership, error: Error, reason: str) -> Panel:
    """The purchaser finds an error that the law lets the panel correct itself: the same people check their result.

    Open until the award is final, and once. The award is set aside with its periods, which start anew; the order is
    published, all bidders are told, under the statute the finance department is, too.

    Args:
        reason: public; it names nobody.

    Raises:
        NotPermitted: `by` is not of the community, sat on the panel, or did what somebody objects to.
        InvalidInput: no reason.
        WrongState: the award is final, or fell.
        Refusal: `evaluation.nothing_to_redo`, where no panel stands behind it.
        RecheckedAlready, PanelGone: another panel has to judge, where a remedy orders it.
    """
    permissions.require_rechecker(by, award)
    require_text(reason, "awards.reason_missing")
    reason, award = reason.strip(), locked(award)
    permissions.require_rechecker(by, award)  # asked again: somebody may have objected while this waited
    now, tender = clock.read(), award.tender
    MACHINE.target(State(award.state), RECHECK.act)
    panel = call_back(tender=tender, by=by, error=error, reason=reason, now=now)
    _begin(RECHECK, tender, award, by=by, now=now, reason=reason, error=error.value)
    return panel


def _begin(
    anew: Anew, tender: Tender, award: Award | None, *, by: Membership, now: datetime, reason: str, **said: str
) -> None:
    """The award falls, if there is one; the order is published; whoever still waits for an answer about it has one.

    All bidders are told in the same words, and the offices; under the statute the finance department is, too.
    """
    if award is not None:
        write_fall(award, anew.act, by=by, now=now, reason=reason)
    publish_notice(tender, anew.kind, {"reason": reason, "ordered_by": by.role, **said}, by=by, now=now)
    about = Q(step__in=sorted(anew.steps)) | Q(award__isnull=False)
    settle(Objection.objects.filter(about, tender=tender), reason, by, now)
    demand = tender.demand
    if demand.state == DemandState.AWARDED:
        advance(demand=demand, act="evaluated_anew", by=by, now=now, reason=reason)
    tell_of_remedies(anew.bidders, tender, members(bidders(tender)))
    offices = (Role.COMMUNITY, Role.STREET, *((Role.FINANCE_OFFICER,) if is_statutory(tender) else ()))
    tell_of_remedies(anew.offices, tender, user_ids(*offices, near=demand.community))
