"""Letting and delivery: of the batch, and of some projects for the demo accounts' own community."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace import clock
from marketplace.demo.agenda import at_hour
from marketplace.demo.stage import Stage
from marketplace.demo.story.approval import Approved
from marketplace.demo.story.desk import TODAY
from marketplace.demo.story.project import Project
from marketplace.demo.story.row import BATCH, DESK, Row, table
from marketplace.demo.story.stages import WALKS
from marketplace.demo.story.verdict import Verdict
from marketplace.demo.tables import rows
from tendering.tenders.services import keys

POOL = 20
PROJECTS = ("demo_projects_48", "demo_extra_demands")
DESK_BEGUN, DESK_FUNDED, DESK_PUBLISHED = date(2026, 2, 2), date(2026, 6, 9), date(2026, 6, 17)
DAYS_APART = 3


def enter(stage: Stage) -> None:
    """Every row of both tables."""
    projects = {row["no"]: Project.of(row, stage) for name in PROJECTS for row in rows(name)}
    for row in table(BATCH):
        WALKS[row.stage](Verdict(stage, row, projects[row.key]))
    for number, line in enumerate(rows(DESK)):
        project, row = Project.of(line, stage), Row.of(line)
        _publish(Approved(stage, project, DESK_BEGUN + timedelta(days=DAYS_APART * number)))
        WALKS[row.stage](Verdict(stage, row, project))
    # Whoever announces a call on the first morning finds sealing keys ready.
    stage.agenda.at(at_hour(TODAY, 8), lambda: keys.fill_pool(size=POOL, now=clock.now()))


def _publish(road: Approved) -> None:
    road.resolve()
    road.decide().fund(DESK_FUNDED).publish(DESK_PUBLISHED)
