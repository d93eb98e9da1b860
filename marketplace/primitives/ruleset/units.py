"""What a number of a rule set counts, and within which bounds it makes sense."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, NamedTuple


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with inclusive bounds; `decimals` is how many places a value may have."""

    name: str
    low: Decimal
    high: Decimal
    decimals: int = 0


def _unit(name: str, low: str, high: str, decimals: int = 0) -> Unit:
    return Unit(name, Decimal(low), Decimal(high), decimals)


class MonthDay(NamedTuple):
    """A day of every year, written ``12-01``."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


Yuan = Annotated[Decimal, _unit("yuan", "0", "999999999999.99", 2)]
Share = Annotated[Decimal, _unit("share", "0", "1", 4)]
Score = Annotated[Decimal, _unit("points", "0", "100", 2)]
Ballot = Annotated[Fraction, _unit("fraction", "0", "1", 6)]
WorkingDays = Annotated[int, _unit("working_days", "1", "366")]
MaybeWorkingDays = Annotated[int, _unit("working_days", "0", "366")]
Hours = Annotated[int, _unit("hours", "1", "720")]
Days = Annotated[int, _unit("days", "1", "3660")]
MaybeDays = Annotated[int, _unit("days", "0", "3660")]
Months = Annotated[int, _unit("months", "0", "600")]
Years = Annotated[int, _unit("years", "0", "50")]
Year = Annotated[int, _unit("year", "1990", "2200")]
People = Annotated[int, _unit("people", "0", "10000")]
Minutes = Annotated[int, _unit("minutes", "1", "240")]
Times = Annotated[int, _unit("times", "1", "20")]
Offices = Annotated[int, _unit("offices", "1", "20")]
Characters = Annotated[int, _unit("characters", "20", "2000")]
Bids = Annotated[int, _unit("bids", "1", "50")]
Contracts = Annotated[int, _unit("contracts", "1", "100")]
Candidates = Annotated[int, _unit("candidates", "20", "500")]
Multiple = Annotated[Decimal, _unit("multiple", "1.1", "100", 2)]
Points = Annotated[int, _unit("points", "0", "100")]
Deduction = Annotated[int, _unit("points", "-100", "0")]
