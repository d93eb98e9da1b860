"""Letting without competition: a match or a residents' group, its offer, the resolution that names it (domain 3.4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Self

from catalog.models import CommunityGroup, Provider
from catalog.services.groups import Person, register_group
from marketplace import clock
from marketplace.demo.agenda import at_hour
from marketplace.demo.names import names
from marketplace.demo.story import market
from marketplace.demo.story.call import Call
from marketplace.primitives.money import CENT
from marketplace.primitives.ruleset import Method
from tendering.demands.models import DecidingBody, Match
from tendering.demands.rules.meeting import Votes
from tendering.demands.services import matching
from tendering.tenders.models import Resolution
from tendering.tenders.services import preparing
from tendering.tenders.services.offers import (
    CostLine,
    OfferValues,
    ResolutionRecord,
    countersign_resolution,
    record_offer,
    record_resolution,
)

INVITATION = "贵单位在本领域口碑较好，项目金额较小，拟直接委托，诚邀对接。"
MEMBERS = 6
EVENING = 19


class Offering(Call):
    """A call with one offer."""

    def offer(self) -> Self:
        """From the two-way match to the announcement."""
        method = Method(self.row.method)
        if method is Method.DIRECT_AWARD:
            self.then(0, 9, self._invite)
            self.then(1, 9, self._match)
        self.then(0, 10, partial(self._prepare, method))
        self.then(0, 14, self._offer)
        held_at = at_hour(self.day, EVENING)
        self.then(1, 10, lambda: self._resolve(held_at))
        self.then(0, 16, lambda: countersign_resolution(resolution=self._resolution(), by=self.committee))
        self.then(1, 9, self._submit_docs)
        self.announce()
        return self

    def _submit_docs(self) -> None:
        preparing.submit_docs(tender=self.tender, by=self.preparer, now=clock.now())

    def _invite(self) -> None:
        demand = self.demand
        found = market.bidders_for(demand, 1, with_demo=False, dice=market.chance(self.row.key))
        matching.invite(demand=demand, provider=found[0], by=self.preparer, message=INVITATION, now=clock.now())

    def _match(self) -> None:
        rows = Match.objects.select_related("demand__community", "provider__organisation")
        match = rows.get(demand=self.demand, state=Match.State.INVITED)
        matching.confirm_match(match=match, by=market.signer(match.provider), answer="同意对接。")

    def _party(self) -> dict[str, Provider | CommunityGroup]:
        """Whoever will do it."""
        if self.row.method == Method.RESIDENT_IMPLEMENTED:
            return {"group": self._group()}
        if self.row.method == Method.DIRECT_AWARD:
            rows = Match.objects.select_related("provider__organisation")
            return {"provider": rows.get(demand=self.demand, state=Match.State.MATCHED).provider}
        return {"provider": market.bidders_for(self.demand, 1, with_demo=False, dice=market.chance(self.row.key))[0]}

    def _group(self) -> CommunityGroup:
        naming, said = names(skip=6000), market.words()["offer"]
        members = [Person(next(naming), leads=number == 0) for number in range(MEMBERS)]
        name = said["group_name"].format(community=self.place.name_zh)
        return register_group(
            community=self.place,
            by=self.preparer,
            name=name,
            purpose=said["group_purpose"],
            members=members,
            now=clock.now(),
        )

    def _offer(self) -> None:
        tender, said = self.tender, market.words()
        share = market.chance(self.row.key).randrange(market.LOWEST, market.HIGHEST)
        price = (tender.ceiling * share / 1000).quantize(Decimal(1)).quantize(CENT)
        parts = [(price * part / 100).quantize(Decimal(1)).quantize(CENT) for part in (55, 35)]
        parts.append(price - sum(parts))
        lines = [CostLine(text, Decimal(1), "项", part) for text, part in zip(said["bid"]["lines"], parts, strict=True)]
        is_group = self.row.method == Method.RESIDENT_IMPLEMENTED
        party: dict[str, Any] = self._party()
        plan = said["offer"]["group" if is_group else "direct"]
        values = OfferValues(plan=plan, price_note=said["offer"]["price_note"], lines=lines, **party)
        record_offer(tender=tender, by=self.preparer, values=values, now=clock.now())

    def _resolve(self, held_at: datetime) -> None:
        members = DecidingBody.objects.get(community=self.place, to_date=None).members
        dice = market.chance(f"{self.row.key}-vote")
        present = members * dice.randrange(76, 96) // 100
        against, abstain = dice.randrange(2), dice.randrange(3)
        votes = Votes(present, present - against - abstain, against, abstain)
        record = ResolutionRecord(held_at, votes, market.words()["offer"]["minutes"])
        record_resolution(tender=self.tender, by=self.preparer, values=record)

    def _resolution(self) -> Resolution:
        return Resolution.objects.select_related("tender__demand__community", "tender__rule_set").get(
            tender=self.tender
        )
