"""What every page costs in SQL queries: read from the URL configuration, held to the bars of the quality page."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.test import Client

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit import services as audit
from marketplace.audit.queries.tree import BLOCK
from tests import url_table
from tests.architecture.bars import OWN_BARS, bars, cost
from tests.architecture.objects import OBJECTS
from tests.architecture.test_urls import Owner, new_member
from tests.factories import accounts
from tests.url_table import EVERYONE, SIGNED_IN, Row

# A page of the log asks the reader of each kind of object it tells of: more kinds, not more lines, cost more.
BY_KINDS = {"audit:story"}
# Who looks, the first that may: whoever has most to see comes first.
LOOKERS: list[Role] = [Role.COMMUNITY, Role.PROVIDER_ADMIN, Role.DISTRICT, Role.STREET, Role.FINANCE_OFFICER, *Role]


def looker(row: Row) -> Role:
    return next(role for role in LOOKERS if row.access in (EVERYONE, SIGNED_IN) or role in row.access.split())


def pages() -> dict[Role, list[Row]]:
    """Every address of ours by who looks at it."""
    found = defaultdict(list)
    for row in url_table.rows():
        found[looker(row)].append(row)
    return found


def fill_log(target: Membership) -> None:
    """Two full blocks: a proof asks then for what it asks for in any longer log."""
    for _entry in range(2 * BLOCK):
        audit.record(act="accounts.signed_in", target=target)
    audit.sequence()


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", pages())
def test_every_page_keeps_to_its_bar_however_much_there_is(role: Role) -> None:
    owner = Owner(new_member(role))
    client = accounts.signed_in(Client(), owner.member)
    addresses = {row.name: owner.address(row) for row in pages()[role]}
    if "audit:entry" in addresses:
        fill_log(owner.member)
    for url in addresses.values():
        cost(client, url)  # what a process asks once
    few = {name: count for name, url in addresses.items() if (count := cost(client, url)) is not None}
    for name in sorted(owner.made):
        OBJECTS[name](owner.member)
    audit.sequence()  # the worker's: the page of an entry without a place would write it
    lots = {name: cost(client, addresses[name]) or 0 for name in few}
    assert {name: count for name, count in lots.items() if count > bars()[name]} == {}
    grown = {name: (few[name], count) for name, count in lots.items() if count > few[name]}
    assert grown.keys() - BY_KINDS == set()


def test_every_page_is_looked_at() -> None:
    """No address falls through; the bars of one's own name addresses that exist."""
    names = {row.name for rows in pages().values() for row in rows}
    assert names == {row.name for row in url_table.rows()}
    assert set(OWN_BARS) <= names
