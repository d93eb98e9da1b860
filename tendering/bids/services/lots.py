"""The lots of a joint call close together, and an officer confirms the opening of all of them in one act."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.bids.queries.lots import openings
from tendering.bids.services.opening import confirm_opening
from tendering.tenders.models import JointCall, Tender


class NoLotWaits(Refusal):
    """No lot of the joint call has closed and waits for this person."""

    def __init__(self) -> None:
        super().__init__("bids.no_lot_waits")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of one lot: confirmed, perhaps as the last one needed, or refused."""

    lot: Tender
    opens: bool = False
    refusal: Refusal | None = None


def confirm_lots(*, joint: JointCall, by: Membership, declared: bool) -> list[Confirmed]:
    """Confirm the opening of every lot that waits for this person, in the order of the lots.

    Each lot is an act of its own in a transaction of its own, with its own list and entry in the log: what one of them
    refuses holds up no other, and the others stay sealed until enough offices have confirmed theirs.

    Args:
        declared: no relation to any possible bidder of any lot.

    Raises:
        NotPermitted: `by` is of no office of any lot's opening committee.
        InvalidInput: `bids.not_declared`.
        NoLotWaits: there is nothing to confirm now.
    """
    found = openings(joint, by)
    if not any(one.office for one in found):
        raise NotPermitted("bids.no_lot_yours")
    if not declared:
        raise InvalidInput("bids.not_declared")
    waiting = [one.lot for one in found if one.waits]
    if not waiting:
        raise NoLotWaits
    return [_confirm(lot, by) for lot in waiting]


def _confirm(lot: Tender, by: Membership) -> Confirmed:
    try:
        opening = confirm_opening(tender=lot, by=by, declared=True)
    except Refusal as refusal:
        return Confirmed(lot, refusal=refusal)
    return Confirmed(lot, opens=opening.fixed_at is not None)
