"""Days that pass, and the worker that does what has fallen due meanwhile."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

from marketplace import clock
from marketplace.audit.models import Mention
from marketplace.celery import app
from marketplace.outbox import services as outbox
from search import registry
from search.models import Entry


def work() -> None:
    """One round of everything beat calls: the tasks themselves, in this process; what acts left is delivered first."""
    app.loader.import_default_modules()
    while outbox.sweep():
        continue
    assert unfollowed() == [], "the search index follows every act, before anybody compares it with the rows"
    for entry in app.conf.beat_schedule.values():
        app.tasks[entry["task"]]()


def unfollowed() -> list[str]:
    """Documents that are not as their rows are; what was written past every act (as factories do) is left out."""
    found = []
    for kind, source in registry.sources().items():
        kept = dict(Entry.objects.filter(kind=kind).values_list("key", "digest"))
        wanted = {key: row.digest for key, row in source.documents(source.every_key()).items()}
        label = source.rows().model._meta.label_lower
        acted = {int(key) for key in Mention.objects.filter(model=label).values_list("object_id", flat=True)}
        found += [f"{kind} {key}" for key in acted | {*kept} if kept.get(key, "") != wanted.get(key, "")]
    return found


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
