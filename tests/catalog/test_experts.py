"""The expert pool: admission, suspension, specialities, employers, relations, days away (domain 2.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import Expert, ExpertAbsence, ExpertEmployment
from catalog.rules.experts import PoolState, TieKind
from catalog.services import expert_facts, experts
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, Refusal, StaleVersion
from marketplace.primitives.state_machine import WrongState
from tests.factories import accounts, catalog
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
DAY = timedelta(days=1)


def own(expert: Expert) -> Membership:
    """The expert, acting as one."""
    return Membership.objects.get(user=expert.user, role=Role.EXPERT)


def admit(expert: Expert, by: Membership, reason: str = "再次聘任") -> Expert:
    return experts.add_expert(
        user=expert.user,
        by=by,
        specialties=catalog.domains("sport"),
        employer="某校",
        reason=reason,
        now=clock.now(),
    )


def test_the_district_keeps_the_pool_with_reasons(officer: Membership) -> None:
    expert = catalog.expert(["elderly", "health"], by=officer)
    with pytest.raises(Refusal, match="expert_in_pool"):
        admit(expert, officer)
    assert expert.state_reason == "街道推荐,职称证书已核验"
    suspended = experts.suspend_expert(expert=expert, by=officer, reason="待核实", now=clock.now())
    assert (suspended.state, suspended.state_reason) == (PoolState.SUSPENDED, "待核实")
    with pytest.raises(WrongState):
        experts.suspend_expert(expert=expert, by=officer, reason="待核实", now=clock.now())
    assert experts.restore_expert(expert=expert, by=officer, reason="已核实", now=clock.now()).state == PoolState.ACTIVE
    experts.retire_expert(expert=expert, by=officer, reason="本人申请", now=clock.now())
    with pytest.raises(WrongState):
        experts.restore_expert(expert=expert, by=officer, reason="已核实", now=clock.now())
    with pytest.raises(Refusal, match="expert_retired"):
        experts.edit_expert(expert=expert, by=officer, specialties=catalog.domains("sport"), title="", reason="改行")
    assert admit(expert, officer).pk == expert.pk
    assert Expert.objects.get().state == PoolState.ACTIVE


def test_admission_needs_speciality_employer_grounds_and_the_district(officer: Membership) -> None:
    person, sport, now = accounts.user(), catalog.domains("sport"), clock.now()
    for specialties, employer, reason in (([], "某校", "推荐"), (sport, " ", "推荐"), (sport, "某校", " ")):
        with pytest.raises(InvalidInput):
            experts.add_expert(
                user=person, by=officer, specialties=specialties, employer=employer, reason=reason, now=now
            )
    for by in (None, accounts.membership(Role.EXPERT)):
        with pytest.raises(RoleMissing):
            experts.add_expert(user=person, by=by, specialties=sport, employer="某校", reason="推荐", now=now)


def test_specialities_change_for_whoever_saw_the_last_version(officer: Membership) -> None:
    expert = catalog.expert(by=officer)
    sport = catalog.domains("sport")
    with pytest.raises(StaleVersion):
        experts.edit_expert(expert=expert, by=officer, specialties=sport, title="", reason="改行", version=99)
    changed = experts.edit_expert(
        expert=expert, by=officer, specialties=sport, title="教授", reason="改行", version=expert.version
    )
    assert [item.code for item in changed.specialties.all()] == ["sport"]


def test_employers_have_days_and_end_once(officer: Membership) -> None:
    expert, today, now = catalog.expert(by=officer), clock.today(), clock.now()
    row = expert_facts.add_employment(
        expert=expert, by=officer, employer="甲社工中心", from_date=today - 900 * DAY, to_date=None, now=now
    )
    with pytest.raises(Refusal, match="known_already"):
        expert_facts.add_employment(
            expert=expert, by=officer, employer="甲社工中心", from_date=row.from_date, to_date=today, now=now
        )
    for first, last in ((today + DAY, None), (today, today - DAY), (today, today + DAY)):
        with pytest.raises(InvalidInput):
            expert_facts.add_employment(
                expert=expert, by=officer, employer="乙", from_date=first, to_date=last, now=now
            )
    expert_facts.end_employment(employment=row, by=officer, to_date=today, now=now)
    with pytest.raises(Refusal, match="ended_already"):
        expert_facts.end_employment(employment=row, by=officer, to_date=today, now=now)
    with pytest.raises(RoleMissing):
        expert_facts.end_employment(employment=row, by=own(expert), to_date=today, now=now)


def test_relations_are_of_a_known_kind(officer: Membership) -> None:
    expert, body, today = catalog.expert(by=officer), accounts.organisation(), clock.today()
    with pytest.raises(InvalidInput, match="tie_kind_missing"):
        expert_facts.add_tie(
            expert=expert, by=officer, organisation=body, kind="x", from_date=today, to_date=None, now=clock.now()
        )
    row = expert_facts.add_tie(
        expert=expert,
        by=officer,
        organisation=body,
        kind=TieKind.ADVICE,
        from_date=today,
        to_date=None,
        now=clock.now(),
    )
    with pytest.raises(RoleMissing):
        expert_facts.end_tie(tie=row, by=own(expert), to_date=today, now=clock.now())
    expert_facts.end_tie(tie=row, by=officer, to_date=today, now=clock.now())
    row.refresh_from_db()
    assert row.to_date == today


def test_days_away_are_the_experts_own_or_the_districts(officer: Membership) -> None:
    expert, today, now = catalog.expert(by=officer), clock.today(), clock.now()
    stranger = own(catalog.expert(by=officer))
    with pytest.raises(RoleMissing):
        expert_facts.add_absence(expert=expert, by=stranger, from_date=today, to_date=today, now=now)
    for first, last in ((today, today - DAY), (today - 2 * DAY, today - DAY), (today, today + 366 * DAY)):
        with pytest.raises(InvalidInput):
            expert_facts.add_absence(expert=expert, by=officer, from_date=first, to_date=last, now=now)
    row = expert_facts.add_absence(expert=expert, by=own(expert), from_date=today, to_date=today + DAY, now=now)
    with pytest.raises(RoleMissing):
        expert_facts.withdraw_absence(absence=row, by=stranger, now=now)
    with catalog.after(3), pytest.raises(Refusal, match="absence_past"):
        expert_facts.withdraw_absence(absence=row, by=own(expert), now=clock.now())
    expert_facts.withdraw_absence(absence=row, by=officer, now=now)
    with pytest.raises(Refusal, match="ended_already"):
        expert_facts.withdraw_absence(absence=row, by=officer, now=now)


def test_periods_backwards_are_refused_by_the_database(officer: Membership) -> None:
    expert, today = catalog.expert(by=officer), clock.today()
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertEmployment.objects.create(expert=expert, employer="乙", from_date=today, to_date=today - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertAbsence.objects.create(
            expert=expert, from_date=today, to_date=today - DAY, entered_by=officer, entered_at=clock.now()
        )


def test_the_form_of_days_away_leads_experts_nowhere_they_may_not_go(officer: Membership) -> None:
    """The pool is the district's to read: the way there stands on the district's page alone."""
    expert = catalog.expert(by=officer)
    url, pool = reverse("catalog:expert_absence", args=[expert.pk]), f'href="{reverse("catalog:experts")}"'
    for reader, may in ((own(expert), False), (officer, True)):
        assert (pool in accounts.signed_in(Client(), reader).get(url).content.decode()) is may


def test_a_relation_is_written_down_once(officer: Membership) -> None:
    expert, body = catalog.expert(by=officer), accounts.organisation()
    tie: dict[str, Any] = {
        "expert": expert,
        "by": officer,
        "organisation": body,
        "kind": TieKind.SHAREHOLDING,
        "from_date": clock.today() - 90 * DAY,
        "to_date": None,
        "now": clock.now(),
    }
    expert_facts.add_tie(**tie)
    with refused("catalog.known_already"):
        expert_facts.add_tie(**tie)
    assert expert.ties.count() == 1
