"""What fund money may be spent on, and the fields providers work in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.rulebook import queries
from marketplace.ui.components import Crumb
from marketplace.ui.views import Page

RULES = Crumb(_("Rules"), "/rules/")


class CataloguePage(Page):
    """The scope catalogue in force: categories, items, classes, domains (R15, R16)."""

    template_name = "rulebook/catalogue.html"
    title = _("Scope catalogue")
    lead = _("Every demand is about exactly one item; what is not in the catalogue cannot be paid from the fund.")
    crumbs = [RULES]
    nav = "catalogue"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the items by category."""
        return super().get_context(categories=queries.categories(), **context)


class DomainsPage(Page):
    """The service domains, with the items each of them serves."""

    template_name = "rulebook/domains.html"
    title = _("Service domains")
    lead = _("A provider with an approved domain of an item may bid for demands about it.")
    crumbs = [RULES]
    nav = "catalogue"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the domains with their items."""
        return super().get_context(domains=queries.domains_with_items(), **context)
