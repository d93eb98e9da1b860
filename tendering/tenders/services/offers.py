"""Letting without competition: the offer, its price note, the resolution that names who does it (domain 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.models import CommunityGroup, Provider
from catalog.services.locking import lock_provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.files.models import StoredFile
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO, exact_yuan, yuan
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.primitives.ruleset import Offerer
from tendering.demands.models import Match
from tendering.demands.rules import meeting
from tendering.demands.rules.meeting import Outcome, Tally, Votes
from tendering.demands.services.bodies import sitting_body
from tendering.demands.services.matching import refuse_both_sides
from tendering.tenders import permissions
from tendering.tenders.models import Offer, OfferLine, Resolution, Tender
from tendering.tenders.queries import rounds
from tendering.tenders.rules.states import State
from tendering.tenders.services.invitations import refuse_ineligible
from tendering.tenders.services.states import locked, note_writer


class NoMatch(Refusal):
    """A direct award needs a match that both sides confirmed (R36; domain 3.3)."""

    def __init__(self) -> None:
        super().__init__("tenders.no_match", field="provider")


class YearlyLimit(Refusal):
    """What one provider may get by direct award in a community and year is limited (domain 3.4)."""

    def __init__(self, had: Decimal, limit: Decimal) -> None:
        super().__init__("tenders.direct_yearly_limit", field="price", had=had, limit=limit)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a cost list: quantity × unit price in yuan."""

    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """Yuan, rounded half up to the cent."""
        return yuan(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class OfferValues:
    """What is offered, by a provider or by a residents' group, with the note why the price is reasonable."""

    plan: str
    price_note: str
    lines: Sequence[CostLine]
    provider: Provider | None = None
    group: CommunityGroup | None = None

    @property
    def price(self) -> Decimal:
        """The sum of the lines in yuan."""
        return sum((line.amount for line in self.lines), ZERO)


@transaction.atomic
def record_offer(*, tender: Tender, by: Membership, values: OfferValues, now: datetime) -> Offer:
    """Record the one offer of a call without competition.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusals: everything wrong with it (price above the ceiling, no plan, no price note, not eligible).
        NoMatch, OnBothSides, YearlyLimit: for direct awards.
    """
    permissions.require_community(by, tender)
    tender = locked(tender)
    if tender.procedure.competition or tender.state != State.PREPARING:
        raise Refusal("tenders.no_offer_here")
    _check_values(tender, values)
    _check_party(tender, values, now)
    Offer.objects.filter(tender=tender).delete()
    offer = Offer.objects.create(
        tender=tender,
        provider=values.provider,
        group=values.group,
        price=values.price,
        plan=values.plan,
        price_note=values.price_note,
        recorded_by_id=by.user_id,
        recorded_at=now,
    )
    OfferLine.objects.bulk_create(
        OfferLine(
            offer=offer,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=exact_yuan(line.unit_price),
            amount=line.amount,
            position=position,
        )
        for position, line in enumerate(values.lines)
    )
    note_writer(tender, by)
    record(act="tenders.offer.recorded", target=tender, by=by, parameters={"price": str(offer.price)})
    return offer


def _check_values(tender: Tender, values: OfferValues) -> None:
    problems: list[Refusal] = []
    if not values.lines or values.price <= 0:
        problems.append(InvalidInput("tenders.offer_empty", field="lines"))
    if values.price > tender.ceiling:
        problems.append(
            InvalidInput("tenders.above_ceiling", field="lines", price=values.price, ceiling=tender.ceiling)
        )
    if not values.plan.strip():
        problems.append(InvalidInput("tenders.offer_no_plan", field="plan"))
    if not values.price_note.strip():
        problems.append(InvalidInput("tenders.no_price_note", field="price_note"))
    if problems:
        raise Refusals(problems)


def _check_party(tender: Tender, values: OfferValues, now: datetime) -> None:
    facts = tender.procedure.facts
    if facts.offerer is Offerer.RESIDENTS:
        group = values.group
        if group is None or group.community_id != tender.demand.community_id or group.dissolved_at is not None:
            raise InvalidInput("tenders.no_group", field="group")
        return
    if values.provider is None or values.group is not None:
        raise InvalidInput("tenders.no_provider", field="provider")
    refuse_ineligible(tender, values.provider, now)
    if facts.needs_match:
        _check_match(tender, values.provider, now)
    if facts.is_capped:
        _check_year(tender, values.provider, values.price)


def _check_match(tender: Tender, provider: Provider, now: datetime) -> None:
    """The award rests on the match alone: whoever came to stand on both sides since is not named."""
    refuse_both_sides(tender.demand, provider, now)
    if not Match.objects.filter(demand=tender.demand, provider=provider, state=Match.State.MATCHED).exists():
        raise NoMatch


def _check_year(tender: Tender, provider: Provider, price: Decimal) -> None:
    demand, limit = tender.demand, tender.rule_set.rules.letting.micro.direct_award_yearly_per_provider
    lock_provider(provider.pk)  # its other calls are locked by nobody here: the sum is read under this lock
    had = rounds.capped_offers_of(provider, demand.community, demand.fiscal_year, but=tender)
    if had + price > limit:
        raise YearlyLimit(had, limit)


@dataclass(frozen=True, slots=True)
class ResolutionRecord:
    """The meeting that names the provider or group."""

    held_at: datetime
    votes: Votes
    minutes: str
    minutes_file: StoredFile | None = None


@transaction.atomic
def record_resolution(*, tender: Tender, by: Membership, values: ResolutionRecord) -> Resolution:
    """Write down how the deciding body named who does it; the supervision committee countersigns.

    The quorum counts from the body on record of the day it was held (R24, R25).

    Raises:
        Refusals: impossible numbers.
        NoDecidingBody: no body of the rule set's kind sat on that day.
        InvalidInput: it is registered with fewer members than the representatives elected meanwhile.
        Refusal: `tenders.resolution_future`, before it was held.
    """
    permissions.require_community(by, tender)
    tender = locked(tender)
    offer = getattr(tender, "offer", None)
    if offer is None or tender.state != State.PREPARING:
        raise Refusal("tenders.offer_missing")
    now = clock.read()
    if values.held_at > now:
        raise Refusal("tenders.resolution_future", field="held_at")
    tally = _counted(tender, values)
    row = Resolution.objects.create(
        tender=tender,
        held_at=values.held_at,
        invited=tally.invited,
        present=tally.present,
        votes_for=tally.votes_for,
        against=tally.against,
        abstain=tally.abstain,
        minutes=values.minutes,
        minutes_file=values.minutes_file,
        recorded_by_id=by.user_id,
        recorded_at=now,
    )
    offer.resolution = row
    offer.save()
    note_writer(tender, by)
    record(act="tenders.resolution.recorded", target=tender, by=by, about=[tender.demand])
    return row


def _counted(tender: Tender, values: ResolutionRecord) -> Tally:
    kind = tender.rule_set.rules.decision.deciding_body
    body = sitting_body(tender.demand.community, kind, day_of(values.held_at))
    tally = values.votes.among(body.members)
    meeting.check_tally(tally)
    return tally


@transaction.atomic
def countersign_resolution(*, resolution: Resolution, by: Membership) -> Resolution:
    """The supervision committee bears witness; quorum and majority of the rule set decide.

    Raises:
        NotPermitted: `by` does not sit on the committee, or recorded it.
        Refusal: `tenders.resolution_closed`, once countersigned.
    """
    tender = resolution.tender
    require(by, Role.SUPERVISION_COMMITTEE, place=tender.demand.community)
    row = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    if row.recorded_by_id in persons(by):
        raise NotPermitted("demands.meeting.own_record")
    if row.countersigned_at is not None:
        raise Refusal("tenders.resolution_closed")
    decision = tender.rule_set.rules.decision
    result = meeting.outcome(row.tally, quorum=decision.quorum, majority=decision.majority)
    row.passed = result is Outcome.RESOLVED
    row.countersigned_by_id, row.countersigned_at = by.user_id, clock.read()
    row.save()
    record(act="tenders.resolution.countersigned", target=tender, by=by, parameters={"outcome": result.value})
    return row
