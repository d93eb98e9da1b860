"""A draw as anybody can repeat it: what was committed, the frozen list, each lot, who sat and who was passed over."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives import draw
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.rules.drawing import Frozen


@dataclass(frozen=True, slots=True)
class Lot:
    """One candidate's place in the order; `seat` is the label of the seat taken, empty without one."""

    place: int
    key: str
    lot: str
    group: str
    seat: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """One draw with what a repetition gives now."""

    row: Draw
    lots: list[Lot]
    excluded: list[tuple[str, list[str]]]
    seed_opens: bool
    list_holds: bool
    order_holds: bool

    @property
    def holds(self) -> bool:
        """Whether seed, list and order are what was committed to."""
        return self.seed_opens and self.list_holds and self.order_holds


def repeated(panel: Panel) -> list[Repeated]:
    """Every draw of a panel that was held, drawn again from what is recorded."""
    rows = panel.draws.filter(drawn_at__isnull=False).order_by("pk")
    seats = list(panel.seats.order_by("number"))
    return [_repeat(row, [seat for seat in seats if seat.draw_id == row.pk]) for row in rows]


def _repeat(row: Draw, seats: list[Seat]) -> Repeated:
    seed, beacon = bytes(row.seed), bytes.fromhex(row.beacon)
    order = draw.shuffle(seed, row.candidates, beacon=beacon)
    frozen = Frozen(row.candidates, row.excluded, row.groups, row.specialties)
    is_whole = not row.record_hash or frozen.digest() == row.record_hash
    sitting = _by_key(row, seats)
    lots = [
        Lot(place, key, draw.lot(seed, beacon, row.list_hash, key), row.groups.get(key, ""), sitting.get(key, ""))
        for place, key in enumerate(order, 1)
    ]
    return Repeated(
        row=row,
        lots=lots,
        excluded=sorted((key, list(codes)) for key, codes in row.excluded.items()),
        seed_opens=draw.opens(seed, row.commitment),
        list_holds=draw.list_hash(row.candidates) == row.list_hash and is_whole,
        order_holds=order == list(row.order),
    )


def _by_key(row: Draw, seats: list[Seat]) -> dict[str, str]:
    """Seats by the key that was drawn: those of the order, one after another, without who was passed over."""
    found: dict[str, str] = {}
    for seat in seats:
        passed = {key for key, _code in seat.passed_over}
        key = next((one for one in row.order if one not in passed and one not in found), None)
        if key is not None:
            found[key] = seat.label
    return found
