"""One project while its rows are made: what the writers hand to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from marketplace.accounts.models import Membership
from marketplace.audit.services import Past
from marketplace.demo.history.blueprint import Blueprint
from marketplace.demo.history.rows import Rows
from marketplace.demo.history.setting import Setting, Town
from marketplace.demo.history.timeline import Times
from tendering.awards.models import Award
from tendering.contracts.models import Contract
from tendering.demands.models import Demand
from tendering.evaluation.models import Panel
from tendering.funds.models import FundAccount, FundingPlan
from tendering.tenders.models import Offer, Tender

# What the log says of a generated project: the turns of its story. With `whole_log` every act of it is written.
TURNS = frozenset(
    {
        "demands.demand.propose",
        "demands.demand.countersign",
        "demands.demand.file",
        "demands.demand.approve",
        "demands.demand.commit",
        "demands.demand.publish",
        "tenders.tender.announce",
        "bids.opening.opened",
        "evaluation.panel.finish",
        "awards.award.publicise",
        "awards.award.confirm",
        "contracts.contract.sign",
        "contracts.milestone.verify",
        "contracts.acceptance.conclude",
        "contracts.satisfaction.passed",
        "contracts.satisfaction.below",
        "contracts.payment.pay",
        "contracts.contract.complete",
        "demands.demand.close",
        "catalog.provider.result",
        "catalog.provider.credit",
    }
)


@dataclass(slots=True)
class Numbers:
    """The numbers a project was given: demand, tender, contract, and one for each measurement."""

    demand: str
    tender: str
    contract: str
    panels: Sequence[str]


@dataclass(slots=True)
class Draft:
    """A project with its rows so far and what the log will say of it; keys exist after the chunk's flush."""

    blueprint: Blueprint
    setting: Setting
    numbers: Numbers
    account: FundAccount
    plan: FundingPlan
    rows: Rows
    notes: list[Past] = field(default_factory=list)
    demand: Demand = field(init=False)
    tender: Tender = field(init=False)
    award: Award = field(init=False)
    contract: Contract = field(init=False)
    panel: Panel | None = None
    offer: Offer | None = None
    commitments: list[str] = field(default_factory=list)

    @property
    def town(self) -> Town:
        """The community and its people."""
        return self.blueprint.town

    @property
    def times(self) -> Times:
        """When everything happened."""
        return self.blueprint.times

    def note(
        self,
        act: str,
        at: datetime,
        target: Model,
        *,
        by: Membership | None = None,
        parameters: Mapping[str, Any] | None = None,
        about: Sequence[Model] = (),
        reason: str = "",
    ) -> None:
        """An entry of the log; the target gets its key before it is written."""
        if act not in TURNS and not self.setting.whole_log:
            return
        past = Past(act=act, at=at, target=target, by=by, parameters=parameters or {}, about=about, reason=reason)
        self.notes.append(past)
