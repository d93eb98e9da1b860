"""A hint is opened again while the award is confirmed (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from marketplace.accounts.rules import Role
from tendering.awards.models import Confirmation
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, hints
from tendering.awards.services.hints import HintsUnanswered
from tests.concurrency.racing import race, stuck
from tests.factories import awards, demands
from tests.factories import hints as factory
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> Office:
    demands.rules()
    return Office.of()


def test_a_hint_opened_again_and_a_confirmation_at_the_same_instant(office: Office) -> None:
    """It is open again, not committed yet: whoever confirms waits for it and is refused."""
    award = awards.confirmable(awards.ranked(office), office)
    hint, inspector = factory.explained(factory.found(award.tender)), factory.officer(award.tender, Role.DISCIPLINE)

    def confirm() -> None:
        with pytest.raises(HintsUnanswered):
            confirming.confirm(award=award, by=office.approver)

    connection.set_autocommit(False)
    try:
        hints.reopen(hint=hint, by=inspector, text="发现新情况")
        with stuck(confirm):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    award.refresh_from_db()
    assert (award.state, Confirmation.objects.filter(award=award).count()) == (State.CONFIRMABLE, 0)


def test_a_hint_and_a_confirmation_together(office: Office) -> None:
    """Whichever is first, the other is refused: no award is made over an open hint."""
    award = awards.confirmable(awards.ranked(office), office)
    hint, inspector = factory.explained(factory.found(award.tender)), factory.officer(award.tender, Role.DISCIPLINE)
    reopen = partial(hints.reopen, hint=hint, by=inspector, text="发现新情况")
    outcome = race([reopen, partial(confirming.confirm, award=award, by=office.approver)])
    assert outcome["done"] == 1
    assert outcome["AwardMade"] + outcome["HintsUnanswered"] == 1


def test_an_answer_is_given_once(office: Office) -> None:
    """Six officers answer together."""
    award = awards.confirmable(awards.ranked(office), office)
    hint = factory.found(award.tender)
    people = [factory.officer(award.tender) for _ in range(6)]
    outcome = race([partial(factory.explained, hint, by) for by in people])
    assert outcome == {"done": 1, "WrongState": 5}
