"""Groups of residents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup
from catalog.services.groups import Person
from marketplace.rulebook.models import ServiceDomain
from marketplace.ui.forms import DateField, Form, SeveralField, TextField, VersionedForm

MOST_MEMBERS = 200


class GroupFields(Form):
    """What a group does and who belongs to it."""

    purpose = TextField(label=_("What it does"), max_length=1000, widget=forms.Textarea({"rows": 3, "lang": "zh-Hans"}))
    members = TextField(
        label=_("Group members"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 6, "lang": "zh-Hans"}),
        help_text=_("One a line, name and phone with a space between; the first leads the group."),
    )
    domains = SeveralField(
        label=_("Service domains"),
        queryset=ServiceDomain.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    filed_date = DateField(label=_("Filed with the street on"), required=False)

    def __init__(self, *args: Any, service_domains: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["domains"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = service_domains

    def clean_members(self) -> list[Person]:
        """Lines as people; the first leads."""
        lines = [line.split() for line in self.cleaned_data["members"].splitlines() if line.strip()]
        if len(lines) > MOST_MEMBERS:
            raise ValidationError(_("A group has at most 200 members."), code="too_many")
        if any(len(line[0]) > 80 or len(" ".join(line[1:])) > 20 for line in lines):
            raise ValidationError(_("A name has at most 80 characters, a phone number at most 20."), code="too_long")
        return [Person(line[0], " ".join(line[1:]), leads=number == 0) for number, line in enumerate(lines)]


class NewGroupForm(GroupFields):
    """A group to be put on the register."""

    name = TextField(label=_("Name of the group"), max_length=120)
    uscc = TextField(
        label=_("Unified social credit code"), max_length=40, required=False, help_text=_("Only if it is registered.")
    )
    field_order = ("name", "uscc")


class EditGroupForm(GroupFields, VersionedForm):
    """A group on the register."""

    def __init__(self, *args: Any, group: CommunityGroup, **options: Any) -> None:
        super().__init__(*args, **options)
        members = sorted(group.members.all(), key=lambda member: (not member.leads, member.pk))
        self.initial = {
            **self.initial,
            "purpose": group.purpose,
            "filed_date": group.filed_date,
            "members": "\n".join(f"{member.name} {member.phone}".strip() for member in members),
            "domains": list(group.domains.all()),
        }
