"""When beat calls this app's tasks."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "accounts-follow-calendar": {"task": "accounts.follow_calendar", "schedule": crontab(hour="0", minute="5")},
}
