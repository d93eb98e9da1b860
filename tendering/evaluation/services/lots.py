"""One panel for several lots of a joint call: named and drawn once, with the record of it on every lot."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import InvalidInput
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.services.convening import require_ready, seat_all
from tendering.evaluation.services.states import opened
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.joint import LEAST
from tendering.tenders.services.joint_calls import of_lot
from tendering.tenders.services.states import locked_lots


@transaction.atomic
def convene_lots(
    *,
    joint: JointCall,
    lots: Sequence[Tender],
    by: Membership,
    community: Sequence[Membership],
    observers: Sequence[Membership] = (),
) -> list[Panel]:
    """Convene the same people as the panel of each of these lots, by one draw; all lots or none.

    Whoever is kept off one of them is kept off all. Each lot has a panel of its own from then on, with its own sheets,
    ranking and report; who leaves one leaves all that are not ranked yet.

    Args:
        lots: at least two of the joint call, of the community for which `by` acts.
        community, observers: as for one call (`convening.convene`).

    Raises:
        NotPermitted: `by` is not of the community of every lot.
        InvalidInput: `evaluation.lots_missing`, fewer than two; `evaluation.not_of_the_joint_call`.
        Refusals: which lot cannot be judged now, and why; every known conflict of somebody named.
        TooFewCandidates: too few people are free in all lots; fewer lots, or each by itself, may find more.
    """
    for lot in lots:
        permissions.require_convener(by, lot)
        if lot.joint_id != joint.pk:
            raise InvalidInput("evaluation.not_of_the_joint_call", field="lots", number=lot.number)
    chosen = {lot.pk: lot for lot in lots}
    if len(chosen) < LEAST:
        raise InvalidInput("evaluation.lots_missing", field="lots", least=LEAST)
    locked_lots(joint)
    ordered = sorted(chosen.values(), key=lambda one: one.lot or 0)
    for lot in ordered:
        of_lot(lot, _require_ready)
    calls = [opened(lot) for lot in ordered]
    return seat_all(calls, by=by, community=community, observers=observers, now=clock.read())


def _require_ready(lot: Tender) -> None:
    require_ready(opened(lot))
