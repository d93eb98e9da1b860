"""A real worker on the filesystem broker is killed in the middle of its work; nothing is lost, nothing done twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
MESSAGES = 6
WORKER = ("-m", "celery", "-A", "marketplace", "worker", "-B", "-c", "2", "--loglevel", "INFO")
PATIENCE = 90.0  # seconds; a loaded machine starts Django slowly


class Installation:
    """A folder, a database and the worker on them."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.marketplace.outbox.worker.settings",
            "WORKER_DIR": str(folder),
            "TEST_DATABASE_URL": database_url,
        }
        self.worker: subprocess.Popen[bytes] | None = None
        for name in ("broker", "control", "began", "done"):
            (folder / name).mkdir(parents=True)

    def ask(self, *command: str) -> Any:
        answer = subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", "outbox_test", *command],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )
        return json.loads(answer.stdout)

    def start(self) -> None:
        with (self.folder / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-W", "ignore", *WORKER, "-s", str(self.folder / "beat")],
                cwd=ROOT,
                env=self.environment | {"C_FORCE_ROOT": "1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 for the worker, its beat and its children; they get no chance to put anything back."""
        if self.worker is not None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def names(self, folder: str) -> set[int]:
        return {int(path.name) for path in (self.folder / folder).iterdir()}

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, (self.folder / "worker.log").read_text(encoding="utf-8")[-4000:]
            time.sleep(0.02)


@pytest.fixture
def installation(transactional_db: None, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "worker", _database(tmp_path / "database.sqlite3"))
    yield made
    made.kill()


def _database(file: Path) -> str:
    """The test's own database where processes can share it, else a copy in a file."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{file}"
    parts = {name: str(connection.settings_dict[name]) for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**parts)


def test_a_killed_worker_and_a_broker_that_is_gone_lose_nothing_and_double_nothing(
    installation: Installation,
) -> None:
    installation.start()
    published = set(installation.ask("publish", str(MESSAGES)))
    installation.until(lambda: bool(installation.names("began")))
    installation.kill()
    assert not installation.names("done")
    assert installation.ask("effects") == [], "what the killed worker wrote went with it"

    still_open, added = installation.ask("aftermath", "2")
    assert set(still_open) == published
    (installation.folder / "broker").mkdir()
    (installation.folder / "go").touch()
    installation.start()
    installation.until(lambda: installation.names("done") == published | set(added))
    installation.until(lambda: installation.ask("open") == [])
    assert installation.ask("effects") == sorted([*published, *added]), "one effect for each, whoever was killed"
