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
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.queries import work_calendar
from tendering.demands import permissions
from tendering.demands.models import Demand, Match
from tendering.demands.queries.conflicts import on_both_sides
from tendering.demands.queries.looking import looks
from tendering.demands.queries.people import user_ids
from tendering.demands.queries.planners import has_planned, planned
from tendering.demands.rules.matching import LIVING, WAITING
from tendering.demands.rules.steps import LOOKING

State = Match.State
# What a message about a match names.
_TOLD = ("demand__community", "provider__organisation")


class AlreadyMatched(Refusal):
    """The two sides are already in touch about this demand."""

    def __init__(self) -> None:
        super().__init__("demands.match.exists")


class CallOver(Refusal):
    """The demand's call takes no more answers: its deadline has passed, or it names who shall do it."""

    def __init__(self) -> None:
        super().__init__("demands.match.call_over")


class OnBothSides(Refusal):
    """Somebody acts for the provider who wrote the demand, decides on it or answers for its place."""

    def __init__(self) -> None:
        super().__init__("demands.match.on_both_sides")


class PlannedIt(Refusal):
    """Whoever planned or designed a project may not do it (条例 18)."""

    def __init__(self) -> None:
        super().__init__("demands.planned_it")


@transaction.atomic
def express_interest(*, demand: Demand, provider: Provider, by: Membership, message: str, now: datetime) -> Match:
    """A provider says that it would do this.

    Raises:
        NotPermitted: `by` does not act for the provider.
        Refusal: the demand is not looking for a provider, or the provider is not eligible (domain, state).
        CallOver: its call takes no more answers (the database's clock decides).
        PlannedIt: the provider planned the project.
        OnBothSides: somebody stands on both sides.
        AlreadyMatched: a living row exists.
    """
    require(by, *PROVIDER_ROLES, organisation=provider.organisation)
    row = _open(demand, provider, State.INTERESTED, message, by, now, act="demands.match.interested")
    _tell_community(row, "demands.match_interest")
    return row


@transaction.atomic
def invite(*, demand: Demand, provider: Provider, by: Membership, message: str, now: datetime) -> Match:
    """A community invites an eligible provider.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: the demand is not looking for a provider, or the provider is not eligible (domain, state).
        CallOver: its call takes no more answers (the database's clock decides).
        PlannedIt: the provider planned the project.
        OnBothSides: somebody stands on both sides.
        AlreadyMatched: a living row exists.
    """
    permissions.require_community(by, demand)
    row = _open(demand, provider, State.INVITED, message, by, now, act="demands.match.invited")
    _tell_provider(row, "demands.match_invitation")
    return row


def _open(
    demand: Demand, provider: Provider, state: Match.State, message: str, by: Membership, now: datetime, *, act: str
) -> Match:
    rules = demand.rule_set.rules
    demand = Demand.objects.select_for_update().get(pk=demand.pk)
    _require_open(demand, provider, now)
    last_day = work_calendar().add_workdays(day_of(now), rules.roster.match_expires_working_days)
    try:
        with transaction.atomic():
            row = Match.objects.create(
                demand=demand,
                provider=provider,
                state=state,
                by_community=state == State.INVITED,
                message=message,
                opened_at=now,
                expires_at=end_of_day(last_day),
            )
    except IntegrityError as error:
        raise AlreadyMatched from error
    record(act=act, target=row, by=by, about=[provider], reason=message)
    return row


def _require_open(demand: Demand, provider: Provider, now: datetime) -> None:
    """A locked demand looks for somebody; domain, state and lists fit, nobody is on both sides (domain 3.3)."""
    if demand.state not in LOOKING:
        raise Refusal("demands.match.not_open")
    if not looks(demand, clock.read()):
        raise CallOver
    gate = demand.rule_set.rules.roster.gate
    require_eligible(provider, demand.scope_item, Tier(demand.tier), on=day_of(now), gate=gate)
    refuse_planner(demand, provider)
    refuse_both_sides(demand, provider, now)


def refuse_planner(demand: Demand, provider: Provider) -> None:
    """Raise `PlannedIt` where this provider planned the project."""
    if has_planned(provider, demand):
        raise PlannedIt


def refuse_both_sides(demand: Demand, provider: Provider, now: datetime) -> None:
    """Raise `OnBothSides` where somebody acts for the provider who stands on the demand's side."""
    if Provider.objects.filter(on_both_sides(demand, day_of(now)), pk=provider.pk).exists():
        raise OnBothSides


@transaction.atomic
def confirm_match(*, match: Match, by: Membership, answer: str = "") -> Match:
    """The other side says yes, before it expires (the database's clock decides); what must hold is asked again.

    Raises:
        NotPermitted: `by` is of the side that asked, or of neither.
        Refusal: `demands.match.not_waiting`, once answered or expired; else as when it was opened.
        OnBothSides: somebody stands on both sides by now.
    """
    return _answer(match, by, State.MATCHED, answer, act="demands.match.matched")


@transaction.atomic
def confirm_by_call(*, demand: Demand, provider: Provider, by: Membership, now: datetime) -> Match:
    """The community invited to a call and the provider accepted; called by `tenders`, which has checked who acts.

    Raises:
        PlannedIt: the provider planned the project.
        OnBothSides: somebody stands on both sides.
    """
    demand = Demand.objects.select_for_update().get(pk=demand.pk)
    # Locked: one that expires meanwhile stays expired, and another is written.
    living = Match.objects.select_for_update().filter(demand=demand, provider=provider, state__in=sorted(LIVING))
    row = living.first() or Match(demand=demand, provider=provider, by_community=True, opened_at=now, expires_at=now)
    if row.state != State.MATCHED:
        refuse_planner(demand, provider)
        refuse_both_sides(demand, provider, now)
        row.state, row.closed_at = State.MATCHED, now
        row.save()
        record(act="demands.match.matched", target=row, by=by, about=[provider])
    return row


@transaction.atomic
def decline_match(*, match: Match, by: Membership, answer: str) -> Match:
    """The other side says no and why.

    Raises:
        NotPermitted: `by` is of the side that asked, or of neither.
        InvalidInput: `demands.match.no_reason`.
        Refusal: `demands.match.not_waiting`, once answered or expired.
    """
    if not answer.strip():
        raise InvalidInput("demands.match.no_reason", field="reason")
    return _answer(match, by, State.DECLINED, answer, act="demands.match.declined")


def _answer(match: Match, by: Membership, state: Match.State, answer: str, *, act: str) -> Match:
    _require_answering(by, match)
    demand = Demand.objects.select_for_update().get(pk=match.demand_id)
    row = Match.objects.select_for_update(of=("self",)).select_related("demand", "provider").get(pk=match.pk)
    asked_by_provider = _require_answering(by, row)
    now = clock.read()
    if row.state not in (State.INTERESTED, State.INVITED) or now >= row.expires_at:
        raise Refusal("demands.match.not_waiting")
    if state == State.MATCHED:
        _require_open(demand, row.provider, now)
    row.state, row.answer, row.closed_at = state, answer, now
    row.save()
    record(act=act, target=row, by=by, about=[row.provider], reason=answer)
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
        require(by, *PROVIDER_ROLES, organisation=match.provider.organisation)
    return asked_by_provider


@transaction.atomic
def expire_match(*, match: Match) -> bool:
    """Nobody answered in time (the clock's act); the side that asked is told. Says whether it expired now."""
    row = _locked(match.pk)
    now = clock.read()
    if row.state not in WAITING or now < row.expires_at:
        return False
    _end(row, now, "demands.match_expired")
    return True


@transaction.atomic
def lapse_matches(*, demand: Demand) -> int:
    """The demand's call has closed (called by `bids`, which holds the call): what nobody answered lapses; how many."""
    waiting = Match.objects.filter(demand=demand, state__in=sorted(WAITING)).order_by("pk").values_list("pk", flat=True)
    rows = [row for row in map(_locked, list(waiting)) if row.state in WAITING]
    for row in rows:
        _end(row, clock.read(), "demands.match_lapsed")
    return len(rows)


def lapse_for_planners(*, demand: Demand) -> None:
    """Whoever turned out to have planned the project is not waited for (called by `planning`, which holds the demand).

    A match that both sides confirmed stays as it was; no call takes it up (`refuse_planner`).
    """
    planners = Provider.objects.filter(planned(demand))
    waiting = Match.objects.filter(demand=demand, state__in=sorted(WAITING), provider__in=planners.values("pk"))
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
        row = _locked(key)
        if row.state in WAITING:
            _end(row, clock.read(), "demands.match_planner")


def _locked(key: int) -> Match:
    return Match.objects.select_for_update(of=("self",)).select_related(*_TOLD).get(pk=key)


def _end(row: Match, now: datetime, kind: str) -> None:
    """Nobody answered; the side that asked is told."""
    was, row.state, row.closed_at = row.state, State.EXPIRED, now
    row.save()
    record(act="demands.match.expired", target=row, about=[row.provider])
    tell = _tell_provider if was == State.INTERESTED else _tell_community
    tell(row, kind)


def _tell_community(row: Match, kind: str) -> None:
    recipients = user_ids(Role.COMMUNITY, near=row.demand.community)
    notify(kind=kind, recipients=recipients, url=row.demand.get_absolute_url(), parameters=_words(row))


def _tell_provider(row: Match, kind: str) -> None:
    notify(
        kind=kind, recipients=provider_people(row.provider), url=row.demand.get_absolute_url(), parameters=_words(row)
    )


def _words(row: Match) -> dict[str, str]:
    return {"title": row.demand.title, "provider": row.provider.organisation.name}
