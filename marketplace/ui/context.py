"""What every page's shell shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from marketplace import clock
from marketplace.ui import navigation
from marketplace.ui.cookies import ELDER
from marketplace.ui.formats import in_english
from marketplace.ui.role_names import name as role_name

if TYPE_CHECKING:
    from django.http import HttpRequest

DRIFT_SHOWN = 60  # seconds; a clock further off than this is a demonstration's own and is told


class Shell:
    """Asked lazily by the shell's template, so that fragments and files pay nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def account(self) -> list[navigation.Link]:
        """Links beside the person's name."""
        return navigation.links(self.request, navigation.Area.ACCOUNT)

    @property
    def footer(self) -> list[tuple[navigation.Area, list[navigation.Link]]]:
        """The four columns of the footer."""
        areas = (
            navigation.Area.SERVICES,
            navigation.Area.DISCLOSURE,
            navigation.Area.OVERSIGHT,
            navigation.Area.HELP,
        )
        return [(area, navigation.links(self.request, area)) for area in areas]

    @property
    def place(self) -> str:
        """The district whose platform this is."""
        return str(settings.SITE_PLACE_EN if in_english() else settings.SITE_PLACE)

    @property
    def contact(self) -> dict[str, str]:
        """Whom people ask: office, phone, e-mail; empty where the installation names none."""
        return {
            "office": settings.CONTACT_OFFICE,
            "phone": settings.CONTACT_PHONE,
            "email": settings.CONTACT_EMAIL,
        }

    @property
    def elder(self) -> bool:
        """Whether the person asked for large text: this browser's choice, else the profile's."""
        chosen = self.request.COOKIES.get(ELDER)
        return chosen == "1" if chosen else bool(getattr(self.request.user, "elder_mode", False))

    @property
    def demonstration(self) -> bool:
        """Whether this is a demonstration with made-up names."""
        return bool(settings.DEMONSTRATION)

    @property
    def moved_clock(self) -> Any:
        """The demonstration's own time where it differs from the real one, else None."""
        now = clock.now()
        return now if abs((now - timezone.now()).total_seconds()) > DRIFT_SHOWN else None

    @property
    def role(self) -> str:
        """The role the person acts in, by name."""
        membership = getattr(self.request, "membership", None)
        return role_name(membership.role) if membership else ""

    @property
    def scope(self) -> str:
        """The place or organisation the person acts for."""
        membership = getattr(self.request, "membership", None)
        return str((membership.place or membership.organisation or "") if membership else "")


def shell(request: HttpRequest) -> dict[str, object]:
    """Names for the shell's template."""
    return {"membership": getattr(request, "membership", None), "shell": Shell(request)}
