"""The district at a glance: rates by street, flags, what waits for the district."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.demands.models import Approval, Demand, ResidentMeeting
from tendering.funds.queries.figures import Figures
from tendering.funds.rules.entries import Sums
from tendering.overview.queries import district
from tendering.overview.views.district import figures
from tests.factories import accounts, demands

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R56")]
ADDRESS = "/workbench/district/"


def published() -> Demand:
    demands.rules()
    return demands.published()


def test_a_rate_is_all_good_ones_by_all_and_none_where_nothing_was_counted() -> None:
    counted = district.Counted({(2026, 1, 7): (30, 40), (2026, 2, 8): (1, 10), (2025, 1, 7): (0, 5)})
    assert counted.rate(2026) == Fraction(31, 50)
    assert counted.rate(2026, 7) == Fraction(3, 4)
    assert counted.rate(2025, 7) == 0
    assert counted.rate(2024) is None
    assert counted.months(2026) == [Fraction(3, 4), Fraction(1, 10)]
    assert counted.months(2026, before=2) == [Fraction(3, 4)]


def test_lines_end_before_the_month_under_way_and_a_running_year_is_not_set_against_a_whole_one() -> None:
    counted = district.Counted({(2026, month, 7): (month, 40) for month in (9, 10, 11)})
    money = Figures(Sums(inflow=Decimal(1000), paid=Decimal(278)), before=Fraction(863, 1000))
    found = district.Overview(money, counted, counted, counted, [], [])
    shown = {str(figure.label): figure for figure in figures(found, 2026, 11)}
    assert {len(figure.months) for figure in shown.values()} == {0, 2}
    (used,) = (figure for figure in shown.values() if not figure.months)
    assert (used.change, used.beside) == ("", "2025年全年 86.3%")


def test_attendance_adds_up_the_meetings_that_were_recorded() -> None:
    demands.rules()
    demand = demands.decided(demands.People.of())
    meeting = ResidentMeeting.objects.get(demand=demand)
    street = demand.community.parent_id
    assert street is not None
    found = district.overview(clock.now()).attendance
    assert found.rate(clock.today().year, street) == Fraction(meeting.present or 0, meeting.invited)


def test_an_overdue_approval_is_flagged_and_what_is_explained_as_no_splitting_too() -> None:
    demand = published()
    today, now = clock.today(), clock.now()
    Demand.objects.filter(pk=demand.pk).update(splitting_reason="两个院落分别议决，内容不同，分开实施。")
    Approval.objects.filter(demand=demand).delete()
    Approval.objects.create(
        demand=demand,
        level=Approval.Level.STREET,
        round=9,
        submitted_at=now - timedelta(days=20),
        clock_started_on=today - timedelta(days=20),
        due_on=today - timedelta(days=10),
    )
    officer = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT))
    text = officer.get(ADDRESS).content.decode()
    assert "批复逾期" in text
    assert "疑似拆分" in text
    assert text.count(reverse("demands:detail", args=[demand.number])) == 4


def test_streets_stand_in_the_order_asked_for() -> None:
    published()
    officer = accounts.signed_in(Client(), accounts.membership(Role.AUDITOR))
    for sort in ("utilisation", "attendance", "satisfaction", "nonsense"):
        response = officer.get(ADDRESS, {"sort": sort})
        assert response.status_code == 200
        assert response.content.decode().count('aria-sort="descending"') == 1


def test_the_district_finds_it_from_the_workbench_and_a_community_has_none() -> None:
    demands.rules()
    officer = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT))
    assert f'href="{ADDRESS}"' in officer.get("/workbench/").content.decode()
    worker = accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY))
    assert f'href="{ADDRESS}"' not in worker.get("/workbench/").content.decode()
    assert worker.get(ADDRESS).status_code == 403
