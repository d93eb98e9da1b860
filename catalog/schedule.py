"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `SCHEDULE`."""

from celery.schedules import crontab

SCHEDULE = {
    # Publicity ends at 24:00; a few minutes later the provider is on the roster.
    "catalog-end-publicity": {"task": "catalog.end_publicity", "schedule": crontab(minute="*/5")},
    "catalog-turn-pages": {"task": "catalog.turn_pages", "schedule": crontab(minute=20)},
}
