"""Opening a measurement, ending it, what follows from its verdict (R49, R50; domain 3.5, 3.7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.rules.states import CreditKind
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day, last_day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.contracts.models import (
    Code,
    Contract,
    ContractNotice,
    PanelMember,
    SatisfactionPanel,
    SatisfactionSurvey,
    SurveyParticipation,
)
from tendering.contracts.parties import credit
from tendering.contracts.permissions import require_committee
from tendering.contracts.queries.panel_people import apart, was_drawn
from tendering.contracts.queries.satisfaction import counts_of
from tendering.contracts.rules.satisfaction import Outcome, Tally, counted, judged, outcome
from tendering.contracts.rules.satisfaction_states import LIVE, PanelState
from tendering.contracts.services import rectification
from tendering.contracts.services.satisfaction.codes import channel_for, issue
from tendering.contracts.services.satisfaction.panels import Conflicted, NotMeasurable, PanelClosed, locked, note
from tendering.contracts.services.states import publish_notice
from tendering.demands.queries.people import user_ids
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.progress import advance


class StillRunning(Refusal):
    """The period is not over, and not everybody has answered."""


@transaction.atomic
def open_panel(*, panel: SatisfactionPanel, by: Membership, now: datetime) -> SatisfactionPanel:
    """Send the codes out and let the period begin; the open survey begins beside it.

    Raises:
        NotPermitted: `by` is not of the community.
        PanelClosed: it was opened before.
        Conflicted: `contracts.satisfaction.members_conflicted` with the names: they have joined an office or the
            contractor since they were named.
        InvalidInput: `contracts.satisfaction.panel_too_small`, for fewer members than the least sample.
    """
    require(by, Role.COMMUNITY, place=panel.contract.demand.community)
    panel = locked(panel)
    if panel.state != PanelState.PREPARING:
        raise PanelClosed("contracts.satisfaction.panel_closed")
    members = list(panel.members.select_related("user").order_by("seat"))
    if names := [member.name for member in apart(panel)]:
        raise Conflicted("contracts.satisfaction.members_conflicted", names=names)
    if len(members) < panel.minimum:
        raise InvalidInput("contracts.satisfaction.panel_too_small", least=panel.minimum, number=len(members))
    panel.state, panel.opened_at = PanelState.OPEN, now
    panel.ends_at = _end(now, panel.rule_set.rules.satisfaction.measurement_working_days)
    panel.version += 1
    panel.save()
    channels = [issue(member, channel_for(member), now).channel for member in members]
    SatisfactionSurvey.objects.create(panel=panel, opened_at=now)
    note(panel, "opened", by, count=len(members), on_paper=channels.count(Code.Channel.PAPER), until=str(panel.ends_at))
    _tell(panel, Role.SUPERVISION_COMMITTEE, "contracts.satisfaction_opened")
    return panel


def _end(now: datetime, working_days: int) -> datetime:
    return end_of_day(work_calendar().add_workdays(day_of(now), working_days))


def _tell(panel: SatisfactionPanel, role: Role, kind: str) -> None:
    notify(
        kind=kind,
        recipients=user_ids(role, near=panel.contract.demand.community),
        url=panel.get_absolute_url(),
        parameters={"title": panel.contract.demand.title},
    )


@transaction.atomic
def close_panel(*, panel: SatisfactionPanel) -> SatisfactionPanel:
    """End the period by the clock, or once everybody has answered: extend it, ask the committee, or judge.

    Raises:
        PanelClosed: it is not open.
        StillRunning: the database's clock is before the end, and somebody has not answered.
    """
    panel = locked(panel)
    now = clock.read()
    if panel.state != PanelState.OPEN or panel.ends_at is None:
        raise PanelClosed("contracts.satisfaction.panel_closed")
    waiting = PanelMember.objects.filter(panel=panel, code__is_used=False).exists()
    if now < panel.ends_at and waiting:
        raise StillRunning("contracts.satisfaction.still_running", until=last_day_of(panel.ends_at))
    decided, rule = _decisive(panel), panel.rule_set.rules.satisfaction
    may_extend = waiting and not panel.was_extended
    found = outcome(decided, minimum=panel.minimum, bar=rule.bar, may_extend=may_extend)
    if found is Outcome.EXTEND:
        return _extend(panel, now, rule.extend_once_working_days, decided)
    if found is Outcome.SMALL_SAMPLE:
        return _ask_the_committee(panel, decided)
    return _judge(panel, decided, found, by=None, now=now)


def _decisive(panel: SatisfactionPanel) -> Tally:
    """The answers the rule set lets decide (`satisfaction.counts`)."""
    rule = panel.rule_set.rules.satisfaction
    counts = counts_of(panel)
    return counted(rule.counts, counts.panel, counts.residents)


def _extend(panel: SatisfactionPanel, now: datetime, working_days: int, decided: Tally) -> SatisfactionPanel:
    panel.ends_at, panel.was_extended = _end(now, working_days), True
    panel.version += 1
    panel.save()
    note(panel, "extended", None, answers=decided.answers, minimum=panel.minimum, until=str(panel.ends_at))
    return panel


def _ask_the_committee(panel: SatisfactionPanel, decided: Tally) -> SatisfactionPanel:
    panel.state = PanelState.SMALL_SAMPLE
    panel.version += 1
    panel.save()
    note(panel, "small_sample", None, answers=decided.answers, minimum=panel.minimum)
    _tell(panel, Role.SUPERVISION_COMMITTEE, "contracts.small_sample")
    return panel


@transaction.atomic
def certify(*, panel: SatisfactionPanel, by: Membership, reason: str) -> SatisfactionPanel:
    """The supervision committee lets a small sample stand, without having seen what it says (domain 3.7).

    Raises:
        NotPermitted: `by` is not of the committee, or works for the community too.
        PanelClosed: nothing waits for it.
        Refusal: `contracts.satisfaction.no_answers`; nothing can be made of nothing.
    """
    panel = _for_committee(panel, by, reason)
    decided = _decisive(panel)
    if decided.rate is None:
        raise Refusal("contracts.satisfaction.no_answers")
    panel.certified_by_id, panel.certified_reason = by.user_id, reason.strip()
    found = judged(decided.rate, panel.rule_set.rules.satisfaction.bar)
    return _judge(panel, decided, found, by=by, now=clock.read(), reason=reason.strip())


@transaction.atomic
def reject_sample(*, panel: SatisfactionPanel, by: Membership, reason: str) -> SatisfactionPanel:
    """The committee does not let the sample stand: the measurement is void, the community names a new panel.

    Raises:
        NotPermitted, PanelClosed.
    """
    panel = _for_committee(panel, by, reason)
    return _void(panel, by, reason.strip())


@transaction.atomic
def discard_panel(*, panel: SatisfactionPanel, by: Membership, reason: str) -> SatisfactionPanel:
    """The community gives up a panel it is still naming; after a draw the supervision committee alone does.

    Else the lot would be drawn until it suits. The next panel takes over who was drawn (`create_panel`).

    Raises:
        NotPermitted: `by` is not of the community; after a draw, not of the committee or no stranger to the panel.
        PanelClosed: codes have gone out; nobody's answer is thrown away.
    """
    panel = locked(panel)
    if was_drawn(panel):
        require_committee(by, panel)
    else:
        require(by, Role.COMMUNITY, place=panel.contract.demand.community)
    if panel.state != PanelState.PREPARING:
        raise PanelClosed("contracts.satisfaction.panel_closed")
    return _void(panel, by, reason.strip())


def _for_committee(panel: SatisfactionPanel, by: Membership, reason: str) -> SatisfactionPanel:
    require_committee(by, panel)
    require_text(reason, "contracts.satisfaction.no_reason")
    panel = locked(panel)
    if panel.state != PanelState.SMALL_SAMPLE:
        raise PanelClosed("contracts.satisfaction.panel_closed")
    return panel


def _void(panel: SatisfactionPanel, by: Membership | None, reason: str) -> SatisfactionPanel:
    if not reason:
        raise InvalidInput("contracts.satisfaction.no_reason", field="reason")
    panel.state, panel.void_reason, panel.closed_at = PanelState.VOID, reason, clock.read()
    panel.version += 1
    panel.save()
    _cut_the_threads(panel)
    note(panel, "void", by, reason=reason)
    return panel


def end_with_contract(*, contract: Contract, by: Membership | None, now: datetime, reason: str) -> None:
    """A contract that ends takes what is being measured and mended along; called inside that transaction."""
    for panel in contract.panels.filter(state__in=sorted(LIVE)).order_by("pk"):
        _void(locked(panel), by, reason.strip())
    rectification.end_with_contract(contract=contract, by=by, now=now)


def _judge(
    panel: SatisfactionPanel,
    decided: Tally,
    found: Outcome,
    *,
    by: Membership | None,
    now: datetime,
    reason: str = "",
) -> SatisfactionPanel:
    panel.state = PanelState.PASSED if found is Outcome.PASSED else PanelState.BELOW
    panel.satisfied, panel.answers, panel.closed_at = decided.satisfied, decided.answers, now
    panel.version += 1
    panel.save()
    _cut_the_threads(panel)
    note(panel, panel.state, by, reason=reason, satisfied=decided.satisfied, answers=decided.answers)
    _publish(panel, by=by, now=now)
    _consequences(panel, by=by, now=now)
    return panel


def _publish(panel: SatisfactionPanel, *, by: Membership | None, now: datetime) -> None:
    """The verdict is made public with its fraction, as long as an acceptance report is (domain 3.10)."""
    days = panel.rule_set.rules.delivery.acceptance.report_public_working_days
    body = {"number": panel.number, "satisfied": panel.satisfied, "answers": panel.answers, "bar": str(panel.bar)}
    until = work_calendar().add_workdays(day_of(now), days)
    publish_notice(
        panel.contract, ContractNotice.Kind.VERDICT, body | {"result": panel.state}, by=by, now=now, until=until
    )


def _cut_the_threads(panel: SatisfactionPanel) -> None:
    """Every member's code row is written anew in one stroke, and who took part in the survey is forgotten.

    Until now a row's last transaction could have told a database administrator which code came with which sheet.
    """
    Code.objects.filter(member__panel=panel).update(digest="")
    SurveyParticipation.objects.filter(survey__panel=panel).delete()


def _consequences(panel: SatisfactionPanel, *, by: Membership | None, now: datetime) -> None:
    contract, passed = panel.contract, panel.state == PanelState.PASSED
    if contract.demand.state not in (DemandState.ACCEPTED, DemandState.RECTIFYING):
        raise NotMeasurable("contracts.satisfaction.not_measurable")
    if contract.demand.state == DemandState.ACCEPTED:
        guard = "satisfied" if passed else "below_bar"
        advance(demand=contract.demand, act="measure", by=by, now=now, guard=guard)
        if not passed:
            rectification.order(panel=panel, by=by, now=now)
            credit(contract, CreditKind.LOW_SATISFACTION, now)
    else:
        rectification.remeasured(panel=panel, by=by, now=now)
    _tell(panel, Role.COMMUNITY, "contracts.verdict")
