"""Rounds of a consultation: talks, what they change for all, revised plans, and final quotes sealed again (R39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Self

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.demo.agenda import at_hour, working_day
from marketplace.demo.story import market
from marketplace.demo.story.call import CLOSING_HOUR
from marketplace.demo.story.offering import Offering
from tendering.bids.models import Round
from tendering.bids.queries.valid import valid_bids
from tendering.bids.services import round_closing
from tendering.evaluation.models import Panel
from tendering.evaluation.services import rounds
from tendering.tenders.models import Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import keys

# Working days until answers to a round close: for a revised plan, for a final quote.
REVISING, QUOTING = 3, 1


class Consulting(Offering):
    """A call whose panel talks to every bidder before it scores."""

    def consult(self) -> Self:
        """A round that changes the documents, which one bidder answers, and the round of the final quotes."""
        self.revise().open_answers()
        return self.call_for_quotes().quote(range(self.row.bidders)).open_answers()

    def revise(self) -> Self:
        """The first round: what was talked of changes the documents for all; one bidder revises its plan."""
        self._talk_to_all(last=False)
        deadline = self._closing(REVISING)
        self.then(0, 16, lambda: self._call_for(deadline, changed=True))
        self.then(REVISING, 11, lambda: market.revise_plan(self.within, self.rivals[0]))
        return self

    def call_for_quotes(self, closes: date | None = None) -> Self:
        """The last round, open until five in the afternoon of a day."""
        self._talk_to_all(last=True)
        deadline = at_hour(working_day(closes), CLOSING_HOUR) if closes else self._closing(QUOTING)
        self.then(0, 16, lambda: self._call_for(deadline, changed=False))
        return self

    def quote(self, numbers: range) -> Self:
        """These bidders hand in their final quotes on the next working day."""
        for number in numbers:
            self.then(QUOTING if number == numbers[0] else 0, 10 + number, partial(self._quote, number))
        return self

    def open_answers(self) -> Self:
        """The deadline passes; as many offices as it takes confirm, the worker opens."""
        self.stage.agenda.at(self._closing(0), lambda: round_closing.close_due(within=self.within))
        offices = self.procedure.opening_members[: self.procedure.opening_threshold]
        for number, office in enumerate(offices):
            self.then(int(number == 0), 9 + number, partial(self._confirm_round, self.officer(office)))
        self.then(0, 9 + len(offices), lambda: round_closing.open_answers(within=self.within))
        return self

    @cached_property
    def panel(self) -> Panel:
        """The panel that counts; only one round of a project comes so far."""
        return Panel.objects.select_related("tender__demand__community").get(counts_for=self.tender)

    @property
    def within(self) -> Round:
        """The round that runs."""
        rows = Round.objects.select_related("tender__demand__community", "tender__rule_set")
        return rows.filter(tender=self.tender).latest("number")

    def _closing(self, days: int) -> datetime:
        return at_hour(working_day(self.day, days), CLOSING_HOUR)

    def _talk_to_all(self, *, last: bool) -> None:
        self.then(1, 9, lambda: rounds.begin(panel=self.panel, by=self.preparer, last=last))
        self.then(0, 11, self._talk)

    def _talk(self) -> None:
        said, within = market.words()["consultation"]["talks"], self.within
        for number, bid in enumerate(valid_bids(self.tender)):
            text = said[number % len(said)]
            rounds.write_talk(panel=self.panel, within=within, bid=bid, by=self.preparer, text=text)

    def _call_for(self, deadline: datetime, *, changed: bool) -> None:
        said = market.words()["consultation"]
        keys.fill_pool(size=1, now=clock.now())
        rounds.call(
            panel=self.panel,
            within=self.within,
            by=self.preparer,
            deadline_at=deadline,
            content=self._changed(said["added"]) if changed else None,
            reason=said["reason"] if changed else "",
        )

    def _changed(self, added: str) -> Content:
        """The documents as they are once the talks have added something to what is required."""
        content = Content.from_mapping(Tender.objects.get(pk=self.tender.pk).content)
        return replace(content, requirements=f"{content.requirements}\n{added}")

    def _confirm_round(self, by: Membership) -> None:
        round_closing.confirm_opening(within=self.within, by=by, declared=True)

    def _quote(self, number: int) -> None:
        market.final_quote(self.within, self.rivals[number], self.quotes[number], number)
