"""Why a provider fits a demand, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.primitives.money import format_yuan
from marketplace.rulebook.wording import key_name
from marketplace.ui import formats
from marketplace.ui.text import Text
from tendering.demands.rules.fit import Fit, Part, Reason

MOST_TELLING = 3
REASONS: Mapping[Reason, Text] = {
    Reason.WORDS: _("Both say: %(words)s"),
    Reason.NO_WORDS: _("Its profile says nothing of what is needed"),
    Reason.DOMAINS_ALL: _("Approved for every service domain of this item"),
    Reason.DOMAINS_SOME: _("Approved for %(held)s of the %(asked)s service domains of this item"),
    Reason.DOMAINS_NONE: _("Approved for no service domain of this item"),
    Reason.DOMAINS_OPEN: _("This item asks for no service domain"),
    Reason.OFFERED_ITEM: _("Offers exactly this item"),
    Reason.SERVED_COMMUNITY: _("Has worked in this community"),
    Reason.SERVED_STREET: _("Has worked in this street"),
    Reason.HOME_STREET: _("At home in this street"),
    Reason.OFFERED_HERE: _("Offers to come to this street"),
    Reason.SAME_DISTRICT: _("At home or known in this district, not in this street"),
    Reason.ELSEWHERE: _("Neither at home nor known in this district"),
    Reason.BUDGET: _("Its contracts are usually about %(usual)s"),
    Reason.OFFERED_PRICE: _("Offers such work at %(low)s to %(high)s"),
    Reason.BUDGET_UNKNOWN: _("No contract yet to compare the budget with"),
    Reason.RECORD: _("%(satisfied)s satisfied, %(on_time)s of %(contracts)s on time"),
    Reason.RECORD_UNJUDGED: _("%(on_time)s of %(contracts)s on time, not judged by residents yet"),
    Reason.RECORD_NONE: _("No closed contract in the last three years"),
    Reason.GRADE: _("Assessment grade %(grade)s"),
    Reason.GRADE_NONE: _("No assessment grade in force"),
    Reason.CREDIT: _("%(credit)s credit points"),
    Reason.LOAD_FREE: _("No contract in hand"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One part as a page shows it."""

    name: str
    points: Decimal
    of: int
    why: str


def best(fit: Fit) -> list[Line]:
    """What speaks most for it: the parts with the most points."""
    return sorted(lines(fit), key=lambda line: (-line.points, line.name))[:MOST_TELLING]


def lines(fit: Fit) -> list[Line]:
    """The parts of a score that can have points, with their reasons."""
    return [Line(key_name(f"matching.weights.{part.name}"), part.points, part.of, why(part)) for part in fit.parts]


def why(part: Part) -> str:
    """The reason for a part's points."""
    if part.reason is Reason.LOAD:
        load = part.parameters["load"]
        assert isinstance(load, int)
        return ngettext("%(count)s contract in hand", "%(count)s contracts in hand", load) % {"count": load}
    return str(REASONS[part.reason]) % {name: _said(value) for name, value in part.parameters.items()}


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ("、" if not formats.in_english() else ", ").join(value)
    if isinstance(value, Decimal):
        return format_yuan(value)
    return f"{float(value):.1%}" if isinstance(value, Fraction) else str(value)
