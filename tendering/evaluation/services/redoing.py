"""Setting a panel aside: another one evaluates the bids anew (Decree 87, art. 64, 67).

A remedy orders it once the report is signed; before that the community does, where a member must not sign any more.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal, require_text
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.queries import people
from tendering.evaluation.rules.states import LIVING, Remedy, State
from tendering.evaluation.services.states import locked, tell_members
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
    """Give up a ranking that somebody who came to be related to a bidder would have to sign (政府采购法 12).

    The points of that member stand in it, so nobody takes the seat over: another panel evaluates the bids.

    Args:
        reason: read by whoever reads the evaluation; it names nobody.

    Raises:
        NotPermitted: `by` is not of the community.
        InvalidInput: no reason.
        Refusal: `evaluation.not_ranked`, or `evaluation.nobody_barred`, where everybody may sign.
    """
    permissions.require_convener(by, panel.tender)
    require_text(reason, "evaluation.reason_missing")
    panel = locked(panel)
    now = clock.read()
    if panel.state != State.RANKED:
        raise Refusal("evaluation.not_ranked")
    if not people.barred(panel, day_of(now)):
        raise Refusal("evaluation.nobody_barred")
    return _supersede(panel, by=by, remedy=Remedy.AVOIDANCE, reason=reason.strip(), now=now)


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
