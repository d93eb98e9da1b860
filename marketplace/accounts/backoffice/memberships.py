"""Memberships (任职) in the admin: given, and ended by a day; who, what and where never change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput

from marketplace import clock
from marketplace.accounts import queries, services
from marketplace.accounts.backoffice.base import AddView, ChangeView
from marketplace.accounts.models import MemberInvitation, Membership
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui.admin_lists import Index
from marketplace.ui.forms import DateField


class GrantForm(WagtailAdminModelForm):
    """Who, what, where, from when until when."""

    person = forms.CharField(
        label=_("Person"), max_length=254, help_text=_("The e-mail or phone the person signs in with.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)

    class Meta:
        model = Membership
        fields = ["role", "place", "organisation", "from_date", "to_date"]
        widgets = {"from_date": AdminDateInput, "to_date": AdminDateInput}
        field_classes = {"from_date": DateField, "to_date": DateField}

    field_order = ["person", "role", "place", "organisation", "from_date", "to_date", "reason"]

    def clean(self) -> dict[str, Any]:
        """A known person, and a place or an organisation."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("place")) == bool(cleaned.get("organisation")):
            self.add_error("place", _("Choose a place or an organisation, not both."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The person is found by `clean`; the service and the database check the whole row.
        return {*super()._get_validation_exclusions(), "user"}

    def validate_constraints(self) -> None:
        """Left to the service, which says which rule refuses."""


class EndForm(WagtailAdminModelForm):
    """The end and why."""

    reason = forms.CharField(label=_("Reason"), max_length=400)

    class Meta:
        model = Membership
        fields = ["to_date"]
        widgets = {"to_date": AdminDateInput}
        field_classes = {"to_date": DateField}

    def validate_constraints(self) -> None:
        """Left to the service."""


class MembershipIndex(Index):
    """The memberships that have not ended and that the role may see."""

    page_title = _("Memberships")
    add_item_label = _("Give a role")

    @cached_property
    def columns(self) -> list[Column]:
        """The person's name leads to the row's own page."""
        who = TitleColumn(
            "user",
            accessor=lambda row: row.user.name,
            label=_("Person"),
            sort_key="user__name",
            get_url=self.get_edit_url,
        )
        return [who, *super().columns[1:]]

    def get_base_queryset(self) -> QuerySet[Membership]:
        """In one's district."""
        membership = self.request.membership
        return queries.members_seen_by(membership) if membership else Membership.objects.none()


class Grant(AddView):
    """Gives a role; for a provider's the person is asked first."""

    page_title = _("Give a role")

    def save_instance(self) -> Membership | MemberInvitation:
        """One membership, or one invitation."""
        typed = self.form.cleaned_data
        if typed["role"] in PROVIDER_ROLES and typed["organisation"]:
            return self._invite(typed)
        return services.grant_membership(
            by=self.by,
            user=services.named(typed["person"], field="person"),
            role=Role(typed["role"]),
            scope=typed["place"] or typed["organisation"],
            from_date=typed["from_date"],
            to_date=typed["to_date"],
            reason=typed["reason"],
        )

    def get_success_message(self, instance: Membership | MemberInvitation) -> str:
        """What happened."""
        invited = isinstance(instance, MemberInvitation)
        told = _("The invitation as %(object)s is sent.") if invited else _("The role %(object)s is given.")
        return str(told) % {"object": instance}

    def get_success_buttons(self) -> list[Any]:
        """An invitation has no page in the admin."""
        return [] if isinstance(self.object, MemberInvitation) else super().get_success_buttons()

    def _invite(self, typed: dict[str, Any]) -> MemberInvitation:
        by_email = "@" in typed["person"]
        return services.invite_member(
            by=self.by,
            organisation=typed["organisation"],
            role=Role(typed["role"]),
            name="",
            email=typed["person"] if by_email else None,
            phone=None if by_email else typed["person"],
            from_date=typed["from_date"],
            to_date=typed["to_date"],
            now=clock.now(),
        )


class SetEnd(ChangeView):
    """Sets or lifts the end of a role."""

    success_message = _("The end of %(object)s is set.")

    def get_queryset(self) -> QuerySet[Membership]:
        """404 for what one may not see."""
        return queries.members_seen_by(self.by)

    def save_instance(self) -> Membership:
        """One membership."""
        typed = self.form.cleaned_data
        return services.correct_membership(
            by=self.by, membership=self.object, to_date=typed["to_date"], reason=typed["reason"]
        )


class MembershipViewSet(ModelViewSet):
    """The one source of roles."""

    model = Membership
    name = "memberships"
    url_prefix = "memberships"
    icon = "group"
    menu_label = _("Memberships")
    menu_order = 610
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    ordering = ["user__name", "pk"]
    search_fields = ["user__name", "user__email", "user__phone"]
    search_backend_name = None
    list_filter = ["role"]
    list_display = [
        "user",
        Column("get_role_display", label=_("Role"), sort_key="role"),
        Column("scope", label=_("For")),
        Column("from_date", label=_("From"), sort_key="from_date"),
        Column("to_date", label=_("Until"), sort_key="to_date"),
    ]
    index_view_class = MembershipIndex
    add_view_class = Grant
    edit_view_class = SetEnd

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        """A role that is given keeps person, role and scope."""
        return EndForm if for_update else GrantForm
