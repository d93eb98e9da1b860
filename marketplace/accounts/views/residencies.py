"""A resident asks to be confirmed; the community decides."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts import forms, permissions, queries, services
from marketplace.accounts.models import Residency, ResidencyState
from marketplace.accounts.rules import Role
from marketplace.accounts.views.area import AccountPage
from marketplace.places import queries as places
from marketplace.ui.components import Crumb
from marketplace.ui.views import ActView, Column, Kind, ListPage, ObjectActView


class MyCommunity(AccountPage, ActView):
    """Where one is known as a resident, or asks to be."""

    title = _("My community")
    lead = _("Who is confirmed as a resident proposes, supports and judges projects of the community, with one vote.")
    template_name = "accounts/residency.html"
    tab = "residency"
    form_class = forms.ResidencyForm
    submit_label = _("Ask the community")
    success_message = _("The community has been asked.")
    success_url = reverse_lazy("accounts:residency")

    def get_form_options(self) -> dict[str, Any]:
        """All communities."""
        return {"communities": places.communities()}

    def act(self, form: Any) -> None:
        """Ask."""
        services.ask_residency(user=self.person, now=clock.now(), **form.cleaned_data)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the last requests and whether one waits."""
        requests = list(queries.residencies_of(self.person)[:5])
        waiting = next((one for one in requests if one.state == ResidencyState.WAITING), None)
        return super().get_context(person=self.person, requests=requests, waiting=waiting, **context)


class WithdrawResidency(AccountPage, ObjectActView[Residency]):
    """Takes one's own request back."""

    model = Residency
    title = _("Take the request back")
    submit_label = _("Take the request back")
    success_url = reverse_lazy("accounts:residency")

    def get_queryset(self) -> QuerySet[Residency]:
        """One's own."""
        return queries.residencies_of(self.person)

    def act(self, form: Any) -> None:
        """Take it back."""
        del form
        services.withdraw_residency(user=self.person, request=self.object, now=clock.now())


class Residencies(AccountPage, ListPage):
    """Requests that wait for the community."""

    title = _("Residents to confirm")
    tab = "residencies"
    roles = (Role.COMMUNITY,)
    template_name = "accounts/residencies.html"
    caption = _("Requests that wait")
    default_sort = "asked_at"
    empty_title = _("Nobody waits")
    empty_text = _("Requests appear here when residents ask to be confirmed.")
    columns = (
        Column(
            name="name",
            label=_("Full name"),
            value=lambda row: row.user.name,
            kind=Kind.SAID,
            link=lambda row: reverse("accounts:residency_decide", args=[row.pk]),
        ),
        Column(name="address", label=_("Building and door"), kind=Kind.SAID),
        Column(name="asked_at", label=_("Asked"), kind=Kind.MOMENT, sort=("asked_at", "pk")),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """Those of one's community."""
        return queries.waiting_residencies(self.membership).order_by()


class DecideResidency(AccountPage, ObjectActView[Residency]):
    """Confirms or refuses a request."""

    model = Residency
    roles = (Role.COMMUNITY,)
    title = _("Resident's request")
    template_name = "accounts/residency_decide.html"
    form_class = forms.ResidencyDecisionForm
    submit_label = _("Decide")
    success_message = _("Decided.")
    success_url = reverse_lazy("accounts:residencies")

    def get_crumbs(self) -> list[Crumb]:
        """Below the list."""
        return [*super().get_crumbs(), Crumb(_("Residents to confirm"), reverse("accounts:residencies"))]

    def get_queryset(self) -> QuerySet[Residency]:
        """404 for other communities."""
        return queries.waiting_residencies(self.membership)

    def act(self, form: Any) -> None:
        """Decide."""
        by, now = permissions.require(self.membership), clock.now()
        if form.cleaned_data["decision"] == "confirm":
            services.confirm_residency(by=by, request=self.object, now=now)
        else:
            services.refuse_residency(by=by, request=self.object, reason=form.cleaned_data["reason"], now=now)
