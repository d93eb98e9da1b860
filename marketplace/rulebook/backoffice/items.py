"""The scope catalogue of a draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.rulebook import services
from marketplace.rulebook.backoffice.base import DistrictAct, DistrictPage, DraftMixin
from marketplace.rulebook.backoffice.forms import CategoryForm, ItemForm, ReasonForm
from marketplace.rulebook.models import ScopeCategory, ScopeItem
from marketplace.rulebook.services import ItemData
from marketplace.ui.text import Text


class CatalogueMixin(DraftMixin):
    """Pages below the catalogue of a draft."""

    def catalogue_url(self) -> str:
        """The list of items."""
        return reverse("rulebook_admin:items", args=[self.draft.pk])

    def get_trail(self) -> list[dict[str, Any]]:
        """The draft and its catalogue."""
        return [*super().get_trail(), {"url": self.catalogue_url(), "label": _("Scope catalogue")}]

    @cached_property
    def item(self) -> ScopeItem | None:
        """The item of the address, in whichever catalogue the draft has."""
        if "code" not in self.kwargs:
            return None
        found = self.draft.catalogue.items.filter(code=self.kwargs["code"]).select_related("category").first()
        if found is None:
            raise Http404
        return found


class Items(DraftMixin, DistrictPage):
    """All items of the draft's catalogue."""

    template_name = "rulebook/admin/items.html"
    page_title = _("Scope catalogue")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the categories."""
        found = self.draft.catalogue.categories.prefetch_related("items__domains").order_by("code")
        return super().get_context_data(draft=self.draft, categories=found, **kwargs)


class SaveItem(CatalogueMixin, DistrictAct):
    """Add an item, or change one."""

    form_class = ItemForm
    success_message = _("Saved in the draft.")

    def get_page_title(self) -> Text:
        """The item, or a new one."""
        return f"{self.item.code} {self.item.name}" if self.item else _("New scope item")

    def get_initial(self) -> dict[str, Any]:
        """What the item says."""
        item = self.item
        if item is None:
            return {}
        same = ("code", "name_zh", "name_en", "default_kind", "chengdu_class")
        domains = list(item.domains.values_list("code", flat=True))
        return {name: getattr(item, name) for name in same} | {"category": item.category.code, "domains": domains}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The categories of the draft."""
        rows = self.draft.catalogue.categories.order_by("code")
        options: dict[str, Any] = super().get_form_kwargs()
        return options | {"categories": [(row.code, f"{row.code} {row.name}") for row in rows]}

    def act(self, form: ItemForm) -> str:
        """Save it."""
        typed = dict(form.cleaned_data)
        data = ItemData(category_code=typed.pop("category"), domain_codes=tuple(typed.pop("domains")), **typed)
        services.save_item(by=self.request.membership, draft=self.draft, data=data, item=self.item)
        return self.catalogue_url()


class RemoveItem(CatalogueMixin, DistrictAct):
    """Take an item out."""

    form_class = ReasonForm
    submit_label = _("Remove")
    danger = True
    intro = _("Demands that are about this item keep it; new ones cannot choose it once the draft is in force.")

    def get_page_title(self) -> Text:
        """The item."""
        return _("Remove %(item)s") % {"item": f"{self.item.code} {self.item.name}" if self.item else ""}

    def act(self, form: ReasonForm) -> str:
        """Remove it."""
        if self.item is None:
            raise Http404
        reason = form.cleaned_data["reason"]
        services.remove_item(by=self.request.membership, draft=self.draft, item=self.item, reason=reason)
        return self.catalogue_url()


class RenameCategory(CatalogueMixin, DistrictAct):
    """Change a category's names."""

    form_class = CategoryForm
    page_title = _("Rename the category")

    @cached_property
    def category(self) -> ScopeCategory:
        """The category of the address."""
        found = self.draft.catalogue.categories.filter(code=self.kwargs["category"]).first()
        if found is None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        """Its names."""
        return {"name_zh": self.category.name_zh, "name_en": self.category.name_en}

    def act(self, form: CategoryForm) -> str:
        """Rename it."""
        member = self.request.membership
        services.rename_category(by=member, draft=self.draft, category=self.category, **form.cleaned_data)
        return self.catalogue_url()
