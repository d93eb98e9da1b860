"""Who may be awarded, in order: the ranking of a call with competition, or the one offer of a call without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.models import CommunityGroup, Provider
from catalog.queries.eligibility import eligible
from marketplace.primitives.money import exact_yuan
from marketplace.primitives.ruleset import Evaluation, Tier
from tendering.awards.models import Award
from tendering.awards.queries.limits import limit_on
from tendering.awards.rules.reasons import PASSED_OVER, Reason, Standing, of_passed_over, of_winner
from tendering.awards.rules.states import State
from tendering.bids.models import Bid
from tendering.bids.queries.members import members, members_of
from tendering.bids.queries.valid import opened_bids
from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.queries import ranking, ranking_of
from tendering.evaluation.queries.excluded import opened, whys
from tendering.evaluation.rules.excluded import Why
from tendering.tenders.models import Offer, Tender


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place of the ranking: a bid or an offer, and how it came out; money in yuan."""

    rank: int
    price: Decimal
    standing: Standing
    provider: Provider | None = None
    group: CommunityGroup | None = None
    bid: Bid | None = None
    panel: Panel | None = None
    offer: Offer | None = None

    @property
    def name(self) -> str:
        """The contractor's name."""
        return self.bid.bidder if self.bid else str(self.provider or self.group)

    @property
    def providers(self) -> list[Provider]:
        """Everybody behind it: of a consortium every member; nobody for a residents' group."""
        if self.bid is not None:
            return members(self.bid)
        return [] if self.provider is None else [self.provider]

    @property
    def keys(self) -> list[int]:
        """Their primary keys."""
        return [provider.pk for provider in self.providers]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one opened bid of a call came out, ranked or not."""

    bid: Bid
    provider: Provider
    standing: Standing


def candidates(tender: Tender) -> list[Candidate]:
    """Everybody who may be awarded by rank; empty while the evaluation has not been signed."""
    if tender.procedure.competition:
        by_price = _by_price(tender)
        return [_ranked(row, by_price=by_price) for row in ranking(tender)]
    offer = Offer.objects.filter(tender=tender).select_related("provider__organisation", "group__organisation").first()
    if offer is None:
        return []
    standing = Standing(price=offer.price, rank=None)
    return [Candidate(1, offer.price, standing, provider=offer.provider, group=offer.group, offer=offer)]


def next_candidate(tender: Tender, on: date) -> Candidate | None:
    """The first in rank that has not fallen out, may still contract on this day, and has not won its limit of lots."""
    limit = limit_on(tender)
    return next((one for one in _left(tender, on) if limit is None or not limit.reached(one.keys)), None)


def is_anybody_left(tender: Tender, on: date) -> bool:
    """Whether somebody may be awarded, or could be again: an earlier lot that is not final may still fall."""
    limit = limit_on(tender)
    return any(limit is None or not limit.reached(one.keys, for_good=True) for one in _left(tender, on))


def _left(tender: Tender, on: date) -> Iterator[Candidate]:
    """By rank whoever has not fallen out on this tender and may still contract on this day."""
    fallen_bids, fallen_offers = set(), set()
    # An award that was set aside, with its ranking or for the limit, says nothing against its bidder.
    before = Award.objects.filter(tender=tender).exclude(state=State.SET_ASIDE)
    for bid_id, offer_id in before.values_list("bid_id", "offer_id"):
        fallen_bids.add(bid_id)
        fallen_offers.add(offer_id)
    for candidate in candidates(tender):
        is_used = (
            candidate.bid.pk in fallen_bids
            if candidate.bid
            else (candidate.offer and candidate.offer.pk) in fallen_offers
        )
        if not is_used and may_all_contract(tender, candidate.providers, on):
            yield candidate


def reasons(tender: Tender, won: Candidate, on: date) -> list[Reason]:
    """Why it wins, and why bidders that rank before it are passed over; published with the award."""
    return [*of_winner(won.standing), *_passed_over(tender, won, on)]


def passed_over(award: Award, on: date) -> list[Candidate]:
    """Whom the award passed over for the limit, as it says itself, and who may still contract on this day."""
    ranks = {reason["values"]["rank"] for reason in award.reasons if reason["code"] == PASSED_OVER}
    return [one for one in _left(award.tender, on) if str(one.rank) in ranks] if ranks else []


def _passed_over(tender: Tender, won: Candidate, on: date) -> Iterator[Reason]:
    """Who stands before the winner, could have it, and has won as many other lots as the notice allows."""
    if (limit := limit_on(tender)) is None:
        return
    for candidate in _left(tender, on):
        if candidate.rank < won.rank and (lots := limit.reached(candidate.keys)):
            yield of_passed_over(candidate.name, candidate.rank, limit.most, lots)


def may_contract(tender: Tender, provider: Provider | None, on: date) -> bool:
    """Whether a provider is still on the roster for this; a residents' group needs no entry (domain 3.4)."""
    if provider is None:
        return True
    item = tender.demand.scope_item
    domains = item.domains.all() if item else []
    gate = tender.rule_set.rules.roster.gate
    return bool(eligible(provider, domains, Tier(tender.tier), tender.procedure.regime, on=on, gate=gate))


def may_all_contract(tender: Tender, providers: Sequence[Provider], on: date) -> bool:
    """Whether each of them may: in a consortium no member may have left the roster."""
    return all(may_contract(tender, provider, on) for provider in providers)


def bidders(tender: Tender) -> list[Provider]:
    """Whose bids of a call were opened, valid or not; of a consortium every member."""
    found = members_of(list(opened_bids(tender).select_related("provider")))
    return [provider for providers in found.values() for provider in providers]


def outcomes_of(award: Award) -> list[Outcome]:
    """How the bids came out of the panel behind this award; nothing where an offer stands behind it."""
    if award.panel is None:
        return []
    award.panel.tender = award.tender
    return outcomes(award.panel)


def outcomes(panel: Panel) -> list[Outcome]:
    """How the opened bids of a call came out of one panel, the ranked first; none that is not judged yet."""
    tender = panel.tender
    by_price = _by_price(tender)
    ranked = {row.bid_id: _standing(row, by_price=by_price) for row in ranking_of(panel)}
    bids = opened(panel)
    out = whys(panel, bids)
    standings = {bid.pk: _out(bid, out[bid.pk]) for bid in bids if bid.pk in out} | ranked
    found = [Outcome(bid, bid.provider, standings[bid.pk]) for bid in bids if bid.pk in standings]
    return sorted(found, key=lambda one: (one.standing.rank is None, one.standing.rank or 0, one.bid.pk))


def _by_price(tender: Tender) -> bool:
    """Whether price alone ranks, so that points say nothing."""
    return tender.procedure.evaluation is Evaluation.LOWEST_COMPLIANT


def _ranked(row: RankingRow, *, by_price: bool) -> Candidate:
    bid = row.bid
    return Candidate(
        row.rank, row.price, _standing(row, by_price=by_price), provider=bid.provider, bid=bid, panel=row.panel
    )


def _standing(row: RankingRow, *, by_price: bool) -> Standing:
    said = row.computation.get("first_quote")
    first = exact_yuan(said) if said else None
    if by_price:
        return Standing(price=row.price, rank=row.rank, tie_rule=row.tie_rule, first_quote=first)
    return Standing(
        price=row.price,
        rank=row.rank,
        total=row.total,
        price_points=row.price_points,
        plan_points=row.plan_points,
        tie_rule=row.tie_rule,
        first_quote=first,
    )


def _out(bid: Bid, why: Why) -> Standing:
    return Standing(price=bid.price if hasattr(bid, "opened") else None, rank=None, out=why)
