"""The panel's report as a page that prints, and as a PDF where the server can make one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui import pdf
from marketplace.ui.components import Crumb
from marketplace.ui.views import DetailPage
from marketplace.ui.views.documents import pdf_response
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Report
from tendering.evaluation.models.defence import SlotState
from tendering.evaluation.models.low_quote import LowQuoteQuery
from tendering.evaluation.models.panel import Capacity, ErrorKind
from tendering.evaluation.queries import report as queries
from tendering.evaluation.queries.excluded import Excluded
from tendering.evaluation.queries.low_quotes import WORDS
from tendering.evaluation.rules.excluded import Why
from tendering.evaluation.rules.low_quote import Flag
from tendering.evaluation.views.base import panels, way_to


class ReportPage(Acting, DetailPage[Panel]):
    """What the panel signed, read from the report itself, with the signatures under it."""

    model = Panel
    slug_field = "tender__number"
    template_name = "evaluation/report.html"
    title = _("Evaluation report")

    def get_queryset(self) -> QuerySet[Panel]:
        """Any evaluation; whether its points may be seen is asked next."""
        return panels(self.kwargs.get("number"))

    def get_object(self) -> Panel:
        """The evaluation, for whoever may see its points now.

        Raises:
            Http404: no report was written.
            NotPermitted: `evaluation.sealed`.
        """
        panel = super().get_object()
        if not permissions.sees_points(self.membership, panel, permissions.seat_of(self.membership, panel)):
            raise NotPermitted("evaluation.sealed")
        if not hasattr(panel, "report"):
            raise Http404
        return panel

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the report in words."""
        panel, report = self.object, self.object.report
        extra = {
            "report": report,
            "bids": queries.read(report),
            "members": _members(panel, report, with_names=permissions.sees_names_in_report(self.membership, panel)),
            "excluded": [Excluded(row["name"], Why.read(row)) for row in report.body["excluded"]],
            "low_quotes": [_low_quote(row) for row in report.body.get("low_quotes", [])],
            "defence": _defence(report.body.get("defence") or {}),
            "recheck": _recheck(report.body.get("recheck") or {}),
            "signatures": report.signatures.select_related("seat").order_by("seat__number"),
            "final": queries.final_digest(report) if panel.ended_at else "",
            "pdf_url": reverse("evaluation:report_pdf", args=[panel.tender.number])
            if pdf.is_available() and panel.counts
            else "",
        }
        return super().get_context(**(extra | context))


class ReportPDF(ReportPage):
    """The same as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The PDF; where the server has no means to make one, the page, which prints."""
        del args, kwargs
        panel = self.object
        if not pdf.is_available():
            return HttpResponseRedirect(reverse("evaluation:report", args=[panel.tender.number]))
        url = request.build_absolute_uri(reverse("evaluation:report", args=[panel.tender.number]))
        context = self.get_context(page_url=url)
        return pdf_response(request, "evaluation/report_document.html", context, f"report-{panel.tender.number}")


def _members(panel: Panel, report: Report, *, with_names: bool) -> list[dict[str, Any]]:
    names = dict(panel.seats.values_list("number", "user__name")) if with_names else {}
    return [
        row | {"name": names.get(int(row["number"]), ""), "capacity": Capacity(row["capacity"]).label}
        for row in report.body["members"]
    ]


def _low_quote(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "against": [WORDS[Flag(code)] for code in row["against"]],
        "decision": LowQuoteQuery.State(row["decision"]).label,
    }


def _recheck(body: dict[str, str]) -> dict[str, Any]:
    """Why the panel checked its own result, in words; empty where it did not."""
    return body | {"error": ErrorKind(body["error"]).label, "changed": body["changed"] == "yes"} if body else {}


def _defence(body: dict[str, Any]) -> dict[str, Any]:
    """The session with its moments read back, empty without one."""
    if not body:
        return {}
    moments = {name: _moment(body[name]) for name in ("starts_at", "closed_at")}
    return body | moments | {"slots": [_slot(row) for row in body["slots"]]}


def _slot(row: dict[str, Any]) -> dict[str, Any]:
    moments = {name: _moment(row[name]) for name in ("started_at", "stopped_at")}
    return row | moments | {"state": SlotState(row["state"]).label}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
