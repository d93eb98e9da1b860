"""What every story has at hand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property

from marketplace import clock
from marketplace.demo.agenda import Agenda
from marketplace.demo.cast import Cast
from marketplace.places.models import Place
from marketplace.places.queries import communities, district, streets
from marketplace.primitives.ruleset import Regime, RuleSet
from marketplace.rulebook.queries import in_force
from tendering.demands.models import Demand

SEED = 20261120


@dataclass
class Stage:
    """The people, the agenda, the places by name, and dice that always fall the same way.

    `demands` fills while the agenda is played: a later story finds a demand by the number it has in its table
    (``1`` to ``48``, ``E1`` to ``E16``, ``W1`` …).
    """

    cast: Cast
    agenda: Agenda
    places: dict[str, Place]
    district: Place
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    demands: dict[str, Demand] = field(default_factory=dict)

    @classmethod
    def set(cls) -> Stage:
        """A stage on which nothing has happened."""
        return cls(Cast.of_everybody(), Agenda(), _places(), district())

    @cached_property
    def rules(self) -> RuleSet:
        """The rules by which stories are laid out; its service decides whether an act may happen."""
        return in_force(clock.today(), self.district).rules

    @cached_property
    def statute(self) -> RuleSet:
        """The rules of calls from the statute's limits up."""
        return in_force(clock.today(), self.district, Regime.STATUTORY).rules

    def community(self, street: str, name: str) -> Place:
        """A community by the names of its street and its own."""
        return self.places[f"{street}/{name}"]


def _places() -> dict[str, Place]:
    found = {f"{place.parent.name_zh}/{place.name_zh}": place for place in communities() if place.parent}
    return found | {place.name_zh: place for place in streets()}
