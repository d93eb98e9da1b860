"""Challenges of a call: which answers are open, who reads what (domain 2.6, 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset import Regime
from marketplace.rulebook.queries import work_calendar
from tendering.awards import concluded, permissions
from tendering.awards.contractors import opened_bid
from tendering.awards.models import Award, Complaint, Objection
from tendering.awards.models.objection import remedies_url
from tendering.awards.rules import remedies
from tendering.awards.rules.remedies import Outcome, Step, Subject
from tendering.awards.rules.states import LIVE, UNDECIDED, ObjectionState, State
from tendering.bids.models import Qualification
from tendering.bids.queries.members import members_of
from tendering.bids.queries.valid import may_be_checked_anew
from tendering.demands.models import Demand
from tendering.demands.rules.steps import ENDED
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import State as PanelState
from tendering.tenders.models import Notice, Tender


@dataclass(frozen=True, slots=True)
class Shown:
    """One challenge as this person may see it."""

    row: Objection
    tag: str
    named: bool
    may_answer: bool = False
    may_complain: bool = False
    may_judge: bool = False
    complaint_tag: str = ""


# Filed and answered on the page of the call: under the statute, and of the end of any call.
CHALLENGES = Q(regime=Regime.STATUTORY) | Q(subject=Subject.END)
TAGS = {"open": "review", "dismissed": "line", "upheld": "fail", "settled": "line"}
COMPLAINT_TAGS = {"filed": "review", "admitted": "review", "turned_away": "line", "dismissed": "line", "upheld": "fail"}


def living_award(tender: Tender) -> Award | None:
    """The award of this call that has not fallen."""
    rows = Award.objects.filter(tender=tender, state__in=sorted(LIVE)).select_related("provider__organisation", "group")
    award = rows.first()
    if award is not None:
        award.tender = tender
    return award


def challenged(path: str = "pk") -> Q:
    """Of rows whose call stands at this path: whether a challenge, or under local rules a complaint, waits.

    Nothing is made final meanwhile (条例54; domain 2.6).
    """
    challenges = Objection.objects.filter(regime=Regime.STATUTORY, state=ObjectionState.OPEN)
    complaints = Complaint.objects.filter(objection__regime=Regime.LOCAL, state__in=sorted(UNDECIDED))
    return Q(Exists(challenges.filter(tender=OuterRef(path)))) | Q(
        Exists(complaints.filter(objection__tender=OuterRef(path)))
    )


def is_challenged(tender: Tender) -> bool:
    """The same of one call."""
    return Tender.objects.filter(challenged(), pk=tender.pk).exists()


def bar(tender: Tender) -> Refusal | None:
    """What comes before a cancellation: an objection, a challenge or a complaint that waits; with `tenders.endings`."""
    waits = Q(state=ObjectionState.OPEN) | Q(complaint__state__in=sorted(UNDECIDED))
    is_waiting = Objection.objects.filter(waits, tender=tender).exists()
    return Refusal("awards.remedy_waits") if is_waiting else None


def bar_withdrawal(demand: Demand) -> Refusal | None:
    """The same before a project is withdrawn, about any call for it; with `demands.endings`."""
    waits = Q(state=ObjectionState.OPEN) | Q(complaint__state__in=sorted(UNDECIDED))
    is_waiting = Objection.objects.filter(waits, tender__demand=demand).exists()
    return Refusal("awards.remedy_before_withdrawal") if is_waiting else None


def answered_at(tenders: Iterable[int]) -> dict[int, datetime | None]:
    """When the last of these answers was given, by key of the call; none of a call that still waits for one."""
    rows = Tender.objects.filter(~challenged(), pk__in=tenders).annotate(
        answered=Max("objections__answered_at", filter=Q(objections__regime=Regime.STATUTORY)),
        decided=Max("objections__complaint__decided_at", filter=Q(objections__regime=Regime.LOCAL)),
    )
    return {row.pk: max(filter(None, (row.answered, row.decided)), default=None) for row in rows}


def outcomes_of(row: Objection, award: Award | None, now: datetime) -> tuple[Outcome, ...]:
    """The answers open to a challenge now."""
    if row.tender.has_come_to_nothing:
        return outcomes_after_end(row.tender)
    state, contract = State(award.state) if award else None, concluded.performance(award)
    is_running = row.tender.is_open_at(now)
    return remedies.outcomes(
        Subject(row.subject),
        is_running=is_running,
        award=state,
        contract=contract,
        step=step_of(row),
        is_evaluated=is_evaluated(row.tender),
        is_checked=is_checked(row.tender),
    )


def outcomes_after_end(tender: Tender) -> tuple[Outcome, ...]:
    """The answers open to a challenge, or a complaint, of the end of this call."""
    is_alive = Demand.objects.filter(pk=tender.demand_id).exclude(state__in=sorted(ENDED)).exists()
    return remedies.outcomes_after_end(contracted_since=is_contracted_since(tender), is_alive=is_alive)


def is_contracted_since(tender: Tender) -> bool:
    """Whether a later call for the same project has led to a contract."""
    later = Award.objects.filter(tender__demand=tender.demand_id, tender__round__gt=tender.round)
    return later.filter(state=State.CONCLUDED).exists()


def days_of(tender: Tender) -> int:
    """The working days of a challenge; under local rules, which know it of the end alone, those of a publicity."""
    procedure = tender.procedure
    if permissions.is_statutory(tender):
        return procedure.challenge_working_days
    return procedure.result_publicity_working_days


def ended_on(tender: Tender) -> date:
    """The day of the notice that a call came to nothing."""
    assert tender.ended_at is not None  # written with its state
    return day_of(tender.ended_at)


def end_until(tender: Tender) -> date | None:
    """The last day on which the end of a call is challenged; None of one that has not come to nothing."""
    if not tender.has_come_to_nothing:
        return None
    return remedies.last_day(work_calendar(), ended_on(tender), days_of(tender))


def step_of(row: Objection) -> Step | None:
    """The step of the process that is challenged, where one is."""
    return Step(row.step) if row.step else None


def is_evaluated(tender: Tender) -> bool:
    """Whether a panel that counts has signed its report: another one can do its work anew."""
    return Panel.objects.filter(counts_for=tender, state=PanelState.SIGNED).exists()


def is_checked(tender: Tender) -> bool:
    """Whether the bids can be checked anew, and evaluated after that."""
    return tender.procedure.competition and may_be_checked_anew(tender)


def anew(tender: Tender) -> tuple[Outcome, ...]:
    """What an upheld objection to the result may have done anew."""
    may = {Outcome.REDO_EVALUATION: is_evaluated(tender), Outcome.REQUALIFY: is_checked(tender)}
    return tuple(outcome for outcome, is_open in may.items() if is_open)


def left(by: Membership, tender: Tender) -> tuple[list[Subject], list[Step]]:
    """What this bidder has not challenged yet, and the steps of the process among it.

    All of it for whoever has no standing: the form is sent and says why not. Of a call that came to nothing the end.
    """
    if tender.has_come_to_nothing:
        return _left_of_end(by, tender), []
    try:
        provider = permissions.standing(by, tender, Subject.DOCUMENTS)
    except permissions.NoStanding:
        return [subject for subject in Subject if subject is not Subject.END], list(Step)
    filed, award, amended_at = _filed(by, provider, tender), living_award(tender), _amended_at(tender)

    def is_new(subject: Subject, since: datetime | None, step: Step | None = None, of: Award | None = None) -> bool:
        return not any(_repeats(row, subject, step, of, since) for row in filed)

    ended = {step: step_ended_at(tender, step) for step in Step}
    steps = [step for step, at in ended.items() if at is None or is_new(Subject.PROCESS, at, step)]
    is_open = {
        Subject.DOCUMENTS: is_new(Subject.DOCUMENTS, amended_at),
        Subject.PROCESS: bool(steps),
        Subject.RESULT: award is None or is_new(Subject.RESULT, None, of=award),
    }
    return [subject for subject, is_left in is_open.items() if is_left], steps


def _left_of_end(by: Membership, tender: Tender) -> list[Subject]:
    try:
        provider = permissions.standing(by, tender, Subject.END)
    except permissions.NoStanding:
        return [Subject.END]
    return [] if is_repeated(by, provider, tender, Subject.END, None, None) else [Subject.END]


def is_repeated(
    by: Membership, provider: Provider, tender: Tender, subject: Subject, step: Step | None, award: Award | None
) -> bool:
    """Whether the bidder has challenged this before (Decree 94, article 10).

    What concerns one step is raised at one time; documents amended since, or a step done anew, may be challenged.
    """
    since = None
    if subject is Subject.DOCUMENTS:
        since = _amended_at(tender)
    elif subject is Subject.PROCESS:
        since = step_ended_at(tender, step)
    return any(_repeats(row, subject, step, award, since) for row in _filed(by, provider, tender))


def _filed(by: Membership, provider: Provider, tender: Tender) -> list[Objection]:
    """Challenges of this call by the bidder, all members of a consortium as one."""
    bid = opened_bid(by, tender)
    bidder = [provider] if bid is None else [provider, *members_of([bid])[bid.pk]]
    return list(Objection.objects.filter(CHALLENGES, tender=tender, provider__in=bidder))


def _repeats(row: Objection, subject: Subject, step: Step | None, award: Award | None, since: datetime | None) -> bool:
    """Whether the row challenged the same: this step since it ended, this publicity, these documents as they are."""
    is_same = row.subject == subject and (subject is not Subject.PROCESS or row.step == step)
    is_of_award = award is None or (row.award_id, row.publicity_round) == (award.pk, award.publicity_round)
    return is_same and is_of_award and (since is None or row.filed_at >= since)


def step_ended_at(tender: Tender, step: Step | None) -> datetime | None:
    """When this step of the process was over; None while it is not."""
    if step is Step.OPENING:
        opening = getattr(tender, "opening", None)
        return opening.opened_at if opening else None
    panel = getattr(tender, "panel", None)
    if step is Step.EVALUATION:
        return panel.ended_at if panel else None
    # Everybody is qualified or not once the panel is convened.
    last: datetime | None = Qualification.objects.filter(bid__tender=tender).aggregate(at=Max("decided_at"))["at"]
    return last if panel else None


def _amended_at(tender: Tender) -> datetime | None:
    amendments = Notice.objects.filter(tender=tender, kind=Notice.Kind.AMENDMENT)
    last: datetime | None = amendments.aggregate(at=Max("published_at"))["at"]
    return last


def challenges(membership: Membership | None) -> QuerySet[Objection]:
    """Challenges of calls this person may read."""
    rows = Objection.objects.filter(CHALLENGES, tender__in=permissions.readable_calls(membership))
    return rows.select_related(
        "tender__demand__community", "tender__rule_set", "award", "filed_by", "provider__organisation"
    )


def shown(membership: Membership | None, tender: Tender) -> list[Shown]:
    """Every challenge of a call: that there is one, its subject and outcome; the rest for offices and challenger."""
    rows = tender.objections.filter(CHALLENGES | Q(complaint__isnull=False)).order_by("filed_at", "pk")
    found = list(
        rows.select_related("award", "filed_by", "provider__organisation", "complaint").prefetch_related("files__file")
    )
    complaints = {row.pk: row.complaint for row in found if hasattr(row, "complaint")}
    for row in found:
        row.tender = tender
    for pending in complaints.values():
        pending.objection.tender = tender
    answerable = permissions.answerable(membership, (row for row in found if row.is_challenge))
    judgeable = permissions.judgeable(membership, (row for row in complaints.values() if row.state in UNDECIDED))
    return [
        replace(
            told(membership, row),
            may_answer=row.pk in answerable,
            may_complain=row.pk not in complaints and permissions.is_complainant(membership, row),
            may_judge=row.pk in complaints and complaints[row.pk].pk in judgeable,
            complaint_tag=COMPLAINT_TAGS[complaints[row.pk].state] if row.pk in complaints else "",
        )
        for row in found
    ]


def told(membership: Membership | None, row: Objection) -> Shown:
    """One challenge as this person reads it, without what may be done with it."""
    return Shown(row, TAGS[row.state], named=permissions.reads_objection(membership, row))


def links(_membership: Membership | None, tender: Tender) -> tuple[list[Link], list[Link]]:
    """From the call's page to its challenges; registered with `tenders.links`."""
    if not tender.is_public or not (permissions.is_statutory(tender) or tender.has_come_to_nothing):
        return [], []
    return [], [(_("Challenges and complaints"), remedies_url(tender))]
