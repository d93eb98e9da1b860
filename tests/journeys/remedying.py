"""Challenges and complaints under the statute, by links only (domain 2.6)."""

from __future__ import annotations

from tests.journeys.person import Person

FACTS = "资格审查记录的时间早于开标时间"


def remedies(who: Person, title: str) -> Person:
    """The page of the call's challenges, from the home page."""
    return who.opens("Home").follows("Calls").follows(title).follows("Challenges and complaints")


def challenges(bidder: Person, title: str, **what: str) -> None:
    """The result is challenged, unless told otherwise."""
    remedies(bidder, title).follows("File a challenge")
    about = {"subject": "The result"} | what
    bidder.fills(text=FACTS, grounds="条例第五十三条", request="请求重新认定", **about).sends()


def complains(bidder: Person, title: str) -> None:
    """The answer is complained about."""
    remedies(bidder, title).follows("File a complaint")
    bidder.fills(text=FACTS, grounds="采购法第五十五条", request="请求撤销答复").sends()


def suspends(finance: Person, title: str) -> None:
    """The district's finance looks at the complaint, and the call stands still meanwhile."""
    finance.does("Examine a complaint", title).sees(FACTS, "记录无误。")
    finance.fills(admission="Admit, and suspend the call").sends()
    Person().opens("Home").follows("Calls").follows(title).sees("It goes on by itself after")


def dismisses(finance: Person, title: str, complainant: Person) -> None:
    """Decided against whoever complained; everybody reads the outcome, nobody the facts or who it was."""
    finance.does("Decide on a complaint", title).fills(outcome="Not upheld", decision="投诉缺乏事实依据。").sends()
    remedies(Person(), title).sees("Complaint", "Dismissed").sees_nothing_of(FACTS, complainant.name)
