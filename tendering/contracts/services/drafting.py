"""Drafting a contract from an award, and changing the draft before anybody has signed (domain 2.7, 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal, Refusals, StaleVersion
from tendering.awards.models import Award
from tendering.awards.rules.states import State as AwardState
from tendering.awards.services.signing import contract_offered
from tendering.awards.services.states import held as hold_award
from tendering.contracts.models import Contract, Milestone, PaymentStage
from tendering.contracts.permissions import require_community
from tendering.contracts.rules import money
from tendering.contracts.rules.milestones import MilestonePlan, latest_end, plan_problems, proposed
from tendering.contracts.rules.states import State
from tendering.contracts.services.states import locked, note, save
from tendering.contracts.services.telling import contractor_people, tell
from tendering.demands.services.numbering import next_number
from tendering.tenders.rules.notice import Content

# People write contracts in Chinese; these are the first words of a plan, and may be changed.
FIRST_TITLES = ("前期准备", "期中实施", "收尾与移交")


class AwardNotLettered(Refusal):
    """A contract follows the award letter, once."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a draft says: text, period, milestones in order."""

    text: str
    period_from: date
    period_to: date
    milestones: Sequence[MilestonePlan]


@transaction.atomic
def draft_contract(*, award: Award, by: Membership, now: datetime, terms: Terms | None = None) -> Contract:
    """Draft the contract of an award: parties and sum of the award, terms of the call, milestones, payment stages.

    Without `terms` they come from the call, with a first plan of three milestones.

    Raises:
        NotPermitted: `by` is not of the community.
        AwardNotLettered: ``contracts.award_not_lettered``: no letter was sent, or it fell.
        Refusals: what is wrong with the terms.
    """
    require(by, Role.COMMUNITY, place=award.tender.demand.community)
    award = hold_award(award)
    tender, demand = award.tender, award.tender.demand
    if award.state != AwardState.LETTERED or Contract.objects.filter(award=award).exists():
        raise AwardNotLettered("contracts.award_not_lettered")
    terms = terms or terms_of_call(award, day_of(now))
    check_terms(terms, demand.project_year_end, multi_year=demand.multi_year)
    assert demand.plan is not None  # an awarded demand has its money set aside
    contract = Contract.objects.create(
        number=next_number("HT", now.year),
        award=award,
        demand=demand,
        plan=demand.plan,
        **_parties(award),
        rule_set=tender.rule_set,
        tier=tender.tier,
        terms=terms.text,
        period_from=terms.period_from,
        period_to=terms.period_to,
        sum=award.price,
        amendment_cap=money.amendment_cap(award.price, tender.rule_set.rules.delivery),
        drafted_by_id=by.user_id,
        drafted_at=now,
    )
    _write_milestones(contract, terms.milestones)
    _write_stages(contract)
    note("contract.draft", contract, by=by, parameters={"sum": str(contract.sum)}, about=[tender])
    contract_offered(award=award, by=by, now=now)
    tell("contracts.to_sign", contract, contractor_people(contract))
    return contract


def _parties(award: Award) -> dict[str, Any]:
    return {"provider": award.provider, "group": award.group, "others": award.others}


def terms_of_call(award: Award, today: date) -> Terms:
    """The terms a draft starts with: requirements, outputs and period of the call, the plan of a single offer."""
    content = Content.from_mapping(award.tender.content)
    first = max(content.period_from, today)
    last = max(content.period_to, first)
    parts = [content.requirements, content.outputs]
    if award.offer is not None:
        parts.append(award.offer.plan)
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    return Terms(text, first, last, proposed(first, last, FIRST_TITLES))


def check_terms(terms: Terms, year_end: date, *, multi_year: bool) -> None:
    """Refuse terms with everything that is wrong with them."""
    problems: list[Refusal] = []
    if not terms.text.strip():
        problems.append(Refusal("contracts.terms_missing", field="text"))
    last = latest_end(terms.period_from, year_end, multi_year=multi_year)
    problems += plan_problems(terms.milestones, terms.period_from, terms.period_to, last)
    if problems:
        raise Refusals(problems)


@transaction.atomic
def edit_draft(*, contract: Contract, by: Membership, version: int, terms: Terms) -> Contract:
    """Change text, period and milestones while nobody has signed; sum and stages follow from the award.

    Changed, it is offered anew: the contractor has all its days to sign what it says now.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: ``contracts.not_drafting``, once somebody has signed.
        StaleVersion: somebody else changed it meanwhile.
    """
    require_community(by, contract)
    award = hold_award(contract.award)
    contract = locked(contract)
    if contract.state != State.DRAFTING or contract.signatures.exists():
        raise Refusal("contracts.not_drafting")
    if version != contract.version:
        raise StaleVersion(contract)
    check_terms(terms, contract.demand.project_year_end, multi_year=contract.demand.multi_year)
    contract.terms, contract.period_from, contract.period_to = terms.text, terms.period_from, terms.period_to
    save(contract)
    contract.milestones.all().delete()
    _write_milestones(contract, terms.milestones)
    note("contract.edited", contract, by=by)
    contract_offered(award=award, by=by, now=clock.read())
    return contract


def _write_milestones(contract: Contract, plan: Sequence[MilestonePlan]) -> None:
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract, position=position, title=one.title.strip(), due_on=one.due_on, is_midterm=one.is_midterm
        )
        for position, one in enumerate(plan, 1)
    )


def _write_stages(contract: Contract) -> None:
    delivery = contract.rule_set.rules.delivery
    sums = money.stage_sums(contract.sum, delivery)
    PaymentStage.objects.bulk_create(
        PaymentStage(contract=contract, position=position, trigger=stage.after, share=stage.share, amount=amount)
        for position, (stage, amount) in enumerate(zip(delivery.payments, sums, strict=True), 1)
    )
