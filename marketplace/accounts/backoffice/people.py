"""People (用户) in the admin: Wagtail's user pages, with phone and language, through services."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from marketplace.accounts import permissions, services
from marketplace.accounts.adapter import PhoneField
from marketplace.accounts.backoffice.base import AddView, ChangeView
from marketplace.accounts.models import User
from marketplace.accounts.rules import Role
from marketplace.ui.admin_columns import in_words
from marketplace.ui.admin_lists import Index


class PersonForm(WagtailAdminModelForm):
    """Name, addresses and language."""

    phone = PhoneField(label=_("Phone"), required=False)

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language"]

    def clean_email(self) -> str | None:
        """Empty is None: an e-mail nobody has cannot be taken."""
        return self.cleaned_data["email"] or None

    def clean_phone(self) -> str | None:
        """Empty is None."""
        return self.cleaned_data["phone"] or None


class PersonChangeForm(PersonForm):
    """With the switch that closes an account."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, help_text=_("Needed when the account is closed or opened.")
    )

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "is_active"]

    def clean(self) -> dict[str, Any]:
        """Closing and opening says why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "is_active" in self.changed_data and not cleaned.get("reason"):
            self.add_error("reason", _("Give a reason."))
        return cleaned


class PeopleIndex(Index):
    """Everybody with an account."""

    page_title = _("People with accounts")
    add_item_label = _("Add a person")

    def get_base_queryset(self) -> QuerySet[User]:
        """All of them, for who acts for the district; what may be changed is decided by the services."""
        by_district = permissions.holds(self.request.membership, Role.DISTRICT)
        return User.objects.all() if by_district else User.objects.none()


class AddPerson(AddView):
    """Opens an account."""

    page_title = _("Add a person")
    success_message = _("The account of %(object)s is open; a password is set through “forgotten password”.")

    def save_instance(self) -> User:
        """One account."""
        typed = self.form.cleaned_data
        return services.create_person(
            by=self.by, name=typed["name"], email=typed["email"], phone=typed["phone"], language=typed["language"]
        )


class ChangePerson(ChangeView):
    """Corrects a person; closes or opens the account."""

    success_message = _("%(object)s was changed.")

    def get_queryset(self) -> QuerySet[User]:
        """All of them."""
        return User.objects.all()

    def save_instance(self) -> User:
        """One or two acts, together or not at all."""
        typed = self.form.cleaned_data
        person = services.change_person(
            by=self.by,
            person=self.object,
            name=typed["name"],
            email=typed["email"],
            phone=typed["phone"],
            language=typed["language"],
        )
        if "is_active" in self.form.changed_data:
            switch = services.reactivate_person if typed["is_active"] else services.deactivate_person
            person = switch(by=self.by, person=person, reason=typed["reason"])
        return person


class PeopleViewSet(ModelViewSet):
    """Under the addresses of Wagtail's own users, which it links to."""

    model = User
    icon = "user"
    ordering = "name"
    menu_name = "users"
    menu_label = _("People with accounts")
    menu_order = 600
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_fields = ["name", "email", "phone"]
    search_backend_name = None
    list_filter = ["is_active"]
    list_display = [
        "name",
        Column("email", label=_("E-mail"), sort_key="email"),
        Column("phone", label=_("Phone"), sort_key="phone"),
        Column("is_active", label=_("Active"), sort_key="is_active", accessor=partial(in_words, "is_active")),
        DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
    ]
    index_view_class = PeopleIndex
    add_view_class = AddPerson
    edit_view_class = ChangePerson

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        """The switch stands on existing accounts only."""
        return PersonChangeForm if for_update else PersonForm
