"""Drafting a new version of a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for
from marketplace.audit import services as audit
from marketplace.primitives import ruleset
from marketplace.primitives.canonical import Json
from marketplace.primitives.refusal import InvalidInput, Refusal, StaleVersion
from marketplace.primitives.ruleset.merging import with_value
from marketplace.rulebook import rules
from marketplace.rulebook.models import RuleSet
from marketplace.rulebook.permissions import require_editor

FIXED_KEYS = frozenset({"code", "regime"})


class DraftExists(Refusal):
    """One draft at a time, so that no edit is lost."""


class NotADraft(Refusal):
    """Published rules never change; draft a new version instead."""


class KeyIsFixed(InvalidInput):
    """Code and regime say which rule set this is; they stay over all versions."""


@transaction.atomic
def draft_version(*, by: Membership | None, rule_set: RuleSet, effective_from: date) -> RuleSet:
    """A new draft with all values of `rule_set`, to come into force on `effective_from`.

    Raises:
        RoleMissing: not district staff.
        DraftExists: ``rulebook.draft_exists`` with its version.
    """
    member = require_editor(by, rule_set.place)
    same = RuleSet.objects.filter(place=rule_set.place, code=rule_set.code).order_by("version")
    same.select_for_update()[:1].get()  # the first version is the lock; what others wrote is read after it is held
    versions = list(same)
    if open_drafts := [version for version in versions if version.is_draft]:
        raise DraftExists("rulebook.draft_exists", version=open_drafts[0].version)
    draft = RuleSet.objects.create(
        place=rule_set.place,
        code=rule_set.code,
        version=versions[-1].version + 1,
        name_zh=rule_set.name_zh,
        name_en=rule_set.name_en,
        regime=rule_set.regime,
        effective_from=effective_from,
        values={**rule_set.values, "effective_from": effective_from.isoformat()},
        catalogue=rule_set.catalogue,
        based_on=rule_set,
    )
    draft.editors.add(*counts_for(member))
    parameters: dict[str, Json] = {
        "code": draft.code,
        "version": draft.version,
        "effective_from": effective_from.isoformat(),
    }
    audit.record(act="rulebook.draft.started", target=draft, by=member, parameters=parameters, about=[rule_set])
    return draft


@transaction.atomic
def edit_values(*, by: Membership | None, draft: RuleSet, revision: int, values: Mapping[str, Any]) -> RuleSet:
    """Set keys of a draft: dotted path to plain value (``{"tiers.micro": "60000.00"}``).

    Every value must be of its type; whether the rules fit together is shown by the preview and demanded when they
    are put in force.

    Raises:
        RoleMissing: not district staff.
        NotADraft: ``rulebook.not_a_draft``.
        StaleVersion: somebody edited since `revision`.
        KeyIsFixed: ``rulebook.key_fixed`` with the key.
        InvalidRuleSet: ``rulebook.invalid`` with the faults by path.
    """
    member = require_editor(by, draft.place)
    if fixed := FIXED_KEYS & values.keys():
        raise KeyIsFixed("rulebook.key_fixed", key=", ".join(sorted(fixed)))
    locked = lock_draft(draft, revision)
    old = locked.rules.to_mapping()  # databases reorder keys; the rule set has its own order
    locked.values = _with(old, values)
    changed = rules.changes(old, locked.values)
    if not changed:
        return locked
    save_draft(locked, member)
    parameters = {"changes": [{"path": c.path, "old": c.old, "new": c.new} for c in changed]}
    audit.record(act="rulebook.draft.edited", target=locked, by=member, parameters=parameters)
    return locked


def _with(old: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with keys set, read back strictly so that nothing malformed is stored."""
    merged = dict(old)
    for path, value in values.items():
        merged = _set(merged, path, value)
    return ruleset.RuleSet.from_mapping(merged).to_mapping()


def _set(values: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    try:
        return with_value(values, path, value)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise ruleset.InvalidRuleSet([ruleset.Problem("rulebook.unknown_key", path)]) from error


@transaction.atomic
def discard_draft(*, by: Membership | None, draft: RuleSet, reason: str) -> None:
    """Throw a draft away; its story stays in the log.

    Raises:
        RoleMissing: not district staff.
        NotADraft: ``rulebook.not_a_draft``.
    """
    member = require_editor(by, draft.place)
    locked = lock_draft(draft, None)
    about = [locked.based_on] if locked.based_on else []
    parameters: dict[str, Json] = {"code": locked.code, "version": locked.version}
    audit.record(
        act="rulebook.draft.discarded", target=locked, by=member, parameters=parameters, reason=reason, about=about
    )
    catalogue = locked.catalogue
    locked.delete()
    if not catalogue.is_fixed and not catalogue.rule_sets.exists():
        catalogue.delete()


def lock_draft(draft: RuleSet, revision: int | None) -> RuleSet:
    """The draft, locked; raises NotADraft and, where `revision` is given, StaleVersion."""
    locked = RuleSet.objects.select_for_update(of=("self",)).select_related("place", "catalogue").get(pk=draft.pk)
    if not locked.is_draft:
        raise NotADraft("rulebook.not_a_draft", version=locked.version)
    if revision is not None and locked.revision != revision:
        raise StaleVersion
    return locked


def save_draft(draft: RuleSet, member: Membership) -> None:
    """Write a locked draft back, with what its values say in columns, its editor and a new revision."""
    typed = ruleset.RuleSet.from_mapping(draft.values)
    draft.name_zh, draft.name_en, draft.effective_from = typed.name_zh, typed.name_en, typed.effective_from
    draft.revision += 1
    draft.save()
    draft.editors.add(*counts_for(member))
