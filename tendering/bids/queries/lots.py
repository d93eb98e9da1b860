"""How far the opening of each lot of a joint call is, and which of them wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import are_apart
from marketplace.primitives.ruleset import Office
from tendering.bids import permissions
from tendering.bids.models import Opening
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.states import State


@dataclass(frozen=True, slots=True)
class LotOpening:
    """One lot as its opening stands; nothing here tells of a bid.

    Attributes:
        office: that of the opening committee for which the person stands; None where it stands for none.
        done: offices that have confirmed.
        is_by_me: the person, or whom it stands in for, confirmed for another office.
    """

    lot: Tender
    opening: Opening | None
    office: Office | None
    done: frozenset[str]
    is_by_me: bool

    @property
    def is_due(self) -> bool:
        """It has closed, and its list is not fixed: it is still sealed."""
        return self.lot.state == State.CLOSED and (self.opening is None or self.opening.fixed_at is None)

    @property
    def has_confirmed(self) -> bool:
        """The person's office has confirmed."""
        return self.office is not None and self.office.value in self.done

    @property
    def waits(self) -> bool:
        """It waits for this person."""
        return self.is_due and self.office is not None and not self.has_confirmed and not self.is_by_me


def openings(joint: JointCall, by: Membership) -> list[LotOpening]:
    """Every lot in its order."""
    return [_of_lot(lot, by) for lot in _lots(joint)]


def _lots(joint: JointCall) -> QuerySet[Tender]:
    rows = Tender.objects.filter(joint=joint).select_related("demand__community", "opening")
    return rows.prefetch_related("opening__confirmations__membership__substitute_for").order_by("lot")


def _of_lot(lot: Tender, by: Membership) -> LotOpening:
    opening: Opening | None = getattr(lot, "opening", None)
    confirmed = list(opening.confirmations.all()) if opening else []
    return LotOpening(
        lot=lot,
        opening=opening,
        office=permissions.opening_office(by, lot),
        done=frozenset(row.office for row in confirmed),
        is_by_me=any(not are_apart(row.membership, by) for row in confirmed),
    )
