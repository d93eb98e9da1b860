"""What a form lets people write as a reason, the column behind it holds: PostgreSQL refuses what is longer."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from catalog.models import CreditEvent
from marketplace.ui.forms.fields import MAX_TEXT
from tests.architecture import sources

# Shorter columns, and what keeps a longer reason out of them.
SHORTER = {
    "bids.OpenedBid.invalid_reason": "a code",
    "demands.Demand.splitting_reason": "the form takes 500",
    "demands.Demand.urgent_reason": "the form takes 500",
    "funds.Disbursement.reason": "cut by the service; the log keeps it whole",
    "tenders.Invitation.reason": "the form takes 500",
}


def _columns() -> Iterator[tuple[str, int | None]]:
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in sources.PACKAGES:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField | models.TextField) and field.name.endswith("reason"):
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field.max_length


def test_a_reason_fits_where_it_is_kept_as_a_note() -> None:
    """Stepping back, a sanction: the reason is the note of the credit that it costs."""
    assert CreditEvent._meta.get_field("note").max_length == MAX_TEXT


def test_every_reason_that_can_be_typed_fits_its_column() -> None:
    short = {name for name, most in _columns() if most is not None and most < MAX_TEXT}
    assert short == set(SHORTER)
