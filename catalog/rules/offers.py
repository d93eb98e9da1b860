"""What an offer of services must hold before anybody sees it (R35; domain 3.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.rules.eligibility import Obstacle, Standing, lapses
from catalog.rules.periods import months_after

# Whoever offers everything offers nothing that can be found.
MOST_OFFERS = 20
LONGEST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Said:
    """What an offer says, as far as rules look at it.

    Attributes:
        domains: codes of its service domains.
        items: its scope items by code, each with the codes of the domains that it asks for.
        low, high: what work of this kind usually costs, in yuan; both or none.
        until: the last day on which it stands.
    """

    title: str
    text: str
    domains: frozenset[str]
    items: Mapping[str, frozenset[str]]
    low: Decimal | None
    high: Decimal | None
    until: date


@dataclass(frozen=True, slots=True)
class Problem:
    """A code, and the field that it is about."""

    code: str
    field: str


def problems(said: Said, approved: Collection[str], today: date) -> tuple[Problem, ...]:
    """Everything that stands against an offer of a provider approved for these domains."""
    return tuple(Problem(f"catalog.offer.{code}", field) for code, field in _problems(said, approved, today))


def unseen(standing: Standing, domains: Collection[str], until: date, on: date) -> tuple[Obstacle, ...]:
    """Why nobody is shown a published offer on that day; none where everybody is.

    An offer says that its provider is approved for all of its domains: it is not shown while one of them is not.
    """
    found = list(lapses(standing, on))
    if standing.entry_state is not None and (lost := set(domains) - standing.domains):
        found.append(Obstacle("catalog.offer.domains_lost", {"domains": tuple(sorted(lost))}))
    if on > until:
        found.append(Obstacle("catalog.offer.day_passed"))
    return tuple(found)


def _problems(said: Said, approved: Collection[str], today: date) -> Iterator[tuple[str, str]]:
    if not said.title.strip():
        yield "title_missing", "title"
    if not said.text.strip():
        yield "text_missing", "text"
    yield from _of_its_kind(said, approved)
    yield from _of_its_price(said.low, said.high)
    if not today <= said.until <= months_after(today, LONGEST_MONTHS):
        yield "until", "valid_until"


def _of_its_kind(said: Said, approved: Collection[str]) -> Iterator[tuple[str, str]]:
    if not said.domains:
        yield "domains_missing", "domains"
    elif said.domains - set(approved):
        yield "domain_not_approved", "domains"
    if any(asked and not asked & said.domains for asked in said.items.values()):
        yield "item_of_another_domain", "items"


def _of_its_price(low: Decimal | None, high: Decimal | None) -> Iterator[tuple[str, str]]:
    if (low is None) != (high is None):
        yield "one_price", "price_to"
    elif low is not None and high is not None and not 0 < low <= high:
        yield "prices_turned_round", "price_to"
