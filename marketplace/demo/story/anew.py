"""A step done anew: the panel corrects its own result, or an upheld objection has all bids checked again."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import working_day
from marketplace.demo.story import market
from marketplace.demo.story.complaining import Complaining
from tendering.awards.models import Objection
from tendering.awards.rules.remedies import Outcome
from tendering.awards.services import objections, redoing
from tendering.bids.models import Bid, OpenedBid
from tendering.bids.rules.states import Ground
from tendering.bids.services import qualifying
from tendering.evaluation.rules.states import Error
from tendering.tenders.models import Criterion

RECHECKED, REQUALIFIED = "rechecked", "requalified"
# Of the first criterion's points, which the panel had given beyond what the standard allows, so much stays.
STAYS = Decimal("0.4")


class Anew(Complaining):
    """A call whose published result is set aside, up to the next one."""

    def recheck(self) -> Self:
        """The community finds an error, and the same panel corrects its result (87号令 64)."""
        self.then(1, 9, self._recheck)
        return self.declare().score().rank()

    def requalify(self) -> Self:
        """An objection is upheld; every bid is checked anew, and another panel evaluates those that pass."""
        self.object(1, market.words()["anew"]["objection"])
        self.then(1, 15, self._have_checked_anew)
        self.day = working_day(self.day, 1)
        return self.evaluate()

    @property
    def seated(self) -> Membership:
        """Whoever sat on the panel that was set aside sits on no other."""
        return self.staff(1) if self.tender.panels.exists() else super().seated

    def _recheck(self) -> None:
        reason = market.words()["anew"]["recheck"]
        redoing.recheck(award=self.award, by=self.preparer, error=Error.RANGE, reason=reason)
        self._forget()

    def _have_checked_anew(self) -> None:
        objection = Objection.objects.select_related("award__tender__demand__community").get(award=self.award)
        by, answer = self.stage.cast.at_street(Role.STREET, self.place, 1), market.words()["anew"]["upheld"]
        objections.answer_objection(objection=objection, by=by, upheld=True, answer=answer, anew=Outcome.REQUALIFY)
        self._forget()

    def _forget(self) -> None:
        """Award and panel are no longer the ones that count."""
        for name in ("award", "panel"):
            self.__dict__.pop(name, None)

    def _qualify(self, by: Membership, but: int) -> None:
        """The first time the lowest bid is refused, where that turns out to be wrong."""
        if self.row.stage != REQUALIFIED or self.tender.panels.exists():
            super()._qualify(by, but)
            return
        reason = market.words()["anew"]["refused"]
        rows = OpenedBid.objects.filter(bid__tender=self.tender, valid=True).select_related("bid__tender")
        refused, *passed = rows.order_by("price", "pk")
        for row in passed:
            qualifying.qualify(bid=row.bid, by=by, passed=True)
        qualifying.qualify(bid=refused.bid, by=by, passed=False, grounds=[Ground.MATERIALS_MISSING], reason=reason)

    def _points(self, bid: Bid, line: Criterion, judge: int, position: int) -> Decimal:
        """What a panel corrects: the first criterion of the bid whose plan it had found the best."""
        points = super()._points(bid, line, judge, position)
        is_corrected = position == 0 and bid.provider_id == self.rivals[0].pk and self.panel.rechecks_id is not None
        return (points * STAYS).quantize(Decimal("0.1")) if is_corrected else points
