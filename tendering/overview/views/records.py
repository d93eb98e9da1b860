"""Public documents of a project: the list, each one's page, and its PDF."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.acting import Acting
from marketplace.audit.queries import seal_of
from marketplace.ui import pdf
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, Page
from marketplace.ui.views.documents import Drawn
from tendering.demands.models import Demand
from tendering.demands.permissions import readable
from tendering.demands.views import trail
from tendering.overview.queries import records


def _crumbs(demand: Demand) -> list[Crumb]:
    file = _("File of project %(number)s") % {"number": demand.number}
    return [trail.DEMANDS, Crumb(file, reverse("overview:project", args=[demand.number]))]


class RecordList(Acting, DetailPage[Demand]):
    """Every public document of one project, by kind, with when each kind becomes public."""

    model = Demand
    slug_field = "number"
    template_name = "overview/records.html"
    nav = "demands"

    def get_title(self) -> str:
        """Which project's documents."""
        return str(_("Documents of project %(number)s") % {"number": self.object.number})

    def get_crumbs(self) -> list[Crumb]:
        """Through the project's file."""
        return _crumbs(self.object)

    def get_queryset(self) -> QuerySet[Demand]:
        """Only what this person may read."""
        return readable(self.membership).select_related("community__parent")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the documents."""
        extra = {"kinds": list(records.file_of(self.object)), "has_pdf": pdf.is_available()}
        return super().get_context(**(extra | context))


class RecordPage(Page):
    """One public document; the same for everybody, people masked."""

    for_the_public = True
    template_name = "overview/record.html"
    nav = "demands"

    @cached_property
    def record(self) -> records.Record:
        """The document of the address.

        Raises:
            Http404: there is none that everybody may read.
        """
        found = records.record(self.kwargs["kind"], self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def get_title(self) -> Text:
        """What it is."""
        return self.record.title

    def get_crumbs(self) -> list[Crumb]:
        """Through the project's documents."""
        demand = self.record.demand
        return [*_crumbs(demand), Crumb(_("Documents"), reverse("overview:records", args=[demand.number]))]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the document, its proof and its address."""
        record = self.record
        address = [record.kind, record.pk]
        extra = {
            "record": record,
            "seal": seal_of(record.demand),
            "page_url": self.request.build_absolute_uri(reverse("overview:record", args=address)),
            "pdf_url": reverse("overview:record_pdf", args=address) if pdf.is_available() else "",
        }
        return super().get_context(**(dict(record.words) | extra | context))


class RecordPDF(Drawn, RecordPage):
    """The same as a file."""

    document_template = "overview/record_document.html"

    def get_page_url(self) -> str:
        """The document's page."""
        return reverse("overview:record", args=[self.record.kind, self.record.pk])

    def get_file_name(self) -> str:
        """As in its address."""
        return f"{self.record.kind}-{self.record.pk}"
