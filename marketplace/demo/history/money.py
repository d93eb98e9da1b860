"""How a community's year is spent: so many projects, whose sums fit its account (yuan)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.primitives.money import ZERO, split_pro_rata, yuan

SMALL, MIDDLE, LARGE = (3_000, 18_000), (18_000, 46_000), (55_000, 150_000)
MIX = (SMALL, SMALL, SMALL, SMALL, MIDDLE, MIDDLE, MIDDLE, MIDDLE, MIDDLE, LARGE)
UTILISATION = (0.74, 0.95)
# At most this: the ceiling above it stays within the ordinary tier.
MOST_PRICE, LEAST_PRICE = Decimal("175000.00"), Decimal("1000.00")
HIGHEST_QUOTE, LOWEST_QUOTE = Decimal("0.985"), Decimal("0.95")  # of the ceiling


class TooManyProjects(ValueError):
    """The account has not enough money for so many projects."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A project's ceiling and its contract price, the first above the second."""

    ceiling: Decimal
    price: Decimal


def wanted(number: int, dice: random.Random) -> list[Decimal]:
    """Prices as projects of the district have them: mostly small, some in the tens of thousands, few above."""
    return [Decimal(dice.randrange(*dice.choice(MIX)) // 100 * 100) for _number in range(number)]


def allocation(prices: Sequence[Decimal], standard: Decimal, dice: random.Random) -> Decimal:
    """What the community gets in a year of which nothing is known: the standard, or more where history needs it."""
    share = Decimal(str(dice.uniform(*UTILISATION)))
    return max(standard, (sum(prices, ZERO) / share / 100).quantize(Decimal(1)) * 100)


def sums(prices: Sequence[Decimal], *, spend: Decimal, at_most: Decimal) -> list[Sum]:
    """Prices scaled so that together they come to `spend`, with ceilings that together stay below `at_most`.

    Where single projects would grow beyond their tier, less is spent.

    Raises:
        TooManyProjects: there is not a thousand yuan for each.
    """
    first = LEAST_PRICE * len(prices)
    most = sum(prices, ZERO) * (MOST_PRICE - LEAST_PRICE) / max(prices)
    rest = min(yuan(spend) - first, yuan(most))
    if rest < ZERO:
        raise TooManyProjects(len(prices))
    found = [LEAST_PRICE + share for share in split_pro_rata(rest, [price * 1_000 for price in prices])]
    return [Sum(_ceiling(price, sum(found, ZERO), at_most), price) for price in found]


def _ceiling(price: Decimal, spent: Decimal, at_most: Decimal) -> Decimal:
    """Five per cent above the price where the account allows it, and never nothing."""
    ratio = max(LOWEST_QUOTE, min(HIGHEST_QUOTE, spent / at_most + Decimal("0.004")))
    return (price / ratio).quantize(Decimal(1)) + 1
