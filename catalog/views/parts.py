"""One part of a provider's profile a page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.application import ContactForm, GradeForm, PartForm, ProfileForm, RegisterFactsForm
from catalog.queries.applications import live_state
from catalog.queries.entries import entry_state
from catalog.rules.profile import editable
from catalog.services.profile import edit_profile
from catalog.views.own import OWN, OwnProvider
from catalog.views.roster import ROSTER
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.places import queries as places
from marketplace.rulebook.queries import service_domains
from marketplace.ui.views import ActView


class PartPage(OwnProvider, ActView):
    """Shows the facts that may be changed now; saving goes back to the list of parts."""

    roles = (Role.PROVIDER_ADMIN,)
    template_name = "catalog/part.html"
    submit_label = _("Save and go on")
    success_message = _("Saved.")
    form_class: type[PartForm] = PartForm
    crumbs = (ROSTER, OWN)
    nav = "roster"

    def get_form_options(self) -> dict[str, Any]:
        """The provider and what may be changed now."""
        provider = self.provider
        return {"provider": provider, "editable": editable(live_state(provider), entry_state(provider))}

    def act(self, form: Any) -> str:
        """Save."""
        edit_profile(
            provider=self.provider,
            by=self.membership,
            changes=form.changes(),
            domains=form.chosen_domains(),
            version=form.cleaned_data["version"],
            now=clock.now(),
        )
        return reverse("catalog:own")


class RegisterFactsPage(PartPage):
    """As it stands in the register."""

    title = _("Registration")
    form_class = RegisterFactsForm

    def get_form_options(self) -> dict[str, Any]:
        """Adds the district's streets."""
        return super().get_form_options() | {"streets": places.streets()}


class ContactPage(PartPage):
    """How to reach the organisation."""

    title = _("Contact details")
    form_class = ContactForm


class ProfilePage(PartPage):
    """The four attributes."""

    title = _("Organisation profile")
    intro = _("Communities search and compare by these.")
    form_class = ProfileForm

    def get_form_options(self) -> dict[str, Any]:
        """Adds the service domains in use."""
        return super().get_form_options() | {"service_domains": service_domains()}


class GradePage(PartPage):
    """Grade and social enterprise certificate."""

    title = _("Grade and certificate")
    intro = _("A grade or a certificate counts with its proof among the files.")
    form_class = GradeForm
