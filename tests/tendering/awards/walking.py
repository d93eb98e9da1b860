"""One project on its road from the first documents to the award letter, act by act, for random walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import district_of
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import Regime
from tendering.awards.models import Award, Objection
from tendering.awards.permissions import may_answer
from tendering.awards.queries.hints import standing_in
from tendering.awards.rules.hints import HintState
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import LIVE
from tendering.awards.services import (
    confirming,
    falling,
    following,
    hints,
    letters,
    objections,
    proposing,
    publicity,
)
from tendering.awards.services.answering import answer_challenge
from tendering.bids.models import Bid, BidState, CollusionHint
from tendering.bids.queries.valid import is_qualified, waiting
from tendering.bids.rules.states import Ground
from tendering.bids.services import closing, opening, qualifying, submitting
from tendering.demands.models import Demand
from tendering.evaluation.models import Panel
from tendering.tenders.models import Tender
from tendering.tenders.queries import checklist
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, checking, keys, preparing
from tendering.tenders.services.invitations import answer_invitation, invite_providers
from tests.factories import accounts, awards, bids, tenders
from tests.factories.tenders import Office


class NothingToDo(Refusal):
    """The act has no object where the road stands."""

    def __init__(self) -> None:
        super().__init__("walk.nothing_to_do")


def require(is_so: object) -> None:
    """Refuse an act that has nothing to act on."""
    if not is_so:
        raise NothingToDo


@dataclass
class Road:
    """A published demand, the people around it, and the moment that has come; acts follow no order."""

    office: Office
    demand: Demand
    method: str
    rivals: list[Provider]
    officers: dict[str, Membership]
    now: datetime
    walked: list[str] = field(default_factory=list)
    suspended: list[State] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(demand: Demand, method: str) -> Road:
        """With its first documents in preparation."""
        office = Office.of(demand.community)
        street, district = demand.community.parent, district_of(demand.community)
        places: dict[Role, Place | None] = {Role.STREET: street, Role.DISTRICT: district, Role.DISCIPLINE: district}
        officers = {role.value: accounts.membership(role, place) for role, place in places.items()}
        officers |= {"community": office.approver, "supervision_committee": office.committee}
        rivals = tenders.providers(3)
        for rival in rivals:
            tenders.bidder(rival)
        road = Road(office, demand, method, rivals, officers, clock.now())
        road.prepare()
        return road

    @property
    def tender(self) -> Tender:
        """The latest call."""
        rows = Tender.objects.filter(demand=self.demand).select_related("demand__community", "rule_set")
        return rows.latest("pk")

    @property
    def award(self) -> Award:
        """The latest award of it."""
        award = Award.objects.filter(tender=self.tender).order_by("-pk").first()
        require(award)
        assert award is not None
        return award

    def living(self) -> list[Award]:
        """Awards of any round that have not fallen."""
        return list(Award.objects.filter(tender__demand=self.demand, state__in=sorted(LIVE)))

    def everybody(self) -> Iterator[Membership]:
        """Whoever may have something to do, those that mostly have it first."""
        yield self.office.preparer
        yield from self.officers.values()
        rows = Membership.objects.select_related("user", "place", "organisation").order_by("pk")
        yield from rows.filter(organisation__provider__in=self.rivals)
        yield from rows.filter(user=self.demand.author, place=self.demand.community)

    def does(self, act: str) -> bool:
        """Do it, if the rules let it be done now."""
        with clock.moved_to(self.now):
            try:
                getattr(self, act)()
            except Refusal as refusal:
                self.refused[act] = refusal.code
                return False
        self.walked.append(act)
        self.refused.clear()
        return True

    def told(self) -> str:
        """Where it stands, how it came there, and why nothing more was done."""
        return f"{self.tender.state} {[award.state for award in self.living()]} {self.walked} {self.refused}"

    # Before the announcement
    def prepare(self) -> None:
        demand = Demand.objects.get(pk=self.demand.pk)
        preparing.prepare_tender(
            demand=demand, method=self.method, by=self.office.preparer, content=tenders.content(), now=clock.now()
        )

    def hand_in(self) -> None:
        tender, by = self.tender, self.office.preparer
        require(tender.state == State.PREPARING)
        if not tender.procedure.competition and not hasattr(tender, "offer"):
            awards.offered(tender, self.office)
        if tender.procedure.invited_only and not tender.invitations.exists():
            invite_providers(tender=tender, providers=self.rivals, by=by, now=clock.now())
        preparing.submit_docs(tender=self.tender, by=by, now=clock.now())

    def send_back(self) -> None:
        preparing.return_docs(tender=self.tender, by=self._approver, reason="请补充", now=clock.now())

    def announce(self) -> None:
        tender = self.tender
        require(tender.state == State.DOC_REVIEW)
        notes = {item.code: "已核对" for item in checklist.items(tender)}
        checking.tick_items(tender=tender, by=self._approver, notes=notes, now=clock.now())
        keys.fill_pool(size=1, now=clock.now())
        deadline = tenders.deadline(tender) if tender.procedure.competition else None
        announcing.announce(tender=tender, by=self._approver, deadline_at=deadline)

    @property
    def _approver(self) -> Membership:
        return self.officers[self.tender.procedure.documents_approved_by.value]

    # While it runs
    def bid(self) -> None:
        tender, sealed = self.tender, Bid.objects.filter(tender=self.tender, state=BidState.SUBMITTED)
        left = [one for one in self.rivals if not sealed.filter(provider=one).exists()]
        require(tender.state == State.ANNOUNCED and left)
        by = Membership.objects.get(organisation=left[0].organisation)
        for row in tender.invitations.filter(provider=left[0], state="invited"):
            answer_invitation(invitation=row, by=by, accept=True)
        share = {3: Decimal("0.80"), 2: Decimal("0.83"), 1: Decimal("0.87")}[len(left)]
        price = round(tender.ceiling * share, 2)
        bid = Bid.objects.filter(tender=tender, provider=left[0]).first() or bids.drafted(tender, left[0], by)
        if not hasattr(bid, "draft"):
            bid = bids.drafted(tender, left[0], by)
        submitting.submit(bid=bids.written(bid, by, str(price)), by=by, declared=True)

    def withdraw(self) -> None:
        bid = Bid.objects.filter(tender=self.tender, state=BidState.SUBMITTED).order_by("pk").last()
        require(bid)
        assert bid is not None
        by = Membership.objects.get(organisation=bid.provider.organisation)
        submitting.withdraw(bid=bid, by=by)

    def few(self) -> None:
        """Nobody has answered by the deadline."""
        require(not Bid.objects.filter(tender=self.tender, state=BidState.SUBMITTED).exists())
        self.close()

    def close(self) -> None:
        """Time passes to the deadline, and the worker comes."""
        tender = self.tender
        require(tender.state == State.ANNOUNCED and tender.deadline_at)
        assert tender.deadline_at is not None
        self.now = max(self.now, tender.deadline_at + timedelta(seconds=1))
        with clock.moved_to(self.now):
            closing.close_due(tender=tender)

    def open(self) -> None:
        tender = self.tender
        require(tender.state == State.CLOSED)
        for office in tender.procedure.opening_members[: tender.procedure.opening_threshold]:
            opening.confirm_opening(tender=tender, by=self.officers[office.value], declared=True)
        opening.open_bids(tender=tender)

    def suspend(self) -> None:
        source = State(self.tender.state)
        announcing.suspend(tender=self.tender, by=self.officers["street"], reason="核实投诉")
        self.suspended.append(source)

    def resume(self) -> None:
        announcing.resume(tender=self.tender, by=self.officers["street"], reason="核实完毕")

    def cancel(self) -> None:
        tender = self.tender
        approving = self.officers[tender.procedure.documents_approved_by.value]
        by = approving if tender.state == State.OPENED else self.office.preparer
        announcing.cancel(tender=tender, by=by, reason="需求变化")

    # Between the opening and the award
    def check(self) -> None:
        self._qualify(passed=True)

    def doubt(self) -> None:
        self._qualify(passed=False)

    def _qualify(self, *, passed: bool) -> None:
        found = list(waiting(self.tender))[: None if passed else 1]
        require(found)
        grounds, reason = ([], "") if passed else ([Ground.OTHER], "不符合要求")
        for row in found:
            for office in self.tender.procedure.qualified_by:
                qualifying.qualify(
                    bid=row.bid, by=self.officers[office.value], passed=passed, grounds=grounds, reason=reason
                )

    def explain(self) -> None:
        """The district answers what was noticed about the bids."""
        hint = standing_in(CollusionHint.objects.filter(tender=self.tender), [HintState.OPEN]).first()
        require(hint)
        assert hint is not None
        hints.answer(hint=hint, by=self.officers["district"], refer=False, statement="独立编制", text="未发现问题")

    def judge(self) -> None:
        """A panel, in one step: what happens inside it has walks of its own."""
        tender = self.tender
        counts = Panel.objects.filter(counts_for=tender).exists()
        require(tender.state == State.OPENED and not counts and is_qualified(tender))
        awards.judged(tender, self.office.preparer.user)

    # The award
    def propose(self) -> None:
        proposing.propose_award(tender=self.tender, by=self.office.preparer)

    def publicise(self) -> None:
        publicity.publicise(award=self.award, by=self.office.preparer)

    def object(self) -> None:
        require(not self._is_bound)
        awards.objected(self.award)

    def challenge(self) -> None:
        require(self._is_bound)
        award = self.award
        losers = Membership.objects.filter(organisation__provider__in=self.rivals)
        loser = losers.exclude(organisation__provider=award.provider).order_by("pk").first()
        assert loser is not None
        awards.challenged(award.tender, loser)

    @property
    def _is_bound(self) -> bool:
        return self.tender.procedure.regime is Regime.STATUTORY

    def dismiss(self) -> None:
        self._answer(Outcome.NOT_UPHELD)

    def uphold(self) -> None:
        self._answer(Outcome.VOID)

    def redo(self) -> None:
        self._answer(Outcome.REDO_EVALUATION)

    def requalify(self) -> None:
        self._answer(Outcome.REQUALIFY)

    def _answer(self, outcome: Outcome) -> None:
        row = Objection.objects.filter(tender=self.tender, state="open").order_by("pk").first()
        require(row)
        assert row is not None
        by, words = next(who for who in self.everybody() if may_answer(who, row)), "已核实"
        if self._is_bound:
            answer_challenge(objection=row, by=by, outcome=outcome, answer=words)
            return
        anew = outcome if outcome in (Outcome.REDO_EVALUATION, Outcome.REQUALIFY) else None
        is_right = outcome is not Outcome.NOT_UPHELD
        objections.answer_objection(objection=row, by=by, upheld=is_right, answer=words, anew=anew)

    def elapse(self) -> None:
        """Time passes to the end of the publicity, and the worker comes."""
        award = self.award
        require(award.state == "publicity" and award.publicity_ends_at)
        assert award.publicity_ends_at is not None
        moment = max(self.now, award.publicity_ends_at)
        with clock.moved_to(moment):
            require(publicity.elapse(award=award))
        self.now = moment

    def confirm(self) -> None:
        award = self.award
        for office in award.tender.procedure.confirmed_by:
            award = confirming.confirm(award=award, by=self.officers[office.value])

    def letter(self) -> None:
        letters.send_letters(award=self.award, by=self.office.preparer)

    def refuse(self) -> None:
        award = self.award
        require(award.provider)
        assert award.provider is not None
        by = Membership.objects.get(organisation=award.provider.organisation)
        falling.refuse_award(award=award, by=by, reason="人手不足")

    def annul(self) -> None:
        falling.annul(award=self.award, by=self.officers["street"], reason="投诉属实")

    def follow(self) -> None:
        following.next_in_rank(award=self.award, by=self.office.preparer)

    def relaunch(self) -> None:
        following.relaunch(award=self.award, by=self.office.preparer, reason="重新发包")


# What leads on, in the order in which it is tried.
ONWARD = (
    *("resume", "dismiss", "hand_in", "announce", "bid", "close", "open", "explain", "check", "judge"),
    *("follow", "propose", "publicise", "elapse", "confirm", "letter"),
)
# What may happen besides.
ASIDE = (
    *("prepare", "send_back", "withdraw", "few", "suspend", "doubt", "object", "challenge", "uphold", "redo"),
    *("requalify", "refuse", "annul"),
)
ENDING = ("cancel", "relaunch")
