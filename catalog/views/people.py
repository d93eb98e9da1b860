"""Residents' groups (R34)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.people import EditGroupForm, NewGroupForm
from catalog.models import CommunityGroup
from catalog.permissions import may_keep_groups, may_read_group
from catalog.queries.roster import records_of
from catalog.services import groups
from catalog.views import shown
from catalog.views.roster import ROSTER
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.rulebook.queries import service_domains
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.labels import masked_name
from marketplace.ui.drawing.values import said
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import ActView, Column, DetailPage, Kind, ListPage, ObjectActView

GROUPS = Crumb(_("Community groups"), "/roster/groups/")


class GroupList(Acting, ListPage):
    """The light register: who may carry out micro projects in its community."""

    title = _("Community groups")
    lead = _("Residents' own groups, kept by their communities; they may carry out micro projects.")
    caption = title
    crumbs = (ROSTER,)
    nav = "roster"
    export_name = "community-groups"
    default_sort = "name"
    empty_title = _("No group is registered yet")
    empty_text = _("Communities put their residents' groups on this register.")
    columns = (
        Column(
            name="name",
            label=_("Name"),
            value=str,
            kind=Kind.SAID,
            sort=("organisation__name",),
            link=lambda row: reverse("catalog:group", args=[row.pk]),
        ),
        Column(name="community", label=_("Community"), sort=("community__code",)),
        Column(name="purpose", label=_("What it does"), kind=Kind.SAID, wide_only=True),
        Column(name="number", label=_("Group members"), kind=Kind.NUMBER, sort=("number",), aside=True),
    )

    def get_queryset(self) -> QuerySet[CommunityGroup]:
        """Groups that have not been dissolved."""
        rows = CommunityGroup.objects.filter(dissolved_at__isnull=True)
        return rows.select_related("organisation", "community").annotate(number=Count("members"))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the way to register one, for community workers."""
        member = self.membership
        may = member is not None and member.place is not None and may_keep_groups(member, member.place)
        return super().get_context(new_url=reverse("catalog:group_new") if may else "", **context)

    fragment_name = "catalog/_groups.html"


class GroupPage(Acting, DetailPage[CommunityGroup]):
    """One group; its people masked for the public."""

    model = CommunityGroup
    template_name = "catalog/group.html"
    crumbs = (ROSTER, GROUPS)
    nav = "roster"

    def get_queryset(self) -> QuerySet[CommunityGroup]:
        """All groups, dissolved ones too."""
        return CommunityGroup.objects.select_related("organisation", "community").prefetch_related("members", "domains")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds members, as far as the reader may see them, and what the group has done."""
        group, member = self.object, self.membership
        fully = may_read_group(member, group)
        people = sorted(group.members.all(), key=lambda person: (not person.leads, person.pk))
        found = super().get_context(
            domains=shown.named(sorted(group.domains.all(), key=lambda domain: domain.pk)),
            people=[
                {
                    "name": said(person.name) if fully else masked_name(person.name),
                    "phone": person.phone if fully else "",
                    "leads": person.leads,
                }
                for person in people
            ],
            records=list(records_of(group)[:10]),
            fully=fully,
            may_keep=may_keep_groups(member, group.community) and group.dissolved_at is None,
            **context,
        )
        found["crumbs"][-1] = Crumb(said(str(group)))
        return found


class NewGroupPage(Acting, ActView):
    """Put a group on the register."""

    roles = (Role.COMMUNITY,)
    title = _("Register a community group")
    submit_label = _("Register the group")
    success_message = _("Registered.")
    form_class = NewGroupForm
    crumbs = (ROSTER, GROUPS)
    nav = "roster"

    def get_form_options(self) -> dict[str, Any]:
        """The domains in use."""
        return {"service_domains": service_domains()}

    def act(self, form: Any) -> str:
        """Register it in the worker's own community."""
        member = require(self.membership, Role.COMMUNITY)
        assert member.place is not None  # community workers act for a place
        group = groups.register_group(community=member.place, by=member, now=clock.now(), **form.cleaned_data)
        return reverse("catalog:group", args=[group.pk])


class GroupAct(Acting, ObjectActView[CommunityGroup]):
    """An act of a community worker on a group of the own community."""

    model = CommunityGroup
    roles = (Role.COMMUNITY,)
    crumbs = (ROSTER, GROUPS)
    nav = "roster"

    def get_queryset(self) -> QuerySet[CommunityGroup]:
        """Groups of the own community that have not been dissolved."""
        member = self.membership
        rows = CommunityGroup.objects.filter(community=member.place_id if member else None, dissolved_at__isnull=True)
        return rows.select_related("organisation", "community").prefetch_related("members")

    def get_lead(self) -> Any:
        """Which group it is."""
        return said(str(self.object))

    def get_cancel_url(self) -> str:
        """Back to the group."""
        return reverse("catalog:group", args=[self.object.pk])


class EditGroupPage(GroupAct):
    """Change what a group does and who belongs to it."""

    title = _("Change a community group")
    success_message = _("Saved.")
    form_class = EditGroupForm

    def get_form_options(self) -> dict[str, Any]:
        """The group and the domains in use."""
        options = {"group": self.object, "service_domains": service_domains()}
        return super().get_form_options() | options

    def act(self, form: Any) -> None:
        """Save."""
        groups.edit_group(group=self.object, by=self.membership, **form.cleaned_data)


class DissolveGroupPage(GroupAct):
    """Take a group off the register."""

    title = _("Dissolve a community group")
    submit_label = _("Dissolve it")
    danger = True
    consequences = (_("It can no longer carry out projects; what it has done stays."),)
    success_message = _("Dissolved.")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Dissolve it."""
        groups.dissolve_group(
            group=self.object, by=self.membership, reason=form.cleaned_data["reason"], now=clock.now()
        )
        return reverse("catalog:groups")
