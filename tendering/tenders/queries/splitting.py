"""Splitting found across calls: projects of one community, item and year that pass a tier limit together (条例 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons
from marketplace.primitives.money import exact_yuan
from tendering.demands.models import Demand
from tendering.demands.queries.siblings import splitting_warning
from tendering.demands.rules.screening import SplittingWarning
from tendering.tenders.models import Notice, SplittingStep, Tender
from tendering.tenders.models.splitting import SplittingActChoice, SplittingStatus
from tendering.tenders.permissions import SPLITTING_ANSWERERS, SPLITTING_JUDGES
from tendering.tenders.queries.joint import let_together
from tendering.tenders.rules.splitting import SplittingAct, SplittingState, Written, standing
from tendering.tenders.rules.states import LIVE
from tendering.tenders.transitions import SPLITTING

TAGS = {
    SplittingState.OPEN: "review",
    SplittingState.ANSWERED: "review",
    SplittingState.SEPARATE: "line",
    SplittingState.MERGE: "fail",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a demand, and what has been written about it."""

    warning: SplittingWarning
    steps: Sequence[SplittingStep]

    @property
    def last(self) -> SplittingStep | None:
        """The step written last."""
        return self.steps[-1] if self.steps else None

    @property
    def answered_by(self) -> int | None:
        """Whose written answer it is; None while there is none."""
        return next((step.decided_by_id for step in reversed(self.steps) if step.act == SplittingAct.ANSWER), None)

    @property
    def state(self) -> SplittingState:
        """Where it stands, measured at the projects there are now."""
        return standing(self.warning, _written(self.last) if self.last else None)

    @property
    def waits(self) -> bool:
        """Whether somebody has still to answer or to decide."""
        return self.state in (SplittingState.OPEN, SplittingState.ANSWERED)

    @property
    def is_to_merge(self) -> bool:
        """Whether the projects are to be let together."""
        return self.state is SplittingState.MERGE

    @property
    def label(self) -> str:
        """Where it stands, in words."""
        return str(SplittingStatus(self.state).label)

    @property
    def tag(self) -> str:
        """How the state is drawn."""
        return TAGS[self.state]


def _written(step: SplittingStep) -> Written:
    return Written(SplittingState(step.state), [one["number"] for one in step.projects], step.total)


def finding(demand: Demand, *, is_let_alone: bool = False) -> Finding | None:
    """The finding about a demand; most have none, and cost one query.

    Projects that go out in one joint call follow the tier of their sum: nothing is split by them.

    Args:
        is_let_alone: its living call is known to stand in no joint call.
    """
    warning = splitting_warning(demand)
    if warning is None:
        return None
    if not is_let_alone and {row.number for row in warning.siblings} <= let_together(demand):
        return None
    return Finding(warning, list(demand.splitting_steps.select_related("decided_by").order_by("number")))


def splitting_of(membership: Membership | None, tender: Tender) -> Finding | None:
    """What the community, street, district and discipline see on a call's page until its award is settled."""
    readers = (*SPLITTING_ANSWERERS, *SPLITTING_JUDGES)
    if tender.state not in LIVE or not holds(membership, *readers, place=tender.demand.community):
        return None
    return finding(tender.demand, is_let_alone=tender.joint_id is None)


def open_acts(by: Membership, tender: Tender) -> list[SplittingAct]:
    """What this person may write about the finding now; empty where there is nothing to write."""
    return acts_on(by, splitting_of(by, tender))


def acts_on(by: Membership | None, found: Finding | None) -> list[SplittingAct]:
    """The same of a finding that is at hand."""
    if by is None or found is None:
        return []
    if by.role in SPLITTING_JUDGES and found.answered_by in persons(by):
        return []
    return [SplittingAct(row.act) for row in SPLITTING.rows(found.state) if by.role in row.roles]


def published(tender: Tender) -> dict[str, Any]:
    """What goes out with the announcement: the projects, the written answer, what was decided; else nothing."""
    found = finding(tender.demand)
    if found is None or found.last is None:
        return {}
    return {
        "splitting": {
            "projects": found.last.projects,
            "total": str(found.warning.total),
            "limit": str(found.warning.limit),
            "steps": [{"act": step.act, "text": step.text} for step in found.steps],
        }
    }


@dataclass(frozen=True, slots=True)
class Project:
    """Another project, as it was named with the call."""

    number: str
    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """What everybody reads of a finding: the projects, and what was written, each step with its words."""

    projects: Sequence[Project]
    steps: Sequence[tuple[str, str]]


def told(body: dict[str, Any]) -> Told | None:
    """What an announcement says of it; None where nothing was found."""
    stored = body.get("splitting")
    if not stored:
        return None
    projects = [Project(one["number"], one["title"], exact_yuan(one["amount"])) for one in stored["projects"]]
    steps = [(str(SplittingActChoice(step["act"]).label), step["text"]) for step in stored["steps"]]
    return Told(projects, steps)


def told_with(tender: Tender) -> Told | None:
    """The same of a call; no query where its notices are at hand."""
    found = (row for row in tender.notices.all() if row.kind == Notice.Kind.ANNOUNCEMENT)
    first = min(found, key=lambda row: row.number, default=None)
    return told(first.body) if first else None
