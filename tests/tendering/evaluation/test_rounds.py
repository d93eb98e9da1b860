"""Rounds of a consultation: talks with everybody, changes for all at once, final quotes, the price that counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals
from tendering.awards.queries import hints
from tendering.awards.queries.candidates import outcomes
from tendering.bids.models import Bid, CollusionHint, OpenedBid, RoundState
from tendering.bids.queries.plans import standing
from tendering.bids.queries.valid import valid_bids
from tendering.bids.services import round_closing, submitting
from tendering.bids.services.gate import NotOpen, TooLate
from tendering.bids.services.rounds import TalksMissing
from tendering.evaluation.models import RankingRow
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.queries.excluded import excluded
from tendering.evaluation.rules.excluded import Stage, Why
from tendering.evaluation.services import rounds
from tendering.tenders.models import Invitation, Notice
from tendering.tenders.services import announcing
from tendering.tenders.services.consulting import NotChangeable
from tests.factories import accounts, bids, catalog, consultations, evaluation, tenders
from tests.factories import hints as factory
from tests.factories.evaluation import Jury
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]


@pytest.fixture
def jury() -> Jury:
    """A complete panel, three qualified bids, two rounds allowed."""
    return consultations.jury()


def refusal(act: Callable[[], object]) -> str:
    """The code of what was refused."""
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code


class TestBeginning:
    def test_the_panel_is_complete_first(self) -> None:
        found = evaluation.convened(bids.contest(method="comparison_invited"))
        begin = partial(rounds.begin, panel=found.panel, by=consultations.clerk(found), last=False)
        assert refusal(begin) == "evaluation.panel_incomplete"

    def test_only_the_office_that_chairs_begins_one(self, jury: Jury) -> None:
        with pytest.raises(RoleMissing):
            rounds.begin(panel=jury.panel, by=jury.contest.bidders[0], last=False)

    def test_the_last_that_the_rules_allow_is_called_the_last(self, jury: Jury) -> None:
        begin = partial(rounds.begin, panel=jury.panel, by=consultations.clerk(jury))
        row = consultations.begun(jury)
        assert refusal(partial(begin, last=True)) == "bids.round_running"
        rounds.call(panel=jury.panel, within=row, by=consultations.clerk(jury))
        assert refusal(partial(begin, last=False)) == "bids.round_must_be_last"
        assert begin(last=True).number == 2

    def test_a_method_without_rounds_has_none(self) -> None:
        plain = evaluation.declared()
        begin = partial(rounds.begin, panel=plain.panel, by=consultations.clerk(plain), last=True)
        assert refusal(begin) == "bids.no_rounds"


class TestTalks:
    def test_everybody_is_talked_to_before_anything_is_called_for(self, jury: Jury) -> None:
        row = rounds.begin(panel=jury.panel, by=consultations.clerk(jury), last=True)
        talk = partial(rounds.write_talk, panel=jury.panel, within=row, by=consultations.clerk(jury), text="谈过")
        talk(bid=jury.bids[0])
        with pytest.raises(TalksMissing) as found:
            consultations.called(jury, row)
        assert jury.bids[1].provider.organisation.name in str(found.value.parameters["names"])
        assert refusal(partial(talk, bid=jury.bids[0])) == "bids.talked_already"
        assert refusal(partial(talk, bid=jury.bids[1], text=" ")) == "bids.talk_missing"


class TestChanges:
    def test_all_bidders_are_told_the_same_at_once(self, jury: Jury) -> None:
        row = consultations.begun(jury)
        content = consultations.changed(jury, requirements="每月不少于 30 人次。")
        Message.objects.all().delete()
        row = consultations.called(jury, row, content=content, reason="磋商后提高频次")
        notice = Notice.objects.get(tender=jury.tender, kind=Notice.Kind.AMENDMENT)
        assert [change["field"] for change in notice.diff] == ["requirements"]
        assert (row.notice, row.sections, row.state) == (notice, ["plan", "files"], RoundState.ANSWERING)
        told = Message.objects.filter(payload__kind="bids.revision_due")
        people = {person for message in told for person in message.payload["recipients"]}
        assert {by.user_id for by in jury.contest.bidders} <= people
        assert not Message.objects.filter(topic="tenders.notice").exists(), "told once, with what is asked for now"

    def test_only_what_the_documents_declared_changeable(self, jury: Jury) -> None:
        row = consultations.begun(jury)
        content = consultations.changed(jury, eligibility="不限")
        with pytest.raises(NotChangeable):
            consultations.called(jury, row, content=content, reason="试")
        assert not Notice.objects.filter(tender=jury.tender, kind=Notice.Kind.AMENDMENT).exists()

    def test_a_change_needs_its_reason_and_time_for_the_plan(self, jury: Jury) -> None:
        row = consultations.begun(jury)
        content = consultations.changed(jury, requirements="每月不少于 30 人次。")
        call = partial(consultations.called, jury, row, content=content)
        assert refusal(call) == "tenders.reason_missing"
        soon = clock.now() + timedelta(days=1)
        assert refusal(partial(call, reason="试", deadline_at=soon)) == "bids.round_deadline_early"

    def test_a_round_that_changes_nothing_ends(self, jury: Jury) -> None:
        row = rounds.call(panel=jury.panel, within=consultations.begun(jury), by=consultations.clerk(jury))
        assert (row.state, row.sealing_key) == (RoundState.ENDED, None)

    def test_a_revised_plan_counts_and_who_revises_nothing_stays(self, jury: Jury) -> None:
        row = consultations.begun(jury)
        content = consultations.changed(jury, requirements="每月不少于 30 人次。")
        row = consultations.called(jury, row, content=content, reason="磋商后提高频次")
        consultations.revised(row, jury.bids[0], jury.contest.bidders[0], "加派一组人员")
        consultations.opened(jury, row)
        plans = [found.plan for bid in jury.bids if (found := standing(bid)) is not None]
        assert plans == ["加派一组人员", bids.PLAN, bids.PLAN]
        assert valid_bids(jury.tender).count() == 3, "a plan that is not revised stays"


class TestFinalQuotes:
    def test_sealed_to_a_key_of_its_own(self, jury: Jury) -> None:
        within = consultations.final_round(jury)
        version = consultations.quoted(within, jury.bids[0], jury.contest.bidders[0], "26000.00")
        assert within.sealing_key != jury.tender.sealing_key
        assert version.associated["round"] == str(within.number)
        assert version.deadline_at == within.deadline_at

    def test_at_least_the_hours_of_the_rules(self, jury: Jury) -> None:
        row = consultations.begun(jury, last=True)
        soon = clock.now() + timedelta(hours=1)
        assert refusal(partial(consultations.called, jury, row, deadline_at=soon)) == "bids.round_deadline_early"
        assert refusal(partial(consultations.called, jury, row, deadline_at=None)) == "bids.round_deadline_missing"

    def test_replaced_and_withdrawn_until_the_deadline_and_not_after(self, jury: Jury) -> None:
        within, bid, by = consultations.final_round(jury), jury.bids[0], jury.contest.bidders[0]
        first = consultations.quoted(within, bid, by, "26000.00")
        second = consultations.quoted(within, bid, by, "25000.00")
        assert (first.number, second.number) == (1, 2)
        answer = Bid.every.get(round=within, provider=bid.provider)
        assert answer.current == second
        submitting.withdraw(bid=answer, by=by)
        draft = consultations.priced(within, bid, by, "24000.00")
        with clock.moved_to(consultations.after(within)), pytest.raises(TooLate):
            submitting.submit(bid=draft, by=by, declared=True)

    def test_not_above_the_ceiling_and_only_the_price(self, jury: Jury) -> None:
        within, bid, by = consultations.final_round(jury), jury.bids[0], jury.contest.bidders[0]
        with pytest.raises(Refusals) as found:
            consultations.priced(within, bid, by, "30000.01")
        assert [one.code for one in found.value.refusals] == ["bids.above_ceiling"]
        with pytest.raises(InvalidInput, match="section_not_asked"):
            consultations.revised(within, bid, by, "新方案")

    def test_a_suspended_call_takes_none_and_gives_the_time_back(self, jury: Jury) -> None:
        within = consultations.final_round(jury)
        draft = consultations.priced(within, jury.bids[0], jury.contest.bidders[0], "26000.00")
        street = jury.contest.office.community.parent
        assert street is not None
        overseer = accounts.membership(Role.STREET, street)
        announcing.suspend(tender=jury.tender, by=overseer, reason="核查")
        with pytest.raises(NotOpen):
            submitting.submit(bid=draft, by=jury.contest.bidders[0], declared=True)
        before = within.deadline_at
        assert before is not None
        with clock.moved_to(before + timedelta(hours=1)):
            assert round_closing.close_due(within=within) == ""
            announcing.resume(tender=jury.tender, by=overseer, reason="核查完毕")
            within.refresh_from_db()
            assert within.deadline_at is not None
            assert within.deadline_at > clock.now()

    def test_the_final_quote_is_the_price_that_counts_everywhere(self, jury: Jury) -> None:
        consultations.settled(jury, ["24000.00", "26000.00", "27000.00"])
        assert [bid.price for bid in valid_bids(jury.tender)] == [Decimal(24000), Decimal(26000), Decimal(27000)]
        assert bid_queries.lowest(list(bid_queries.competing(jury.panel))) == Decimal(24000)
        evaluation.signed(jury)
        rows = {row.bid_id: row for row in RankingRow.objects.filter(panel__counts_for=jury.tender)}
        first = rows[jury.bids[0].pk]
        assert (first.rank, first.price) == (1, Decimal(24000))
        assert first.computation["first_quote"] == "27600.00"
        assert first.computation["benchmark"] == "24000.00"
        assert [one.standing.price for one in outcomes(jury.panel)] == [Decimal(24000), Decimal(26000), Decimal(27000)]
        assert outcomes(jury.panel)[0].standing.first_quote == Decimal(27600)

    def test_a_missing_final_quote_is_a_withdrawal(self, jury: Jury) -> None:
        consultations.settled(jury, ["24000.00", None, "27000.00"])
        assert jury.tender.state == "opened"
        gone = excluded(jury.panel)
        assert [(row.why, row.name) for row in gone] == [
            (Why(Stage.NO_FINAL_QUOTE), jury.bids[1].provider.organisation.name)
        ]
        assert jury.bids[1] not in list(bid_queries.competing(jury.panel))
        evaluation.signed(jury)
        assert outcomes(jury.panel)[-1].standing.out == Why(Stage.NO_FINAL_QUOTE)
        page = accounts.signed_in(Client(), jury.judges()[0]).get(
            reverse("evaluation:report", args=[jury.tender.number])
        )
        assert "未递交最终报价" in page.content.decode()

    def test_before_the_ranking_nothing_is_said_against_a_bid_that_competes(self, jury: Jury) -> None:
        consultations.settled(jury, ["24000.00", None, "27000.00"])
        assert [one.standing.out for one in outcomes(jury.panel)] == [Why(Stage.NO_FINAL_QUOTE)]

    def test_fewer_than_the_minimum_left_and_the_call_fails(self, jury: Jury) -> None:
        within = consultations.settled(jury, ["24000.00", None, None])
        jury.tender.refresh_from_db()
        assert (jury.tender.state, within.state) == ("failed", RoundState.ENDED)
        assert "2" in jury.tender.public_reason
        assert not OpenedBid.objects.filter(bid__round=within).exists(), "what came in is never opened"

    def test_goods_and_works_need_three(self) -> None:
        found = consultations.jury(may_go_on_with=0)
        consultations.settled(found, ["24000.00", None, "27000.00"])
        found.tender.refresh_from_db()
        assert found.tender.state == "failed"

    def test_nobody_judges_before_the_final_quotes_are_opened(self, jury: Jury) -> None:
        judge = jury.judges()[0]
        assert refusal(partial(evaluation.sign, jury, judge)) == "evaluation.rounds_open"
        consultations.settled(jury, ["24000.00", "26000.00", "27000.00"])
        evaluation.sign(jury, judge)

    def test_opened_by_the_offices_of_the_first_opening(self, jury: Jury) -> None:
        within = consultations.final_round(jury)
        for bid, by in zip(jury.bids, jury.contest.bidders, strict=True):
            consultations.quoted(within, bid, by, "26000.00")
        with clock.moved_to(consultations.after(within)):
            round_closing.close_due(within=within)
            with pytest.raises(RoleMissing):
                round_closing.confirm_opening(within=within, by=jury.contest.bidders[0], declared=True)
        within = consultations.opened(jury, within)
        assert len(within.opening.commitments) == 3
        assert Bid.every.filter(round=within, state="opened").count() == 3


class TestHints:
    """Final quotes are looked over for patterns of their own (MoF Decree 87, article 37)."""

    def test_final_quotes_in_equal_steps_are_a_hint_about_the_bids_that_holds_the_award(self, jury: Jury) -> None:
        within = consultations.settled(jury, ["24000.00", "25500.00", "27000.00"])
        hint = CollusionHint.objects.get(tender=jury.tender)
        assert (hint.kind, hint.round_id) == ("arithmetic", within.pk)
        assert hint.title.startswith("最后报价")
        assert {(one.bid_id, one.value) for one in hint.inputs.all()} == {
            (bid.pk, price) for bid, price in zip(jury.bids, ("24000.00", "25500.00", "27000.00"), strict=True)
        }
        assert list(hints.pending(jury.tender)) == [hint]
        inspector = factory.officer(jury.tender, Role.DISCIPLINE)
        page = accounts.signed_in(Client(), inspector).get(f"/results/hints/{jury.tender.number}/").content.decode()
        assert "最后报价" in page
        assert "25,500.00" in page

    def test_what_comes_in_without_a_pattern_or_after_a_withdrawal_gives_none(self, jury: Jury) -> None:
        consultations.settled(jury, ["24000.00", None, "27000.00"])
        assert not CollusionHint.objects.filter(tender=jury.tender).exists()


class TestRefusals:
    def test_talks_end_with_the_call_for_answers_and_answers_come_from_who_takes_part(self, jury: Jury) -> None:
        clerk = consultations.clerk(jury)
        row = rounds.begin(panel=jury.panel, by=clerk, last=True)
        stranger = catalog.listed_provider()
        foreign = Bid.objects.create(tender=jury.tender, provider=stranger, created_at=clock.now())
        now = clock.now()
        Invitation.objects.create(
            tender=jury.tender,
            provider=stranger,
            state=Invitation.State.ACCEPTED,
            invited_at=now,
            expires_at=now,
            answered_at=now,
        )
        talk: dict[str, Any] = {"panel": jury.panel, "within": row, "by": clerk, "text": "谈过"}
        with refused("bids.not_in_consultation", kind=InvalidInput):
            rounds.write_talk(bid=foreign, **talk)
        for bid in jury.bids:
            rounds.write_talk(bid=bid, **talk)
        within = consultations.called(jury, row)
        with refused("bids.round_not_talking"):
            rounds.write_talk(bid=jury.bids[0], **(talk | {"within": within}))
        with refused("bids.round_not_talking"):
            consultations.called(jury, within)
        with refused("bids.not_in_consultation"):
            consultations.begins(within, foreign, tenders.bidder(stranger))
        assert not Bid.every.filter(round=within).exists()

    def test_answers_are_opened_after_the_deadline_declared_once_and_after_the_last_no_round_begins(
        self, jury: Jury
    ) -> None:
        within, office = consultations.final_round(jury), jury.contest.office
        for bid, by, price in zip(jury.bids, jury.contest.bidders, ("24000.00", "25500.00", "27100.00"), strict=True):
            consultations.quoted(within, bid, by, price)
        with refused("bids.not_closed"):
            round_closing.confirm_opening(within=within, by=office.approver, declared=True)
        with refused("bids.not_declared", kind=InvalidInput):
            round_closing.confirm_opening(within=within, by=office.approver, declared=False)
        within = consultations.opened(jury, within)
        before = within.opening.opened_at
        assert round_closing.open_answers(within=within) is None
        within.opening.refresh_from_db()
        assert within.opening.opened_at == before
        with refused("bids.rounds_over"):
            rounds.begin(panel=jury.fresh(), by=consultations.clerk(jury), last=True)
