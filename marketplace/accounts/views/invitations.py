"""A provider asks people to act for it; they answer, and may leave again."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts import forms, permissions, queries, rules, services
from marketplace.accounts.middleware import SESSION_KEY
from marketplace.accounts.models import MemberInvitation, Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.views.area import AccountPage
from marketplace.ui.forms.bases import ReasonForm
from marketplace.ui.views import ObjectActView
from marketplace.ui.views.acts import ActView


class InviteMember(AccountPage, ActView):
    """Asks somebody to act for one's provider; the page says the same whether the address has an account or not."""

    title = _("Invite somebody")
    below = "members"
    intro = format_lazy(
        _(
            "We write to the address. Whoever shows that it is theirs accepts or declines within {days} days; only "
            "then does the role begin. Who acts for a provider cannot judge its work."
        ),
        days=services.VALID_FOR.days,
    )
    roles = (Role.PROVIDER_ADMIN,)
    form_class = forms.MemberForm
    submit_label = _("Send the invitation")
    success_message = _("The invitation is sent.")
    success_url = reverse_lazy("accounts:members")

    def get_form_options(self) -> dict[str, Any]:
        """The roles of a provider; the place is its own."""
        return {"roles": [role for role in Role if rules.may_grant(Role.PROVIDER_ADMIN, role)], "places": None}

    def act(self, form: Any) -> None:
        """Invite."""
        by, values = permissions.require(self.membership, Role.PROVIDER_ADMIN), dict(form.cleaned_data)
        assert by.organisation is not None  # administrators act for one
        role = Role(values.pop("role"))
        services.invite_member(by=by, organisation=by.organisation, role=role, now=clock.now(), **values)


class WithdrawInvitation(AccountPage, ObjectActView[MemberInvitation]):
    """Takes an invitation of one's provider back."""

    model = MemberInvitation
    roles = (Role.PROVIDER_ADMIN,)
    title = _("Take the invitation back")
    below = "members"
    submit_label = _("Take the invitation back")
    success_message = _("The invitation is taken back.")
    success_url = reverse_lazy("accounts:members")

    def get_queryset(self) -> QuerySet[MemberInvitation]:
        """404 for other providers' and what is over."""
        return queries.invitations_of(self.membership, clock.now())

    def act(self, form: Any) -> None:
        """Take it back."""
        del form
        by = permissions.require(self.membership)
        services.withdraw_invitation(by=by, invitation=self.object)


class AnswerInvitation(AccountPage, ObjectActView[MemberInvitation]):
    """Accepts or declines."""

    model = MemberInvitation
    title = _("An organisation asks you to act for it")
    below = "roles"
    template_name = "accounts/invitation.html"
    form_class = forms.InvitationAnswerForm
    submit_label = _("Answer")
    success_message = _("Your answer is on record.")
    success_url = reverse_lazy("accounts:roles")
    cancel_url = reverse_lazy("accounts:roles")
    consequences = (
        _("Who accepts acts for this organisation and for no other one, and holds no office."),
        _("While you act for it, and for three years afterwards, you judge no bids of it."),
    )

    def get_queryset(self) -> QuerySet[MemberInvitation]:
        """404 for what went to other addresses and what is over."""
        return queries.invitations_to(self.person, clock.now())

    def act(self, form: Any) -> None:
        """Answer; who accepts acts in the new role from now on, once it has begun."""
        if form.cleaned_data["answer"] == "decline":
            services.decline_invitation(user=self.person, invitation=self.object)
            return
        joined = services.accept_invitation(user=self.person, invitation=self.object)
        if permissions.holds(joined):
            self.request.session[SESSION_KEY] = joined.pk


class LayDownRole(AccountPage, ObjectActView[Membership]):
    """Ends one's own role for a provider."""

    model = Membership
    title = _("Lay down a role")
    below = "roles"
    form_class = ReasonForm
    danger = True
    submit_label = _("Lay down the role today")
    success_message = _("The role has ended.")
    success_url = reverse_lazy("accounts:roles")
    cancel_url = reverse_lazy("accounts:roles")
    consequences = (
        _("From today you act in this role no more; what was done stays as it is."),
        _("The administrators of the organisation are told."),
    )

    def get_title(self) -> Any:
        """The act and the role."""
        return f"{self.title}: {self.object}"

    def get_queryset(self) -> QuerySet[Membership]:
        """404 for others' and what has ended."""
        return queries.laid_down_by(self.person)

    def act(self, form: Any) -> None:
        """Lay it down."""
        reason = form.cleaned_data["reason"]
        services.lay_down(user=self.person, membership=self.object, reason=reason, now=clock.now())
