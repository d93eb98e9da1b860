"""Pages about how members came and how experts worked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.evaluation import permissions
from tendering.evaluation.forms import AttendanceForm, WorkForm
from tendering.evaluation.models import Seat
from tendering.evaluation.rules.states import LIVING, VOTING, Capacity
from tendering.evaluation.rules.work import maxima
from tendering.evaluation.services import work
from tendering.evaluation.views.base import ConvenerAct, way_to

SIDES = (Role.COMMUNITY, Role.SUPERVISION_COMMITTEE, Role.DISCIPLINE)


class Attendance(ConvenerAct):
    """Who came to the session."""

    title = _("Attendance at the session")
    intro = _(
        "Whoever does not come at all is replaced on the evaluation's page: of the community by the community, whoever"
        " was drawn by the supervision committee or the street."
    )
    form_class = AttendanceForm
    success_message = _("Saved.")

    def get_form_options(self) -> dict[str, Any]:
        """Every voting seat that is held."""
        seats = self.object.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING))
        return {"seats": list(seats.select_related("user").order_by("number"))}

    def act(self, form: Any) -> str:
        """Write it down."""
        return self.call(work.record_attendance, marks=form.marks(), now=clock.now())


class MarkWork(Acting, ObjectActView[Seat]):
    """Points for an expert's work."""

    model = Seat
    roles: tuple[str, ...] = SIDES
    title = _("Evaluate an expert's work")
    intro = _("Office and observers do it apart. Too few points are a bad mark; bad marks keep an expert out of draws.")
    submit_label = _("Give the points")
    form_class = WorkForm
    success_message = _("The points stand in the expert pool.")

    def get_queryset(self) -> QuerySet[Seat]:
        """Experts' seats that are held."""
        rows = Seat.objects.filter(capacity=Capacity.EXPERT, state__in=sorted(LIVING))
        return rows.select_related("panel__tender__demand__community", "panel__tender__rule_set", "user")

    def get_object(self) -> Seat:
        """The seat, for whoever judges its work.

        Raises:
            NotPermitted: `evaluation.no_side`.
        """
        seat = super().get_object()
        if permissions.side_of(self.by, seat.panel) is None:
            raise NotPermitted("evaluation.no_side")
        return seat

    def get_lead(self) -> Any:
        """By number: observers read no names."""
        return _("Member %(number)s") % {"number": self.object.label}

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.object.panel)

    def get_form_options(self) -> dict[str, Any]:
        """The parts with their maxima."""
        return {"most": maxima(self.object.panel.tender.rule_set.rules.experts.work_points)}

    def act(self, form: Any) -> str:
        """Give them."""
        work.mark_work(
            seat=self.object,
            by=self.by,
            points=form.points(),
            remark=form.cleaned_data["remark"],
            now=clock.now(),
        )
        return self.object.panel.get_absolute_url()
