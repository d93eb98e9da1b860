"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

from search.rules import DAILY_AT

SCHEDULE: dict[str, dict[str, Any]] = {
    "search-reconcile": {"task": "search.reconcile", "schedule": crontab(hour="2", minute="40")},
    "search-pack": {"task": "search.pack", "schedule": crontab()},
    "search-purge": {"task": "search.purge", "schedule": crontab(hour="3", minute="40")},
    "search-tell-daily": {
        "task": "search.tell_daily",
        "schedule": crontab(hour=str(DAILY_AT.hour), minute=str(DAILY_AT.minute)),
    },
}
