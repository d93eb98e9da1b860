"""The test settings on a real database and the filesystem broker, all in the folder WORKER_DIR names."""

import os
from pathlib import Path

from marketplace.outbox import schedule
from marketplace.settings import test

globals().update({name: value for name, value in vars(test).items() if name.isupper()})
WORKER_DIR = Path(os.environ["WORKER_DIR"])
INSTALLED_APPS = [*test.INSTALLED_APPS, "tests.marketplace.outbox.worker"]
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(WORKER_DIR / "broker"),
    "data_folder_out": str(WORKER_DIR / "broker"),
    "control_folder": str(WORKER_DIR / "control"),
    "polling_interval": 0.05,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(WORKER_DIR / "beat")
CLOCK_OFFSET_FILE = str(WORKER_DIR / "clock-offset")
AUDIT_DIR = str(WORKER_DIR / "audit")
schedule.SCHEDULE["outbox-sweep"]["schedule"] = 0.5
