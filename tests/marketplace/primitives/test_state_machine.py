"""Tables of transitions."""

from enum import StrEnum

import pytest

from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition, WrongState


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    SEALED = "sealed"
    LOST = "lost"


def row(source: Door | None, act: str, target: Door, guard: str = "", role: str = "porter") -> Transition[Door]:
    return Transition(source, act, (role,), guard, target, act)


ROWS = [
    row(None, "build", Door.SHUT),
    row(Door.SHUT, "open", Door.OPEN),
    row(Door.OPEN, "shut", Door.SHUT, "calm"),
    row(Door.OPEN, "shut", Door.SEALED, "storm", CLOCK),
]
DOOR = StateMachine("door", ROWS)


def test_an_act_leads_to_the_state_of_its_row() -> None:
    assert DOOR.target(None, "build") is Door.SHUT
    assert DOOR.target("shut", "open") is Door.OPEN
    assert DOOR.target(Door.OPEN, "shut", "storm") is Door.SEALED


def test_an_act_that_does_not_follow_is_refused() -> None:
    with pytest.raises(WrongState) as refused:
        DOOR.target(Door.SEALED, "open")
    assert refused.value.code == "wrong_state"
    assert refused.value.parameters == {"machine": "door", "state": "sealed", "act": "open"}


def test_an_act_with_two_outcomes_needs_its_guard() -> None:
    with pytest.raises(ValueError, match="needs a guard"):
        DOOR.target(Door.OPEN, "shut")


def test_the_same_row_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="given twice"):
        StateMachine("door", [*ROWS, row(Door.SHUT, "open", Door.SEALED)])


def test_what_can_follow() -> None:
    assert DOOR.acts(Door.OPEN) == ["shut"]
    assert DOOR.acts(Door.SEALED) == []
    assert DOOR.allows("open", "shut")
    assert not DOOR.allows("shut", "shut")
    assert DOOR.sources("shut") == [Door.OPEN]
    assert DOOR.states == [Door.SHUT, Door.OPEN, Door.SEALED]
    assert DOOR.final_states == [Door.SEALED]


def test_states_nothing_leads_to_are_found() -> None:
    assert DOOR.unreachable() == set()
    broken = StateMachine("door", [*ROWS, row(Door.LOST, "find", Door.OPEN)])
    assert broken.unreachable() == {Door.LOST}
    assert broken.unreachable(Door.LOST) == set()


def test_the_diagram_shows_every_row() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shut: build (porter)",
        "    shut --> open: open (porter)",
        "    open --> shut: shut (porter) [calm]",
        "    open --> sealed: shut (clock) [storm]",
        "    sealed --> [*]",
    ]


def test_an_act_follows_from_its_sources_and_knows_whose_it_is() -> None:
    shut = DOOR.act("shut")
    assert [state in shut for state in (Door.OPEN, Door.SHUT)] == [True, False]
    assert shut.roles(Door.OPEN) == {str(role) for row in DOOR.rows(Door.OPEN, "shut") for role in row.roles}
    with pytest.raises(ValueError, match="no row"):
        DOOR.act("paint")
