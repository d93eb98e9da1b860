"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "evaluation-invitations": {
        "task": "evaluation.lapse_invitations",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
}
