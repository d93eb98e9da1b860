"""Locking and moving an evaluation: the one place where its state is written."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import Regime
from tendering.bids.queries.valid import has_settled_prices
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.rules.states import ENDED, LIVING, State
from tendering.evaluation.transitions import MACHINE
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked as locked_tender


def opened(tender: Tender) -> Tender:
    """The tender's row, locked, while its bids are open to be judged.

    Raises:
        Refusal: `evaluation.not_opened`, before the opening, and once suspended, cancelled, failed or concluded.
    """
    tender = locked_tender(tender)
    if tender.state != TenderState.OPENED:
        raise Refusal("evaluation.not_opened", state=tender.get_state_display())
    return tender


def locked(panel: Panel) -> Panel:
    """The panel, read afresh behind its tender's lock: one lock for all acts of an evaluation and for its end.

    Raises:
        Refusal: `evaluation.superseded`, once a remedy has set it aside.
    """
    tender = opened(panel.tender)
    row = Panel.objects.get(pk=panel.pk)
    if not row.counts:
        raise Refusal("evaluation.superseded")
    row.tender = tender
    return row


def require_settled_prices(panel: Panel) -> None:
    """Nobody judges before the rounds of a consultation are over: plan and price may still change.

    Raises:
        Refusal: `evaluation.rounds_open`.
    """
    if not has_settled_prices(panel.tender):
        raise Refusal("evaluation.rounds_open")


def move(
    panel: Panel,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    parameters: dict[str, str] | None = None,
) -> Panel:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the evaluation is in.
    """
    source = State(panel.state)
    panel.state = MACHINE.target(source, act)
    if panel.state in ENDED:
        panel.ended_at = now
    panel.save()
    record(
        act=f"evaluation.panel.{act}",
        target=panel,
        by=by,
        parameters={"from": source.value, "to": panel.state, **(parameters or {})},
        about=[panel.tender, panel.tender.demand],
    )
    return panel


def tell_members(panel: Panel, kind: str, *, but: int | None = None, url: str = "") -> None:
    """A message to everybody with a living seat, but for whoever acted; it leads to the panel unless told otherwise."""
    seats = Seat.objects.filter(panel=panel, state__in=sorted(LIVING)).exclude(user=but)
    _tell(panel, kind, sorted(seats.values_list("user", flat=True)), url)


def tell_community(panel: Panel, kind: str) -> None:
    """A message to the community's staff, who chair the logistics."""
    rows = holders(Role.COMMUNITY, place=panel.tender.demand.community)
    _tell(panel, kind, sorted(set(rows.values_list("user", flat=True))))


def tell_offices(panel: Panel, kind: str, *, reason: str) -> None:
    """A message with a reason to the community and, under the statute, the finance officers; it leads to the call."""
    place, is_bound = panel.tender.demand.community, panel.tender.procedure.regime is Regime.STATUTORY
    found = set(holders(Role.COMMUNITY, place=place).values_list("user", flat=True))
    if is_bound:
        found |= set(holders(Role.FINANCE_OFFICER, covering=place).values_list("user", flat=True))
    _tell(panel, kind, sorted(found), panel.tender.get_absolute_url(), reason=reason)


def _tell(panel: Panel, kind: str, people: list[int], url: str = "", **values: str) -> None:
    notify(
        kind=kind,
        recipients=people,
        url=url or panel.get_absolute_url(),
        parameters={"title": panel.tender.demand.title, "number": panel.tender.number, **values},
    )
