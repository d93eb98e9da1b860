"""Seats of one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketplace.accounts.models import Membership
from tendering.evaluation.models import Seat
from tendering.evaluation.queries.lots import HELD
from tendering.evaluation.rules.states import ENDED, SeatState
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.states import State as TenderState

MOST = 100


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation to answer: of one seat, or of the seats in all lots of a joint call that one panel judges.

    Attributes:
        seats: in the order of the lots; the answer to one is the answer to all.
    """

    seats: Sequence[Seat]

    @property
    def seat(self) -> Seat:
        """The seat that is answered: of a lot whose call is not suspended, where there is one."""
        opened = (row for row in self.seats if row.panel.tender.state == TenderState.OPENED)
        return next(opened, self.seats[0])

    @property
    def call(self) -> Tender:
        """The call of that seat."""
        return self.seat.panel.tender

    @property
    def joint(self) -> JointCall | None:
        """The joint call, where several of its lots are meant."""
        return self.call.joint if len(self.seats) > 1 else None

    @property
    def lots(self) -> list[Tender]:
        """The lots; of a single invitation its one call."""
        return [row.panel.tender for row in self.seats]


def own_seats(by: Membership) -> tuple[list[Invitation], list[Seat]]:
    """Seats this person holds or held in the role acted in: invitations to answer, then all others, latest first."""
    rows = Seat.objects.filter(user=by.user_id, role=by.role)
    rows = rows.select_related("panel__tender__demand__community", "panel__tender__joint")
    found = list(rows.order_by("-seated_at", "-pk")[:MOST])
    waiting = [row for row in found if _waits(row)]
    return _together(waiting), [row for row in found if row not in waiting]


def _waits(seat: Seat) -> bool:
    """Nobody answers any more once the evaluation has ended, is set aside, or its call came to nothing."""
    panel = seat.panel
    is_held = panel.counts and panel.tender.state in HELD
    return seat.state == SeatState.INVITED and panel.state not in ENDED and is_held


def _together(seats: Iterable[Seat]) -> list[Invitation]:
    """Those of one panel for several lots are one invitation; the latest first."""
    found = dict[tuple[str, int], list[Seat]]()
    for seat in seats:
        key = ("seat", seat.pk) if seat.panel.together_id is None else ("lots", seat.panel.together_id)
        found.setdefault(key, []).append(seat)
    return [Invitation(sorted(rows, key=lambda row: row.panel.tender.lot or 0)) for rows in found.values()]
