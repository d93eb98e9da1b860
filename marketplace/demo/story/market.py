"""Who answers calls, with what: eligible providers of the roster, quotes between 94 and 100 % of the ceiling."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from catalog.models import Provider
from catalog.rules.states import EntryState
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo import accounts
from marketplace.demo.names import names
from marketplace.demo.stage import SEED
from marketplace.demo.tables import texts
from marketplace.primitives.money import CENT, yuan
from marketplace.primitives.ruleset.facts import Fact
from tendering.bids.models import Round
from tendering.bids.rules.content import Member, PriceLine, Section
from tendering.bids.rules.origin import Origin
from tendering.bids.services import drafts, submitting
from tendering.bids.sheet_facts import needed_facts
from tendering.demands.models import Demand
from tendering.tenders.models import Tender

LOWEST, HIGHEST = 940, 998  # per mille of the ceiling
DEAREST_DEMO, SECOND_CHEAPEST = 985, 955
KEPT = 25  # per cent of what the first bidder's quote lies above the least that its final one keeps
# The benchmark's ten points for price are half a point more than what this quote gets.
HALF_A_POINT = Decimal("0.95")
# What everybody states of themselves, so that plans and quotes decide.
STATED = {
    Fact.CERTIFIED_SOCIAL_WORKERS: 2,
    Fact.LEAD_YEARS: 2,
    Fact.OTHER_CERTIFICATES: 1,
    Fact.SIMILAR_CONTRACTS: 2,
    Fact.WARRANTY_YEARS: 1,
    Fact.DELIVERY_DAYS: 20,
    Fact.WORKS_DAYS: 40,
    Fact.REGISTERED_LEAD: 1,
}


@cache
def words() -> dict[str, Any]:
    """What calls, bids, awards and contracts of the demonstration say."""
    return texts("letting_texts")


def chance(key: str) -> random.Random:
    """Dice of one project: they fall the same way whatever happens elsewhere."""
    return random.Random(f"{SEED}-{key}")


def demo_provider() -> Provider:
    """The provider whose people are demo accounts."""
    return Provider.objects.select_related("organisation").get(organisation__uscc=accounts.PROVIDER)


def bidders_for(demand: Demand, number: int, *, with_demo: bool, dice: random.Random) -> list[Provider]:
    """So many listed providers approved for a domain of the demand's item; the demo's own first, or not at all."""
    assert demand.scope_item is not None
    fitting = Provider.objects.filter(
        entry__state=EntryState.LISTED, entry__domains__in=demand.scope_item.domains.all()
    ).exclude(organisation__uscc=accounts.PROVIDER)
    others = list(fitting.select_related("organisation").distinct().order_by("pk"))
    chosen = dice.sample(others, number - with_demo)
    return [demo_provider(), *chosen] if with_demo else chosen


def signer(provider: Provider) -> Membership:
    """Who signs for the provider."""
    return _member(provider, Role.PROVIDER_ADMIN)


def writer(provider: Provider) -> Membership:
    """Who writes for the provider."""
    return _member(provider, Role.PROVIDER_BIDDER)


def _member(provider: Provider, role: Role) -> Membership:
    return Membership.objects.scoped().get(organisation=provider.organisation, role=role)


def quotes(ceiling: Decimal, number: int, *, dice: random.Random, first_wins: bool, ties: bool) -> list[Decimal]:
    """Different quotes in yuan; with `ties` the second costs half a point of ten more than the first."""
    if first_wins:
        shares = [LOWEST, *dice.sample(range(SECOND_CHEAPEST, HIGHEST), number - 1)]
    else:
        shares = dice.sample(range(LOWEST, HIGHEST), number)
    found = [(ceiling * share / 1000).quantize(Decimal(1)).quantize(CENT) for share in shares]
    if ties:
        found[0] = (ceiling * LOWEST / 1000).quantize(CENT)
        found[1] = yuan(found[0] / HALF_A_POINT)
    return found


def draft_bid(tender: Tender, provider: Provider, price: Decimal, number: int, added: str = "") -> None:
    """Write the whole bid, section by section; `added` stands at the end of its plan."""
    by, said = writer(provider), words()["bid"]
    bid = drafts.start_draft(tender=tender, provider=provider, by=by).bid
    changes: dict[Section, dict[str, Any]] = {
        Section.PRICE: {"lines": _lines(price, said["lines"], number), "total": price},
        Section.PLAN: {
            "plan": said["plans"][number % len(said["plans"])] + added,
            "schedule": said["schedule"],
            "participation": said["participation"],
        },
        Section.TEAM: {"team": _team(said, number)},
    }
    if facts := needed_facts(tender):
        changes[Section.FACTS] = {"facts": {fact.value: STATED[fact] for fact in facts}}
    for section, values in changes.items():
        drafts.save_draft(bid=bid, by=by, section=section, changes=values, complete=True)


def submit_bid(tender: Tender, provider: Provider, origin: Origin | None = None) -> None:
    """Seal it, handed in from somewhere."""
    bid = tender.bids.get(provider=provider)
    submitting.submit(bid=bid, by=signer(provider), declared=True, origin=origin)


def revise_plan(within: Round, provider: Provider) -> None:
    """What the round changed is worked into the plan, and sealed."""
    by, said = writer(provider), words()["consultation"]
    bid = drafts.start_draft(tender=within.tender, provider=provider, by=by, within=within).bid
    drafts.save_draft(bid=bid, by=by, section=Section.PLAN, changes={"plan": said["revised_plan"]}, complete=True)
    submitting.submit(bid=bid, by=signer(provider), declared=True)


def final_quote(within: Round, provider: Provider, first: Decimal, number: int) -> None:
    """Between the first quote and the least of what anybody quotes, each bidder by a share of its own; sealed."""
    by, least = writer(provider), within.tender.ceiling * LOWEST / 1000
    price = (least + (first - least) * (KEPT + 7 * number * number) / 100).quantize(Decimal(1)).quantize(CENT)
    lines = _lines(price, words()["bid"]["lines"], number)
    bid = drafts.start_draft(tender=within.tender, provider=provider, by=by, within=within).bid
    changes = {"lines": lines, "total": price}
    drafts.save_draft(bid=bid, by=by, section=Section.PRICE, changes=changes, complete=True)
    submitting.submit(bid=bid, by=signer(provider), declared=True)


def _lines(price: Decimal, descriptions: Sequence[str], number: int) -> tuple[PriceLine, ...]:
    """Two rounded parts and the rest; each bidder divides its price otherwise."""
    shares = (60 - 3 * (number % 7), 30 + number % 5)
    parts = [(price * share / 100).quantize(Decimal(1)).quantize(CENT) for share in shares]
    parts.append(price - sum(parts))
    return tuple(PriceLine(text, Decimal(1), "项", part) for text, part in zip(descriptions, parts, strict=True))


def _team(said: dict[str, Any], number: int) -> tuple[Member, ...]:
    naming = names(skip=7000 + 13 * number)
    pairs = zip(said["duties"], said["qualifications"], strict=True)
    return tuple(Member(next(naming), duty, qualification) for duty, qualification in pairs)
