"""What the database holds by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tendering.awards.models import Award, Confirmation
from tendering.awards.rules.states import State
from tests.factories import awards
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


def test_a_tender_has_one_live_award(office: Office) -> None:
    """A second one is refused while the first lives, and allowed once it has fallen."""
    tender = awards.ranked(office)
    award = awards.proposed(tender, office)
    second = tender.panel.ranking.get(rank=2).bid
    copy = {
        "tender": tender,
        "panel": tender.panel,
        "bid": second,
        "provider": second.provider,
        "price": award.price,
        "proposed_by": award.proposed_by,
        "proposed_at": award.proposed_at,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(number="JN-X-2", **copy)
    Award.objects.filter(pk=award.pk).update(state=State.VOID, public_reason="投诉属实")
    assert Award.objects.create(number="JN-X-2", **copy).pk


@pytest.mark.parametrize(
    "change",
    [
        {"offer_id": None, "bid_id": None, "panel_id": None},
        {"group_id": None},
        {"price": "0.00"},
        {"state": State.PUBLICITY, "publicity_ends_at": None},
        {"state": State.OBJECTION_HOLD, "remaining_workdays": None},
        {"state": State.OBJECTION_HOLD, "remaining_workdays": 0},
        {"state": State.LETTERED},
        {"state": State.VOID, "public_reason": ""},
    ],
    ids=["from nothing", "to nobody", "for nothing", "no end", "no rest", "zero rest", "no letter", "no reason"],
)
def test_impossible_awards_are_refused(office: Office, change: dict[str, Any]) -> None:
    """By the database, whoever writes."""
    award = awards.proposed(awards.without_competition(office), office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(**change)


def test_an_office_and_a_person_confirm_once(office: Office) -> None:
    """Two offices held by one person are still one pair of eyes."""
    confirmation = awards.confirmed(office).confirmations.get()
    for office_name, user in (("community", office.preparer.user), ("street", confirmation.user)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(
                award=confirmation.award, office=office_name, user=user, confirmed_at=confirmation.confirmed_at
            )


@pytest.mark.parametrize("table", ["awards_confirmation", "awards_awardletter"])
def test_confirmations_and_letters_never_change(office: Office, table: str) -> None:
    """The triggers refuse."""
    awards.lettered(office)
    for statement in (f"UPDATE {table} SET award_id = award_id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
