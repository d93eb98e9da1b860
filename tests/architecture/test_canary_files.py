"""On a machine, too: no file of database, write-ahead log, broker or log holds anything of a bid."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.architecture.canary import traces
from tests.architecture.sources import ROOT
from tests.architecture.test_canary import PLANTED

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DATABASE, WRITE_AHEAD = "database.sqlite3", "database.sqlite3-wal"


def install(folder: Path) -> dict[str, str]:
    """A machine in this folder, its database a copy of the test's; what a process there finds in its environment."""
    connection.ensure_connection()
    copy = sqlite3.connect(folder / DATABASE)
    connection.connection.backup(copy)
    copy.close()
    for name in ("broker", "control", "began", "done"):
        (folder / name).mkdir()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.architecture.installed.settings",
        "WORKER_DIR": str(folder),
        "TEST_DATABASE_URL": f"sqlite:///{folder / DATABASE}",
    }


@contextmanager
def handed_in(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that handed a bid in, still running, its outbox worked."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.architecture.installed.handing_in"]
    pipe = subprocess.PIPE
    with (
        (folder / "said").open("w+") as said,
        subprocess.Popen(
            command, cwd=ROOT, env=install(folder), stdin=pipe, stdout=pipe, stderr=said, text=True
        ) as process,
    ):
        assert process.stdout is not None
        delivered = process.stdout.readline()
        assert delivered, (folder / "said").read_text()[-3000:]
        assert int(delivered) >= 2, "the outbox was worked"
        yield process


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_file_holds_anything_of_a_bid_and_a_deliberate_leak_is_found(tmp_path: Path) -> None:
    with handed_in(tmp_path) as process:
        files = contents(tmp_path)
        process.communicate("table broker log\n")
    assert process.returncode == 0
    assert len(files[WRITE_AHEAD]) > 100_000, "all that was written stands in it"
    assert b"bids_bidversion" in files[DATABASE]
    assert files["log"], "every line of every logger stands there"
    assert any(name.startswith("broker/") and content for name, content in files.items())
    assert traces(PLANTED, files.items()) == []
    found = {name.partition("/")[0] for name in traces(PLANTED, contents(tmp_path).items())}
    assert found == {WRITE_AHEAD, "broker", "log"}
