"""Complaints about a call: which decisions are open, whose they are (domain 2.6, 4)."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.accounts.models import Membership
from tendering.awards import concluded, permissions
from tendering.awards.models import Award, Complaint
from tendering.awards.queries.challenges import is_checked, is_evaluated, outcomes_after_end, step_of
from tendering.awards.rules import remedies
from tendering.awards.rules.remedies import Outcome, Subject
from tendering.awards.rules.states import State
from tendering.tenders.queries.suspensions import is_held_beside
from tendering.tenders.rules.states import ENDED


def complaint_outcomes(row: Complaint, award: Award | None) -> tuple[Outcome, ...]:
    """The decisions open now; of a call that came to nothing as of a challenge of its end.

    No publicity is held anew while an order of another office holds the call.
    """
    if row.objection.tender.has_come_to_nothing:
        return outcomes_after_end(row.objection.tender)
    state, contract = State(award.state) if award else None, concluded.performance(award)
    if row.objection.tender.state in ENDED and contract is None:
        return (Outcome.NOT_UPHELD, Outcome.HARMLESS)
    found = remedies.outcomes(
        Subject(row.objection.subject),
        is_running=False,
        award=state,
        contract=contract,
        step=step_of(row.objection),
        is_evaluated=is_evaluated(row.objection.tender),
        is_checked=is_checked(row.objection.tender),
    )
    is_held = Outcome.REPUBLISHED in found and is_held_beside(row.objection.tender, row.pk)
    return tuple(one for one in found if one is not Outcome.REPUBLISHED) if is_held else found


def complaints(membership: Membership | None) -> QuerySet[Complaint]:
    """Complaints about calls this person may read."""
    rows = Complaint.objects.filter(objection__tender__in=permissions.readable_calls(membership))
    return rows.select_related(
        "objection__tender__demand__community", "objection__tender__rule_set", "objection__award"
    )
