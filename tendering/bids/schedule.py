"""When beat calls this app's tasks; `marketplace.celery` gathers every app's `schedule.SCHEDULE`."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "bids-close": {"task": "bids.close_due", "schedule": 30.0, "options": {"expires": 28}},
    "bids-open-confirmed": {"task": "bids.open_confirmed", "schedule": 300.0, "options": {"expires": 290}},
    "bids-tell-closed": {"task": "bids.tell_closed", "schedule": 60.0, "options": {"expires": 55}},
    "bids-tell-opened": {"task": "bids.tell_opened", "schedule": 60.0, "options": {"expires": 55}},
}
