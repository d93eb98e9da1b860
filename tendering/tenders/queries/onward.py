"""What a demand's page links to here: its latest call (R18)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, CharField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from tendering.demands.models import Demand
from tendering.demands.onward import Stage
from tendering.tenders.models import Tender
from tendering.tenders.permissions import readable
from tendering.tenders.rules.states import PUBLIC, State

RUNNING, KNOWN, PREPARING = "running", "known", "preparing"
WORDS = {
    RUNNING: _("Being let now: %(number)s"),
    KNOWN: _("Call: %(number)s"),
    PREPARING: _("Call in preparation: %(number)s"),
}


def _rows(membership: Membership | None, demand: Demand, now: datetime) -> QuerySet[Tender]:
    """With how the call stands towards its answers."""
    stands = Case(
        When(state=State.ANNOUNCED, deadline_at__gt=now, then=Value(RUNNING)),
        When(state__in=sorted(PUBLIC), then=Value(KNOWN)),
        default=Value(PREPARING),
        output_field=CharField(),
    )
    return readable(membership).filter(demand=demand).annotate(stands=stands)


def _link(number: str, stands: str) -> Link:
    return WORDS[stands] % {"number": number}, reverse("tenders:detail", args=[number])


OF_DEMAND = Stage(_rows, "stands", _link)
