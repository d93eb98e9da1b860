"""The working calendar of a year."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace import clock
from marketplace.rulebook import queries
from marketplace.ui.components import Tab
from marketplace.ui.text import Text
from marketplace.ui.views import Page

FIRST_YEAR = 2004
YEARS_AHEAD = 5


class CalendarPage(Page):
    """Which days count as working days, and which of them are only estimated (domain 6)."""

    template_name = "rulebook/calendar.html"
    nav = "workdays"
    weekdays = (
        pgettext_lazy("weekday", "Mo"),
        pgettext_lazy("weekday", "Tu"),
        pgettext_lazy("weekday", "We"),
        pgettext_lazy("weekday", "Th"),
        pgettext_lazy("weekday", "Fr"),
        pgettext_lazy("weekday", "Sa"),
        pgettext_lazy("weekday", "Su"),
    )

    @property
    def year(self) -> int:
        """The year of the address, this year without one; 404 outside of what is known."""
        today = clock.today()
        year = int(self.kwargs.get("year", today.year))
        if not FIRST_YEAR <= year <= today.year + YEARS_AHEAD:
            raise Http404
        return year

    def get_title(self) -> Text:
        """The year in the title."""
        return _("Working calendar %(year)s") % {"year": self.year}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the months, the overrides and the neighbouring years."""
        year = self.year
        calendar = queries.work_calendar()
        current = clock.today().year
        years = [Tab(str(other), f"/rules/calendar/{other}/", current=other == year) for other in nearby(year, current)]
        return super().get_context(
            year=year,
            months=queries.months(calendar, year),
            estimated=calendar.is_estimated(year),
            overrides=queries.overrides_of(year),
            years=years,
            **context,
        )


def nearby(year: int, current: int) -> list[int]:
    """The years beside one, within what is known."""
    return [other for other in range(year - 2, year + 3) if FIRST_YEAR <= other <= current + YEARS_AHEAD]
