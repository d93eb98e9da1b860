"""Days that pass, and the worker that does what has fallen due meanwhile."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

from marketplace import clock
from marketplace.celery import app


def work() -> None:
    """One round of everything beat calls: the tasks themselves, in this process."""
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        app.tasks[entry["task"]]()


class Days:
    """The calendar of one journey."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def pass_until(self, moment: datetime) -> None:
        """Let the clock show this moment and run on; then the worker has its round."""
        self._stack.enter_context(clock.moved_to(moment))
        work()

    def pass_by(self, days: float = 0, *, hours: float = 0) -> None:
        """Let so much time pass; then the worker has its round."""
        self.pass_until(clock.now() + timedelta(days=days, hours=hours))
