"""Bring the shipped presets and catalogue in."""

from __future__ import annotations

from django.db import transaction

from marketplace.places import queries as places
from marketplace.places.models import Place
from marketplace.primitives.ruleset import InvalidRuleSet, problems
from marketplace.primitives.shipped import BrokenFile
from marketplace.rulebook import preset_files
from marketplace.rulebook.models import (
    ChengduClass,
    RuleSet,
    RuleSetStatus,
    ScopeCatalogue,
    ScopeCategory,
    ScopeItem,
    ServiceDomain,
)

CLASS_NAMES = {
    "党组织服务群众": ChengduClass.PARTY_SERVICE,
    "社区总体营造": ChengduClass.COMMUNITY_BUILDING,
    "社区志愿服务": ChengduClass.VOLUNTEERING,
    "居民素质提升": ChengduClass.RESIDENT_QUALITY,
    "社区和院落生态环境整治": ChengduClass.ENVIRONMENT,
}
IN_FORCE_AT_ONCE = (preset_files.BASE, preset_files.STATUTORY)


@transaction.atomic
def load_presets(place: Place | None = None) -> list[RuleSet]:
    """The shipped rule sets for a district (the portal's own): ours and the statutory one in force, others as drafts.

    A second run changes nothing.
    """
    district = place or places.district()
    catalogue = load_catalogue()
    known = set(RuleSet.objects.filter(place=district).values_list("code", flat=True))
    loaded = [_rule_set(name, district, catalogue) for name in preset_files.NAMES]
    return RuleSet.objects.bulk_create([row for row in loaded if row.code not in known])


def _rule_set(name: str, district: Place, catalogue: ScopeCatalogue) -> RuleSet:
    rules = preset_files.preset(name)
    if found := problems(rules):
        raise InvalidRuleSet(found)
    return RuleSet(
        place=district,
        code=rules.code,
        version=1,
        name_zh=rules.name_zh,
        name_en=rules.name_en,
        regime=rules.regime,
        effective_from=rules.effective_from,
        values=rules.to_mapping(),
        catalogue=catalogue,
        status=RuleSetStatus.IN_FORCE if name in IN_FORCE_AT_ONCE else RuleSetStatus.DRAFT,
    )


@transaction.atomic
def load_catalogue() -> ScopeCatalogue:
    """The shipped service domains and scope catalogue (4 categories, 36 items, R15); a second run changes nothing."""
    if first := ScopeCatalogue.objects.order_by("version").first():
        return first
    catalogue = ScopeCatalogue.objects.create(version=1)
    rows = list(preset_files.rows("scope_items"))
    names = {row["category_code"]: (row["category_zh"], row["category_en"]) for row in rows}
    made = ScopeCategory.objects.bulk_create(
        ScopeCategory(catalogue=catalogue, code=code, name_zh=zh, name_en=en) for code, (zh, en) in names.items()
    )
    categories = {category.code: category for category in made}
    try:
        items = ScopeItem.objects.bulk_create(_item(row, categories[row["category_code"]]) for row in rows)
        _join_domains(dict(zip([item.pk for item in items], rows, strict=True)))
    except KeyError as unknown:
        raise BrokenFile(f"scope_items.csv: nothing has the name {unknown}") from unknown
    catalogue.is_fixed = True
    catalogue.save(update_fields=["is_fixed"])
    return catalogue


def _item(row: dict[str, str], category: ScopeCategory) -> ScopeItem:
    return ScopeItem(
        catalogue=category.catalogue,
        category=category,
        code=row["item_code"],
        name_zh=row["item_zh"],
        name_en=row["item_en"],
        default_kind=row["default_kind"],
        chengdu_class=CLASS_NAMES[row["chengdu_class"]],
        provenance=row["provenance"],
    )


def _join_domains(rows: dict[int, dict[str, str]]) -> None:
    """The service domains of each item, all at once: a hundred single writes are most of a test's beginning."""
    domains = _load_domains()
    join = ScopeItem.domains.through
    join.objects.bulk_create(
        join(scopeitem_id=item, servicedomain_id=domains[code].pk)
        for item, row in rows.items()
        for code in row["service_domains"].split("|")
    )


def _load_domains() -> dict[str, ServiceDomain]:
    known = {domain.code: domain for domain in ServiceDomain.objects.all()}
    missing = [row for row in preset_files.rows("service_domains") if row["code"] not in known]
    made = ServiceDomain.objects.bulk_create(
        ServiceDomain(code=row["code"], name_zh=row["zh"], name_en=row["en"], provenance=row["provenance"])
        for row in missing
    )
    return known | {domain.code: domain for domain in made}
