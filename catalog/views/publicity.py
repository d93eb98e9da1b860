"""Admissions in publicity, open to everybody's objection."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.desk import ObjectionForm
from catalog.models import RosterApplication
from catalog.queries.applications import has_objected, publicised
from catalog.queries.applied import with_facts
from catalog.services.objections import file_objection
from catalog.views import shown
from catalog.views.roster import ROSTER
from catalog.words.tags import APPLICATION_TAGS, OBJECTION_TAGS
from marketplace import clock
from marketplace.accounts.models import User
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from marketplace.ui.text import Text
from marketplace.ui.views import Column, DetailPage, Kind, ListPage, ObjectActView

OBJECTED = _("You, or your organisation, have objected to this admission.")
PUBLICITY = Crumb(_("Admissions in publicity"), "/roster/publicity/")


class PublicityList(ListPage):
    """Who is about to be admitted."""

    title = _("Admissions in publicity")
    lead = _("Whoever knows a reason against an admission may object, by name, until publicity ends.")
    caption = title
    crumbs = (ROSTER,)
    nav = "roster"
    default_sort = "publicity_until"
    export_name = "publicity"
    empty_title = _("Nobody is in publicity now")
    empty_text = _("New admissions are publicised here before they count.")
    columns = (
        Column(
            name="provider",
            label=_("Provider"),
            kind=Kind.SAID,
            sort=("provider__organisation__name",),
            link=lambda row: reverse("catalog:publicity", args=[row.pk]),
        ),
        Column(name="list", label=_("Roster list"), value=lambda row: row.provider.get_roster_list_display()),
        Column(
            name="state",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            kind=Kind.TAG,
            tag=lambda row: APPLICATION_TAGS[row.state],
            aside=True,
        ),
        Column(name="publicity_until", label=_("Publicity until"), kind=Kind.DEADLINE, sort=("publicity_until",)),
    )

    def get_queryset(self) -> QuerySet[RosterApplication]:
        """Those in publicity and those an objection holds."""
        return publicised()


class PublicityPage(DetailPage[RosterApplication]):
    """One admission, with its objections and their answers; people masked."""

    model = RosterApplication
    template_name = "catalog/publicity.html"
    crumbs = (ROSTER, PUBLICITY)
    nav = "roster"

    def get_queryset(self) -> QuerySet[RosterApplication]:
        """Applications that have been publicised, also when they have ended."""
        rows = RosterApplication.objects.filter(publicity_from__isnull=False)
        return rows.select_related("provider__organisation", "provider__home_place")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds facts, events and objections."""
        application = self.object
        # In publicity everybody reads what is to be listed, not what was checked before.
        is_running = application.state in {"publicity", "objection_hold"}
        provider = application.provider
        if is_running:
            provider = with_facts(provider, application, clock.today())
        domains = list(application.domains.order_by("pk"))
        objections = application.objections.select_related("filed_by").order_by("filed_at", "pk")
        # Who counts as the same person is told on the form: here it would cost everybody two queries.
        user = self.request.user
        bodies = {row.organisation_id for row in getattr(user, "held", None) or () if row.organisation_id}
        objected = any(row.filed_by_id == user.pk or row.organisation_id in bodies for row in objections)
        found = super().get_context(
            tag=APPLICATION_TAGS[application.state],
            facts=[*shown.register_facts(provider, fully=False), *shown.attribute_facts(provider, domains)],
            events=shown.events(application, None),
            objections=[{"row": row, "tag": OBJECTION_TAGS[row.state]} for row in objections],
            is_open=is_running and not objected,
            **context,
        )
        found["crumbs"][-1] = Crumb(said(str(application)))
        return found


class ObjectPage(ObjectActView[RosterApplication]):
    """Object, by name."""

    model = RosterApplication
    signed_in = True
    title = _("Object to an admission")
    intro = _(
        "Publicity stands still until the district has answered you. The answer is published. You object once, by name "
        "and with a verified phone; colleagues of one organisation object once together."
    )
    submit_label = _("Object")
    success_message = _("Your objection has been filed.")
    form_class = ObjectionForm
    crumbs = (ROSTER, PUBLICITY)
    nav = "roster"

    def get_queryset(self) -> QuerySet[RosterApplication]:
        """Applications that have been publicised."""
        rows = RosterApplication.objects.filter(publicity_from__isnull=False)
        return rows.select_related("provider__organisation")

    def get_over(self) -> Text:
        """That the person or their organisation has objected."""
        person = cast("User", self.request.user)
        return OBJECTED if has_objected(person, self.object) else super().get_over()

    def act(self, form: Any) -> str:
        """File the objection."""
        person = cast("User", self.request.user)
        file_objection(application=self.object, actor=person, text=form.cleaned_data["text"])
        return reverse("catalog:publicity", args=[self.object.pk])
