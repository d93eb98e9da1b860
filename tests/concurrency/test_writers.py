"""Whoever writes while their own approval waits for the lock is found under it (PostgreSQL: real locks)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from marketplace.rulebook import services as rulebook_services
from marketplace.rulebook.permissions import SamePerson
from tendering.demands.services import approvals
from tendering.demands.services import states as demand_states
from tendering.tenders.services import announcing, keys, preparing
from tests.concurrency.racing import stuck
from tests.factories import accounts, demands, rulebook, tenders
from tests.factories.demands import People
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def meanwhile(write: Callable[[], object], approve: Callable[[], object]) -> None:
    """One's approval waits for what one writes in a transaction of one's own."""
    connection.set_autocommit(False)
    try:
        write()
        with stuck(approve):
            connection.commit()
    finally:
        connection.set_autocommit(True)


def test_nobody_writes_and_announces_at_once() -> None:
    demands.rules()
    office = Office.of()
    tender = tenders.prepared(office)
    keys.fill_pool(size=1, now=clock.now())

    def write() -> None:
        content = tenders.content(outputs="全年 200 人次。")
        edited = preparing.edit_content(
            tender=tender, by=office.approver, content=content, version=tender.version, now=clock.now()
        )
        preparing.submit_docs(tender=edited, by=office.approver, now=clock.now())

    announce = partial(announcing.announce, tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    with pytest.raises(NotPermitted, match="own_documents"):
        meanwhile(write, announce)


def test_nobody_puts_in_force_what_they_write_at_once() -> None:
    """Not even with the revision that it will have."""
    current = rulebook.rule_set()
    drafter, colleague = (accounts.membership("district") for _ in range(2))
    day = clock.today() + timedelta(days=3)
    draft = rulebook_services.draft_version(by=drafter, rule_set=current, effective_from=day)
    values = {"tiers.ordinary": "210000.00"}
    write = partial(rulebook_services.edit_values, by=colleague, draft=draft, revision=0, values=values)
    publish = partial(rulebook_services.put_in_force, by=colleague, draft=draft, revision=1, reason="调整")
    with pytest.raises(SamePerson):
        meanwhile(write, publish)


def test_nobody_files_what_they_write_at_once() -> None:
    people = People.of()
    demand = demands.decided(people)
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    both = accounts.membership(Role.COMMUNITY, people.community, who=people.street.user)

    def write() -> None:
        demand_states.note_writer(demand_states.locked(demand), both)

    with refused("demands.own_demand", kind=NotPermitted):
        meanwhile(write, partial(approvals.file_demand, demand=demand, by=people.street, now=clock.now()))
