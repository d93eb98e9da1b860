"""The demands beside the batch: limits to the cent (story 1), co-funding, crowd-funding, splitting (11), the negative
list, an approval that is overdue and one that was returned (8), a winning design (13), a project unfinished (7), and
two from whose sum on the statute binds (R12, R38)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour
from marketplace.demo.papers import paper
from marketplace.demo.stage import Stage
from marketplace.demo.story.approval import Approved
from marketplace.demo.story.batch import register
from marketplace.demo.story.project import Project, scope_item
from marketplace.demo.story.road import start_for
from marketplace.demo.tables import rows
from marketplace.primitives.refusal import Refusals
from tendering.demands.models import Approval
from tendering.demands.services import approvals, drafting, screening, year_end
from tendering.demands.services.drafting import DemandValues
from tendering.funds.models import FundingLine, Source
from tendering.funds.services import receive_contribution, record_pledge

TILES = "外墙瓷砖近期多次脱落，砸损车辆两台，经房屋安全鉴定需尽快加固。"
TWO_YEARS = "现运营合同年底到期，须在年内完成决策，保证阵地不断档。"
SPLITTING = "两期活动分别安排在春季和冬至，主题、场地和参与人群不同，合并采购无法满足时间要求，已向街道说明。"
SPONSORED = "共建单位赞助协议于十月签订，约定年内完成安装。"
CABLES = "院落线缆垂落、灯杆漏电，冬季用电高峰前须完成改造。"
RETURNED = "线缆入地与通信运营商的责任划分不清，请补充权属证明和分担协议后重新提交。"
PRIVATE = "雨棚属于住户自用部分，更换费用应由产权人承担，不属于社区保障资金使用范围。"
AGAIN = "(再次申报)"
BODY_OF_2025 = date(2025, 1, 6)
CANOPY = "我家阳台的雨棚老化漏水，希望社区用保障资金统一更换。"


def enter(stage: Stage) -> None:
    """Every row of the table."""
    table = {row["no"]: row for row in rows("demo_extra_demands")}
    _co_funded(stage, table)
    _limits(stage, table)
    _above_the_limit(stage, table)
    _splitting(stage, table)
    _design_contest(stage, table["E13"])
    _left_unfinished(stage, table["E14"])
    _in_the_offices(stage, table)
    _refused(stage, table["E12"])


def _road(stage: Stage, row: dict[str, str], start: date, **more: str) -> Approved:
    return Approved(stage, Project.of(row, stage, **more), start)


def _co_funded(stage: Stage, table: dict[str, dict[str, str]]) -> None:
    """E1 and E11: pledge letters, money, receipts, and only then the call."""
    for key, start, instalments, published in (
        ("E1", date(2026, 3, 4), ("11000.00",), date(2026, 7, 9)),
        ("E11", date(2026, 3, 6), ("12000.00", "15500.00", "9000.00"), date(2026, 9, 3)),
    ):
        road = _road(stage, table[key], start)
        road.resolve()
        road.submit().file().fund(date(2026, 6, 10)).publish(published)
        stage.agenda.at(at_hour(date(2026, 5, 20), 10), partial(_pledge, road))
        for number, amount in enumerate(instalments):
            stage.agenda.at(at_hour(date(2026, 6, 2 + number), 11), partial(_receive, road, amount))


def _contributed(road: Approved) -> FundingLine:
    """The line of whoever pays beside the fund."""
    lines = FundingLine.objects.select_related("plan__place").filter(plan=road.demand.plan)
    return lines.exclude(source=Source.FUND).get()


def _pledge(road: Approved) -> None:
    record_pledge(line=_contributed(road), letter=paper("出资承诺书（演示）"), by=road.author)


def _receive(road: Approved, amount: str) -> None:
    receipt = paper("收款收据（演示）")
    receive_contribution(line=_contributed(road), amount=Decimal(amount), by=road.author, receipt=receipt)


def _limits(stage: Stage, table: dict[str, dict[str, str]]) -> None:
    """Story 1: a cent decides who has to say yes."""
    road = _road(stage, table["E4"], date(2026, 3, 10))
    road.resolve()
    road.submit().file().fund(date(2026, 6, 10)).publish(date(2026, 7, 9))
    road = _road(stage, table["E6"], date(2026, 3, 11))
    road.resolve()
    road.submit().approve_at_street(1).approve_at_district(3).fund(date(2026, 6, 11)).publish(date(2026, 7, 16))
    road = _road(stage, table["E7"], date(2026, 3, 12))
    road.resolve()
    road.demonstrate().submit(5).approve_at_street(6).approve_at_district(8)
    road.fund(date(2026, 6, 11)).publish(date(2026, 7, 23))
    road = _road(stage, table["E5"], start_for(date(2026, 11, 12)), urgent_reason=CABLES)
    road.resolve()
    road.submit().hear(1, Approval.Level.STREET, (1, 2, 3)).send_back(2, RETURNED)


def _above_the_limit(stage: Stage, table: dict[str, dict[str, str]]) -> None:
    """E15 and E16: what a community has is not enough; most of it is money that came to its street with a task."""
    for key, start, published in (
        ("E15", date(2026, 3, 17), date(2026, 8, 6)),
        ("E16", date(2026, 3, 18), date(2026, 9, 29)),
    ):
        road = _road(stage, table[key], start)
        road.resolve()
        road.decide().fund(date(2026, 6, 11)).publish(published)


def _splitting(stage: Stage, table: dict[str, dict[str, str]]) -> None:
    """Story 11: alone each is micro, together they pass the limit; the second explains itself."""
    for key, start, reason in (("E8", date(2026, 3, 3), ""), ("E9", date(2026, 3, 16), SPLITTING)):
        road = _road(stage, table[key], start, splitting_reason=reason)
        road.resolve()
        road.submit().file().fund(date(2026, 6, 12)).publish(date(2026, 7, 14))


def _design_contest(stage: Stage, row: dict[str, str]) -> None:
    """Story 13: the construction of a winning design is major whatever it costs (R69)."""
    road = _road(stage, row, date(2026, 3, 13))
    road.resolve()
    road.decide().fund(date(2026, 6, 11)).publish(date(2026, 7, 28))


def _left_unfinished(stage: Stage, row: dict[str, str]) -> None:
    """Story 7, both ends: paid by residents in 2025; proposed again in 2026 it is refused, and stays a draft."""
    road = _road(stage, row, date(2025, 2, 10))
    stage.agenda.at(at_hour(BODY_OF_2025, 10), lambda: register(stage, road.project.community, BODY_OF_2025))
    road.resolve()
    road.decide().fund(date(2025, 6, 10)).publish(date(2025, 6, 17))
    stage.agenda.at(at_hour(date(2025, 5, 20), 10), partial(_pledge, road))
    stage.agenda.at(at_hour(date(2025, 6, 3), 11), partial(_receive, road, row["budget_yuan"]))
    stage.agenda.at(at_hour(date(2026, 2, 4), 10), lambda: _propose_again(road))


def _propose_again(road: Approved) -> None:
    values, now = replace(road.project.values(), title=road.project.title + AGAIN), clock.now()
    again = drafting.draft_demand(
        community=road.project.community, by=road.author, values=values, now=now, previous=road.demand
    )
    with suppress(year_end.BarredNextYear):
        drafting.propose(demand=again, by=road.author, now=now)


def _in_the_offices(stage: Stage, table: dict[str, dict[str, str]]) -> None:
    """Story 8: E3 is overdue at the street; E10 is due at the district today; E2 came through in the autumn."""
    road = _road(stage, table["E2"], date(2026, 8, 12), urgent_reason=TILES)
    road.resolve()
    road.submit().approve_at_street(1).approve_at_district(3).fund(date(2026, 10, 12)).publish(date(2026, 10, 15))
    road = _road(stage, table["E3"], start_for(date(2026, 11, 10)), urgent_reason=TWO_YEARS)
    road.resolve()
    road.submit().hear(1, Approval.Level.STREET, (1, 2)).schedule(4, at_hour(date(2026, 11, 24), 14))
    stage.agenda.at(at_hour(date(2026, 11, 18), 6, 15), partial(_escalate, road))
    road = _road(stage, table["E10"], start_for(date(2026, 11, 6)), urgent_reason=SPONSORED)
    road.resolve()
    road.demonstrate().submit(5).approve_at_street(6).hear(8, Approval.Level.DISTRICT, (1, 2))


def _escalate(road: Approved) -> None:
    approvals.escalate(approval=Approval.objects.get(demand=road.demand, decision=""), now=clock.now())


def _refused(stage: Stage, row: dict[str, str]) -> None:
    """E12: a resident asks for what is a private cost."""
    stage.agenda.at(at_hour(date(2026, 3, 18), 20), lambda: _ask(stage, row))
    stage.agenda.at(at_hour(date(2026, 3, 23), 10), lambda: _decline(stage, row))


def _ask(stage: Stage, row: dict[str, str]) -> None:
    project = Project.of(row, stage)
    resident, now = stage.cast.one(Role.RESIDENT, project.community), clock.now()
    values = DemandValues(
        title=project.title,
        scope_item=scope_item(project.item),
        kind=project.kind,
        need=CANOPY,
        beneficiary_groups=("all_residents",),
        households=1,
        people=3,
    )
    demand = drafting.draft_demand(community=project.community, by=resident, values=values, now=now)
    stage.demands[project.key] = drafting.propose(demand=demand, by=resident, now=now)


def _decline(stage: Stage, row: dict[str, str]) -> None:
    demand = stage.demands[row["no"]]
    officer = stage.cast.one(Role.COMMUNITY, demand.community)
    try:
        screening.screen(
            demand=demand,
            by=officer,
            negative=frozenset({"private_cost"}),
            duplicates_checked=True,
            flags=demand.declared,
            now=clock.now(),
        )
    except Refusals:
        screening.decline(demand=demand, by=officer, reason=PRIVATE, now=clock.now())
