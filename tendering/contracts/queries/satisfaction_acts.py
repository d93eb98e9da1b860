"""What a person may do now with a measurement or a rectification: links of their pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Action, ActionTable
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from tendering.contracts.models import Contract, Rectification, SatisfactionPanel
from tendering.contracts.permissions import is_apart_from_mending, is_committee, is_community, is_contractor
from tendering.contracts.queries.actions import Test
from tendering.contracts.queries.panel_people import was_drawn
from tendering.contracts.rules.satisfaction_states import PanelState
from tendering.contracts.transitions_rectification import MACHINE


def is_street(by: Membership, contract: Contract) -> bool:
    """Whether the person decides about an escalated rectification."""
    return holds(by, Role.STREET, Role.LEADING_GROUP_MEMBER, place=contract.demand.community)


def _community_or_committee(by: Membership, contract: Contract) -> bool:
    return holds(by, Role.COMMUNITY, Role.SUPERVISION_COMMITTEE, place=contract.demand.community)


def _colleague(by: Membership, row: Rectification) -> bool:
    return is_community(by, row.contract) and is_apart_from_mending(by, row)


def _discards(by: Membership, panel: SatisfactionPanel) -> bool:
    return is_committee(by, panel) if was_drawn(panel) else is_community(by, panel.contract)


def _of(test: Test) -> Test:
    return lambda by, part: test(by, part.contract)


_NAMING, _OPEN, _SMALL = (PanelState.PREPARING,), (PanelState.OPEN,), (PanelState.SMALL_SAMPLE,)
PANEL_ACTS = ActionTable[SatisfactionPanel](
    "contracts",
    (
        Action("satisfaction_seat", _("Name residents"), _NAMING, _of(is_community)),
        Action("satisfaction_draw", _("Draw residents by lot"), _NAMING, _of(is_community)),
        Action("satisfaction_add", _("Enter a resident without an account"), _NAMING, _of(is_community)),
        Action("satisfaction_open", _("Send the codes out"), _NAMING, _of(is_community)),
        Action("satisfaction_discard", _("Give this panel up"), _NAMING, _discards, quiet=True),
        Action("satisfaction_slips", _("Print codes"), _OPEN, is_committee),
        Action("satisfaction_certify", _("Certify the sample"), _SMALL, is_committee),
        Action("satisfaction_reject", _("Reject the sample"), _SMALL, is_committee, quiet=True),
    ),
)
RECTIFICATION_ACTS = ActionTable[Rectification](
    "contracts",
    (
        Action("rectification_plan", _("Write the plan"), MACHINE.act("submit_plan"), _of(is_contractor)),
        Action("rectification_agree", _("Agree with the plan"), MACHINE.act("agree_plan"), _colleague),
        Action("rectification_return_plan", _("Return the plan"), MACHINE.act("return_plan"), _colleague, quiet=True),
        Action("rectification_report", _("Report what was mended"), MACHINE.act("report"), _of(is_contractor)),
        Action("rectification_check", _("Mended, measure again"), MACHINE.act("check"), _colleague),
        Action("rectification_return", _("Not mended yet"), MACHINE.act("return_report"), _colleague, quiet=True),
        Action(
            "rectification_reduce", _("Close with a reduced last payment"), MACHINE.act("close_reduced"), _of(is_street)
        ),
    ),
    key="pk",
)
TABLES: tuple[ActionTable[Any], ...] = (PANEL_ACTS, RECTIFICATION_ACTS)
# Acts on one member of the panel.
_OTHERS: dict[str, Test] = {"satisfaction_unseat": is_community, "satisfaction_resend": _community_or_committee}


def require_allowed(name: str, by: Membership, part: SatisfactionPanel | Rectification, now: datetime) -> None:
    """Refuse an act's page to people whose act it is not; the state is the service's to judge.

    Raises:
        NotPermitted: ``contracts.not_your_act``.
    """
    for table in TABLES:
        table.require(name, by, part, now)
    if name in _OTHERS and not _OTHERS[name](by, part.contract):
        raise NotPermitted("contracts.not_your_act")


def follows(name: str, target: Any) -> bool:
    """Whether the act of this page follows from where its object stands."""
    return all(table.follows(name, target) for table in TABLES)
