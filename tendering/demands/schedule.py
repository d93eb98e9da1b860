"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "demands-publicity": {"task": "demands.end_publicity_periods", "schedule": 300.0, "options": {"expires": 290}},
    "demands-overdue": {"task": "demands.escalate_overdue_approvals", "schedule": 900.0},
    "demands-matches": {"task": "demands.expire_matches", "schedule": 900.0},
    "demands-year-end": {"task": "demands.close_the_year", "schedule": crontab(hour="0", minute="30")},
}
