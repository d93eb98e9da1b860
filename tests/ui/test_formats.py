"""Money, days and moments in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.ui import formats
from marketplace.ui.drawing import values

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
MIDNIGHT = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # 24:00 of the 25th in Shanghai


@pytest.mark.parametrize(
    ("amount", "text"),
    [("186000", "¥186,000.00"), ("0.005", "¥0.01"), ("-12.5", "−¥12.50"), ("999999999999.99", "¥999,999,999,999.99")],
)
def test_yuan(amount: str, text: str) -> None:
    assert formats.yuan(Decimal(amount)) == text


def test_wan_has_two_decimals() -> None:
    assert formats.wan(Decimal("3320000.00")) == "332.00"
    assert formats.wan(Decimal(50050)) == "5.01"


def test_large_sums_are_thousands_for_readers_of_english() -> None:
    """Nobody counts in ten thousands in English."""
    with translation.override("en"):
        assert formats.wan(Decimal("3320000.00")) == "3,320.0"
        assert formats.wan(Decimal(50050)) == "50.1"
        assert "thousand yuan" in values.wan(Decimal(50050))


def test_days_and_moments_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert formats.day(date(2026, 1, 5)) == "2026年1月5日"
        assert formats.moment(AT) == "2026年11月28日 17:00"
        assert formats.day(date(2026, 1, 5), year=False) == "1月5日"


def test_days_and_moments_in_english() -> None:
    with translation.override("en"):
        assert formats.day(date(2026, 1, 5)) == "5 Jan 2026"
        assert formats.moment(AT) == "28 Nov 2026, 17:00"
        assert formats.day(date(2026, 1, 5), year=False) == "5 Jan"


def test_a_period_that_ends_at_midnight_reads_24_o_clock_of_its_last_day() -> None:
    with translation.override("zh-hans"):
        assert formats.due(MIDNIGHT) == "2026年11月25日 24:00"
        assert formats.moment(MIDNIGHT) == "2026年11月26日 00:00"


@given(st.integers(min_value=0, max_value=10**9).map(lambda seconds: AT + timedelta(seconds=seconds)))
def test_the_day_of_a_period_is_never_after_its_moment(moment: datetime) -> None:
    on, clock = formats.split_midnight(moment)
    assert on <= timezone.localtime(moment).date()
    assert clock != "00:00" or moment.second or moment.microsecond


def test_parameters_become_words() -> None:
    with translation.override("zh-hans"):
        assert formats.plain(Decimal("5.00")) == "¥5.00"
        assert formats.plain(Decimal("0.125")) == "0.125"
        assert formats.plain([date(2026, 1, 5), "b"]) == "2026年1月5日、b"
    with translation.override("en"):
        assert formats.plain(("a", 3)) == "a, 3"
