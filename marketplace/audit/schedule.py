"""When beat calls this app's tasks."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "audit-sequence": {"task": "audit.sequence", "schedule": 60.0, "options": {"expires": 55}},
    "audit-checkpoint": {"task": "audit.checkpoint", "schedule": crontab(minute="0")},
}
