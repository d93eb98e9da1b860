"""Sheets, low quotes, deviations, ranking, ties, report (domain 2.5, story 3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives import draw
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, StaleVersion
from marketplace.primitives.ruleset import Tie
from tendering.bids.rules.states import Ground
from tendering.bids.services import qualifying
from tendering.evaluation.models import (
    DeviationReason,
    Draw,
    LowQuoteQuery,
    RankingRow,
    Report,
    ReportSignature,
    Score,
    ScoreSheet,
)
from tendering.evaluation.queries import ranking as result
from tendering.evaluation.queries.computation import unexplained
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.points import cell_name, commitment
from tendering.evaluation.rules.states import QueryState, SheetState, State
from tendering.evaluation.services import low_quotes, members, papers, ranking, reporting, sheets
from tendering.evaluation.services.ranking import SheetsMissing
from tendering.evaluation.services.sheets import Written
from tendering.tenders.models import Criterion
from tendering.tenders.rules.states import State as TenderState
from tests.factories import accounts, bids, evaluation
from tests.factories.evaluation import Jury
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
EQUAL = ("28000.00", "28000.00", "28000.00")


@pytest.fixture
def jury() -> Jury:
    """A running evaluation of three bids by plan."""
    return evaluation.declared()


def version(jury: Jury) -> int:
    return evaluation.sheet_of(jury, jury.judges()[0]).version


def test_a_draft_is_kept_with_holes_and_seen_by_nobody_else(jury: Jury) -> None:
    judge = jury.judges()[0]
    full = evaluation.points(jury)
    cell = next(iter(full.points))
    values = Written({cell: "7.5"}, "先记一笔")
    sheets.save_sheet(panel=jury.panel, by=judge, values=values, version=version(jury))
    sheet = evaluation.sheet_of(jury, judge)
    assert (sheet.state, list(sheet.draft.values()), sheet.comment) == (SheetState.DRAFT, ["7.50"], "先记一笔")
    assert not Score.objects.exists()


@pytest.mark.requirement("R39")
def test_a_signed_sheet_is_committed_to_and_never_changes(jury: Jury) -> None:
    judge = jury.judges()[0]
    sheet = evaluation.sign(jury, judge)
    sheet.refresh_from_db()
    cells = {
        (row.bid_id, row.criterion_id): row.points for row in Score.objects.filter(sheet=sheet).order_by("bid", "pk")
    }
    assert len(cells) == 9
    assert sheet.draft == {}
    assert sheet.commitment == commitment(sheets.content(sheet, cells, sheet.comment), bytes(sheet.salt))
    entry = Entry.objects.get(act="evaluation.sheet.signed")
    assert sheet.commitment in entry.body
    with pytest.raises(Refusal, match="signed_already"):
        evaluation.sign(jury, judge)
    for change in (lambda: ScoreSheet.objects.filter(pk=sheet.pk).update(comment="改"), Score.objects.all().delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_the_log_holds_a_commitment_and_no_points(jury: Jury) -> None:
    """Before the last signature nothing but the hash is anywhere the others could read."""
    cell = next(iter(evaluation.points(jury).points))
    evaluation.sign(jury, jury.judges()[0], evaluation.points(jury, changes={cell: "13.37"}))
    assert not any("13.37" in body for body in Entry.objects.values_list("body", flat=True))


def test_what_is_missing_or_wrong_is_named_cell_by_cell(jury: Jury) -> None:
    full = dict(evaluation.points(jury).points)
    first, second, third = list(full)[:3]
    full |= {first: "", second: "400", third: "8,5"}
    with pytest.raises(Refusals) as caught:
        sheets.sign_sheet(panel=jury.panel, by=jury.judges()[0], values=Written(full), version=version(jury))
    found = {refusal.field: refusal.code for refusal in caught.value.refusals}
    assert found == {
        cell_name(first): "evaluation.points_missing",
        cell_name(second): "evaluation.points_outside",
        cell_name(third): "evaluation.points_unreadable",
    }
    assert not Score.objects.exists()


def test_two_windows_do_not_overwrite_each_other(jury: Jury) -> None:
    judge, seen = jury.judges()[0], version(jury)
    sheets.save_sheet(panel=jury.panel, by=judge, values=Written({}), version=seen)
    with pytest.raises(StaleVersion):
        sheets.save_sheet(panel=jury.panel, by=judge, values=Written({}), version=seen)


def test_only_members_give_points(jury: Jury) -> None:
    """Not the convener, not the observer, not a bidder, not a stranger with the same role."""
    office = jury.contest.office
    stranger = accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community)
    for by in (office.preparer, office.committee, jury.contest.bidders[0], stranger):
        with pytest.raises(NotPermitted):
            sheets.sign_sheet(panel=jury.panel, by=by, values=evaluation.points(jury), version=1)


def test_nobody_scores_before_declaring_or_before_the_panel_is_complete() -> None:
    jury = evaluation.convened()
    first, *_others = jury.judges()
    with pytest.raises(NotPermitted, match="declaration_due"):
        sheets.save_sheet(panel=jury.panel, by=first, values=Written({}), version=1)
    members.declare(panel=jury.panel, by=first, statements=list(Relation))
    with pytest.raises(Refusal, match="not_scoring"):
        sheets.save_sheet(panel=jury.panel, by=first, values=Written({}), version=1)


def test_a_disqualified_bid_gets_no_points() -> None:
    contest = bids.contest(method="comparison_invited", qualified=False)
    for bid in contest.bids[1:]:
        qualifying.qualify(bid=bid, by=contest.office.preparer, passed=True)
    out = contest.bids[0]
    qualifying.qualify(
        bid=out, by=contest.office.preparer, passed=False, grounds=[Ground.MATERIALS_MISSING], reason="缺年检结论"
    )
    jury = evaluation.declared(evaluation.convened(contest))
    line = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE).first()
    assert line is not None
    values = evaluation.points(jury, changes={(out.pk, line.pk): "1"})
    with pytest.raises(InvalidInput, match="no_such_cell"):
        sheets.sign_sheet(panel=jury.panel, by=jury.judges()[0], values=values, version=version(jury))
    assert len(RankingRow.objects.filter(panel__counts_for=evaluation.signed(jury).tender)) == 2
    assert result(jury.tender)[0].bid_id != out.pk


def test_nobody_ranks_before_every_sheet_is_signed(jury: Jury) -> None:
    judges = jury.judges()
    for judge in judges[:-1]:
        evaluation.sign(jury, judge)
        with pytest.raises(SheetsMissing):
            ranking.rank(panel=jury.panel, by=judge)
    evaluation.sign(jury, judges[-1])
    assert jury.fresh().report_due_at is not None
    for by in (jury.contest.office.preparer, jury.contest.office.committee):
        with pytest.raises(NotPermitted):
            ranking.rank(panel=jury.panel, by=by)


@pytest.mark.requirement("R39")
def test_totals_are_means_of_the_sheets_with_facts_and_price(jury: Jury) -> None:
    """Three members, 80 points by plan of which 10 come from facts, 10 for the price."""
    shares = (("0.90", "0.80", "0.70"), ("0.80", "0.80", "0.80"), ("0.85", "0.70", "0.75"))
    for judge, given in zip(jury.judges(), shares, strict=True):
        evaluation.sign(jury, judge, evaluation.by_bid(jury, given))
    evaluation.signed_after_scoring(jury)
    rows = {row.bid_id: row for row in result(jury.tender)}
    quotes = [bid.opened.price for bid in jury.bids]
    maximum = sum(row.max_points for row in Criterion.objects.filter(tender=jury.tender, kind="subjective"))
    for number, bid in enumerate(jury.bids):
        row = rows[bid.pk]
        price = (min(quotes) * 10 / bid.opened.price).quantize(Decimal("0.01"))
        mean = sum((Decimal(member[number]) * maximum for member in shares), Decimal(0)) / 3
        assert row.price_points == price
        assert row.objective_points == Decimal("2.00")
        assert row.total == (mean + 2 + price).quantize(Decimal("0.01"))
        assert len(row.computation["members"]) == 3
    assert [row.rank for row in result(jury.tender)] == [1, 2, 3]


def test_the_lowest_compliant_quote_wins_without_sheets() -> None:
    jury = evaluation.signed(method="inquiry", prices=("29000.00", "27000.00", "28000.00"))
    assert not ScoreSheet.objects.exists()
    assert [(row.rank, row.price) for row in result(jury.tender)] == [
        (1, Decimal("27000.00")),
        (2, Decimal("28000.00")),
        (3, Decimal("29000.00")),
    ]
    assert result(jury.tender)[0].total == 100


def test_a_tie_of_totals_goes_to_the_lower_quote() -> None:
    """Story 3: 0.02 more of the plan against 0.02 less for the price."""
    jury = evaluation.declared(prices=("20000.00", "20040.08", "24000.00"))
    cells = Criterion.objects.filter(tender=jury.tender, kind="subjective").order_by("position")
    first = cells[0]
    low, high, last = jury.bids
    changes = {(low.pk, first.pk): "30.00", (high.pk, first.pk): "30.02", (last.pk, first.pk): "20"}
    evaluation.signed(jury, values=evaluation.points(jury, changes=changes))
    rows = result(jury.tender)
    assert rows[0].total == rows[1].total
    assert [(row.bid_id, row.tie_rule) for row in rows[:2]] == [
        (low.pk, Tie.LOWER_QUOTE),
        (high.pk, Tie.LOWER_QUOTE),
    ]


@pytest.mark.parametrize("method", ["inquiry", "comparison_invited"])
def test_what_nothing_tells_apart_is_drawn_and_anybody_can_draw_again(method: str) -> None:
    jury = evaluation.signed(method=method, prices=EQUAL)
    row = Draw.objects.get(panel=jury.panel, purpose=Draw.Purpose.TIE)
    seed = bytes(row.seed)
    assert draw.opens(seed, row.commitment)
    assert sorted(row.candidates) == sorted(str(bid.pk) for bid in jury.bids)
    assert row.order == draw.shuffle(seed, row.candidates, beacon=bytes.fromhex(row.beacon))
    assert [str(ranked.bid_id) for ranked in result(jury.tender)] == row.order
    assert {ranked.tie_rule for ranked in result(jury.tender)} == {Tie.RECORDED_DRAW}


def test_without_a_tie_the_seed_stays_sealed() -> None:
    jury = evaluation.signed()
    assert Draw.objects.get(panel=jury.panel, purpose=Draw.Purpose.TIE).seed_hex == ""


LOW = ("11000.00", "28000.00", "28500.00")


def test_a_low_quote_stops_the_ranking_until_it_is_explained() -> None:
    jury = evaluation.declared(prices=LOW)
    asker, decider, _third = jury.judges()
    evaluation.scored(jury)
    with pytest.raises(Refusal, match="low_quote_open"):
        ranking.rank(panel=jury.panel, by=asker)
    query = low_quotes.ask(panel=jury.panel, by=asker, bid=jury.bids[0], question="请说明报价构成")
    assert query.flags == ["of_mean", "of_next", "of_ceiling"]
    with pytest.raises(Refusal, match="asked_already"):
        low_quotes.ask(panel=jury.panel, by=asker, bid=jury.bids[0], question="再问")
    with pytest.raises(Refusal, match="answer_awaited"):
        low_quotes.decide(query=query, by=decider, accept=True, reason="可以")
    low_quotes.answer(query=query, by=jury.contest.bidders[0], text="志愿者承担半数人次,设备已有。")
    with pytest.raises(Refusal, match="low_quote_open"):
        ranking.rank(panel=jury.panel, by=asker)
    with pytest.raises(NotPermitted, match="own_query"):
        low_quotes.decide(query=query, by=asker, accept=True, reason="可以")
    low_quotes.decide(query=query, by=decider, accept=True, reason="说明合理,有志愿者名册")
    evaluation.signed_after_scoring(jury)
    assert result(jury.tender)[0].bid_id == jury.bids[0].pk


def test_an_unexplained_low_quote_is_invalid_and_the_benchmark_moves() -> None:
    jury = evaluation.scored(method="inquiry", prices=LOW)
    asker, decider, _third = jury.judges()
    query = low_quotes.ask(panel=jury.panel, by=asker, bid=jury.bids[0], question="请说明报价构成")
    assert query.due_at.isoformat() == "2026-06-05T00:00:00+08:00"
    with clock.moved_to(query.due_at):
        with pytest.raises(Refusal, match="answer_closed"):
            low_quotes.answer(query=query, by=jury.contest.bidders[0], text="迟了")
        with pytest.raises(Refusal, match="nothing_to_accept"):
            low_quotes.decide(query=query, by=decider, accept=True, reason="算了")
        low_quotes.decide(query=query, by=decider, accept=False, reason="逾期未说明")
        evaluation.signed_after_scoring(jury)
    rows = result(jury.tender)
    assert [row.bid_id for row in rows] == [jury.bids[1].pk, jury.bids[2].pk]
    assert rows[0].price_points == 100
    left_out = Report.objects.get(panel=jury.panel).body["excluded"]
    assert [(row["stage"], row["text"]) for row in left_out] == [("low_quote", "逾期未说明")]


def test_an_answer_a_moment_before_it_is_due_counts() -> None:
    jury = evaluation.scored(method="inquiry", prices=LOW)
    query = low_quotes.ask(panel=jury.panel, by=jury.judges()[0], bid=jury.bids[0], question="请说明")
    with clock.frozen(query.due_at - timedelta(milliseconds=1)):
        low_quotes.answer(query=query, by=jury.contest.bidders[0], text="自有车辆")
    with pytest.raises(Refusal, match="answer_closed"):
        low_quotes.answer(query=query, by=jury.contest.bidders[0], text="再补充")


def test_only_the_bidder_explains_and_only_low_quotes_are_asked_about() -> None:
    jury = evaluation.scored(method="inquiry", prices=LOW)
    judge = jury.judges()[0]
    with pytest.raises(Refusal, match="quote_not_low"):
        low_quotes.ask(panel=jury.panel, by=judge, bid=jury.bids[1], question="请说明")
    with pytest.raises(NotPermitted):
        low_quotes.ask(panel=jury.panel, by=jury.contest.office.preparer, bid=jury.bids[0], question="请说明")
    query = low_quotes.ask(panel=jury.panel, by=judge, bid=jury.bids[0], question="请说明")
    for by in (jury.contest.bidders[1], judge):
        with pytest.raises(NotPermitted):
            low_quotes.answer(query=query, by=by, text="代答")


def test_with_no_valid_bid_left_the_call_fails() -> None:
    jury = evaluation.scored(method="inquiry", prices=("9000.00", "9100.00", "9200.00"))
    asker, decider, _third = jury.judges()
    for bid in jury.bids:
        query = low_quotes.ask(panel=jury.panel, by=asker, bid=bid, question="请说明")
        with clock.moved_to(query.due_at):
            low_quotes.decide(query=query, by=decider, accept=False, reason="未说明")
    ranking.rank(panel=jury.panel, by=asker)
    assert jury.fresh().state == State.ALL_INVALID
    assert jury.panel.tender.state == TenderState.FAILED
    kinds = [message.payload["kind"] for message in Message.objects.filter(topic="notify")]
    assert kinds.count("tenders.failed_call_again") == 1
    assert result(jury.tender) == []


def test_points_far_from_the_mean_need_a_reason(jury: Jury) -> None:
    strict, *others = jury.judges()
    evaluation.sign(jury, strict, evaluation.points(jury, "0.20"))
    for judge in others:
        evaluation.sign(jury, judge, evaluation.points(jury, "0.90"))
    assert len(unexplained(jury.fresh())) == 3
    with pytest.raises(Refusal, match="deviation_unexplained"):
        ranking.rank(panel=jury.panel, by=strict)
    reasons = {bid.pk: "方案照搬,未回应需求" for bid in jury.bids}
    for by in others:
        with pytest.raises(Refusal, match="no_deviation"):
            sheets.explain_deviations(panel=jury.panel, by=by, reasons=reasons)
    with pytest.raises(InvalidInput, match="reason_missing"):
        sheets.explain_deviations(panel=jury.panel, by=strict, reasons=dict.fromkeys(reasons, " "))
    sheets.explain_deviations(panel=jury.panel, by=strict, reasons=reasons)
    ranking.rank(panel=jury.panel, by=strict)
    assert len(Report.objects.get().body["deviations"]) == 3


def test_nobody_learns_of_deviations_before_all_have_signed(jury: Jury) -> None:
    for judge, share in zip(jury.judges()[:2], ("0.10", "0.90"), strict=True):
        evaluation.sign(jury, judge, evaluation.points(jury, share))
    assert unexplained(jury.fresh()) == set()


def test_the_sheet_of_whoever_recuses_does_not_count(jury: Jury) -> None:
    first, *_others = jury.judges()
    gone = jury.judges()[-1]
    evaluation.sign(jury, gone, evaluation.points(jury, "0.10"))
    evaluation.sign(jury, first)
    members.recuse(panel=jury.panel, by=gone, relation=Relation.OTHER, reason="与负责人是邻居")
    newcomer = jury.judges()[-1]
    members.declare(panel=jury.panel, by=newcomer, statements=list(Relation))
    jury.fresh()
    for judge in jury.judges():
        if evaluation.sheet_of(jury, judge).state == SheetState.DRAFT:
            evaluation.sign(jury, judge)
    evaluation.signed_after_scoring(jury)
    for row in result(jury.tender):
        assert len({member["total"] for member in row.computation["members"]}) == 1


@pytest.mark.requirement("R39")
def test_the_report_is_final_once_every_member_has_signed() -> None:
    jury = evaluation.ranked()
    *most, last = jury.judges()
    for judge in most:
        reporting.sign_report(panel=jury.panel, by=judge)
        with pytest.raises(Refusal, match="report_signed_already"):
            reporting.sign_report(panel=jury.panel, by=judge)
    assert result(jury.tender) == []
    with pytest.raises(NotPermitted):
        reporting.sign_report(panel=jury.panel, by=jury.contest.office.committee)
    reporting.sign_report(panel=jury.panel, by=last, dissent="价格权重过低")
    assert jury.fresh().state == State.SIGNED
    assert len(result(jury.tender)) == 3
    assert ReportSignature.objects.get(seat__user=last.user).dissent == "价格权重过低"


def test_nothing_moves_while_the_call_is_suspended(jury: Jury) -> None:
    from tendering.tenders.services import announcing

    street = accounts.membership(Role.STREET, jury.contest.office.community.parent)
    announcing.suspend(tender=jury.tender, by=street, reason="核查投诉")
    with pytest.raises(Refusal, match="not_opened"):
        evaluation.sign(jury, jury.judges()[0])


@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET id = id"])
def test_ranking_report_and_signatures_are_never_changed(statement: str) -> None:
    """Held by triggers, whoever writes the SQL."""
    evaluation.signed()
    for table in ("rankingrow", "report", "reportsignature"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table=f"evaluation_{table}"))


def test_points_stay_within_the_maximum_by_the_database(jury: Jury) -> None:
    line = Criterion.objects.filter(tender=jury.tender, kind="subjective").first()
    sheet = evaluation.sheet_of(jury, jury.judges()[0])
    assert line is not None
    for wrong in ("-0.01", str(line.max_points + 1)):
        with pytest.raises(IntegrityError, match="score_within"), transaction.atomic():
            Score.objects.create(
                sheet=sheet, bid=jury.bids[0], criterion=line, points=Decimal(wrong), max_points=line.max_points
            )


def test_low_quotes_are_decided_by_two_people_by_the_database() -> None:
    jury = evaluation.scored(method="inquiry", prices=LOW)
    judge = jury.judges()[0]
    query = low_quotes.ask(panel=jury.panel, by=judge, bid=jury.bids[0], question="请说明")
    rows = LowQuoteQuery.objects.filter(pk=query.pk)
    with pytest.raises(IntegrityError, match="low_quote_four_eyes"), transaction.atomic():
        rows.update(state=QueryState.INVALID, decided_by=judge.user, reason="同一人")
    with pytest.raises(IntegrityError, match="low_quote_accepted_with_answer"), transaction.atomic():
        rows.update(state=QueryState.ACCEPTED, decided_by=jury.judges()[1].user, reason="无说明")
    assert not DeviationReason.objects.exists()


def test_once_ranked_nothing_about_the_points_changes() -> None:
    """No question, no decision, no reason, no paper, no other ranking; and nobody leaves."""
    jury = evaluation.scored(prices=LOW)
    office, (asker, decider, third) = jury.contest.office, jury.judges()
    query = low_quotes.ask(panel=jury.panel, by=asker, bid=jury.bids[0], question="请说明报价构成")
    low_quotes.answer(query=query, by=jury.contest.bidders[0], text="志愿者承担半数人次。")
    low_quotes.decide(query=query, by=decider, accept=True, reason="说明合理")
    with refused("evaluation.decided_already"):
        low_quotes.decide(query=query, by=third, accept=False, reason="不合理")
    ranking.rank(panel=jury.panel, by=asker)
    panel, bid = jury.fresh(), jury.bids[1]
    for act in (
        lambda: low_quotes.ask(panel=panel, by=asker, bid=bid, question="请说明"),
        lambda: sheets.explain_deviations(panel=panel, by=asker, reasons={bid.pk: "标准更严"}),
        lambda: papers.print_sheets(panel=panel, by=office.preparer),
        lambda: ranking.rank(panel=panel, by=asker),
    ):
        with refused("evaluation.not_scoring"):
            act()
    with refused("evaluation.ranked_already"):
        members.recuse(panel=panel, by=third, relation=Relation.OTHER, reason="与负责人是邻居")
    with refused("evaluation.ranked_already"):
        members.replace(seat=jury.seats()[-1], by=office.committee, reason="因病住院")
    query.refresh_from_db()
    assert (query.state, jury.fresh().state) == (QueryState.ACCEPTED, State.RANKED)
    assert len(jury.judges()) == 3


def test_the_lowest_quote_asks_for_no_sheets() -> None:
    jury = evaluation.declared(method="inquiry")
    with refused("evaluation.no_sheets"):
        sheets.save_sheet(panel=jury.panel, by=jury.judges()[0], values=Written({}), version=1)
    assert not ScoreSheet.objects.exists()


def test_several_ties_are_told_apart_by_one_draw() -> None:
    """Two and two quotes are equal: the draw held for the first pair orders the second too."""
    prices = ("27000.00", "27000.00", "28000.00", "28000.00")
    jury = evaluation.signed(method="inquiry", count=4, prices=prices)
    row = Draw.objects.get(panel=jury.panel, purpose=Draw.Purpose.TIE)
    order = [row.order.index(str(one.bid_id)) for one in result(jury.tender)]
    assert [one.price for one in result(jury.tender)] == [Decimal(price) for price in prices]
    assert order[0] < order[1]
    assert order[2] < order[3]
