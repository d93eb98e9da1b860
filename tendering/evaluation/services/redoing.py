"""Setting a panel aside: another one evaluates the bids anew (Decree 87, art. 64, 67).

A remedy orders it once the report is signed; before that the office over the community does, where a member must not
or cannot sign any more.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import NotPermitted, Refusal, require_text
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.queries import people
from tendering.evaluation.rules.states import LIVING, Remedy, State
from tendering.evaluation.services.states import locked, tell_members, tell_offices
from tendering.tenders.models import Tender


def set_aside(*, tender: Tender, by: Membership, remedy: Remedy, reason: str, now: datetime) -> Panel:
    """Let the panel that counts count no longer; what it wrote stays as it is, and the call waits for another one.

    Called by `awards` behind the call's lock; whoever may order it is judged there. The grants of its seats end.

    Args:
        reason: public; it names nobody.

    Raises:
        Refusal: `evaluation.nothing_to_redo`, where no report is signed.
    """
    panel = Panel.objects.filter(counts_for=tender, state=State.SIGNED).first()
    if panel is None:
        raise Refusal("evaluation.nothing_to_redo")
    panel.tender = tender
    return _supersede(panel, by=by, remedy=remedy, reason=reason, now=now)


@transaction.atomic
def set_aside_ranked(*, panel: Panel, by: Membership, reason: str) -> Panel:
    """Give up a ranking that waits for somebody whose role has ended, or who is related to a bidder (政府采购法 12).

    The points of that member stand in it, so nobody takes the seat over: another panel evaluates the bids. The panel,
    its observers and the community are told and, under the statute, the finance department, with the reason.

    Args:
        reason: public with the later result; it names nobody.

    Raises:
        NotPermitted: `by` is not of the office over the community, had a part in the panel, or has a conflict.
        InvalidInput: no reason.
        Refusal: `evaluation.not_ranked`, or `evaluation.nobody_barred`, where everybody may sign.
    """
    permissions.require_decider(by, panel)
    require_text(reason, "evaluation.reason_missing")
    panel = locked(panel)
    now = clock.read()
    for found in people.found_against(by, panel.tender, day_of(now)):
        raise NotPermitted(f"evaluation.conflict.{found.obstacle.value}", name=by.user.name, bidder=found.bidder)
    if panel.state != State.RANKED:
        raise Refusal("evaluation.not_ranked")
    if not people.barred(panel, day_of(now)):
        raise Refusal("evaluation.nobody_barred")
    panel = _supersede(panel, by=by, remedy=Remedy.AVOIDANCE, reason=reason.strip(), now=now)
    tell_offices(panel, "evaluation.ranking_set_aside", reason=panel.superseded_reason)
    return panel


def _supersede(panel: Panel, *, by: Membership, remedy: Remedy, reason: str, now: datetime) -> Panel:
    tender = panel.tender
    panel.counts_for = None
    panel.superseded_at, panel.superseded_by, panel.superseded_reason = now, remedy, reason
    panel.save()
    for seat in panel.seats.filter(state__in=sorted(LIVING)).select_related("user"):
        permissions.revoke(panel, seat.user)
    values = {"number": str(panel.number), "remedy": remedy.value}
    record(
        act="evaluation.panel.set_aside",
        target=panel,
        by=by,
        reason=reason,
        parameters=values,
        about=[tender, tender.demand],
    )
    # Without a seat the panel may be closed to them; the call is not.
    tell_members(panel, "evaluation.set_aside", url=tender.get_absolute_url())
    return panel
