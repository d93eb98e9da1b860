"""Fund transparency: the district's money, its streets and communities, for everyone (R13)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.places.models import Place
from marketplace.primitives.money import yuan
from marketplace.ui.components import Stat, Tab, Tile
from marketplace.ui.drawing.values import percent
from marketplace.ui.formats import wan
from marketplace.ui.views import Column, Kind, ListPage
from tendering.funds.forms.filters import CommunityFilters
from tendering.funds.models import FundAccount, FundType
from tendering.funds.names import named
from tendering.funds.permissions import OFFICES
from tendering.funds.queries import accounts as account_queries
from tendering.funds.queries import drawing, payments, positions
from tendering.funds.queries import figures as figure_queries
from tendering.funds.queries.figures import District, Figures, StreetFigures
from tendering.funds.rules.entries import EntryKind, Share


def shown(row: Any) -> Decimal | None:
    """A community's utilisation from its exact sums; the database's quotient only sorts."""
    funds = Fraction(yuan(row.funds))
    return drawing.share(Fraction(row.paid) / funds) if funds > 0 else None


class Overview(Acting, ListPage):
    """Every yuan of one fund type and year, and the list of communities."""

    template_name = "funds/overview.html"
    title = _("Fund transparency")
    lead = _("Where every yuan came from, which project holds it and what was paid. All sums come from the ledger.")
    caption = _("Communities and their funds")
    nav = "funds"
    export_name = "community-funds"
    filter_form_class = CommunityFilters
    default_sort = "-rate"
    per_page = 10
    columns = (
        Column(
            name="place",
            label=_("Community"),
            sort=("place__code",),
            value=lambda row: named(row.place),
            export_value=lambda row: row.place.name,
            link=lambda row: reverse("funds:account", args=[row.pk]),
            sub=lambda row: named(row.place.parent),
        ),
        Column(
            name="funds",
            label=_("Funds of the year"),
            kind=Kind.MONEY,
            sort=("funds",),
            value=lambda row: yuan(row.funds),
            wide_only=True,
        ),
        Column(name="paid", label=_("Paid"), kind=Kind.MONEY, sort=("paid",)),
        Column(
            name="committed",
            label=_("Set aside, not yet paid"),
            kind=Kind.MONEY,
            sort=("committed",),
            wide_only=True,
        ),
        Column(name="available", label=_("Available"), kind=Kind.MONEY, sort=("free",), wide_only=True),
        Column(
            name="rate",
            label=_("Utilisation"),
            kind=Kind.SHARE,
            sort=("rate",),
            value=lambda row: shown(row),
            aside=True,
        ),
    )

    @cached_property
    def fund_types(self) -> list[FundType]:
        """All fund types, the guarantee fund first."""
        return list(FundType.objects.order_by("position", "pk"))

    @cached_property
    def fund_type(self) -> FundType | None:
        """The one the address asks for, else the first."""
        asked = self.request.GET.get("fund", "")
        found = [row for row in self.fund_types if row.code == asked]
        return next(iter(found or self.fund_types), None)

    @cached_property
    def year(self) -> int:
        """The fiscal year the address asks for, else this one."""
        asked = self.filter_form.chosen().get("year")
        return int(asked) if asked else clock.today().year

    def get_queryset(self) -> QuerySet[FundAccount]:
        """Communities' accounts of the type and year."""
        if self.fund_type is None:
            return account_queries.with_rates(FundAccount.objects.none())
        return account_queries.communities_list(self.fund_type, self.year)

    @cached_property
    def figures(self) -> District:
        """The district and its streets."""
        if self.fund_type is None:
            return District(Figures(), [])
        return figure_queries.district(self.fund_type, self.year)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds tabs, headline figures, flow, streets."""
        found, total = self.figures, self.figures.total
        streets = sorted(found.streets, key=lambda row: (-(row.figures.utilisation or 0), row.street.code))
        return super().get_context(
            **context,
            tabs=self._tabs(),
            year=self.year,
            fund_type=self.fund_type,
            headline=headline(total, self.year),
            total=total,
            total_funds=wan(total.funds),
            total_paid=wan(total.sums.paid),
            total_rate=drawing.share(total.utilisation),
            total_change=drawing.change(total, self.year, clock.today().year),
            total_before=drawing.year_before(total, self.year, clock.today().year),
            flow=drawing.flow(total) if total.sums.inflow else [],
            total_bar=drawing.segments(total),
            legend=drawing.segments(total),
            community_count=sum(row.communities for row in found.streets),
            streets=[self._street(row) for row in streets],
            tiles=[self._tile(row) for row in found.streets],
            payments=payments.latest(self.fund_type, self.year) if self.fund_type else [],
            kept=kept() if holds(self.membership, *OFFICES) else [],
            now=clock.now(),
        )

    def _tabs(self) -> list[Tab]:
        types = [
            Tab(row.name, f"?fund={row.code}&year={self.year}", current=row == self.fund_type)
            for row in self.fund_types
        ]
        code = self.fund_type.code if self.fund_type else ""
        return [*types, Tab(_("Year %(year)s") % {"year": self.year - 1}, f"?fund={code}&year={self.year - 1}")]

    def _street(self, row: StreetFigures) -> dict[str, object]:
        return {
            "place": row.street,
            "communities": row.communities,
            "funds": wan(row.figures.funds),
            "paid": wan(row.figures.sums.paid),
            "rate": drawing.share(row.figures.utilisation),
            "change": drawing.change(row.figures, self.year, clock.today().year),
            "before": drawing.year_before(row.figures, self.year, clock.today().year),
            "rises": row.figures.change is not None and row.figures.change >= 0,
            "bar": drawing.segments(row.figures),
            "url": self._street_url(row.street),
        }

    def _tile(self, row: StreetFigures) -> Tile:
        rate = row.figures.utilisation
        return Tile(
            row.street.name,
            percent(drawing.share(rate)),
            drawing.level(rate),
            positions.of(row.street.code),
            self._street_url(row.street),
        )

    def _street_url(self, street: Place) -> str:
        return self.address.having(street=street.pk, page=None) + "#results"


def kept() -> list[Tab]:
    """The pages on which offices keep the money."""
    return [
        Tab(_("Allocations"), reverse("funds:allocations")),
        Tab(_("Yearly rates"), reverse("funds:rates")),
        Tab(_("Fund accounts"), reverse("funds:accounts")),
        Tab(_("Transfers"), reverse("funds:transfers")),
    ]


def headline(figures: Figures, year: int) -> list[Stat]:
    """The five figures on top; each says where it comes from."""
    sums, unit = figures.sums, _("thousand yuan")
    came = _("city %(city)s + district %(district)s + carried in %(carried)s") % {
        "city": wan(figures.by(Share.CITY)),
        "district": wan(figures.by(Share.DISTRICT)),
        "carried": wan(figures.by(EntryKind.CARRY_IN)),
    }
    running = clock.today().year
    note = drawing.year_before(figures, year, running)
    if points := drawing.change(figures, year, running):
        note = _("%(points)s percentage points on the year before") % {"points": points}
    return [
        Stat(_("Funds of the year"), wan(figures.funds), unit, came),
        Stat(_("Paid"), wan(sums.paid), unit, _("left the bank, less refunds and reversals")),
        Stat(_("Set aside, not yet paid"), wan(sums.committed), unit, _("projects decided, work not yet verified")),
        Stat(_("Available"), wan(sums.available), unit, _("inflow less outflow, set aside and paid")),
        Stat(_("Utilisation"), percent(drawing.share(figures.utilisation)), "", note),
    ]
