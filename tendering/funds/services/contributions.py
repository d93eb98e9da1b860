"""A contributor's promise, money and receipt; earmarked to one project (R8)."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.audit.services import record
from marketplace.files.services import store
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.funds.attachments import PLEDGE, RECEIPT
from tendering.funds.models import Contribution, ContributionKind, FundingLine, PlanStatus, PledgeLetter
from tendering.funds.permissions import CONTRIBUTION_KEEPERS, require_pledge_keeper
from tendering.funds.queries.plans import returnable
from tendering.funds.services.plans import lock_plan
from tendering.funds.services.rates import positive


class NotAContributorsLine(InvalidInput):
    """Fund lines draw on an account; nobody pledges or pays into them."""


class StillNeeded(Refusal):
    """The project needs the contributor's money; only what it does not need goes back."""


@transaction.atomic
def record_pledge(*, line: FundingLine, letter: File[bytes], by: Membership) -> FundingLine:
    """Attach the contributor's signed letter; it backs the line before a call goes out.

    Raises:
        NotPermitted: neither a keeper of the community's contributions nor the contributing unit itself.
        NotAContributorsLine: ``funds.not_contributed``.
        InvalidInput: ``funds.plan_ended``.
    """
    require_pledge_keeper(by, line)
    line = _lock(line)
    _check_lives(line)
    kept = store(upload=letter, by=by, purpose=PLEDGE)
    line.pledge_letter, line.pledged_at = kept, clock.read()
    line.save(update_fields=["pledge_letter", "pledged_at"])
    PledgeLetter.objects.create(line=line, file=kept, recorded_at=line.pledged_at)
    record(act="funds.pledge.recorded", target=line, by=by, parameters={"file": kept.sha256}, about=[line.plan])
    return line


@transaction.atomic
def receive_contribution(
    *, line: FundingLine, amount: Decimal, by: Membership, receipt: File[bytes] | None = None, note: str = ""
) -> Contribution:
    """Money (or goods, valued in yuan) of a contributor has come.

    Raises:
        NotPermitted: no keeper of the community's contributions.
        InvalidInput: ``funds.more_than_agreed`` with what is still to come; ``funds.plan_ended``.
    """
    require(by, *CONTRIBUTION_KEEPERS, place=line.plan.place)
    amount = positive(amount)
    line = _lock(line)
    _check_lives(line)
    if (left := line.agreed - (line.received - line.returned)) < amount:
        raise InvalidInput("funds.more_than_agreed", field="amount", left=max(left, ZERO))
    line.received += amount
    line.save(update_fields=["received"])
    return _write(line, ContributionKind.RECEIVED, amount, by, receipt, note)


@transaction.atomic
def return_contribution(
    *, line: FundingLine, amount: Decimal, by: Membership, receipt: File[bytes] | None = None, note: str = ""
) -> Contribution:
    """Give a contributor back what the project does not need: it ended, or the contract came out lower.

    Raises:
        NotPermitted: no keeper of the community's contributions.
        StillNeeded: ``funds.still_needed`` with what may go back.
    """
    require(by, *CONTRIBUTION_KEEPERS, place=line.plan.place)
    amount = positive(amount)
    line = _lock(line)
    if amount > (most := returnable(line)):
        raise StillNeeded("funds.still_needed", field="amount", most=most)
    line.returned += amount
    line.save(update_fields=["returned"])
    return _write(line, ContributionKind.RETURNED, amount, by, receipt, note)


def _write(
    line: FundingLine,
    kind: ContributionKind,
    amount: Decimal,
    by: Membership,
    receipt: File[bytes] | None,
    note: str,
) -> Contribution:
    contribution = Contribution.objects.create(
        line=line,
        kind=kind,
        amount=amount,
        receipt=store(upload=receipt, by=by, purpose=RECEIPT) if receipt else None,
        note=note[:300],
        recorded_by=by,
        recorded_at=clock.read(),
    )
    record(
        act=f"funds.contribution.{kind.value}",
        target=line,
        by=by,
        parameters={"amount": str(amount)},
        personal={"contributor": line.contributor},
        about=[line.plan],
    )
    return contribution


def _check_lives(line: FundingLine) -> None:
    if line.plan.status == PlanStatus.ENDED:
        raise InvalidInput("funds.plan_ended", project=line.plan.title)


def _lock(line: FundingLine) -> FundingLine:
    plan = lock_plan(line.plan)
    line = FundingLine.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=line.pk)
    line.plan = plan
    if line.is_fund:
        raise NotAContributorsLine("funds.not_contributed", field="line")
    return line
