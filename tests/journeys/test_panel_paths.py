"""Side paths of an evaluation, by links only: on paper, a low quote, experts who do not come, deviation and dissent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from tests.factories import bids, demands, files
from tests.journeys import letting
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R39")]
LIKE = ("18", "12", "9")
DECLARE = "Sign the declaration of no conflict"


def opened(days: Days, **options: Any) -> tuple[Cast, str, list[str], list[Person]]:
    """Bids opened and qualified, as `test_invited_comparison` walks it; the bidders by name and in person."""
    cast = Cast.of(days)
    chosen: dict[str, Any] = {"method": "comparison_invited", "office": cast.office} | options
    contest = bids.contest(**chosen)
    opening = contest.tender.opening
    assert opening.opened_at is not None
    days.pass_until(max(opening.opened_at, clock.now()) + timedelta(hours=1))
    names = [bid.bidder for bid in contest.bids]
    return cast, contest.tender.demand.title, names, [Person(one) for one in contest.bidders]


def seated(cast: Cast, title: str) -> list[Person]:
    """The panel has declared; those who vote."""
    panel = letting.convenes(cast, title)
    letting.declares(panel)
    return [one for one in panel if one is not cast.committee]


def evaluation(who: Person, title: str) -> Person:
    """The evaluation's page, from the home page."""
    return who.opens("Home").follows("Calls").follows(title).follows("The evaluation")


def typed(who: Person, points: Mapping[str, str], **more: Any) -> Person:
    """What a paper says, typed in: these points in every line of each bidder."""
    form = who.page.forms()[0]
    return who.fills(**{line: given for name, given in points.items() for line in form.lines(name)}, **more)


def test_a_panel_without_computers_is_typed_in_by_two_people(days: Days) -> None:
    """What the second one types otherwise is shown and signs nothing; whoever typed first does not compare."""
    cast, title, names, _bidders = opened(days)
    voters, points = seated(cast, title), dict(zip(names, LIKE, strict=True))
    evaluation(cast.author, title).follows("Sheets on paper").follows("Print sheets").fills().sends()
    cast.author.follows("Sheet to print").sees(*names, "________", "Supervision committee (watching)")
    for _voter in voters:
        evaluation(cast.author, title).follows("Sheets on paper").follows("Enter")
        typed(cast.author, points, scan=files.upload(name="评分表.pdf")).sends()
        assert not cast.author.has("Compare a sheet on paper with its first entry", title)
        cast.committee.does("Compare a sheet on paper with its first entry", title)
        assert "you typed 8" in typed(cast.committee, points | {names[2]: "8"}).sends_in_vain()
        typed(cast.committee, points).sends()
    letting.ranks(cast, voters, title).sees(f"1 {names[0]}", "On paper").follows("The whole report").sees("On paper")


def test_a_clearly_low_quote_is_asked_about_and_its_explanation_accepted(days: Days) -> None:
    """By one member; another decides, and the report tells all of it."""
    cast, title, names, bidders = opened(days, method="inquiry", prices=("11000.00", "28000.00", "28500.00"))
    asker, decider, *_others = seated(cast, title)
    asker.does("Settle what is open and rank the bids", title).follows("Ask about a low quote")
    asker.sees(names[0], "below").fills(question="请说明报价构成。").sends()
    assert "explained in writing" in asker.follows("Rank the bids").fills().sends_in_vain()
    bidders[0].does("Explain your low quote", title).sees("请说明报价构成。")
    bidders[0].fills(answer="志愿者承担半数人次。").sends()
    assert not asker.has("Decide on an explanation of a low quote")
    decider.does("Decide on an explanation of a low quote", title).sees("志愿者承担半数人次。")
    decider.fills(accept="The explanation is accepted", reason="有名册为证。").sends()
    voters = [asker, decider, *_others]
    letting.ranks(cast, voters, title).sees(f"1 {names[0]}").follows("The whole report")
    asker.sees("请说明报价构成。", "志愿者承担半数人次。", "有名册为证。")


def test_one_expert_declines_and_another_lets_the_invitation_lapse(days: Days) -> None:
    """The next in the drawn order follow, and nothing is scored before every seat is declared."""
    demands.rules(letting__micro__panel={"community": 1, "resident_representative": 0, "expert": 4})
    cast, title, _names, _bidders = opened(days)
    cast.add_experts(6)
    panel = letting.convenes(cast, title)
    declines, silent, *others = [one for one in panel if one in cast.experts]
    declines.does(DECLARE, title).follows("I cannot come").fills(reason="出差。").sends()
    assert not declines.has(DECLARE)
    (second,) = (one for one in cast.experts if one not in panel and one.has(DECLARE))
    letting.declares([cast.clerk, cast.committee, second, *others])
    assert not cast.clerk.has("Fill in the score sheet")
    days.pass_by(6)  # three working days to answer
    assert not silent.has(DECLARE)
    (third,) = (one for one in cast.experts if one not in (*panel, second) and one.has(DECLARE))
    letting.declares([third])
    assert third.has("Fill in the score sheet")
    assert cast.clerk.has("Fill in the score sheet")
    evaluation(cast.author, title).sees("Invitation declined", "Invitation lapsed")


def test_points_far_from_the_others_need_a_reason_and_a_dissent_stands_in_the_report(days: Days) -> None:
    """More than 30 %: nobody ranks before the member has said why; everybody reads both with the result."""
    cast, title, names, _bidders = opened(days)
    harsh, *others = voters = seated(cast, title)
    letting.scores(others, cast, title, dict.fromkeys(names, "18"))
    letting.scores([harsh], cast, title, dict.fromkeys(names, "6"))
    others[0].does("Settle what is open and rank the bids", title).follows("Rank the bids")
    assert "reason" in others[0].fills().sends_in_vain()
    harsh.does("Settle what is open and rank the bids", title).follows("Give reasons for deviating points").sees("30%")
    fields = [name for name in harsh.page.form({}).values if name.startswith("b")]
    assert len(fields) == len(names)
    harsh.fills(**dict.fromkeys(fields, "方案未回应夜间需求。")).sends()
    others[0].does("Settle what is open and rank the bids", title).follows("Rank the bids").fills().sends()
    for voter in voters:
        voter.does("Sign the evaluation report", title)
        voter.fills(dissent="价格权重过低。" if voter is harsh else "").sends()
    cast.author.does("Propose the award", title).fills().sends()
    cast.author.does("Publish the proposed award", title).fills().sends()
    reader = Person().opens("Home").follows("Demands").follows(title).follows("The project's file")
    reader.follows("Documents").follows("Evaluation report").sees("方案未回应夜间需求。", "价格权重过低。")
