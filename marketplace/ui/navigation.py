"""Links of the shell, registered by the apps that own the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from marketplace.ui.text import Text

HEADINGS: dict[str, Text] = {
    "services": _("Services"),
    "disclosure": _("Disclosure"),
    "oversight": _("Oversight"),
    "help": _("Data and help"),
}
Counter = Callable[["HttpRequest"], int]


class Area(StrEnum):
    """Where a link stands."""

    MAIN = "main"
    ACCOUNT = "account"
    SERVICES = "services"
    DISCLOSURE = "disclosure"
    OVERSIGHT = "oversight"
    HELP = "help"

    @property
    def label(self) -> Text:
        """The heading of a footer column."""
        return HEADINGS.get(self, "")


@dataclass(frozen=True, slots=True)
class Item:
    """One link.

    Attributes:
        key: names the link; a page marks its place with ``nav = key``.
        label: what it says.
        url_name: a name to reverse, or empty where `path` is given (Wagtail pages have no names).
        order: lower is further left; equal orders keep the order of registration.
        roles: roles that see it; empty means everyone.
        signed_in: True only for people signed in, False only for visitors, None for both.
        counter: a number shown beside the label (unread messages); asked once per page.
    """

    key: str
    label: Text
    url_name: str = ""
    path: str = ""
    area: Area = Area.MAIN
    order: int = 100
    roles: tuple[str, ...] = ()
    signed_in: bool | None = None
    icon: str = ""
    counter: Counter | None = None

    def url(self) -> str:
        """The address."""
        return reverse(self.url_name) if self.url_name else self.path


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one request sees it."""

    key: str
    label: Text
    url: str
    icon: str
    current: bool
    count: int


_items: dict[str, Item] = {}


def register(*items: Item) -> None:
    """Add links; call it in `AppConfig.ready`. A key names one page.

    Raises:
        ImproperlyConfigured: the key names another page already, which nobody would see any more.
    """
    for item in items:
        known = _items.get(item.key, item)
        if (known.url_name, known.path) != (item.url_name, item.path):
            message = f"two pages under one key of the navigation: {item.key}"
            raise ImproperlyConfigured(message)
        _items[item.key] = item


def registered() -> list[Item]:
    """All links in the order they are shown."""
    return sorted(_items.values(), key=lambda item: item.order)


def links(request: HttpRequest, area: Area, nav: str = "") -> list[Link]:
    """The links of an area that this person sees; at most one is current."""
    shown = [item for item in registered() if item.area == area and _visible(item, request)]
    urls = {item.key: item.url() for item in shown}
    current = nav if nav in urls else _nearest(urls, request.path)
    return [
        Link(
            key=item.key,
            label=item.label,
            url=urls[item.key],
            icon=item.icon,
            current=item.key == current,
            count=item.counter(request) if item.counter else 0,
        )
        for item in shown
    ]


def _visible(item: Item, request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    if item.signed_in is not None and item.signed_in != signed_in:
        return False
    membership = getattr(request, "membership", None)
    return not item.roles or (membership is not None and membership.role in item.roles)


def _nearest(urls: dict[str, str], path: str) -> str:
    """The link whose address is the longest start of the path; the home page only for itself."""
    fitting = [key for key, url in urls.items() if path == url or (url != "/" and path.startswith(url))]
    return max(fitting, key=lambda key: len(urls[key]), default="")
