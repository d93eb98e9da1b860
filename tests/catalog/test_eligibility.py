"""Who may be invited: the rule on one provider, and the same rule over the whole roster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog import queries
from catalog.models import Ban, Provider
from catalog.rules.states import EntryState, RemovalGround
from marketplace import clock
from marketplace.accounts.models import Membership, OrganisationType
from marketplace.primitives.ruleset import Gate, Regime, Tier
from marketplace.rulebook.models import ScopeItem
from tests.factories import catalog, rulebook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def care() -> ScopeItem:
    return rulebook.catalogue().items.get(code="A1")


def everyone(officer: Membership) -> dict[str, Provider]:
    banned = catalog.listed_provider("禁入")
    Ban.objects.create(
        provider=banned,
        ground=RemovalGround.FALSE_MATERIAL,
        from_date=clock.today(),
        until_date=clock.today(),
        reason="伪造",
        imposed_by=officer,
        imposed_at=clock.now(),
    )
    yesterday = clock.today() - timedelta(days=1)
    return {
        "listed": catalog.listed_provider("在册"),
        "watch": catalog.listed_provider("关注", state=EntryState.WATCH),
        "review": catalog.listed_provider("复核", state=EntryState.REVIEW_DUE),
        "suspended": catalog.listed_provider("暂停", state=EntryState.SUSPENDED),
        "expired": catalog.listed_provider("过期", state=EntryState.EXPIRED),
        "run out": catalog.listed_provider("当日未到期作业", valid_until=yesterday),
        "removed": catalog.listed_provider("移出", state=EntryState.REMOVED),
        "other domain": catalog.listed_provider("体育", domains=["sport"]),
        "serious": catalog.listed_provider("失信", serious_list=True),
        "enterprise": catalog.listed_provider("企业", org_type=OrganisationType.ENTERPRISE),
        "unlisted": catalog.unlisted_provider("未入库"),
        "banned": banned,
    }


@pytest.mark.requirement("R30")
@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("gate", list(Gate))
def test_the_list_and_the_single_answer_agree(officer: Membership, gate: Gate, regime: Regime, tier: Tier) -> None:
    providers, item = everyone(officer), care()
    found = set(queries.eligible_for(item, tier, regime, gate=gate).values_list("pk", flat=True))
    for name, provider in providers.items():
        answer = queries.eligible(provider, item.domains.all(), tier, regime, gate=gate)
        assert bool(answer) == (provider.pk in found), (name, answer)


@pytest.mark.requirement("R28")
def test_a_micro_project_asks_whoever_is_on_the_roster_in_its_domain(officer: Membership) -> None:
    providers = everyone(officer)
    found = set(queries.eligible_for(care(), Tier.MICRO))
    assert found == {providers["listed"], providers["watch"], providers["review"]}


def test_the_answer_names_every_obstacle(officer: Membership) -> None:
    provider = everyone(officer)["serious"]
    answer = queries.eligible(provider, catalog.domains("sport"), Tier.MICRO)
    codes = {obstacle.code for obstacle in answer.obstacles}
    assert codes == {"catalog.on_serious_list", "catalog.domain_not_approved"}
