"""The roles that the tables of states name are the ones whose pages offer the acts (domain 4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import StateMachine
from tendering.awards.acted import ANSWERERS
from tendering.awards.permissions import CONFIRMERS, OVERSIGHT, hint_reopeners
from tendering.awards.queries.actions import ACTIONS
from tendering.awards.rules.hints import HintAct
from tendering.awards.transitions import HINT, MACHINE, OBJECTION
from tendering.tenders.queries.actions import ACTIONS as ON_CALL
from tests.factories import accounts, awards, tenders
from tests.factories.offers import astray, officers
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("machine", "act", "roles"),
    [
        (MACHINE, "renew_signing", OVERSIGHT),
        (MACHINE, "annul", OVERSIGHT),
        (MACHINE, "confirm", CONFIRMERS),
        (MACHINE, "dismiss", (*ANSWERERS, Role.DISTRICT)),
        (OBJECTION, "uphold", (*ANSWERERS, Role.DISTRICT)),
    ],
)
def test_the_offices_of_an_act_are_those_that_permissions_ask_for(
    machine: StateMachine[Any], act: str, roles: Collection[str]
) -> None:
    rows = [row for row in machine.transitions if row.act == act]
    assert {frozenset(row.roles) for row in rows} == {frozenset(roles)}


def test_a_hint_is_opened_again_by_the_offices_that_permissions_ask_for() -> None:
    rows = [row for row in HINT.transitions if row.act == HintAct.REOPEN and row.source is not None]
    assert {row.source: set(row.roles) for row in rows} == {
        row.source: set(hint_reopeners(row.source)) for row in rows if row.source is not None
    }


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
