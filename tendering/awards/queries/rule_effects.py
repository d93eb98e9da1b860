"""What a changed calendar would do to awards in publicity (domain 6)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.rulebook.periods import StoredPeriod
from tendering.awards.models import Award
from tendering.awards.rules.states import State


def _in_publicity() -> QuerySet[Award]:
    return Award.objects.filter(state=State.PUBLICITY, publicised_at__isnull=False)


PERIODS = (
    StoredPeriod(
        words=_("%(count)s proposed awards end their publicity on another day"),
        rows=_in_publicity,
        start="publicised_at",
        due="publicity_ends_at",
    ),
)
