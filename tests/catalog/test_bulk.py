"""The demo's 82 providers, admitted by the services under a moved clock."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

import marketplace.demo
from catalog import bulk
from catalog.models import Provider, RosterEntry
from catalog.queries.entries import counts_by_list
from catalog.queries.roster import facets
from catalog.rules.states import EntryState, RosterList
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from tests.factories import accounts, catalog, places

FILE = Path(marketplace.demo.__file__).parent / "data" / "demo_providers_82.csv"
LOADING = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


@pytest.mark.requirement("R28")
@pytest.mark.django_db
def test_the_82_are_admitted_and_stand_where_the_data_says() -> None:
    with FILE.open(encoding="utf-8-sig") as lines:
        rows = bulk.read(list(csv.DictReader(lines)))
    catalog.rules_without_assessment()
    catalog.domains()
    for name in dict.fromkeys(row.street for row in rows):
        places.street(name)
    officer = accounts.membership(Role.DISTRICT, from_date=date(2023, 1, 1))
    with clock.moved_to(LOADING):
        admitted = list(
            bulk.admit(
                rows, officer=officer, admitted_on=date(2026, 3, 9), person=lambda row: accounts.user(row.name[:8])
            )
        )
        figures = facets(clock.today())
    assert len(admitted) == 82 == RosterEntry.objects.count()
    assert figures.states == {
        EntryState.LISTED: 78,
        EntryState.WATCH: 1,
        EntryState.SUSPENDED: 2,
        EntryState.EXPIRED: 1,
    }
    assert counts_by_list() == {RosterList.SOCIAL_ORGANIZATION: 45, RosterList.SOCIAL_ENTERPRISE: 37}
    grades = {"5A": 3, "4A": 9, "3A": 17, "2A": 4}
    assert {grade: figures.grades[grade] for grade in grades} == grades
    assert Provider.objects.filter(entry__domains=None).count() == 0
    assert sum(figures.streets.values()) == 82
