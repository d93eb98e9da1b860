"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset.sections.offices import Duties
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award, Confirmation, Objection
from tendering.awards.rules import publicity
from tendering.awards.rules.states import FALLEN, LIVE, ObjectionState, State
from tendering.evaluation.rules.states import State as PanelState
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    del now
    if membership.place is None:
        return []
    calendar = work_calendar()
    found: list[Duty] = []
    if membership.role == Role.COMMUNITY:
        found += [*_to_propose(membership), *_to_move(membership, calendar), *_to_follow(membership)]
    if membership.role in (Role.COMMUNITY, Role.STREET):
        found += _to_answer(membership)
    if membership.role in (Role.COMMUNITY, Role.STREET, Role.DISTRICT):
        found += _to_confirm(membership, calendar)
    return found


def _path(by: Membership) -> str:
    return by.place.path if by.place else ""


def _awards(by: Membership) -> QuerySet[Award]:
    rows = Award.objects.filter(tender__state=TenderState.OPENED, tender__demand__community__path__startswith=_path(by))
    return rows.select_related("tender__demand", "tender__rule_set").order_by("proposed_at", "pk")


def _days(award: Award) -> Duties:
    return award.tender.rule_set.rules.duties


def _to_propose(by: Membership) -> Iterator[Duty]:
    """Evaluated calls, and offers without competition, that have no award yet."""
    ready = Q(panel__state=PanelState.SIGNED) | Q(procedure_data__competition=False, offer__isnull=False)
    rows = Tender.objects.filter(ready, state=TenderState.OPENED, demand__community__path__startswith=_path(by))
    rows = rows.exclude(Exists(Award.objects.filter(tender=OuterRef("pk"))))
    for tender in rows.select_related("demand").order_by("pk"):
        yield Duty("awards.propose", tender.demand.title, reverse("awards:propose", args=[tender.number]))


def _to_move(by: Membership, calendar: WorkCalendar) -> Iterator[Duty]:
    for award in _awards(by).filter(state__in=[State.PROPOSED, State.AWARDED]):
        since = award.proposed_at if award.state == State.PROPOSED else award.awarded_at
        assert since is not None  # written with the state
        kind, page = ("publicise", "publicise") if award.state == State.PROPOSED else ("letters", "letters")
        due = publicity.due_at(calendar, since, _days(award).letter)
        yield Duty(f"awards.{kind}", award.tender.demand.title, reverse(f"awards:{page}", args=[award.number]), due)


def _to_follow(by: Membership) -> Iterator[Duty]:
    """Fallen awards nobody has followed up."""
    later = Award.objects.filter(tender=OuterRef("tender"), pk__gt=OuterRef("pk"))
    living = Award.objects.filter(tender=OuterRef("tender"), state__in=LIVE)
    for award in _awards(by).filter(state__in=FALLEN).exclude(Exists(later)).exclude(Exists(living)):
        yield Duty("awards.follow", award.tender.demand.title, award.get_absolute_url())


def _to_answer(by: Membership) -> Iterator[Duty]:
    rows = Objection.objects.filter(
        state=ObjectionState.OPEN,
        award__tender__state=TenderState.OPENED,
        award__tender__demand__community__path__startswith=_path(by),
    ).exclude(award__publicised_by_id__in=persons(by))
    for row in rows.select_related("award__tender__demand").order_by("due_at", "pk"):
        url = reverse("awards:answer", args=[row.pk])
        yield Duty("awards.answer", row.award.tender.demand.title, url, row.due_at)


def _to_confirm(by: Membership, calendar: WorkCalendar) -> Iterator[Duty]:
    """Awards whose next office in order is the person's."""
    mine = persons(by)
    rows = _awards(by).filter(state=State.CONFIRMABLE).exclude(publicised_by_id__in=mine)
    rows = rows.exclude(Exists(Confirmation.objects.filter(award=OuterRef("pk"), user_id__in=mine)))
    for award in rows.prefetch_related("confirmations"):
        done = {row.office for row in award.confirmations.all()}
        left = [office for office in award.tender.procedure.confirmed_by if office.value not in done]
        if not left or left[0].value != by.role or award.confirmable_at is None:
            continue
        due = publicity.due_at(calendar, award.confirmable_at, _days(award).confirm)
        yield Duty("awards.confirm", award.tender.demand.title, reverse("awards:confirm", args=[award.number]), due)
