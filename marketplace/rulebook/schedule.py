"""When beat calls this app's tasks."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "rulebook-retire-replaced": {"task": "rulebook.retire_replaced", "schedule": crontab(hour="0", minute="5")},
}
