"""What was made public of a project before its call: the residents' resolution, filing, approval."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.masking import mask_text
from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import day, said
from tendering.demands.models import DemandNotice
from tendering.demands.permissions import readable
from tendering.overview.queries.publicity import words_of
from tendering.overview.queries.records.parts import Record, Section, Source


class DemandNotices(Source[DemandNotice]):
    """Notices of the demand."""

    kind = "demand-notice"
    label = _("Residents' resolution, filing, approval")
    since = _("From the act on")
    demand_path = "demand"

    def rows(self) -> QuerySet[DemandNotice]:
        """Of demands everybody may read."""
        found = DemandNotice.objects.filter(demand__in=readable(None))
        return found.select_related("demand__community__parent")

    def head(self, row: DemandNotice) -> Record:
        """By its kind."""
        demand = row.demand
        title, url = row.get_kind_display(), demand.get_absolute_url()
        return Record(self.kind, row.pk, title, demand.number, row.published_at, demand, url)

    def sections(self, row: DemandNotice) -> Iterable[Section]:
        """Where and how long, the project, what was decided."""
        facts = [
            Fact(_("Project"), said(row.demand.title)),
            Fact(_("Channel"), row.get_channel_display()),
            Fact(_("Where and how") if row.is_elsewhere else _("Decision"), mask_text(words_of(row))),
        ]
        if row.until_on:
            facts.append(Fact(_("Public until"), day(row.until_on)))
        yield Section(_("What was made public"), facts=facts)
        yield Section(_("What is needed"), text=row.demand.need)
