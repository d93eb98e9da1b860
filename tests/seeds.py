"""Databases for tests in a fraction of a second: migrate once into a seed, then copy the seed.

Every worker starts from a copy, and after a transactional test the copy is made again. That is faster than a flush,
keeps the root page, the locale and the content types, and never has to lift the triggers of append-only tables.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from marketplace.demo import schema

CACHE = Path(__file__).resolve().parent.parent / ".cache"
MEMORY = "file:marketplace-tests?mode=memory&cache=shared"


class Seed(Protocol):
    """A migrated database that nobody writes to."""

    def prepare(self, *, afresh: bool = False) -> None:
        """Build the seed unless one of the same migrations is there."""

    def restore(self) -> None:
        """Make the test database a fresh copy of the seed."""

    def drop(self) -> None:
        """Remove the test database, keep the seed."""

    def kept(self, name: str) -> Seed | None:
        """The seed that was kept under this name, by whichever process."""

    def keep(self, name: str) -> Seed:
        """A seed of what the test database holds now; others that were kept are removed."""


def fingerprint() -> str:
    """Twelve hex digits that change when a migration, a trigger or the set of apps changes."""
    digest = hashlib.sha256(repr((django.VERSION, settings.INSTALLED_APPS, settings.LANGUAGE_CODE)).encode())
    for app in sorted(apps.get_app_configs(), key=lambda config: config.name):
        folder = Path(app.path)
        for path in sorted([*folder.glob("migrations/*.py"), *folder.glob("*trigger*.py")]):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def one_at_a_time(name: str = "seed") -> Iterator[None]:
    """Workers of one run wait here while the first of them migrates, or makes whatever has that name."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _migrate(connection: BaseDatabaseWrapper, name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    if os.environ.get("QUICK_SEED") == "1":  # where seeds are many: `make mutants`
        schema.create(connection.alias)
    else:
        call_command("migrate", database=connection.alias, verbosity=0, interactive=False)
    connection.close()


class SqliteSeed:
    """The seed is a file, the test database stands in memory (or in TEST NAME, for tests with processes)."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.path = CACHE / f"seed-{fingerprint()}.sqlite3"
        self.target = str(connection.settings_dict["TEST"].get("NAME") or MEMORY)

    def prepare(self, *, afresh: bool = False) -> None:
        with one_at_a_time():
            if afresh or not self.path.exists():
                self._build()
        self.connection.settings_dict["NAME"] = self.target

    def _build(self) -> None:
        for old in CACHE.glob("seed-*.sqlite3*"):
            old.unlink()
        unfinished = self.path.with_suffix(f".{os.getpid()}")
        _migrate(self.connection, str(unfinished))
        with sqlite3.connect(unfinished) as whole:
            whole.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it
        whole.close()
        unfinished.rename(self.path)

    def restore(self) -> None:
        self.connection.ensure_connection()
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            source.backup(self.connection.connection)
        finally:
            source.close()

    def drop(self) -> None:
        self.connection.close()
        if self.target != MEMORY:
            Path(self.target).unlink(missing_ok=True)

    def kept(self, name: str) -> SqliteSeed | None:
        seed = self._called(name)
        return seed if seed.path.exists() else None

    def keep(self, name: str) -> SqliteSeed:
        for old in CACHE.glob("kept-*.sqlite3*"):
            old.unlink()
        kept = self._called(name)
        unfinished = kept.path.with_suffix(f".sqlite3-{os.getpid()}")
        self.connection.ensure_connection()
        copy = sqlite3.connect(unfinished)
        try:
            self.connection.connection.backup(copy)
        finally:
            copy.close()
        unfinished.rename(kept.path)
        return kept

    def _called(self, name: str) -> SqliteSeed:
        seed = SqliteSeed(self.connection)
        seed.path, seed.target = CACHE / f"kept-{name}.sqlite3", self.target
        return seed


class PostgresqlSeed:
    """The seed is a template database of this checkout; seeds of older migrations are dropped."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        checkout = hashlib.sha256(str(CACHE).encode()).hexdigest()[:6]
        self.connection = connection
        self.family = f"seed_{checkout}_"
        self.name = self.family + fingerprint()
        self.target = f"test_{checkout}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"

    def prepare(self, *, afresh: bool = False) -> None:
        with one_at_a_time():
            if afresh or not self._ask("SELECT 1 FROM pg_database WHERE datname = %s", self.name):
                self._build()
        self.connection.settings_dict["NAME"] = self.target

    def _build(self) -> None:
        for (old,) in self._ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", self.family):
            self._run(f'DROP DATABASE "{old}" WITH (FORCE)')
        unfinished = self.name.replace("seed_", "raw_", 1)
        self._run(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{unfinished}"')
        _migrate(self.connection, unfinished)
        self._run(f'ALTER DATABASE "{unfinished}" RENAME TO "{self.name}"')

    def restore(self) -> None:
        self.drop()
        self._run(f'CREATE DATABASE "{self.target}" TEMPLATE "{self.name}"')

    def drop(self) -> None:
        self.connection.close()
        self._run(f'DROP DATABASE IF EXISTS "{self.target}" WITH (FORCE)')

    def kept(self, name: str) -> PostgresqlSeed | None:
        seed = self._called(name)
        return seed if self._ask("SELECT 1 FROM pg_database WHERE datname = %s", seed.name) else None

    def keep(self, name: str) -> PostgresqlSeed:
        kept = self._called(name)
        for (old,) in self._ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", self._kept_family()):
            self._run(f'DROP DATABASE "{old}" WITH (FORCE)')
        self.connection.close()
        self._run(f'CREATE DATABASE "{kept.name}" TEMPLATE "{self.target}"')
        return kept

    def _called(self, name: str) -> PostgresqlSeed:
        seed = PostgresqlSeed(self.connection)
        seed.name, seed.target = self._kept_family() + name, self.target
        return seed

    def _kept_family(self) -> str:
        return self.family.replace("seed_", "kept_", 1)

    def _run(self, statement: str) -> None:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def _ask(self, query: str, *values: str) -> list[tuple[str]]:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())


def seed_for(alias: str = "default") -> Seed:
    """The seed of the database that the settings name."""
    connection = connections[alias]
    return SqliteSeed(connection) if connection.vendor == "sqlite" else PostgresqlSeed(connection)
