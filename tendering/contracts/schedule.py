"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "contracts-start": {"task": "contracts.start_due", "schedule": crontab(hour="0", minute="5")},
    "contracts-void": {"task": "contracts.void_fallen", "schedule": 900.0},
    "contracts-late": {"task": "contracts.flag_late_payments", "schedule": crontab(hour="0", minute="10")},
    "contracts-panels": {"task": "contracts.close_panels", "schedule": 300.0, "options": {"expires": 290}},
    "contracts-rectifications": {"task": "contracts.escalate_rectifications", "schedule": 900.0},
    "contracts-attempts": {"task": "contracts.forget_attempts", "schedule": 3600.0},
    "contracts-plans": {"task": "contracts.end_plans", "schedule": crontab(hour="0", minute="35")},
    "contracts-unfinished": {"task": "contracts.settle_unfinished", "schedule": 3600.0},
}
