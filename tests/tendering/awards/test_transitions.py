"""The roles that the tables of states name are the ones whose pages offer the acts (domain 4)."""

from __future__ import annotations

import pytest

from marketplace.accounts.rules import Role
from tendering.awards.queries.actions import ACTIONS
from tendering.tenders.queries.actions import ACTIONS as ON_CALL
from tests.factories import accounts, awards, tenders
from tests.factories.offers import astray, officers
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


def test_on_an_award(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    assert award.provider is not None
    winner = accounts.membership(Role.PROVIDER_ADMIN, award.provider.organisation)
    resident = accounts.membership(Role.RESIDENT, office.community)
    assert astray(ACTIONS, award, [*officers(office.community), winner, resident]) == []


# Whose it is hangs on the call itself, on its approval and its orders: `tenders/test_cancelling`, `test_suspensions`.
BY_TURN = {"cancel", "resume"}


def test_on_a_call(office: Office) -> None:
    found = astray(ON_CALL, tenders.announced(office), officers(office.community))
    assert [row for row in found if row[0] not in BY_TURN] == []
