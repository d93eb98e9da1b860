"""One chunk of projects, written in one transaction: money first, then every table, then the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from catalog.models import Provider
from marketplace.audit.services import record_past
from marketplace.demo.history.blueprint import Blueprint
from marketplace.demo.history.draft import Draft, Numbers
from marketplace.demo.history.numbers import reserve
from marketplace.demo.history.rows import Rows
from marketplace.demo.history.setting import Setting
from marketplace.demo.history.writing import award, bids, contract, credit, delivery, demand, letting, panel
from marketplace.demo.history.writing import payments as payment_rows
from marketplace.demo.history.writing import verdict as verdict_rows
from marketplace.primitives import numbers as prefixes
from tendering.contracts.models import Payment
from tendering.contracts.rules.money import stage_sums
from tendering.evaluation.rules.ranking import Standing
from tendering.funds.models import Disbursement, FundAccount, FundingPlan, Source
from tendering.funds.services import LineDraft
from tendering.funds.services.bulk import HistoryWriter, PastPayment, PastProject

PANELS = "MY"


@dataclass(frozen=True, slots=True)
class Job:
    """A project and the account that pays it."""

    blueprint: Blueprint
    account: FundAccount


class Chunk:
    """Writes some projects; `write` may be called once."""

    def __init__(self, setting: Setting, jobs: Sequence[Job]) -> None:
        self.setting, self.jobs = setting, jobs
        self.rows = Rows()
        self.writers: dict[int, HistoryWriter] = {}
        self.drafts: list[Draft] = []
        self.payments: dict[int, list[Payment]] = {}

    @transaction.atomic
    def write(self) -> int:
        """Everything of these projects; returns the number of rows, ledger and log left out."""
        numbers = self._numbers()
        for job in self.jobs:
            self._draft(job, numbers[job.blueprint.year])
        for writer in self.writers.values():
            writer.flush()
        self._join_money()
        moved = credit.write(self.drafts, self.rows, self.setting.rules)
        written = self.rows.flush()
        bids.mark_opened([draft.tender.pk for draft in self.drafts])
        Provider.objects.bulk_update(moved, ["credit", "version"])
        notes = [note for draft in self.drafts for note in draft.notes]
        record_past(sorted(notes, key=lambda note: note.at))
        return written

    def _numbers(self) -> dict[int, Iterator[Numbers]]:
        """Numbers for every year's projects of this chunk."""
        years = sorted({job.blueprint.year for job in self.jobs})
        return {year: self._of_year(year) for year in years}

    def _of_year(self, year: int) -> Iterator[Numbers]:
        plans = [job.blueprint for job in self.jobs if job.blueprint.year == year]
        series = [
            reserve(prefix, year, len(plans)) for prefix in (prefixes.DEMAND, prefixes.PROJECT, prefixes.CONTRACT)
        ]
        panels = reserve(PANELS, year, sum(len(plan.tallies) for plan in plans))
        for plan, demand_no, tender_no, contract_no in zip(plans, *series, strict=True):
            yield Numbers(demand_no, tender_no, contract_no, [next(panels) for _tally in plan.tallies])

    def _draft(self, job: Job, numbers: Iterator[Numbers]) -> None:
        plan = job.blueprint
        given = next(numbers)
        money = self._money(job, given)
        draft = Draft(plan, self.setting, given, job.account, money, self.rows)
        self.drafts.append(draft)
        demand.write(draft)
        pair = letting.write(draft)
        written = bids.write(draft, pair) if pair else []
        ranks: list[Standing] = panel.write(draft, written) if written else []
        award.write(draft, written, ranks)
        milestones, stages = contract.write(draft)
        delivery.write(draft, milestones)
        verdict_rows.write(draft)
        self.payments[id(money)] = payment_rows.write(draft, stages)

    def _money(self, job: Job, numbers: Numbers) -> FundingPlan:
        plan, times = job.blueprint, job.blueprint.times
        town, contractor = plan.town, plan.provider or plan.town.group
        stages = stage_sums(plan.money.price, self.setting.rules.delivery)
        paid = [
            PastPayment(
                at=paying.paid,
                amount=amount,
                payee=contractor.organisation.name,
                stage=str(position),
                reference=payment_rows.voucher(numbers.contract, position),
            )
            for position, (amount, paying) in enumerate(zip(stages, times.paying, strict=True), start=1)
        ]
        past = PastProject(
            place=town.place,
            title=demand.title(plan, len(self.setting.works)),
            lines=[LineDraft(source=Source.FUND, amount=plan.money.ceiling, account=job.account)],
            committed_at=times.proposal.funded,
            contract_sum=plan.money.price,
            contracted_at=times.signing.purchaser,
            payments=paid,
            released_at=times.closed,
        )
        writer = self.writers.setdefault(town.street.pk, HistoryWriter(by=town.finance))
        return writer.project(past)

    def _join_money(self) -> None:
        """Each payment gets the disbursement that the ledger wrote for its stage."""
        plans = {draft.plan.pk: draft.plan for draft in self.drafts}
        made = Disbursement.objects.filter(plan__in=plans).values_list("plan_id", "stage", "pk")
        known = {(plan, stage): key for plan, stage, key in made}
        for key, plan in plans.items():
            for payment in self.payments[id(plan)]:
                payment.disbursement_id = known[key, str(payment.stage.position)]
