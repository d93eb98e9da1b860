"""Preparing a call and having its documents approved (R38; domain 2.2, 2.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role, role_of
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of
from marketplace.primitives.numbers import PROJECT
from marketplace.primitives.refusal import Refusal, Refusals, StaleVersion, require_text
from marketplace.primitives.ruleset import Kind, Method, RuleSet, Tier
from marketplace.rulebook.models import RuleSet as RuleSetRow
from tendering.demands.models import Demand
from tendering.demands.queries.people import user_ids
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.numbering import next_number
from tendering.funds.queries.plans import total_of
from tendering.tenders import permissions
from tendering.tenders.models import Criterion, JointCall, Tender
from tendering.tenders.queries import rounds
from tendering.tenders.queries.rule_sets import binding_rules
from tendering.tenders.rules import notice, sheet
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.procedure import Procedure, failures_before_change, needs_agreement, procedure_for
from tendering.tenders.rules.states import LIVE, State
from tendering.tenders.services import answering, checking
from tendering.tenders.services.lots import note_limit
from tendering.tenders.services.states import locked, move, note_writer, refuse_lot


class TooFewFailures(Refusal):
    """An agreed award is open only after the calls of the rule set have failed (domain 2.2)."""

    def __init__(self, failed: int, needed: int) -> None:
        super().__init__("tenders.agreed_too_early", field="method", failed=failed, needed=needed)


class ChangeTooEarly(Refusal):
    """Ordinary projects change their method only after as many failed calls as the rule set says (domain 3.4)."""

    def __init__(self, failed: int, needed: int) -> None:
        super().__init__("tenders.change_too_early", field="method", failed=failed, needed=needed)


class AboveDirectLimit(Refusal):
    """A direct award is for small sums only (rule set: direct_award_up_to)."""

    def __init__(self, ceiling: Decimal, limit: Decimal) -> None:
        super().__init__("tenders.above_direct_limit", field="method", ceiling=ceiling, limit=limit)


# Texts that say what is asked of whom; the rest of a call is dates and addresses.
DECISIVE = ("requirements", "eligibility", "materials")


@transaction.atomic
def prepare_tender(
    *, demand: Demand, method: str, by: Membership, content: Content, now: datetime, change_reason: str = ""
) -> Tender:
    """Begin the next round of letting a published demand.

    Args:
        change_reason: why another method than that of the failed call before; published with the call.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusal: `tenders.demand_not_published`, while the demand is not published or another round lives.
        InvalidInput: the method is not offered for this tier, or changes without a reason; `Refusals` with every gap.
        TooFewFailures, AboveDirectLimit, ChangeTooEarly: the method is not open for this demand.
    """
    require(by, Role.COMMUNITY, place=demand.community)
    demand = _published(demand)
    rule_set, chosen = binding_rules(demand, day_of(now)), Method(method)
    procedure = procedure_for(rule_set.rules, Tier(demand.tier), chosen, Kind(demand.kind), demand.budget)
    _check_method(demand, rule_set.rules, procedure)
    return begin(demand, Basis(procedure, rule_set), by=by, content=content, now=now, change_reason=change_reason)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a call follows: its procedure, and the rule set that binds it."""

    procedure: Procedure
    rule_set: RuleSetRow

    @property
    def values(self) -> dict[str, Any]:
        """For the call's row."""
        return {
            "tier": self.procedure.tier,
            "method": self.procedure.method,
            "rule_set": self.rule_set,
            "procedure_data": self.procedure.to_mapping(),
        }

    def for_content(self, content: Content) -> Basis:
        """What these documents make of it: at a fixed price no points fall to the price.

        Raises:
            InvalidInput: `tenders.fixed_price_method`.
        """
        return replace(self, procedure=self.procedure.at_fixed_price()) if content.fixed_price else self


def begin(
    demand: Demand,
    basis: Basis,
    *,
    by: Membership,
    content: Content,
    now: datetime,
    change_reason: str = "",
    joint: JointCall | None = None,
    lot: int | None = None,
) -> Tender:
    """Write the next round of a locked demand; whoever may, and which methods are open, is the caller's to judge.

    Raises: as `prepare_tender`, of content and change of method.
    """
    plan, before = demand.plan, rounds.last_ended(demand)
    assert plan is not None  # published demands have their money set aside
    check_content(content, demand, now)
    basis = basis.for_content(content)
    tender = Tender.objects.create(
        **_next_round(demand, before, now),
        **basis.values,
        change_reason=reason_to_change(demand, before, basis, change_reason),
        ceiling=total_of(plan),
        content=content.to_mapping(),
        prepared_by_id=by.user_id,
        prepared_at=now,
        joint=joint,
        lot=lot,
    )
    note_writer(tender, by)
    _keep_writers(tender)
    _write_criteria(tender, basis)
    values = {"method": basis.procedure.method.value}
    record(act="tenders.tender.prepare", target=tender, by=by, about=[demand], parameters=values)
    note_limit(tender, by)
    return tender


def _keep_writers(tender: Tender) -> None:
    """Whoever wrote a text in an earlier round that stands in this one unchanged has written in it too."""
    earlier = Tender.objects.filter(demand=tender.demand_id, round__lt=tender.round).prefetch_related("writers")
    taken = [one for one in earlier if any(one.content.get(name) == tender.content[name] for name in DECISIVE)]
    tender.writers.add(*(user.pk for one in taken for user in one.writers.all()))


def refound(tender: Tender, basis: Basis, *, by: Membership, content: Content, why: str, now: datetime) -> None:
    """Put a locked call that is not announced on another basis: everything is written and looked at anew.

    Raises: as `begin`.
    """
    check_content(content, tender.demand, now)
    basis = basis.for_content(content)
    for name, value in basis.values.items():
        setattr(tender, name, value)
    tender.change_reason = reason_to_change(tender.demand, tender.previous, basis, why or tender.change_reason)
    tender.content = content.to_mapping()
    note_writer(tender, by)
    _keep_writers(tender)
    tender.criteria.all().delete()
    _write_criteria(tender, basis)
    checking.forget(tender)


def _published(demand: Demand) -> Demand:
    """Its row, fresh and locked behind its rounds: the next one will point at the last of them."""
    list(Tender.objects.select_for_update().filter(demand=demand).order_by("pk").values_list("pk"))
    rows = Demand.objects.select_for_update(of=("self",)).select_related("rule_set", "community", "plan")
    demand = rows.get(pk=demand.pk)
    if demand.state != DemandState.PUBLISHED or Tender.objects.filter(demand=demand, state__in=sorted(LIVE)).exists():
        raise Refusal("tenders.demand_not_published")
    return demand


def _next_round(demand: Demand, before: Tender | None, now: datetime) -> dict[str, Any]:
    """What the round takes from its demand, and the round before."""
    return {
        "number": next_number(PROJECT, now.year),
        "demand": demand,
        "round": rounds.next_round(demand),
        "previous": before,
        "kind": demand.kind,
    }


def _check_method(demand: Demand, rules: RuleSet, procedure: Procedure) -> None:
    if procedure.facts.after_failures:
        failed, needed = rounds.failed_calls(demand), procedure.calls_before_agreed_award
        if failed < needed:
            raise TooFewFailures(failed, needed)
    if procedure.facts.is_capped and demand.budget > rules.letting.micro.direct_award_up_to:
        raise AboveDirectLimit(demand.budget, rules.letting.micro.direct_award_up_to)


def reason_to_change(demand: Demand, before: Tender | None, basis: Basis, reason: str) -> str:
    """The reason where it changes the method of the failed call before, else nothing.

    Raises:
        ChangeTooEarly: too few calls have failed.
        InvalidInput: ``tenders.change_reason_missing``.
    """
    procedure = basis.procedure
    if before is None or before.state != State.FAILED:
        return ""
    if not needs_agreement(procedure.tier, Method(before.method), procedure.method):
        return ""
    letting = basis.rule_set.rules.letting.of(procedure.tier)
    failed, needed = rounds.failed_calls(demand), failures_before_change(letting)
    if failed < needed:
        raise ChangeTooEarly(failed, needed)
    require_text(reason, "tenders.change_reason_missing", field="change_reason")
    return reason.strip()


def check_content(content: Content, demand: Demand, now: datetime) -> None:
    """Refuse documents of a demand's call with everything missing or impossible in them, as `Refusals`."""
    if found := notice.problems(content, fiscal_year=demand.fiscal_year, today=day_of(now)):
        raise Refusals(found)


def _write_criteria(tender: Tender, basis: Basis) -> None:
    """The score sheet is fixed with the documents; price alone needs none."""
    procedure = basis.procedure
    if not procedure.competition or procedure.price_points == 100:
        return
    template = basis.rule_set.rules.score_templates[procedure.template]
    for position, line in enumerate(sheet.lines(template.criteria, procedure.price_points)):
        criterion = line.criterion
        Criterion.objects.create(
            tender=tender,
            code=criterion.code,
            name_zh=criterion.zh,
            name_en=criterion.en,
            max_points=line.points,
            kind=criterion.kind,
            formula=criterion.formula or "",
            position=position,
        )


@transaction.atomic
def edit_content(*, tender: Tender, by: Membership, content: Content, version: int, now: datetime) -> Tender:
    """Mend the documents while they are in preparation.

    Raises:
        StaleVersion: somebody else saved since the page was shown.
        InvalidInput: `tenders.fixed_price_method`.
        Refusals: everything missing or forbidden in the content.
    """
    permissions.require_community(by, tender)
    tender = locked(tender)
    if tender.version != version:
        raise StaleVersion(tender)
    if tender.state != State.PREPARING:
        raise Refusal("tenders.not_in_preparation")
    check_content(content, tender.demand, now)
    if bool(content.fixed_price) != tender.has_fixed_price:
        _price_anew(tender, content)
    tender.content = content.to_mapping()
    tender.version += 1
    tender.save()
    note_writer(tender, by)
    _keep_writers(tender)
    record(act="tenders.tender.edited", target=tender, by=by, about=[tender.demand])
    return tender


def _price_anew(tender: Tender, content: Content) -> None:
    """The price becomes fixed, or is a factor again: the points of the score sheet follow."""
    procedure, rules = tender.procedure, tender.rule_set.rules
    points = rules.letting.of(procedure.tier).price_points(procedure.method, procedure.kind) or 0
    basis = Basis(replace(procedure, price_points=points), tender.rule_set).for_content(content)
    tender.procedure_data = basis.procedure.to_mapping()
    tender.criteria.all().delete()
    _write_criteria(tender, basis)


@transaction.atomic
def submit_docs(*, tender: Tender, by: Membership, now: datetime) -> Tender:
    """Hand the documents to the office that approves them; without competition the offer and resolution go along.

    Raises:
        LotOfJointCall: they are handed in with those of the other lots.
        Refusal: `tenders.offer_missing` or `tenders.resolution_missing`, where the method needs them.
        Refusals: words that look like an unlawful condition, neither mended nor answered.
    """
    permissions.require_community(by, tender)
    tender = locked(tender)
    refuse_lot(tender)
    if not tender.procedure.competition:
        _check_offer(tender)
    answering.refuse_unanswered(tender)
    tender.returned_reason = ""
    move(tender, "submit_docs", by=by, now=now)
    role = role_of(tender.procedure.documents_approved_by)
    notify(
        kind="tenders.docs_to_approve",
        recipients=user_ids(role, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title},
    )
    return tender


def _check_offer(tender: Tender) -> None:
    offer = getattr(tender, "offer", None)
    if offer is None:
        raise Refusal("tenders.offer_missing")
    if offer.resolution is None or not offer.resolution.passed:
        raise Refusal("tenders.resolution_missing")


@transaction.atomic
def return_docs(*, tender: Tender, by: Membership, reason: str, now: datetime) -> Tender:
    """Send the documents back with a reason; what was ticked of the check list is ticked anew later."""
    permissions.require_approver(by, tender)
    require_text(reason, "tenders.reason_missing")
    tender = locked(tender)
    permissions.require_approver(by, tender)  # asked again: the same person may have written while this waited
    refuse_lot(tender)
    tender.returned_reason = reason
    move(tender, "return", by=by, now=now, reason=reason)
    checking.forget(tender)
    notify(
        kind="tenders.docs_returned",
        recipients=[tender.prepared_by_id],
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title, "reason": reason},
    )
    return tender
