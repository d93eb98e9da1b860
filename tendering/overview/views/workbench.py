"""The workbench of every role: what waits for me, by deadline, overdue first."""

from __future__ import annotations

from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import User
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui.components import Segment, Tab
from marketplace.ui.formats import yuan
from marketplace.ui.views import Page
from tendering.demands.queries.life_cycle import course_of
from tendering.overview.queries import own, parts, workbench
from tendering.overview.views.district import DistrictOverview

MONEY_ROLES = (
    Role.COMMUNITY,
    Role.PARTY_ORG,
    Role.SUPERVISION_COMMITTEE,
    Role.STREET,
    Role.DISTRICT,
    Role.FINANCE_OFFICER,
    Role.AUDITOR,
    Role.DISCIPLINE,
)
Shortcut = tuple[str, str | Promise, str]
SHORTCUTS: dict[str, tuple[Shortcut, ...]] = {
    Role.COMMUNITY: (
        ("plus-lg", _("Propose a demand"), "/demands/new/"),
        ("people", _("Register the deciding body"), "/demands/body/"),
        ("people", _("Community groups"), "/roster/groups/"),
        ("briefcase", _("Calls"), "/tenders/"),
        ("cash-stack", _("Fund transparency"), "/funds/"),
    ),
    Role.RESIDENT: (("plus-lg", _("Propose a demand"), "/demands/new/"),),
    Role.RESIDENT_REPRESENTATIVE: (("plus-lg", _("Propose a demand"), "/demands/new/"),),
    Role.PARTY_ORG: (
        ("plus-lg", _("Propose a demand"), "/demands/new/"),
        ("people", _("Register the deciding body"), "/demands/body/"),
    ),
    Role.DISTRICT: (
        ("list", _("Batch publications"), "/demands/batches/"),
        ("building", _("Roster desk"), "/roster/desk/"),
        ("clipboard-check", _("Offers to check"), "/roster/offers/desk/"),
        ("cash-stack", _("Allocations"), "/funds/allocations/"),
        ("file-earmark-text", _("Rules"), "/rules/"),
        ("list", _("Back office"), "/admin/"),
    ),
    Role.FINANCE_OFFICER: (
        ("cash-stack", _("Allocations"), "/funds/allocations/"),
        ("cash-stack", _("Fund accounts"), "/funds/accounts/"),
    ),
    Role.STREET: (("cash-stack", _("Transfers"), "/funds/transfers/"),),
    Role.CURATOR: (
        ("building", _("Roster desk"), "/roster/desk/"),
        ("clipboard-check", _("Offers to check"), "/roster/offers/desk/"),
        ("file-earmark-text", _("Pages and notices"), "/admin/pages/"),
        ("list", _("Back office"), "/admin/"),
    ),
    Role.AUDITOR: (("shield-check", _("Audit log"), "/audit/"),),
    Role.DISCIPLINE: (("shield-check", _("Audit log"), "/audit/"),),
    Role.OPERATOR: (
        ("list", _("Outgoing messages"), "/outbox/"),
        ("people", _("People and roles"), "/account/members/"),
    ),
    Role.PROVIDER_ADMIN: (
        ("search", _("Fitting demands"), "/demands/fitting/"),
        ("briefcase", _("Calls"), "/tenders/"),
        ("file-earmark-text", _("Demands"), "/demands/"),
        ("building", _("My organisation on the roster"), "/roster/own/"),
    ),
    Role.PROVIDER_BIDDER: (
        ("search", _("Fitting demands"), "/demands/fitting/"),
        ("briefcase", _("Calls"), "/tenders/"),
        ("file-earmark-text", _("Demands"), "/demands/"),
    ),
}


class Workbench(Acting, Page):
    """One page per role; somebody without a role is told how to get one."""

    signed_in = True
    template_name = "overview/workbench.html"

    def get_title(self) -> str:
        """How many things wait."""
        count = len(self.waiting)
        if not count:
            return str(_("Nothing waits for you"))
        return ngettext("%(count)s thing waits for you", "%(count)s things wait for you", count) % {"count": count}

    @property
    def waiting(self) -> list[Any]:
        """Duties, gathered once."""
        if not hasattr(self, "_waiting"):
            self._waiting = self._gathered()
        return self._waiting

    def _gathered(self) -> list[Any]:
        if self.membership is not None:
            return workbench.waiting(self.membership, clock.now())
        return workbench.waiting_without_role(cast("User", self.request.user), clock.now())

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds duties, money, projects and shortcuts of the role."""
        now, membership, part = clock.now(), self.membership, self.request.GET.get("part", "")
        role = membership.role if membership else ""
        money = workbench.money_of(membership, now.year) if membership and role in MONEY_ROLES else None
        chosen = parts.chosen(self.waiting, part)
        extra = {
            "parts": [*self._district(role), *parts.tabs(self.waiting, part)],
            "todos": workbench.lines(chosen[: workbench.MOST]),
            "further": len(chosen[workbench.MOST :]),
            "overdue": workbench.overdue(self.waiting, now),
            "money": money,
            "money_parts": _parts(money) if money else [],
            "projects": self._projects(),
            "projects_title": _("Contracts still to be paid") if role == Role.FINANCE_OFFICER else _("Latest projects"),
            "contracts": own.contracts_of(membership),
            "bids": own.bids_of(membership),
            "contributions": own.parts_of(membership),
            # Asked for by a question of its own once the page stands: it costs as much as everything else here.
            "seeks_demands": role in PROVIDER_ROLES,
            "shortcuts": SHORTCUTS.get(role, ()),
            "now": now,
        }
        return super().get_context(**(extra | context))

    def _district(self, role: str) -> list[Tab]:
        return [parts.district_tab()] if role in DistrictOverview.roles else []

    def _projects(self) -> list[dict[str, Any]]:
        if self.membership is None or self.membership.role not in MONEY_ROLES:
            return []
        due = workbench.next_due(self.waiting)
        return [
            {"demand": row, "phases": course_of(row, row), "due_at": due.get(row.number)}
            for row in workbench.projects_of(self.membership)
        ]


def _parts(money: workbench.Money) -> list[Segment]:
    return [
        Segment(_("Paid"), money.paid, yuan(money.paid), 1),
        Segment(_("Set aside, not yet paid"), money.committed, yuan(money.committed), 3),
        Segment(_("Available"), money.available, yuan(money.available), 5),
    ]
