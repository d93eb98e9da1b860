"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "funds-begin-closing": {"task": "funds.begin_closing", "schedule": crontab(hour=0, minute=10)},
}
