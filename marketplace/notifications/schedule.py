"""When beat calls this app's tasks."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "notifications-prune": {"task": "notifications.prune", "schedule": crontab(hour="3", minute="40")},
}
