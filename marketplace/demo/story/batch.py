"""The 48: through the whole road, then published together by the district (R37)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour, working_day
from marketplace.demo.population import story_communities
from marketplace.demo.stage import Stage
from marketplace.demo.story.approval import Approved
from marketplace.demo.story.project import Project
from marketplace.demo.tables import rows
from marketplace.places.models import Place
from tendering.demands.models import DecidingBody, Demand, PublicationBatch
from tendering.demands.services import bodies, publication

TITLE = "2026年社区保障资金重点项目集中发布(示例)"
BODIES, FUNDED, GATHERED, PUBLISHED = date(2026, 1, 4), date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 16)
FIRST_DRAFT = date(2026, 1, 12)
COUNT, SUM = 48, Decimal("3320000.00")
KIND = DecidingBody.Kind.RESIDENTS_REPRESENTATIVE_MEETING
TERM_BEGAN = date(2025, 12, 20)
# Their first meeting came together without a quorum.
SECOND_MEETING = ("12", "24", "38")


class BatchDiffers(AssertionError):
    """The batch is not what the table says."""


def enter(stage: Stage) -> None:
    """Deciding bodies, 48 roads, one batch."""
    stage.agenda.at(at_hour(working_day(BODIES), 10), lambda: _register_bodies(stage))
    for number, row in enumerate(rows("demo_projects_48")):
        start = FIRST_DRAFT + timedelta(days=number * 11 % 56)
        _enter_one(Approved(stage, Project.of(row, stage), start))
    stage.agenda.at(at_hour(GATHERED, 9), lambda: _gather(stage))
    stage.agenda.at(at_hour(PUBLISHED, 10), lambda: _publish(stage))


def _register_bodies(stage: Stage) -> None:
    for street, name in sorted(story_communities()):
        register(stage, stage.community(street, name), TERM_BEGAN)


def register(stage: Stage, community: Place, from_date: date) -> None:
    """A community's deciding body, from a day on."""
    members, party = stage.dice.randrange(27, 46), stage.cast.one(Role.PARTY_ORG, community)
    bodies.register_body(community=community, kind=KIND, members=members, from_date=from_date, by=party)


def _enter_one(road: Approved) -> None:
    if road.project.key in SECOND_MEETING:
        road.resolve_at_second_meeting()
    else:
        road.resolve()
    road.decide().fund(FUNDED)


def _gather(stage: Stage) -> None:
    officer, now = stage.cast.at_district(Role.DISTRICT, 2), clock.now()
    batch = publication.open_batch(district=stage.district, title=TITLE, fiscal_year=now.year, by=officer, now=now)
    chosen = [stage.demands[row["no"]] for row in rows("demo_projects_48")]
    publication.add_to_batch(batch=batch, demands=chosen, by=officer, now=now)
    publication.freeze_batch(batch=batch, by=officer)


def _publish(stage: Stage) -> None:
    batch = PublicationBatch.objects.select_related("district").get(title=TITLE)
    publication.publish_batch(batch=batch, by=stage.cast.at_district(Role.DISTRICT, 2), now=clock.now())
    published = list(Demand.objects.filter(batch_item__batch=batch).select_related("community"))
    total = sum((demand.budget for demand in published), Decimal(0))
    if (len(published), total) != (COUNT, SUM):
        raise BatchDiffers(len(published), total)
    by_number = {demand.number: demand for demand in published}
    for row in rows("demo_projects_48"):
        demand = by_number[stage.demands[row["no"]].number]
        if demand.tier != row["tier"]:
            raise BatchDiffers(row["no"], demand.tier)
        stage.demands[row["no"]] = demand
