"""The number from which the quorum counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from tendering.demands.services import bodies, deliberation
from tests.factories import accounts, demands, places
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R24")
def test_no_quorum_counts_from_fewer_than_were_elected(people: People) -> None:
    """Neither when the body is registered nor when it is called after more were elected."""
    demand, home = demands.deliberated(people), people.community
    elected = [accounts.membership(Role.RESIDENT_REPRESENTATIVE, home) for _ in range(3)]
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, places.community())
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, home, who=elected[0].user, to_date=clock.today())
    new: dict[str, Any] = {"community": home, "kind": demands.BODY, "by": people.author, "from_date": clock.today()}
    with refused("demands.body.below_elected", kind=InvalidInput):
        bodies.register_body(members=2, **new)
    bodies.register_body(members=3, **new)
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, home)
    call: dict[str, Any] = {"by": people.author, "place_text": "活动室", "now": clock.now()}
    with refused("demands.body.below_elected", kind=InvalidInput):
        deliberation.call_meeting(demand=demand, held_at=clock.now() + timedelta(days=3), **call)
