"""`make demo-reset` forgets the demonstration and nothing else; the next start begins anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

FORGOTTEN = ("db.sqlite3", "db.sqlite3-wal", "demo-state", "demo-accounts.csv", "private/paper.pdf", "audit/entry.key")
KEPT = ("services.env", "services/port")


@pytest.mark.once
@pytest.mark.slow
def test_a_reset_forgets_the_data_and_keeps_the_services(tmp_path: Path) -> None:
    for name in (*FORGOTTEN, *KEPT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("complete", encoding="utf-8")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }
    command = [sys.executable, "-W", "ignore", "manage.py", "demo", "--reset"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "starts over" in done.stdout
    assert not [name for name in FORGOTTEN if (tmp_path / name).exists()]
    assert [name for name in KEPT if (tmp_path / name).exists()] == [*KEPT]
    assert (tmp_path / "broker/control").is_dir(), "the worker finds its folders"
