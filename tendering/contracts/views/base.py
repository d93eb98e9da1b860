"""What every page about one contract shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.contracts import permissions
from tendering.contracts.models import Contract
from tendering.contracts.queries.actions import follows, require_allowed

CONTRACTS = Crumb(_("Contracts"), "/contracts/")
SHOWN = (
    "demand__community__parent",
    "demand__scope_item",
    "plan",
    "award__tender",
    "provider__organisation",
    "group__organisation",
)
RULE_SETS = ("demand__rule_set", "rule_set")
RELATED = (*SHOWN, *RULE_SETS)
T = TypeVar("T", bound=Model)


def readable(membership: Any) -> QuerySet[Contract]:
    """What this person may read, with what every page shows."""
    return permissions.readable(membership).select_related(*RELATED)


def listed(membership: Any) -> QuerySet[Contract]:
    """The same for lists: rule sets, long texts that many rows share, come once by queries of their own."""
    return permissions.readable(membership).select_related(*SHOWN).prefetch_related(*RULE_SETS)


def crumbs(contract: Contract) -> list[Crumb]:
    """Through the list and the contract."""
    return [CONTRACTS, Crumb(contract.number, contract.get_absolute_url())]


class ContractAct(Acting, ObjectActView[Contract]):
    """An act on one contract."""

    model = Contract
    slug_field = "number"

    def get_queryset(self) -> QuerySet[Contract]:
        """Only what this person may read; anything else is not found."""
        return readable(self.membership)

    def get_object(self) -> Contract:
        """The contract, where the act is this person's to do."""
        contract = super().get_object()
        if (match := self.request.resolver_match) is not None and match.url_name:
            require_allowed(match.url_name, self.by, contract, clock.now())
        return contract

    def follows(self, name: str) -> bool:
        """By the tables of acts."""
        return follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the contract."""
        return crumbs(self.object)

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the contract and the person; then back to the contract."""
        service(contract=self.object, by=self.by, **values)
        return self.object.get_absolute_url()


class PartAct(Acting, ObjectActView[T]):
    """An act on something that belongs to a contract: a milestone, an amendment, an acceptance, a payment.

    Attributes:
        path: the way from the object to its contract, in Django's notation.
        argument: the name under which services take the object.
    """

    path = "contract"
    argument = ""

    def get_queryset(self) -> QuerySet[T]:
        """Parts of contracts this person may read."""
        rows = super().get_queryset().filter(**{f"{self.path}__in": permissions.readable(self.membership)})
        return rows.select_related(*(f"{self.path}__{name}" for name in RELATED))

    def get_object(self) -> T:
        """The part, where the act is this person's to do."""
        part = super().get_object()
        match = self.request.resolver_match
        if match is not None and match.url_name and not self.is_done_by_me(part):
            require_allowed(match.url_name, self.by, part, clock.now())
        return part

    def is_done_by_me(self, part: T) -> bool:
        """Whether this person has done this act already, and so is shown that it is done."""
        del part
        return False

    @property
    def contract(self) -> Contract:
        """The contract it belongs to."""
        found: Any = self.object
        for name in self.path.split("__"):
            found = getattr(found, name)
        if not isinstance(found, Contract):
            raise Http404
        return found

    def follows(self, name: str) -> bool:
        """By the tables of acts."""
        return follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the contract."""
        return crumbs(self.contract)

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the part and the person; then back to the contract."""
        service(**{self.argument: self.object}, by=self.by, **values)
        return self.contract.get_absolute_url()
