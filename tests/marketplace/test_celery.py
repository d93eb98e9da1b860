"""Beat's entries, gathered from the apps."""

from __future__ import annotations

import pytest

from marketplace import celery
from marketplace.audit import schedule as audit
from marketplace.outbox import schedule


def test_every_apps_entries_are_gathered_and_name_known_tasks() -> None:
    celery.app.loader.import_default_modules()
    gathered = celery.gather_schedule()
    assert {"outbox-sweep", "outbox-prune", "audit-sequence", "audit-checkpoint"} <= gathered.keys()
    called = {name: gathered[name]["task"] for name in ("search-tell-daily", "search-reconcile", "demands-matches")}
    assert called == {
        "search-tell-daily": "search.tell_daily",
        "search-reconcile": "search.reconcile",
        "demands-matches": "demands.expire_matches",
    }
    for entry in gathered.values():
        assert entry["task"] in celery.app.tasks


def test_two_apps_cannot_use_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(audit.SCHEDULE, "outbox-sweep", schedule.SCHEDULE["outbox-sweep"])
    with pytest.raises(ValueError, match="outbox-sweep"):
        celery.gather_schedule()
