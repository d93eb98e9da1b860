"""From the ranking, or the offer, to the award letter."""

from __future__ import annotations

from collections.abc import Sequence

from tests.journeys.cast import Cast
from tests.journeys.person import Person


def proposes(cast: Cast, title: str) -> None:
    """Proposed and published."""
    cast.author.does("Propose the award", title).fills().sends()
    cast.author.does("Publish the proposed award", title).fills().sends()


def confirms(cast: Cast, title: str, *, also: Sequence[Person] = ()) -> None:
    """The publicity over, confirmed by somebody else and whoever countersigns, the letters out."""
    cast.days.pass_by(7)
    for officer in (cast.colleague, *also):
        officer.does("Confirm the award", title).fills().sends()
    cast.author.does("Send the award letter and the reasons", title).fills().sends()


def awards(cast: Cast, title: str) -> None:
    """Both."""
    proposes(cast, title)
    confirms(cast, title)
