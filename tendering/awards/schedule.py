"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "awards-publicity": {"task": "awards.end_publicity", "schedule": 300.0, "options": {"expires": 290}},
    "awards-exhausted": {"task": "awards.fail_exhausted", "schedule": 300.0, "options": {"expires": 290}},
    "awards-signing": {"task": "awards.lapse_unsigned", "schedule": 300.0, "options": {"expires": 290}},
}
