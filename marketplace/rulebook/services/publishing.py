"""Putting a draft in force, and replacing what it replaces."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit import services as audit
from marketplace.primitives import ruleset
from marketplace.primitives.canonical import Json
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset.checks.growth import GROWTH_CODE
from marketplace.rulebook.models import RuleSet, RuleSetStatus
from marketplace.rulebook.permissions import require_second_person
from marketplace.rulebook.services.catalogue import require_every_class
from marketplace.rulebook.services.drafts import lock_draft


class TooEarly(InvalidInput):
    """Rules come into force today or later: no running case is judged by rules it could not know."""


@transaction.atomic
def put_in_force(
    *, by: Membership | None, draft: RuleSet, revision: int, reason: str, growth_override: str = ""
) -> RuleSet:
    """Publish a draft; from `effective_from` on it answers for the district, and it never changes again.

    Args:
        by: district staff who did not write the draft.
        reason: why the rules change, public.
        growth_override: the decision that allows a rate to break the growth rule (R6), recorded.

    Raises:
        RoleMissing, SamePerson: who may not.
        NotADraft, StaleVersion: what may not.
        TooEarly: ``rulebook.too_early`` with the first day possible.
        InvalidRuleSet: ``rulebook.invalid``: the values do not fit together.
        ClassWithoutItem: the catalogue lacks a Chengdu class (R16).
    """
    member = require_second_person(by, draft)
    locked = lock_draft(draft, revision)
    require_second_person(by, locked)  # asked again: the same person may have written in it while this waited
    _require_sound(locked.rules, growth_override)
    require_every_class(locked.catalogue)
    first = _first_day(locked)
    if locked.effective_from < first:
        raise TooEarly("rulebook.too_early", field="effective_from", day=first)
    locked.catalogue.is_fixed = True
    locked.catalogue.save(update_fields=["is_fixed"])
    locked.status = RuleSetStatus.IN_FORCE
    locked.save(update_fields=["status"])
    _record(locked, member, reason, growth_override)
    retire_replaced(today=clock.today())
    return locked


def _require_sound(rules: ruleset.RuleSet, growth_override: str) -> None:
    found = ruleset.problems(rules)
    if growth_override.strip():
        found = [problem for problem in found if problem.code != GROWTH_CODE]
    if found:
        raise ruleset.InvalidRuleSet(found)


def _first_day(draft: RuleSet) -> date:
    """Today, or the first day of a version already published for later."""
    published = RuleSet.objects.exclude(status=RuleSetStatus.DRAFT)
    later = published.filter(place=draft.place, regime=draft.regime).order_by("-effective_from").first()
    return max(clock.today(), later.effective_from) if later else clock.today()


def _record(rule_set: RuleSet, member: Membership, reason: str, growth_override: str) -> None:
    parameters: dict[str, Json] = {
        "code": rule_set.code,
        "version": rule_set.version,
        "effective_from": rule_set.effective_from.isoformat(),
        "growth_overridden": bool(growth_override.strip()),
    }
    personal = {"growth_override": growth_override} if growth_override.strip() else {}
    about = [rule_set.based_on] if rule_set.based_on else []
    audit.record(
        act="rulebook.put_in_force",
        target=rule_set,
        by=member,
        parameters=parameters,
        personal=personal,
        reason=reason,
        about=about,
    )


@transaction.atomic
def retire_replaced(*, today: date) -> int:
    """Mark published rule sets whose successor has come into force; how many. Also run every night."""
    published = RuleSet.objects.filter(status=RuleSetStatus.IN_FORCE, effective_from__lte=today)
    seen: set[tuple[int, str]] = set()
    count = 0
    for rule_set in published.select_for_update().order_by("-effective_from", "-version", "-pk"):
        key = (rule_set.place_id, rule_set.regime)
        if key in seen:
            rule_set.status = RuleSetStatus.RETIRED
            rule_set.save(update_fields=["status"])
            audit.record(act="rulebook.replaced", target=rule_set, parameters={"version": rule_set.version})
            count += 1
        seen.add(key)
    return count
