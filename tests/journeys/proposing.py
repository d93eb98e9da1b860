"""From a need to a published demand (民提、民议、民决)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace import clock
from tendering.demands.models import Demand
from tests.factories import demands
from tests.journeys.cast import Cast
from tests.journeys.person import Person

NEED: dict[str, Any] = {
    "scope_item": "elderly care",
    "kind": "Service",
    "delivery_class": "Professional commission",
    "need": "辖区独居老人洗浴不便。",
    "outputs": "全年上门助浴 300 人次。",
    "beneficiary_groups": ["Elderly"],
    "households": 120,
    "people": 150,
    "urgent_reason": "夏季集中。",
}


def writes(author: Person, title: str, budget: str, **changes: Any) -> Person:
    """The need, then the money, then proposed."""
    author.opens().follows("Propose a demand").fills(title=title, **(NEED | changes)).sends()
    author.does("Finish the draft", title).follows("Write the funding plan")
    author.fills(budget=budget, fund_account="Guarantee fund", fund_amount=budget).sends()
    return author.does("Finish the draft", title).follows("Check and propose").fills().sends()


def takes_up(cast: Cast, title: str) -> None:
    """A resident's proposal becomes the community's, and is proposed by its author there."""
    cast.author.does("Screen the proposal", title).follows("Adopt the proposal").fills().sends()
    cast.author.does("Finish the draft", title).follows("Check and propose").fills().sends()


def deliberates(cast: Cast, title: str) -> None:
    """Screened by a colleague; visits, the two committees, the democratic discussion; the meeting called."""
    cast.colleague.does("Screen the proposal", title).follows("Screen").fills(
        duplicates_checked=True, flags_confirmed=True
    ).sends()
    for kind in ("Home visits", "Review by the two committees", "Democratic discussion"):
        cast.author.does("Deliberate and call the meeting", title).follows("Record a deliberation")
        cast.author.fills(kind=kind, held_on=clock.today(), participants=20, findings="多数居民赞成。").sends()
    cast.author.does("Deliberate and call the meeting", title).follows("Call the meeting")
    cast.author.fills(held_at=clock.now() + timedelta(days=3), place_text="活动室").sends()


def decides(cast: Cast, title: str) -> None:
    """The meeting recorded and countersigned, its resolution posted for its days."""
    cast.days.pass_by(4)
    cast.author.does("Record the meeting", title).follows("Record the meeting")
    cast.author.fills(present=26, votes_for=24, against=1, abstain=1, chair="王主任", minutes="会议纪要。").sends()
    cast.committee.does("Countersign the meeting's record", title).follows("Countersign").fills().sends()
    cast.author.does("Post the resolution", title).follows("Post").fills().sends()
    cast.days.pass_by(7)


def publishes(cast: Cast, title: str) -> None:
    """Filed by the street, the money set aside, published."""
    cast.author.does("Submit the decision", title).follows("Submit").fills().sends()
    cast.street.does("File the project", title).follows("File").fills().sends()
    set_aside(cast, title)


def set_aside(cast: Cast, title: str) -> None:
    """The money set aside, the demand published."""
    cast.author.does("Set the money aside", title).follows("Set the money aside").fills().sends()
    cast.author.does("Publish the demand", title).follows("Publish").fills().sends()


def filed(cast: Cast, title: str, budget: str, **facts: Any) -> None:
    """On file at the street, as `test_inquiry` walks it; for so few people that three judges are enough."""
    demand = demands.filed(demands.People.of(cast.community), budget, title=title, **facts)
    Demand.objects.filter(pk=demand.pk).update(households=10, people=20)
    cast.days.pass_by(12)
    set_aside(cast, title)


def approved(cast: Cast, title: str, budget: str, tier: str = "ordinary") -> None:
    """A project above the micro tier that street and district approved, its money set aside, published."""
    demands.published(cast.community, budget, tier=tier, title=title)
    cast.days.pass_by(hours=1)
