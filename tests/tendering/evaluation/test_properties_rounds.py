"""Over random final quotes: one that was not opened enters nothing, and whoever gave none that counts has left."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace import clock
from tendering.bids.models import Bid, BidState, OpenedBid, Round, RoundState
from tendering.bids.queries.valid import has_settled_prices, valid_bids
from tendering.evaluation.queries.bids import flagged, lowest
from tendering.evaluation.queries.computation import compute
from tendering.evaluation.queries.excluded import excluded
from tendering.tenders.models import SealingKey
from tests.factories import accounts, juries
from tests.factories.juries import Crowd


class Answer(StrEnum):
    """What became of one bidder's final quote."""

    NONE = "none"
    SEALED = "sealed"
    UNOPENABLE = "unopenable"
    INVALID = "invalid"
    COUNTS = "counts"


ANSWERS = st.lists(
    st.tuples(st.sampled_from(Answer), st.integers(700, 999), st.integers(500, 999)), min_size=1, max_size=6
)


def _round(crowd: Crowd, *, is_over: bool) -> Round:
    now = clock.now()
    crowd.tender.procedure_data["rounds"] = 1
    crowd.tender.save()
    key = SealingKey.objects.create(key_id=f"r{crowd.tender.pk}", public_key=b"1" * 32, created_at=now, taken_at=now)
    return Round.objects.create(
        tender=crowd.tender,
        number=1,
        is_last=True,
        state=RoundState.ENDED if is_over else RoundState.CLOSED,
        sections=["price"],
        began_by=accounts.user(),
        began_at=now,
        deadline_at=now,
        sealing_key=key,
    )


def _answered(within: Round, first: Bid, answer: Answer, price: int) -> None:
    if answer is Answer.NONE:
        return
    row = Bid.every.create(tender=within.tender, provider=first.provider, round=within, created_at=clock.now())
    version = juries.sealed_version(row)
    known = {Answer.SEALED: BidState.SUBMITTED, Answer.UNOPENABLE: BidState.UNOPENABLE}
    Bid.every.filter(pk=row.pk).update(state=known.get(answer, BidState.OPENED), current=version)
    if answer in known:
        return
    counts = answer is Answer.COUNTS
    OpenedBid.objects.create(
        bid=row,
        version=version,
        final_of=first if counts else None,
        price=Decimal(price),
        plan="",
        hash_ok=True,
        valid=counts,
        invalid_reason="" if counts else "above_ceiling",
        opened_at=clock.now(),
    )


@pytest.mark.django_db
@pytest.mark.requirement("R39")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS, is_over=st.booleans())
def test_an_unopened_final_quote_enters_nothing(
    crowd: Crowd, answers: list[tuple[Answer, int, int]], is_over: bool
) -> None:
    fresh = replace(crowd, bids=[], fates={})
    with transaction.atomic():
        within = _round(fresh, is_over=is_over)
        expected: dict[UUID, Decimal] = {}
        for answer, first_price, final_price in answers:
            first = juries.bid(fresh, f"{first_price}.00", similar_contracts_last_3_years=2)
            # Nothing is opened before the round is over: what came in is sealed until then.
            answer = answer if is_over or answer is Answer.NONE else Answer.SEALED
            _answered(within, first, answer, final_price)
            if not is_over:
                expected[first.pk] = Decimal(first_price)
            elif answer is Answer.COUNTS:
                expected[first.pk] = Decimal(final_price)
        assert {row.bid: row.price for row in compute(fresh.panel).rows} == expected
        assert lowest(list(valid_bids(fresh.tender))) == min(expected.values(), default=Decimal(0))
        assert set(flagged(fresh.panel)) <= set(expected)
        assert len(excluded(fresh.panel)) == len(answers) - len(expected)
        assert has_settled_prices(fresh.tender) is is_over
        transaction.set_rollback(True)
