"""Measurements and rectifications inside somebody's scope, for the table of addresses; written into the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from tendering.contracts.models import (
    Code,
    Contract,
    PanelMember,
    Rectification,
    Remark,
    SatisfactionPanel,
    SatisfactionSurvey,
)
from tendering.contracts.rules.satisfaction_states import PanelState
from tendering.demands.models import Demand
from tendering.demands.services.numbering import next_number
from tests.architecture import contract_objects
from tests.factories import accounts


def accepted_contract(owner: Membership) -> dict[str, Any]:
    """A contract whose work was accepted."""
    found = contract_objects.running_contract(owner)
    Demand.objects.filter(contracts__number=found["slug"]).update(state="accepted")
    return found


def _worker(owner: Membership) -> User:
    """Who puts a panel together: never the committee that watches it."""
    return accounts.user() if owner.role == Role.SUPERVISION_COMMITTEE else owner.user


def _panel(owner: Membership, state: str) -> SatisfactionPanel:
    contract, now = Contract.objects.get(number=accepted_contract(owner)["slug"]), clock.now()
    judged = {"satisfied": 1, "answers": 2, "closed_at": now} if state == PanelState.BELOW else {}
    return SatisfactionPanel.objects.create(
        contract=contract,
        number=next_number("MY", now.year),
        state=state,
        rule_set=contract.rule_set,
        bar_numerator=4,
        bar_denominator=5,
        minimum=1,
        created_by=_worker(owner),
        created_at=now,
        draw_commitment="0" * 64,
        draw_seed=bytes(32),
        opened_at=now,
        ends_at=now + timedelta(days=5),
        **judged,
    )


def _member(owner: Membership, state: str) -> PanelMember:
    now = clock.now()
    member = PanelMember.objects.create(
        panel=_panel(owner, state),
        seat=1,
        user=accounts.user(),
        name="赵大爷",
        capacity="concerned",
        confirmed_by=_worker(owner),
        confirmed_at=now,
    )
    if state != PanelState.PREPARING:
        Code.objects.create(member=member, channel=Code.Channel.EMAIL, issued_at=now)
        SatisfactionSurvey.objects.create(panel=member.panel, opened_at=now)
    return member


def naming(owner: Membership) -> dict[str, Any]:
    """A panel that is being named."""
    return {"slug": _panel(owner, PanelState.PREPARING).number}


def answering(owner: Membership) -> dict[str, Any]:
    """A panel that answers."""
    return {"slug": _member(owner, PanelState.OPEN).panel.number}


def small_sample(owner: Membership) -> dict[str, Any]:
    """A panel of which too few have answered."""
    return {"slug": _member(owner, PanelState.SMALL_SAMPLE).panel.number}


def named(owner: Membership) -> dict[str, Any]:
    """A name on a panel that has not begun."""
    return {"pk": _member(owner, PanelState.PREPARING).pk}


def member(owner: Membership) -> dict[str, Any]:
    """A member of a panel that answers."""
    return {"pk": _member(owner, PanelState.OPEN).pk}


def remark(owner: Membership) -> dict[str, Any]:
    """What somebody said."""
    panel = _panel(owner, PanelState.OPEN)
    return {"pk": Remark.objects.create(panel=panel, text="灯不亮", due_at=clock.now()).pk}


def order(owner: Membership) -> dict[str, Any]:
    """An order to mend."""
    panel = _panel(owner, PanelState.BELOW)
    now = clock.now()
    row = Rectification.objects.create(
        contract=panel.contract, panel=panel, issued_at=now, due_at=now + timedelta(days=20)
    )
    return {"pk": row.pk}


OBJECTS = {
    "accepted_contract": accepted_contract,
    "panel_naming": naming,
    "panel_answering": answering,
    "panel_small": small_sample,
    "panel_named": named,
    "panel_member": member,
    "panel_remark": remark,
    "rectification": order,
}
