"""The community's first look confirms what decides the tier (domain 3.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import InvalidInput
from tendering.demands.rules.steps import State
from tendering.demands.services import drafting, screening
from tests.factories import accounts, demands
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R38")
def test_whoever_screens_confirms_or_corrects_what_decides_the_tier(people: People) -> None:
    """The author declared nothing; the need says two communities. The log keeps both."""
    demand = drafting.propose(demand=demands.drafted(people), by=people.author, now=clock.now())
    page = reverse("demands:screen", args=[demand.number])
    client = accounts.client_of(people.screener)
    shown = client.get(page)
    assert demand.need in shown.content.decode()
    assert shown.context["form"]["flags"].value() == []
    checked: dict[str, Any] = {"negative": frozenset(), "duplicates_checked": True}
    with refused("demands.flags_unconfirmed", kind=InvalidInput):
        screening.screen(demand=demand, by=people.screener, flags=None, now=clock.now(), **checked)
    assert client.post(page, {"duplicates_checked": "on"}).status_code == 422
    found = {"duplicates_checked": "on", "flags": ["cross_community"], "flags_confirmed": "on"}
    assert client.post(page, found).status_code == 302
    demand.refresh_from_db()
    assert (demand.state, demand.tier, demand.cross_community) == (State.DELIBERATING, "major", True)
    entry = Entry.objects.get(act="demands.demand.flags_corrected")
    assert json.loads(entry.body)["parameters"] == {"declared": "", "found": "cross_community"}
