"""What keeps a provider from answering a call, told before it begins a bid; the same rule refuses the bid."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.primitives.refusal import Refusal, Refusals
from marketplace.ui import refusals
from marketplace.ui.refusals import Worded
from tendering.demands.queries.planners import planned
from tendering.demands.services.matching import PlannedIt
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services.invitations import refuse_off_roster, refuse_uninvited


def hindrances(membership: Membership | None, tender: Tender) -> list[Worded] | None:
    """In words; empty where nothing stands in the way, None where the person answers for no provider."""
    if membership is None or membership.role not in PROVIDER_ROLES or tender.state != State.ANNOUNCED:
        return None
    is_planner = ExpressionWrapper(planned(tender.demand), output_field=BooleanField())
    rows = Provider.objects.filter(organisation=membership.organisation).annotate(is_planner=is_planner)
    provider = rows.select_related("organisation", "entry").first()
    if provider is None or not tender.procedure.competition:
        return None
    if provider.is_planner:
        return [refusals.words(PlannedIt())]
    try:
        refuse_uninvited(tender, provider)
        refuse_off_roster(tender, provider, clock.now())
    except Refusals as several:
        return [refusals.words(one) for one in several.refusals]
    except Refusal as one:
        return [refusals.words(one)]
    return []
