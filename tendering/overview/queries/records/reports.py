"""The panel's report, whole, as everybody reads it with the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.evaluation import permissions
from tendering.evaluation.models import Report
from tendering.evaluation.queries.report_words import in_words
from tendering.overview.queries.records.calls import CALL
from tendering.overview.queries.records.parts import Record, Section, Source


class Reports(Source[Report]):
    """What a panel signed, with its signatures and dissents; members by number, by name where the statute wants it."""

    kind = "report"
    label = _("Evaluation reports")
    since = _("With the publicity of the result")
    demand_path = "panel__tender__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only where a panel ranked."""
        return bool(before["ranking"])

    def rows(self) -> QuerySet[Report]:
        """Of panels whose points everybody may see."""
        states = sorted(permissions.AFTER_SIGNING)
        found = Report.objects.filter(panel__in=permissions.readable(None), panel__state__in=states)
        return found.select_related(*(f"panel__tender__{name}" for name in CALL))

    def head(self, row: Report) -> Record:
        """By the call's number."""
        panel, tender = row.panel, row.panel.tender
        title: Text = _("Evaluation report")
        url = reverse("evaluation:report", args=[tender.number])
        if not panel.counts:
            url = reverse("evaluation:past_report", args=[tender.number, panel.number])
        if panel.number > 1 or not panel.counts:
            title = format_lazy(_("Evaluation report, panel {number}"), number=panel.number)
        return Record(self.kind, row.pk, title, tender.number, row.written_at, tender.demand, url)

    def sections(self, row: Report) -> Iterable[Section]:
        """None of its own: `whole` shows the report as its page does."""
        del row
        return ()

    def whole(self, row: Report) -> Record:
        """As the evaluation's page shows it to whoever is not inside."""
        with_names = permissions.sees_names_in_report(None, row.panel)
        words = in_words(row, with_names=with_names)
        return replace(self.head(row), template="evaluation/_report.html", words=words)
