"""From a published demand to opened and ranked bids, or to a recorded offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace import clock
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person


def documents() -> dict[str, Any]:
    """What a call says."""
    first = clock.today() + timedelta(days=30)
    return {
        "requirements": "为辖区独居老人上门助浴。",
        "outputs": "全年 300 人次。",
        "eligibility": "有专职人员和项目负责人。",
        "materials": "登记证书、实施方案与报价。",
        "period_from": first,
        "period_to": first + timedelta(days=60),
        "how_to_submit": "在本平台密封提交。",
        "contact_name": "李主任",
        "contact_phone": "028-00000000",
        "supervision_phone": "028-00000001",
    }


def prepares(cast: Cast, title: str, method: str, *, again: bool = False, **more: str) -> Person:
    """The documents of the call; again, as the round before said them."""
    written = {} if again else documents() | more
    return cast.author.does("Let the project", title).fills(method=method, **written).sends()


def methods(cast: Cast, title: str) -> set[str]:
    """The methods that the form of a new call offers."""
    page = cast.author.does("Let the project", title).page
    return set(page.form({"method": ""}).offers("method").values())


def replies(bidder: Person, title: str, *, accept: bool) -> None:
    """An invitation answered from the workbench."""
    bidder.does("Answer an invitation to a call", title).follows("Answer the invitation")
    bidder.fills(accept="Accept" if accept else "Turn down", reason="" if accept else "人手不足。").sends()


def announces(cast: Cast, title: str, *, days: int = 9, approver: Person | None = None) -> datetime:
    """Submitted by their author, approved and announced by a colleague, or who has to; its deadline, if any."""
    approver = approver or cast.colleague
    cast.author.does("Finish the call's documents", title).follows("Submit the documents").fills().sends()
    deadline = (clock.now() + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)
    approver.does("Approve the call's documents", title).follows("Approve and announce")
    approver.fills(**({"deadline_at": deadline} if days else {})).sends()
    return deadline


def drafts_bid(bidder: Person, title: str, price: str, plan: str = "每周上门两次。") -> Person:
    """Price lines, plan, team; then the page on which everything is checked before it is sealed."""
    bidder.opens().follows("Calls").follows(title).follows("Answer this call").follows("Begin a bid").fills().sends()
    bidder.follows("Quote and price lines")
    bidder.fills(total=price, description_0="助浴服务", quantity_0=1, unit_0="项", unit_price_0=price).sends()
    bidder.fills(plan=plan).sends().sees_nothing_of("Sum of the saved lines")
    bidder.fills(name_0="王小明", duty_0="项目负责人").sends()
    if bidder.page.url.endswith("/facts/"):
        bidder.fills_every_line(1).sends()
    return bidder.does("Finish and submit your bid", title).follows("Check and seal")


def bids(bidder: Person, title: str, price: str, plan: str = "每周上门两次。") -> Person:
    """The same, sealed."""
    drafts_bid(bidder, title, price, plan)
    return bidder.fills(unrelated=True, truthful=True).sends().sees("Receipt number")


def opens_bids(cast: Cast, title: str, *also: Person, duty: str = "Confirm the opening of the bids") -> None:
    """Two offices confirm, and whoever else has to; the worker opens."""
    for officer in (cast.author, cast.committee, *also):
        officer.does(duty, title).follows("Confirm the opening").fills(unrelated=True).sends()
    cast.days.pass_by(hours=1)


def qualifies(cast: Cast, title: str, *names: str, by: Person | None = None) -> None:
    """Each of these bidders is qualified, as this officer sees it."""
    officer = by or cast.colleague
    for name in names:
        officer.does("Check the bidders' qualification", title).follows(f"Decide {name}")
        officer.fills(passed="Qualified").sends()


def doubts(officer: Person, title: str, name: str, reason: str) -> None:
    """An office that does not find this bidder qualified."""
    officer.does("Check the bidders' qualification", title).follows(f"Decide {name}")
    officer.fills(passed="Not qualified", grounds=["Required materials are missing"], reason=reason).sends()


def convenes(cast: Cast, title: str) -> list[Person]:
    """A panel of the community's clerk and drawn representatives, watched by the committee; those who have a seat."""
    cast.author.does("Convene the panel", title).fills(community="李会计", observers=["周监督"]).sends()
    return [one for one in seated(cast) if one.has("Sign the declaration of no conflict")]


def seated(cast: Cast) -> list[Person]:
    """Everybody who may sit on the panel."""
    return [cast.clerk, cast.committee, *cast.representatives, *cast.experts]


def declares(panel: list[Person]) -> None:
    """No conflict."""
    for one in panel:
        one.does("Sign the declaration of no conflict").fills(statements=True).sends()


def hears(cast: Cast, title: str, bidders: Sequence[Person], *, missing: str = "") -> None:
    """Presentations: told, drawn, held with the clock; whoever is `missing` does not come."""
    begins = (clock.now() + timedelta(days=3)).replace(hour=14, minute=0, second=0, microsecond=0)
    cast.author.does("Schedule the presentations", title).fills(place="社区会议室", starts_at=begins).sends()
    for bidder in bidders:
        bidder.does("Confirm who presents your bid", title).sees("社区会议室").follows("Confirm that you come")
        bidder.fills(speakers="王小明 项目负责人").sends()
    cast.author.does("Draw the order of the presentations", title).fills().sends()
    cast.days.pass_until(begins)
    for _turn in bidders:
        clerk = cast.author.does("Hold the presentations", title)
        if clerk.page.link(f"Mark as absent {missing}") is not None:
            clerk.follows(f"Mark as absent {missing}").fills(reason="三次点名未到。").sends()
            continue
        clerk.follows("Start the clock").fills().sends().sees("Presenting now")
        clerk.follows("Note a question and its answer").fills(question="夜间谁值守？", answer="两人轮值。").sends()
        clerk.follows("Stop the clock").fills().sends()
    cast.author.does("Hold the presentations", title).follows("Close the presentations").fills().sends()


def ranks(cast: Cast, panel: list[Person], title: str) -> Person:
    """Ranked, and the report signed by every voter; the first voter with the ranking before them."""
    voters = [one for one in panel if one is not cast.committee]
    voters[0].does("Settle what is open and rank the bids", title).follows("Rank the bids").fills().sends()
    for one in voters:
        one.does("Sign the evaluation report", title).fills().sends()
    return voters[0]


def scores(panel: list[Person], cast: Cast, title: str, points: Mapping[str, str]) -> None:
    """Every voter gives each bidder these points in every line."""
    for one in panel:
        if one is not cast.committee:
            one.does("Fill in the score sheet", title).fills_lines(points).sends("Sign and submit")


def corrects(panel: list[Person], cast: Cast, title: str, points: Mapping[str, str]) -> None:
    """Every voter finds the own sheet as it was signed, and gives these bidders other points."""
    for one in panel:
        if one is not cast.committee:
            one.does("Fill in the score sheet", title).corrects_lines(points).sends("Sign and submit")


def offers_refused(cast: Cast, title: str, price: str, **who: str) -> None:
    """Whoever is not matched is not among those whose offer can be recorded."""
    page = cast.author.does("Finish the call's documents", title).follows("Record the offer").page
    field, name = next(iter(who.items()))
    assert name not in page.form({field: ""}).offers(field).values()


def records_offer(cast: Cast, title: str, price: str, **who: str) -> None:
    """The offer with its cost list, the resolution that names who does it, countersigned."""
    cast.author.does("Finish the call's documents", title).follows("Record the offer")
    cast.author.fills(lines=f"服务费, 1, 项, {price}", plan="每周两次。", price_note="按市价。", **who).sends()
    votes = {"present": 26, "votes_for": 25, "against": 1, "abstain": 0}
    cast.author.follows("Record the resolution")
    cast.author.fills(held_at=clock.now() - timedelta(hours=2), minutes="同意。", **votes).sends()
    cast.committee.does("Countersign the resolution", title).follows("Countersign")
    cast.committee.sees("26 of 30 came; 25 for", next(iter(who.values())), f"¥{Decimal(price):,}", "服务费")
    cast.committee.fills().sends()


def compares(cast: Cast, days: Days, title: str, prices: Mapping[str, str]) -> None:
    """From the filed project to the opened bids of those invited, each at its price in yuan."""
    cast.add_bidders(*prices)
    prepares(cast, title, "Invited comparison").follows("Invite providers").fills(providers=[*prices]).sends()
    deadline = announces(cast, title)
    for bidder, price in zip(cast.bidders, prices.values(), strict=True):
        replies(bidder, title, accept=True)
        bids(bidder, title, price)
    days.pass_until(deadline)
    opens_bids(cast, title)
