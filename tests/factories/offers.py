"""Who is offered what on a page, compared with the table of states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.accounts.actions import ActionTable
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import STAFF_ROLES, Role
from marketplace.places.models import Place
from marketplace.primitives.state_machine import Act
from tests.factories import accounts, places


def officers(community: Place) -> list[Membership]:
    """One person of each office over a community, none of whom has done anything."""
    at = {Role.STREET: community.parent, Role.FINANCE_OFFICER: community.parent, Role.DISTRICT: places.district()}
    return [accounts.membership(Role(role), at.get(Role(role), community)) for role in sorted(STAFF_ROLES)]


def offered(table: ActionTable[Any], subject: Any, people: Sequence[Membership]) -> dict[tuple[str, str], set[str]]:
    """Roles whose people are offered an act of the table, by act and state."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in table.rows:
        if not isinstance(act := row.states, Act):
            continue
        for state in act.machine.sources(act.name):
            subject.state = state
            found[row.name, str(state)] = {by.role for by in people if row.allowed(by, subject)}
    return found


def astray(table: ActionTable[Any], subject: Any, people: Sequence[Membership]) -> list[tuple[str, str, set[str]]]:
    """What is offered to a role that the table does not name, or to nobody at all; empty where both say the same."""
    acts = {row.name: row.states for row in table.rows if isinstance(row.states, Act)}
    found = offered(table, subject, people)
    return [
        (name, state, roles) for (name, state), roles in found.items() if not roles or roles - acts[name].roles(state)
    ]
