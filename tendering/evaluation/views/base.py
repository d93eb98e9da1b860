"""What every page about one evaluation shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.queries.actions import follows
from tendering.tenders.rules.states import State as TenderState

EVALUATIONS = Crumb(_("Evaluations"), "/evaluation/")
COMMUNITY: tuple[str, ...] = (Role.COMMUNITY,)
# Whoever may hold a seat with a vote; the seat itself is asked for on every page.
JUDGES: tuple[str, ...] = (Role.COMMUNITY, Role.RESIDENT_REPRESENTATIVE, Role.EXPERT)
SEATS: tuple[str, ...] = (*JUDGES, Role.SUPERVISION_COMMITTEE, Role.DISCIPLINE)
JOINED = ("tender__demand__community__parent", "tender__demand__scope_item", "tender__rule_set", "report")


def panels(number: int | None = None) -> QuerySet[Panel]:
    """Evaluations with what every page shows, one of every call; each page asks its own permission and answers 403.

    Args:
        number: of panels that were set aside; without it the one that counts, or the last there was.
    """
    rows = Panel.objects.select_related(*JOINED)
    return rows.latest_of_each() if number is None else rows.set_aside().filter(number=number)


def way_to(panel: Panel) -> list[Crumb]:
    """Through the list and the evaluation."""
    return [EVALUATIONS, Crumb(panel.tender.number, panel.get_absolute_url())]


class PanelAct(Acting, ObjectActView[Panel]):
    """An act on one evaluation."""

    model = Panel
    slug_field = "tender__number"

    def get_queryset(self) -> QuerySet[Panel]:
        """Any evaluation: `check` says who may act on it."""
        return panels()

    def check(self, panel: Panel) -> None:
        """Refuse whoever has no business here.

        Raises:
            NotPermitted: the page is somebody else's.
        """
        raise NotImplementedError

    def get_object(self) -> Panel:
        """The evaluation, for whoever may act on it."""
        panel = super().get_object()
        self.check(panel)
        return panel

    def get_over(self) -> Text:
        """Where the evaluation stands, or the call that holds it up, where the act does not follow from it."""
        panel = self.object
        if panel.counts_for_id is not None and panel.tender.state != TenderState.OPENED:
            return panel.tender.get_state_display()
        return super().get_over()

    def follows(self, name: str) -> bool:
        """By the table of acts."""
        return follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the evaluation."""
        return way_to(self.object)

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the panel and the person; then back to the evaluation."""
        service(panel=self.object, by=self.by, **values)
        return self.object.get_absolute_url()


class SeatAct(PanelAct):
    """An act of somebody with a seat, observers included."""

    roles = SEATS

    def check(self, panel: Panel) -> None:
        """Holders of living seats."""
        permissions.require_seat(self.by, panel)

    @cached_property
    def seat(self) -> Seat:
        """The person's seat; services ask for it again."""
        return permissions.require_seat(self.by, self.object)


class JudgeAct(SeatAct):
    """An act of a member with a vote who has declared."""

    roles = JUDGES

    def check(self, panel: Panel) -> None:
        """Holders of living seats with a vote, once they have declared."""
        permissions.require_judge(self.by, panel)


class ConvenerAct(PanelAct):
    """An act of the community, which chairs the logistics."""

    roles = COMMUNITY

    def check(self, panel: Panel) -> None:
        """The community's staff."""
        permissions.require_convener(self.by, panel.tender)
