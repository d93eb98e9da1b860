"""What waits on 20 November: something to do for every demo account, and matches between both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from catalog.models import Provider
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo import accounts
from marketplace.demo.agenda import at_hour, working_day
from marketplace.demo.stage import Stage
from marketplace.demo.story.approval import Approved
from marketplace.demo.story.project import Project
from marketplace.demo.story.road import DISCUSSED, MET, RECORDED, Road, start_for
from marketplace.demo.tables import rows
from tendering.demands.models import Demand, Match
from tendering.demands.services import drafting, matching

URGENT = "年中居民集中反映，经社区党委研究需在年内启动，已向街道报备。"
TODAY = date(2026, 11, 20)
# Beside a project of the same item that is being let, it passes a limit.
_SPLITTING = {"W10": "遮雨棚为钢构件制作安装，与在办的洗手设施水电安装类别不同，由不同单位实施，已向街道说明。"}
HELLO = "我们在本区做过同类项目，人员和设备都在附近，愿意当面沟通实施方案。"
INVITATION = "贵单位在本领域服务口碑较好，诚邀对接该项目，欢迎实地查看。"
YES, NO = "已与居民代表共同走访，双方意向一致，同意对接。", "经比较，暂不匹配，感谢关注。"


def enter(stage: Stage) -> None:
    """The table of demands at their steps, and the matches."""
    for row in rows("demo_desk_demands"):
        said = {"urgent_reason": URGENT, "splitting_reason": _SPLITTING.get(row["no"], "")}
        _WALKS[row["stops_at"]](stage, Project.of(row, stage, **said))
    _enter_matches(stage)


def _begun(stage: Stage, project: Project, steps: int) -> Approved:
    """A road whose step number `steps` falls on the day before the demonstration begins."""
    start = TODAY
    while working_day(start, steps) >= TODAY:
        start -= timedelta(days=1)
    return Approved(stage, project, start)


def _residents_proposal(stage: Stage, project: Project) -> None:
    stage.agenda.at(at_hour(date(2026, 11, 16), 20), lambda: _ask(stage, project))


def _ask(stage: Stage, project: Project) -> None:
    resident, now = stage.cast.one(Role.RESIDENT, project.community, 0), clock.now()
    demand = drafting.draft_demand(community=project.community, by=resident, values=project.values(), now=now)
    stage.demands[project.key] = drafting.propose(demand=demand, by=resident, now=now)


def _submitted(stage: Stage, project: Project, day: date) -> Approved:
    road = Approved(stage, project, start_for(day))
    road.resolve()
    return road.submit()


def _street_review(stage: Stage, project: Project) -> None:
    _submitted(stage, project, date(2026, 11, 17)).hear(1, "street", (1, 2, 3))


def _district_review(stage: Stage, project: Project) -> None:
    _submitted(stage, project, date(2026, 11, 16)).approve_at_street(1).hear(3, "district", (1, 2, 3, 5))


def _filed(stage: Stage, project: Project) -> None:
    _submitted(stage, project, date(2026, 11, 16)).file()


def _published(stage: Stage, project: Project) -> None:
    _submitted(stage, project, date(2026, 11, 12)).file().fund(date(2026, 11, 17)).publish(date(2026, 11, 18))


_WALKS: dict[str, Callable[[Stage, Project], object]] = {
    "residents_proposal": _residents_proposal,
    "draft": lambda stage, project: _begun(stage, project, 1).draft(),
    "proposed": lambda stage, project: _begun(stage, project, 2).propose(),
    "deliberating": lambda stage, project: _begun(stage, project, DISCUSSED).deliberate(),
    "meeting_called": lambda stage, project: _begun(stage, project, MET).call(),
    "recorded": lambda stage, project: _begun(stage, project, RECORDED).meet(),
    "submitted": lambda stage, project: _submitted(stage, project, date(2026, 11, 18)),
    "street_review": _street_review,
    "district_review": _district_review,
    "filed": _filed,
    "published": _published,
    "voted_down": lambda stage, project: Road(stage, project, date(2026, 9, 2)).defeat(),
}

# Demand, provider's number among those that fit, day, and what became of it.
_INTERESTS = (
    ("5", 0, date(2026, 6, 18), "yes"),
    ("7", 1, date(2026, 6, 18), "yes"),
    ("10", 0, date(2026, 6, 22), "yes"),
    ("14", 1, date(2026, 6, 22), "no"),
    ("19", 2, date(2026, 6, 23), "yes"),
    ("22", 0, date(2026, 6, 24), "late"),
    ("E1", 0, date(2026, 7, 13), "yes"),
    ("E4", 1, date(2026, 7, 14), "no"),
    ("E6", 2, date(2026, 11, 12), ""),
    ("41", 1, date(2026, 11, 16), ""),
    ("E2", 3, date(2026, 11, 17), ""),
)
_INVITATIONS = (("14", date(2026, 11, 13), ""), ("4", date(2026, 6, 26), "yes"))


def _enter_matches(stage: Stage) -> None:
    for number, (key, place, day, answer) in enumerate(_INTERESTS):
        stage.agenda.at(at_hour(day, 11, number), partial(_interest, stage, key, place))
        _enter_answer(stage, key, day, answer)
    for key, day, answer in _INVITATIONS:
        stage.agenda.at(at_hour(day, 16), partial(_invite, stage, key))
        _enter_answer(stage, key, day, answer)


def _enter_answer(stage: Stage, key: str, day: date, answer: str) -> None:
    if answer == "late":
        stage.agenda.at(at_hour(working_day(day, 11), 6), lambda: matching.expire_match(match=_open_match(stage, key)))
    elif answer:
        stage.agenda.at(at_hour(working_day(day, 4), 15), partial(_answer, stage, key, answer))


def _interest(stage: Stage, key: str, number: int) -> None:
    demand = _fresh(stage, key)
    provider = _fitting(demand)[number]
    matching.express_interest(
        demand=demand, provider=provider, by=_administrator(provider), message=HELLO, now=clock.now()
    )


def _invite(stage: Stage, key: str) -> None:
    demand = _fresh(stage, key)
    provider = Provider.objects.select_related("organisation").get(organisation__uscc=accounts.PROVIDER)
    matching.invite(demand=demand, provider=provider, by=_officer(stage, demand), message=INVITATION, now=clock.now())


def _answer(stage: Stage, key: str, answer: str) -> None:
    match = _open_match(stage, key)
    by = _officer(stage, match.demand)
    if match.state == Match.State.INVITED:
        by = _administrator(match.provider)
    if answer == "yes":
        matching.confirm_match(match=match, by=by, answer=YES)
    else:
        matching.decline_match(match=match, by=by, answer=NO)


def _open_match(stage: Stage, key: str) -> Match:
    states = (Match.State.INTERESTED, Match.State.INVITED)
    rows_of = Match.objects.select_related("demand__community", "provider__organisation")
    return rows_of.get(demand=stage.demands[key], state__in=states)


def _fresh(stage: Stage, key: str) -> Demand:
    return Demand.objects.select_related("community", "rule_set", "scope_item").get(pk=stage.demands[key].pk)


def _fitting(demand: Demand) -> list[Provider]:
    """Listed providers approved for a domain of the demand's item; the demo account's own stands aside."""
    assert demand.scope_item is not None
    fitting = Provider.objects.filter(
        entry__state=EntryState.LISTED, entry__domains__in=demand.scope_item.domains.all()
    )
    others = fitting.exclude(organisation__uscc=accounts.PROVIDER)
    return list(others.select_related("organisation").distinct().order_by("pk")[:5])


def _administrator(provider: Provider) -> Membership:
    members = Membership.objects.scoped().filter(organisation=provider.organisation, role=Role.PROVIDER_ADMIN)
    return members.get()


def _officer(stage: Stage, demand: Demand) -> Membership:
    return stage.cast.one(Role.COMMUNITY, demand.community, 2)
