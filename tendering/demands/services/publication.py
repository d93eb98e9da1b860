"""Money set aside, publication singly or in a batch, withdrawal (R35, R37, R42)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text, require_title
from marketplace.primitives.ruleset import Tier
from tendering.demands import endings, permissions
from tendering.demands.models import BatchItem, Demand, PublicationBatch
from tendering.demands.rules.steps import State
from tendering.demands.services.states import locked, move
from tendering.demands.services.year_end import refuse_barred
from tendering.funds.models import FundingPlan
from tendering.funds.services.commitments import commit_plan, release
from tendering.funds.services.plans import plan_for_year

BatchState = PublicationBatch.State


class BatchWrongState(Refusal):
    """The batch has moved on."""

    def __init__(self, state: str) -> None:
        super().__init__("demands.batch.wrong_state", state=state)


@transaction.atomic
def fund_demand(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """Set the money of every fund line aside on its account, or refuse naming account and missing sum.

    What was not awarded in an earlier year is paid for from this year's account.

    Raises:
        NotPermitted: `by` is not of the community.
        WrongState: neither filed nor approved.
        BarredNextYear: the same project was left unfinished last year (R27).
        InsufficientFunds (funds): an account has less available than this plan's lines ask of it.
    """
    permissions.require_community(by, demand)
    demand = locked(demand)
    if demand.fiscal_year < now.year:
        _carry_into(now.year, demand, by)
    move(demand, "commit", by=by, now=now, parameters={"budget": str(demand.budget)})
    commit_plan(plan=_plan(demand), by=by)
    return demand


def _carry_into(year: int, demand: Demand, by: Membership) -> None:
    """Not awarded in its year: it is paid for from this year's account, and is this year's project (domain 3.2)."""
    refuse_barred(demand, year)
    demand.plan = plan_for_year(plan=_plan(demand), year=year, by=by)
    demand.fiscal_year = year


def _plan(demand: Demand) -> FundingPlan:
    if demand.plan is None:
        raise Refusal("demands.no_plan")
    return demand.plan


@transaction.atomic
def publish(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """Show a funded demand to everybody; providers may now say that they are interested (R35).

    The community publishes its micro and ordinary demands, the district the major ones (domain 4).
    """
    if demand.tier == Tier.MAJOR:
        require(by, Role.DISTRICT, place=demand.community)
    else:
        require(by, Role.COMMUNITY, Role.DISTRICT, place=demand.community)
    demand = _publish(locked(demand), by, now)
    _leave_batch(demand, by)
    return demand


def _leave_batch(demand: Demand, by: Membership) -> None:
    """What goes its own way holds up no batch that waits to be published."""
    item = BatchItem.objects.filter(demand=demand, batch__published_at__isnull=True).select_related("batch").first()
    if item is not None:
        item.delete()
        record(act="demands.batch.removed", target=item.batch, by=by, about=[demand])


def _publish(demand: Demand, by: Membership, now: datetime) -> Demand:
    demand.published_at = now
    return move(demand, "publish", by=by, now=now)


@transaction.atomic
def open_batch(*, district: Place, title: str, fiscal_year: int, by: Membership, now: datetime) -> PublicationBatch:
    """Begin a batch that demands of the district can be gathered in (R37)."""
    require(by, Role.DISTRICT, place=district)
    require_title(title, "demands.batch.title")
    batch = PublicationBatch.objects.create(district=district, title=title, fiscal_year=fiscal_year, created_at=now)
    record(act="demands.batch.opened", target=batch, by=by, parameters={"title": title})
    return batch


@transaction.atomic
def add_to_batch(*, batch: PublicationBatch, demands: Iterable[Demand], by: Membership, now: datetime) -> int:
    """Put funded demands into a batch that still collects; returns how many.

    Raises:
        NotPermitted: `by` is not of the district.
        BatchWrongState: the batch no longer collects.
        InvalidInput: a demand is not funded, lies in another district, or is in a batch already.
    """
    require(by, Role.DISTRICT, place=batch.district)
    batch = _locked_batch(batch, BatchState.COLLECTING)
    wanted = [demand.pk for demand in demands]
    chosen = list(Demand.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    for demand in chosen:
        _check_for_batch(demand, batch)
    BatchItem.objects.bulk_create(BatchItem(batch=batch, demand=demand, added_at=now) for demand in chosen)
    record(act="demands.batch.added", target=batch, by=by, about=chosen, parameters={"count": str(len(chosen))})
    return len(chosen)


def _check_for_batch(demand: Demand, batch: PublicationBatch) -> None:
    if demand.state != State.FUNDED:
        raise InvalidInput("demands.batch.not_funded", field="demands", number=demand.number)
    if not batch.district.covers(demand.community):
        raise InvalidInput("demands.batch.other_district", field="demands", number=demand.number)
    if BatchItem.objects.filter(demand=demand).exists():
        raise InvalidInput("demands.batch.taken", field="demands", number=demand.number)


@transaction.atomic
def remove_from_batch(*, batch: PublicationBatch, demand: Demand, by: Membership) -> None:
    """Take a demand out of a batch that still collects.

    Raises:
        NotPermitted: `by` is not of the district.
        Refusal: `demands.batch.not_inside`, or the batch is frozen.
    """
    require(by, Role.DISTRICT, place=batch.district)
    batch = _locked_batch(batch, BatchState.COLLECTING)
    if not batch.items.filter(demand=demand).delete()[0]:
        raise Refusal("demands.batch.not_inside", number=demand.number)
    record(act="demands.batch.removed", target=batch, by=by, about=[demand])


@transaction.atomic
def freeze_batch(*, batch: PublicationBatch, by: Membership) -> PublicationBatch:
    """Nothing is added or taken out any more."""
    require(by, Role.DISTRICT, place=batch.district)
    batch = _locked_batch(batch, BatchState.COLLECTING)
    if not batch.items.exists():
        raise Refusal("demands.batch.empty")
    batch.state = BatchState.FROZEN
    batch.save()
    record(act="demands.batch.frozen", target=batch, by=by)
    return batch


@transaction.atomic
def publish_batch(*, batch: PublicationBatch, by: Membership, now: datetime) -> PublicationBatch:
    """Publish every demand of a frozen batch at one moment, or none (R37).

    Raises:
        BatchWrongState: the batch is not frozen.
        WrongState: one of its demands is not funded any more.
    """
    require(by, Role.DISTRICT, place=batch.district)
    batch = _locked_batch(batch, BatchState.FROZEN)
    rows = Demand.objects.select_for_update().filter(batch_item__batch=batch).order_by("pk")
    for demand in rows:
        _publish(demand, by, now)
    batch.state, batch.published_at = BatchState.PUBLISHED, now
    batch.save()
    record(act="demands.batch.published", target=batch, by=by, parameters={"title": batch.title})
    return batch


@transaction.atomic
def close_batch(*, batch: PublicationBatch, by: Membership) -> PublicationBatch:
    """Put a published batch into the archive; its page stays."""
    require(by, Role.DISTRICT, place=batch.district)
    batch = _locked_batch(batch, BatchState.PUBLISHED)
    batch.state = BatchState.CLOSED
    batch.save()
    record(act="demands.batch.closed", target=batch, by=by)
    return batch


def _locked_batch(batch: PublicationBatch, state: PublicationBatch.State) -> PublicationBatch:
    row = PublicationBatch.objects.select_for_update().get(pk=batch.pk)
    if row.state != state:
        raise BatchWrongState(row.state)
    return row


@transaction.atomic
def withdraw(*, demand: Demand, by: Membership, reason: str, now: datetime) -> Demand:
    """Take a demand back with a public reason; what was set aside is released.

    A demand that is being let cannot be withdrawn: its tender is cancelled first (architecture 2.5).

    Raises:
        NotPermitted: `by` is neither the community's staff nor, before screening, the author.
        WrongState: a tender, an award or a contract lives.
        Refusal: somebody waits for an answer about a call for it (`endings`).
    """
    permissions.require_withdrawer(by, demand)
    require_text(reason, "demands.reason_missing")
    demand = locked(demand)
    # Asked again under the lock: whoever reads a page may be overtaken by the screening.
    permissions.require_withdrawer(by, demand)
    if (bar := endings.barred(demand)) is not None:
        raise bar
    had_money = demand.state in (State.FUNDED, State.PUBLISHED)
    demand.public_reason = reason
    move(demand, "withdraw", by=by, now=now, reason=reason)
    _leave_batch(demand, by)
    if had_money:
        release(plan=_plan(demand), by=by, now=now, reason=reason)
    return demand
