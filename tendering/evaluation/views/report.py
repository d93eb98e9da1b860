"""The panel's report as a page that prints, and as a PDF where the server can make one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui import pdf
from marketplace.ui.components import Crumb
from marketplace.ui.views import DetailPage
from marketplace.ui.views.documents import Drawn
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel
from tendering.evaluation.queries.report_words import in_words
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
        panel = self.object
        with_names = permissions.sees_names_in_report(self.membership, panel)
        file_url = reverse("evaluation:report_pdf", args=[panel.tender.number])
        extra = {"pdf_url": file_url if pdf.is_available() and panel.counts else ""}
        return super().get_context(**(in_words(panel.report, with_names=with_names) | extra | context))


class ReportPDF(Drawn, ReportPage):
    """The same as a file."""

    document_template = "evaluation/report_document.html"

    def get_page_url(self) -> str:
        """The report's page."""
        return reverse("evaluation:report", args=[self.object.tender.number])

    def get_file_name(self) -> str:
        """By the call."""
        return f"report-{self.object.tender.number}"
