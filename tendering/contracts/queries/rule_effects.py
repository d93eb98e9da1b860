"""What a changed calendar would do to deliveries (domain 6)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.rulebook.periods import StoredPeriod
from tendering.contracts.models import Acceptance, MilestoneReport, Rectification
from tendering.contracts.rules.satisfaction_states import ENDED
from tendering.contracts.rules.states import OPEN_ACCEPTANCE


def _unread_reports() -> QuerySet[MilestoneReport]:
    return MilestoneReport.objects.filter(accepted__isnull=True)


def _acceptances_to_hold() -> QuerySet[Acceptance]:
    return Acceptance.objects.filter(state__in=sorted(OPEN_ACCEPTANCE))


def _open_rectifications() -> QuerySet[Rectification]:
    return Rectification.objects.exclude(state__in=sorted(ENDED))


PERIODS = (
    StoredPeriod(
        words=_("%(count)s milestone reports are to be verified by another day"),
        rows=_unread_reports,
        start="reported_at",
        due="due_at",
        story="milestone.contract",
    ),
    StoredPeriod(
        words=_("%(count)s acceptances are to be held by another day"),
        rows=_acceptances_to_hold,
        start="requested_at",
        due="hold_by",
        story="contract",
    ),
    StoredPeriod(
        words=_("%(count)s rectifications are due on another day"),
        rows=_open_rectifications,
        start="issued_at",
        due="due_at",
        story="contract",
    ),
)
