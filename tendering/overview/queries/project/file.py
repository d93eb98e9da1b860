"""The file as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from marketplace.audit.queries import Seal, seal_of
from marketplace.primitives.calendar import day_of
from marketplace.ui.components import Phase
from tendering.demands.models import Demand
from tendering.demands.queries.life_cycle import course_of
from tendering.demands.queries.vote import Vote
from tendering.demands.rules.steps import State
from tendering.overview.queries.course import Chapter, chapters
from tendering.overview.queries.course.parts import Link, page
from tendering.overview.queries.project.contractor import Contractor, contractor_of
from tendering.overview.queries.project.money import Money, money_of
from tendering.overview.queries.project.rows import Rows, load
from tendering.overview.queries.project.verdict import Verdict, verdict_of
from tendering.overview.queries.project.vote import vote_of
from tendering.overview.queries.project.works import Works, works_of
from tendering.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """One project from the proposal to the verdict; parts that have not come yet are None or empty."""

    demand: Demand
    phases: Sequence[Phase]
    works: Works
    vote: Vote | None
    verdict: Verdict | None
    money: Money
    contractor: Contractor | None
    seal: Seal | None
    chapters: Sequence[Chapter]
    pages: Sequence[Link]
    tender: Tender | None
    days: int | None
    until: datetime | None

    @property
    def events(self) -> int:
        """How many things happened."""
        return sum(len(chapter.events) for chapter in self.chapters)

    @property
    def barred(self) -> int | None:
        """The fiscal year in which the project is not accepted again (R27)."""
        return getattr(self.demand, "barred", None)


def project_file(demand: Demand, today: date) -> ProjectFile:
    """The file of a demand that was read with `rows.demands`; 14 queries at most."""
    rows = load(demand, today)
    return ProjectFile(
        demand=demand,
        phases=course_of(demand, demand),
        works=works_of(rows),
        vote=vote_of(rows),
        verdict=verdict_of(rows),
        money=money_of(rows),
        contractor=contractor_of(rows),
        seal=seal_of(demand),
        chapters=chapters(rows),
        pages=_pages(rows),
        tender=rows.tender,
        days=_days(demand),
        until=rows.tender.deadline_at if rows.tender else None,
    )


def _pages(rows: Rows) -> list[Link]:
    """Each stage's own page."""
    found = [*page(_("Demand"), "demands:detail", rows.demand.number)]
    found += page(_("Documents"), "overview:records", rows.demand.number)
    found += page(_("Publicity log"), "overview:publicity", rows.demand.number)
    if rows.tender is not None:
        found += page(_("Call"), "tenders:detail", rows.tender.number)
    if rows.awards:
        found += page(_("Result of the call"), "awards:detail", rows.awards[-1].number)
    if rows.contract is not None:
        found += page(_("Contract"), "contracts:detail", rows.contract.number)
    return found


def _days(demand: Demand) -> int | None:
    """Days from the proposal to the close, for closed projects."""
    if demand.state != State.CLOSED or demand.proposed_at is None:
        return None
    return (day_of(demand.state_since) - day_of(demand.proposed_at)).days
