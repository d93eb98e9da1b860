"""What a project's money adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from marketplace.rulebook.queries import in_force
from marketplace.rulebook.queries.rulesets import NoRuleSet
from tendering.funds.models import Contribution, DisbursementKind, FundingLine, FundingPlan, PlanStatus, Source
from tendering.funds.rules.rates import cofunding_share
from tendering.funds.rules.splitting import savings
from tendering.funds.rules.usage import last_closing


def unconsented(on: date, place: Place) -> QuerySet[FundingPlan]:
    """Plans that draw on accounts of communities which are closing, without the district's consent (domain 3.6).

    None where no rules are in force that would close any.
    """
    try:
        closing_from = in_force(on, place).rules.money.closing_from
    except NoRuleSet:
        return FundingPlan.objects.none()
    year = last_closing(on, closing_from)
    drawn = FundingLine.objects.filter(plan=OuterRef("pk"), account__place__isnull=False, account__year__lte=year)
    return FundingPlan.objects.filter(Exists(drawn), closing_consent_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Freed:
    """What the fund's accounts and the other contributors need not bear any more, in yuan."""

    fund: Decimal
    others: Decimal


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """A plan in yuan.

    Attributes:
        total: cash of all sources: the budget and ceiling; in kind is no part of it.
        fund_part: what fund lines bear.
        cofunding: what the others bring in cash.
        in_kind: value of what is brought in kind.
        share: exact part of co-funding in `total`.
    """

    total: Decimal
    fund_part: Decimal
    in_kind: Decimal

    @property
    def cofunding(self) -> Decimal:
        """Cash of others than the fund."""
        return self.total - self.fund_part

    @property
    def whole(self) -> Decimal:
        """What the project is worth: cash and in kind."""
        return self.total + self.in_kind

    @property
    def share(self) -> Fraction:
        """Exact part of co-funding in the cash total (R8, tier flag)."""
        return cofunding_share(self.total, self.fund_part)

    def freed(self, saving: Decimal) -> Freed:
        """To whom `saving` yuan below the cash total went at signing: to the fund first."""
        return Freed(*savings(saving, self.fund_part))


def figures(plan: FundingPlan) -> PlanFigures:
    """The sums of a plan's lines as agreed; one query, none where the lines are prefetched."""
    return figures_of(list(plan.lines.all()))


def figures_of(lines: Sequence[FundingLine]) -> PlanFigures:
    """The same of lines that are at hand."""
    return PlanFigures(
        total=_sum(line.agreed for line in lines if line.is_cash),
        fund_part=_sum(line.agreed for line in lines if line.is_fund),
        in_kind=_sum(line.agreed for line in lines if not line.is_cash),
    )


def total_of(plan: FundingPlan) -> Decimal:
    """The cash total of a plan in yuan: the budget."""
    return figures(plan).total


def refunded(plan: FundingPlan) -> Decimal:
    """Yuan the contractor gave back, without refunds that were taken back: what a contract of this plan lost of it."""
    rows = plan.disbursements.filter(kind=DisbursementKind.REFUND, reversed_by__isnull=True)
    return _sum(rows.values_list("amount", flat=True))


def unbacked(plan: FundingPlan) -> list[FundingLine]:
    """Co-funding in cash that is neither received nor backed by a signed letter; empty before a call may go out."""
    return [line for line in _contributed(plan) if line.pledge_letter_id is None and missing_from(line) > 0]


def sponsoring_units(community: Place) -> QuerySet[Organisation]:
    """Co-building units with somebody who acts for them today, seated in the community, around it, or nowhere (R8)."""
    acting = holders(Role.CO_BUILDER).filter(organisation__isnull=False)
    seated = Q(place__isnull=True) | Q(place__path__in=community.lineage())
    return Organisation.objects.filter(seated, pk__in=acting.order_by().values("organisation")).order_by("name", "pk")


def awaited_pledges(unit: Organisation) -> QuerySet[FundingLine]:
    """What a unit is to back by its signed letter, for projects whose money is set aside: a call waits for it."""
    lines = FundingLine.objects.filter(organisation=unit, pledge_letter__isnull=True).exclude(source=Source.IN_KIND)
    return lines.filter(plan__status=PlanStatus.COMMITTED, received__lt=F("current"))


def lines_of(unit: Organisation) -> QuerySet[FundingLine]:
    """What a unit promised to projects whose money is set aside, the latest first; what came and went beside it."""
    lines = FundingLine.objects.filter(organisation=unit).exclude(plan__status=PlanStatus.DRAFT)
    contributions = Contribution.objects.select_related("receipt").order_by("-pk")
    lines = lines.select_related("plan", "pledge_letter")
    return lines.prefetch_related(Prefetch("contributions", queryset=contributions)).order_by("-pk")


def refundable() -> Exists:
    """Plans out of which something was paid: a contractor may give it back."""
    return Exists(FundingLine.objects.filter(plan=OuterRef("pk"), paid__gt=0))


def missing_from(line: FundingLine) -> Decimal:
    """Yuan a contributor still owes to what the line bears."""
    return max(ZERO, line.current - (line.received - line.returned))


def returnable(line: FundingLine) -> Decimal:
    """Yuan of a contributor that are here and that the project does not need any more."""
    return ZERO if line.is_fund else max(ZERO, line.held - line.open)


def _contributed(plan: FundingPlan) -> list[FundingLine]:
    return [line for line in plan.lines.all() if line.is_cash and not line.is_fund]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
