"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    # Publicity ends at 24:00; a few minutes later the provider is on the roster.
    "catalog-end-publicity": {"task": "catalog.end_publicity", "schedule": crontab(minute="*/5")},
    "catalog-turn-pages": {"task": "catalog.turn_pages", "schedule": crontab(minute=20)},
}
