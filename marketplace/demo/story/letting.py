"""The letting and delivery of micro projects: the 24 of the batch, and some for the demo accounts' own community."""

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
DESK_BEGUN, DESK_FUNDED, DESK_PUBLISHED = date(2026, 2, 2), date(2026, 6, 9), date(2026, 6, 17)
DAYS_APART = 3


def enter(stage: Stage) -> None:
    """Every row of both tables."""
    places = {row["no"]: stage.community(row["street"], row["community"]) for row in rows("demo_projects_48")}
    for row in table(BATCH):
        WALKS[row.stage](Verdict(stage, row, places[row.key]))
    for number, line in enumerate(rows(DESK)):
        project, row = Project.of(line, stage), Row.of(line)
        _publish(Approved(stage, project, DESK_BEGUN + timedelta(days=DAYS_APART * number)))
        WALKS[row.stage](Verdict(stage, row, project.community))
    # Whoever announces a call on the first morning finds sealing keys ready.
    stage.agenda.at(at_hour(TODAY, 8), lambda: keys.fill_pool(size=POOL, now=clock.now()))


def _publish(road: Approved) -> None:
    road.resolve()
    road.submit().file().fund(DESK_FUNDED).publish(DESK_PUBLISHED)
