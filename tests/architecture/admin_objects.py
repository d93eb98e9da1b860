"""What the back office's own addresses take: parameters and a whole form for each, made in the district's scope.

A part that adds a page that writes to the back office adds a builder here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import Override
from marketplace.rulebook import services as rulebook
from marketplace.rulebook.models import RuleSet, ServiceDomain
from tests import url_table
from tests.factories import accounts, catalog, places

OURS = ("marketplace.", "catalog.", "tendering.", "cms.", "search.")


class Sending(NamedTuple):
    """What stands in the address, and what is typed over what the form shows."""

    named: dict[str, Any]
    typed: dict[str, Any]


def namespaces() -> set[str]:
    """Parts of the back office with a view of ours in them."""
    return {name.rpartition(":")[0] for name, view in _views() if view.__module__.startswith(OURS)} - {""}


def writing() -> list[str]:
    """Every address in them that takes a POST, the library's own views among ours too."""
    ours = namespaces()
    return [name for name, view in _views() if name.rpartition(":")[0] in ours and hasattr(view, "post")]


def _views() -> Iterator[tuple[str, Any]]:
    for address in url_table.addresses():
        view = getattr(address.view, "view_class", None)
        if address.route.startswith("admin/") and view is not None:
            yield address.name, view


def _draft(by: Membership) -> RuleSet:
    current = RuleSet.objects.exclude(status="draft").latest("pk")
    return rulebook.draft_version(by=by, rule_set=current, effective_from=clock.today() + timedelta(days=10))


def _colleagues(by: Membership) -> RuleSet:
    return _draft(accounts.membership(Role.DISTRICT, by.place))


def _of_draft(typed: dict[str, Any], **named: Any) -> Callable[[Membership], Sending]:
    return lambda by: Sending({"pk": _draft(by).pk} | named, typed)


def _day() -> date:
    return date(clock.today().year, 12, 25)


def _set_day(by: Membership) -> int:
    return rulebook.set_days(by=by, days=[Override(_day(), False, "调休", "示例通知")])[0].pk


ITEM = {"category": "A", "code": "A10", "name_zh": "安宁疗护", "name_en": "palliative care", "domains": ["health"]}
REASON = {"reason": "核对后更正"}


def _person(by: Membership) -> Sending:
    person = accounts.membership(Role.STREET, places.street(within=by.place)).user
    return Sending({"pk": person.pk}, {"name": "改名", "phone": "", "is_active": "", **REASON})


def _membership(by: Membership) -> Sending:
    held = accounts.membership(Role.STREET, places.street(within=by.place))
    return Sending({"pk": held.pk}, {"to_date": (clock.today() + timedelta(days=40)).isoformat(), **REASON})


def _grant(by: Membership) -> Sending:
    where = places.street(within=by.place)
    typed = {"person": accounts.proved(accounts.user()).email, "role": Role.STREET, "place": where.pk}
    return Sending({}, typed | {"organisation": "", "from_date": clock.today().isoformat(), "to_date": ""})


BUILDERS: dict[str, Callable[[Membership], Sending]] = {
    "rulebook_admin:start": lambda _by: Sending({"pk": RuleSet.objects.exclude(status="draft").latest("pk").pk}, {}),
    "rulebook_admin:part": _of_draft({"tiers.micro": "40000"}, part="tiers"),
    "rulebook_admin:put_in_force": lambda by: Sending({"pk": _colleagues(by).pk}, {"growth_override": ""}),
    "rulebook_admin:discard": _of_draft(REASON),
    "rulebook_admin:item_add": _of_draft(ITEM),
    "rulebook_admin:item": _of_draft({"name_zh": "改名"}, code="A1"),
    "rulebook_admin:item_remove": _of_draft(REASON, code="A1"),
    "rulebook_admin:category": _of_draft({"name_zh": "改名"}, category="A"),
    "rulebook_calendar:add": lambda _by: Sending({}, {"day": _day().isoformat(), "is_workday": ""}),
    "rulebook_calendar:edit": lambda by: Sending({"pk": _set_day(by)}, {"name": "改名"}),
    "rulebook_calendar:delete": lambda by: Sending({"pk": _set_day(by)}, REASON),
    "rulebook_domains:add": lambda _by: Sending({}, {"code": "pets", "name_zh": "宠物文明"}),
    "rulebook_domains:edit": lambda _by: Sending(
        {"pk": ServiceDomain.objects.get(code="elderly").pk}, {"name_zh": "改名", "is_active": "on"}
    ),
    "catalog_providers:edit": lambda _by: Sending(
        {"pk": catalog.listed_provider().pk}, {"grade": "none", "grade_assessed_on": "", "abnormal_list": "on"}
    ),
    "catalog_entries:edit": lambda _by: Sending(
        {"pk": catalog.listed_provider().entry.pk}, {"domains": [row.pk for row in catalog.domains("elderly", "sport")]}
    ),
    "memberships:add": _grant,
    "memberships:edit": _membership,
    "organisations:add": lambda by: Sending({}, {"org_type": "community_group", "uscc": "", "place": by.place_id}),
    "organisations:edit": lambda _by: Sending({"pk": accounts.organisation().pk}, {"name": "改名"}),
    "wagtailusers_users:add": lambda _by: Sending({}, {"phone": "13800000005"}),
    "wagtailusers_users:edit": _person,
}
# What Wagtail brings with its sets of pages and our models never let anybody do.
CLOSED = {
    "rulebook_domains:delete": lambda: ServiceDomain.objects.get(code="elderly").pk,
    "catalog_providers:add": None,
    "catalog_providers:delete": lambda: catalog.listed_provider().pk,
    "catalog_entries:add": None,
    "catalog_entries:delete": lambda: catalog.listed_provider().entry.pk,
    "memberships:delete": lambda: accounts.membership(Role.STREET, places.street()).pk,
    "organisations:delete": lambda: accounts.organisation().pk,
    "wagtailusers_users:delete": lambda: accounts.user().pk,
}
