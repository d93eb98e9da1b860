"""What a changed calendar would do to the roster's clocks (domain 6)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import RosterApplication
from catalog.rules.states import ApplicationState
from marketplace.rulebook.periods import StoredPeriod


def _in_publicity() -> QuerySet[RosterApplication]:
    return RosterApplication.objects.filter(state=ApplicationState.PUBLICITY, publicity_from__isnull=False)


PERIODS = (
    StoredPeriod(
        words=_("%(count)s admissions in publicity end their publicity on another day"),
        rows=_in_publicity,
        start="publicity_from",
        due="publicity_until",
    ),
)
