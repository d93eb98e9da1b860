"""The Celery application of worker and beat. The web process sends by task name (`marketplace.outbox.broker`).

An app that has something to do by the clock keeps a module `schedule` with a dictionary `SCHEDULE` of
beat entries, named ``<app>-<what>``; they are gathered here.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from django.conf import settings

from marketplace.outbox import filesystem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.development")


def gather_schedule() -> dict[str, dict[str, Any]]:
    """Every installed app's beat entries.

    Raises:
        ValueError: two apps use one name; beat would silently run one of them.
    """
    gathered: dict[str, dict[str, Any]] = {}
    for app_name in settings.INSTALLED_APPS:
        if find_spec(f"{app_name}.schedule") is None:
            continue
        for name, entry in import_module(f"{app_name}.schedule").SCHEDULE.items():
            if name in gathered:
                message = f"Two beat entries are named {name}"
                raise ValueError(message)
            gathered[name] = entry
    return gathered


filesystem.install()
app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = gather_schedule()
