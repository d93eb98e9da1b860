"""Offices are told that an award waits for them: its publicity is over, and no other lot comes first any more."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.rules import role_of
from tendering.awards.models import Award
from tendering.awards.queries.hints import is_to_be_annulled, waits_for_answer
from tendering.awards.queries.waits import waits_of
from tendering.awards.rules.states import State
from tendering.awards.services.telling import tell_offices
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


def tell_turn(award: Award) -> None:
    """Tell the offices that confirm an award.

    They are told later of one that waits for another lot or for the answer to a hint of collusion, and not at all of
    one that is to be annulled.
    """
    wait = waits_of([award]).get(award.pk)
    if (wait is None or not wait.lots) and not is_to_be_annulled(award) and not waits_for_answer(award):
        tell_offices("confirmable", award, *(role_of(office) for office in award.tender.procedure.confirmed_by))


def tell_answered(tender: Tender) -> None:
    """A hint of collusion was answered: tell the offices of the award, where none waits any more."""
    for award in Award.objects.filter(tender=tender, tender__state=TenderState.OPENED, state=State.CONFIRMABLE):
        tell_turn(award)


def tell_freed(tender: Tender, at: datetime) -> None:
    """A lot was settled at this moment: tell the offices of the awards for which that ended their wait."""
    if tender.joint is None or tender.joint.awards_per_bidder is None:
        return
    rows = Award.objects.filter(tender__joint=tender.joint, tender__state=TenderState.OPENED, state=State.CONFIRMABLE)
    rows = rows.select_related("tender__demand__community", "tender__joint", "provider", "bid__provider")
    freed = {award.pk: award for award in rows.order_by("tender__lot")}
    for key, wait in waits_of(freed.values()).items():
        if wait.over_at == at:
            tell_turn(freed[key])
