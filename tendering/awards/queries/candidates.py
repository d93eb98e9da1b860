"""Who may be awarded, in order: the ranking of a call with competition, or the one offer of a call without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import BigIntegerField, Value
from django.db.models.functions import Cast

from catalog.models import CommunityGroup, Provider
from catalog.queries.eligibility import standing, standings
from catalog.rules.eligibility import Need, eligible
from catalog.rules.eligibility import Standing as RosterStanding
from marketplace.primitives.money import exact_yuan
from marketplace.primitives.ruleset import Evaluation, Tier
from tendering.awards.models import Award
from tendering.awards.queries.hints import barred_bids, found_right
from tendering.awards.queries.limits import limit_on
from tendering.awards.rules.limits import Limit
from tendering.awards.rules.reasons import (
    FOUND_RIGHT,
    Reason,
    Standing,
    of_found_right,
    of_passed_over,
    of_winner,
    ranks_passed_over,
)
from tendering.awards.rules.states import State
from tendering.bids.models import Bid
from tendering.bids.queries.members import members_of
from tendering.bids.queries.valid import opened_bids
from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.queries import ranking_of, rankings
from tendering.evaluation.queries.excluded import opened, whys
from tendering.evaluation.queries.report import RECOMMENDED
from tendering.evaluation.rules.excluded import Why
from tendering.tenders.models import Offer, Tender


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place of the ranking: a bid or an offer, and how it came out; money in yuan."""

    rank: int
    price: Decimal
    standing: Standing
    # Everybody behind it: of a consortium every member; nobody for a residents' group.
    providers: Sequence[Provider] = ()
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
    def bid_or_offer(self) -> object:
        """The key of what stands behind it: a bid's is no number, so none is taken for an offer's."""
        return self.bid.pk if self.bid else self.offer and self.offer.pk

    @property
    def keys(self) -> list[int]:
        """Their primary keys."""
        return [provider.pk for provider in self.providers]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one opened bid of a call came out; `row` where it is ranked."""

    bid: Bid
    provider: Provider
    standing: Standing
    row: RankingRow | None = None


def candidates(tender: Tender) -> list[Candidate]:
    """Everybody who may be awarded by rank; empty while the evaluation has not been signed."""
    return candidates_of([tender])[tender.pk]


def candidates_of(tenders: Sequence[Tender]) -> dict[int, list[Candidate]]:
    """The same for several calls, by call; as many queries for one as for all."""
    ranked = [tender for tender in tenders if tender.procedure.competition]
    ranks = rankings(ranked) if ranked else {}
    together = members_of([row.bid for rows in ranks.values() for row in rows])
    by_price = {tender.pk: _by_price(tender) for tender in ranked}
    found: dict[int, list[Candidate]] = {tender.pk: [] for tender in tenders}
    for tender in ranked:
        rows = ranks[tender.pk][: most_recommended(tender)]
        found[tender.pk] = [_ranked(row, together[row.bid_id], by_price=by_price[tender.pk]) for row in rows]
    offered = [tender for tender in tenders if not tender.procedure.competition]
    offers = Offer.objects.filter(tender__in=offered) if offered else Offer.objects.none()
    for offer in offers.select_related("provider__organisation", "group__organisation").order_by("pk"):
        found[offer.tender_id] = [_offered(offer)]
    return found


def most_recommended(tender: Tender) -> int | None:
    """How many of a ranking may be awarded: those whom the panel recommended (domain 2.5; 条例 43).

    None where the notice limits the lots of one bidder: who has won as many is passed over, however many they are.
    """
    limits = tender.joint is not None and tender.joint.awards_per_bidder is not None
    return None if limits else RECOMMENDED


def next_candidate(tender: Tender, on: date) -> Candidate | None:
    """The first in rank of those `left_of` that has not won its limit of lots."""
    limit = limit_on(tender)
    return first_free(limit, _left(tender, on))


def first_free(limit: Limit | None, left: Iterable[Candidate]) -> Candidate | None:
    """The first of those left that has not won its limit of lots."""
    return next((one for one in left if limit is None or not limit.reached(one.keys)), None)


def is_anybody_left(tender: Tender, on: date) -> bool:
    """Whether somebody may be awarded, or could be again: an earlier lot that is not final may still fall."""
    limit = limit_on(tender)
    return is_open(limit, _left(tender, on))


def is_open(limit: Limit | None, left: Iterable[Candidate]) -> bool:
    """Whether the limit leaves one of them this lot, or may still."""
    return any(limit is None or not limit.reached(one.keys, for_good=True) for one in left)


def is_used_up(tender: Tender) -> bool:
    """Whether the limit alone leaves nobody: all in rank that have not fallen out have won their lots for good.

    Whoever is off the roster today may be back on it tomorrow, so that is no certainty.
    """
    limit = limit_on(tender)
    if limit is None:
        return False
    left = _unused(tender)
    return bool(left) and all(limit.reached(one.keys, for_good=True) for one in left)


def _left(tender: Tender, on: date) -> list[Candidate]:
    """By rank whoever has not fallen out, may still contract on this day, and whom no hint found right concerns."""
    return left_of([tender], on)[tender.pk]


def left_of(tenders: Sequence[Tender], on: date) -> dict[int, list[Candidate]]:
    """The same for several calls, by call; as many queries for one as for all."""
    unused = _unused_of(tenders, but_barred=True)
    known = standings((one for found in unused.values() for each in found for one in each.providers), on)
    found = dict[int, list[Candidate]]()
    for tender in tenders:
        may = _may_contract(tender, on) if unused[tender.pk] else None
        found[tender.pk] = [
            each for each in unused[tender.pk] if may is None or all(may(known[one.pk]) for one in each.providers)
        ]
    return found


def _unused(tender: Tender) -> list[Candidate]:
    """By rank whoever has not fallen out on this tender."""
    return _unused_of([tender])[tender.pk]


def _unused_of(tenders: Sequence[Tender], *, but_barred: bool = False) -> dict[int, list[Candidate]]:
    """The same for several calls, by call; without the bids that a hint found right concerns, if asked, at no cost."""
    # An award that was set aside, with its ranking or for the limit, says nothing against its bidder.
    before = Award.objects.filter(tender__in=tenders).exclude(state=State.SET_ASIDE)
    gone = before.values_list("bid_id", "offer_id")
    if but_barred:
        gone = gone.union(found_right(tenders).values_list("bid_id", Cast(Value(None), BigIntegerField())))
    fallen = {key for keys in gone for key in keys if key is not None}
    return {
        key: [each for each in found if each.bid_or_offer not in fallen]
        for key, found in candidates_of(tenders).items()
    }


def reasons(tender: Tender, won: Candidate, on: date) -> list[Reason]:
    """Why it wins, and why bidders that rank before it are passed over; published with the award."""
    return [*of_winner(won.standing), *_found_right(tender, won), *_passed_over(tender, won, on)]


def passed_over(award: Award, on: date) -> list[Candidate]:
    """Whom the award passed over for the limit, as it says itself, and who may still contract on this day."""
    ranks = ranks_passed_over(award.reasons)
    return [one for one in _left(award.tender, on) if str(one.rank) in ranks] if ranks else []


def freed(award: Award, on: date) -> Candidate | None:
    """Whom the award passed over for a hint found right that is so no more: it was opened again and has its reason."""
    ranks = ranks_passed_over(award.reasons, FOUND_RIGHT)
    return next((one for one in _left(award.tender, on) if str(one.rank) in ranks), None) if ranks else None


def _found_right(tender: Tender, won: Candidate) -> Iterator[Reason]:
    """Who stands before the winner and is left out for a hint of collusion."""
    before = [one for one in _unused(tender) if one.rank < won.rank] if won.rank > 1 else []
    barred = barred_bids(tender) if before else set()
    yield from (of_found_right(one.name, one.rank) for one in before if one.bid_or_offer in barred)


def _passed_over(tender: Tender, won: Candidate, on: date) -> Iterator[Reason]:
    """Who stands before the winner, could have it, and has won as many other lots as the notice allows."""
    if (limit := limit_on(tender)) is None:
        return
    for candidate in _left(tender, on):
        if candidate.rank < won.rank and (lots := limit.reached(candidate.keys)):
            yield of_passed_over(candidate.name, candidate.rank, limit.most, lots)


def may_contract(tender: Tender, provider: Provider | None, on: date) -> bool:
    """Whether a provider is still on the roster for this; a residents' group needs no entry (domain 3.4)."""
    return provider is None or _may_contract(tender, on)(standing(provider, on))


def may_all_contract(tender: Tender, providers: Sequence[Provider], on: date) -> bool:
    """Whether each of them may: in a consortium no member may have left the roster."""
    return all(may_contract(tender, provider, on) for provider in providers)


def _may_contract(tender: Tender, on: date) -> Callable[[RosterStanding], bool]:
    item = tender.demand.scope_item
    domains = frozenset(domain.code for domain in item.domains.all()) if item else frozenset[str]()
    need = Need(domains, Tier(tender.tier), tender.procedure.regime)
    gate = tender.rule_set.rules.roster.gate
    return lambda known: bool(eligible(known, need, gate, on))


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
    rows = {row.bid_id: row for row in ranking_of(panel)}
    ranked = {key: _standing(row, by_price=by_price) for key, row in rows.items()}
    bids = opened(panel)
    out = whys(panel, bids)
    standings = {bid.pk: _out(bid, out[bid.pk]) for bid in bids if bid.pk in out} | ranked
    found = [Outcome(bid, bid.provider, standings[bid.pk], rows.get(bid.pk)) for bid in bids if bid.pk in standings]
    return sorted(found, key=lambda one: (one.standing.rank is None, one.standing.rank or 0, one.bid.pk))


def _by_price(tender: Tender) -> bool:
    """Whether price alone ranks, so that points say nothing."""
    return tender.procedure.evaluation is Evaluation.LOWEST_COMPLIANT


def _ranked(row: RankingRow, providers: Sequence[Provider], *, by_price: bool) -> Candidate:
    said, bid = _standing(row, by_price=by_price), row.bid
    return Candidate(row.rank, row.price, said, providers, provider=bid.provider, bid=bid, panel=row.panel)


def _offered(offer: Offer) -> Candidate:
    said = Standing(price=offer.price, rank=None)
    alone = [] if offer.provider is None else [offer.provider]
    return Candidate(1, offer.price, said, alone, provider=offer.provider, group=offer.group, offer=offer)


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
