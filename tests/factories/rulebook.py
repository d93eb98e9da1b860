"""Rule sets and catalogue for tests."""

from __future__ import annotations

from typing import Any

from marketplace.places.models import Place
from marketplace.primitives import ruleset
from marketplace.primitives.ruleset.merging import with_value
from marketplace.rulebook import preset_files
from marketplace.rulebook.models import RuleSet, RuleSetStatus, ScopeCatalogue
from marketplace.rulebook.services import load_catalogue
from tests.factories import places


def rules(preset: str = preset_files.BASE, /, **overrides: Any) -> ruleset.RuleSet:
    """Typed rules of a preset with single keys changed: ``rules(tiers__micro="60000.00")`` (or dotted paths)."""
    values = preset_files.preset_values(preset)
    for path, value in overrides.items():
        values = with_value(values, path.replace("__", "."), value)
    return ruleset.RuleSet.from_mapping(values)


def rule_set(preset: str = preset_files.BASE, /, **overrides: Any) -> RuleSet:
    """A rule set in force: ``rule_set(decision__filing_threshold="40000.00")``; a later call replaces it."""
    return rule_set_of(places.district(), preset, **overrides)


def rule_set_of(district: Place, preset: str = preset_files.BASE, /, **overrides: Any) -> RuleSet:
    """The same for another district."""
    typed = rules(preset, **overrides)
    known = RuleSet.objects.filter(place=district, code=typed.code)
    return RuleSet.objects.create(
        place=district,
        code=typed.code,
        version=known.count() + 1,
        name_zh=typed.name_zh,
        name_en=typed.name_en,
        regime=typed.regime,
        effective_from=typed.effective_from,
        values=typed.to_mapping(),
        catalogue=load_catalogue(),
        status=RuleSetStatus.IN_FORCE,
    )


def catalogue() -> ScopeCatalogue:
    """The shipped catalogue with its 36 items and 14 service domains."""
    return load_catalogue()
