"""Two-way selection: a match exists only when both sides confirmed (R36; domain 3.3).

The log tells of it in the match's own story and the provider's: a published demand's is read by everybody, who
would learn there who will answer its call, and what the two sides wrote to each other.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from catalog.models import Provider
from catalog.queries.eligibility import require_eligible
from catalog.services.telling import provider_people
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.queries import work_calendar
from tendering.demands import permissions
from tendering.demands.models import Demand, Match
from tendering.demands.queries.people import user_ids
from tendering.demands.rules.steps import State as DemandState

State = Match.State
LIVING = (State.INTERESTED, State.INVITED, State.MATCHED)
# While a project looks for a provider.
OPEN_FOR_MATCHING = (DemandState.PUBLISHED, DemandState.LETTING)


class AlreadyMatched(Refusal):
    """The two sides are already in touch about this demand."""

    def __init__(self) -> None:
        super().__init__("demands.match.exists")


@transaction.atomic
def express_interest(*, demand: Demand, provider: Provider, by: Membership, message: str, now: datetime) -> Match:
    """A provider says that it would do this.

    Raises:
        NotPermitted: `by` does not act for the provider.
        Refusal: the demand is not looking for a provider, or the provider is not eligible (domain, state).
        AlreadyMatched: a living row exists.
    """
    require(by, Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER, organisation=provider.organisation)
    row = _open(demand, provider, State.INTERESTED, message, by, now)
    _tell_community(row, "demands.match_interest")
    return row


@transaction.atomic
def invite(*, demand: Demand, provider: Provider, by: Membership, message: str, now: datetime) -> Match:
    """A community invites an eligible provider.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: the demand is not looking for a provider, or the provider is not eligible (domain, state).
        AlreadyMatched: a living row exists.
    """
    permissions.require_community(by, demand)
    row = _open(demand, provider, State.INVITED, message, by, now)
    _tell_provider(row, "demands.match_invitation")
    return row


def _open(demand: Demand, provider: Provider, state: Match.State, message: str, by: Membership, now: datetime) -> Match:
    rules = demand.rule_set.rules
    demand = Demand.objects.select_for_update().get(pk=demand.pk)
    if demand.state not in OPEN_FOR_MATCHING:
        raise Refusal("demands.match.not_open")
    _require_eligible(provider, demand, now)
    last_day = work_calendar().add_workdays(day_of(now), rules.roster.match_expires_working_days)
    try:
        with transaction.atomic():
            row = Match.objects.create(
                demand=demand,
                provider=provider,
                state=state,
                message=message,
                opened_at=now,
                expires_at=end_of_day(last_day),
            )
    except IntegrityError as error:
        raise AlreadyMatched from error
    record(act=f"demands.match.{state.value}", target=row, by=by, about=[provider], reason=message)
    return row


def _require_eligible(provider: Provider, demand: Demand, now: datetime) -> None:
    """Domain, state and lists must fit (domain 3.3); every obstacle is told."""
    gate = demand.rule_set.rules.roster.gate
    require_eligible(provider, demand.scope_item, Tier(demand.tier), on=day_of(now), gate=gate)


@transaction.atomic
def confirm_match(*, match: Match, by: Membership, answer: str = "") -> Match:
    """The other side says yes, before it expires (the database's clock decides).

    Raises:
        NotPermitted: `by` is of the side that asked, or of neither.
        Refusal: `demands.match.not_waiting`, once answered or expired.
    """
    return _answer(match, by, State.MATCHED, answer)


@transaction.atomic
def confirm_by_call(*, demand: Demand, provider: Provider, by: Membership, now: datetime) -> Match:
    """The community invited to a call and the provider accepted; called by `tenders`, which has checked who acts."""
    demand = Demand.objects.select_for_update().get(pk=demand.pk)
    living = Match.objects.filter(demand=demand, provider=provider, state__in=LIVING)
    row = living.first() or Match(demand=demand, provider=provider, opened_at=now, expires_at=now)
    if row.state != State.MATCHED:
        row.state, row.closed_at = State.MATCHED, now
        row.save()
        record(act=f"demands.match.{State.MATCHED.value}", target=row, by=by, about=[provider])
    return row


@transaction.atomic
def decline_match(*, match: Match, by: Membership, answer: str = "") -> Match:
    """The other side says no."""
    return _answer(match, by, State.DECLINED, answer)


def _answer(match: Match, by: Membership, state: Match.State, answer: str) -> Match:
    _require_answering(by, match)
    row = Match.objects.select_for_update(of=("self",)).select_related("demand", "provider").get(pk=match.pk)
    asked_by_provider = _require_answering(by, row)
    now = clock.read()
    if row.state not in (State.INTERESTED, State.INVITED) or now >= row.expires_at:
        raise Refusal("demands.match.not_waiting")
    row.state, row.answer, row.closed_at = state, answer, now
    row.save()
    record(act=f"demands.match.{state.value}", target=row, by=by, about=[row.provider], reason=answer)
    kind = f"demands.match_{state.value}"
    if asked_by_provider:
        _tell_provider(row, kind)
    else:
        _tell_community(row, kind)
    return row


def _require_answering(by: Membership, match: Match) -> bool:
    """The side that was asked answers; says whether the provider asked. Asked before the lock and under it."""
    asked_by_provider = match.state == State.INTERESTED
    if asked_by_provider:
        permissions.require_community(by, match.demand)
    else:
        require(by, Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER, organisation=match.provider.organisation)
    return asked_by_provider


@transaction.atomic
def expire_match(*, match: Match) -> bool:
    """Nobody answered in time (the clock's act); says whether it expired now."""
    row = Match.objects.select_for_update().get(pk=match.pk)
    now = clock.read()
    if row.state not in (State.INTERESTED, State.INVITED) or now < row.expires_at:
        return False
    row.state, row.closed_at = State.EXPIRED, now
    row.save()
    record(act="demands.match.expired", target=row, about=[row.provider])
    return True


def _tell_community(row: Match, kind: str) -> None:
    recipients = user_ids(Role.COMMUNITY, near=row.demand.community)
    notify(kind=kind, recipients=recipients, url=row.demand.get_absolute_url(), parameters=_words(row))


def _tell_provider(row: Match, kind: str) -> None:
    notify(
        kind=kind, recipients=provider_people(row.provider), url=row.demand.get_absolute_url(), parameters=_words(row)
    )


def _words(row: Match) -> dict[str, str]:
    return {"title": row.demand.title, "provider": row.provider.organisation.name}
