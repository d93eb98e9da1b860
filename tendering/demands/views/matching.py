"""Two-way selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui.components import Crumb
from marketplace.ui.forms import Form
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.demands import calls
from tendering.demands.forms.decisions import InterestForm, InviteForm, NoForm
from tendering.demands.models import Demand, Match
from tendering.demands.queries.choosing import invitable
from tendering.demands.rules.matching import WAITING
from tendering.demands.services import matching
from tendering.demands.views import trail
from tendering.demands.views.base import DemandAct
from tendering.demands.views.choosing import Choosing
from tendering.demands.wording.matching import PAST, why_over

DISTRICT = (Role.DISTRICT,)


class _Beginning(DemandAct):
    """One side turns to the other."""

    def get_over(self) -> Text:
        """The demand's state, or that its call takes no more answers."""
        now = clock.now()
        call = calls.running([self.object], now).get(self.object.pk)
        return super().get_over() or (PAST if call is not None and call.is_past else "")


class ExpressInterest(_Beginning):
    """A provider would do it."""

    roles = PROVIDER_ROLES
    title = _("Express interest")
    submit_label = _("Express interest")
    form_class = InterestForm

    def act(self, form: Any) -> str:
        """Express it."""
        provider = Provider.objects.filter(organisation=self.by.organisation).first()
        if provider is None:
            raise NotPermitted("catalog.not_on_roster", state="")
        return self.call(matching.express_interest, provider=provider, message=form.cleaned_data["message"])


class InviteProvider(Choosing, _Beginning):
    """Invite one that fits."""

    roles = (Role.COMMUNITY,)
    title = _("Invite a provider")
    intro = _(
        "Only providers that may do it are listed, those that fit best first; whoever is in touch already is not."
    )
    submit_label = _("Invite")
    form_class = InviteForm
    template_name = "demands/invite.html"
    has_in_touch = False

    def subject(self) -> Demand:
        """The demand."""
        return self.object

    def candidates(self) -> QuerySet[Provider]:
        """Providers that may do it and are not in touch."""
        return invitable(self.object, clock.today())

    def chosen(self) -> list[str]:
        """The one that was sent, or that a list of fitting providers leads here with."""
        return [self.request.POST.get("provider", "") or self.request.GET.get("provider", "")]

    def get_initial(self) -> dict[str, Any]:
        """The one that a list of fitting providers leads here with."""
        asked = self.request.GET.get("provider", "")
        return {"provider": asked} if asked.isascii() and asked.isdigit() else {}

    def get_form_options(self) -> dict[str, Any]:
        """Who may be chosen, and the labels of this page."""
        return {"providers": self.candidates(), "labels": self.labels()}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the search field and the pages."""
        return super().get_context(**(self.choosing() | context))

    def act(self, form: Any) -> str:
        """Invite."""
        return self.call(matching.invite, **form.cleaned_data)


class _MatchAct(Acting, ObjectActView[Match]):
    model = Match
    roles = (Role.COMMUNITY, *PROVIDER_ROLES)

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
        return trail.to(demand)

    def get_over(self) -> Text:
        """Why nothing is answered any more, or that it was answered."""
        row, now = self.object, clock.now()
        call = calls.running([row.demand], now).get(row.demand_id)
        is_past = call is not None and call.is_past
        over = why_over(row.state, row.expires_at, row.demand.state, now, call_is_past=is_past)
        return over or ("" if row.state in WAITING else row.get_state_display())


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

    title = _("Turn down")
    submit_label = _("Turn down")
    form_class = NoForm

    def act(self, form: Any) -> str:
        """Decline."""
        matching.decline_match(match=self.object, by=self.by, answer=form.cleaned_data["reason"])
        return self.object.demand.get_absolute_url()
