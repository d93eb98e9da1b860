"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "cms-turn-pages": {"task": "cms.turn_pages", "schedule": crontab(minute="*/5")},
}
