"""Categories and service domains of the scope catalogue's items, for lists that are filtered by them (R15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from marketplace.rulebook.models import ScopeCategory, ScopeItem, ServiceDomain

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """What each item is about, by its key, over all versions of the catalogue; codes stay the same throughout.

    Attributes:
        categories, domains: their names by code, in order.
        category: the code of each item's category.
        domain: the codes of each item's service domains.
    """

    categories: Mapping[str, str]
    domains: Mapping[str, str]
    category: Mapping[int, str]
    domain: Mapping[int, frozenset[str]]

    def in_categories(self, codes: Collection[str]) -> list[int]:
        """The items of these categories."""
        return [item for item, code in self.category.items() if code in codes]

    def in_domains(self, codes: Collection[str]) -> list[int]:
        """The items that are of one of these domains at least."""
        return [item for item, found in self.domain.items() if found & set(codes)]

    def category_of(self, item: int | None) -> str:
        """The code; empty where there is no item yet."""
        return self.category.get(item or 0, "")

    def domains_of(self, item: int | None) -> frozenset[str]:
        """The codes."""
        return self.domain.get(item or 0, NONE)


def whole_scope() -> Scope:
    """Every item of every version, with names in the reader's language; one query."""
    categories, domains, category = dict[str, str](), dict[int, tuple[str, str]](), dict[int, str]()
    domain: dict[int, set[str]] = {}
    rows = ScopeItem.objects.order_by("catalogue", "category__code", "pk").values_list(
        "pk", *_named("category"), "domains__pk", *_named("domains")
    )
    for item, code, zh, en, key, domain_code, domain_zh, domain_en in rows:
        categories[code] = ScopeCategory(name_zh=zh, name_en=en).name
        category[item] = code
        domain.setdefault(item, set())
        if key is not None:
            domains[key] = (domain_code, ServiceDomain(name_zh=domain_zh, name_en=domain_en).name)
            domain[item].add(domain_code)
    return Scope(
        categories=categories,
        domains=dict(domains[key] for key in sorted(domains)),
        category=category,
        domain={item: frozenset(codes) for item, codes in domain.items()},
    )


def _named(relation: str) -> tuple[str, str, str]:
    return f"{relation}__code", f"{relation}__name_zh", f"{relation}__name_en"
