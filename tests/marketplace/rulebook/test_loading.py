"""The shipped presets come in whole, once, and in force."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.primitives.ruleset import Regime, Tier
from marketplace.rulebook.models import ChengduClass, RuleSet, RuleSetStatus, ScopeItem
from marketplace.rulebook.queries import in_force, scope_items, service_domains
from marketplace.rulebook.queries.rulesets import NoRuleSet
from marketplace.rulebook.services import load_presets
from tests.factories import places, rulebook

pytestmark = pytest.mark.django_db


def test_presets_load_once() -> None:
    places.district()
    first = load_presets()
    second = load_presets()
    assert [len(first), len(second)] == [4, 0]
    assert in_force(date(2026, 11, 20)).code == "jinniu-example-2026"
    assert in_force(date(2026, 11, 20), regime=Regime.STATUTORY).code == "statutory"
    assert set(RuleSet.objects.filter(status=RuleSetStatus.DRAFT).values_list("code", flat=True)) == {
        "liuzhou-example",
        "chenghua-example",
    }


def test_nothing_is_in_force_before_the_first_day() -> None:
    rulebook.rule_set()
    with pytest.raises(NoRuleSet):
        in_force(date(2019, 12, 31))


@pytest.mark.requirement("R15")
def test_catalogue_has_four_categories_and_thirty_six_items() -> None:
    catalogue = rulebook.catalogue()
    assert catalogue.categories.count() == 4
    assert catalogue.items.count() == 36
    assert service_domains().count() == 14
    assert not ScopeItem.objects.filter(domains=None).exists()


@pytest.mark.requirement("R16")
def test_shipped_catalogue_offers_every_chengdu_class() -> None:
    rulebook.rule_set()
    offered = set(scope_items(date(2026, 1, 1)).values_list("chengdu_class", flat=True))
    assert offered == set(ChengduClass.values)


def test_later_version_wins_from_its_day_and_not_before() -> None:
    rulebook.rule_set()
    rulebook.rule_set(effective_from="2026-12-01", tiers__ordinary="300000.00")
    before, after = in_force(date(2026, 11, 30)), in_force(date(2026, 12, 1))
    assert (before.version, after.version) == (1, 2)
    assert before.rules.tier_by_amount(after.rules.tiers.ordinary) is Tier.MAJOR


def test_in_force_is_found_through_any_place_of_the_district() -> None:
    expected = rulebook.rule_set()
    assert in_force(date(2026, 1, 1), places.community()).pk == expected.pk
