"""What every page about a measurement or a rectification shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.contracts import permissions
from tendering.contracts.models import Contract, Rectification, SatisfactionPanel
from tendering.contracts.queries.satisfaction_acts import follows, require_allowed

CONTRACTS = Crumb(_("Contracts"), "/contracts/")
_AROUND = (
    "contract__demand__community__parent",
    "contract__demand__rule_set",
    "contract__award__tender",
    "contract__provider__organisation",
    "contract__group__organisation",
)


def panels(membership: Membership | None) -> QuerySet[SatisfactionPanel]:
    """Measurements of contracts this person may read."""
    readable = permissions.readable(membership).values("pk")
    return SatisfactionPanel.objects.filter(contract__in=readable).select_related(*_AROUND, "rule_set")


def rectifications(membership: Membership | None) -> QuerySet[Rectification]:
    """Orders of contracts this person may read."""
    readable = permissions.readable(membership).values("pk")
    return Rectification.objects.filter(contract__in=readable).select_related(*_AROUND, "panel")


def way_to(contract: Contract, *further: Crumb) -> Sequence[Crumb]:
    """Through the contract."""
    return [CONTRACTS, Crumb(contract.number, contract.get_absolute_url()), *further]


class PanelAct(Acting, ObjectActView[SatisfactionPanel]):
    """An act on one measurement."""

    model = SatisfactionPanel
    slug_field = "number"

    def get_queryset(self) -> QuerySet[SatisfactionPanel]:
        """Only what this person may read."""
        return panels(self.membership)

    def get_object(self) -> SatisfactionPanel:
        """The measurement, where the act is this person's to do."""
        panel = super().get_object()
        if (match := self.request.resolver_match) is not None:
            require_allowed(match.url_name or "", self.by, panel, clock.now())
        return panel

    def follows(self, name: str) -> bool:
        """By the tables of acts."""
        return follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and measurement."""
        return way_to(self.object.contract, Crumb(self.object.number, self.object.get_absolute_url()))

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the measurement and the person; then back to the measurement."""
        service(panel=self.object, by=self.by, **values)
        return self.object.get_absolute_url()


class RectificationAct(Acting, ObjectActView[Rectification]):
    """An act on one order."""

    model = Rectification

    def get_queryset(self) -> QuerySet[Rectification]:
        """Only what this person may read."""
        return rectifications(self.membership)

    def get_object(self) -> Rectification:
        """The order, where the act is this person's to do."""
        row = super().get_object()
        if (match := self.request.resolver_match) is not None:
            require_allowed(match.url_name or "", self.by, row, clock.now())
        return row

    def follows(self, name: str) -> bool:
        """By the tables of acts."""
        return follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through contract and order."""
        return way_to(self.object.contract, Crumb(_("Rectification"), self.object.get_absolute_url()))

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the order and the person; then back to the order."""
        service(rectification=self.object, by=self.by, **values)
        return self.object.get_absolute_url()
