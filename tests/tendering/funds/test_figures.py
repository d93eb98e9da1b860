"""Figures by community, street, district and year, with the change on the year before (R13)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from tendering.funds import services
from tendering.funds.models import FundAccount
from tendering.funds.queries import drawing
from tendering.funds.queries.figures import Figures, district, of_account
from tests.factories import accounts, funds, places

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R13")]


@pytest.fixture
def year() -> int:
    return clock.today().year


@pytest.fixture
def streets(year: int) -> tuple[Place, Place]:
    """Two streets over three years: the first rises by 30 points, the second falls by 50; each year has other sums."""
    west, east = places.street("营门口街道"), places.street("抚琴街道")
    first, second, alone = (places.community(within=street) for street in (west, west, east))
    spent(first, year, "400000.00", "200000.00")
    spent(second, year, "100000.00", "50000.00")
    spent(alone, year, "300000.00", "30000.00")
    spent(first, year - 1, "100000.00", "20000.00")
    spent(alone, year - 1, "100000.00", "60000.00")
    spent(first, year - 2, "100000.00", "90000.00")
    return west, east


def spent(community: Place, year: int, came: str, paid: str) -> FundAccount:
    """A community's account of a year with what came and what was paid."""
    account = funds.account(community, came, year=year)
    FundAccount.objects.filter(pk=account.pk).update(paid=Decimal(paid))
    account.refresh_from_db()
    return account


def shown(figures: Figures) -> tuple[Decimal, Decimal, Fraction | None, Fraction | None, Fraction | None]:
    """Came, paid, this year's rate, last year's, and the change between them."""
    return figures.sums.inflow, figures.sums.paid, figures.utilisation, figures.before, figures.change


def imported(place: Place, year: int, inflow: str, paid: str) -> None:
    """A year from before the system, as the district enters it."""
    kind, by = funds.fund_type(), accounts.membership(Role.DISTRICT)
    sums = {"inflow": Decimal(inflow), "paid": Decimal(paid)}
    services.import_baseline(place=place, fund_type=kind, year=year, source="决算", by=by, **sums)


def test_each_street_and_the_district_have_their_own_money_and_their_own_last_year(
    streets: tuple[Place, Place], year: int
) -> None:
    """The year before counts, no other; money of one street never stands with its neighbour."""
    west, east = streets
    found = district(funds.fund_type(), year)
    assert {row.street.pk: (row.communities, *shown(row.figures)) for row in found.streets} == {
        west.pk: (2, Decimal("500000.00"), Decimal("250000.00"), Fraction(1, 2), Fraction(1, 5), Fraction(3, 10)),
        east.pk: (1, Decimal("300000.00"), Decimal("30000.00"), Fraction(1, 10), Fraction(3, 5), Fraction(-1, 2)),
    }
    came, paid = Decimal("800000.00"), Decimal("280000.00")
    assert shown(found.total) == (came, paid, Fraction(7, 20), Fraction(2, 5), Fraction(-1, 20))
    assert (found.total.by("city"), found.total.by("district")) == (Decimal("400000.00"), Decimal("400000.00"))


def test_a_community_is_compared_with_itself_a_year_earlier(streets: tuple[Place, Place], year: int) -> None:
    """Not with its neighbour, and not with the year before the last."""
    west, east = streets
    mine = FundAccount.objects.get(place__parent=west, year=year - 1)
    alone = FundAccount.objects.get(place__parent=east, year=year)
    now = FundAccount.objects.get(place=mine.place, year=year)
    newcomer = FundAccount.objects.exclude(place=mine.place).get(place__parent=west)
    assert shown(of_account(now))[2:] == (Fraction(1, 2), Fraction(1, 5), Fraction(3, 10))
    assert shown(of_account(alone))[2:] == (Fraction(1, 10), Fraction(3, 5), Fraction(-1, 2))
    assert shown(of_account(newcomer))[2:] == (Fraction(1, 2), None, None)
    assert of_account(mine).change == Fraction(-7, 10)


def test_a_year_under_way_is_not_set_against_a_whole_one(streets: tuple[Place, Place], year: int) -> None:
    """While it runs, the whole year before stands beside it without arrow; once it is over, the two are compared."""
    total = district(funds.fund_type(), year).total
    assert (drawing.change(total, year, year), drawing.year_before(total, year, year)) == (
        "",
        f"{year - 1}年全年 40.0%",
    )
    assert (drawing.change(total, year, year + 1), drawing.year_before(total, year, year + 1)) == ("−5.0", "")
    assert drawing.year_before(Figures(), year, year) == ""


def test_before_the_system_the_imported_year_is_compared(year: int) -> None:
    """A street's own row wins over its communities'; rows of another year or another street are left alone."""
    west, east = places.street("营门口街道"), places.street("抚琴街道")
    first, alone = places.community(within=west), places.community(within=east)
    spent(first, year, "100000.00", "50000.00")
    spent(alone, year, "100000.00", "50000.00")
    imported(west, year - 1, "100000.00", "40000.00")
    imported(first, year - 1, "100000.00", "10000.00")
    imported(first, year - 2, "100000.00", "90000.00")
    found = district(funds.fund_type(), year)
    before = {row.street.pk: (row.figures.before, row.figures.imported) for row in found.streets}
    assert before == {west.pk: (Fraction(2, 5), True), east.pk: (None, False)}
    assert (found.total.before, found.total.imported) == (Fraction(2, 5), True)
    assert of_account(FundAccount.objects.get(place=first)).before == Fraction(1, 10)
