"""Drafting and publishing: who may, what is refused, what is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.audit.models import Entry
from marketplace.primitives.calendar import Override
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, StaleVersion
from marketplace.primitives.ruleset import InvalidRuleSet
from marketplace.primitives.ruleset import RuleSet as Rules
from marketplace.rulebook import effects, queries, services
from marketplace.rulebook.models import RuleSet, RuleSetStatus
from marketplace.rulebook.queries import duties
from marketplace.ui.waiting import gathered
from tests.factories import accounts, places
from tests.factories.audit import acts
from tests.marketplace.rulebook.conftest import Office

pytestmark = pytest.mark.django_db


def test_draft_edit_and_put_in_force_by_two_people(office: Office) -> None:
    draft = office.draft()
    edited = services.edit_values(by=office.drafter, draft=draft, revision=0, values={"tiers.ordinary": "300000.00"})
    services.put_in_force(by=office.colleague, draft=edited, revision=1, reason="三年评估后调整")
    before = queries.in_force(clock.today())
    after = queries.in_force(clock.today() + timedelta(days=10))
    assert (before.pk, after.pk) == (office.current.pk, draft.pk)
    assert before.rules.tiers.ordinary == Decimal("200000.00")
    assert after.rules.tiers.ordinary == Decimal("300000.00")
    assert acts() == ["rulebook.draft.started", "rulebook.draft.edited", "rulebook.put_in_force"]


def test_whoever_wrote_the_draft_cannot_put_it_in_force(office: Office) -> None:
    draft = office.draft()
    with pytest.raises(NotPermitted) as refused:
        services.put_in_force(by=office.drafter, draft=draft, revision=0, reason="自己批准")
    assert refused.value.code == "rulebook.same_person"


def test_a_substitute_counts_as_the_absent_officer(office: Office) -> None:
    draft = office.draft()
    substitute = accounts.membership(
        "district", substitute_for=office.drafter, to_date=clock.today() + timedelta(days=5)
    )
    with pytest.raises(NotPermitted):
        services.put_in_force(by=substitute, draft=draft, revision=0, reason="代为批准")


@pytest.mark.parametrize("role", ["street", "community", "auditor", "operator", "supervision_committee"])
def test_only_the_district_changes_rules(office: Office, role: str) -> None:
    scope = {"street": places.street, "community": places.community}.get(role, places.district)()
    other = accounts.membership(role, scope)
    draft = office.draft()
    with pytest.raises(NotPermitted):
        services.draft_version(by=other, rule_set=office.current, effective_from=clock.today())
    with pytest.raises(NotPermitted):
        services.edit_values(by=other, draft=draft, revision=0, values={"tiers.micro": "1.00"})
    with pytest.raises(NotPermitted):
        services.put_in_force(by=other, draft=draft, revision=0, reason="越权")
    with pytest.raises(NotPermitted):
        services.set_days(by=other, days=[Override(clock.today(), True, "上班", "通知")])
    with pytest.raises(NotPermitted):
        services.save_domain(by=other, code="x", name_zh="领域", name_en="domain")


def test_one_draft_at_a_time(office: Office) -> None:
    office.draft()
    with pytest.raises(Refusal, match="draft_exists"):
        office.draft()


def test_somebody_else_edited_meanwhile(office: Office) -> None:
    draft = office.draft()
    services.edit_values(by=office.drafter, draft=draft, revision=0, values={"tiers.ordinary": "300000.00"})
    with pytest.raises(StaleVersion):
        services.edit_values(by=office.colleague, draft=draft, revision=0, values={"tiers.micro": "60000.00"})


@pytest.mark.parametrize("path", ["tiers.surprise", "tiers.micro.deep", "money.rates.9.amount", "money.rates.x", ""])
def test_unknown_keys_are_refused_and_nothing_is_written(office: Office, path: str) -> None:
    draft = office.draft()
    with pytest.raises(InvalidRuleSet):
        services.edit_values(by=office.drafter, draft=draft, revision=0, values={path: "1.00"})
    draft.refresh_from_db()
    assert draft.values["tiers"] == office.current.values["tiers"]


@pytest.mark.parametrize("key", ["code", "regime"])
def test_what_a_rule_set_is_cannot_be_edited(office: Office, key: str) -> None:
    with pytest.raises(InvalidInput, match="key_fixed"):
        services.edit_values(by=office.drafter, draft=office.draft(), revision=0, values={key: "statutory"})


def test_an_unsound_draft_may_be_kept_but_not_published(office: Office) -> None:
    draft = office.draft()
    services.edit_values(by=office.drafter, draft=draft, revision=0, values={"tiers.ordinary": "50000.00"})
    draft = RuleSet.objects.get(pk=draft.pk)
    with pytest.raises(InvalidRuleSet) as refused:
        services.put_in_force(by=office.colleague, draft=draft, revision=1, reason="调整")
    assert [problem.code for problem in refused.value.problems] == ["tiers.not_ascending"]
    assert RuleSet.objects.get(pk=draft.pk).is_draft


@pytest.mark.requirement("R6")
def test_a_rate_below_the_growth_rule_needs_a_recorded_decision(office: Office) -> None:
    draft = office.draft()
    services.edit_values(by=office.drafter, draft=draft, revision=0, values={"money.rates.2.amount": "230000.00"})
    draft = RuleSet.objects.get(pk=draft.pk)
    with pytest.raises(InvalidRuleSet, match="growth"):
        services.put_in_force(by=office.colleague, draft=draft, revision=1, reason="财力紧张")
    decision = "区委常委会2026年第9次会议纪要"
    services.put_in_force(by=office.colleague, draft=draft, revision=1, reason="财力紧张", growth_override=decision)
    entry = Entry.objects.get(act="rulebook.put_in_force")
    assert '"growth_overridden":true' in entry.body
    assert entry.disclosures.get(name="growth_override").value == decision


def test_rules_never_come_into_force_in_the_past(office: Office) -> None:
    draft = office.draft(days=-1)
    with pytest.raises(InvalidInput, match="too_early"):
        services.put_in_force(by=office.colleague, draft=draft, revision=0, reason="追溯")


def test_replaced_versions_are_retired_when_the_new_day_has_come(office: Office) -> None:
    draft = office.draft()
    services.put_in_force(by=office.colleague, draft=draft, revision=0, reason="调整")
    assert services.retire_replaced(today=clock.today()) == 0
    assert services.retire_replaced(today=clock.today() + timedelta(days=10)) == 1
    assert services.retire_replaced(today=clock.today() + timedelta(days=10)) == 0
    office.current.refresh_from_db()
    assert office.current.status == RuleSetStatus.RETIRED
    assert queries.in_force(clock.today()).pk == office.current.pk


def test_a_discarded_draft_leaves_its_story(office: Office) -> None:
    services.discard_draft(by=office.drafter, draft=office.draft(), reason="改期")
    assert not RuleSet.objects.filter(status=RuleSetStatus.DRAFT).exists()
    assert acts()[-1] == "rulebook.draft.discarded"


def test_preview_shows_changes_problems_and_registered_effects(office: Office) -> None:
    def waiting(old: Rules, new: Rules) -> Iterator[effects.Effect]:
        if old.tiers != new.tiers:
            yield effects.Effect("3 个草稿项目将按新等级发包", count=3)

    draft = office.draft()
    services.edit_values(by=office.drafter, draft=draft, revision=0, values={"tiers.micro": "40000.00"})
    with effects.registrations():
        effects.register(waiting)
        preview = queries.preview(RuleSet.objects.get(pk=draft.pk))
    assert [(c.path, c.old, c.new) for c in preview.changes] == [
        ("effective_from", "2020-01-01", draft.effective_from.isoformat()),
        ("tiers.micro", "50000.00", "40000.00"),
    ]
    assert {problem.code for problem in preview.problems} == {"decision.filing_above_micro"}
    assert [effect.count for effect in preview.effects] == [3]


def test_a_draft_waits_on_the_workbench_of_those_who_did_not_write_it(office: Office) -> None:
    draft = office.draft(days=10)
    assert not gathered(duties.waiting(office.drafter, clock.now()))
    (duty,) = gathered(duties.waiting(office.colleague, clock.now()))
    assert (duty.kind, duty.due_at) == ("rulebook.draft_waits", None)
    stand_in = accounts.membership("community", places.community())
    assert not gathered(duties.waiting(stand_in, clock.now()))
    page = accounts.signed_in(Client(), office.colleague).get(duty.url)
    assert page.status_code == 200
    assert reverse("rulebook_admin:put_in_force", args=[draft.pk]) in page.content.decode()
    services.put_in_force(by=office.colleague, draft=draft, revision=0, reason="年度评估")
    assert not gathered(duties.waiting(office.colleague, clock.now()))
