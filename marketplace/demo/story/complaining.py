"""A complaint by local rules: objected, answered, complained, suspended, decided, resumed (domain 2.6)."""

from __future__ import annotations

from functools import cached_property
from typing import Self

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.story import market
from marketplace.demo.story.on_paper import OnPaper
from tendering.awards.models import Complaint, Objection
from tendering.awards.rules.remedies import Outcome, Pleading
from tendering.awards.services import complaints, objections
from tendering.tenders.services import announcing


class Complaining(OnPaper):
    """A call whose published result somebody does not accept."""

    def complain(self) -> Self:
        """A resident objects, is not content with the answer, and complains to the street's discipline inspection.

        The street suspends the call until that has decided; the days lost are given back to the publicity.
        """
        said = market.words()["complaint"]
        self.object(1, said["objection"])
        self.then(2, 15, self._dismiss)
        self.then(0, 20, self._complain)
        self.then(1, 10, lambda: announcing.suspend(tender=self.tender, by=self._street, reason=said["suspended"]))
        self.then(2, 15, self._decide)
        self.then(1, 9, lambda: announcing.resume(tender=self.tender, by=self._street, reason=said["resumed"]))
        return self

    @cached_property
    def _street(self) -> Membership:
        """Not whoever opened or checked the bids for the street."""
        return self.stage.cast.at_street(Role.STREET, self.place, 1)

    @property
    def _objection(self) -> Objection:
        rows = Objection.objects.select_related("award__tender__demand__community", "tender__demand__community")
        return rows.get(award=self.award)

    def _dismiss(self) -> None:
        answer = market.words()["complaint"]["answer"]
        objections.answer_objection(objection=self._objection, by=self._street, upheld=False, answer=answer)

    def _complain(self) -> None:
        said, by = market.words()["complaint"], self.stage.cast.one(Role.RESIDENT, self.place, 1)
        pleading = Pleading(said["text"], said["grounds"], said["request"])
        complaints.file_complaint(objection=self._objection, by=by, pleading=pleading)

    def _decide(self) -> None:
        row = Complaint.objects.select_related("objection__tender__demand__community").get(objection=self._objection)
        by, said = self.stage.cast.at_street(Role.DISCIPLINE, self.place), market.words()["complaint"]["decided"]
        complaints.decide(complaint=row, by=by, outcome=Outcome.NOT_UPHELD, decision=said)
