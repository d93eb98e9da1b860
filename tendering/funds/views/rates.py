"""Yearly rates and imported years (R4, R6, R13)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.places.models import Level, Place
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ActView, Column, Kind, ListPage
from tendering.funds import services
from tendering.funds.forms.acts import BaselineForm, RateForm
from tendering.funds.models import Rate
from tendering.funds.permissions import OFFICES
from tendering.funds.views.account import FUNDS
from tendering.funds.views.allocations import district

RATES = Crumb(_("Yearly rates"), "/funds/rates/")


class RateList(Acting, ListPage):
    """The district's own rates; the rule set's stand behind them (R4, R6)."""

    title = _("Yearly rates")
    caption = title
    lead = _("A rate set here wins over the rule set's of the same year.")
    roles = OFFICES
    crumbs = (FUNDS,)
    nav = "funds"
    template_name = "funds/rates.html"
    default_sort = "-from_year"
    export_name = "yearly-rates"
    empty_text = _("The rates of the rule set are in force.")
    columns = (
        Column(name="from_year", label=_("From year"), sort=("from_year",), value=lambda row: str(row.from_year)),
        Column(name="fund_type", label=_("Fund type"), sort=("fund_type__position",)),
        Column(name="amount", label=_("Yuan per community and year"), kind=Kind.MONEY, sort=("amount",)),
        Column(name="override_reason", label=_("Reason for falling short of the growth rule"), kind=Kind.SAID),
        Column(name="set_at", label=_("Set"), kind=Kind.MOMENT, wide_only=True),
    )

    def get_queryset(self) -> QuerySet[Rate]:
        """Rates of the person's district."""
        place = self.by.place
        return Rate.objects.filter(place=district(place)).select_related("fund_type")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds whether the person may set one."""
        return super().get_context(**context, is_district=self.by.role == Role.DISTRICT)


class SetRate(Acting, ActView):
    """Fix a yearly rate; the growth rule answers at once (R6)."""

    roles = (Role.DISTRICT,)
    crumbs = (FUNDS, RATES)
    nav = "funds"
    title = _("Set a yearly rate")
    form_class = RateForm
    submit_label = _("Set the rate")
    success_message = _("The rate is set.")

    def get_initial(self) -> dict[str, Any]:
        """Next year."""
        return {"year": clock.today().year + 1}

    def act(self, form: Any) -> str | None:
        """Set it."""
        values = form.cleaned_data
        services.set_rate(
            district=district(self.by.place),
            fund_type=values["fund_type"],
            from_year=values["year"],
            amount=values["amount"],
            override_reason=values["override_reason"],
            by=self.by,
        )
        return RATES.url


class ImportBaseline(Acting, ActView):
    """A year before the system, for year-on-year figures (R13)."""

    roles = (Role.DISTRICT,)
    crumbs = (FUNDS,)
    nav = "funds"
    title = _("Import a year before the system")
    intro = _("The figures serve comparison only and are marked as imported wherever they are shown.")
    form_class = BaselineForm
    submit_label = _("Import")
    success_message = _("The year is imported.")

    def get_initial(self) -> dict[str, Any]:
        """Last year."""
        return {"year": clock.today().year - 1}

    def get_form_options(self) -> dict[str, Any]:
        """The district, its streets and communities."""
        inside = Place.objects.filter(path__startswith=district(self.by.place).path)
        return {"places": inside.exclude(level=Level.COURTYARD).order_by("path")}

    def act(self, form: Any) -> str | None:
        """Import it."""
        services.import_baseline(by=self.by, **form.cleaned_data)
        return FUNDS.url

    def get_success_message(self, form: Any) -> Text:
        """Says the year."""
        return _("%(year)s is imported for %(place)s.") % {
            "year": form.cleaned_data["year"],
            "place": form.cleaned_data["place"],
        }
