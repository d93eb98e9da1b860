"""A buyer does not end the role of whom the lot named: it would make the ground for replacing them (domain 2.4)."""

from __future__ import annotations

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import Refusal
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.rules.states import DRAWN, LIVING, RUNNING
from tendering.tenders.rules.states import State as TenderState

# Offices over the buyer: they end a role also while a panel rests on it (somebody dies, or moves away).
ABOVE = frozenset({Role.STREET, Role.DISTRICT})


def bar(by: Membership, membership: Membership) -> Refusal | None:
    """Why an office leaves this role as it is; with `accounts.endings`.

    Of whoever sits, and of whoever is next in the order of the draw, which is known: else it would be walked until it
    suits. Whoever has left the panel already is free.
    """
    if membership.role not in DRAWN or by.role in ABOVE:
        return None
    number = next(iter(_calls(membership)), None)
    return Refusal("evaluation.role_of_a_draw", person=membership.user.name, number=number) if number else None


def _calls(membership: Membership) -> list[str]:
    """Numbers of the calls whose running panel rests on a draw that this role stands in."""
    running = Panel.objects.counting().filter(
        state__in=sorted(RUNNING), tender__state__in=[TenderState.OPENED, TenderState.SUSPENDED]
    )
    rows = Draw.objects.filter(panel__in=running, purpose=membership.role, drawn_at__isnull=False).order_by("pk")
    held = [row for row in rows.select_related("panel__tender") if str(membership.pk) in row.order]
    seats = Seat.objects.filter(user=membership.user_id, panel__in=[row.panel_id for row in held])
    sits = {panel: state in LIVING for panel, state in seats.order_by("pk").values_list("panel", "state")}
    return [row.panel.tender.number for row in held if sits.get(row.panel_id, True)]
