"""Setting a panel aside: a remedy has ordered that another one evaluates the bids anew (Decree 87, art. 64, 67)."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import LIVING, Remedy, State
from tendering.evaluation.services.states import tell_members
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
