"""The demonstration's own past: 2025 as its baseline says it, and some five hundred small projects of 2026.

The projects of 2026 belong to communities that play in no story, so that the stories' accounts, sums and siblings
stay what the tables say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from marketplace import clock
from marketplace.demo.agenda import at_hour
from marketplace.demo.history.generator import Order, generate
from marketplace.demo.population import story_communities
from marketplace.places.models import Place
from marketplace.places.queries import communities

SEED = 20261120
EVE = date(2026, 11, 19)
OF_2025, OF_2026 = 470, 490


def size() -> int:
    """How many projects are written."""
    return OF_2025 + OF_2026


def write(advance: Callable[[], object]) -> None:
    """Both years; nothing of 2026 is younger than the evening before the demonstration begins."""
    everywhere = list(communities().select_related("parent__parent").order_by("code"))
    with clock.frozen(at_hour(EVE, 18)):
        generate(Order(projects=OF_2025, years=[2025], places=everywhere, seed=SEED), advance)
        generate(Order(projects=OF_2026, years=[2026], places=_apart(everywhere), seed=SEED), advance)


def _apart(places: list[Place]) -> list[Place]:
    """Communities without a part in the stories."""
    played = story_communities()
    return [place for place in places if place.parent and (place.parent.name_zh, place.name_zh) not in played]
