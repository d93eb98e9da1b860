"""Forms of the back office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.rulebook.backoffice.editing import PartEditor
from marketplace.rulebook.models import ChengduClass, ServiceDomain
from marketplace.rulebook.models.catalogue import KINDS
from marketplace.ui.forms import DateField, ReasonField, TextField


class StartDraftForm(forms.Form):
    """From when the new version shall hold."""

    effective_from = DateField(label=_("In force from"), help_text=_("Today or later; it can be changed in the draft."))


class PartForm(forms.Form):
    """One part of a draft; `revision` travels along so that nobody overwrites a colleague."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647)

    def __init__(self, *args: Any, editor: PartEditor, revision: int, **options: Any) -> None:
        options["initial"] = {"revision": revision}
        super().__init__(*args, **options)
        self.editor = editor
        self.fields.update(editor.fields())

    def values(self) -> dict[str, Any]:
        """Dotted key to plain value."""
        return self.editor.values(self.cleaned_data)


class PutInForceForm(forms.Form):
    """Why the rules change."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647)
    reason = ReasonField(label=_("Why the rules change"), help_text=_("Public."))
    growth_override = TextField(
        label=_("Decision that allows a rate below the growth rule"),
        help_text=_("Only where a rate grows less than the rule demands; name the document."),
        max_length=400,
        required=False,
    )


class ReasonForm(forms.Form):
    """Why something is thrown away."""

    reason = ReasonField()


class ItemForm(forms.Form):
    """A scope item."""

    category = forms.ChoiceField(label=_("Category"))
    code = TextField(label=_("Code"), max_length=8)
    name_zh = TextField(label=_("Chinese name"), max_length=80)
    name_en = TextField(label=_("English name"), max_length=120)
    default_kind = forms.ChoiceField(label=_("Usual kind"), choices=KINDS)
    chengdu_class = forms.ChoiceField(label=_("Chengdu class"), choices=ChengduClass.choices)
    domains = forms.MultipleChoiceField(label=_("Service domains"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        active = ServiceDomain.objects.filter(is_active=True).order_by("pk")
        self._offer("category", categories)
        self._offer("domains", [(domain.code, domain.name) for domain in active])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class CategoryForm(forms.Form):
    """The names of a category."""

    name_zh = TextField(label=_("Chinese name"), max_length=60)
    name_en = TextField(label=_("English name"), max_length=80)
