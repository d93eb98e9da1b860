"""Moving an award: the one place where its state is written.

The call's row is the lock of everything about its awards: two awards of one call, and an award and its objections,
never move at the same time.
"""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from tendering.awards.models import Award
from tendering.awards.rules.states import FALLEN, State
from tendering.awards.transitions import MACHINE
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked as locked_tender

ENDED = FALLEN | {State.CONCLUDED}


class TenderNotOpen(Refusal):
    """Awards move only while their call stands opened: not suspended, not ended."""

    def __init__(self, tender: Tender) -> None:
        super().__init__("awards.tender_not_open", number=tender.number)


OPEN = frozenset({TenderState.OPENED})
OPEN_OR_SUSPENDED = OPEN | {TenderState.SUSPENDED}


def locked_call(tender: Tender, states: frozenset[TenderState] = OPEN) -> Tender:
    """The call's row, fresh and locked, where it is opened (or in other `states` that will do).

    Raises:
        TenderNotOpen: it is suspended, not opened yet, or ended.
    """
    tender = locked_tender(tender)
    if tender.state not in states:
        raise TenderNotOpen(tender)
    return tender


def held(award: Award) -> Award:
    """The award, read afresh under the lock of its call, whatever has become of both."""
    return _fresh(award, locked_tender(award.tender))


def locked(award: Award, states: frozenset[TenderState] = OPEN) -> Award:
    """The award, read afresh under the lock of its call; raises `TenderNotOpen`."""
    return _fresh(award, locked_call(award.tender, states))


def _fresh(award: Award, tender: Tender) -> Award:
    row = Award.objects.select_related("provider__organisation", "group__organisation", "panel").get(pk=award.pk)
    row.tender = tender
    return row


def move(
    award: Award,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    guard: str | None = None,
    reason: str = "",
    parameters: dict[str, str] | None = None,
) -> Award:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the award is in.
    """
    source = State(award.state)
    award.state = MACHINE.target(source, act, guard)
    award.version += 1
    if award.state in ENDED:
        award.ended_at = now
    award.save()
    note(award, act, by=by, reason=reason, parameters={"from": source.value, "to": award.state, **(parameters or {})})
    return award


def note(
    award: Award, act: str, *, by: Membership | None, reason: str = "", parameters: dict[str, str] | None = None
) -> None:
    """Record an act with the call and the demand it belongs to."""
    values = {"contractor": award.contractor_name, "price": str(award.price), **(parameters or {})}
    about = [award.tender, award.tender.demand]
    record(act=f"awards.award.{act}", target=award, by=by, reason=reason, parameters=values, about=about)
