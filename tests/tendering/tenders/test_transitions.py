"""The offices that the tables of states name are those that permissions ask for (domain 4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from marketplace.primitives.state_machine import CLOCK, StateMachine
from tendering.tenders.permissions import JOINERS, LIFTERS, OFFICES, SPLITTING_ANSWERERS, SPLITTING_JUDGES
from tendering.tenders.rules.splitting import SplittingAct
from tendering.tenders.transitions import JOINT, MACHINE, SPLITTING


@pytest.mark.parametrize(
    ("machine", "act", "roles"),
    [
        (MACHINE, "announce", OFFICES),
        (MACHINE, "return", OFFICES),
        (MACHINE, "regroup", JOINERS),
        # Finance by a complaint; the page is for street and district.
        (MACHINE, "suspend", LIFTERS),
        (MACHINE, "lift", (*LIFTERS, CLOCK)),
        (MACHINE, "resume", (*LIFTERS, CLOCK)),
        (SPLITTING, SplittingAct.ANSWER, SPLITTING_ANSWERERS),
        (SPLITTING, SplittingAct.ACCEPT, SPLITTING_JUDGES),
        (SPLITTING, SplittingAct.MERGE, SPLITTING_JUDGES),
        (SPLITTING, SplittingAct.REOPEN, SPLITTING_JUDGES),
        (JOINT, "prepare", JOINERS),
        (JOINT, "regroup", JOINERS),
        (JOINT, "dissolve", JOINERS),
        (JOINT, "submit", JOINERS),
        (JOINT, "announce", OFFICES),
        (JOINT, "return", OFFICES),
    ],
)
def test_every_row_of_an_act(machine: StateMachine[Any], act: str, roles: Collection[str]) -> None:
    rows = [row for row in machine.transitions if row.act == act]
    assert {frozenset(row.roles) for row in rows} == {frozenset(roles)}
