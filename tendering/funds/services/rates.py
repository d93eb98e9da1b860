"""Yearly rates under the growth rule, and years before the system (R4, R6, R13)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.canonical import Json
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.rulebook.queries import in_force
from tendering.funds.models import FundAccount, FundType, ImportedBaseline, Rate
from tendering.funds.permissions import require_district
from tendering.funds.queries.rates import growth_of, rate_steps
from tendering.funds.rules.rates import Breach, RateStep, growth_breaches


class GrowthTooSmall(Refusal):
    """The rate falls short of the growth rule (R6) and nobody gave a reason."""


@transaction.atomic
def set_rate(
    *, district: Place, fund_type: FundType, from_year: int, amount: Decimal, by: Membership, override_reason: str = ""
) -> Rate:
    """Fix what each community gets a year from `from_year` on, in yuan (R4).

    Raises:
        NotPermitted: only the district may.
        GrowthTooSmall: ``funds.growth_too_small`` with the year and the least rate, unless a reason is given.
    """
    require_district(by, Role.DISTRICT, place=district)
    at = clock.read()
    rules = in_force(day_of(at), district).rules
    step = RateStep(from_year, positive(amount), overridden=bool(override_reason.strip()))
    others = [known for known in rate_steps(fund_type, district, rules) if known.from_year != from_year]
    refuse_breaches(growth_breaches([*others, step], growth_of(rules), until=from_year), from_year)
    rate, _new = Rate.objects.update_or_create(
        place=district,
        fund_type=fund_type,
        from_year=from_year,
        defaults={"amount": step.amount, "override_reason": override_reason.strip(), "set_by": by, "set_at": at},
    )
    parameters: dict[str, Json] = {"amount": str(step.amount), "year": from_year, "overridden": step.overridden}
    record(act="funds.rate.set", target=rate, by=by, parameters=parameters, reason=override_reason, about=[district])
    return rate


def refuse_breaches(breaches: Sequence[Breach], year: int) -> None:
    """Raise `GrowthTooSmall` for the first breach from `year` on."""
    for breach in breaches:
        if breach.year >= year:
            raise GrowthTooSmall(
                "funds.growth_too_small", field="amount", year=breach.year, amount=breach.amount, least=breach.least
            )


@transaction.atomic
def import_baseline(
    *, place: Place, fund_type: FundType, year: int, inflow: Decimal, paid: Decimal, source: str, by: Membership
) -> ImportedBaseline:
    """Enter a year before the system, in yuan, for year-on-year figures; it is marked as imported (R13).

    Raises:
        NotPermitted: only the district may.
        InvalidInput: ``funds.baseline_paid`` more was paid than came in; ``funds.baseline_in_system`` the
            place has an account for that year.
    """
    require_district(by, Role.DISTRICT, place=place)
    inflow, paid = positive(inflow), exact_yuan(paid)
    if not ZERO <= paid <= inflow:
        raise InvalidInput("funds.baseline_paid", field="paid", inflow=inflow)
    if FundAccount.objects.filter(place__path__startswith=place.path, year=year, fund_type=fund_type).exists():
        raise InvalidInput("funds.baseline_in_system", field="year", year=year)
    baseline, _new = ImportedBaseline.objects.update_or_create(
        place=place,
        fund_type=fund_type,
        year=year,
        defaults={
            "inflow": inflow,
            "paid": paid,
            "source": source,
            "imported_by": by,
            "imported_at": clock.read(),
        },
    )
    parameters: dict[str, Json] = {"year": year, "inflow": str(inflow), "paid": str(paid)}
    record(act="funds.baseline.imported", target=baseline, by=by, parameters=parameters, about=[place])
    return baseline


def positive(amount: Decimal) -> Decimal:
    """An exact sum above zero, in yuan.

    Raises:
        InvalidInput: ``funds.amount_not_positive``, ``money.*``.
    """
    exact = exact_yuan(amount)
    if exact <= ZERO:
        raise InvalidInput("funds.amount_not_positive", field="amount")
    return exact
