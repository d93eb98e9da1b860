"""How well a provider fits a demand: one scorer for both directions (R36; domain 3.3).

Whoever asks, a community for providers or a provider for demands, the same pair has the same parts. Each part tells its
points and why; words for the reasons stand in `wording.fit`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import exp, log

from catalog.rules.states import Grade
from marketplace.primitives.ruleset import RuleSet
from tendering.demands.rules import said

# The lowest first.
GRADES = tuple(reversed(Grade))
NOTHING, ALL, TENTH = Fraction(0), Fraction(1), Decimal("0.1")


class Reason(StrEnum):
    """Why a part has its points."""

    WORDS = "words"
    NO_WORDS = "no_words"
    DOMAINS_ALL = "domains_all"
    DOMAINS_SOME = "domains_some"
    DOMAINS_NONE = "domains_none"
    DOMAINS_OPEN = "domains_open"
    OFFERED_ITEM = "offered_item"
    SERVED_COMMUNITY = "served_community"
    SERVED_STREET = "served_street"
    HOME_STREET = "home_street"
    OFFERED_HERE = "offered_here"
    SAME_DISTRICT = "same_district"
    ELSEWHERE = "elsewhere"
    BUDGET = "budget"
    OFFERED_PRICE = "offered_price"
    BUDGET_UNKNOWN = "budget_unknown"
    RECORD = "record"
    RECORD_UNJUDGED = "record_unjudged"
    RECORD_NONE = "record_none"
    GRADE = "grade"
    GRADE_NONE = "grade_none"
    CREDIT = "credit"
    LOAD = "load"
    LOAD_FREE = "load_free"


@dataclass(frozen=True, slots=True)
class Need:
    """What counts of a demand.

    Attributes:
        words: `said.asked` of its title and texts.
        domains: codes that its scope item asks for.
        place: path of its community.
        budget: in yuan.
        item: code of its scope item.
    """

    words: tuple[str, ...]
    domains: frozenset[str]
    place: str
    budget: Decimal
    item: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What counts of an offer that its provider published (R35).

    Attributes:
        domains, items: codes.
        streets: paths; none for the whole district.
        low, high: its usual price in yuan, both or none.
    """

    domains: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    low: Decimal | None = None
    high: Decimal | None = None

    def answers(self, need: Need) -> bool:
        """Whether it is about what is needed: the item itself, or one of the domains that it asks for."""
        return need.item in self.items or bool(need.domains & self.domains)


@dataclass(frozen=True, slots=True)
class Supply:
    """What counts of a provider; sums in yuan.

    Attributes:
        words: tokens of what it says of itself and of what it offers.
        domains: codes of its approved domains.
        home: path of its home street; empty where none is known.
        served: paths of the communities it has closed contracts in.
        usual: the middle one of its contract sums.
        contracts, on_time, satisfied, answers: of the years that count.
        load: contracts in delivery.
        offers: what it offers now.
    """

    words: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    home: str = ""
    served: frozenset[str] = frozenset()
    usual: Decimal | None = None
    contracts: int = 0
    on_time: int = 0
    satisfied: int = 0
    answers: int = 0
    grade: Grade = Grade.NONE
    credit: int = 0
    load: int = 0
    offers: tuple[Offered, ...] = ()

    def offers_for(self, need: Need) -> list[Offered]:
        """Its offers that are about what is needed."""
        return [offer for offer in self.offers if offer.answers(need)]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: so many points `of` so many, and why."""

    name: str
    points: Decimal
    of: int
    reason: Reason
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well they fit, of 100 points, part by part."""

    parts: tuple[Part, ...]

    @property
    def points(self) -> Decimal:
        """All parts together."""
        return sum((part.points for part in self.parts), Decimal(0))


Found = tuple[Fraction, Reason, dict[str, object]]
Scorer = Callable[[Need, Supply, RuleSet], Found]


def fit(need: Need, supply: Supply, rules: RuleSet) -> Fit:
    """Score a pair by the rule set of the demand; each part in the order of the rule set's weights."""
    weights = rules.matching.weights
    asked: tuple[tuple[str, int, Scorer], ...] = (
        ("words", weights.words, _words),
        ("domain", weights.domain, _domain),
        ("place", weights.place, _place),
        ("budget", weights.budget, _budget),
        ("record", weights.record, _record),
        ("grade", weights.grade, _grade),
        ("credit", weights.credit, _credit),
        ("load", weights.load, _load),
    )
    return Fit(tuple(_part(name, weight, score(need, supply, rules)) for name, weight, score in asked))


def _part(name: str, weight: int, found: Found) -> Part:
    share, reason, parameters = found
    points = (Decimal(round(weight * share * 10)) / 10).quantize(TENTH)
    return Part(name, points, weight, reason, parameters)


def _words(need: Need, supply: Supply, rules: RuleSet) -> Found:
    wanted = frozenset(need.words)
    common = wanted & supply.words
    if not common:
        return NOTHING, Reason.NO_WORDS, {}
    full = Fraction(rules.matching.words_full)
    share = min(ALL, Fraction(len(common), len(wanted)) / full) if full else ALL
    return share, Reason.WORDS, {"words": said.shared(need.words, common)}


def _domain(need: Need, supply: Supply, rules: RuleSet) -> Found:
    """An approval counts; among the approved, who offers exactly this item is as good as approved for all of it."""
    held, asked = len(need.domains & supply.domains), len(need.domains)
    facts: dict[str, object] = {"held": held, "asked": asked} if asked else {}
    offered = any(need.item in offer.items for offer in supply.offers)
    if offered and (held or not asked):
        return ALL, Reason.OFFERED_ITEM, facts
    if not asked:
        return Fraction(rules.matching.newcomer_share), Reason.DOMAINS_OPEN, facts
    reason = Reason.DOMAINS_ALL if held == asked else Reason.DOMAINS_SOME if held else Reason.DOMAINS_NONE
    return Fraction(held, asked), reason, facts


def _place(need: Need, supply: Supply, rules: RuleSet) -> Found:
    """What it did and where it is at home counts in full, what it only offers half way from there to the district."""
    street, places = _above(need.place), {supply.home, *supply.served} - {""}
    district = Fraction(rules.matching.district_share)
    if need.place in supply.served:
        return ALL, Reason.SERVED_COMMUNITY, {}
    if any(place.startswith(street) for place in supply.served):
        return ALL, Reason.SERVED_STREET, {}
    if supply.home.startswith(street):
        return ALL, Reason.HOME_STREET, {}
    if any(need.place.startswith(place) for offer in supply.offers_for(need) for place in offer.streets):
        return (ALL + district) / 2, Reason.OFFERED_HERE, {}
    if any(place.startswith(_above(street)) for place in places):
        return district, Reason.SAME_DISTRICT, {}
    return NOTHING, Reason.ELSEWHERE, {}


def _above(path: str) -> str:
    """The path of the place that this one lies in; of the uppermost its own."""
    head = path.rstrip("/").rpartition("/")[0]
    return f"{head}/" if head else path


def _budget(need: Need, supply: Supply, rules: RuleSet) -> Found:
    """The better of what its contracts usually were and of the prices that it offers such work at."""
    priced = [(offer.low, offer.high) for offer in supply.offers_for(need) if offer.low and offer.high]
    found: list[Found] = []
    if need.budget and supply.usual:
        found.append((_bell(need.budget, supply.usual, rules), Reason.BUDGET, {"usual": supply.usual}))
    if need.budget:
        for low, high in priced:
            near = min(max(need.budget, low), high)
            found.append((_bell(need.budget, near, rules), Reason.OFFERED_PRICE, {"low": low, "high": high}))
    if not found:
        return Fraction(rules.matching.newcomer_share), Reason.BUDGET_UNKNOWN, {}
    return max(found, key=lambda one: one[0])


def _bell(budget: Decimal, sum_: Decimal, rules: RuleSet) -> Fraction:
    """A bell over the ratio of both: three times as much is as far off as a third."""
    steps = log(budget / sum_) / log(rules.matching.budget_multiple)
    return Fraction(exp(-(steps**2) / 2))


def _record(_need: Need, supply: Supply, rules: RuleSet) -> Found:
    """Half for satisfied residents, half for what was finished on time."""
    newcomer = Fraction(rules.matching.newcomer_share)
    if not supply.contracts:
        return newcomer, Reason.RECORD_NONE, {}
    on_time = Fraction(supply.on_time, supply.contracts)
    facts: dict[str, object] = {"contracts": supply.contracts, "on_time": supply.on_time}
    if not supply.answers:
        return (newcomer + on_time) / 2, Reason.RECORD_UNJUDGED, facts
    satisfied = Fraction(supply.satisfied, supply.answers)
    return (satisfied + on_time) / 2, Reason.RECORD, facts | {"satisfied": satisfied}


def _grade(_need: Need, supply: Supply, rules: RuleSet) -> Found:
    """Who is not assessed stands below the lowest grade, not at nothing: not every sort of body is assessed."""
    newcomer = Fraction(rules.matching.newcomer_share)
    share = newcomer + (ALL - newcomer) * Fraction(GRADES.index(supply.grade), len(GRADES) - 1)
    return share, Reason.GRADE_NONE if supply.grade is Grade.NONE else Reason.GRADE, {"grade": supply.grade}


def _credit(_need: Need, supply: Supply, rules: RuleSet) -> Found:
    """Everything from the starting points on, nothing where an entry is suspended."""
    low, high = rules.roster.credit.suspend_below, max(rules.roster.credit.start, rules.roster.credit.suspend_below + 1)
    share = Fraction(supply.credit - low, high - low)
    return max(NOTHING, min(ALL, share)), Reason.CREDIT, {"credit": supply.credit}


def _load(_need: Need, supply: Supply, rules: RuleSet) -> Found:
    if not supply.load:
        return ALL, Reason.LOAD_FREE, {}
    return max(NOTHING, ALL - Fraction(supply.load, rules.matching.busy_from)), Reason.LOAD, {"load": supply.load}
