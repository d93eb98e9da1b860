"""The calendar overrides: at once, everywhere, audited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.models import Entry
from marketplace.primitives.calendar import Override, WorkCalendar
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook import effects, queries, services
from marketplace.rulebook.models import CalendarOverride
from tests.factories.audit import acts
from tests.marketplace.rulebook.conftest import Office

pytestmark = pytest.mark.django_db


class TestCalendar:
    """Overrides win, are audited, and move what depends on them."""

    DAY = date(2027, 2, 8)

    def test_an_override_wins_at_once(self, office: Office) -> None:
        was = queries.work_calendar().is_workday(self.DAY)
        services.set_days(by=office.drafter, days=[Override(self.DAY, not was, "调休", "国办发明电〔2026〕7号")])
        assert queries.work_calendar().is_workday(self.DAY) is not was
        services.remove_day(by=office.drafter, override=CalendarOverride.objects.get(), reason="通知更正")
        assert queries.work_calendar().is_workday(self.DAY) is was
        assert acts() == ["rulebook.day.set", "rulebook.day.removed"]

    def test_past_days_stay_as_they_were_counted(self, office: Office) -> None:
        yesterday = clock.today() - timedelta(days=1)
        with pytest.raises(InvalidInput, match="day_past"):
            services.set_days(by=office.drafter, days=[Override(yesterday, False, "放假", "通知")])
        assert not CalendarOverride.objects.exists()

    def test_registered_recomputation_moves_due_dates(self, office: Office) -> None:
        start = self.DAY - timedelta(days=3)
        moved: list[date] = []

        def recompute(old: WorkCalendar, new: WorkCalendar, by: Membership) -> int:
            assert by == office.drafter
            moved.extend([old.add_workdays(start, 5), new.add_workdays(start, 5)])
            return 1

        with effects.registrations():
            effects.register_recomputation(recompute)
            was = queries.work_calendar().is_workday(self.DAY)
            services.set_days(by=office.drafter, days=[Override(self.DAY, not was, "调休", "通知")])
        assert moved[0] != moved[1]
        assert '"moved":1' in Entry.objects.get(act="rulebook.day.set").body

    def test_a_change_rolled_back_is_never_remembered(self, office: Office) -> None:
        was = queries.work_calendar().is_workday(self.DAY)
        with transaction.atomic():
            services.set_days(by=office.drafter, days=[Override(self.DAY, not was, "调休", "通知")])
            assert queries.work_calendar().is_workday(self.DAY) is not was
            transaction.set_rollback(True)
        assert queries.work_calendar().is_workday(self.DAY) is was

    def test_another_process_is_noticed_through_the_stamp(self, office: Office) -> None:
        services.set_days(by=office.drafter, days=[Override(self.DAY, False, "放假", "通知")])
        first = queries.work_calendar()
        assert queries.work_calendar() is first
        CalendarOverride.objects.update(is_workday=True)
        _stamp_of_another_process()
        assert queries.work_calendar().is_workday(self.DAY) is True


def _stamp_of_another_process() -> None:
    from marketplace.rulebook.models import CalendarStamp

    CalendarStamp.objects.update(token="written elsewhere")
