"""What every page about one tender shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.tenders import permissions
from tendering.tenders.models import Tender
from tendering.tenders.queries.actions import ACTIONS

CALLS = Crumb(_("Calls"), "/tenders/")


def readable(membership: Any) -> QuerySet[Tender]:
    """What this person may read, with what every page shows."""
    rows = permissions.readable(membership)
    return rows.select_related(
        "demand__community__parent",
        "demand__scope_item",
        "demand__rule_set",
        "demand__plan",
        "rule_set",
        "previous",
        "offer__resolution",
        "offer__provider__organisation",
        "offer__group",
    )


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
            ACTIONS.require(match.url_name, self.by, tender)
        return tender

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the tender."""
        return [CALLS, Crumb(self.object.number, self.object.get_absolute_url())]

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the tender and the person; then back to the tender."""
        service(tender=self.object, by=self.by, **values)
        return self.object.get_absolute_url()
