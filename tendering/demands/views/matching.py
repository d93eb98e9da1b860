"""Two-way selection and deciding bodies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from catalog.queries.eligibility import eligible_for
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.places.queries import communities
from marketplace.primitives.refusal import NotPermitted
from marketplace.primitives.ruleset import Tier
from marketplace.ui.components import Crumb
from marketplace.ui.forms import Form
from marketplace.ui.views import ActView, ObjectActView
from tendering.demands.forms.decisions import BodyForm, InterestForm, InviteForm
from tendering.demands.models import Match
from tendering.demands.services import bodies, matching
from tendering.demands.views.base import DemandAct

DISTRICT = (Role.DISTRICT,)
PROVIDERS = (Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER)


class ExpressInterest(DemandAct):
    """A provider would do it."""

    roles = PROVIDERS
    title = _("Express interest")
    submit_label = _("Express interest")
    form_class = InterestForm

    def act(self, form: Any) -> str:
        """Express it."""
        provider = Provider.objects.filter(organisation=self.by.organisation).first()
        if provider is None:
            raise NotPermitted("catalog.not_on_roster", state="")
        return self.call(matching.express_interest, provider=provider, message=form.cleaned_data["message"])


class InviteProvider(DemandAct):
    """Invite one that fits."""

    roles = (Role.COMMUNITY,)
    title = _("Invite a provider")
    submit_label = _("Invite")
    form_class = InviteForm

    def get_form_options(self) -> dict[str, Any]:
        """Providers that may do it: domain and state fit."""
        item = self.object.scope_item
        if item is None:
            return {"providers": Provider.objects.none()}
        return {"providers": eligible_for(item, Tier(self.object.tier), on=clock.today())}

    def act(self, form: Any) -> str:
        """Invite."""
        return self.call(matching.invite, **form.cleaned_data)


class _MatchAct(Acting, ObjectActView[Match]):
    model = Match
    roles = (Role.COMMUNITY, *PROVIDERS)

    def get_queryset(self) -> QuerySet[Match]:
        """Matches of the own community or organisation."""
        membership = self.by
        rows = Match.objects.select_related("demand__community", "provider__organisation")
        if membership.place is not None:
            return rows.filter(demand__community__path__startswith=membership.place.path)
        return rows.filter(provider__organisation=membership.organisation)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the demand."""
        demand = self.object.demand
        return [Crumb(_("Demands"), "/demands/"), Crumb(demand.number, demand.get_absolute_url())]


class ConfirmMatch(_MatchAct):
    """The other side says yes."""

    title = _("Confirm the match")
    submit_label = _("Confirm the match")
    form_class = Form

    def act(self, form: Any) -> str:
        """Confirm."""
        del form
        matching.confirm_match(match=self.object, by=self.by)
        return self.object.demand.get_absolute_url()


class DeclineMatch(_MatchAct):
    """The other side says no."""

    title = _("Decline")
    submit_label = _("Decline")

    def act(self, form: Any) -> str:
        """Decline."""
        del form
        matching.decline_match(match=self.object, by=self.by)
        return self.object.demand.get_absolute_url()


class RegisterBody(Acting, ActView):
    """The community's deciding body."""

    roles = (Role.COMMUNITY, Role.PARTY_ORG)
    title = _("Register the deciding body")
    intro = _("Who decides in this community, how many members it has, from which day.")
    submit_label = _("Register the body")
    form_class = BodyForm
    crumbs = [Crumb(_("Demands"), "/demands/")]
    success_message = _("Registered.")

    @property
    def community(self) -> Place:
        """The person's own community."""
        found = communities(self.by.place).first()
        if found is None:
            raise NotPermitted("demands.not_a_community")
        return found

    def act(self, form: Any) -> str:
        """Register."""
        bodies.register_body(community=self.community, by=self.by, **form.cleaned_data)
        return reverse("demands:list")
