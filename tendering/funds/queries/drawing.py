"""Geometry of the charts: what the templates write as SVG attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from marketplace.ui.components import Segment
from marketplace.ui.drawing.values import percent
from marketplace.ui.formats import wan, yuan
from tendering.funds.queries.accounts import Month
from tendering.funds.queries.figures import Figures
from tendering.funds.rules.entries import EntryKind, Share

LEFT, WIDTH = 132.0, 986.0
BAND, STEP = 40, 96
READABLE = 70.0  # narrower bands carry no words
ROOM_BESIDE = 330.0  # for the words of narrow bands


@dataclass(frozen=True, slots=True)
class Band:
    """A rectangle of the flow."""

    label: str
    amount: Decimal
    colour: int
    x: float
    y: int
    width: float

    @property
    def text(self) -> str:
        """What stands in the band, where there is room."""
        return f"{self.label} {wan(self.amount)}" if self.width >= READABLE * 1.7 else ""

    @property
    def text_x(self) -> float:
        """Where the words begin."""
        return self.x + 10

    @property
    def text_y(self) -> int:
        """The words' base line."""
        return self.y + 25

    @property
    def on_dark(self) -> bool:
        """White words."""
        return self.colour <= 2


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the flow with its heading."""

    title: str
    words: str
    y: int
    bands: list[Band]
    whole: Decimal  # yuan of the full width, the same for every row

    @property
    def segments(self) -> list[Segment]:
        """The same for a narrow screen."""
        return [Segment(band.label, band.amount, wan(band.amount), band.colour) for band in self.bands]

    @property
    def beside(self) -> str:
        """What narrow bands cannot carry, right of the last one; nothing where it would not fit there either."""
        told = [f"{band.label} {wan(band.amount)}" for band in self.bands if not band.text and band.amount]
        return " · ".join(told) if self.beside_x <= LEFT + WIDTH - ROOM_BESIDE else ""

    @property
    def beside_x(self) -> float:
        """Where these words begin."""
        return max(band.x + band.width for band in self.bands) + 10

    @property
    def beside_y(self) -> int:
        """Their base line."""
        return self.y + 25

    @property
    def title_y(self) -> int:
        """The heading's base line."""
        return self.y + 17

    @property
    def words_y(self) -> int:
        """The base line of the words under it."""
        return self.y + 36


def flow(figures: Figures) -> list[Row]:
    """From appropriation over commitment to payment, every row on the same scale; empty without money."""
    whole = max(figures.sums.inflow, Decimal("0.01"))
    free = figures.sums.available
    rows = [
        (_("Came in"), _("city and district"), _sources(figures)),
        (
            _("Set aside"),
            _("held for projects"),
            [(_("Decided projects"), figures.spent_or_set_aside, 2), (_("Not set aside"), free, 5)],
        ),
        (
            _("Paid"),
            _("as work is verified"),
            [(_("Paid"), figures.sums.paid, 1), (_("Set aside, not yet paid"), figures.sums.committed, 3)],
        ),
    ]
    return [
        Row(title, words, 24 + STEP * number, _bands(parts, 24 + STEP * number, whole), whole)
        for number, (title, words, parts) in enumerate(rows)
    ]


def _sources(figures: Figures) -> list[tuple[str, Decimal, int]]:
    named = [
        (_("City share"), figures.by(Share.CITY), 2),
        (_("District share"), figures.by(Share.DISTRICT), 3),
        (_("Carried in"), figures.by(EntryKind.CARRY_IN), 4),
        (_("Donation"), figures.by(EntryKind.DONATION), 4),
        (_("Transferred in"), figures.by(EntryKind.TRANSFER_IN), 5),
    ]
    return [part for part in named if part[1] > 0]


def _bands(parts: Sequence[tuple[str, Decimal, int]], y: int, whole: Decimal) -> list[Band]:
    bands, x = [], LEFT
    for label, amount, colour in parts:
        width = float(amount / whole) * WIDTH
        bands.append(Band(label, amount, colour, round(x, 1), y, round(max(width - 1.6, 0.0), 1)))
        x += width
    return bands


def segments(figures: Figures) -> list[Segment]:
    """Paid, set aside and free of one or many accounts, for a stacked bar."""
    return [
        Segment(_("Paid"), figures.sums.paid, yuan(figures.sums.paid), 1),
        Segment(_("Set aside, not yet paid"), figures.sums.committed, yuan(figures.sums.committed), 3),
        Segment(_("Not set aside"), figures.sums.available, yuan(figures.sums.available), 5),
    ]


def share(rate: Fraction | None) -> Decimal | None:
    """A rate for the percent filter, cut to a thousandth so that 79.96 % never reads 80.0 %."""
    return None if rate is None else Decimal(int(rate * 1000)) / 1000


def points(change: Fraction | None) -> str:
    """Percentage points with one decimal and a sign: ``+6.2``."""
    return "" if change is None else f"{float(change * 100):+.1f}".replace("-", "−")


def change(figures: Figures, year: int, running: int) -> str:
    """Percentage points on the year before, once the year is over: one under way is not set against a whole one."""
    return points(figures.change) if year < running else ""


def year_before(figures: Figures, year: int, running: int) -> str:
    """What the whole year before came to, beside a year under way; empty where nothing is known."""
    if figures.before is None or year < running:
        return ""
    return _("All of %(year)s: %(rate)s") % {"year": year - 1, "rate": percent(share(figures.before))}


def level(rate: Fraction | None) -> int:
    """Class of the tile map: 1 below 20 %, then steps of twenty to 5, so that streets differ in spring, too."""
    return 1 if rate is None else sum(rate >= Fraction(bound, 10) for bound in (2, 4, 6, 8)) + 1


@dataclass(frozen=True, slots=True)
class Bar:
    """The two bars of a month."""

    month: Month
    x: float
    committed_y: float
    committed_height: float
    paid_y: float
    paid_height: float
    label_x: float
    paid_x: float


CHART_HEIGHT, CHART_TOP, BAR = 160.0, 20.0, 18.0


def month_bars(months: Sequence[Month]) -> list[Bar]:
    """Twelve places on a chart of 720 by 210."""
    most = max((amount for month in months for amount in (month.committed, month.paid)), default=Decimal(0))
    scale = CHART_HEIGHT / float(most or 1)
    bars = []
    for month in months:
        x = 40.0 + 56.0 * (month.number - 1)
        high, low = float(month.committed) * scale, max(float(month.paid), 0.0) * scale
        bottom = CHART_TOP + CHART_HEIGHT
        bars.append(
            Bar(
                month,
                x,
                round(bottom - high, 1),
                round(high, 1),
                round(bottom - low, 1),
                round(low, 1),
                x + BAR,
                x + BAR + 2,
            )
        )
    return bars
