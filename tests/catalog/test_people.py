"""Residents' groups."""

from __future__ import annotations

import pytest

from catalog.models import CommunityGroup
from catalog.services import groups
from catalog.services.groups import Person
from marketplace import clock
from marketplace.accounts.models import Membership, OrganisationType
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, StaleVersion
from tests.factories import accounts, catalog, places
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
THREE = [Person("甲", "13800000001", leads=True), Person("乙"), Person("丙")]


@pytest.fixture
def worker(rules: object) -> Membership:
    return accounts.membership(Role.COMMUNITY, places.community())


@pytest.mark.requirement("R34")
def test_a_community_registers_its_group(worker: Membership) -> None:
    assert worker.place is not None
    group = groups.register_group(
        community=worker.place, by=worker, name="楼栋互助队", purpose="邻里照看", members=THREE, now=clock.now()
    )
    assert group.organisation.org_type == OrganisationType.COMMUNITY_GROUP
    assert group.organisation.uscc == ""
    assert [person.name for person in group.members.filter(leads=True)] == ["甲"]


@pytest.mark.requirement("R34")
def test_other_communities_and_offices_do_not(worker: Membership) -> None:
    assert worker.place is not None
    neighbour = accounts.membership(Role.COMMUNITY, places.community())
    for by in (None, neighbour, catalog.officer(), accounts.membership(Role.STREET, worker.place.parent)):
        with pytest.raises(RoleMissing):
            groups.register_group(
                community=worker.place, by=by, name="队", purpose="清洁", members=THREE, now=clock.now()
            )
    assert not CommunityGroup.objects.exists()


def test_every_fault_is_told_at_once(worker: Membership) -> None:
    assert worker.place is not None
    with pytest.raises(Refusals) as refused:
        groups.register_group(
            community=worker.place, by=worker, name="", purpose="", members=[Person("甲")], now=clock.now()
        )
    assert {refusal.code for refusal in refused.value.refusals} == {
        "catalog.name_missing",
        "catalog.purpose_missing",
        "catalog.too_few_members",
        "catalog.one_leader",
    }


def test_members_change_and_the_group_ends(worker: Membership) -> None:
    group = catalog.community_group(community=worker.place, worker=worker)
    changed = groups.edit_group(
        group=group, by=worker, purpose="照看与清洁", members=[*THREE, Person("丁")], version=group.version
    )
    assert changed.members.count() == 4
    with pytest.raises(StaleVersion):
        groups.edit_group(group=group, by=worker, purpose="照看", members=THREE, version=group.version)
    groups.dissolve_group(group=group, by=worker, reason="成员搬离", now=clock.now())
    with pytest.raises(Refusal):
        groups.dissolve_group(group=group, by=worker, reason="成员搬离", now=clock.now())
    with pytest.raises(InvalidInput):
        groups.dissolve_group(group=group, by=worker, reason=" ", now=clock.now())


def test_a_group_belongs_to_a_community(worker: Membership) -> None:
    """A courtyard of it is none."""
    home = worker.place
    assert home is not None
    courtyard = Place.objects.create(code=f"{home.code}01", level=Level.COURTYARD, parent=home, name_zh="一号院落")
    with refused("catalog.group_needs_community", kind=InvalidInput):
        catalog.community_group(community=courtyard, worker=worker)
