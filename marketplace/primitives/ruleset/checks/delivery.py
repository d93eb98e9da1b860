"""Payments, acceptance, verdict (domain 2.7, R48–R50)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marketplace.primitives.ruleset.checks.amounts import duplicates
from marketplace.primitives.ruleset.codes import CheckpointKind, PaymentTrigger, Tier
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem


def _payments(rules: RuleSet) -> Iterator[Problem]:
    stages = rules.delivery.payments
    total = sum((stage.share for stage in stages), Decimal(0))
    if total != 1:
        yield Problem("rulebook.sum", "delivery.payments", {"total": total, "wanted": 1})
    triggers = [stage.after for stage in stages]
    yield from duplicates(triggers, "delivery.payments")
    if triggers != [trigger for trigger in PaymentTrigger if trigger in triggers]:
        yield Problem("delivery.stages_out_of_order", "delivery.payments")
    if not triggers or triggers[-1] is not PaymentTrigger.ACCEPTED_AND_SATISFIED:
        yield Problem("delivery.last_stage_after_verdict", "delivery.payments")
    for index, stage in enumerate(stages):
        if stage.share <= 0:
            path = f"delivery.payments.{index}.share"
            yield Problem("rulebook.out_of_range", path, {"low": "0.01", "high": "1"})


def _retention(rules: RuleSet) -> Iterator[Problem]:
    if rules.delivery.retention > 0:
        yield Problem("delivery.retention_not_kept", "delivery.retention")
    if rules.delivery.retention > rules.delivery.retention_works_at_most:
        yield Problem("delivery.retention_above_limit", "delivery.retention")
    if rules.delivery.amendments_at_most > Decimal("0.10"):
        yield Problem("delivery.amendments_above_law", "delivery.amendments_at_most", {"limit": "10 %"})


def _acceptance(rules: RuleSet) -> Iterator[Problem]:
    team = rules.delivery.acceptance
    if team.team % 2 == 0:
        yield Problem("panel.even", "delivery.acceptance.team", {"size": team.team})
    elif team.team < 3:
        yield Problem("panel.too_small", "delivery.acceptance.team", {"size": team.team, "least": 3})
    if not 1 <= team.professional_or_department <= team.team:
        yield Problem("delivery.professional_needed", "delivery.acceptance.professional_or_department")


def _checkpoints(rules: RuleSet) -> Iterator[Problem]:
    for tier in Tier:
        path = f"delivery.checkpoints.{tier}"
        kinds = rules.delivery.checkpoints.get(tier)
        if kinds is None:
            yield Problem("rulebook.missing_key", path)
        elif list(kinds) != [kind for kind in CheckpointKind if kind in kinds]:
            yield Problem("rulebook.not_ascending", path)


def _signing(rules: RuleSet) -> Iterator[Problem]:
    for tier in Tier:
        path = f"duties.sign_contract.{tier}"
        period = rules.duties.sign_contract.get(tier)
        if period is None:
            yield Problem("rulebook.missing_key", path)
        elif period.from_day > period.to_day:
            yield Problem("rulebook.not_ascending", f"{path}.to_day")


def _verdict(rules: RuleSet) -> Iterator[Problem]:
    if not rules.satisfaction.satisfied_answers:
        yield Problem("rulebook.empty", "satisfaction.satisfied_answers")
    for name, value in (
        ("bar", rules.satisfaction.bar),
        ("minimum_sample.share_of_beneficiaries", rules.satisfaction.minimum_sample.share_of_beneficiaries),
        ("minimum_sample.at_most", rules.satisfaction.minimum_sample.at_most),
    ):
        if value <= 0:
            yield Problem("rulebook.out_of_range", f"satisfaction.{name}", {"low": "0.01", "high": ""})


CHECKS = (_payments, _retention, _acceptance, _checkpoints, _signing, _verdict)
