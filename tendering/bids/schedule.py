"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "bids-close": {"task": "bids.close_due", "schedule": 30.0, "options": {"expires": 28}},
}
