"""One project let: prepared, announced, answered, opened. Each step enters its acts, in working days one after another.

`tendering` decides whether each act may happen; nothing is written past its services.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Self

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role, role_of
from marketplace.demo import accounts
from marketplace.demo.agenda import Act, at_hour, earliest_deadline, working_day
from marketplace.demo.stage import Stage
from marketplace.demo.story import market, statute, suspected, together
from marketplace.demo.story.project import Project
from marketplace.demo.story.row import Row
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Kind, Method, Office, Tier
from tendering.bids.models import OpenedBid
from tendering.bids.services import closing, opening, qualifying
from tendering.demands.models import Demand
from tendering.tenders.models import Invitation, Query, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.procedure import procedure_for
from tendering.tenders.services import announcing, invitations, keys, preparing, questions, splitting

CLOSING_HOUR = 17
# Working days that a call stays open beyond what its rules ask at least.
SLACK = 2
# What is let from this month on is done in the next year.
LATE = 11


class Call:
    """The first part of the way from a published demand; `day` is where its last act stands.

    `procedure` says what its tier and method ask for: who approves, opens, watches and confirms, and for how long.
    """

    def __init__(self, stage: Stage, row: Row, project: Project) -> None:
        self.stage, self.row, self.place = stage, row, project.community
        self.day = working_day(row.start)
        # An agreed award follows two calls that found nobody (domain 2.2).
        self.method = Method.INQUIRY if row.method == Method.AGREED else Method(row.method)
        tier, kind = Tier(project.tier), Kind(project.kind)
        rules = statute.rules_for(stage, tier, kind, project.budget)
        self.procedure = procedure_for(rules, tier, self.method, kind, project.budget)
        self.minute = sum(map(ord, row.key)) * 11 % 50
        self.rivals: list[Provider] = []
        self.quotes: list[Decimal] = []
        self.preparer, self.approver = self.staff(2), self.staff(3)
        self.committee = stage.cast.one(Role.SUPERVISION_COMMITTEE, self.place, 1)

    def staff(self, number: int) -> Membership:
        """One of the community's staff."""
        return self.stage.cast.one(Role.COMMUNITY, self.place, number)

    def officer(self, office: Office) -> Membership:
        """Whoever acts for an office of the procedure; never a demo account."""
        if office is Office.COMMUNITY:
            return self.approver
        if office is Office.SUPERVISION_COMMITTEE:
            return self.committee
        if office is Office.STREET:
            return self.stage.cast.at_street(Role.STREET, self.place, 2)
        return self.stage.cast.at_district(role_of(office), 3)

    def then(self, days: int, hour: int, act: Act) -> None:
        """Enter an act so many working days after the one before."""
        self.day = working_day(self.day, days)
        self.stage.agenda.at(at_hour(self.day, hour, self.minute), act)

    @property
    def demand(self) -> Demand:
        """The demand as it stands."""
        rows = Demand.objects.select_related("community", "rule_set", "scope_item", "plan")
        return rows.get(pk=self.stage.demands[self.row.key].pk)

    @cached_property
    def tender(self) -> Tender:
        """The latest round; who may act never changes, and every service reads the state anew behind its lock."""
        rows = Tender.objects.select_related("demand__community", "demand__scope_item", "rule_set")
        return rows.filter(demand=self.stage.demands[self.row.key]).latest("round")

    def prepare(self) -> Self:
        """Written, with the bidders that will be invited, and handed in for approval."""
        self.then(0, 10, partial(self._prepare, self.method))
        self.then(1, 11, lambda: preparing.submit_docs(tender=self.tender, by=self.preparer, now=clock.now()))
        return self

    def explain_splitting(self) -> Self:
        """Whoever prepared it says in writing why what looks split are separate needs."""
        text = market.words()["call"]["separate"]
        self.then(1, 10, lambda: splitting.answer(tender=self.tender, by=self.preparer, text=text))
        return self

    def announce(self, closes: date | None = None) -> Self:
        """Approved by the office that has to; open until five in the afternoon of a day."""
        day = closes or self._last_day(self.day)
        deadline = at_hour(working_day(day), CLOSING_HOUR)
        self.then(0, 15, lambda: self._announce(deadline))
        return self

    def answer(self) -> Self:
        """Invitations are accepted, bids written and sealed."""
        start = self.day
        if self.method == Method.COMPARISON_INVITED:
            self.accept_invitations()
        for number in range(self.row.bidders):
            self.day = start
            self.then(2 + number % 2, 10 + number, partial(self._draft, number))
            if number == 0 and self.row.story == together.TOGETHER:
                self.then(0, 11, lambda: together.propose(self.tender, self.rivals[0], self.rivals[-1]))
                self.then(0, 14, lambda: together.consent(self.tender, self.rivals[-1]))
            self.then(0, 15, partial(self._submit, number))
        self.day = start
        return self

    def ask_to_join(self, days: int) -> Self:
        """Somebody asks the demo account's provider to answer together."""
        self.then(days, 10, self._ask_to_join)
        return self

    def accept_invitations(self) -> Self:
        """Whoever is invited comes."""
        self.then(1, 9, self._accept)
        return self

    def close(self) -> Self:
        """The deadline passes."""
        self.day = self._last_day(self.day)
        self._at_deadline(self.day)
        return self

    def _last_day(self, announced: date) -> date:
        return working_day(earliest_deadline(announced, self.procedure), SLACK)

    def fall_short(self) -> Self:
        """Too few have answered: failed, after it was extended where the tier allows it once."""
        self.close()
        if more := self.procedure.extend_once_working_days:
            self.day = working_day(self.day, more)
            self._at_deadline(self.day)
        return self

    def again(self) -> Self:
        """The next round begins three working days later."""
        self.day = working_day(self.day, 3)
        return self

    def _at_deadline(self, day: date) -> None:
        self.stage.agenda.at(at_hour(day, CLOSING_HOUR), lambda: closing.close_due(tender=self.tender))

    def open(self) -> Self:
        """As many offices as it takes confirm, the worker opens."""
        offices = self.procedure.opening_members[: self.procedure.opening_threshold]
        self.confirm_opening(*offices)
        self.then(0, 8 + len(offices), lambda: opening.open_bids(tender=self.tender))
        return self

    def confirm_opening(self, *offices: Office) -> Self:
        """These offices confirm on the morning after the deadline, one after another."""
        for number, office in enumerate(offices):
            self.then(int(number == 0), 9 + number, partial(self._confirm, self.officer(office)))
        return self

    def qualify(self, *, but: int = 0) -> Self:
        """Every bid is checked by every office that has to; `but` of them wait."""
        for number, office in enumerate(self.procedure.qualified_by):
            by = self.preparer if office is Office.COMMUNITY else self.officer(office)
            self.then(0, 15 + number, partial(self._qualify, by, but))
        return self

    def ask(self, days: int, *, answered: bool) -> Self:
        """A provider asks; the answer goes to all."""
        self.then(days, 14, self._ask)
        if answered:
            self.then(1, 10, self._reply)
        return self

    def cancel(self, days: int) -> Self:
        """Stopped in public."""
        reason = market.words()["call"]["cancelled"]
        self.then(days, 11, lambda: announcing.cancel(tender=self.tender, by=self.preparer, reason=reason))
        return self

    def _prepare(self, method: Method) -> None:
        demand, now = self.demand, clock.now()
        tender = preparing.prepare_tender(
            demand=demand, method=method, by=self.preparer, content=self._content(demand, now), now=now
        )
        self.__dict__.pop("tender", None)  # the round before is over
        self._choose(demand, tender)
        if tender.procedure.invited_only:
            invitations.invite_providers(tender=tender, providers=self.rivals, by=self.preparer, now=now)

    def _content(self, demand: Demand, now: datetime) -> Content:
        """A consultation may change what is required, nothing else; some calls admit consortia."""
        written = content(demand, now)
        if self.row.story in (together.TOGETHER, together.ASKED):
            written = replace(written, consortium=together.MOST)
        return replace(written, changeable="requirements") if self.procedure.rounds else written

    def _choose(self, demand: Demand, tender: Tender) -> None:
        """Who will answer, and at which price."""
        row, dice = self.row, market.chance(f"{self.row.key}-{tender.round}")
        number = max(row.bidders, tender.procedure.minimum_responses) if tender.procedure.invited_only else row.bidders
        number += row.story == together.TOGETHER  # the last of them joins the first
        self.rivals = market.bidders_for(demand, number, with_demo=row.with_demo, dice=dice) if number else []
        if self.rivals and statute.binds(tender):
            self.rivals[-1] = statute.unlisted_provider()
        self.quotes = (
            market.quotes(tender.ceiling, number, dice=dice, first_wins=row.demo_wins, ties=row.story == "3")
            if number
            else []
        )

    def _announce(self, deadline: datetime) -> None:
        tender = self.tender
        if tender.procedure.competition:
            keys.fill_pool(size=1, now=clock.now())
        by = self.officer(tender.procedure.documents_approved_by)
        if statute.binds(tender):
            statute.tick(tender, by)
        announcing.announce(tender=tender, by=by, deadline_at=deadline)

    def _accept(self) -> None:
        """Whoever is invited comes, but for the demo account's own, which finds the invitation on its desk."""
        waits = self.row.stage == "announced"
        for row in Invitation.objects.filter(tender=self.tender).select_related("provider__organisation"):
            if not (waits and row.provider.organisation.uscc == accounts.PROVIDER):
                invitations.answer_invitation(invitation=row, by=market.signer(row.provider), accept=True)

    def _draft(self, number: int) -> None:
        added = suspected.added(self.row.story, number)
        market.draft_bid(self.tender, self.rivals[number], self.quotes[number], number, added)

    def _submit(self, number: int) -> None:
        market.submit_bid(self.tender, self.rivals[number], suspected.origin(self.row.story, number))

    def _ask_to_join(self) -> None:
        tender, dice = self.tender, market.chance(f"{self.row.key}-lead")
        lead = market.bidders_for(self.demand, 1, with_demo=False, dice=dice)[0]
        market.draft_bid(tender, lead, market.quotes(tender.ceiling, 1, dice=dice, first_wins=False, ties=False)[0], 0)
        together.propose(tender, lead, market.demo_provider())

    def _confirm(self, by: Membership) -> None:
        opening.confirm_opening(tender=self.tender, by=by, declared=True)

    def _qualify(self, by: Membership, but: int) -> None:
        opened = OpenedBid.objects.filter(bid__tender=self.tender, valid=True).select_related("bid__tender")
        found = list(opened.order_by("pk"))
        for row in found[: len(found) - but]:
            qualifying.qualify(bid=row.bid, by=by, passed=True)

    def _ask(self) -> None:
        asker = market.writer(market.demo_provider())
        questions.ask(tender=self.tender, by=asker, text=market.words()["call"]["question"])

    def _reply(self) -> None:
        question = Query.objects.select_related("tender__demand__community").get(tender=self.tender)
        questions.answer(question=question, by=self.preparer, text=market.words()["call"]["answer"])


def content(demand: Demand, now: datetime) -> Content:
    """What people write in a call: need and outputs of the demand, the rest as everywhere."""
    said, day = market.words()["call"], day_of(now)
    first, last = day + timedelta(days=14), date(day.year, 12, 31)
    if day.month >= LATE:
        first, last = date(day.year + 1, 1, 4), date(day.year + 1, 3, 31)
    return Content(
        requirements=demand.need,
        outputs=demand.outputs,
        eligibility=said["eligibility"],
        materials=said["materials"],
        period_from=first,
        period_to=last,
        how_to_submit=said["how_to_submit"],
        contact_name=said["contact_name"],
        contact_phone=said["contact_phone"],
        supervision_phone=said["supervision_phone"],
    )
