"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset import Regime
from marketplace.rulebook.models import RuleSet
from marketplace.ui.waiting import Rows, gathered
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import ChecklistTick, Invitation, Query, Resolution, SuspensionOrder, Tender
from tendering.tenders.permissions import OFFICES, SPLITTING_ANSWERERS, SPLITTING_JUDGES, wrote
from tendering.tenders.queries.joint_duties import to_approve, to_finish
from tendering.tenders.queries.splitting_duties import binding, unanswered, undecided
from tendering.tenders.rules.states import ENDED, LIVE, State


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench, in one query; one more for offices that write or approve documents."""
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Rows]:
    """The kinds of duties of the role, all of them plain rows."""
    if membership.role in PROVIDER_ROLES:
        yield _invitations(membership, now)
    if membership.role == Role.COMMUNITY:
        yield from _community(membership)
    if membership.role == Role.STREET:
        yield _overdue_questions(membership, now)
        yield to_finish(membership)
    known = binding(membership) if membership.role in OFFICES else []
    if membership.role in OFFICES:
        yield from _approvals(membership, known)
        yield from _held(membership, now)
    if membership.role == Role.SUPERVISION_COMMITTEE:
        yield _resolutions(membership)
    if membership.role in SPLITTING_ANSWERERS:
        yield _splitting("tenders.answer_splitting", unanswered(membership, known))
    if membership.role in SPLITTING_JUDGES:
        yield _splitting("tenders.decide_splitting", undecided(membership))


def _community(by: Membership) -> Iterator[Rows]:
    living = Tender.objects.filter(demand=OuterRef("pk"), state__in=sorted(LIVE))
    published = Demand.objects.filter(within(by, "community"), ~Exists(living), state=DemandState.PUBLISHED)
    yield Rows("tenders.start", published, "title", "tenders:new", "number")
    drafts = Tender.objects.filter(within(by, "demand__community"), state=State.PREPARING)
    yield Rows("tenders.finish", drafts, "demand__title", "tenders:detail", "number")
    yield to_finish(by)
    yield _call("tenders.answer_question", _unanswered(by), due="due_at")


def _unanswered(by: Membership) -> QuerySet[Query]:
    """Nobody waits for an answer about a call that has ended."""
    asked = Query.objects.filter(within(by, "tender__demand__community"), answered_at__isnull=True)
    return asked.exclude(tender__state__in=sorted(ENDED))


def _overdue_questions(by: Membership, now: datetime) -> Rows:
    """What the community should have answered stands on the street's workbench (§3.9)."""
    return _call("tenders.answer_overdue", _unanswered(by).filter(due_at__lte=now), due="due_at")


def _approvals(by: Membership, known: Sequence[RuleSet]) -> Iterator[Rows]:
    """Under the statute first every item of the check list, then the documents."""
    rows = Tender.objects.filter(within(by, "demand__community"), state=State.DOC_REVIEW)
    rows = rows.filter(procedure_data__documents_approved_by=by.role).exclude(wrote(by))
    is_bound = Q(procedure_data__regime=Regime.STATUTORY.value)
    complete = _complete(known)
    unseen = rows.filter(is_bound).annotate(seen=_seen()).exclude(complete)
    yield Rows("tenders.see_items", unseen, "demand__title", "tenders:checklist", "number", detail={"seen": "seen"})
    ready = rows.annotate(seen=_seen()).filter(~is_bound | complete, joint__isnull=True)
    yield Rows("tenders.approve_docs", ready, "demand__title", "tenders:detail", "number")
    yield to_approve(by)


def _complete(known: Sequence[RuleSet]) -> Q:
    """Of calls with `_seen` as `seen`: as many items as their rule set has."""
    found = Q(pk__in=[])
    for rule_set in known:
        found |= Q(rule_set=rule_set, seen__gte=len(rule_set.rules.letting.major.checklist))
    return found


def _seen() -> Coalesce:
    """How many items of the check list somebody has seen."""
    ticks = ChecklistTick.objects.filter(tender=OuterRef("pk")).order_by().values("tender")
    return Coalesce(Subquery(ticks.annotate(rows=Count("pk")).values("rows")), 0)


def _held(by: Membership, now: datetime) -> Iterator[Rows]:
    yield _to_lift(by)
    if by.role == Role.DISTRICT:
        yield _undecided(by, now)


def _undecided(by: Membership, now: datetime) -> Rows:
    """Calls that a street holds of its own motion for longer than a complaint may take; the district may lift them.

    That is the rule key `objection.regime_statutory.decision_working_days`; nothing goes on by itself.
    """
    rows = SuspensionOrder.objects.filter(
        within(by, "tender__demand__community"),
        ordered_by__role=Role.STREET,
        lifted_at__isnull=True,
        decision_due_at__lte=now,
    )
    subject, page = "tender__demand__title", "tenders:resume"
    return Rows("tenders.undecided_suspension", rows, subject, page, "tender__number", "decision_due_at")


def _to_lift(by: Membership) -> Rows:
    """Calls that this office holds of its own motion: nobody but it, or an office above, lets them go on."""
    own = Q(ordered_by__place=by.place, ordered_by__role=by.role, complaint__isnull=True)
    rows = SuspensionOrder.objects.filter(own, lifted_at__isnull=True)
    return Rows("tenders.lift_suspension", rows, "tender__demand__title", "tenders:resume", "tender__number")


def _resolutions(by: Membership) -> Rows:
    rows = Resolution.objects.filter(within(by, "tender__demand__community"), countersigned_at__isnull=True)
    return _call("tenders.countersign", rows.filter(offer__isnull=False))


def _invitations(by: Membership, now: datetime) -> Rows:
    rows = Invitation.objects.filter(provider__organisation=by.organisation, state=Invitation.State.INVITED)
    rows = rows.filter(expires_at__gt=now, tender__state=State.ANNOUNCED, tender__deadline_at__gt=now)
    return _call("tenders.answer_invitation", rows, due="tender__deadline_at")


def _splitting(kind: str, rows: QuerySet[Tender]) -> Rows:
    return Rows(kind, rows, "demand__title", "tenders:splitting", "number")


def _call(kind: str, rows: QuerySet[Any], due: str = "") -> Rows:
    """What waits on the page of the call that the row belongs to."""
    return Rows(kind, rows, "tender__demand__title", "tenders:detail", "tender__number", due)
