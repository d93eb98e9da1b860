"""The rule book's place in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from marketplace.rulebook.backoffice import urls
from marketplace.rulebook.backoffice.viewsets import RulebookGroup
from marketplace.rulebook.permissions import may_edit


class RulesMenuItem(MenuItem):
    """Shown to district staff."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may edit rules in the role acted in."""
        return may_edit(getattr(request, "membership", None))


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The rule sets' pages."""
    return [path("rulebook/rules/", include((urls.urlpatterns, urls.app_name), namespace=urls.app_name))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The rule sets' menu entry."""
    return RulesMenuItem(_("Rule sets"), reverse_lazy("rulebook_admin:index"), icon_name="clipboard-list", order=310)


@hooks.register("register_admin_viewset")
def viewsets() -> Any:
    """Calendar and domains."""
    return RulebookGroup()
