"""The pages of Wagtail's admin that our own modules put there, read from the addresses, with something on each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from catalog.models import RosterEntry
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.services import sync_access
from marketplace.primitives.calendar import Override
from marketplace.rulebook import services
from marketplace.rulebook.backoffice.editing import HEAD
from marketplace.rulebook.models import RuleSet, RuleSetStatus, ServiceDomain
from marketplace.rulebook.wording.document import document
from tests import url_table
from tests.factories import accounts, catalog, rulebook

OURS = ("marketplace.", "catalog.", "cms.", "tendering.", "search.")
# Names of people and things made here.
NAMES = r"张\d+|云帆演示中心|2026-\d\d-\d\d 调休"
# Where the district adds or deletes nothing: who asks for one is led away.
CLOSED = [
    "catalog_entries:add",
    "catalog_entries:delete",
    "catalog_providers:add",
    "catalog_providers:delete",
    "memberships:delete",
    "organisations:delete",
    "rulebook_domains:delete",
    "wagtailusers_users:delete",
]
DRAFT = "rulebook_admin"


def names() -> list[str]:
    """Every address below the admin whose view or model is ours, and the first page, which says our words."""
    found = [address for address in url_table.addresses() if address.route.startswith("admin/")]
    return ["wagtailadmin_home", *(address.name for address in found if ":" in address.name and _is_ours(address))]


def _is_ours(address: url_table.Address) -> bool:
    view = getattr(address.view, "view_class", address.view)
    model = getattr(address.view, "view_initkwargs", {}).get("model") or getattr(view, "model", None)
    return any(getattr(part, "__module__", "").startswith(OURS) for part in (view, model))


def officer() -> tuple[Membership, Client]:
    """Whoever keeps all of it, let into the admin."""
    member = accounts.membership(Role.DISTRICT)
    sync_access(member.user)
    return member, accounts.signed_in(Client(), member)


def addresses(member: Membership) -> dict[str, str]:
    """By name: the address of each of these pages, with what it names."""
    named = _made(member)
    return {name: reverse(name, kwargs=_parameters(name, named)) for name in names()}


def parts() -> dict[str, str]:
    """Every part of the draft that is edited by itself."""
    draft = RuleSet.objects.get(status=RuleSetStatus.DRAFT)
    names = [HEAD, *(part.path for section in document(draft.rules) for part in section.parts)]
    return {f"{DRAFT}:part {name}": reverse(f"{DRAFT}:part", args=[draft.pk, name]) for name in names}


def _parameters(name: str, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    space = "rules" if name == f"{DRAFT}:start" else name.partition(":")[0]
    wanted = next(address.parameters for address in url_table.addresses() if address.name == name)
    return {parameter: named[space][parameter] for parameter in wanted}


def _made(member: Membership) -> dict[str, dict[str, Any]]:
    """One of each kind, by the space of names that shows it."""
    rules = rulebook.rule_set()
    draft = services.draft_version(by=member, rule_set=rules, effective_from=clock.today() + timedelta(days=10))
    day = Override(clock.today() + timedelta(days=20), False, "调休", "区政府通知")
    entry = RosterEntry.objects.get(provider=catalog.listed_provider("云帆演示中心"))
    item = draft.catalogue.items.order_by("pk")[0]
    return {
        "rules": {"pk": rules.pk},
        DRAFT: {"pk": draft.pk, "part": "tiers", "code": item.code, "category": item.category.code},
        "rulebook_calendar": {"pk": services.set_days(by=member, days=[day])[0].pk},
        "rulebook_domains": {"pk": ServiceDomain.objects.order_by("pk")[0].pk},
        "catalog_providers": {"pk": entry.provider_id},
        "catalog_entries": {"pk": entry.pk},
        "memberships": {"pk": accounts.membership(Role.RESIDENT).pk},
        "organisations": {"pk": entry.provider.organisation_id},
        "wagtailusers_users": {"pk": accounts.user().pk},
    }
