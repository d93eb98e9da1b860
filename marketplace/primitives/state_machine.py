"""State machines as tables: what may follow, by whom, on which condition.

The same table moves the state in a service and draws the diagram in docs/states.md.
Who may act is decided by the app's `permissions`; the roles of a row are for readers and diagrams.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from marketplace.primitives.refusal import Refusal

State = TypeVar("State", bound=str)
CLOCK = "clock"


class WrongState(Refusal):
    """The act does not follow from the state the object is in."""

    def __init__(self, machine: str, state: str, act: str) -> None:
        super().__init__("wrong_state", machine=machine, state=str(state), act=act)


@dataclass(frozen=True, slots=True)
class Transition(Generic[State]):
    """One row of a table.

    Attributes:
        source: the state before; None creates the object.
        act: what is done, e.g. ``submit``.
        roles: whose act it is, in words of `Role`; `CLOCK` stands for the passing of time. They guard nothing.
        guard: name of the condition that picks this row where an act leads to several states, else "".
        target: the state after.
        label: the act as a person reads it (a lazily translated string).
    """

    source: State | None
    act: str
    roles: Collection[str]
    guard: str
    target: State
    label: object


class StateMachine(Generic[State]):
    """A checked table of transitions.

    Raises:
        ValueError: on making it, two rows with the same source, act and guard; on asking, an act whose
            rows differ by guard, asked without one.
    """

    def __init__(self, name: str, transitions: Iterable[Transition[State]]) -> None:
        self.name = name
        self.transitions = tuple(transitions)
        counted = Counter((row.source, row.act, row.guard) for row in self.transitions)
        if twice := [key for key, times in counted.items() if times > 1]:
            message = f"{name}: rows given twice: {twice}"
            raise ValueError(message)

    def rows(self, state: str | None, act: str | None = None) -> list[Transition[State]]:
        """Rows that leave `state` (None: that create the object), of one act or of all."""
        return [row for row in self.transitions if row.source == state and act in (None, row.act)]

    def transition(self, state: str | None, act: str, guard: str | None = None) -> Transition[State]:
        """The one row for this act.

        Raises:
            WrongState: no row leads from here by this act (and guard).
        """
        rows = [row for row in self.rows(state, act) if guard in (None, row.guard)]
        if not rows:
            raise WrongState(self.name, str(state), act)
        if len(rows) > 1:
            message = f"{self.name}: {act} from {state} needs a guard: {[row.guard for row in rows]}"
            raise ValueError(message)
        return rows[0]

    def target(self, state: str | None, act: str, guard: str | None = None) -> State:
        """The state after `act`; raises `WrongState` where the act does not follow."""
        return self.transition(state, act, guard).target

    def allows(self, state: str | None, act: str) -> bool:
        """Whether `act` follows from `state`, whatever the guard."""
        return bool(self.rows(state, act))

    def act(self, name: str) -> Act[State]:
        """One act of the table, to be offered where it follows.

        Raises:
            ValueError: no row has it.
        """
        if not any(row.act == name for row in self.transitions):
            message = f"{self.name}: no row has the act {name}"
            raise ValueError(message)
        return Act(self, name)

    def acts(self, state: str | None) -> list[str]:
        """Acts that follow from `state`, each once, in the order of the table."""
        return list(dict.fromkeys(row.act for row in self.rows(state)))

    def sources(self, act: str) -> list[State]:
        """States from which `act` follows, for querysets of what is due."""
        found = (row.source for row in self.transitions if row.act == act)
        return list(dict.fromkeys(source for source in found if source is not None))

    @property
    def states(self) -> list[State]:
        """Every state named, in the order of the table."""
        named = (state for row in self.transitions for state in (row.source, row.target))
        return list(dict.fromkeys(state for state in named if state is not None))

    @property
    def final_states(self) -> list[State]:
        """States nothing leaves."""
        return [state for state in self.states if not self.rows(state)]

    def reachable(self, state: str | None) -> set[State]:
        """States that can follow from `state` by any number of acts."""
        found: set[State] = set()
        open_ends: list[str | None] = [state]
        while open_ends:
            fresh = {row.target for row in self.rows(open_ends.pop())} - found
            found |= fresh
            open_ends.extend(fresh)
        return found

    def unreachable(self, initial: str | None = None) -> set[State]:
        """States no chain of acts from `initial` (None: from nothing) leads to; empty in a sound table."""
        return set(self.states) - self.reachable(initial) - {state for state in self.states if state == initial}

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {row.source or '[*]'} --> {row.target}: {_caption(row)}" for row in self.transitions]
        lines += [f"    {state} --> [*]" for state in self.final_states]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Act(Generic[State]):
    """An act of a table: whence it follows, and whose it is said to be."""

    machine: StateMachine[State]
    name: str

    def __contains__(self, state: object) -> bool:
        """Whether it follows from this state."""
        return state in self.machine.sources(self.name)

    def roles(self, state: str) -> set[str]:
        """Who has it in this state, in words of the table."""
        return {str(role) for row in self.machine.rows(state, self.name) for role in row.roles}


def _caption(row: Transition[State]) -> str:
    roles = ", ".join(sorted(str(role) for role in row.roles))
    return row.act + (f" ({roles})" if roles else "") + (f" [{row.guard}]" if row.guard else "")
