"""The demonstration's quick way to its tables ends where `migrate` does."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.seeds import SqliteSeed, seed_for

CREATE = "import django; django.setup(); from marketplace.demo import schema; schema.create(); schema.create()"
COUNTED = ("django_migrations", "django_content_type", "auth_permission", "wagtailcore_page", "wagtailcore_locale")


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.once
@pytest.mark.django_db
def test_the_tables_are_those_of_migrate(tmp_path: Path) -> None:
    seed = seed_for()
    assert isinstance(seed, SqliteSeed), "the demonstration stands on SQLite"
    ours = tmp_path / "ours.sqlite3"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
        "DATABASE_URL": f"sqlite:///{ours}",
        "VAR_DIR": str(tmp_path),
    }
    subprocess.run([sys.executable, "-c", CREATE], cwd=settings.BASE_DIR, env=environment, check=True)
    assert described(ours) == described(seed.path)


def described(path: Path) -> tuple[list[tuple[str, ...]], list[int]]:
    """Every table, index and trigger in its own words, and how many rows a fresh database holds."""
    with closing(sqlite3.connect(path)) as database:
        schema = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2")
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED]
        return schema.fetchall(), counts
