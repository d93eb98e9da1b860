"""The page of a measurement, the page of a rectification, answering what residents said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.actions import ActionTable, S
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.ruleset import Counts
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.contracts import permissions
from tendering.contracts.forms.satisfaction import RemarkForm
from tendering.contracts.models import Rectification, Remark, SatisfactionPanel
from tendering.contracts.queries.panel_people import apart
from tendering.contracts.queries.satisfaction import counts_of, progress, spreads
from tendering.contracts.queries.satisfaction_acts import (
    PANEL_ACTS,
    RECTIFICATION_ACTS,
)
from tendering.contracts.rules.satisfaction import shown
from tendering.contracts.rules.satisfaction_states import PanelState, RectificationState
from tendering.contracts.services.satisfaction.answering import answer_remark
from tendering.contracts.views.satisfaction.base import panels, rectifications, way_to
from tendering.demands.queries.life_cycle import course

PANEL_TAGS = {
    PanelState.PREPARING: "line",
    PanelState.OPEN: "open",
    PanelState.SMALL_SAMPLE: "review",
    PanelState.PASSED: "public",
    PanelState.BELOW: "fail",
    PanelState.VOID: "",
}
RECTIFICATION_TAGS = {
    RectificationState.ESCALATED: "late",
    RectificationState.CLOSED: "public",
    RectificationState.CLOSED_REDUCED: "",
    RectificationState.TERMINATED: "",
}


def _links(
    acts: ActionTable[S], membership: Membership | None, subject: S, now: datetime, *, without: Collection[str] = ()
) -> dict[str, Any]:
    main, quiet = acts.links(membership, subject, now, without=without)
    return {"main_actions": main, "quiet_actions": quiet}


class PanelPage(Acting, DetailPage[SatisfactionPanel]):
    """One measurement: how many have answered while it runs, the verdict with its fraction and rule afterwards.

    What was answered is shown to nobody before the verdict.
    """

    model = SatisfactionPanel
    slug_field = "number"
    template_name = "contracts/satisfaction.html"
    title = _("Residents' verdict")

    def get_queryset(self) -> QuerySet[SatisfactionPanel]:
        """Measurements of contracts this person may read."""
        return panels(self.membership)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the contract."""
        return way_to(self.object.contract)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds road, acts, members, counts and, once judged, the verdict."""
        panel, membership, now = self.object, self.membership, clock.now()
        contract = panel.contract
        is_community = permissions.is_community(membership, contract)
        is_committee = permissions.is_committee(membership, panel)
        inside = is_community or is_committee
        members = panel.members.select_related("code").order_by("seat")
        counted = progress(panel)
        # Codes are sent once there are as many residents as answers are needed: the service refuses fewer.
        too_soon = {"satisfaction_open"} if counted.members < panel.minimum else set[str]()
        acts = _links(PANEL_ACTS, membership, panel, now, without=too_soon)
        extra = {
            "phases": course(contract.demand),
            "tag": PANEL_TAGS[PanelState(panel.state)],
            "takes_answers": panel.takes_answers(now),
            "progress": counted,
            "bar_percent": shown(panel.bar),
            "members": members,
            "apart": apart(panel) if is_community and panel.state == PanelState.PREPARING else [],
            "inside": inside,
            "is_community": is_community,
            "is_committee": is_committee,
            "remarks": panel.remarks.order_by("due_at", "pk") if inside or panel.is_judged else [],
            "rectification": Rectification.objects.filter(panel=panel).first(),
            "others": contract.panels.exclude(pk=panel.pk).order_by("round"),
            "now": now,
        }
        return super().get_context(**(extra | acts | self._verdict() | context))

    def _verdict(self) -> dict[str, Any]:
        panel = self.object
        if not panel.is_judged or panel.result.rate is None:
            return {}
        counts = counts_of(panel)
        rule = panel.rule_set.rules.satisfaction
        return {
            "percent": shown(panel.result.rate),
            "passed": panel.state == PanelState.PASSED,
            "counts": counts,
            "only_panel_counts": rule.counts is Counts.PANEL,
            **spreads(panel),
            "residents_percent": shown(counts.residents.rate) if counts.residents.rate is not None else None,
            "others_percent": shown(counts.others.rate) if counts.others.rate is not None else None,
        }


class RectificationPage(Acting, DetailPage[Rectification]):
    """One order to mend, from the verdict to the new measurement."""

    model = Rectification
    template_name = "contracts/rectification.html"
    title = _("Rectification")

    def get_queryset(self) -> QuerySet[Rectification]:
        """Orders of contracts this person may read."""
        return rectifications(self.membership).prefetch_related("photos__file")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and measurement."""
        panel = self.object.panel
        return way_to(self.object.contract, Crumb(panel.number, panel.get_absolute_url()))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds road, acts and facts."""
        row, now = self.object, clock.now()
        rate = row.panel.result.rate
        extra = {
            "phases": course(row.contract.demand),
            "tag": RECTIFICATION_TAGS.get(RectificationState(row.state), "review"),
            "facts": self._facts(),
            "percent": shown(rate) if rate is not None else None,
            "running": row.closed_at is None,
            "now": now,
        }
        return super().get_context(**(extra | _links(RECTIFICATION_ACTS, self.membership, row, now) | context))

    def _facts(self) -> list[Fact]:
        row = self.object
        later: list[tuple[Text, object]] = [
            (_("Ordered"), row.issued_at),
            (_("Due"), row.due_at),
            (_("Plan handed in"), row.planned_at),
            (_("Reported as mended"), row.reported_at),
            (_("Checked"), row.checked_at),
            (_("With the leading group since"), row.escalated_at),
            (_("Closed"), row.closed_at),
        ]
        return [Fact(term, value) for term, value in later if value is not None]


class AnswerRemark(Acting, ObjectActView[Remark]):
    """The community answers what somebody said."""

    model = Remark
    roles = (Role.COMMUNITY,)
    title = _("Answer what a resident said")
    submit_label = _("Answer publicly")
    form_class = RemarkForm
    template_name = "contracts/remark.html"

    def get_queryset(self) -> QuerySet[Remark]:
        """Remarks about contracts this person may read."""
        rows = Remark.objects.filter(panel__in=panels(self.membership).values("pk"))
        return rows.select_related("panel__contract__demand__community")

    def get_object(self) -> Remark:
        """The remark, for its own community."""
        remark = super().get_object()
        permissions.require_community(self.by, remark.panel.contract)
        return remark

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and measurement."""
        panel = self.object.panel
        return way_to(panel.contract, Crumb(panel.number, panel.get_absolute_url()))

    def act(self, form: Any) -> str:
        """Answer."""
        answer_remark(remark=self.object, by=self.by, text=form.cleaned_data["answer"], now=clock.now())
        return self.object.panel.get_absolute_url()
