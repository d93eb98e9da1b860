"""From the signed contract to the end: delivered, accepted, judged, paid; and what pages say afterwards."""

from __future__ import annotations

from tests.gateways import Message
from tests.journeys import delivering, judging
from tests.journeys.cast import Cast
from tests.journeys.person import Person


def finishes(cast: Cast, title: str, contractor: Person, sent: list[Message], spent: str = "3000.00") -> None:
    """Delivered for so much a milestone (yuan), accepted, judged by three neighbours, paid."""
    delivering.to_acceptance(cast, title, contractor, spent)
    judging.satisfied(cast, title, sent, cast.neighbours(3))
    delivering.pays(cast, title, contractor, "CW-3")


def is_closed(cast: Cast, title: str, contractor: str, *, paid: str, left: str) -> None:
    """Everybody reads what was paid and what residents said; the account has the rest, and nobody has a duty left."""
    visitor = Person()
    visitor.opens("Home").follows("Contracts").follows(title).sees("Completed", contractor, f"Paid ¥{paid}")
    visitor.opens("Home").follows("Demands").follows(title).sees("Closed")
    visitor.follows("The project's file").sees("3 ÷ 3", contractor, f"¥{paid}")
    cast.author.opens().sees(f"Paid ¥{paid}", "Set aside, not yet paid ¥0.00", f"Available ¥{left}")
    for one in (cast.author, cast.colleague, cast.clerk, cast.committee, cast.street, cast.finance, *cast.bidders):
        one.opens().sees("Everything is done")


def is_recorded(name: str, title: str, paid: str, *, register: str = "") -> None:
    """The result stands on the contractor's public page, on the roster or on the register named."""
    visitor = Person().opens("Home").follows("Provider roster")
    visitor = visitor.follows(register) if register else visitor
    visitor.follows(name).sees("Record of closed contracts", title, f"¥{paid}", "3 / 3")
