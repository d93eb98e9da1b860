"""Reasons of `rules.reasons` in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.money import exact_yuan, format_yuan
from tendering.evaluation.models.result import TieRule
from tendering.evaluation.rules.excluded import Why
from tendering.evaluation.wording.excluded import why_not_ranked

WORDS: Mapping[str, str | Promise] = {
    "best_total": _("Highest total of all valid bids: %(total)s points, rank %(rank)s."),
    "lowest_price": _("Lowest quote of all that meet the requirements: %(price)s, rank %(rank)s."),
    "next_total": _("Rank %(rank)s with %(total)s points: nobody who ranks before can be awarded."),
    "next_price": _("Rank %(rank)s with a quote of %(price)s: nobody who ranks before can be awarded."),
    "only_offer": _("Named by the resolution of the deciding body; the offer of %(price)s is found reasonable."),
    "lower_total": _("Rank %(rank)s: %(total)s points, %(gap)s fewer than the award's %(won)s."),
    "higher_price": _("Rank %(rank)s: your quote of %(price)s is %(gap)s above the award's %(won)s."),
    "price_points": _("Points for the price: %(mine)s, the award has %(won)s."),
    "plan_points": _("Points for plan and ability: %(mine)s, the award has %(won)s."),
    "tie": _("Equal standing was decided by: %(rule)s."),
    "passed_over": _(
        "%(bidder)s, rank %(rank)s, was passed over: one bidder may win %(limit)s lots, and it is proposed for, or has "
        "won, lot %(lots)s."
    ),
    "passed_over_yourself": _("One bidder may win %(limit)s of the lots, and your organisation has won lot %(lots)s."),
    "hint_found_right": _(
        "%(bidder)s, rank %(rank)s, was passed over: discipline inspection found right a hint of collusion about it."
    ),
    "hint_found_right_yourself": _(
        "Rank %(rank)s: discipline inspection found right a hint of collusion about your bid."
    ),
    "invalid": _("Your bid was not ranked: %(why)s"),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_MONEY_CODES = frozenset({"lowest_price", "next_price", "only_offer", "higher_price"})
_MONEY_NAMES = frozenset({"price", "won", "gap"})


def tie_rule(code: str) -> str | Promise:
    """What placed a bid among equals; empty where nothing had to."""
    words: Mapping[str, str | Promise] = dict(TieRule.choices)
    return words.get(code, code)


def say(reason: Mapping[str, Any]) -> SafeString:
    """One reason as a sentence; everything in it is escaped."""
    code, values = reason["code"], reason["values"]
    if code == "invalid":
        return format_html(_fields(code), why=why_not_ranked(Why.read(values)))
    shown = {name: _shown(code, name, value) for name, value in values.items()}
    return format_html(_fields(code), **shown)


def _fields(code: str) -> str:
    """The messages are written as all others, with %(name)s; format_html escapes what it puts in."""
    return _PLACEHOLDER.sub(r"{\1}", str(WORDS[code]))


def say_all(reasons: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """All of them."""
    return [say(reason) for reason in reasons]


def _shown(code: str, name: str, value: str) -> str | Promise:
    if code in _MONEY_CODES and name in _MONEY_NAMES:
        return format_yuan(exact_yuan(value))
    if name == "rule":
        return tie_rule(value)
    return value
