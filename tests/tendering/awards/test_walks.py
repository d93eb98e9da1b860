"""Random walks of a call after its evaluation: whatever is done, in whatever order, it never stands still for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import Refusal
from tendering.awards.models import Award
from tendering.awards.queries import duties as award_duties
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import LIVE, ObjectionState
from tendering.awards.services import (
    confirming,
    falling,
    following,
    letters,
    objections,
    proposing,
    publicity,
    redoing,
)
from tendering.bids.queries import duties as bid_duties
from tendering.bids.queries.valid import is_qualified, waiting
from tendering.bids.services.qualifying import qualify
from tendering.evaluation.models import Panel
from tendering.evaluation.queries import duties as panel_duties
from tendering.evaluation.rules.states import Error
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tests.factories import accounts, awards, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


@dataclass
class Walk:
    """One call and the people who may act on it."""

    office: Office
    tender: Tender
    street: Membership

    @property
    def award(self) -> Award:
        """The latest."""
        return Award.objects.filter(tender=self.tender).latest("pk")

    def propose(self) -> None:
        proposing.propose_award(tender=self.tender, by=self.office.preparer)

    def publicise(self) -> None:
        publicity.publicise(award=self.award, by=self.office.preparer)

    def object(self) -> None:
        awards.objected(self.award)

    def dismiss(self) -> None:
        self._answer(upheld=False)

    def uphold(self) -> None:
        self._answer(upheld=True)

    def redo(self) -> None:
        self._answer(upheld=True, anew=Outcome.REDO_EVALUATION)

    def requalify(self) -> None:
        self._answer(upheld=True, anew=Outcome.REQUALIFY)

    def check(self) -> None:
        """The offices decide on every bid that waits for them."""
        tender = Tender.objects.get(pk=self.tender.pk)
        for opened in waiting(tender):
            qualify(bid=opened.bid, by=self.office.approver, passed=True)

    def recheck(self) -> None:
        panel = redoing.recheck(award=self.award, by=self.office.preparer, error=Error.SUM, reason="合计有误")
        awards.checked(panel)

    def _answer(self, *, upheld: bool, anew: Outcome | None = None) -> None:
        for row in self.award.objections.filter(state=ObjectionState.OPEN)[:1]:
            objections.answer_objection(objection=row, by=self.street, upheld=upheld, answer="已核实", anew=anew)

    def evaluate(self) -> None:
        """Another panel, where none counts and every bid is decided on."""
        tender = Tender.objects.get(pk=self.tender.pk)
        counts = Panel.objects.filter(counts_for=tender).exists()
        if tender.state == TenderState.OPENED and is_qualified(tender) and not counts:
            awards.ranked_anew(tender)

    def elapse(self) -> None:
        award = self.award
        if award.state == "publicity":
            Award.objects.filter(pk=award.pk).update(publicity_ends_at=clock.now())
            publicity.elapse(award=award)

    def confirm(self) -> None:
        confirming.confirm(award=self.award, by=self.office.approver)

    def letter(self) -> None:
        letters.send_letters(award=self.award, by=self.office.preparer)

    def refuse(self) -> None:
        award = self.award
        assert award.provider is not None
        falling.refuse_award(award=award, by=tenders.bidder(award.provider), reason="人手不足")

    def annul(self) -> None:
        falling.annul(award=self.award, by=self.street, reason="投诉属实")

    def follow(self) -> None:
        following.next_in_rank(award=self.award, by=self.office.preparer)


ACTS: list[Callable[[Walk], None]] = [
    Walk.propose,
    Walk.publicise,
    Walk.object,
    Walk.dismiss,
    Walk.uphold,
    Walk.redo,
    Walk.requalify,
    Walk.check,
    Walk.recheck,
    Walk.evaluate,
    Walk.elapse,
    Walk.confirm,
    Walk.letter,
    Walk.refuse,
    Walk.annul,
    Walk.follow,
]


@pytest.fixture
def start() -> Walk:
    """An evaluated call; nothing is proposed yet."""
    demands.rules()
    office = Office.of()
    return Walk(office, awards.ranked(office), accounts.membership(Role.STREET, office.community.parent))


@given(acts=st.lists(st.sampled_from(ACTS), min_size=8, max_size=24))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_one_award_lives_one_panel_counts_and_somebody_can_go_on(
    start: Walk, acts: list[Callable[[Walk], None]]
) -> None:
    """Proposed and objected to first, so that most walks come to an answer; a refusal is no step."""
    walk = replace(start, tender=Tender.objects.get(pk=start.tender.pk))
    with transaction.atomic():
        for act in [Walk.propose, Walk.publicise, Walk.object, *acts]:
            try:
                act(walk)
            except (Refusal, Award.DoesNotExist):
                continue
            _stands(walk)
        transaction.set_rollback(True)


def _stands(walk: Walk) -> None:
    walk.tender = Tender.objects.get(pk=walk.tender.pk)
    lives = Award.objects.filter(tender=walk.tender, state__in=sorted(LIVE)).count()
    counts = Panel.objects.filter(counts_for=walk.tender).count()
    assert lives <= counts <= 1
    if walk.tender.state == TenderState.OPENED and not lives:
        by, now = walk.office.preparer, clock.now()
        found = (bid_duties.duties(by, now), award_duties.duties(by, now), panel_duties.duties(by, now))
        waits = [duty.kind for duties in found for duty in duties]
        unchecked = "evaluation.convene" if is_qualified(walk.tender) else "bids.qualify"
        assert waits == (["awards.propose"] if counts else [unchecked]) or waits == ["awards.follow"]
