"""One's roles, the switch between them, substitutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts import forms, permissions, queries, rules, services
from marketplace.accounts.middleware import SESSION_KEY
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, STAFF_ROLES, Role
from marketplace.accounts.views.area import AccountPage, acting
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui.forms.bases import ReasonForm
from marketplace.ui.views import ActView, ObjectActView


class Roles(AccountPage):
    """The roles one holds, the one acted in marked, with the switch."""

    title = _("My roles")
    template_name = "accounts/roles.html"
    tab = "roles"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the roles, those that can be laid down here, and who asks the person to join."""
        invited = queries.invitations_to(self.person, clock.now())
        held = acting(self.request).memberships
        return super().get_context(held=held, leavable=PROVIDER_ROLES, invited=invited, **context)


class SwitchRole(AccountPage):
    """Act in another of one's roles from now on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """To the workbench of the role, or back to a page of ours that was asked for."""
        del args, kwargs
        chosen = next(
            (one for one in acting(request).memberships if str(one.pk) == request.POST.get("membership")), None
        )
        if chosen is None:
            raise InvalidInput("accounts.role_unknown")
        services.use_membership(membership=chosen, now=clock.now())
        request.session[SESSION_KEY] = chosen.pk
        messages.success(request, str(_("You now act as %(role)s.") % {"role": chosen}))
        return HttpResponseRedirect(_next(request))


class Substitutes(AccountPage, ActView):
    """Who stands in for one, and the form to appoint somebody."""

    title = _("Substitutes")
    lead = _("Who stands in acts in your role. Wherever two people are asked for, the two of you count as one.")
    template_name = "accounts/substitutes.html"
    tab = "substitutes"
    roles = tuple(sorted(STAFF_ROLES))
    form_class = forms.SubstituteForm
    submit_label = _("Appoint")
    success_message = _("The substitute is appointed.")
    success_url = reverse_lazy("accounts:substitutes")

    def act(self, form: Any) -> None:
        """Appoint for one's own role."""
        values = form.cleaned_data
        own = self._own()
        services.appoint_substitute(
            by=own,
            absent=own,
            substitute=services.named(values["substitute"], field="substitute"),
            from_date=values["from_date"],
            to_date=values["last_day"] + timedelta(days=1),
            reason=values["reason"],
        )

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds those appointed, and whether the role can have one."""
        own = self._own()
        able = not own.substitute_for_id and rules.may_have_substitute(Role(own.role))
        return super().get_context(appointed=queries.substitutes_of(own), able=able, **context)

    def _own(self) -> Membership:
        own = self.membership
        assert own is not None  # the gate asked for a role
        return own


class EndSubstitute(AccountPage, ObjectActView[Membership]):
    """The officer is back early."""

    model = Membership
    below = "substitutes"
    roles = Substitutes.roles
    title = _("End the substitute's time")
    form_class = ReasonForm
    submit_label = _("End it today")
    success_message = _("From today nobody acts in your role through this leave; the substitute is told.")
    success_url = reverse_lazy("accounts:substitutes")
    cancel_url = reverse_lazy("accounts:substitutes")

    def get_queryset(self) -> QuerySet[Membership]:
        """404 for whom one did not appoint."""
        return queries.substitutes_of(permissions.require(self.membership))

    def get_title(self) -> Any:
        """The act and the person."""
        return f"{self.title}: {self.object.user.name}"

    def act(self, form: Any) -> None:
        """End it."""
        by = permissions.require(self.membership)
        services.end_substitute(by=by, standing_in=self.object, reason=form.cleaned_data["reason"])


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if ours else "/workbench/"
