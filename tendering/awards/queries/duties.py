"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.accounts.rules import Role
from marketplace.places.models import Level
from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset import Office, Regime, Tier
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.waiting import Rows, gathered
from tendering.awards.acted import done_by, unanswerable
from tendering.awards.models import Award, Complaint, Confirmation, Objection
from tendering.awards.permissions import OVERSIGHT, other_office, overseer_of, published
from tendering.awards.queries.challenges import CHALLENGES
from tendering.awards.queries.hints import about_winner, standing_in
from tendering.awards.queries.undecided import late, undecided
from tendering.awards.queries.waits import ready_since
from tendering.awards.rules import publicity
from tendering.awards.rules.hints import HintState
from tendering.awards.rules.remedies import ANSWERABLE
from tendering.awards.rules.states import RECHECKABLE, ComplaintState, ObjectionState, State
from tendering.bids.models import CollusionHint
from tendering.bids.permissions import HINT_READERS
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState

# Answers are due at the end of a day: the district finds those on that day that nobody else can give.
LAST_DAY = timedelta(days=1)


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """What has a period of working days is computed, the rest are rows."""
    if membership.role in (Role.COMMUNITY, Role.STREET):
        yield from _to_decide(membership, now)
    if membership.role in (Role.COMMUNITY, Role.STREET, Role.DISTRICT):
        yield from _to_answer(membership, now)
    if membership.role in (Role.FINANCE_OFFICER, Role.DISCIPLINE):
        yield from _complaints(membership)
    if membership.role in HINT_READERS:
        yield _hints(membership)
    if membership.role in OVERSIGHT:
        yield _to_annul(membership)
    if membership.role in (Role.COMMUNITY, Role.STREET, Role.DISTRICT):
        yield from _to_move(membership)


def _hints(by: Membership) -> Rows:
    """Calls with hints the district has to answer, or with such as it referred to discipline."""
    waits = HintState.OPEN if by.role == Role.DISTRICT else HintState.REFERRED
    hints = CollusionHint.objects.exclude(Exists(other_office(by).filter(hint=OuterRef("pk"))))
    found = standing_in(hints.filter(tender=OuterRef("pk")), [waits])
    rows = Tender.objects.filter(
        Exists(found), within(by, "demand__community"), state__in=[TenderState.OPENED, TenderState.SUSPENDED]
    )
    kind = "awards.answer_hints" if by.role == Role.DISTRICT else "awards.decide_hints"
    return Rows(kind, rows, "demand__title", "awards:hints", "number")


def _to_annul(by: Membership) -> Rows:
    """Awards that are not made yet and whose winner a hint of collusion found right concerns."""
    rows = _awards(by).filter(about_winner(), state__in=RECHECKABLE)
    return Rows("awards.annul", rows, "tender__demand__title", "awards:annul", "number")


def _awards(by: Membership) -> QuerySet[Award]:
    return Award.objects.filter(within(by, "tender__demand__community"), tender__state=TenderState.OPENED)


def _to_decide(by: Membership, now: datetime) -> Iterator[Duty]:
    """Results the community proposes or follows; the street reads of those that are late (domain 3.9)."""
    near = partial(within, by)
    is_own = by.role == Role.COMMUNITY
    for row in undecided(near, now) if is_own else late(near, now):
        kind, url = (row.kind, row.url) if is_own else ("awards.overdue", row.page)
        yield Duty(kind, row.tender.demand.title, url, row.due_at, project=row.tender.demand.number)


def _to_answer(by: Membership, now: datetime) -> Iterator[Rows]:
    """What is the person's to answer (`permissions.require_answerer`).

    The district has it from its last day on, where nobody else can answer; until then others may name somebody.
    """
    local = Q(regime=Regime.LOCAL, award__tender__state=TenderState.OPENED)
    challenged = CHALLENGES & Q(tender__state__in=sorted(ANSWERABLE))
    rows = Objection.objects.filter(
        local | challenged, within(by, "tender__demand__community"), state=ObjectionState.OPEN
    )
    if by.role == Role.DISTRICT:
        rows = rows.filter(pk__in=unanswerable(rows.filter(due_at__lte=now + LAST_DAY)))
    rows = rows.exclude(pk__in=done_by(persons(by), rows))
    yield Rows("awards.answer", rows.filter(local), "award__tender__demand__title", "awards:answer", due="due_at")
    title = "tender__demand__title"
    yield Rows("awards.answer_challenge", rows.filter(challenged), title, "awards:answer_challenge", due="due_at")


def _complaints(by: Membership) -> Iterator[Rows]:
    """The district's finance has those under the statute, discipline the others."""
    is_finance = by.role == Role.FINANCE_OFFICER
    if is_finance and by.place is not None and by.place.level == Level.STREET:
        return
    rows = Complaint.objects.filter(
        within(by, "objection__tender__demand__community"),
        objection__tender__procedure_data__regime=Regime.STATUTORY if is_finance else Regime.LOCAL,
    ).exclude(objection__answered_by_id__in=persons(by))
    undecided = rows.filter(state__in=[ComplaintState.FILED, ComplaintState.ADMITTED])
    about = Objection.objects.filter(complaint__in=undecided)
    rows = rows.exclude(objection__in=done_by(persons(by), about))
    title = "objection__tender__demand__title"
    filed, admitted = rows.filter(state=ComplaintState.FILED), rows.filter(state=ComplaintState.ADMITTED)
    yield Rows("awards.examine", filed, title, "awards:examine", due="examine_due_at")
    yield Rows("awards.decide", admitted, title, "awards:decide", due="decide_due_at")


def _to_move(by: Membership) -> Iterator[Duty]:
    """Awards whose next step is the person's, in one query; the calendar is read only where something waits."""
    found = list(_movable(by))
    calendar = work_calendar() if found else WorkCalendar()
    free = ready_since(found)
    for award in found:
        if award.state in (State.CONFIRMABLE, State.AWARDED) and award.pk not in free:
            continue
        if award.state == State.CONFIRMABLE and not _is_next(by, award):
            continue
        days = award.tender.rule_set.rules.duties
        kind, since, wait = {
            State.PROPOSED: ("publicise", award.proposed_at, days.letter),
            State.AWARDED: ("letters", free.get(award.pk), days.letter),
            State.LETTERED: ("renew_signing", award.purchaser_late_at, days.approve),
            State.CONFIRMABLE: ("confirm", free.get(award.pk), days.confirm),
        }[State(award.state)]
        assert since is not None  # written with the state
        due = publicity.due_at(calendar, since, wait)
        demand, url = award.tender.demand, reverse(f"awards:{kind}", args=[award.number])
        yield Duty(f"awards.{kind}", demand.title, url, due, project=demand.number)


def _movable(by: Membership) -> QuerySet[Award]:
    """Proposed and confirmed ones for the community; for each office those it did not help to make or confirm.

    None that is to be annulled. For street and district those whose signing days the purchaser let pass.
    """
    mine = persons(by)
    given = Confirmation.objects.filter(award=OuterRef("pk"))
    helped = published(by) | Q(Exists(given.filter(user_id__in=mine)))
    moving = Q(state=State.CONFIRMABLE) & ~helped
    if by.role == Role.COMMUNITY:
        moving |= Q(state__in=[State.PROPOSED, State.AWARDED])
    else:
        tiers = [tier for tier in Tier if overseer_of(tier) == by.role]
        moving |= Q(state=State.LETTERED, purchaser_late_at__isnull=False, tender__tier__in=tiers)
    given_by = {f"given_by_{office.value}": Exists(given.filter(office=office)) for office in Office}
    rows = _awards(by).filter(moving).exclude(about_winner(), state__in=RECHECKABLE).annotate(**given_by)
    rows = rows.select_related("tender__demand", "tender__rule_set", "tender__joint", "provider", "bid__provider")
    return rows.order_by("proposed_at", "pk")


def _is_next(by: Membership, award: Award) -> bool:
    """Whether the person's office is the first in order that has not confirmed."""
    left = (office for office in award.tender.procedure.confirmed_by if not getattr(award, f"given_by_{office.value}"))
    return next(left, None) == by.role
