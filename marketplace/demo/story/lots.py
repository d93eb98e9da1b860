"""Two parts of one festival that pass a limit together (story 11) are let together: a joint call of two lots."""

from __future__ import annotations

from datetime import date
from functools import partial

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour
from marketplace.demo.stage import Stage
from marketplace.demo.story.call import CLOSING_HOUR, content
from marketplace.primitives.ruleset import Method
from tendering.demands.models import Demand
from tendering.tenders.models import JointCall
from tendering.tenders.rules.joint import Common
from tendering.tenders.services import joining, joint_calls, keys

PARTS = ("E8", "E9")
TITLE = "余家巷社区邻里节两期联合采购"
PREPARED, ANNOUNCED, CLOSES = date(2026, 11, 12), date(2026, 11, 16), date(2026, 12, 23)


def enter(stage: Stage) -> None:
    """Prepared by the community, announced by its street."""
    stage.agenda.at(at_hour(PREPARED, 10), partial(_prepare, stage))
    stage.agenda.at(at_hour(ANNOUNCED, 15), partial(_announce, stage))


def _prepare(stage: Stage) -> None:
    demands = [Demand.objects.select_related("community").get(pk=stage.demands[key].pk) for key in PARTS]
    by, now = stage.cast.one(Role.COMMUNITY, demands[0].community, 2), clock.now()
    joint = joining.prepare_joint(
        title=TITLE,
        demands=demands,
        method=Method.COMPARISON_PUBLIC,
        common=Common.of(content(demands[0], now)),
        by=by,
        now=now,
        awards_per_bidder=1,
    )
    joint_calls.submit_joint(joint=joint, by=by)


def _announce(stage: Stage) -> None:
    joint = JointCall.objects.select_related("place").get(title=TITLE)
    keys.fill_pool(size=len(PARTS), now=clock.now())
    by = stage.cast.at_street(Role.STREET, joint.place, 2)
    joint_calls.announce_joint(joint=joint, by=by, deadline_at=at_hour(CLOSES, CLOSING_HOUR))
