"""What a demand's page links to here: its latest contract (R18)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from tendering.contracts.models import Contract
from tendering.contracts.permissions import readable
from tendering.demands.models import Demand
from tendering.demands.onward import Stage


def _rows(membership: Membership | None, demand: Demand, _now: datetime) -> QuerySet[Contract]:
    return readable(membership).filter(demand=demand)


def _link(number: str, _state: str) -> Link:
    return _("Contract: %(number)s") % {"number": number}, reverse("contracts:detail", args=[number])


OF_DEMAND = Stage(_rows, "state", _link)
