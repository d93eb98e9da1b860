"""What each project is: item, money, who competes, how it went. Drawn with seeded dice, written by others."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from catalog.models import Provider
from marketplace.accounts.models import Membership
from marketplace.demo.history.days import ONE_DAY
from marketplace.demo.history.money import Sum
from marketplace.demo.history.setting import Bidder, Setting, Town, Work
from marketplace.demo.history.timeline import Course, Times, lay_out
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Kind, Method, Tier
from tendering.contracts.rules.satisfaction import Tally, minimum_sample, passes
from tendering.demands.rules.tier import TierDecision, TierFacts, decide_tier
from tendering.tenders.rules.procedure import Procedure, procedure_for

FIRST_START, STARTS = (1, 19), 52  # drafted from 19 January on, within so many days: inside the call window
DURATIONS = (28, 75)  # calendar days a contract runs
BELOW_BAR, LATE = 0.07, 0.05
MOST_BIDDERS = 5
LOST_BELOW, LOST_LATE = 10, 5  # credit points such a project costs at most
CREDIT_FLOOR = 85  # nobody's credit points are talked down below this by history
WITHOUT_COMPETITION = 0.45  # of the projects small enough for it


class YearNotOver(ValueError):
    """A project of this year could not have been finished by now."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who bid, in the order of arrival; the quote in yuan."""

    bidder: Bidder
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """One finished project before its rows; amounts in yuan. `contenders` is empty without competition."""

    town: Town
    year: int
    serial: int
    work: Work
    kind: Kind
    decision: TierDecision
    procedure: Procedure
    money: Sum
    contender: Bidder | None
    contenders: tuple[Contender, ...]
    people: int
    households: int
    tallies: tuple[Tally, ...]
    times: Times

    @property
    def provider(self) -> Provider | None:
        """The contractor; None where the residents' group does it."""
        return self.contender.provider if self.contender else None

    @property
    def signer(self) -> Membership:
        """Who acts for the contractor; for a residents' group the community's staff do."""
        return self.contender.signer if self.contender else self.town.author


class Dice:
    """Draws blueprints of one run; the same seed gives the same projects."""

    def __init__(self, setting: Setting, seed: int, horizon: date) -> None:
        self.setting, self.horizon = setting, horizon
        self.random = random.Random(seed)
        self.credit = {bidder.provider.pk: bidder.provider.credit for bidder in setting.bidders}

    def year(self, town: Town, year: int, sums: Sequence[Sum]) -> Iterator[Blueprint]:
        """The projects of a community's year, one for each sum."""
        works = self._works(len(sums))
        direct: dict[int, Decimal] = {}
        for serial, (money, work) in enumerate(zip(sums, works, strict=True), start=1):
            yield self._project(town, year, serial, money, work, direct)

    def _works(self, number: int) -> list[Work]:
        """Items without repeating one before all have had their turn."""
        found: list[Work] = []
        while len(found) < number:
            found += self.random.sample(list(self.setting.works), len(self.setting.works))
        return found[:number]

    def _project(
        self, town: Town, year: int, serial: int, money: Sum, work: Work, direct: dict[int, Decimal]
    ) -> Blueprint:
        start = date(year, *FIRST_START) + timedelta(days=self.random.randrange(STARTS))
        decision = decide_tier(TierFacts(total=money.ceiling, cofunded=Decimal(0)), self.setting.rules)
        fitting = self.setting.eligible(work, start + 60 * ONE_DAY)
        method, chosen = self._method(decision.tier, money, fitting, direct)
        kind = Kind.ACTIVITY if method is Method.RESIDENT_IMPLEMENTED else Kind(work.item.default_kind)
        procedure = procedure_for(self.setting.rules, decision.tier, method, kind, money.ceiling)
        contenders = self._contenders(fitting, money) if procedure.competition else ()
        winner = min(contenders, key=lambda one: one.price).bidder if contenders else chosen
        people = self.random.randrange(60, 260)
        tallies = self._tallies(people, winner)
        times = self._times(start, procedure, len(contenders), tallies, winner)
        self._count_credit(winner, times)
        return Blueprint(
            town=town,
            year=year,
            serial=serial,
            work=work,
            kind=kind,
            decision=decision,
            procedure=procedure,
            money=money,
            contender=winner,
            contenders=contenders,
            people=people,
            households=people * 2 // 5,
            tallies=tallies,
            times=times,
        )

    def _method(
        self, tier: Tier, money: Sum, fitting: Sequence[Bidder], direct: dict[int, Decimal]
    ) -> tuple[Method, Bidder | None]:
        letting = self.setting.rules.letting.micro
        is_small = tier is Tier.MICRO and money.ceiling <= letting.direct_award_up_to
        if is_small and self.random.random() < WITHOUT_COMPETITION:
            one = self.random.choice(fitting)
            had = direct.get(one.provider.pk, Decimal(0))
            if self.random.random() < 0.5 and had + money.price <= letting.direct_award_yearly_per_provider:
                direct[one.provider.pk] = had + money.price
                return Method.DIRECT_AWARD, one
            return Method.RESIDENT_IMPLEMENTED, None
        return Method.INQUIRY, None

    def _contenders(self, fitting: Sequence[Bidder], money: Sum) -> tuple[Contender, ...]:
        """The winner's quote is the price; rivals ask more, at most the ceiling, no two the same."""
        number = min(self.random.choice((3, 3, 3, 4, 4, 5)), len(fitting), MOST_BIDDERS)
        gap = money.ceiling - money.price
        steps = [0, *self.random.sample(range(15, 101), number - 1)]
        prices = [money.price + (gap * step / 100).quantize(Decimal("0.01")) for step in steps]
        self.random.shuffle(prices)
        chosen = self.random.sample(list(fitting), number)
        return tuple(Contender(bidder, price) for bidder, price in zip(chosen, prices, strict=True))

    def _tallies(self, people: int, winner: Bidder | None) -> tuple[Tally, ...]:
        """One verdict; below the bar a second one after mending. The sample is never too small."""
        rule = self.setting.rules.satisfaction
        answers = minimum_sample(people, rule.minimum_sample) + self.random.randrange(4)
        bar = rule.bar
        least = next(number for number in range(answers + 1) if passes(Fraction(number, answers), bar))
        good = Tally(self.random.randrange(least, answers + 1), answers)
        if least > 1 and self.random.random() < BELOW_BAR and self._may_lose(winner, LOST_BELOW):
            return Tally(max(1, least - self.random.randrange(1, 3)), answers), good
        return (good,)

    def _count_credit(self, winner: Bidder | None, times: Times) -> None:
        if winner is not None and winner.listed_at < times.closed:
            lost = LOST_LATE * (times.delivery.days_late > 0) + LOST_BELOW * (times.mending is not None)
            self.credit[winner.provider.pk] -= lost

    def _may_lose(self, winner: Bidder | None, points: int) -> bool:
        """Whether the points a project may cost leave the provider in good standing; groups have none to lose."""
        return winner is None or self.credit[winner.provider.pk] - points >= CREDIT_FLOOR

    def _times(
        self, start: date, procedure: Procedure, bidders: int, tallies: Sequence[Tally], winner: Bidder | None
    ) -> Times:
        is_late = self.random.random() < LATE and self._may_lose(winner, LOST_BELOW + LOST_LATE)
        course = Course(
            rules=self.setting.rules,
            procedure=procedure,
            bidders=bidders,
            duration=self.random.randrange(*DURATIONS),
            delay=self.random.randrange(14, 22) if is_late else 0,
            is_mended=len(tallies) > 1,
        )
        earliest = date(start.year, *FIRST_START)
        while True:
            times = lay_out(course, start=start, days=self.setting.days, dice=self.random)
            if day_of(times.closed) <= self.horizon:
                return times
            if start == earliest:
                raise YearNotOver(start.year)
            start = max(earliest, start - 14 * ONE_DAY)
