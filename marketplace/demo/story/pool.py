"""How the expert pool filled: admitted by speciality, with employers; some away, one suspended, one with a relation."""

from __future__ import annotations

from datetime import date, timedelta

from catalog.models import Expert, Provider
from catalog.rules.experts import TieKind
from catalog.services import expert_facts, experts
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour
from marketplace.demo.stage import Stage
from marketplace.rulebook.models import ServiceDomain

ADMITTED, LATELY = date(2023, 9, 4), date(2026, 11, 17)
GROUNDS = "街道推荐，职称与任职证明已核验（演示）。"
# Fewer than experts: some share an employer, and one employer has one seat at most.
EMPLOYERS = tuple(
    f"演示{place}{kind}"
    for place in ("锦城", "天府", "蓉北", "沙河", "府南", "青羊", "金泉")
    for kind in ("大学社会学院", "社区发展研究院", "工程咨询公司", "会计师事务所")
)
TITLES = ("副教授", "高级社会工作师", "高级工程师", "注册会计师", "社区规划师", "研究员")
EACH = 4  # specialities of one expert
AWAY, SUSPENDED, TIED = (3, 11, 19), 7, 15


def enter(stage: Stage) -> None:
    """Admission on one day in 2023, what has become known since in the last week."""
    stage.agenda.at(at_hour(ADMITTED, 10), lambda: _admit(stage))
    stage.agenda.at(at_hour(LATELY, 15), lambda: _learn(stage))


def _people(stage: Stage) -> list[Membership]:
    return stage.cast.all(Role.EXPERT, stage.district)


def _admit(stage: Stage) -> None:
    by, domains = stage.cast.at_district(Role.DISTRICT), list(ServiceDomain.objects.order_by("pk"))
    for number, person in enumerate(_people(stage)):
        first = number * EACH % len(domains)
        experts.add_expert(
            user=person.user,
            by=by,
            specialties=[domains[(first + step) % len(domains)] for step in range(EACH)],
            employer=EMPLOYERS[number % len(EMPLOYERS)],
            title=TITLES[number % len(TITLES)],
            reason=GROUNDS,
            now=clock.now(),
        )


def _learn(stage: Stage) -> None:
    by, now, today = stage.cast.at_district(Role.DISTRICT), clock.now(), clock.today()
    pool = list(Expert.objects.order_by("pk"))
    for number in AWAY:
        first = today + timedelta(days=number)
        expert_facts.add_absence(
            expert=pool[number], by=by, from_date=first, to_date=first + timedelta(days=4), now=now
        )
    experts.suspend_expert(expert=pool[SUSPENDED], by=by, reason="任职单位变更，待重新核验（演示）。", now=now)
    known = Provider.objects.select_related("organisation").order_by("pk").first()
    if known is not None:
        expert_facts.add_tie(
            expert=pool[TIED],
            by=by,
            organisation=known.organisation,
            kind=TieKind.ADVICE,
            from_date=ADMITTED,
            to_date=None,
            now=now,
        )
