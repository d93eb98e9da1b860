"""What every page about one tender shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.tenders import permissions
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries.actions import ACTIONS
from tendering.tenders.views import trail

RELATED = (
    "demand__community__parent",
    "demand__scope_item",
    "demand__plan",
    "previous",
    "joint",
    "offer__resolution",
    "offer__provider__organisation",
    "offer__group",
)
RULE_SETS = ("demand__rule_set", "rule_set")


def readable(membership: Any) -> QuerySet[Tender]:
    """What this person may read, with what every page shows."""
    return permissions.readable(membership).select_related(*RELATED, *RULE_SETS)


def listed(membership: Any) -> QuerySet[Tender]:
    """The same for lists: the rule set of the demand's road, long texts that many rows share, comes once for all.

    What only pages show stays away, the call's own rule set as well.
    """
    notices = Prefetch("notices", Notice.objects.defer("body", "diff"))
    rows = permissions.readable(membership).select_related(*RELATED).defer("content")
    return rows.prefetch_related("demand__rule_set", notices)


class TenderAct(Acting, ObjectActView[Tender]):
    """An act on one tender."""

    model = Tender
    slug_field = "number"

    def get_queryset(self) -> QuerySet[Tender]:
        """Only what this person may read; anything else is not found."""
        return readable(self.membership)

    def get_object(self) -> Tender:
        """The tender, where the act is this person's to do."""
        tender = super().get_object()
        if (match := self.request.resolver_match) is not None and match.url_name:
            ACTIONS.require(match.url_name, self.by, tender, clock.now())
        return tender

    def follows(self, name: str) -> bool:
        """By the table of acts."""
        return ACTIONS.follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the tender."""
        return trail.to(self.object)

    def get_lead(self) -> Text:
        """The project it is about; its number stands above."""
        return self.object.demand.title

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the tender and the person; then back to the tender."""
        service(tender=self.object, by=self.by, **values)
        return self.object.get_absolute_url()
