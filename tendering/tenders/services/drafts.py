"""A call under preparation follows what the community writes of its demand."""

from __future__ import annotations

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from tendering.demands.models import Demand
from tendering.demands.queries.planners import planned
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import note_writer

DRAFTS = (State.PREPARING, State.DOC_REVIEW)


def hold(demand: Demand) -> None:
    """Lock the call under preparation, where there is one; the caller locks the demand next (docs/locking.md)."""
    list(Tender.objects.select_for_update(of=("self",)).filter(demand=demand.pk, state__in=DRAFTS).values_list("pk"))


def planners_changed(demand: Demand, by: Membership) -> None:
    """What the notice will say has another writer; whoever planned the project is not waited for."""
    tender = Tender.objects.filter(demand=demand.pk, state__in=DRAFTS).first()
    if tender is None:
        return
    note_writer(tender, by)
    planners = Provider.objects.filter(planned(demand)).values("pk")
    asked = tender.invitations.select_related("provider").filter(state=Invitation.State.INVITED, provider__in=planners)
    for row in asked.order_by("pk"):
        row.state, row.answered_at = Invitation.State.EXPIRED, clock.read()
        row.save()
        record(act="tenders.invitation.ended", target=row, by=by, about=[row.provider])
