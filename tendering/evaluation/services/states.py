"""Locking and moving an evaluation: the one place where its state is written."""

from __future__ import annotations

from collections.abc import Sequence
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
from tendering.evaluation.queries.lots import companions
from tendering.evaluation.rules.states import ENDED, LIVING, State
from tendering.evaluation.transitions import MACHINE
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.states import locked as locked_tender
from tendering.tenders.services.states import locked_lots
from tendering.tenders.services.telling import title_of_lots


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


def hold_together(panel: Panel) -> None:
    """Lock all lots of the joint call before the call itself, where the same people judge several of them."""
    if panel.together_id is not None and panel.tender.joint is not None:
        locked_lots(panel.tender.joint)


def locked_together(panel: Panel) -> list[Panel]:
    """The panel as `locked` finds it and, after it, those of the other lots that the same people have still to judge.

    Raises:
        Refusal: as `locked`.
    """
    hold_together(panel)
    own = locked(panel)
    return [own, *companions(own)]


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


def title_of(panels: Sequence[Panel]) -> tuple[str, str]:
    """What one message about a panel, or about those of several lots, calls them: a title and a number."""
    first = panels[0].tender
    if len(panels) == 1 or first.joint is None:
        return first.demand.title, first.number
    lots = sorted((panel.tender for panel in panels), key=lambda tender: tender.lot or 0)
    return title_of_lots(first.joint, lots), first.joint.number


def tell_members(panels: Sequence[Panel], kind: str, *, but: int | None = None, url: str = "") -> None:
    """A message to everybody with a living seat, but for whoever acted; it leads to the panel unless told otherwise.

    Args:
        panels: one, or those of several lots: each person is told once.
    """
    seats = Seat.objects.filter(panel__in=panels, state__in=sorted(LIVING)).exclude(user=but)
    _tell(panels, kind, sorted(set(seats.values_list("user", flat=True))), url)


def tell_community(panels: Sequence[Panel], kind: str) -> None:
    """A message to the community's staff, who chair the logistics."""
    rows = holders(Role.COMMUNITY, place=panels[0].tender.demand.community)
    _tell(panels, kind, sorted(set(rows.values_list("user", flat=True))))


def tell_offices(panel: Panel, kind: str, *, reason: str) -> None:
    """A message with a reason to the community and, under the statute, the finance officers; it leads to the call."""
    place, is_bound = panel.tender.demand.community, panel.tender.procedure.regime is Regime.STATUTORY
    found = set(holders(Role.COMMUNITY, place=place).values_list("user", flat=True))
    if is_bound:
        found |= set(holders(Role.FINANCE_OFFICER, covering=place).values_list("user", flat=True))
    _tell([panel], kind, sorted(found), panel.tender.get_absolute_url(), reason=reason)


def _tell(panels: Sequence[Panel], kind: str, people: list[int], url: str = "", **values: str) -> None:
    title, number = title_of(panels)
    notify(
        kind=kind,
        recipients=people,
        url=url or panels[0].get_absolute_url(),
        parameters={"title": title, "number": number, **values},
    )
