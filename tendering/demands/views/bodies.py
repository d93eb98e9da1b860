"""Who decides and who watches in a community: its bodies, their members and terms (R25)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import ROLE_NAMES, Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.places.models import Level, Place
from marketplace.places.queries import communities
from marketplace.primitives.refusal import NotPermitted
from marketplace.ui.views import ActView, DetailPage
from tendering.demands.forms.decisions import BodyForm
from tendering.demands.models import DecidingBody
from tendering.demands.services import bodies
from tendering.demands.views import trail

REGISTRARS = (Role.COMMUNITY, Role.PARTY_ORG)


class Bodies(Acting, DetailPage[Place]):
    """The deciding body now and before, representatives and supervision committee with their terms."""

    model = Place
    template_name = "demands/bodies.html"
    title = _("Residents' bodies")
    nav = "demands"
    crumbs = [trail.DEMANDS]

    def get_queryset(self) -> QuerySet[Place]:
        """Communities alone have such bodies."""
        return Place.objects.filter(level=Level.COMMUNITY).select_related("parent")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """The bodies, and who holds a role in them today."""
        place, roles = self.object, (Role.RESIDENT_REPRESENTATIVE, Role.SUPERVISION_COMMITTEE)
        rows = Membership.objects.active(clock.today()).filter(place=place, role__in=roles, substitute_for=None)
        held = list(rows.select_related("user").order_by("from_date", "pk"))
        extra = {
            "bodies": DecidingBody.objects.filter(community=place).order_by("-from_date", "-pk"),
            "groups": [(ROLE_NAMES[role], [row for row in held if row.role == role]) for role in roles],
            "registers": holds(self.membership, *REGISTRARS, place=place),
        }
        return super().get_context(**(extra | context))


class RegisterBody(Acting, ActView):
    """The community's deciding body."""

    roles = REGISTRARS
    title = _("Register the deciding body")
    intro = _("Who decides in this community, how many members it has, from which day.")
    submit_label = _("Register the body")
    form_class = BodyForm
    crumbs = [trail.DEMANDS]
    success_message = _("Registered.")

    @property
    def community(self) -> Place:
        """The person's own community."""
        found = communities(self.by.place).first()
        if found is None:
            raise NotPermitted("demands.not_a_community")
        return found

    def act(self, form: Any) -> str:
        """Register; back to the community's bodies."""
        bodies.register_body(community=self.community, by=self.by, **form.cleaned_data)
        return reverse("demands:bodies", args=[self.community.pk])
