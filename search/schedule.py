"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "search-reconcile": {"task": "search.reconcile", "schedule": crontab(hour="2", minute="40")},
    "search-purge": {"task": "search.purge", "schedule": crontab(hour="3", minute="40")},
}
