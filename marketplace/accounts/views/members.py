"""Who holds which role in one's place or organisation; roles are given and ended here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts import forms, permissions, queries, rules, services
from marketplace.accounts.models import ROLE_NAMES, Membership
from marketplace.accounts.rules import GRANTS, PROVIDER_ROLES, STAFF_ROLES, Role
from marketplace.accounts.views.area import AccountPage
from marketplace.places.models import Level, Place
from marketplace.ui import typed
from marketplace.ui.components import Tab
from marketplace.ui.forms import FilterForm
from marketplace.ui.forms.bases import ReasonForm
from marketplace.ui.views import Column, Kind, ListPage, ObjectActView
from marketplace.ui.views.acts import ActView

WHO_SEES = tuple(sorted(STAFF_ROLES | set(GRANTS)))
WHO_ENDS = tuple(sorted(GRANTS))
# A provider's administrator invites instead: nobody acts for a provider without having said yes.
WHO_GIVES = tuple(sorted(set(GRANTS).difference(PROVIDER_ROLES)))


class MemberFilter(FilterForm):
    """By name, address or role."""

    q = django_forms.CharField(label=_("Name, e-mail or phone"), max_length=80)
    role = django_forms.ChoiceField(
        label=_("Role"), choices=[("", _("All roles")), *((role.value, ROLE_NAMES[role]) for role in Role)]
    )

    def filter(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Parts of names and addresses are enough."""
        chosen = self.chosen()
        if text := chosen.get("q"):
            queryset = queryset.filter(typed.says(text, "user__name", "user__email", "user__phone"))
        return queryset.filter(role=chosen["role"]) if "role" in chosen else queryset


class Members(AccountPage, ListPage):
    """Everybody one may see, newest roles last."""

    title = _("Members")
    tab = "members"
    roles = WHO_SEES
    template_name = "accounts/members.html"
    filter_form_class = MemberFilter
    caption = _("Members and their roles")
    export_name = "members"
    default_sort = "name"
    columns = (
        Column(
            name="name",
            label=_("Full name"),
            value=lambda row: row.user.name,
            sort=("user__name", "pk"),
            kind=Kind.SAID,
        ),
        Column(name="role", label=_("Role"), value=lambda row: row.get_role_display(), sort=("role", "pk")),
        Column(name="scope", label=_("For"), value=lambda row: str(row.scope), kind=Kind.SAID),
        Column(
            name="substitute_for",
            label=_("Substitute for"),
            value=lambda row: row.substitute_for.user.name if row.substitute_for else None,
            kind=Kind.SAID,
            wide_only=True,
        ),
        Column(name="from_date", label=_("From"), sort=("from_date", "pk"), kind=Kind.DAY, wide_only=True),
        Column(name="last_day", label=_("Until"), sort=("to_date", "pk"), kind=Kind.DAY),
    )

    def get_columns(self) -> Sequence[Column]:
        """With what one may do, for who gives roles."""
        by = self.membership
        if by is None or by.role not in GRANTS:
            return self.columns
        acts = Column(
            name="acts",
            label=_("What to do"),
            value=lambda row: permissions.gives(by, row),
            kind=Kind.CUSTOM,
            template="accounts/_member_acts.html",
            export=False,
        )
        return (*self.columns, acts)

    def get_queryset(self) -> QuerySet[Any]:
        """Those the role may see."""
        membership = self.membership
        return queries.members_seen_by(membership) if membership else Membership.objects.none()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the way to give a role, or to invite somebody, and the invitations that wait."""
        role = self.membership.role if self.membership else ""
        give = Tab(label=_("Give a role"), url=reverse("accounts:member_add"))
        invite = Tab(label=_("Invite somebody"), url=reverse("accounts:member_invite"))
        actions = [give] if role in WHO_GIVES else [invite] if role == Role.PROVIDER_ADMIN else []
        invited = queries.invitations_of(self.membership, clock.now())
        return super().get_context(actions=actions, invited=invited, **context)


class GiveRole(AccountPage, ActView):
    """Gives somebody a role; whoever has no account gets one."""

    title = _("Give a role")
    below = "members"
    roles = WHO_GIVES
    form_class = forms.MemberForm
    submit_label = _("Give the role")
    success_message = _("The role is given, and the person is told.")
    success_url = reverse_lazy("accounts:members")

    def get_form_options(self) -> dict[str, Any]:
        """The roles and places this role gives."""
        by = self._by()
        given = [role for role in Role if rules.may_grant(Role(by.role), role) and role not in PROVIDER_ROLES]
        return {"roles": given, "places": self._places(by)}

    def act(self, form: Any) -> None:
        """Give it."""
        values = dict(form.cleaned_data)
        by = self._by()
        scope = values.pop("place", None) or by.scope
        services.invite(by=by, scope=scope, role=Role(values.pop("role")), **values)

    def _places(self, by: Membership) -> QuerySet[Place] | None:
        if by.place is None or by.role == Role.COMMUNITY:
            return None
        within = Place.objects.filter(path__startswith=by.place.path).exclude(level=Level.COURTYARD)
        return within.select_related("parent").order_by("path")

    def _by(self) -> Membership:
        assert self.membership is not None  # the gate asked for a role
        return self.membership


class MemberAct(AccountPage, ObjectActView[Membership]):
    """An act on one membership that one gives."""

    model = Membership
    below = "members"
    roles = WHO_ENDS
    form_class = ReasonForm
    danger = True
    success_url = reverse_lazy("accounts:members")
    cancel_url = reverse_lazy("accounts:members")

    def get_queryset(self) -> QuerySet[Membership]:
        """404 for what one does not see."""
        return queries.members_seen_by(permissions.require(self.membership))

    def get_title(self) -> Any:
        """The act and the person."""
        return f"{self.title}: {self.object.user.name}"


class EndRole(MemberAct):
    """Ends a role today."""

    title = _("End a role")
    submit_label = _("End the role today")
    success_message = _("The role has ended.")
    consequences = (
        _("From today the person acts in this role no more; what was done stays as it is."),
        _("Whoever stands in for the person stops as well."),
    )

    def act(self, form: Any) -> None:
        """End it."""
        services.end_membership(
            by=permissions.require(self.membership), membership=self.object, reason=form.cleaned_data["reason"]
        )


class ResetSecondFactor(MemberAct):
    """Resets a lost second step."""

    title = _("Reset the second step")
    submit_label = _("Reset the second step")
    success_message = _("The second step is reset; the person sets it up at the next sign-in.")
    consequences = (
        _("The person is signed out everywhere and sets up a new authenticator at the next sign-in."),
        _("Until then the password alone opens the account: be sure who asked you."),
    )

    def act(self, form: Any) -> None:
        """Reset it."""
        services.reset_second_factor(
            by=permissions.require(self.membership), person=self.object.user, reason=form.cleaned_data["reason"]
        )
