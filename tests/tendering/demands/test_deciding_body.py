"""The number from which the quorum counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui.drawing.labels import masked_name
from tendering.demands.services import bodies, deliberation
from tests.factories import accounts, demands, places
from tests.factories.accounts import signed_in
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


@pytest.mark.requirement("R25")
def test_everybody_reads_who_decides_and_who_watches(people: People, client: Client) -> None:
    """Bodies with sizes and terms, people by their family name; those whose term is over are not shown."""
    home, today = people.community, clock.today()
    bodies.register_body(community=home, kind=demands.BODY, members=61, from_date=today, by=people.author)
    person = accounts.membership(Role.RESIDENT_REPRESENTATIVE, home, to_date=today + timedelta(days=400)).user
    gone = accounts.membership(Role.RESIDENT_REPRESENTATIVE, home, to_date=today).user
    User.objects.filter(pk=person.pk).update(name="钟离春")
    User.objects.filter(pk=gone.pk).update(name="东郭顺")
    page = client.get(reverse("demands:bodies", args=[home.pk])).content.decode()
    assert "居民代表会议" in page
    assert "61" in page
    assert masked_name("钟离春") in page
    assert "已登记 1 人" in page
    assert page.count(home.full_name) == 1
    assert home.parent is not None
    assert f"{home.parent.name_zh} {home.full_name}" not in page
    assert "钟离春" not in page
    assert masked_name("东郭顺") not in page
    assert client.get(reverse("demands:bodies", args=[places.district().pk])).status_code == 404


def test_the_way_to_register_leads_from_the_bodies_and_back(people: People, client: Client) -> None:
    signed_in(client, people.author)
    home = reverse("demands:bodies", args=[people.community.pk])
    assert reverse("demands:body") in client.get(home).content.decode()
    values = {"kind": demands.BODY, "members": "61", "from_date": clock.today().isoformat()}
    assert client.post(reverse("demands:body"), values).headers["Location"] == home
    assert reverse("demands:body") not in Client().get(home).content.decode()
