"""Draft to publication: the demand, what residents said and decided, filing or approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.demo.history.blueprint import Blueprint
from marketplace.demo.history.draft import Draft
from marketplace.demo.tables import texts
from marketplace.primitives.calendar import day_of, last_day_of
from marketplace.primitives.ruleset import Kind, Method, Tier
from tendering.demands.models import Approval, Deliberation, Demand, DemandNotice, Filing, Opinion, ResidentMeeting
from tendering.demands.rules.steps import State

WORDS = texts("demand_texts")
HALL = "社区党群服务中心二楼议事厅"
ENDINGS = {Kind.SERVICE: "服务项目", Kind.GOODS: "采购项目", Kind.WORKS: "改造项目", Kind.ACTIVITY: "活动项目"}
KINDS = ("visit", "survey", "two_committee_review", "democratic_discussion")
HEADS = {"visit": (30, 90), "survey": (120, 420), "two_committee_review": (9, 26), "democratic_discussion": (9, 26)}
OPINIONS = 3


def write(draft: Draft) -> None:
    """The demand with everything up to its publication; its state is that of a closed project."""
    draft.demand = _demand(draft)
    draft.rows.add(draft.demand)
    _deliberate(draft)
    _meet(draft)
    _post(draft)
    if draft.blueprint.decision.tier is Tier.MICRO:
        _file(draft)
    else:
        _approve(draft)
    _tell(draft)


def title(plan: Blueprint, items: int) -> str:
    """What the project is called; where an item of `items` comes again in a year, a number tells them apart."""
    again = (plan.serial - 1) // items
    number = f"（第{again + 1}批）" if again else ""
    ending = ENDINGS[plan.kind]
    said = plan.work.item.name_zh.removesuffix(ending.removesuffix("项目"))
    return f"{plan.town.place.name_zh}{plan.year}年{said}{ending}{number}"


def _demand(draft: Draft) -> Demand:
    plan, times = draft.blueprint, draft.times.proposal
    words, place = WORDS[plan.work.item.code], plan.town.place
    facts = {"community": place.name_zh, "people": plan.people, "households": plan.households}
    return Demand(
        number=draft.numbers.demand,
        title=draft.plan.title,
        community=place,
        fiscal_year=plan.year,
        scope_item=plan.work.item,
        chengdu_class=plan.work.item.chengdu_class,
        kind=plan.kind,
        delivery_class=_delivery_class(draft),
        need=words["need"].format(**facts),
        outputs=words["outputs"].format(**facts),
        beneficiary_groups=words["groups"],
        households=plan.households,
        people=plan.people,
        budget=plan.money.ceiling,
        plan=draft.plan,
        tier=plan.decision.tier,
        rule_set=draft.setting.rule_set,
        state=State.CLOSED,
        generated=True,
        author=plan.town.author.user,
        version=24,
        created_at=times.drafted,
        proposed_at=times.proposed,
        publicity_ends_at=times.posted_until,
        decided_at=times.countersigned,
        published_at=times.published,
        state_since=draft.times.closed,
    )


def _delivery_class(draft: Draft) -> str:
    if draft.blueprint.procedure.method is Method.RESIDENT_IMPLEMENTED:
        return "resident_implemented"
    return "hardware" if draft.blueprint.kind in (Kind.WORKS, Kind.GOODS) else "professional"


def _heads(draft: Draft, kind: str, number: int) -> int:
    """A number of people that is the same for the same project every time."""
    least, most = HEADS[kind]
    return least + (draft.blueprint.people * 7 + number * 13) % (most - least)


def _deliberate(draft: Draft) -> None:
    for number, (kind, moment) in enumerate(zip(KINDS, draft.times.proposal.records, strict=True)):
        people, share = _heads(draft, kind, number), 82 + draft.blueprint.people % 16
        shown = 3 if kind == "democratic_discussion" else people
        row = Deliberation(
            demand=draft.demand,
            kind=kind,
            held_on=day_of(moment),
            participants=people,
            in_favour=people * share // 100,
            findings=WORDS["records"][kind].format(number=shown, share=share),
            recorded_by=draft.town.author.user,
            recorded_at=moment,
        )
        draft.rows.add(row)
        parameters = {"kind": kind, "held_on": str(row.held_on), "participants": str(people)}
        draft.note("demands.deliberation.recorded", moment, draft.demand, by=draft.town.author, parameters=parameters)


def tally(draft: Draft) -> dict[str, int]:
    """Heads and votes of a meeting that had its quorum and agreed."""
    invited = draft.town.body.members
    present = invited * (78 + draft.blueprint.people % 20) // 100
    against, abstain = draft.blueprint.people % 3, draft.blueprint.households % 2
    votes = present - against - abstain
    return {"invited": invited, "present": present, "votes_for": votes, "against": against, "abstain": abstain}


def _meet(draft: Draft) -> None:
    times, town = draft.times.proposal, draft.town
    draft.rows.add(
        ResidentMeeting(
            demand=draft.demand,
            body=town.body,
            held_at=times.held,
            place_text=HALL,
            called_at=times.called,
            called_by=town.author.user,
            chair=town.party.user.name,
            minutes=WORDS["records"]["minutes"],
            recorded_by=town.author.user,
            recorded_at=times.recorded,
            countersigned_by=town.committee.user,
            countersigned_at=times.countersigned,
            outcome="resolved",
            **tally(draft),
        )
    )


def _post(draft: Draft) -> None:
    """The resolution hangs for its days; who filed or approved it, and how fast, is told when it is done."""
    times, town = draft.times.proposal, draft.town
    is_micro = draft.blueprint.decision.tier is Tier.MICRO
    kind = DemandNotice.Kind.FILING if is_micro else DemandNotice.Kind.APPROVAL
    decided, officer = times.decisions[-1], town.office[0] if is_micro else draft.setting.district_officer
    days = draft.setting.days.workdays_between(day_of(times.submitted), day_of(decided))
    resolution = DemandNotice(
        demand=draft.demand,
        kind=DemandNotice.Kind.RESOLUTION,
        body={**tally(draft), "budget": str(draft.demand.budget)},
        published_at=times.posted,
        until_on=last_day_of(times.posted_until),
        published_by=town.author,
    )
    result = DemandNotice(
        demand=draft.demand, kind=kind, body={"working_days": days}, published_at=decided, published_by=officer
    )
    draft.rows.add(resolution, result)


def _file(draft: Draft) -> None:
    times, office = draft.times.proposal, draft.town.office[0]
    days = draft.setting.rules.decision.clock_working_days
    due = draft.setting.days.add_workdays(day_of(times.submitted), days)
    filing = Filing(
        demand=draft.demand,
        submitted_at=times.submitted,
        due_on=due,
        filed_at=times.decisions[0],
        filed_by=office.user,
    )
    draft.rows.add(filing)


def _approve(draft: Draft) -> None:
    """Street, then district, each with the opinions of its leading group; one clock for both."""
    times, town, setting = draft.times.proposal, draft.town, draft.setting
    started = day_of(times.submitted)
    due = setting.days.add_workdays(started, setting.rules.decision.clock_working_days)
    levels = (
        (Approval.Level.STREET, times.submitted, town.office[0], town.street_group),
        (Approval.Level.DISTRICT, times.decisions[0], setting.district_officer, setting.district_group),
    )
    for (level, submitted, officer, group), decided in zip(levels, times.decisions, strict=True):
        approval = Approval(
            demand=draft.demand,
            level=level,
            round=1,
            submitted_at=submitted,
            clock_started_on=started,
            due_on=due,
            decision=Approval.Decision.APPROVED,
            decided_by=officer.user,
            decided_at=decided,
        )
        draft.rows.add(approval)
        _opine(draft, approval, group, decided)


def _opine(draft: Draft, approval: Approval, group: Sequence[Membership], at: datetime) -> None:
    given = at.replace(hour=10)
    for member in group[: max(OPINIONS, len(group) // 2 + 1)]:
        person = member.user
        opinion = Opinion(approval=approval, seat_of=person, member=person, vote=Opinion.Vote.FOR, given_at=given)
        draft.rows.add(opinion)


def _tell(draft: Draft) -> None:
    times, town, plan = draft.times.proposal, draft.town, draft.blueprint
    author, votes = town.author, {name: str(value) for name, value in tally(draft).items()}
    budget = {"budget": str(plan.money.ceiling)}
    _step(draft, "draft", times.drafted, author, {"number": draft.demand.number})
    _step(draft, "funding", times.drafted, author, budget)
    _step(draft, "propose", times.proposed, author, {"tier": draft.demand.tier, **budget}, "draft", "proposed")
    _step(draft, "screen", times.screened, town.judge, {}, "proposed", "deliberating")
    held = {"held_at": times.held.isoformat()}
    _step(draft, "schedule", times.called, author, held, "deliberating", "meeting_called")
    _step(draft, "record", times.recorded, author, votes, "meeting_called", "recorded")
    _step(draft, "countersign", times.countersigned, town.committee, votes, "recorded", "resolved")
    until = {"until": times.posted_until.isoformat()}
    _step(draft, "publicise", times.posted, author, until, "resolved", "resolution_publicity")
    _step(draft, "elapse", times.elapsed, None, {}, "resolution_publicity", "decided")
    before = _tell_decision(draft)
    _step(draft, "commit", times.funded, author, budget, before, "funded")
    _step(draft, "publish", times.published, author, {}, "funded", "published")


def _tell_decision(draft: Draft) -> str:
    times, town = draft.times.proposal, draft.town
    if draft.blueprint.decision.tier is Tier.MICRO:
        _step(draft, "submit", times.submitted, town.author, {}, "decided", "decided")
        _step(draft, "file", times.decisions[0], town.office[0], {}, "decided", "filed")
        return "filed"
    street, district = times.decisions
    _step(draft, "submit", times.submitted, town.author, {}, "decided", "street_review")
    _step(draft, "approve", street, town.office[0], {}, "street_review", "district_review")
    _step(draft, "approve", district, draft.setting.district_officer, {}, "district_review", "approved")
    return "approved"


def _step(
    draft: Draft,
    act: str,
    at: datetime,
    by: Membership | None,
    parameters: dict[str, str],
    source: str = "",
    target: str = "",
) -> None:
    moved = {"from": source, "to": target} if target else {}
    about = [draft.demand.community]
    draft.note(f"demands.demand.{act}", at, draft.demand, by=by, parameters={**moved, **parameters}, about=about)


def advance(draft: Draft, act: str, at: datetime, by: Membership | None, source: str, target: str) -> None:
    """What a later stage did to the demand, for the log."""
    _step(draft, act, at, by, {}, source, target)
