"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "tenders-keys": {"task": "tenders.fill_key_pool", "schedule": 60.0, "options": {"expires": 55}},
    "tenders-invitations": {"task": "tenders.expire_invitations", "schedule": 900.0},
    "tenders-suspensions": {"task": "tenders.resume_due", "schedule": 300.0},
    "tenders-year-end": {"task": "tenders.end_with_year", "schedule": crontab(hour="0", minute="10")},
    "tenders-questions": {"task": "tenders.escalate_questions", "schedule": 900.0},
}
