"""Batches: opened, filled, frozen, published (R37)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.places.queries import district
from marketplace.ui.components import Crumb
from marketplace.ui.views import ActView, Column, DetailPage, Kind, ListPage, ObjectActView
from tendering.demands.forms.decisions import BatchAddForm, BatchForm
from tendering.demands.models import Demand, PublicationBatch
from tendering.demands.queries.listing import batch_figures, batch_rows
from tendering.demands.rules.steps import State
from tendering.demands.services import publication
from tendering.demands.views import trail

DISTRICT = (Role.DISTRICT,)


class BatchList(Acting, ListPage):
    """All batches that were published; the district sees the others too."""

    title = _("Batch publications")
    caption = _("Batch publications")
    default_sort = "-published_at"
    export_name = "batches"
    crumbs = [trail.DEMANDS]
    columns = [
        Column(
            name="title", label=_("Batch"), kind=Kind.SAID, sort=("title",), link=lambda row: row.get_absolute_url()
        ),
        Column(name="count", label=_("Projects"), kind=Kind.NUMBER, sort=("count",)),
        Column(name="total", label=_("Sum"), kind=Kind.MONEY, sort=("total",)),
        Column(name="get_state_display", label=_("State")),
        Column(name="published_at", label=_("Published"), kind=Kind.MOMENT, sort=("published_at",), aside=True),
    ]

    def get_queryset(self) -> QuerySet[PublicationBatch]:
        """With live count and sum."""
        return visible_batches(self.membership).annotate(count=Count("items"), total=Sum("items__demand__budget"))


def visible_batches(membership: Any) -> QuerySet[PublicationBatch]:
    """Published ones; for the district's staff all of the district."""
    shown = Q(published_at__isnull=False)
    if membership is not None and membership.role in (*DISTRICT, Role.AUDITOR, Role.DISCIPLINE) and membership.place:
        shown |= Q(district__path__startswith=membership.place.path)
    return PublicationBatch.objects.filter(shown).select_related("district")


class BatchPage(Acting, DetailPage[PublicationBatch]):
    """One batch: count, sum by tier, its demands, live (R37)."""

    model = PublicationBatch
    template_name = "demands/batch.html"
    crumbs = [trail.DEMANDS, trail.BATCHES]

    def get_queryset(self) -> QuerySet[PublicationBatch]:
        """Only what this person may see."""
        return visible_batches(self.membership)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the rows and figures."""
        membership = self.membership
        is_district = membership is not None and membership.role == Role.DISTRICT
        return super().get_context(
            figures=batch_figures(self.object), rows=batch_rows(self.object), is_district=is_district, **context
        )


class OpenBatch(Acting, ActView):
    """Begin a batch."""

    roles = DISTRICT
    title = _("Open a batch")
    submit_label = _("Open")
    form_class = BatchForm
    crumbs = [trail.DEMANDS, trail.BATCHES]

    def get_initial(self) -> dict[str, Any]:
        """This year."""
        return {"fiscal_year": clock.today().year}

    def act(self, form: Any) -> str:
        """Open."""
        batch = publication.open_batch(
            district=self.by.place or district(), by=self.by, now=clock.now(), **form.cleaned_data
        )
        return batch.get_absolute_url()


class _BatchAct(Acting, ObjectActView[PublicationBatch]):
    model = PublicationBatch
    roles = DISTRICT

    def get_queryset(self) -> QuerySet[PublicationBatch]:
        """Batches of the district."""
        return visible_batches(self.membership)

    def get_object(self) -> PublicationBatch:
        """The batch, where it is this person's district's."""
        batch = super().get_object()
        require(self.membership, Role.DISTRICT, place=batch.district)
        return batch

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the batch."""
        batches = Crumb(_("Batch publications"), reverse("demands:batches"))
        return [batches, Crumb(self.object.title, self.object.get_absolute_url())]


class AddToBatch(_BatchAct):
    """Add funded demands."""

    title = _("Add demands to the batch")
    submit_label = _("Add")
    form_class = BatchAddForm

    def get_form_options(self) -> dict[str, Any]:
        """Funded demands in no batch."""
        rows = Demand.objects.filter(
            state=State.FUNDED, batch_item__isnull=True, community__path__startswith=self.object.district.path
        )
        return {"funded": rows.order_by("number")}

    def act(self, form: Any) -> str:
        """Add."""
        publication.add_to_batch(
            batch=self.object,
            demands=form.cleaned_data["demands"],
            by=self.by,
            now=clock.now(),
        )
        return self.object.get_absolute_url()


class RemoveFromBatch(_BatchAct):
    """Take one out."""

    title = _("Take the demand out of the batch")
    submit_label = _("Take out")

    def get_object(self) -> PublicationBatch:
        """The batch, where the demand is in it."""
        batch = super().get_object()
        if not batch.items.filter(demand__number=self.kwargs["number"]).exists():
            raise Http404
        return batch

    def act(self, form: Any) -> str:
        """Take out."""
        del form
        demand = Demand.objects.get(number=self.kwargs["number"])
        publication.remove_from_batch(batch=self.object, demand=demand, by=self.by)
        return self.object.get_absolute_url()


class FreezeBatch(_BatchAct):
    """Nothing is added any more."""

    title = _("Freeze the batch")
    intro = _("Nothing can be added or taken out afterwards.")
    submit_label = _("Freeze")

    def act(self, form: Any) -> str:
        """Freeze."""
        del form
        publication.freeze_batch(batch=self.object, by=self.by)
        return self.object.get_absolute_url()


class PublishBatch(_BatchAct):
    """All at one moment."""

    title = _("Publish the batch")
    intro = _("All its demands are published at one moment, or none.")
    submit_label = _("Publish")

    def act(self, form: Any) -> str:
        """Publish."""
        del form
        publication.publish_batch(batch=self.object, by=self.by, now=clock.now())
        return self.object.get_absolute_url()


class CloseBatch(_BatchAct):
    """Into the archive."""

    title = _("Close the batch")
    submit_label = _("Close")

    def act(self, form: Any) -> str:
        """Close."""
        del form
        publication.close_batch(batch=self.object, by=self.by)
        return self.object.get_absolute_url()
