"""The scope catalogue of a draft, and the service domains (R15, R16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.audit import services as audit
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook import rules
from marketplace.rulebook.models import (
    ChengduClass,
    RuleSet,
    ScopeCatalogue,
    ScopeCategory,
    ScopeItem,
    ServiceDomain,
)
from marketplace.rulebook.permissions import require_editor
from marketplace.rulebook.services.cleaning import require_clean
from marketplace.rulebook.services.drafts import lock_draft, save_draft


class ClassWithoutItem(InvalidInput):
    """Every Chengdu class needs at least one item (R16)."""


class CodeTaken(InvalidInput):
    """Another entry of the same catalogue has this code."""


class NoDomain(InvalidInput):
    """An item without a service domain would have no eligible provider."""


@dataclass(frozen=True)
class ItemData:
    """What an item says."""

    category_code: str
    code: str
    name_zh: str
    name_en: str
    default_kind: str
    chengdu_class: str
    domain_codes: tuple[str, ...]


def require_every_class(catalogue: ScopeCatalogue) -> None:
    """Raises ClassWithoutItem ``rulebook.class_without_item`` with the classes that lack one."""
    offered = catalogue.items.values_list("chengdu_class", flat=True)
    if missing := rules.missing_classes(offered, ChengduClass.values):
        names = ", ".join(str(ChengduClass(name).label) for name in missing)
        raise ClassWithoutItem("rulebook.class_without_item", field="chengdu_class", classes=names)


@transaction.atomic
def save_item(*, by: Membership | None, draft: RuleSet, data: ItemData, item: ScopeItem | None = None) -> ScopeItem:
    """Add or change an item in the catalogue of a draft; the catalogue in force stays as it is.

    Raises:
        RoleMissing: not district staff. NotADraft: the rule set is published.
        CodeTaken, NoDomain, ClassWithoutItem: what the catalogue does not allow; InvalidInput for unknown codes.
    """
    member = require_editor(by, draft.place)
    catalogue = _own_catalogue(lock_draft(draft, None), member)
    code = item.code if item else data.code
    found = catalogue.items.filter(code=code).first()
    if (item is None and found is not None) or _taken(catalogue, data.code, found):
        raise CodeTaken("rulebook.code_taken", field="code", value=data.code)
    saved = _write_item(catalogue, data, found)
    require_every_class(catalogue)
    parameters = {"code": saved.code, "category": data.category_code, "chengdu_class": saved.chengdu_class}
    audit.record(act="rulebook.item.saved", target=saved, by=member, parameters=parameters, about=[draft])
    return saved


def _taken(catalogue: ScopeCatalogue, code: str, found: ScopeItem | None) -> bool:
    others = catalogue.items.filter(code=code)
    return (others.exclude(pk=found.pk) if found else others).exists()


def _write_item(catalogue: ScopeCatalogue, data: ItemData, item: ScopeItem | None) -> ScopeItem:
    category = catalogue.categories.filter(code=data.category_code).first()
    if category is None or data.chengdu_class not in ChengduClass.values:
        raise InvalidInput("rulebook.unknown_code", value=data.category_code)
    domains = list(ServiceDomain.objects.filter(code__in=data.domain_codes, is_active=True))
    if not domains:
        raise NoDomain("rulebook.no_domain", field="domains")
    row = item or ScopeItem(catalogue=catalogue)
    row.category, row.code, row.name_zh, row.name_en = category, data.code, data.name_zh, data.name_en
    row.default_kind, row.chengdu_class = data.default_kind, data.chengdu_class
    require_clean(row)
    row.save()
    row.domains.set(domains)
    return row


@transaction.atomic
def remove_item(*, by: Membership | None, draft: RuleSet, item: ScopeItem, reason: str) -> None:
    """Take an item out of the catalogue of a draft.

    Raises:
        RoleMissing: not district staff. NotADraft: the rule set is published.
        ClassWithoutItem: it was the last of its class (R16).
    """
    member = require_editor(by, draft.place)
    catalogue = _own_catalogue(lock_draft(draft, None), member)
    own = catalogue.items.get(code=item.code)
    parameters = {"code": own.code, "chengdu_class": own.chengdu_class}
    audit.record(
        act="rulebook.item.removed", target=own, by=member, parameters=parameters, reason=reason, about=[draft]
    )
    own.delete()
    require_every_class(catalogue)


@transaction.atomic
def rename_category(
    *, by: Membership | None, draft: RuleSet, category: ScopeCategory, name_zh: str, name_en: str
) -> ScopeCategory:
    """Change the names of a category in the catalogue of a draft.

    Raises:
        RoleMissing: not district staff. NotADraft: the rule set is published.
    """
    member = require_editor(by, draft.place)
    own = _own_catalogue(lock_draft(draft, None), member).categories.get(code=category.code)
    own.name_zh, own.name_en = name_zh, name_en
    require_clean(own)
    own.save(update_fields=["name_zh", "name_en"])
    audit.record(act="rulebook.category.renamed", target=own, by=member, parameters={"code": own.code}, about=[draft])
    return own


def _own_catalogue(draft: RuleSet, member: Membership) -> ScopeCatalogue:
    """The draft's own catalogue: a copy of the fixed one it came with, made at the first change.

    Every change makes its author an editor of the draft, and finds out whoever read it before (`put_in_force`).
    """
    if draft.catalogue.is_fixed:
        draft.catalogue = _copy(draft.catalogue)
    save_draft(draft, member)
    return draft.catalogue


def _copy(source: ScopeCatalogue) -> ScopeCatalogue:
    latest = ScopeCatalogue.objects.aggregate(latest=Max("version"))["latest"]
    copy = ScopeCatalogue.objects.create(version=latest + 1, based_on=source)
    for category in source.categories.prefetch_related("items__domains").order_by("code"):
        items = list(category.items.all())
        category.pk, category.catalogue = None, copy
        category._state.adding = True
        category.save()
        _copy_items(items, category)
    return copy


def _copy_items(items: Iterable[ScopeItem], category: ScopeCategory) -> None:
    for item in items:
        domains = list(item.domains.all())
        item.pk, item.catalogue, item.category = None, category.catalogue, category
        item._state.adding = True
        item.save()
        item.domains.set(domains)
