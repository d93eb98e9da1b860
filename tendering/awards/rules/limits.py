"""How many lots of one joint call a bidder may win (兼投不兼中): lots are awarded in their order.

A bidder may answer every lot. Where the notice sets a limit, whoever has won as many lots is passed over in the others,
and a later lot waits for an earlier one as long as what becomes of that could still count: for its own bidder, and for
those it passed over. A lot that a consortium wins counts for each of its members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Lot:
    """How far a lot is.

    Attributes:
        holders: everybody behind its live award, public or final; nobody while there is none that everybody may know.
        final: every office has confirmed that award.
        ended: it failed or was cancelled: nobody wins it.
        settled_at: since when it is final, or has ended.
    """

    number: int
    holders: frozenset[int] = frozenset()
    final: bool = False
    ended: bool = False
    settled_at: datetime | None = None

    def as_of(self, moment: datetime | None) -> Lot:
        """As it stood at a moment; None stands for one before any lot was settled."""
        if self.settled_at is None or (moment is not None and self.settled_at <= moment):
            return self
        return replace(self, final=False, ended=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """What the notice says for one lot, and how far all lots are.

    Attributes:
        number: the lot that is awarded.
        most: how many lots one bidder may win.
    """

    number: int
    most: int
    lots: Sequence[Lot]

    def won(self, bidder: int, *, for_good: bool = False) -> list[int]:
        """The other lots that count as won by a bidder when this one is awarded.

        Earlier ones from the proposal on, for they go first; later ones, and `for_good` all, only once they are final.
        """
        return [
            lot.number
            for lot in self._others()
            if bidder in lot.holders and (lot.final or (lot.number < self.number and not for_good))
        ]

    def reached(self, bidders: Iterable[int], *, for_good: bool = False) -> list[int]:
        """The lots that keep a bidder, or several together, from this one; none while the limit leaves them room."""
        found = (self.won(bidder, for_good=for_good) for bidder in bidders)
        return next((lots for lots in found if len(lots) >= self.most), [])

    def first_to_propose(self) -> list[int]:
        """Earlier lots that have to be public first: with fewer than the limit before it, none can decide it."""
        before = [lot for lot in self._others() if lot.number < self.number]
        return [lot.number for lot in before if not lot.holders] if len(before) >= self.most else []

    def first_to_confirm(self, bids: Iterable[Sequence[int]]) -> list[int]:
        """Earlier lots that have to be final first: they decide whether one of the bids reaches the limit.

        Args:
            bids: whoever stands behind the award, and behind each bid that it passed over.
        """
        open_lots = self.unsettled
        for bidders in bids:
            sure = max((len(self.won(bidder, for_good=True)) for bidder in bidders), default=0)
            if sure < self.most <= sure + len(open_lots):
                return open_lots
        return []

    def waits_for(self, winners: Sequence[int], passed: Sequence[Sequence[int]]) -> list[int]:
        """Earlier lots that have to be final before an award is confirmed, or falls because they overtook it.

        Args:
            winners: whoever stands behind the award.
            passed: whoever stands behind each bid that it passed over.
        """
        return [] if self.reached(winners, for_good=True) else self.first_to_confirm([winners, *passed])

    def waited_until(self, winners: Sequence[int], passed: Sequence[Sequence[int]]) -> datetime | None:
        """When the lot was settled that ended the wait of an award; None where it never waited, or still does."""
        waited = bool(self._as_of(None).waits_for(winners, passed))
        over_at: datetime | None = None
        # A later lot that becomes final may begin another wait: the last one counts.
        for at in sorted(lot.settled_at for lot in self.lots if lot.settled_at is not None):
            waits = bool(self._as_of(at).waits_for(winners, passed))
            waited, over_at = waits, None if waits else at if waited else over_at
        return over_at

    def _as_of(self, moment: datetime | None) -> Limit:
        return replace(self, lots=[lot.as_of(moment) for lot in self.lots])

    @property
    def unsettled(self) -> list[int]:
        """Earlier lots that nobody has for good yet."""
        return [lot.number for lot in self._others() if lot.number < self.number and not lot.final]

    def _others(self) -> list[Lot]:
        return [lot for lot in self.lots if lot.number != self.number and not lot.ended]
