"""Rounds of a consultation, by workbench links only: talks, what changes for all, revised plans, final quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from marketplace import clock
from tests.journeys import letting
from tests.journeys.cast import Cast
from tests.journeys.person import Person

ROUNDS = "Go on with the rounds of the consultation"


def prepares(cast: Cast, title: str) -> None:
    """The documents of a consultation, which say what its rounds may change."""
    written = letting.documents() | {"changeable": ["Requirements"]}
    cast.author.does("Let the project", title).fills(method="Competitive consultation", **written).sends()


def begins(cast: Cast, title: str, names: Sequence[str]) -> Person:
    """A round in which every bidder is talked to; the clerk with the rounds before them."""
    cast.author.does(ROUNDS, title).follows("Begin a round").fills().sends()
    for name in names:
        cast.author.does(ROUNDS, title).follows(f"Write down the talk {name}")
        cast.author.sees(name).fills(text=f"与{name}谈了服务频次。").sends()
    return cast.author.does(ROUNDS, title)


def calls(clerk: Person, button: str, *, days: int, **changes: Any) -> datetime:
    """Answers called for until five in the afternoon of a day; their deadline."""
    deadline = (clock.now() + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)
    clerk.follows(button).fills(deadline_at=deadline, **changes).sends()
    return deadline


def revises(bidder: Person, title: str, plan: str) -> None:
    """A revised plan, sealed."""
    bidder.does("Hand in your revised plan", title).follows("Begin the revised plan").fills().sends()
    bidder.follows("Plan of work").fills(plan=plan).sends()
    bidder.does("Hand in your revised plan", title).follows("Check and seal")
    bidder.sees_nothing_of("Total quote").fills(unrelated=True, truthful=True).sends().sees("Receipt number")


def quotes(bidder: Person, title: str, price: str) -> Person:
    """A final quote, sealed."""
    bidder.does("Hand in your final quote", title).follows("Begin the final quote").fills().sends()
    bidder.follows("Quote and price lines")
    bidder.fills(total=price, description_0="助浴服务", quantity_0=1, unit_0="项", unit_price_0=price).sends()
    bidder.does("Hand in your final quote", title).follows("Check and seal")
    return bidder.fills(unrelated=True, truthful=True).sends().sees("Receipt number", "Final quote")
