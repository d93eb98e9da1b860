"""The record of a panel's draws: everything needed to draw again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.evaluation.models import Panel
from tendering.evaluation.queries.draws import Repeated, repeated
from tendering.evaluation.rules.avoidance import Obstacle
from tendering.evaluation.rules.drawing import Passed
from tendering.evaluation.views.base import way_to
from tendering.evaluation.views.reading import EvaluationPage

CODES: dict[str, Text] = {
    Obstacle.BIDDER_MEMBER: _("acts or acted for a bidder"),
    Obstacle.BIDDER_EMPLOYER: _("employed by a bidder within three years"),
    Obstacle.BIDDER_RESPONSIBLE: _("name of a bidder's head"),
    Obstacle.BIDDER_TIE: _("known relation to a bidder"),
    Obstacle.ONE_HEAD: _("employer and bidder have one head"),
    Obstacle.OF_THE_PLAN: _("belongs to a body that planned the project"),
    Obstacle.ASSESSOR: _("assessed a bidder a short time ago"),
    Obstacle.FINANCE: _("keeps the community's money"),
    Obstacle.PLANNER: _("plans for the community"),
    Obstacle.FORMER_MEMBER: _("judged these bids on a panel that was set aside"),
    Obstacle.PURCHASER: _("on the staff of an office"),
    Obstacle.SUSPENDED: _("suspended from draws"),
    Obstacle.BAD_MARKS: _("too many bad marks"),
    Obstacle.AWAY: _("away on the day"),
    Obstacle.PHONE_UNPROVED: _("no phone proved to be theirs"),
    Obstacle.NEW_ROLE: _("no representative yet when the call was announced"),
    Passed.SAT: _("sits already, or has left"),
    Passed.ONE_EMPLOYER: _("employer has a seat already"),
    Passed.NOT_FREE: _("no longer free"),
}


class DrawsPage(EvaluationPage):
    """Draw again: for whoever may read the evaluation. People stand by keys, never by names."""

    template_name = "evaluation/draws.html"

    def get_title(self) -> str:
        """What the page is."""
        return gettext("Record of the draws")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds every draw that was held, repeated, and who was passed over for each seat."""
        panel = self.object
        extra = {
            "draws": [(one, _in_words(one)) for one in repeated(panel)],
            "passed": _passed(panel),
            "crumbs": [*way_to(panel)],
        }
        return super(EvaluationPage, self).get_context(**(extra | context))


def _in_words(one: Repeated) -> list[tuple[str, list[tuple[str, Text]]]]:
    return [(key, [(code, CODES.get(code, code)) for code in codes]) for key, codes in one.excluded]


@dataclass(frozen=True, slots=True)
class Taken:
    """One drawn seat: whom it follows and why that one was replaced, who was passed over with the reason."""

    label: str
    replaced: str
    ground: Text
    rows: list[tuple[str, str, Text]]


def _passed(panel: Panel) -> list[Taken]:
    rows = panel.seats.filter(draw__isnull=False).select_related("replaces").order_by("number")
    return [
        Taken(
            label=seat.label,
            replaced=seat.replaces.label if seat.replaces else "",
            ground=seat.replaces.get_ground_display() if seat.replaces else "",
            rows=[(key, code, CODES.get(code, code)) for key, code in seat.passed_over],
        )
        for seat in rows
    ]
