"""The rows a project's file is made of: what everybody may know of each stage, one query a table.

Sealed means sealed: of bids only the opening's own record is read, and only once it has opened them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import CreditEvent, ProviderRecord
from tendering.awards.models import Award
from tendering.bids.models import CollusionHint, RoundOpening
from tendering.contracts.models import (
    Acceptance,
    Contract,
    Milestone,
    MilestoneReport,
    Payment,
    PaymentStage,
    PaymentState,
    ReportPhoto,
    SatisfactionPanel,
    SurveyAnswer,
)
from tendering.contracts.rules.states import PUBLIC as PUBLIC_CONTRACTS
from tendering.demands.models import Approval, Deliberation, Demand, NextYearBar, ResidentMeeting
from tendering.demands.queries.life_cycle import with_course
from tendering.evaluation.models import RankingRow
from tendering.funds.models import FundingLine
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import PUBLIC as PUBLIC_TENDERS

RECORD_YEARS = 3


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that was read, each list in the order of time."""

    demand: Demand
    meetings: Sequence[ResidentMeeting]
    deliberations: Sequence[Deliberation]
    approvals: Sequence[Approval]
    plans: Mapping[int | None, Sequence[FundingLine]]
    notices: Sequence[Notice]
    rounds: Sequence[RoundOpening]
    awards: Sequence[Award]
    contracts: Sequence[Contract]
    stages: Sequence[PaymentStage]
    milestones: Sequence[Milestone]
    photos: Sequence[ReportPhoto]
    acceptances: Sequence[Acceptance]
    panels: Sequence[SatisfactionPanel]

    @property
    def lines(self) -> Sequence[FundingLine]:
        """Who pays by the plan that counts: the project's own."""
        return self.plans.get(self.demand.plan_id, [])

    @property
    def tenders(self) -> list[Tender]:
        """Announced calls, each once, by round."""
        return sorted({row.tender.pk: row.tender for row in self.notices}.values(), key=lambda row: row.round)

    @property
    def tender(self) -> Tender | None:
        """The call that counts: the latest."""
        return next(reversed(self.tenders), None)

    @property
    def award(self) -> Award | None:
        """The award that counts: the latest that has not fallen."""
        return next((row for row in reversed(self.awards) if not row.has_fallen), None)

    @property
    def contract(self) -> Contract | None:
        """The contract that counts: the latest."""
        return next(reversed(self.contracts), None)


def demands(rows: QuerySet[Demand]) -> QuerySet[Demand]:
    """Demands with what their file's head needs; `barred` is the year in which the project is not accepted again."""
    bar = NextYearBar.objects.filter(demand=OuterRef("pk")).order_by("-fiscal_year").values("fiscal_year")[:1]
    joined = rows.select_related("community__parent", "scope_item", "rule_set", "plan", "filing")
    return with_course(joined).annotate(barred=Subquery(bar, output_field=IntegerField()))


def load(demand: Demand, today: date) -> Rows:
    """Everything public of one project; a demand without a contract costs five queries less."""
    contracts, notices = list(_contracts(demand, today)), list(_notices(demand))
    ofs = {"contract__in": contracts} if contracts else {}
    return Rows(
        demand=demand,
        meetings=list(ResidentMeeting.objects.filter(demand=demand).select_related("body").order_by("held_at", "pk")),
        deliberations=list(Deliberation.objects.filter(demand=demand).order_by("held_on", "pk")),
        approvals=list(Approval.objects.filter(demand=demand).order_by("submitted_at", "pk")),
        plans=_plans(demand, contracts),
        notices=notices,
        rounds=_rounds(notices),
        awards=list(_awards(demand)),
        contracts=contracts,
        stages=list(_stages().filter(**ofs)) if ofs else [],
        milestones=list(_milestones().filter(**ofs)) if ofs else [],
        photos=list(_photos().filter(report__milestone__contract__in=contracts)) if ofs else [],
        acceptances=list(_acceptances().filter(**ofs)) if ofs else [],
        panels=list(_panels(demand).filter(**ofs)) if ofs else [],
    )


def _plans(demand: Demand, contracts: Sequence[Contract]) -> dict[int | None, list[FundingLine]]:
    """The lines of the project's plan and of its contracts': a project let anew has a plan for what was left."""
    keys = {demand.plan_id, *(row.plan_id for row in contracts)}
    joined = ("account__place", "account__pool", "account__fund_type")
    found: dict[int | None, list[FundingLine]] = {}
    for line in FundingLine.objects.filter(plan__in=keys - {None}).select_related(*joined).order_by("pk"):
        found.setdefault(line.plan_id, []).append(line)
    return found


def _notices(demand: Demand) -> QuerySet[Notice]:
    rows = Notice.objects.filter(tender__demand=demand, tender__state__in=sorted(PUBLIC_TENDERS))
    joined = ("tender__opening", "tender__offer__resolution")
    return rows.select_related(*joined).order_by("published_at", "pk")


def _rounds(notices: Sequence[Notice]) -> list[RoundOpening]:
    """Openings of rounds, as public as the first opening; read only where a call has rounds."""
    calls = {row.tender_id for row in notices if row.tender.procedure.rounds}
    if not calls:
        return []
    rows = RoundOpening.objects.filter(round__tender__in=calls, opened_at__isnull=False)
    return list(rows.select_related("round__tender").order_by("opened_at", "pk"))


def _awards(demand: Demand) -> QuerySet[Award]:
    rows = Award.objects.filter(tender__demand=demand, publicised_at__isnull=False)
    joined = ("provider__organisation", "group__organisation", "panel")
    ranked = RankingRow.objects.filter(panel=OuterRef("panel"), bid=OuterRef("bid"))
    hints = CollusionHint.objects.filter(tender=OuterRef("tender")).order_by().values("tender")
    hinted = _whole(hints.annotate(found=Count("pk")).values("found"))
    counted = rows.select_related(*joined).annotate(
        objected=Count("objections"), hinted=hinted, points=Subquery(ranked.values("total")[:1])
    )
    return counted.order_by("publicised_at", "pk")


def _contracts(demand: Demand, today: date) -> QuerySet[Contract]:
    since = today - timedelta(days=365 * RECORD_YEARS)
    recent = ProviderRecord.objects.filter(provider=OuterRef("provider"), closed_date__gte=since)
    records = recent.order_by().values("provider")
    credit = CreditEvent.objects.filter(provider=OuterRef("provider"), cause=OuterRef("number"))
    joined = ("provider__organisation", "group__organisation", "award__tender")
    rows = Contract.objects.filter(demand=demand, state__in=sorted(PUBLIC_CONTRACTS)).select_related(*joined)
    return rows.annotate(
        records=_whole(records.annotate(found=Count("pk")).values("found")),
        satisfied_before=_whole(records.annotate(found=Sum("satisfied")).values("found")),
        answers_before=_whole(records.annotate(found=Sum("answers")).values("found")),
        credited=_whole(credit.order_by().values("provider").annotate(found=Sum("points")).values("found")),
    ).order_by("signed_at", "pk")


def _whole(found: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _stages() -> QuerySet[PaymentStage]:
    paid = Payment.objects.filter(stage=OuterRef("pk"), state=PaymentState.PAID)
    rows = PaymentStage.objects.filter(is_cancelled=False).order_by("contract", "position")
    return rows.annotate(paid_at=Subquery(paid.values("paid_at")[:1]), paid_sum=Subquery(paid.values("amount")[:1]))


def _milestones() -> QuerySet[Milestone]:
    reports = MilestoneReport.objects.filter(milestone=OuterRef("pk")).order_by("-number")
    verified = reports.filter(accepted=True)
    return Milestone.objects.order_by("contract", "position").annotate(
        reported_at=Subquery(reports.values("reported_at")[:1]),
        told=Subquery(verified.values("text")[:1]),
        spent=Subquery(verified.values("spent")[:1]),
    )


def _photos() -> QuerySet[ReportPhoto]:
    rows = ReportPhoto.objects.filter(report__accepted=True).select_related("file", "report__milestone")
    return rows.order_by("report__milestone__position", "report__number", "pk")


def _acceptances() -> QuerySet[Acceptance]:
    rows = Acceptance.objects.filter(concluded_at__isnull=False)
    return rows.annotate(team=Count("members")).order_by("concluded_at", "pk")


def _panels(demand: Demand) -> QuerySet[SatisfactionPanel]:
    """Measurements with how many were asked, and the open survey that stands beside."""
    satisfied = [answer.value for answer in demand.rule_set.rules.satisfaction.satisfied_answers]
    survey = SurveyAnswer.objects.filter(survey__panel=OuterRef("pk")).order_by().values("survey")
    return (
        SatisfactionPanel.objects.exclude(opened_at__isnull=True)
        .select_related("rectification")
        .annotate(
            invited=Count("members"),
            survey_answers=_whole(survey.annotate(found=Count("pk")).values("found")),
            survey_satisfied=_whole(survey.annotate(found=Count("pk", filter=Q(answer__in=satisfied))).values("found")),
        )
        .order_by("opened_at", "pk")
    )
