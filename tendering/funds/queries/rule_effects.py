"""What a changed calendar would do to transfers that wait (domain 6)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.rulebook.periods import StoredPeriod
from tendering.funds.models import Transfer, TransferStatus


def _waiting() -> QuerySet[Transfer]:
    return Transfer.objects.filter(status=TransferStatus.REQUESTED)


PERIODS = (
    StoredPeriod(
        words=_("%(count)s requested transfers are due on another day"),
        rows=_waiting,
        start="requested_at",
        due="due_at",
    ),
)
