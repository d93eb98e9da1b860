"""When what waits is due."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI, end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.bids.queries.duties import duties
from tendering.tenders.models import Tender
from tests.architecture.bids_objects import closed_call
from tests.factories import accounts, demands, places


@pytest.mark.django_db
def test_a_call_that_closed_after_midnight_is_opened_counting_from_that_day() -> None:
    """One in the morning in Shanghai is still yesterday in UTC."""
    demands.rules()
    officer = accounts.membership(Role.COMMUNITY, places.community())
    tender = Tender.objects.get(number=closed_call(officer)["slug"])
    night = datetime(2026, 11, 18, 1, tzinfo=SHANGHAI)
    Tender.objects.filter(pk=tender.pk).update(closed_at=night)
    due_at = end_of_day(work_calendar().add_workdays(date(2026, 11, 18), tender.rule_set.rules.duties.open_bids))
    assert [duty.due_at for duty in duties(officer, night)] == [due_at]
