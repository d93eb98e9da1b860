"""The page that says how projects are let is read out of the rule sets in force."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Kind, Regime, Tier
from marketplace.rulebook.models import RuleSet
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.queries import letting
from tendering.tenders.rules.procedure import methods_after_failures, methods_for, procedure_for
from tests.factories import places, rulebook
from tests.factories.rulebook import rules

pytestmark = pytest.mark.django_db
URL = reverse("tenders:how")


def text(language: str = "zh-hans") -> str:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(URL).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.requirement("R38")
@pytest.mark.requirement("R39")
def test_every_tier_and_method_stands_on_the_page_with_its_rules() -> None:
    """Under both laws; no value is missing, and what nobody published is called an example."""
    rulebook.rule_set()
    rulebook.rule_set("statutory")
    chapters = letting.chapters(clock.today())
    assert [(chapter.rule_set.regime, chapter.tier) for chapter in chapters] == [
        *((Regime.LOCAL, tier) for tier in Tier),
        (Regime.STATUTORY, Tier.MAJOR),
    ]
    for chapter in chapters:
        offered = (
            *methods_for(chapter.rule_set.rules, chapter.tier),
            *methods_after_failures(chapter.rule_set.rules, chapter.tier),
        )
        assert [way.name for way in chapter.ways] == [TenderMethod(method).label for method in offered]
        assert [way.is_default for way in chapter.ways] == [True, *[False] * (len(offered) - 1)]
        lines = [*chapter.lines, *(line for way in chapter.ways for line in way.lines)]
        assert [line.path for line in lines if line.value in ("", "—") or line.name == line.path] == []
    shown = text()
    assert "示例" in shown
    assert "项目如何发包" in shown


@pytest.mark.requirement("R38")
def test_a_changed_rule_changes_the_page() -> None:
    rulebook.rule_set()
    assert "9个工作日" not in text()
    rulebook.rule_set(letting__ordinary__response_working_days=9)
    assert "9个工作日" in text()
    assert (
        procedure_for(
            RuleSet.objects.latest("pk").rules,
            Tier.ORDINARY,
            rules().letting.ordinary.default_method,
            Kind.SERVICE,
            ZERO,
        ).response_working_days
        == 9
    )


def test_it_reads_in_english_and_without_rules() -> None:
    places.district()
    assert "No rule set is in force yet." in text("en")
    rulebook.rule_set()
    assert "How projects are let" in text("en")
    assert "Nobody competes" in text("en")
    assert "from_day" not in text("en")


def test_a_case_is_found_within_two_taps() -> None:
    """The list at the top leads to a part for each method of each tier, folded until it is asked for."""
    rulebook.rule_set()
    rulebook.rule_set("statutory")
    page = Client().get(URL).content.decode()
    case = page.split('aria-labelledby="h-case"')[1].split("</nav>")[0]
    keys = [way.key for chapter in letting.chapters(clock.today()) for way in chapter.ways]
    assert len(keys) == len(set(keys))
    for key in keys:
        assert f'href="#{key}"' in case
        assert page.count(f'<details class="fold" id="{key}">') == 1
    assert page.index("h-case") < page.index('id="tiers"')
