"""The first page of the back office, and where Wagtail writes down what is done with pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page, PageLogEntry

from cms.models import PageNote

HELP = "help"


class Contents(Component):
    """Every menu entry the person has, entries of a submenu under its name; help stays in the menu."""

    name = "contents"
    template_name = "cms/backoffice_contents.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The sections with their links."""
        request: HttpRequest = parent_context["request"]
        return {"sections": sections(request)}


def sections(request: HttpRequest) -> list[tuple[str, list[MenuItem]]]:
    """Name and links of each section of the menu, in the menu's order."""
    found = []
    for item in admin_menu.menu_items_for_request(request):
        inside = item.menu.menu_items_for_request(request) if isinstance(item, SubmenuMenuItem) else [item]
        if item.name != HELP and inside:
            found.append((str(item.label), list(inside)))
    return found


@hooks.register("construct_homepage_panels")
def homepage(request: HttpRequest, panels: list[Component]) -> None:
    """The contents stand first."""
    del request
    panels.insert(0, Contents())


@hooks.register("register_log_actions", order=100)
def notes(actions: LogActionRegistry) -> None:
    """Wagtail's own entries of pages, in the same table, by the manager that tells of them."""
    actions.register_model(Page, PageNote)
    actions.log_entry_models.discard(PageLogEntry)
