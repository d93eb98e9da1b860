"""The tables of the roster: every state is reached, and what is not in the table is refused."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.rules.states import IN_FORCE, LIVE_APPLICATION, ApplicationState, EntryState, ObjectionState
from catalog.transitions import APPLICATION, ENTRY, OBJECTION
from marketplace.primitives.state_machine import StateMachine, WrongState

MACHINES: list[StateMachine[Any]] = [APPLICATION, ENTRY, OBJECTION]
REFUSED = [
    (machine, state, act)
    for machine in MACHINES
    for state in machine.states
    for act in sorted({row.act for row in machine.transitions})
    if not machine.allows(state, act)
]


@pytest.mark.requirement("R28")
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_is_reached_from_nothing(machine: StateMachine[Any]) -> None:
    assert machine.unreachable() == set()


def test_the_tables_know_every_state() -> None:
    assert set(APPLICATION.states) == set(ApplicationState)
    assert set(ENTRY.states) == set(EntryState)
    assert set(OBJECTION.states) == set(ObjectionState)


def test_an_application_ends_listed_or_rejected() -> None:
    assert set(APPLICATION.final_states) == {ApplicationState.LISTED, ApplicationState.REJECTED}
    assert set(ApplicationState) - LIVE_APPLICATION == set(APPLICATION.final_states)


def test_whoever_is_in_force_can_be_watched_suspended_expired_and_removed() -> None:
    for state in IN_FORCE:
        assert {"suspend", "expire", "remove", "renew"} <= set(ENTRY.acts(state))


@pytest.mark.parametrize(("machine", "state", "act"), REFUSED, ids=lambda part: str(getattr(part, "name", part)))
def test_what_the_table_does_not_hold_is_refused(machine: StateMachine[Any], state: str, act: str) -> None:
    with pytest.raises(WrongState):
        machine.target(state, act)
