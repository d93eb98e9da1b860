"""The community's party organisation (社区党组织): it proposes, registers the deciding body, follows the money."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from tests.journeys import proposing
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R25")]
TITLE = "困难家庭冬季帮扶"


def test_the_party_organisation_proposes_and_follows_its_project(days: Days) -> None:
    """It writes its own proposal, which the community screens; it registers the body and decides on nothing."""
    cast = Cast.of(days)
    party = person("刘书记", Role.PARTY_ORG, cast.community)
    term = {"kind": "Residents' representative meeting", "from_date": clock.today() - timedelta(days=1)}
    party.opens().follows("Register the deciding body").fills(members=33, **term).sends().sees("Registered.")
    proposing.writes(party, TITLE, "30000.00")
    party.opens().sees(TITLE, "Proposed")
    assert not party.has("Screen the proposal")
    cast.author.does("Screen the proposal", TITLE).follows("Screen")
    assert party.client.get(cast.author.page.url).status_code == 403
    cast.author.fills(duplicates_checked=True, flags_confirmed=True).sends()
    party.opens().follows(TITLE).sees("In deliberation").lacks("Withdraw")
    for act in ("Call the meeting", "Record a deliberation"):
        party.lacks(act)
    party.opens().follows("Fund transparency")
    resident: Person = cast.resident.opens("Home").follows("Demands").follows(TITLE)
    resident.sees("In deliberation")
