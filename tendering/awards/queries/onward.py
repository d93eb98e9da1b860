"""What a demand's page links to here: its latest result (R18)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from tendering.awards.models import Award
from tendering.awards.permissions import readable
from tendering.demands.models import Demand
from tendering.demands.onward import Stage


def _rows(membership: Membership | None, demand: Demand, _now: datetime) -> QuerySet[Award]:
    return readable(membership).filter(tender__demand=demand)


def _link(number: str, _state: str) -> Link:
    return _("Result: %(number)s") % {"number": number}, reverse("awards:detail", args=[number])


OF_DEMAND = Stage(_rows, "state", _link)
