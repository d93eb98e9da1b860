"""The roles that the table of states names are the ones whose pages offer the act (domain 4)."""

from __future__ import annotations

import pytest

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import STAFF_ROLES, Role
from tendering.demands.models import Demand
from tendering.demands.queries.actions import ACTIONS
from tendering.demands.transitions import MACHINE
from tests.factories import accounts, demands, places
from tests.factories.demands import People

pytestmark = pytest.mark.django_db

# Pages that are named otherwise than the act, and acts that only the author has.
ACT_OF = {"call": "schedule", "send_back": "refuse_countersign", "fund": "commit"}
COMPARED = sorted(
    {row.name for row in ACTIONS.rows if MACHINE.sources(ACT_OF.get(row.name, row.name))} - {"propose", "adopt"}
)


def everybody(people: People) -> list[Membership]:
    """One person of each office, none of whom wrote the demand."""
    street = people.community.parent
    assert street is not None
    at = {Role.STREET: street, Role.DISTRICT: places.district()}
    roles = sorted(set(STAFF_ROLES) & {role for row in MACHINE.transitions for role in row.roles if role in set(Role)})
    return [accounts.membership(Role(role), at.get(Role(role), people.community)) for role in roles]


@pytest.mark.parametrize("name", COMPARED)
def test_an_act_is_offered_to_the_roles_of_its_rows(name: str) -> None:
    demands.rules()
    people = People.of()
    demand = demands.drafted(people)
    action = next(row for row in ACTIONS.rows if row.name == name)
    for source in MACHINE.sources(ACT_OF.get(name, name)):
        subject = Demand(pk=demand.pk, community=people.community, author=people.author.user, state=source)
        named = {role for row in MACHINE.rows(source, ACT_OF.get(name, name)) for role in row.roles}
        offered = {person.role for person in everybody(people) if action.allowed(person, subject)}
        assert offered == named & set(STAFF_ROLES), source
