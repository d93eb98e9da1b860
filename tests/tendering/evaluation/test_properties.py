"""Over random tenders: who is ranked, within which bounds, and the same way whoever computes it (issue bar)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from marketplace.primitives import canonical, draw
from marketplace.primitives.ruleset import Tie
from tendering.evaluation.models import RankingRow, Report
from tendering.evaluation.queries.computation import compute
from tendering.evaluation.rules.points import fact_points
from tendering.evaluation.rules.ranking import Draw, Offer, Standing, ranked, scored
from tendering.evaluation.services import ranking
from tests.factories import juries
from tests.factories.juries import Crowd, Fate

TIES = (Tie.LOWER_QUOTE, Tie.HIGHER_PLAN_SCORE, Tie.RECORDED_DRAW)
FORMULAS = ("min(10, 2 * similar)", "5 if similar <= asked - 5 else 3 if similar <= asked else 0", "similar / 3")


@dataclass(frozen=True)
class Case:
    """A tender's valid bids: the price's weight, the sheet's maxima, and how extremes count."""

    price_maximum: int
    offers: tuple[Offer, ...]
    trimmed_from: int | None
    seed: bytes


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Few different values, so that ties are common."""
    price_maximum = draw(st.integers(0, 60))
    objective = draw(st.integers(0, 100 - price_maximum))
    subjective = 100 - price_maximum - objective
    members = draw(st.integers(1, 9))
    cents = st.integers(0, 100)
    offers = tuple(
        Offer(
            bid=UUID(int=number + 1),
            price=Decimal(draw(st.integers(1, 6))) * Decimal("1000.01"),
            objective=Decimal(draw(cents) * objective).scaleb(-2),
            subjective={seat: Decimal(draw(cents) * subjective).scaleb(-2) for seat in range(members)},
        )
        for number in range(draw(st.integers(1, 9)))
    )
    return Case(price_maximum, offers, draw(st.sampled_from([None, 5])), draw(st.binary(min_size=32, max_size=32)))


def lots(seed: bytes, offers: Sequence[Offer]) -> Draw:
    order = draw.shuffle(seed, [str(offer.bid) for offer in offers])
    return lambda tied: sorted(tied, key=lambda bid: order.index(str(bid)))


def order(case: Case) -> list[Standing]:
    rows = scored(case.offers, case.price_maximum, case.trimmed_from)
    return ranked(rows, TIES, lots(case.seed, case.offers))


@given(cases())
def test_every_valid_bid_is_ranked_once(case: Case) -> None:
    standings = order(case)
    assert [row.rank for row in standings] == list(range(1, len(case.offers) + 1))
    assert {row.scored.bid for row in standings} == {offer.bid for offer in case.offers}


@given(cases())
def test_no_score_leaves_its_bounds(case: Case) -> None:
    for row in (standing.scored for standing in order(case)):
        assert 0 <= row.price_points <= case.price_maximum
        assert all(0 <= total <= 100 for total in [*row.members.values(), row.total])
        assert 0 <= row.subjective_mean <= 100 - case.price_maximum
        assert all(value == round(value, 2) for value in (row.total, row.subjective_mean, row.price_points))


@given(st.sampled_from(FORMULAS), st.integers(0, 10**6), st.integers(0, 400), st.integers(1, 100))
def test_no_formula_gives_more_than_its_maximum(formula: str, similar: int, asked: int, maximum: int) -> None:
    assert 0 <= fact_points(formula, {"similar": similar, "asked": asked}, maximum) <= maximum


@given(cases(), st.data())
def test_a_lower_quote_never_costs_a_rank(case: Case, data: st.DataObject) -> None:
    """Price points rise as the quote falls, everybody else's stay or fall."""
    number = data.draw(st.integers(0, len(case.offers) - 1))
    before = case.offers[number]
    cheaper = replace(before, price=before.price - data.draw(st.integers(1, 100_000)) * Decimal("0.01"))
    assume(cheaper.price > 0)
    offers = tuple(cheaper if offer is before else offer for offer in case.offers)

    def of(found: list[Standing]) -> Standing:
        return next(row for row in found if row.scored.bid == before.bid)

    old, new = of(order(case)), of(order(replace(case, offers=offers)))
    assert new.scored.price_points >= old.scored.price_points
    assert new.rank <= old.rank


@given(cases(), st.data())
def test_one_seed_gives_one_order_however_the_bids_came(case: Case, data: st.DataObject) -> None:
    shuffled = replace(case, offers=tuple(data.draw(st.permutations(case.offers))))
    assert order(shuffled) == order(case)


@given(cases())
def test_only_a_tie_nothing_else_decides_is_drawn(case: Case) -> None:
    for standing in order(case):
        row = standing.scored
        equal = [
            other
            for other in order(case)
            if (other.scored.total, other.scored.price, other.scored.plan_points)
            == (row.total, row.price, row.plan_points)
        ]
        assert (standing.tie is Tie.RECORDED_DRAW) == (len(equal) > 1)


Undone = Callable[[], Any]
FATES = st.lists(st.tuples(st.sampled_from(Fate), st.integers(600, 1000)), min_size=1, max_size=7)


@pytest.mark.django_db
@pytest.mark.requirement("R39")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=FATES, seed=st.integers(0, 2**20))
def test_bids_that_fell_out_never_enter_anything(crowd: Crowd, fates: list[tuple[Fate, int]], seed: int) -> None:
    """Unopened, unopenable, invalid, disqualified, too low: even points given to them before count nowhere."""
    assume(any(fate is Fate.COMPETES for fate, _price in fates))
    fresh = replace(crowd, bids=[], fates={})
    with transaction.atomic():
        for fate, price in fates:
            juries.bid(fresh, "100.00" if fate is Fate.LOW else f"{price}.00", fate, similar_contracts_last_3_years=2)
        juries.signed(fresh, lambda seat, bid, line: Decimal((bid.pk.int + seat.number + seed) % line.max_points))
        competing, out = fresh.of(Fate.COMPETES), set(fresh.fates) - fresh.of(Fate.COMPETES)
        prices = [bid.opened.price for bid in fresh.bids if bid.pk in competing]
        computed = compute(fresh.panel)
        assert {row.bid for row in computed.rows} == competing
        assert not {bid for _seat, bid, _line in computed.points} & out
        _ranks(fresh)
        rows = RankingRow.objects.filter(panel__counts_for=fresh.tender).order_by("rank")
        assert [row.rank for row in rows] == list(range(1, len(competing) + 1))
        assert {row.bid_id for row in rows} == competing
        assert {row.computation["benchmark"] for row in rows} == {str(min(prices))}
        _reports_only(fresh, competing, out)
        transaction.set_rollback(True)


def _ranks(crowd: Crowd) -> None:
    """Rank; whoever deviates says why first."""
    from tendering.evaluation.queries.computation import unexplained
    from tendering.evaluation.services import sheets

    crowd.panel.refresh_from_db()
    owed = unexplained(crowd.panel)
    for seat, judge in zip(crowd.seats, crowd.judges, strict=True):
        if own := {bid: "方案差异大" for who, bid in owed if who == seat.pk}:
            sheets.explain_deviations(panel=crowd.panel, by=judge, reasons=own)
    ranking.rank(panel=crowd.panel, by=crowd.judges[0])


# Where a report speaks of bids that do not compete: why they fell out, and what a low quote was asked.
TOLD_OF_OTHERS = {"excluded", "low_quotes"}


def _reports_only(crowd: Crowd, competing: set[UUID], out: set[UUID]) -> None:
    report = Report.objects.get(panel=crowd.panel)
    names = {bid.pk: bid.provider.organisation.name for bid in crowd.bids}
    told = canonical.dumps({key: value for key, value in report.body.items() if key not in TOLD_OF_OTHERS}).decode()
    assert all(names[key] in told for key in competing)
    assert not any(names[key] in told for key in out)
    unopened = crowd.of(Fate.UNOPENED)
    assert not any(names[key] in str(report.body) for key in unopened)
    assert {row["name"] for row in report.body["excluded"]} == {names[key] for key in out - unopened}
